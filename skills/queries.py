"""Reading competence: logs as pure evidence, and what they say about people today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone

from lms.people.models import Employment, Organisation, User
from skills import evidence, gaps, levels
from skills.models import (
    Competence,
    Evidence,
    Framework,
    JobProfile,
    ProfileAssignment,
    Requirement,
)


def as_evidence(row: Evidence) -> evidence.Evidence:
    """The stored row as the pure rules know it. Needs `competence` and `reverses` to be loaded."""
    return evidence.Evidence(
        kind=evidence.Kind(row.kind),
        competence=row.competence.code,
        at=row.at,
        key=str(row.key),
        right=bool(row.right),
        b=row.difficulty or 0.0,
        b_error=1.0 if row.difficulty_error is None else row.difficulty_error,
        guess=row.guess or 0.0,
        item=row.item,
        purpose=evidence.Purpose(row.purpose) if row.purpose else evidence.Purpose.TEST,
        level=row.level or 0,
        by=str(row.recorded_by_id),
        until=row.until,
        reverses=str(row.reverses.key) if row.reverses else "",
    )


def log_of(user: User, framework: Framework) -> list[Evidence]:
    return list(
        Evidence.objects.of(user, framework).select_related("reverses", "recorded_by").order_by("at", "pk")
    )


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


def profile_of(employment: Employment | None, today: date) -> JobProfile | None:
    """What the job asks today."""
    if employment is None:
        return None
    current = ProfileAssignment.objects.current(today).filter(employment=employment)
    found = current.select_related("profile__framework").order_by("-starts", "-pk").first()
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


class Measured:
    """A person's own view of her competence, computed from the log when it is asked for."""

    def __init__(self, user: User, profile: JobProfile | None, today: date) -> None:
        self.user, self.profile, self.today = user, profile, today

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
    def standing_rows(self) -> list[Evidence]:
        """Without what was taken back."""
        taken_back = {row.reverses_id for row in self.rows}
        return [row for row in self.rows if row.pk not in taken_back]

    @property
    def ended(self) -> list[Evidence]:
        """Certificates that are no longer valid, and so count no longer."""
        return [row for row in self.standing_rows if row.until and row.until < self.today]

    def seen_since(self, moment: datetime) -> list[Evidence]:
        """What others saw her do and wrote down since then; the newest first."""
        seen = [row for row in self.standing_rows if row.kind == evidence.Kind.VALIDATION]
        told = [row for row in seen if row.recorded_at >= moment and row.recorded_by_id != row.user_id]
        return sorted(told, key=lambda row: (row.recorded_at, row.pk), reverse=True)

    @cached_property
    def log(self) -> list[evidence.Evidence]:
        return [as_evidence(row) for row in self.rows]

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
        return _standings(self.competences, self.required, log, self.today)

    def explanation(self, code: str) -> levels.Explanation:
        return levels.effects(self.tree, self.log, self.today, code)


def _standings(
    competences: Sequence[Competence],
    required: Mapping[str, int],
    log: Sequence[evidence.Evidence],
    today: date,
) -> list[Standing]:
    estimates = levels.estimate(tree_of(competences), evidence.weigh(log, today))
    own = evidence.own_equivalents(log, today)
    asked = {gap.competence: gap for gap in gaps.gaps(required, estimates, own)}
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


def measured(assignments: Sequence[ProfileAssignment], as_of: datetime) -> Iterator[dict]:
    """Field values of HeldLevel per assignment and required competence, from the log as it was at `as_of`.

    An organisation's figures rest on what was recorded under that organisation.
    """
    logs: dict[tuple[int, int], list[Evidence]] = defaultdict(list)
    employments = [assignment.employment for assignment in assignments]
    rows = Evidence.objects.filter(
        user__in={employment.user_id for employment in employments},
        organisation__in={employment.organisation_id for employment in employments},
        at__lte=as_of,
    )
    for row in rows.select_related("competence", "reverses").order_by("at", "pk"):
        logs[row.user_id, row.organisation_id].append(row)
    competences = {
        framework: competences_of(framework)
        for framework in {one.profile.framework_id for one in assignments}
    }
    for assignment in assignments:
        of_framework = competences[assignment.profile.framework_id]
        employment = assignment.employment
        yield from _measured(
            assignment, of_framework, logs[employment.user_id, employment.organisation_id], as_of
        )


def _measured(
    assignment: ProfileAssignment,
    competences: Sequence[Competence],
    rows: Sequence[Evidence],
    as_of: datetime,
) -> Iterator[dict]:
    today = timezone.localdate(as_of)
    here = {competence.pk for competence in competences}
    mine = [row for row in rows if row.competence_id in here]
    log = [as_evidence(row) for row in mine]
    required = {asked.competence.code: asked.level for asked in assignment.profile.requirements.all()}
    last = {row.competence_id: row.at for row in mine}
    for standing in _standings(competences, required, log, today):
        if standing.gap is None:
            continue
        yield {
            "employment_id": assignment.employment_id,
            "organisation_id": assignment.employment.organisation_id,
            "unit_id": assignment.employment.unit_id,
            "profile_id": assignment.profile_id,
            "competence_id": standing.competence.pk,
            "required": standing.gap.required,
            "level": standing.gap.level,
            "error": standing.gap.se,
            "p_gap": standing.gap.p_gap,
            "own_equivalents": standing.own.total,
            "state": standing.gap.reported_state.value,
            "last_evidence_at": last.get(standing.competence.pk),
        }
