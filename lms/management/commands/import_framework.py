"""Bring in a competence framework, such as DigComp 3.0."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lms.interop.digcomp.receive import receive
from lms.management.importing import received, summary
from lms.people.actions import system_user
from skills.actions import load_framework


class Command(BaseCommand):
    help = "Import a competence framework from its JSON file. A second version stands beside the first."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--plain", type=Path, help="everyday names and “I can” sentences, by code (JSON)")

    def handle(self, *args, file: Path, plain: Path | None = None, **options):
        self.stdout.write(f"Reading {file.name} …")
        content = received(receive, file)
        self.stdout.write(
            f"{content.name} {content.version}: {len(content.areas)} areas, "
            f"{len(list(content.competences))} competences, "
            f"{len(content.levels)} levels in {len(content.bands)} bands, {len(content.statements)} statements, "
            f"{len(content.outcomes)} outcomes."
        )
        counts = load_framework(content=content, plain=everyday(plain), acting_user=system_user())
        self.stdout.write(summary("Framework", counts))


def everyday(file: Path | None) -> dict[str, dict]:
    if file is None:
        return {}
    try:
        texts = json.loads(file.read_text(encoding="utf-8"))
        return {**texts["areas"], **texts["competences"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{file.name}: this is no file with everyday names ({error}).") from None
