"""Make a backup: see docs/backup.md."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lms.backup import CannotGoOn, make


class Command(BaseCommand):
    help = "Write the database, the media and a manifest with checksums to one file."

    def add_arguments(self, parser):
        parser.add_argument("to", type=Path, help="a folder, or the name of the file")

    def handle(self, *args, to: Path, **options):
        self.stdout.write("Making a backup …")
        try:
            file, manifest = make(to)
        except (CannotGoOn, OSError) as error:
            raise CommandError(str(error)) from error
        size = file.stat().st_size / 1e6
        self.stdout.write(f"{file}: the database and {len(manifest.checksums) - 1} files, {size:.1f} MB.")
