"""Bring in the people of one or more organisations."""

from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from lms.interop.people.jobs import Jobs
from lms.interop.people.receive import receive
from lms.interop.people.sentences import sentence_of
from lms.interop.problems import BadFile
from lms.management.importing import received, refusal, summary, where
from lms.people.actions import system_user
from lms.people.content import PersonRow
from lms.people.importing import Imported, RefusedImport, import_people


class Command(BaseCommand):
    help = "Import people from a CSV or XLSX file: all of them, or none when a row is wrong."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--make-organisations", action="store_true", help="make organisations that do not exist yet"
        )

    def handle(self, *args, file: Path, make_organisations: bool = False, **options):
        rows = received(receive, file)
        self.stdout.write(f"Reading {file.name}: {len(rows)} rows.")
        try:
            done, assigned = bring_in(rows, make_organisations)
        except (RefusedImport, BadFile) as refused:
            raise refusal(
                where(file.name, p.line, p.field) + sentence_of(p) for p in refused.problems
            ) from None
        self.stdout.write(summary("People", done.counts))
        self.stdout.write(f"Units: {done.counts['units']} made. Job profiles: {assigned} assigned.")


@transaction.atomic
def bring_in(rows: tuple[PersonRow, ...], make_organisations: bool) -> tuple[Imported, int]:
    """What was done to people, and how many got a job profile. Raises RefusedImport or BadFile."""
    actor, today = system_user(), timezone.localdate()
    done = import_people(rows=rows, make_organisations=make_organisations, today=today, acting_user=actor)
    problems, assigned = [], 0
    for organisation, steps in done.steps:
        jobs = Jobs(organisation, today)
        problems += jobs.hold(steps)
        if not problems:
            assigned += jobs.assign(steps=steps, employments=done.employments, acting_user=actor)
    if problems:
        raise BadFile(tuple(problems))
    return done, assigned
