"""Access is the answer to "who may see and do what": the whole privacy policy, in one pure file.

Roles are granted per organisation, some of them for one unit and all under it. What an organisation shows of its
people depends on its `Visibility`; what a group shows depends on its size.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class Role(StrEnum):
    COACH = "coach"
    TRAINER = "trainer"
    MANAGER = "manager"
    HR = "hr"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    CATALOGUE_EDITOR = "catalogue_editor"
    FRAMEWORK_OWNER = "framework_owner"
    PLATFORM_ADMINISTRATOR = "platform_administrator"


class Visibility(StrEnum):
    """What an organisation shows of its people to HR and managers."""

    GROUPS = "groups"
    STATUS = "status"
    DETAIL = "detail"


Key = TypeVar("Key", bound=Hashable)

# Who decides on what answers say about the difficulty of questions: of the shared ones, of an organisation's own.
CALIBRATORS = frozenset({Role.FRAMEWORK_OWNER, Role.TRAINER})
AUTHORS = frozenset({Role.TRAINER, Role.CATALOGUE_EDITOR})
WITHDRAWERS = AUTHORS | CALIBRATORS
COUNTERS = frozenset({Role.HR, Role.MANAGER})
CORRECTORS = frozenset({Role.HR, Role.ADMINISTRATOR})
CARD_MAKERS = (Role.HR, Role.ADMINISTRATOR)
PEOPLE_KEEPERS = (Role.HR, Role.ADMINISTRATOR)
# What the administrator of an organisation may give there, and which of these may be for one unit.
ORGANISATION_ROLES = (
    Role.COACH,
    Role.TRAINER,
    Role.MANAGER,
    Role.HR,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
)
# What who runs the platform gives: to keep what all organisations share. Who runs it is said where it is installed.
PLATFORM_ROLES = (Role.FRAMEWORK_OWNER, Role.CATALOGUE_EDITOR)
ROLES_FOR_A_UNIT = frozenset({Role.COACH, Role.MANAGER, Role.HR})


@dataclass(frozen=True)
class Held:
    """A grant that runs today. `units`: ids of the unit and all under it; None for the whole organisation."""

    role: Role
    organisation: int
    units: frozenset[int] | None = None


@dataclass(frozen=True)
class Person:
    """Somebody who asks for a page: where she works today, and what she holds."""

    user: int
    employers: frozenset[int]
    held: tuple[Held, ...] = ()

    def holds(self, roles: Iterable[Role], organisation: int) -> bool:
        return any(h.role in roles and h.organisation == organisation for h in self.held)


def may_be_proven_by(organisation: int | None, role: Role, of: int) -> bool:
    """What an organisation says of its own people opens what is its own; not another's, and not the platform."""
    return organisation is not None and of == organisation and role in ORGANISATION_ROLES


def may_author(person: Person, organisation: int) -> bool:
    return person.holds(AUTHORS, organisation)


def authored_organisations(person: Person) -> frozenset[int]:
    return frozenset(h.organisation for h in person.held if h.role in AUTHORS)


def writes_somewhere(person: Person) -> bool:
    """An author of any organisation writes with what is of the shared catalogue too."""
    return any(h.role in AUTHORS for h in person.held)


def answers_counted_for(person: Person, owner: int, *, shared: bool) -> frozenset[int] | None:
    """Where people have to have answered for an author to count it, of a question or module of `owner`.

    Of the own organisation what its people did. Of the shared catalogue what everybody did (None) for who keeps it, and
    for an author of an organisation what the people there did. Empty: it is not hers to see.
    """
    mine = frozenset(h.organisation for h in person.held if h.role in AUTHORS)
    if shared:
        return None if owner in mine else mine
    return mine & {owner}


def remarks_read_by(person: Person) -> frozenset[int]:
    """The owners of lessons and questions whose learners' remarks she reads: never who made them."""
    return frozenset(h.organisation for h in person.held if h.role in AUTHORS)


