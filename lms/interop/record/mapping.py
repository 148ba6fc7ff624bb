"""A record is what somebody takes along when she leaves: what she finished, and what she showed that she can.

As JSON it uses the names of the European Learning Model where there is a simple one (learningAchievement,
awardedBy, awardingDate, learningOutcome, notation, prefLabel, volumeOfLearning). It is not a signed credential.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

FORMAT, VERSION = "bouwsteen-learning-record", 1
Texts = Mapping[str, str]


class Known(StrEnum):
    """How sure a level is. Of what she showed nothing herself, no level is told."""

    KNOWN = "known"
    UNSURE = "not_sure_yet"
    UNKNOWN = "not_known_yet"


@dataclass(frozen=True)
class Concept:
    """A competence of the framework, with its official number."""

    notation: str
    names: Texts


@dataclass(frozen=True)
class Skill:
    """`level` is the estimate, 1 to 8 (0: below); `at_least` and `at_most` hold four out of five times."""

    concept: Concept
    known: Known
    level: int
    at_least: int
    at_most: int
    own_questions: float
    last_shown: date | None


@dataclass(frozen=True)
class Aim:
    concept: Concept
    lowest: int
    highest: int


@dataclass(frozen=True)
class Achievement:
    """A module that she finished. `goal_reached`: the day on which she passed its test, if she did."""

    titles: Texts
    organisation: str
    finished: date
    goal_reached: date | None
    minutes: int
    aims: tuple[Aim, ...]


@dataclass(frozen=True)
class Seen:
    """A task at work that a coach saw her do."""

    titles: Texts
    organisation: str
    at: date


@dataclass(frozen=True)
class Record:
    name: str
    made_on: date
    framework: str
    achievements: tuple[Achievement, ...]
    skills: tuple[Skill, ...]
    seen: tuple[Seen, ...]
    based_on: str

    @property
    def shown(self) -> list[Skill]:
        return [skill for skill in self.skills if skill.known is not Known.UNKNOWN]

    @property
    def unknown(self) -> list[Skill]:
        return [skill for skill in self.skills if skill.known is Known.UNKNOWN]


def known(own_questions: float, enough: float) -> Known:
    """`enough`: from how many questions of her own others may be told a state."""
    if own_questions == 0:
        return Known.UNKNOWN
    return Known.KNOWN if own_questions >= enough else Known.UNSURE


def as_data(record: Record) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "issuanceDate": record.made_on.isoformat(),
        "isSigned": False,
        "basedOn": record.based_on,
        "credentialSubject": {"type": "Person", "fullName": record.name},
        "inScheme": record.framework,
        "learningAchievement": [_achievement(one) for one in record.achievements],
        "skill": [_skill(one) for one in record.skills],
        "taskSeenByCoach": [
            {
                "title": dict(one.titles),
                "awardedBy": {"legalName": one.organisation, "awardingDate": one.at.isoformat()},
            }
            for one in record.seen
        ],
    }


def _concept(concept: Concept) -> dict[str, Any]:
    return {"type": "Concept", "notation": concept.notation, "prefLabel": dict(concept.names)}


def _achievement(one: Achievement) -> dict[str, Any]:
    return {
        "type": "LearningAchievement",
        "title": dict(one.titles),
        "awardedBy": {"legalName": one.organisation, "awardingDate": one.finished.isoformat()},
        "testPassed": _day(one.goal_reached),
        "volumeOfLearning": f"PT{one.minutes}M",
        "learningOutcome": [
            {**_concept(aim.concept), "levels": {"lowest": aim.lowest, "highest": aim.highest}}
            for aim in one.aims
        ],
    }


def _skill(one: Skill) -> dict[str, Any]:
    told = {**_concept(one.concept), "known": one.known.value}
    if one.known is Known.UNKNOWN:
        return told
    return told | {
        "level": one.level,
        "levelAtLeast": one.at_least,
        "levelAtMost": one.at_most,
        "ownQuestions": round(one.own_questions, 1),
        "lastShown": _day(one.last_shown),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
