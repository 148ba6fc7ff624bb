"""Put a backup back: see docs/backup.md. Stop the server and the workers first."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lms.backup import CannotGoOn, restore


class Command(BaseCommand):
    help = "Put a backup back, and erase again who was erased since. Stop the server and the workers first."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="take the place of what is there")

    def handle(self, *args, file: Path, replace: bool, **options):
        self.stdout.write("Checking the backup, then putting it back …")
        try:
            manifest, again = restore(file, replace=replace)
        except CannotGoOn as error:
            raise CommandError(str(error)) from error
        files = len(manifest.checksums) - 1
        self.stdout.write(f"The backup of {manifest.made_at[:16]} is back: the database and {files} files.")
        self.stdout.write(f"{again} people who were erased since are erased again. Everybody signs in anew.")
