"""Bring in items of the check-up: questions that stand by themselves, in every language."""

from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from cms.authoring import Refused, Written, write_items
from courses.content import ItemsContent
from lms.interop.items.receive import receive
from lms.management.importing import all_received, author_named, owner_named, refusal, summary
from lms.people.models import Organisation, User


class Command(BaseCommand):
    help = "Import a folder with items (nl.md, en.md, pictures), or a folder of such folders: all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--organisation", default="shared", help="slug of the organisation that owns the items"
        )
        parser.add_argument("--user", default="bouwsteen", help="user name of the author")

    def handle(self, *args, folder: Path, organisation: str = "shared", user: str = "bouwsteen", **options):
        owner, author = owner_named(organisation), author_named(user)
        found = all_received(receive, folder, holds="items")
        with transaction.atomic():
            written = sum((self.write(items, owner, author) for items in found), Written())
        self.stdout.write(summary("Items and pictures", written.counts))

    def write(self, items: ItemsContent, owner: Organisation, author: User) -> Written:
        try:
            return write_items(items, organisation=owner, acting_user=author)
        except Refused as refused:
            file = f"{items.competence}/{items.language}.md"
            raise refusal(f"{file}: {sentence}" for sentence in refused.sentences) from None