def may_look_into(person: Person, organisation: int, *, offered: bool) -> bool:
    """Whether she sees all that is in a module, to take a copy of it: her own, and what is offered to every author.

    Offered is what is in the shared catalogue, and what the authors of an organisation share with others.
    """
    return may_author(person, organisation) or (offered and writes_somewhere(person))


def runs_the_platform(person: Person) -> bool:
    return any(h.role is Role.PLATFORM_ADMINISTRATOR for h in person.held)


def givable_roles(*, shared: bool) -> tuple[Role, ...]:
    """By whoever administers the organisation; of the shared catalogue that is who runs the platform."""
    return PLATFORM_ROLES if shared else ORGANISATION_ROLES


def administered_organisations(person: Person) -> frozenset[int] | None:
    """Whose units, roles and settings the person keeps: None for all. It opens nobody's levels or answers."""
    if runs_the_platform(person):
        return None
    return frozenset(h.organisation for h in person.held if h.role is Role.ADMINISTRATOR and h.units is None)


def may_administer(person: Person, organisation: int) -> bool:
    administered = administered_organisations(person)
    return administered is None or organisation in administered


def may_see_bank(person: Person, organisation: int) -> bool:
    """How many questions the check-up has, and how sure their levels are.

    Who writes them, who administers, and HR of the whole organisation, who counts these levels.
    """
    hr = any(h.role is Role.HR and h.organisation == organisation and h.units is None for h in person.held)
    return hr or may_author(person, organisation) or may_administer(person, organisation)


def may_label(person: Person, organisation: int, authors: frozenset[int]) -> bool:
    """Whether she may say at which level a question is, as a second person: who writes there, and not this question."""
    return may_author(person, organisation) and person.user not in authors


def calibrated_organisations(person: Person) -> frozenset[int]:
    """Whose questions she publishes difficulties of, after figures about them.

    These are figures of groups of answers, without anybody's name or organisation.
    """
    return frozenset(h.organisation for h in person.held if h.role in CALIBRATORS)


def may_withdraw(person: Person, organisation: int) -> bool:
    """Whether she may say that a question there is wrong: who writes it, and who keeps the shared ones.

    She reads how many people that changes something for, and nobody's name or organisation.
    """
    return person.holds(WITHDRAWERS, organisation)


def may_import_people(person: Person, organisation: int) -> bool:
    """Who may say who works here: HR of the whole organisation, not of a unit, and whoever administers it."""
    hr = any(h.role is Role.HR and h.organisation == organisation and h.units is None for h in person.held)
    return hr or may_administer(person, organisation)


def correcting_organisations(person: Person) -> frozenset[int]:
    """Where the person reads and answers who says "This is not right" of a name, a unit, a job: whoever can mend it.

    Not who runs the platform: it is between people and their own organisation.
    """
    return frozenset(h.organisation for h in person.held if h.role in CORRECTORS and h.units is None)


def correcting_role(person: Person, organisation: int) -> Role:
    """As what she reads it. Raises StopIteration for who does not."""
    here = (h for h in person.held if h.role in CORRECTORS and h.organisation == organisation)
    return next(h.role for h in here if h.units is None)


def may_change_own_name(person: Person) -> bool:
    """Where somebody is employed, HR keeps her name: it says there who she is."""
    return not person.employers


def card_making_role(person: Person, organisation: int) -> Role | None:
    """As what she makes cards there, if she may: as HR or administrator of the whole organisation.

    Not who runs the platform: whoever makes a card could sign in with it, and keeps what is of the organisation.
    """
    return _as_what(person, CARD_MAKERS, organisation)


def people_keeping_role(person: Person, organisation: int) -> Role | None:
    """As what she keeps the list of who works there, person by person, and reads what was changed about them.

    HR or an administrator of the whole organisation. Not who runs the platform: it is the organisation's own.
    """
    return _as_what(person, PEOPLE_KEEPERS, organisation)


def people_keeping_organisations(person: Person) -> frozenset[int]:
    return frozenset(h.organisation for h in person.held if h.role in PEOPLE_KEEPERS and h.units is None)


