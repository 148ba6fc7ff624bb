"""Bring in modules: their pages in every language, and their questions."""

from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from cms import rights
from cms.authoring import Refused, Written, write_module
from courses.content import ModuleContent
from lms.interop.modules.receive import receive
from lms.management.importing import all_received, author_named, owner_named, refusal, summary
from lms.people.models import Organisation, User


class Command(BaseCommand):
    help = "Import a folder with a module (nl.md, en.md, pictures), or a folder of such folders: all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--organisation", default="shared", help="slug of the organisation that owns the modules"
        )
        parser.add_argument("--user", default="bouwsteen", help="user name of the author")

    def handle(self, *args, folder: Path, organisation: str = "shared", user: str = "bouwsteen", **options):
        owner, author = owner_named(organisation), author_named(user)
        modules = all_received(receive, folder, holds="modules")
        with transaction.atomic():
            rights.sync(owner)
            written = sum((self.write(module, owner, author) for module in modules), Written())
        self.stdout.write(summary("Pages, questions and pictures", written.counts))

    def write(self, module: ModuleContent, owner: Organisation, author: User) -> Written:
        self.stdout.write(f"{module.module} ({module.language}): {len(module.activities)} activities")
        try:
            return write_module(module, organisation=owner, acting_user=author)
        except Refused as refused:
            file = f"{module.module}/{module.language}.md"
            raise refusal(f"{file}: {sentence}" for sentence in refused.sentences) from None
