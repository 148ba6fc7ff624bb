"""Reading competence: logs as pure evidence, and what they say about people today."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby

import numpy as np
from django.core.cache import cache
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone

from lms.people.models import Employment, Organisation, User
from skills import evidence, gaps, levels, ways
from skills.models import (
    Area,
    Competence,
    Evidence,
    Framework,
    JobProfile,
    ProfileAssignment,
    Recount,
    Requirement,
    WayOfCounting,
)

WAY = "way-of-counting"
MINUTE = 60


def as_evidence(row: Evidence) -> evidence.Evidence:
    """The stored row as the pure rules know it. Needs `competence` and `reverses` to be loaded."""
    values = [getattr(row, column) for column in COLUMNS]
    return _evidence(row.competence.code, row.reverses.key if row.reverses else None, *values)


COLUMNS = (
    "kind",
    "at",
    "key",
    "right",
    "difficulty",
    "difficulty_error",
    "guess",
    "item",
    "purpose",
    "level",
)
COLUMNS += ("recorded_by_id", "until", "half_life", "gain")
KINDS = {kind.value: kind for kind in evidence.Kind}
PURPOSES = {purpose.value: purpose for purpose in evidence.Purpose} | {"": evidence.Purpose.TEST}


def _evidence(
    competence: str,
    reverses: uuid.UUID | None,
    kind: str,
    at: datetime,
    key: uuid.UUID,
    right: bool | None,
    difficulty: float | None,
    difficulty_error: float | None,
    guess: float | None,
    item: str,
    purpose: str,
    level: float | None,
    recorded_by: int,
    until: date | None,
    half_life: float | None,
    gain: float | None,
) -> evidence.Evidence:
    return evidence.Evidence(
        kind=KINDS[kind],
        competence=competence,
        at=at,
        key=str(key),
        right=bool(right),
        b=difficulty or 0.0,
        b_error=1.0 if difficulty_error is None else difficulty_error,
        guess=guess or 0.0,
        item=item,
        purpose=PURPOSES[purpose],
        level=level or 0,
        by=str(recorded_by),
        until=until,
        half_life=half_life,
        gain=gain or 0.0,
        reverses=str(reverses) if reverses else "",
    )


def way_named(name: str) -> ways.Way:
    """A way that was published, or a version of the model by itself."""
    if name in levels.MODELS:
        return ways.Way(name, levels.MODELS[name])
    return WayOfCounting.objects.get(name=name).as_way


def names_of_ways() -> list[str]:
    return [*levels.MODELS, *WayOfCounting.objects.order_by("pk").values_list("name", flat=True)]


def counted_now() -> str:
    """The name of the way in which levels are counted: that of the newest recount that was ordered."""
    ordered = Recount.objects.ordered().order_by("-ordered_at", "-pk")
    return ordered.values_list("way", flat=True).first() or levels.MODEL_VERSION


def way_now() -> ways.Way:
    """As of a minute ago at most: every page with a level on it asks."""
    return cache.get_or_set(WAY, lambda: way_named(counted_now()), MINUTE)


def log_of(user: User, framework: Framework) -> list[Evidence]:
    return list(
        Evidence.objects.of(user, framework).select_related("reverses", "recorded_by").order_by("at", "pk")
    )


def has_own_estimate(user: User, framework: Framework) -> bool:
    """Of whole areas, as a check-up asks for it; not what she thinks of one thing in a lesson."""
    said = Evidence.objects.of(user, framework).filter(kind=evidence.Kind.SELF.value, item="")
    return said.exists()


def newest_framework() -> Framework | None:
    return Framework.objects.order_by("pk").last()


def tree_of(competences: Iterable[Competence]) -> levels.Tree:
    areas: dict[str, list[str]] = defaultdict(list)
    for competence in competences:
        areas[competence.area.code].append(competence.code)
    return levels.Tree(areas)


def competences_of(framework_id: int, profile: JobProfile | None = None) -> list[Competence]:
    """In the order of the framework, each with the level that the profile asks (or None) and whether it is core."""
    asked = Requirement.objects.filter(profile=profile, competence=OuterRef("pk"))
    found = (
        Competence.objects.filter(framework=framework_id)
        .select_related("area")
        .order_by("area__code", "code")
    )
    return list(
        found.annotate(asked=Subquery(asked.values("level")), is_core=Subquery(asked.values("is_core")))
    )


def profiles_of(employment: Employment, today: date) -> QuerySet[ProfileAssignment]:
    """What the job asks today comes first."""
    current = ProfileAssignment.objects.current(today).filter(employment=employment)
    return current.select_related("profile__framework").order_by("-starts", "-pk")


def profile_of(employment: Employment | None, today: date) -> JobProfile | None:
    found = profiles_of(employment, today).first() if employment else None
    return found.profile if found else None


@dataclass(frozen=True)
class Standing:
    """One competence on a person's own page: what she showed beside what her job asks."""

    competence: Competence
    estimate: levels.Estimate
    gap: gaps.Gap | None
    own: evidence.Own
    known: bool = True  # whether anything at all was shown, here or elsewhere

    @property
    def required(self) -> int:
        return self.gap.required if self.gap else 0