def _as_what(person: Person, roles: Sequence[Role], organisation: int) -> Role | None:
    """The first of these roles that she has for the whole organisation."""
    held = {h.role for h in person.held if h.organisation == organisation and h.units is None}
    return next((role for role in roles if role in held), None)


def certifying_organisations(person: Person) -> frozenset[int]:
    """Where the person reads and decides about certificates that people hand in."""
    return frozenset(h.organisation for h in person.held if h.role is Role.HR)


def may_certify(person: Person, organisation: int, unit: int) -> bool:
    """HR, of the unit too. Never of herself: the action refuses that."""
    mine = (h.units for h in person.held if h.role is Role.HR and h.organisation == organisation)
    return any(units is None or unit in units for units in mine)


def owns_frameworks(person: Person) -> bool:
    """Whether she keeps what all organisations share: which certificates count, for how much, and how levels are
    counted. It opens nobody's levels or answers.
    """
    return any(h.role is Role.FRAMEWORK_OWNER for h in person.held)


def makes_cards(person: Person) -> bool:
    """Whether she makes them anywhere; then she may also say that people share a device."""
    return any(h.role in CARD_MAKERS and h.units is None for h in person.held)


def may_learn_from(person: Person, organisation: int, *, shared: int) -> bool:
    """Modules of the own employers and of the shared catalogue; authors also see what they write."""
    return organisation == shared or organisation in person.employers or may_author(person, organisation)


def counted_organisations(person: Person) -> frozenset[int]:
    """Where the person may see counts of skills."""
    return frozenset(h.organisation for h in person.held if h.role in COUNTERS)


def counted_units(person: Person, organisation: int) -> frozenset[int] | None:
    """The units whose counts the person may see: None for all, an empty set for none."""
    mine = [h.units for h in person.held if h.role in COUNTERS and h.organisation == organisation]
    if any(units is None for units in mine):
        return None
    return frozenset(unit for units in mine if units is not None for unit in units)


def counting_role(person: Person, organisation: int) -> Role:
    """As what she counts there: who is both looks as HR. Raises StopIteration for who counts nothing."""
    return next(role for role in (Role.HR, Role.MANAGER) if person.holds({role}, organisation))


def may_look_at_people(person: Person) -> bool:
    """Whether there may be records of others that open for her: then it is asked why she looks."""
    return bool(
        counted_organisations(person)
        or coached_organisations(person)
        or correcting_organisations(person)
        or makes_cards(person)
        or people_keeping_organisations(person)
    )


def coached_organisations(person: Person) -> frozenset[int]:
    return frozenset(h.organisation for h in person.held if h.role is Role.COACH)


def may_coach(person: Person, organisation: int, unit: int) -> bool:
    """Whether requests from this unit reach the person. Skills are seen only when shared."""
    mine = [h.units for h in person.held if h.role is Role.COACH and h.organisation == organisation]
    return any(units is None or unit in units for units in mine)


def may_validate(
    person: Person, organisation: int, unit: int, visibility: Visibility, *, shown: bool = False
) -> bool:
    """Whether she may write down what she saw somebody of this unit do at work: a coach to whom that person shows her
    skills, and the manager where the organisation shows states. Never of herself: the action refuses that.
    """
    manages = any(
        h.role is Role.MANAGER and h.organisation == organisation and (h.units is None or unit in h.units)
        for h in person.held
    )
    return (shown and may_coach(person, organisation, unit)) or (manages and may_see_states(visibility))


@dataclass(frozen=True)
class Counts:
    """How many of a group are in each state; `unsure` includes the `unknown`, of whom nothing is known."""

    ok: int
    unsure: int
    learn: int
    unknown: int = 0

    @property
    def total(self) -> int:
        return self.ok + self.unsure + self.learn

    @property
    def known(self) -> int:
        return self.total - self.unknown


