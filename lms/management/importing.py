"""What the import commands share: files that say no in sentences, and a summary that says what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from django.core.management.base import CommandError

from lms.interop.problems import BadFile
from lms.interop.sentences import sentence

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
