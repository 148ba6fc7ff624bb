"""A competence framework and job profiles as their publisher hands them over, before they become records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Texts = Mapping[str, str]  # language -> text


@dataclass(frozen=True)
class CompetenceContent:
    code: str
    name: Texts
    description: Texts


@dataclass(frozen=True)
class AreaContent:
    code: str
    name: Texts
    description: Texts
    competences: tuple[CompetenceContent, ...]


@dataclass(frozen=True)
class BandContent:
    key: str
    name: Texts
    description: Texts


@dataclass(frozen=True)
class LevelContent:
    """`level` counts from 1; `six_step` is the matching step of the six-step scale (A1 to C2)."""

    level: int
    six_step: str
    band: str
    description: Texts
    purpose: Texts


@dataclass(frozen=True)
class StatementContent:
    id: str
    competence: str
    band: str
    ai: str
    text: Texts


@dataclass(frozen=True)
class OutcomeContent:
    id: str
    competence: str
    band: str
    type: str
    ai: str
    text: Texts


@dataclass(frozen=True)
class FrameworkContent:
    """`our_translations`: languages that are our own work; `changes`: what we changed in the published ones."""

    key: str
    name: str
    version: str
    source: str
    our_translations: tuple[str, ...]
    changes: tuple[str, ...]
    notes: tuple[str, ...]
    areas: tuple[AreaContent, ...]
    bands: tuple[BandContent, ...]
    levels: tuple[LevelContent, ...]
    statements: tuple[StatementContent, ...]
    outcomes: tuple[OutcomeContent, ...]

    @property
    def competences(self) -> Iterator[CompetenceContent]:
        return (competence for area in self.areas for competence in area.competences)


@dataclass(frozen=True)
class ProfileContent:
    """What one kind of job asks: a level per competence code (0 = not asked) and which codes are core."""

    line: int
    code: str
    name: Texts
    required: Mapping[str, int]
    core: tuple[str, ...]


@dataclass(frozen=True)
class AcceptedContent:
    """A certificate that counts, with the level that it stands for in each competence. Without months it never ends."""

    line: int
    code: str
    issuer: str
    names: Texts
    levels: Mapping[str, int]
    valid_months: int | None