def may_show(counts: Counts, visibility: Visibility, smallest: int) -> bool:
    """Whether a count may be shown where only groups may be seen.

    A small group stays hidden. So does a group of which few are known, for those few are known to each other; and one
    in which all who are known are in order, or have something to learn: that tells about each of them.
    """
    if visibility is not Visibility.GROUPS or counts.total == 0:
        return True
    if counts.total < smallest or 0 < counts.known < smallest:
        return False
    return counts.known == 0 or counts.known not in (counts.ok, counts.learn)


def publishable(groups: Mapping[Key, Counts], visibility: Visibility, smallest: int) -> list[tuple[Key, ...]]:
    """Which groups of one unit may be shown: by themselves, or the small ones together.

    Nobody is in two of them, and every total anywhere is a sum of whole ones. So no filter and no subtraction gives a
    smaller group than these. Which groups go together depends on their size only, which everybody may know, and never
    on what is known of them: otherwise the choice itself tells why a group is hidden. Hidden is then either "few are
    known" or "all who are known are alike", and nobody can tell which.

    What this does not hide is time: who looks today and tomorrow, and knows who left or took a test in between, can
    subtract. Every look is at groups of the smallest size at least, so it takes two of them and something known from
    elsewhere; rounding or noise would make the figures of small organisations useless, and stays out for now.
    """
    alone = [
        key
        for key, counts in groups.items()
        if counts.total >= smallest or visibility is not Visibility.GROUPS
    ]
    together = tuple(key for key in groups if key not in alone)
    sets = [*((key,) for key in alone), *([together] if together else [])]
    return [some for some in sets if may_show(added(groups[key] for key in some), visibility, smallest)]


def tellable(parts: Mapping[Key, Sequence[int]], smallest: int) -> frozenset[Key]:
    """Which parts of a group may be told in numbers, where it is known how large the group is.

    Those in which each number is of `smallest` people or more, or that are empty; as long as the parts that stay hidden
    also add up to that many, else the smallest of the others is hidden with them. So nothing smaller comes out by
    subtraction. Where one part has everybody nothing is told: it would tell about each of them.
    """
    filled = sorted((key for key, numbers in parts.items() if any(numbers)), key=lambda key: sum(parts[key]))
    if len(filled) < 2:
        return frozenset()
    hidden = [key for key in filled if min(parts[key]) < smallest]
    others = [key for key in filled if key not in hidden]
    while hidden and others and min(map(sum, zip(*(parts[key] for key in hidden), strict=True))) < smallest:
        hidden.append(others.pop(0))
    told = frozenset(parts) - frozenset(hidden)
    return told if others else frozenset()


def added(counts: Iterable[Counts]) -> Counts:
    every = list(counts)
    return Counts(
        sum(one.ok for one in every),
        sum(one.unsure for one in every),
        sum(one.learn for one in every),
        sum(one.unknown for one in every),
    )


def may_count(person: Person, organisation: int, unit: int) -> bool:
    units = counted_units(person, organisation)
    return units is None or unit in units


def may_assign(person: Person, organisation: int, unit: int | None) -> bool:
    """Whoever may count the people of a unit may ask them to learn something; `None`: everybody there."""
    units = counted_units(person, organisation)
    return units is None or unit in units


def may_see_answers(person: Person, somebody: int) -> bool:
    """Answers and scores are somebody's own, whatever role the other has."""
    return person.user == somebody


def may_see_progress(person: Person, somebody: int) -> bool:
    """Which modules somebody does, and how far she is. The tasks that she shows a coach go with her skills."""
    return person.user == somebody


def may_read_rules(person: Person, organisation: int) -> bool:
    """Who works there or has a role there may read who sees what."""
    return (
        organisation in person.employers
        or person.holds(Role, organisation)
        or may_administer(person, organisation)
    )


def may_see_states(visibility: Visibility) -> bool:
    """Whether those who may count people may also see each person's states."""
    return visibility is not Visibility.GROUPS


def may_see_levels(visibility: Visibility) -> bool:
    return visibility is Visibility.DETAIL