@dataclass(frozen=True)
class AreaStanding:
    """An area on a person's own page: roughly what her answers say, and what she thought herself (None: nothing)."""

    area: Area
    standings: Sequence[Standing]
    shown: int
    own: float | None

    @property
    def known(self) -> bool:
        return any(standing.own.total for standing in self.standings)


class Measured:
    """A person's own view of her competence, computed from the log when it is asked for."""

    def __init__(
        self, user: User, profile: JobProfile | None, today: date, framework: Framework | None = None
    ) -> None:
        self.user, self.profile, self.today = user, profile, today
        if framework:
            self.framework = framework

    @cached_property
    def framework(self) -> Framework | None:
        return self.profile.framework if self.profile else newest_framework()

    @cached_property
    def competences(self) -> list[Competence]:
        return competences_of(self.framework.pk, self.profile) if self.framework else []

    @cached_property
    def tree(self) -> levels.Tree:
        return tree_of(self.competences)

    @cached_property
    def rows(self) -> list[Evidence]:
        return log_of(self.user, self.framework) if self.framework else []

    @cached_property
    def way(self) -> ways.Way:
        return way_now()

    @cached_property
    def standing_rows(self) -> list[Evidence]:
        """Without what was taken back."""
        taken_back = {row.reverses_id for row in self.rows}
        return [row for row in self.rows if row.pk not in taken_back]

    @property
    def ended(self) -> list[Evidence]:
        """Certificates that are no longer valid, and so count no longer."""
        return [row for row in self.standing_rows if row.until and row.until < self.today]

    @property
    def wrong(self) -> list[Evidence]:
        """The counter-entries beside answers to questions that were withdrawn; the newest first."""
        found = [row for row in self.rows if row.reason]
        return sorted(found, key=lambda row: (row.recorded_at, row.pk), reverse=True)

    def wrong_since(self, moment: datetime) -> list[Evidence]:
        """One for each question that was withdrawn since then, however often she answered it."""
        news = [row for row in self.wrong if row.recorded_at >= moment]
        return list({row.reverses.item: row for row in reversed(news)}.values())[::-1]

    def seen_since(self, moment: datetime) -> list[Evidence]:
        """What others saw her do and wrote down since then; the newest first."""
        seen = [row for row in self.standing_rows if row.kind == evidence.Kind.VALIDATION]
        told = [row for row in seen if row.recorded_at >= moment and row.recorded_by_id != row.user_id]
        return sorted(told, key=lambda row: (row.recorded_at, row.pk), reverse=True)

    @cached_property
    def log(self) -> list[evidence.Evidence]:
        """As it is counted now."""
        return self.way.read(as_evidence(row) for row in self.rows)

    @cached_property
    def required(self) -> dict[str, int]:
        return {competence.code: competence.asked for competence in self.competences if competence.asked}

    @property
    def core(self) -> frozenset[str]:
        return frozenset(competence.code for competence in self.competences if competence.is_core)

    @cached_property
    def standings(self) -> list[Standing]:
        return self.standings_with(self.log)

    def standings_with(self, log: Sequence[evidence.Evidence]) -> list[Standing]:
        """As if only this part of the log were there: for what an attempt changed."""
        return _standings(self.competences, self.required, log, self.today, self.way.model)

    @cached_property
    def areas(self) -> list[AreaStanding]:
        said = {row.competence: row.level for row in self.log if row.kind is evidence.Kind.SELF}
        grouped = groupby(self.standings, key=lambda standing: standing.competence.area)
        return [self._area(area, list(group), said) for area, group in grouped]

    def _area(self, area: Area, group: Sequence[Standing], said: Mapping[str, float]) -> AreaStanding:
        shown = levels.shown_level(sum(one.estimate.level for one in group) / len(group))
        own = next((said[one.competence.code] for one in group if one.competence.code in said), None)
        return AreaStanding(area, group, shown, own)

    def explanation(self, code: str) -> levels.Explanation:
        return levels.effects(self.tree, self.log, self.today, code, model=self.way.model)


