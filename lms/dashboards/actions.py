"""What HR and the administrator do by hand, where people and their skills change together: one transaction each."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses.assigning import carry_over
from lms.people import employing, units
from lms.people.models import Employment, Organisation, Unit, User
from skills.actions import assign_profile
from skills.assigning import end_assignments, end_assignments_of_who_left, renew_levels_of
from skills.models import JobProfile


@transaction.atomic
def add_person(
    *, organisation: Organisation, profile: JobProfile | None, acting_user: User, **said
) -> Employment:
    made = employing.add_person(organisation=organisation, acting_user=acting_user, **said)
    _begin_with(made, profile, acting_user)
    return made


@transaction.atomic
def bring_back(*, profile: JobProfile | None, acting_user: User, **said) -> Employment:
    made = employing.bring_back(acting_user=acting_user, **said)
    _begin_with(made, profile, acting_user)
    return made


def _begin_with(employment: Employment, profile: JobProfile | None, acting_user: User) -> None:
    if profile:
        _assign(employment, profile, employment.starts, acting_user)


def _assign(employment: Employment, profile: JobProfile, starts: date, acting_user: User) -> None:
    assign_profile(employment=employment, profile=profile, starts=starts, acting_user=acting_user)
    employing.note(employment, "profile_assigned", acting_user, profile=profile.name, day=starts)


@transaction.atomic
def change_profile(
    *, employment: Employment, profile: JobProfile, starts: date, today: date, acting_user: User
) -> None:
    """From that day on. What the job asks counts at once, so the day is not still to come."""
    employing.hold(employment)
    running = employment.profile_assignments.filter(ends=None).first()
    if running and running.profile_id == profile.pk:
        raise ValidationError({"profile": _("This is the job profile already.")})
    earliest = max(employment.starts, running.starts) if running else employment.starts
    if starts < earliest:
        text = _("Choose %(day)s or a later day: what was asked before stays known.")
        raise ValidationError({"starts": text % {"day": employing.said(earliest)}})
    if starts > max(today, employment.starts):
        raise ValidationError({"starts": _("This day is still to come. Choose today or an earlier day.")})
    _assign(employment, profile, starts, acting_user)


@transaction.atomic
def move_person(*, employment: Employment, acting_user: User, **said) -> bool:
    """Whether it is done now."""
    done = employing.move_person(employment=employment, acting_user=acting_user, **said)
    if done:
        renew_levels_of([employment.pk])
    return done


@transaction.atomic
def end_employment(*, employment: Employment, ends: date, today: date, acting_user: User) -> None:
    employing.end_employment(employment=employment, ends=ends, acting_user=acting_user)
    if ends < today:
        end_assignments(employments=[employment.pk], ends=ends, acting_user=acting_user)


@transaction.atomic
def merge_unit(*, unit: Unit, into: Unit, today: date, acting_user: User) -> None:
    renew_levels_of(units.merge_unit(unit=unit, into=into, today=today, acting_user=acting_user))
    carry_over(unit=unit, into=into, acting_user=acting_user)


@transaction.atomic
def follow_the_calendar(*, today: date, acting_user: User) -> None:
    """Moves whose day has come; and of who left yesterday nothing is asked any more."""
    renew_levels_of(employing.make_due_moves(today=today, acting_user=acting_user))
    end_assignments_of_who_left(last_day=today - timedelta(days=1), acting_user=acting_user)
