"""Finding a module: what somebody looks for, held against what there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from courses.questions.short_text import fold

LEVELS = {"basic": (1, 2), "independent": (3, 4), "advanced": (5, 6), "highly_advanced": (7, 8)}
MINUTES = (10, 15, 20)


@dataclass(frozen=True)
class Offered:
    """A module as the catalogue knows it: `words` is the text to search in, `aims` are (code, lowest, highest)."""

    key: str
    subject: str
    words: str
    aims: tuple[tuple[str, int, int], ...]
    minutes: int
    languages: tuple[str, ...]
    finished: bool


@dataclass(frozen=True)
class Wanted:
    """What somebody chose; what is empty leaves all."""

    words: str = ""
    subject: str = ""
    skill: str = ""
    level: str = ""
    minutes: int = 0
    language: str = ""
    new: bool = False

    @property
    def choices(self) -> int:
        """How many filters are on, besides words and subject."""
        return sum(map(bool, (self.skill, self.level, self.minutes, self.language, self.new)))


def suits(module: Offered, wanted: Wanted) -> bool:
    text = fold(module.words)
    return (
        all(word in text for word in fold(wanted.words).split())
        and wanted.subject in {"", module.subject}
        and (not wanted.minutes or module.minutes <= wanted.minutes)
        and (not wanted.language or wanted.language in module.languages)
        and not (wanted.new and module.finished)
        and any(_aims_at(aim, wanted) for aim in module.aims or (("", 1, 8),))
    )


def _aims_at(aim: tuple[str, int, int], wanted: Wanted) -> bool:
    code, lowest, highest = aim
    easiest, hardest = LEVELS.get(wanted.level, (1, 8))
    return wanted.skill in {"", code} and lowest <= hardest and highest >= easiest


def find(modules: Iterable[Offered], wanted: Wanted) -> list[str]:
    """Keys of what suits, in the order given."""
    return [module.key for module in modules if suits(module, wanted)]
