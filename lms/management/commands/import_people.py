"""Bring in the people of one or more organisations."""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from lms.interop.people.receive import receive
from lms.management.importing import received, refusal, summary, where
from lms.people.actions import Imported, RefusedImport, RowProblem, import_people, system_user
from lms.people.content import PersonRow
from skills.actions import assign_profile
from skills.models import JobProfile, ProfileAssignment


class Command(BaseCommand):
    help = "Import people from a CSV file: all of them, or none when a row is wrong."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--make-organisations", action="store_true", help="make organisations that do not exist yet"
        )

    def handle(self, *args, file: Path, make_organisations: bool = False, **options):
        rows = received(receive, file)
        self.stdout.write(f"Reading {file.name}: {len(rows)} rows.")
        try:
            done, profiles = bring_in(rows, make_organisations)
        except RefusedImport as refused:
            raise refusal(where(file.name, p.line, p.field) + p.sentence for p in refused.problems) from None
        self.stdout.write(summary("People", done.counts))
        self.stdout.write(
            f"Units: {done.counts['units']} made. Job profiles: {profiles['assigned']} assigned."
        )


@transaction.atomic
def bring_in(rows: tuple[PersonRow, ...], make_organisations: bool) -> tuple[Imported, Counter[str]]:
    actor, today = system_user(), timezone.localdate()
    done = import_people(rows=rows, make_organisations=make_organisations, today=today, acting_user=actor)
    profiles: Counter[str] = Counter()
    problems = []
    known: dict[tuple[int, str], JobProfile | None] = {}
    running = dict(
        ProfileAssignment.objects.filter(employment__in=done.employments.values(), ends=None).values_list(
            "employment", "profile"
        )
    )
    for row in rows:
        employment = done.employments[row.line]
        if not row.profile:
            continue
        key = (employment.organisation_id, row.profile)
        if key not in known:
            known[key] = JobProfile.objects.open_to(employment.organisation).filter(code=row.profile).first()
        profile = known[key]
        if profile is None:
            sentence = (
                f"There is no job profile “{row.profile}”. Import the profiles first, or mend the code."
            )
            problems.append(RowProblem(row.line, "profile", sentence))
        elif running.get(employment.pk) != profile.pk:
            profiles["assigned"] += 1
            starts = max(employment.starts, today) if employment.pk in running else employment.starts
            assign_profile(employment=employment, profile=profile, starts=starts, acting_user=actor)
    if problems:
        raise RefusedImport(problems)
    return done, profiles
