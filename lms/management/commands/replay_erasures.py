"""After an old backup was put back: erase again who was erased since. `restore` does it itself."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lms.erasing import ledger_file, read_ledger, replay


class Command(BaseCommand):
    help = "Erase again everybody whom the ledger of erasures names."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", type=Path, help="the ledger; else the one of this installation"
        )

    def handle(self, *args, file: Path | None = None, **options):
        try:
            lines = read_ledger(file or ledger_file())
        except OSError as error:
            raise CommandError(f"The ledger cannot be read: {error}") from error
        except ValueError as error:
            raise CommandError(f"Nothing was erased: {error}.") from error
        self.stdout.write(f"{len(lines)} lines in the ledger, {replay(lines)} people erased again.")