def _standings(
    competences: Sequence[Competence],
    required: Mapping[str, int],
    log: Sequence[evidence.Evidence],
    today: date,
    model: levels.Model,
) -> list[Standing]:
    counted = evidence.counted(log, today)
    estimates = levels.estimate(tree_of(competences), evidence.aged(counted, today), model)
    own = evidence.own_of(counted, today)
    asked = {gap.competence: gap for gap in gaps.gaps(required, estimates, own, model)}
    return [
        Standing(one, estimates[one.code], asked.get(one.code), own.get(one.code, evidence.Own()), bool(own))
        for one in competences
    ]


def assignments_to_measure(*, due_by: datetime | None = None, organisation: Organisation | None = None):
    """Running assignments of running employments, the longest waiting first."""
    found = ProfileAssignment.objects.filter(ends=None).select_related("employment")
    if due_by:
        found = found.due().filter(levels_due_at__lte=due_by)
    if organisation:
        found = found.filter(employment__organisation=organisation)
    asked = Prefetch("profile__requirements", Requirement.objects.select_related("competence"))
    return found.select_related("profile").prefetch_related(asked).order_by("levels_due_at", "pk")


def measured(
    assignments: Sequence[ProfileAssignment],
    as_of: datetime,
    way: ways.Way = ways.FIRST,
    *,
    without: Collection[str] = (),
) -> Iterator[dict]:
    """Field values of HeldLevel per assignment and required competence, from the log as it was at `as_of`.

    An organisation's figures rest on what was recorded under that organisation. `without`: keys of rows to leave out,
    for what would be if they were taken back.
    """
    logs = _logs([assignment.employment for assignment in assignments], as_of, without)
    of_framework: dict[int, list[ProfileAssignment]] = defaultdict(list)
    for assignment in assignments:
        of_framework[assignment.profile.framework_id].append(assignment)
    for framework, some in of_framework.items():
        yield from _measured(some, competences_of(framework), logs, as_of, way)


# By user, organisation and competence: the evidence in the order of time.
Logs = dict[tuple[int, int], dict[int, list[evidence.Evidence]]]


def _logs(employments: Sequence[Employment], as_of: datetime, without: Collection[str]) -> Logs:
    """Read as bare values: thousands of rows that would otherwise become objects for a moment."""
    logs: Logs = defaultdict(lambda: defaultdict(list))
    rows = Evidence.objects.filter(
        user__in={employment.user_id for employment in employments},
        organisation__in={employment.organisation_id for employment in employments},
        at__lte=as_of,
    )
    whose = ("user_id", "organisation_id", "competence_id", "competence__code", "reverses__key")
    for user, organisation, competence, *values in rows.order_by("at", "pk").values_list(*whose, *COLUMNS):
        row = _evidence(*values)
        if row.key not in without:
            logs[user, organisation][competence].append(row)
    return logs


def _measured(
    assignments: Sequence[ProfileAssignment],
    competences: Sequence[Competence],
    logs: Logs,
    as_of: datetime,
    way: ways.Way,
) -> Iterator[dict]:
    """Of people whose jobs ask of one framework, together."""
    today = timezone.localdate(as_of)
    theirs = [logs[one.employment.user_id, one.employment.organisation_id] for one in assignments]
    counted = [
        evidence.counted(
            way.read(row for competence in competences for row in mine.get(competence.pk, ())), today
        )
        for mine in theirs
    ]
    found = levels.estimate_many(
        tree_of(competences), [evidence.aged(rows, today) for rows in counted], way.model
    )
    asked = [
        {each.competence_id: each.level for each in one.profile.requirements.all()} for one in assignments
    ]
    required = np.array([[of_job.get(each.pk, 0) for each in competences] for of_job in asked])
    p_gaps = levels.gap_chances(found.posteriors, required, way.model)
    for person, (assignment, mine) in enumerate(zip(assignments, theirs, strict=True)):
        own = evidence.own_of(counted[person], today)
        for place in np.flatnonzero(required[person]).tolist():
            competence = competences[place]
            rows = mine.get(competence.pk)
            yield {
                "employment_id": assignment.employment_id,
                "organisation_id": assignment.employment.organisation_id,
                "unit_id": assignment.employment.unit_id,
                "profile_id": assignment.profile_id,
                "competence_id": competence.pk,
                "required": int(required[person, place]),
                "level": float(found.levels[person, place]),
                "error": float(found.errors[person, place]),
                **_gap_and_state(float(p_gaps[person, place]), own.get(competence.code, evidence.Own())),
                "last_evidence_at": rows[-1].at if rows else None,
            }


def _gap_and_state(p_gap: float, own: evidence.Own) -> dict:
    state = gaps.reported_state(p_gap, own)
    return {"p_gap": p_gap, "own_equivalents": own.total, "state": state.value}
