"""Bring in job profiles: what each kind of job asks."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lms.interop.profiles.receive import receive
from lms.management.importing import received, refusal, summary, where
from lms.people.actions import system_user
from lms.people.models import Organisation
from skills.actions import UnknownCompetence, load_profiles
from skills.models import Framework
from skills.queries import newest_framework


class Command(BaseCommand):
    help = "Import job profiles from a CSV file; those of the shared catalogue are marked as examples."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--organisation", default="shared", help="slug of the organisation that owns them"
        )
        parser.add_argument("--framework", help="slug of the framework; without it, the newest")

    def handle(self, *args, file: Path, organisation: str, framework: str | None = None, **options):
        owner = Organisation.objects.filter(slug=organisation).first()
        if owner is None:
            raise CommandError(f"There is no organisation “{organisation}”.")
        asked_of = Framework.objects.filter(slug=framework).first() if framework else newest_framework()
        if asked_of is None:
            raise CommandError("There is no such framework yet. Import one first with import_framework.")
        contents = received(receive, file)
        try:
            counts = load_profiles(
                contents=contents,
                framework=asked_of,
                organisation=owner,
                is_example=owner.kind == Organisation.Kind.SHARED,
                acting_user=system_user(),
            )
        except UnknownCompetence as unknown:
            codes = ", ".join(unknown.codes)
            place = where(file.name, unknown.line, codes)
            raise refusal(
                [f"{place}{unknown.framework} has no such competence. Take the column away."]
            ) from None
        self.stdout.write(summary("Job profiles", counts))
