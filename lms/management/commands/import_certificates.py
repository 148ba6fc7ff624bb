"""Bring in the list of certificates that count, as examples that the owner of the framework looks at."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lms.interop.certificates.receive import receive
from lms.management.importing import received, refusal, summary, where
from lms.people.actions import system_user
from skills.certificates.actions import UnknownCompetence, load_accepted
from skills.models import Framework
from skills.queries import newest_framework


class Command(BaseCommand):
    help = "Import certificates that count from a CSV file. They are marked as examples; what was ended stays ended."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--framework", help="slug of the framework; without it, the newest")

    def handle(self, *args, file: Path, framework: str | None = None, **options):
        known = Framework.objects.filter(slug=framework).first() if framework else newest_framework()
        if known is None:
            raise CommandError("There is no such framework yet. Import one first with import_framework.")
        contents = received(receive, file)
        try:
            counts = load_accepted(contents=contents, framework=known, acting_user=system_user())
        except UnknownCompetence as unknown:
            place = where(file.name, unknown.line, ", ".join(unknown.codes))
            raise refusal(
                [f"{place}{unknown.framework} has no such competence. Take it away from levels."]
            ) from None
        self.stdout.write(summary("Certificates", counts))
