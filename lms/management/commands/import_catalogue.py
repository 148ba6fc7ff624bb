"""Bring in modules: their pages in every language, and their questions."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms import rights
from cms.authoring import Refused, Written, write_module
from courses.content import ModuleContent
from lms.interop.modules.receive import receive
from lms.management.importing import received, refusal, summary
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
        owner = Organisation.objects.filter(slug=organisation).first()
        author = User.objects.filter(username=user).first()
        if owner is None:
            raise CommandError(f"There is no organisation “{organisation}”.")
        if author is None:
            raise CommandError(f"There is no user “{user}”.")
        modules = self.read(folder)
        with transaction.atomic():
            rights.sync(owner)
            written = sum((self.write(module, owner, author) for module in modules), Written())
        counts = {"added": written.created, "changed": written.changed, "unchanged": written.unchanged}
        self.stdout.write(summary("Pages, questions and pictures", counts))

    def read(self, folder: Path) -> list[ModuleContent]:
        """Every file is read before the first page is written; all that is wrong is said at once."""
        modules, refused = [], []
        for place in module_folders(folder):
            try:
                modules += received(receive, place)
            except CommandError as error:
                refused += [f"{place.name}/{line}" for line in str(error).splitlines()[:-1]]
        if refused:
            raise refusal(refused)
        return modules

    def write(self, module: ModuleContent, owner: Organisation, author: User) -> Written:
        self.stdout.write(f"{module.module} ({module.language}): {len(module.activities)} activities")
        try:
            return write_module(module, organisation=owner, acting_user=author)
        except Refused as refused:
            file = f"{module.module}/{module.language}.md"
            raise refusal(f"{file}: {sentence}" for sentence in refused.sentences) from None


def module_folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise CommandError(f"{folder} is not a folder.")
    if any(folder.glob("*.md")):
        return [folder]
    found = sorted(below for below in folder.iterdir() if below.is_dir() and any(below.glob("*.md")))
    if not found:
        raise CommandError(f"{folder} holds no modules: no folder in it has an .md file.")
    return found
