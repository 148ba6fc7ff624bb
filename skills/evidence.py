"""Evidence: what a person showed, or others said of it, about a competence, and how much it counts."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

HALF_LIFE = 24.0  # months
SHORT_HALF_LIVES: Mapping[str, float] = {
    "4.1": 12.0,
    "4.2": 12.0,
}  # the subject itself moves faster here
FAST_HALF_LIFE = 12.0  # for a question about AI, in whichever competence

REPEAT_WITHIN = timedelta(days=30)
YEAR = timedelta(days=365)
OWN_WITHIN_DAYS = 1461  # four years
DAYS_A_MONTH = 365.25 / 12
VISIBLY_AGED = 0.9  # age becomes a reason worth telling once a tenth of the weight is gone


class Kind(StrEnum):
    ANSWER = "answer"
    SELF = "self"
    VALIDATION = "validation"
    CERTIFICATE = "certificate"
    STEP = "step"
    COUNTER = "counter"


class Purpose(StrEnum):
    TEST = "test"
    CHECKUP = "checkup"
    PRACTICE = "practice"
    REFRESHER = "refresher"


class Reason(StrEnum):
    PRACTICE = "practice"
    REPEAT = "repeat"
    SECOND_VALIDATOR = "second_validator"
    AGED = "aged"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    kind: Kind
    competence: str
    at: datetime  # aware; when it happened, not when it arrived
    key: str  # stable identity of the row; settles the order of equal times
    # answers
    right: bool = False
    b: float = 0.0  # difficulty in levels: the author's level - 0.5
    b_error: float = 1.0
    guess: float = 0.2
    item: str = ""  # identity of the question, the same for all its versions
    purpose: Purpose = Purpose.TEST
    # own estimates, validations and certificates
    level: float = 0.0
    by: str = ""  # the validator
    until: date | None = None  # the last day on which a certificate is valid
    half_life: float | None = None  # in months, when the subject moves faster than its competence
    # learning steps
    gain: float = 0.0  # mean gain in levels; 0 is the neutral step
    # counter-entries
    reverses: str = ""  # key of the row that is taken back


class Weighed(NamedTuple):
    evidence: Evidence
    weight: float
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Own:
    """Question-equivalents of a person's own in one competence, before ageing."""

    shown: float = 0.0  # by answers and validations
    certified: float = 0.0  # by certificates, which can only speak for "in order"

    @property
    def total(self) -> float:
        return self.shown + self.certified


_WORTH = {Kind.ANSWER: 1.0, Kind.VALIDATION: 4.0, Kind.CERTIFICATE: 3.0}

_ANSWER_WEIGHTS = {  # (practised, seen in the last 30 days)
    (False, False): (1.0, ()),
    (False, True): (0.25, (Reason.REPEAT,)),
    (True, False): (0.5, (Reason.PRACTICE,)),
    (True, True): (0.1, (Reason.PRACTICE, Reason.REPEAT)),
}


def order(row: Evidence) -> tuple[datetime, bool, str]:
    """A learning step comes before what was shown at the same moment."""
    return row.at, row.kind is not Kind.STEP, row.key


def weigh(
    log: Iterable[Evidence],
    today: date,
    half_life: Mapping[str, float] = SHORT_HALF_LIVES,
) -> tuple[Weighed, ...]:
    """What counts on a day and how much, oldest first; half_life is in months, by competence, else 24."""
    return aged(counted(log, today), today, half_life)


def own_equivalents(log: Iterable[Evidence], today: date) -> dict[str, Own]:
    """By competence, only where there is something; the three a report asks for are in `skills.gaps`."""
    return own_of(counted(log, today), today)


def counted(log: Iterable[Evidence], today: date) -> list[Weighed]:
    """What counts on a day and how much before ageing, oldest first."""
    standing = _standing(log, today)
    found = [
        *_answers(standing),
        *_latest_own_estimates(standing),
        *_validations(standing),
    ]
    found += [Weighed(row, 1.0) for row in standing if row.kind in (Kind.CERTIFICATE, Kind.STEP)]
    place = {id(row): number for number, row in enumerate(standing)}
    return sorted(found, key=lambda row: place[id(row.evidence)])


