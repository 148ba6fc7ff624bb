"""Putting units together, closing them and opening them again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from lms.dashboards.actions import merge_unit
from lms.dashboards.queries import Overview
from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.content import PersonRow
from lms.people.models import Change, Employment, Grant, Unit
from lms.people.roll import Roll
from lms.people.units import add_unit, close_unit, move_unit, open_unit, rename_unit
from skills.models import ProfileAssignment
from tests.cast import STARTED

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def unit_of(cast, name: str) -> Unit:
    return Unit.objects.get(organisation=cast.a, name=name)


def refusal(action, **said) -> str:
    with pytest.raises(ValidationError) as refused:
        action(**said, acting_user=system_user())
    return " ".join(refused.value.messages)


def told(cast) -> list[str]:
    return list(
        Change.objects.of(cast.a)
        .filter(what__startswith="unit")
        .order_by("pk")
        .values_list("what", flat=True)
    )


def close(cast, name: str) -> Unit:
    unit = unit_of(cast, name)
    Employment.objects.filter(unit=unit).update(ends=YESTERDAY)
    close_unit(unit=unit, today=TODAY, acting_user=system_user())
    return unit


def test_a_unit_with_people_units_or_roles_is_not_closed(cast):
    library = unit_of(cast, "Library")
    assert "under this one" in refusal(close_unit, unit=unit_of(cast, "Services"), today=TODAY)
    assert "People work in this unit" in refusal(close_unit, unit=library, today=TODAY)
    Employment.objects.filter(unit=library).update(starts=TODAY + timedelta(days=9))
    assert "or will" in refusal(close_unit, unit=library, today=TODAY)
    Employment.objects.filter(unit=library).update(starts=STARTED, ends=YESTERDAY)
    given = grant(
        user=cast.coach_a, role=Role.COACH, organisation=cast.a, unit=library, acting_user=system_user()
    )
    assert "has a role for this unit" in refusal(close_unit, unit=library, today=TODAY)
    Grant.objects.filter(pk=given.pk).update(ends=YESTERDAY)
    close_unit(unit=library, today=TODAY, acting_user=system_user())
    assert unit_of(cast, "Library").ends == TODAY
    assert told(cast)[-1] == "unit_closed"


def test_a_closed_unit_is_no_choice_and_who_worked_there_still_did(cast):
    library = close(cast, "Library")
    assert library not in list(cast.a.units.open())
    assert library.pk not in Overview(cast.a, None, TODAY).places
    assert Employment.objects.get(user=cast.learner6_a).unit == library
    assert "is closed" in refusal(add_unit, organisation=cast.a, name="Books", parent=library)
    assert "is closed" in refusal(move_unit, unit=unit_of(cast, "Green"), parent=library)


def test_a_list_of_people_brings_nobody_to_a_closed_unit(cast):
    close(cast, "Library")
    rows = [
        PersonRow(2, cast.a.name, path, "Zoë", "", "", "", "", TODAY, "77")
        for path in (("Library",), ("Services", "Library"), ("Services", "Library", "Books"))
    ]
    for make in (False, True):
        for row in rows[1:] if make else rows[:2]:
            ((), (problem,)) = Roll(cast.a, TODAY, make_units=make).held_against([row])
            assert problem.code in ("unit_closed", "unknown_unit")
    _steps, (problem,) = Roll(cast.a, TODAY, make_units=True).held_against(rows[2:])
    assert (problem.code, problem.params) == ("unit_closed", {"unit": "Services > Library"})


def test_a_closed_unit_is_opened_again_but_not_under_a_closed_one(cast):
    library = close(cast, "Library")
    open_unit(unit=library, acting_user=system_user())
    assert unit_of(cast, "Library").ends is None
    assert told(cast)[-2:] == ["unit_closed", "unit_opened"]
    close(cast, "Library")
    for name in ("Green", "Office"):
        close(cast, name)
    Grant.objects.filter(organisation=cast.a).update(ends=YESTERDAY)
    close(cast, "Services")
    assert "is closed" in refusal(open_unit, unit=library)


def test_everybody_and_everything_of_a_unit_goes_to_another_and_it_is_closed(cast):
    green, office = unit_of(cast, "Green"), unit_of(cast, "Office")
    below = add_unit(organisation=cast.a, name="Trees", parent=green, acting_user=system_user())
    ProfileAssignment.objects.update(levels_due_at=None)
    kept = cast.employment(cast.learner_a).pk
    merge_unit(unit=green, into=office, today=TODAY, acting_user=cast.administrator_a)
    below.refresh_from_db()
    assert (below.parent, unit_of(cast, "Green").ends) == (office, TODAY)
    before, now = Employment.objects.filter(user=cast.learner_a).order_by("starts")
    assert (now.pk, now.unit, now.starts) == (kept, office, TODAY)
    assert (before.unit, before.starts, before.ends) == (green, STARTED, YESTERDAY)
    assert Employment.objects.filter(unit=office, ends=None).count() == 10
    assert ProfileAssignment.objects.due().count() == 5
    moved = Change.objects.of(cast.a).filter(what="person_moved")
    assert (moved.count(), moved.first().by) == (5, cast.administrator_a)
    assert told(cast)[-3:] == ["unit_moved", "unit_closed", "unit_merged"]


def test_roles_for_a_unit_end_when_it_becomes_part_of_another(cast):
    """To go on in a bigger unit would open more than was given."""
    green = unit_of(cast, "Green")
    given = grant(
        user=cast.coach_a,
        role=Role.COACH,
        organisation=cast.a,
        unit=green,
        starts=STARTED,
        acting_user=system_user(),
    )
    merge_unit(unit=green, into=unit_of(cast, "Office"), today=TODAY, acting_user=system_user())
    given.refresh_from_db()
    assert (given.unit, given.ends) == (green, YESTERDAY)
    assert Change.objects.of(cast.a).filter(what="role_taken", about=cast.coach_a).exists()


def test_nothing_of_a_merge_is_stored_when_a_part_of_it_cannot_be(cast):
    green, office = unit_of(cast, "Green"), unit_of(cast, "Office")
    for parent in (green, office):
        add_unit(organisation=cast.a, name="Trees", parent=parent, acting_user=system_user())
    assert "There already is a unit" in refusal(merge_unit, unit=green, into=office, today=TODAY)
    assert cast.employment(cast.learner_a).unit == green
    assert unit_of(cast, "Green").ends is None
    assert "part of it" in refusal(merge_unit, unit=unit_of(cast, "Services"), into=green, today=TODAY)


def test_what_another_administrator_did_meanwhile_counts(cast):
    """Both opened the page when the unit was there still."""
    first, second = unit_of(cast, "Library"), unit_of(cast, "Library")
    Employment.objects.filter(unit=first).update(ends=YESTERDAY)
    rename_unit(unit=first, name="Books", acting_user=system_user())
    close_unit(unit=first, today=TODAY, acting_user=system_user())
    close_unit(unit=second, today=TODAY + timedelta(days=1), acting_user=system_user())
    assert (second.name, second.ends) == ("Books", TODAY)
    Employment.objects.filter(unit=first).update(unit=unit_of(cast, "Green"))
    Unit.objects.filter(pk=first.pk).delete()
    assert "deleted this unit meanwhile" in refusal(rename_unit, unit=second, name="Other")
