"""Openness is what the rules of `access` come to: for each role, what it sees of somebody who works there.

Nothing is decided here. Every line asks the functions of `access` on behalf of an imagined holder of the role, so that
the page "Who sees what?" changes with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.people import access
from lms.people.access import Counts, Held, Person, Role, Visibility

SHE, VIEWER = 1, 2  # who is looked at, and who looks
HERE, PLATFORM = 1, 2  # organisations
UNIT, ELSEWHERE = 1, 2


class What(StrEnum):
    """What there is to see of somebody, from what most people may know to what nobody else may."""

    NAME = "name"
    COUNTS = "counts"
    STATES = "states"
    LEVELS = "levels"
    SHOWN = "shown"
    REQUESTS = "requests"
    CORRECTIONS = "corrections"
    CERTIFICATES = "certificates"
    ASSIGNED = "assigned"
    PROGRESS = "progress"
    ANSWERS = "answers"


@dataclass(frozen=True)
class Case:
    """An imagined viewer before somebody's record."""

    viewer: Person
    visibility: Visibility
    unit: int = UNIT

    @property
    def counts(self) -> bool:
        return access.may_count(self.viewer, HERE, self.unit)

    @property
    def states(self) -> bool:
        return self.counts and access.may_see_states(self.visibility)

    @property
    def coaches(self) -> bool:
        return access.may_coach(self.viewer, HERE, self.unit)

    @property
    def name(self) -> bool:
        kept = access.may_administer(self.viewer, HERE) or access.may_import_people(self.viewer, HERE)
        return self.states or self.coaches or kept


SEES: Mapping[What, Callable[[Case], bool]] = {
    What.NAME: lambda case: case.name,
    What.COUNTS: lambda case: case.counts,
    What.STATES: lambda case: case.states,
    What.LEVELS: lambda case: case.counts and access.may_see_levels(case.visibility),
    What.SHOWN: lambda case: case.coaches,
    What.REQUESTS: lambda case: case.coaches,
    What.CORRECTIONS: lambda case: HERE in access.correcting_organisations(case.viewer),
    What.CERTIFICATES: lambda case: access.may_certify(case.viewer, HERE, case.unit),
    What.ASSIGNED: lambda case: case.states,
    What.PROGRESS: lambda case: access.may_see_progress(case.viewer, SHE),
    What.ANSWERS: lambda case: access.may_see_answers(case.viewer, SHE),
}
# Who only works there is a viewer too. The last one keeps all organisations and works in none.
VIEWERS: tuple[Role | None, ...] = (None, *access.ORGANISATION_ROLES, Role.PLATFORM_ADMINISTRATOR)


def holder(role: Role | None, units: Iterable[int] | None = None) -> Person:
    if role is None:
        return Person(VIEWER, frozenset({HERE}))
    where = PLATFORM if role is Role.PLATFORM_ADMINISTRATOR else HERE
    held = Held(role, where, None if units is None else frozenset(units))
    return Person(VIEWER, frozenset({where}), (held,))


def seen(role: Role | None, visibility: Visibility) -> frozenset[What]:
    case = Case(holder(role), visibility)
    return frozenset(what for what in What if SEES[what](case))


def viewers(what: What, visibility: Visibility) -> list[Role | None]:
    return [role for role in VIEWERS if what in seen(role, visibility)]


def ends_at_the_unit(role: Role, visibility: Visibility) -> bool:
    """Whether the role, when it is given for one unit, opens nothing of another."""
    if role not in access.ROLES_FOR_A_UNIT:
        return False
    viewer = holder(role, {UNIT})
    own, other = (
        {what for what in What if SEES[what](Case(viewer, visibility, unit))} for unit in (UNIT, ELSEWHERE)
    )
    return bool(own) and not other


def validators(visibility: Visibility) -> list[Role]:
    """Who may write down what she or he saw her do at work, when she shows her skills to the coach."""
    return [
        role
        for role in access.ORGANISATION_ROLES
        if access.may_validate(holder(role), HERE, UNIT, visibility, shown=True)
    ]


def hides_small_groups(visibility: Visibility, smallest: int) -> bool:
    """Whether the counts of one person too few, of whom two differ, stay hidden."""
    return not access.may_show(Counts(ok=smallest - 2, unsure=0, learn=1), visibility, smallest)


def hides_all_alike(visibility: Visibility, smallest: int) -> bool:
    return not access.may_show(Counts(ok=smallest, unsure=0, learn=0), visibility, smallest)
