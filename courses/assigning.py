"""Assigning: HR or a manager asks people to do a module or a check-up by a day, and may change her mind."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses.meant import Target
from courses.models import AssignedTo, Assignment, Module
from lms.people import changes
from lms.people.access import Role
from lms.people.actions import change, lock
from lms.people.models import Organisation, Unit, User


@transaction.atomic
def assign(
    *,
    organisation: Organisation,
    module: Module | None = None,
    check_up: str = "",
    targets: Collection[Target],
    due_on: date,
    note: str,
    role: Role,
    now: datetime,
    today: date,
    acting_user: User,
) -> Assignment:
    """The same, to the same people by the same day, is asked once: a second press of the button gives the first one."""
    _refuse_past(due_on, today)
    if not targets:
        raise ValidationError(_("Choose for whom this is."))
    lock(organisation)
    asked = {"module": module, "check_up": check_up, "due_on": due_on, "note": note}
    for there in Assignment.objects.at(organisation).running().filter(**asked):
        if {one.target for one in there.targets.all()} == set(targets):
            return there
    made = Assignment(organisation=organisation, made_by=acting_user, role=role.value, made_at=now, **asked)
    made.save()
    for one in targets:
        row = AssignedTo(assignment=made, employment_id=one.job, unit_id=one.unit, profile_id=one.profile)
        row.save()
    _note(made, "assigned", acting_user, day=due_on)
    return made


@transaction.atomic
def change_due(*, assignment: Assignment, due_on: date, today: date, acting_user: User) -> None:
    _hold(assignment)
    if due_on == assignment.due_on:
        return
    _refuse_past(due_on, today)
    change(assignment, due_on=due_on)
    _note(assignment, "assignment_due_changed", acting_user, day=due_on)


@transaction.atomic
def end(*, assignment: Assignment, now: datetime, acting_user: User) -> None:
    """Nobody is asked any more. What people did stays theirs."""
    _hold(assignment)
    change(assignment, ended_at=now, ended_by=acting_user)
    _note(assignment, "assignment_ended", acting_user)


@transaction.atomic
def carry_over(*, unit: Unit, into: Unit, acting_user: User) -> None:
    """What a unit is asked, the one that it becomes a part of is asked from then on. What was ended stays as it was."""
    lock(unit.organisation)
    running = AssignedTo.objects.filter(assignment__ended_at=None)
    there = set(running.filter(unit=into).values_list("assignment", "profile"))
    for row in running.filter(unit=unit):
        if (row.assignment_id, row.profile_id) in there:
            row.delete()
        else:
            change(row, unit=into)


def _hold(assignment: Assignment) -> None:
    """As it is now. Raises ValidationError when somebody ended it meanwhile."""
    lock(assignment.organisation)
    assignment.refresh_from_db(fields=["due_on", "ended_at"])
    if assignment.ended_at:
        raise ValidationError(_("This was ended meanwhile. It is not asked of anybody any more."))


def _refuse_past(due_on: date, today: date) -> None:
    if due_on < today:
        raise ValidationError({"due_on": _("This day is over. Choose today or a later day.")})


def _note(assignment: Assignment, what: str, acting_user: User, **details) -> None:
    changes.note(
        organisation=assignment.organisation,
        what=what,
        acting_user=acting_user,
        asked=assignment.title,
        **details,
    )