def aged(
    rows: Iterable[Weighed], today: date, half_life: Mapping[str, float] = SHORT_HALF_LIVES
) -> tuple[Weighed, ...]:
    return tuple(_aged(row, today, half_life) for row in rows)


def own_of(rows: Iterable[Weighed], today: date) -> dict[str, Own]:
    shown: defaultdict[str, list[float]] = defaultdict(list)
    certified: defaultdict[str, list[float]] = defaultdict(list)
    for row in rows:
        evidence = row.evidence
        if evidence.kind in _WORTH and _age(evidence, today) < OWN_WITHIN_DAYS:
            worth = certified if evidence.kind is Kind.CERTIFICATE else shown
            worth[evidence.competence].append(row.weight * _WORTH[evidence.kind])
    return {
        code: Own(math.fsum(shown[code]), math.fsum(certified[code])) for code in sorted({*shown, *certified})
    }


def _standing(log: Iterable[Evidence], today: date) -> list[Evidence]:
    """What was known on the day, not expired and not taken back; a counter-entry can itself be taken back later."""
    end = datetime.combine(today + timedelta(days=1), time.min, UTC)
    known = sorted((row for row in log if row.at < end), key=order)
    gone: set[str] = set()
    for row in reversed(known):
        if row.kind is Kind.COUNTER and row.key not in gone:
            gone.add(row.reverses)
    return [
        row
        for row in known
        if row.kind is not Kind.COUNTER and row.key not in gone and (row.until is None or today <= row.until)
    ]


def _answers(rows: Iterable[Evidence]) -> Iterator[Weighed]:
    last_seen: dict[str, datetime] = {}
    for row in rows:
        if row.kind is not Kind.ANSWER:
            continue
        seen = last_seen.get(row.item) if row.item else None
        repeat = seen is not None and row.at - seen <= REPEAT_WITHIN
        last_seen[row.item] = row.at
        practised = row.purpose is Purpose.PRACTICE or row.purpose is Purpose.REFRESHER
        yield Weighed(row, *_ANSWER_WEIGHTS[practised, repeat])


def _latest_own_estimates(rows: Iterable[Evidence]) -> list[Weighed]:
    latest = {row.competence: row for row in rows if row.kind is Kind.SELF}
    return [Weighed(row, 1.0) for row in latest.values()]


def _validations(rows: Iterable[Evidence]) -> Iterator[Weighed]:
    """A validator counts once a year, with the latest word; all but the first validator count half."""
    validations = [row for row in rows if row.kind is Kind.VALIDATION]
    first_by: dict[str, str] = {}
    for row in validations:
        first_by.setdefault(row.competence, row.by)
    newer: dict[tuple[str, str], datetime] = {}
    for row in reversed(validations):
        replaced_at = newer.get((row.competence, row.by))
        if replaced_at is not None and replaced_at - row.at < YEAR:
            continue
        newer[row.competence, row.by] = row.at
        first = row.by == first_by[row.competence]
        yield (Weighed(row, 1.0) if first else Weighed(row, 0.5, (Reason.SECOND_VALIDATOR,)))


def _aged(row: Weighed, today: date, half_life: Mapping[str, float]) -> Weighed:
    evidence = row.evidence
    if evidence.kind is Kind.STEP:
        return row
    usual = half_life.get(evidence.competence, HALF_LIFE)
    months = _age(evidence, today) / DAYS_A_MONTH
    left = 2.0 ** (-months / (usual if evidence.half_life is None else min(usual, evidence.half_life)))
    why = (*row.why, Reason.AGED) if left < VISIBLY_AGED else row.why
    return Weighed(evidence, row.weight * left, why)


def _age(row: Evidence, today: date) -> int:
    """In days; negative when it lies after the day that is asked about."""
    return today.toordinal() - row.at.astimezone(UTC).toordinal()
