"""Give every organisation its section, its collection and its group of authors."""

from django.core.management.base import BaseCommand

from cms import rights


class Command(BaseCommand):
    help = "Make sections, collections and groups follow the organisations, the languages and the grants."

    def handle(self, *args, **options):
        self.stdout.write(f"Rights in the editor: {rights.sync_all()} organisations.")
