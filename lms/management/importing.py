"""What the import commands share: files that say no in sentences, and a summary that says what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from django.core.management.base import CommandError

from lms.interop.problems import BadFile
from lms.interop.sentences import sentence
from lms.people.models import Organisation, User

Content = TypeVar("Content")


def received(receive: Callable[[Path], Content], path: Path) -> Content:
    """What the file holds, or a CommandError with every problem on a line of its own."""
    try:
        return receive(path)
    except BadFile as bad:
        raise refusal(
            where(problem.file or path.name, problem.line, problem.field) + sentence(problem)
            for problem in bad.problems
        ) from None


def all_received(receive: Callable[[Path], Iterable[Content]], folder: Path, *, holds: str) -> list[Content]:
    """Every file is read before the first page is written; all that is wrong is said at once."""
    found, refused = [], []
    for place in folders_with_texts(folder, holds=holds):
        try:
            found += received(receive, place)
        except CommandError as error:
            refused += [f"{place.name}/{line}" for line in str(error).splitlines()[:-1]]
    if refused:
        raise refusal(refused)
    return found


def folders_with_texts(folder: Path, *, holds: str) -> list[Path]:
    """The folder itself, or those in it."""
    if not folder.is_dir():
        raise CommandError(f"{folder} is not a folder.")
    if any(folder.glob("*.md")):
        return [folder]
    found = sorted(below for below in folder.iterdir() if below.is_dir() and any(below.glob("*.md")))
    if not found:
        raise CommandError(f"{folder} holds no {holds}: no folder in it has an .md file.")
    return found


def owner_named(slug: str) -> Organisation:
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no organisation “{slug}”.")
    return found


def author_named(username: str) -> User:
    found = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"There is no user “{username}”.")
    return found


def where(file: str, line: int | None, field: str) -> str:
    parts = [file]
    if line is not None:
        parts.append(f"line {line}")
    if field:
        parts.append(field)
    return ", ".join(parts) + ": "


def refusal(lines) -> CommandError:
    said = list(lines)
    return CommandError("\n".join([*said, f"Nothing was loaded: {len(said)} thing(s) to mend."]))


def summary(what: str, counts: Mapping[str, int]) -> str:
    added, changed, unchanged = (counts.get(name, 0) for name in ("added", "changed", "unchanged"))
    if not added and not changed:
        return f"{what}: nothing changed, {unchanged} already right."
    return f"{what}: {added} added, {changed} changed, {unchanged} already right."
