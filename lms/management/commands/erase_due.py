"""Erase who left longer ago than the organisation keeps data. The worker does it every hour too."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.erasing import due, erase_due


class Command(BaseCommand):
    help = "Erase the personal data of people whose time is over, organisation by organisation."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only tell how many there are")
        parser.add_argument("--today", help="as if it were this day, e.g. 2028-11-23; only with --dry-run")

    def handle(self, *args, dry_run: bool, today: str | None = None, **options):
        if today and not dry_run:
            raise CommandError("--today only goes with --dry-run: nothing is erased before its time.")
        try:
            day = date.fromisoformat(today) if today else timezone.localdate()
        except ValueError:
            raise CommandError(f"“{today}” is no day. Write it like 2028-11-23.") from None
        if dry_run:
            self.stdout.write(f"{len(list(due(day)))} would be erased. Nothing was changed.")
        else:
            self.stdout.write(f"{erase_due(now=timezone.now(), today=day)} erased.")
