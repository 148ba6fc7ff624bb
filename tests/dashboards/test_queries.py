from datetime import date, timedelta

import pytest
from django.utils import timezone

from lms.dashboards.queries import Overview, together
from lms.people.access import Counts, Visibility
from lms.people.models import Employment, Unit, User
from skills.actions import refresh_due_levels
from skills.models import HeldLevel
from tests.cast import NEIGHBOUR
from tests.shown import show_often

LEARNERS = ("learner_a", "learner2_a", "learner3_a", "learner4_a", "learner5_a")


def see_status(organisation) -> None:
    organisation.visibility = Visibility.STATUS
    organisation.save()


@pytest.fixture
def overview(cast):
    def make(organisation=None, units=None) -> Overview:
        refresh_due_levels(now=timezone.now())
        return Overview(organisation or cast.a, units, timezone.localdate())

    return make


def row_of(overview: Overview, name: str):
    return next(row for row in overview.rows if row.unit.name == name)


def counts_of(overview: Overview, cast, unit="Green", code="4.1"):
    return row_of(overview, unit).cells[cast.competence(code).pk].counts


def three_different(cast) -> None:
    """Of the five in Green: two in order, one with something to learn, of two nothing is known."""
    show_often(cast.learner_a, cast.a, level=6, times=20)
    show_often(cast.learner2_a, cast.a, level=6, times=20)
    show_often(cast.learner3_a, cast.a, level=1, right=False, times=20)


def test_each_unit_counts_its_own_people(cast, overview):
    assert [(row.path, row.people) for row in overview().rows] == [
        ("Services › Green", 5),
        ("Services › Library", 1),
        ("Services › Office", 5),
    ]


def test_people_are_counted_per_state(cast, overview):
    three_different(cast)
    found = overview()
    cell = row_of(found, "Green").cells[cast.competence("4.1").pk]
    assert (cell.counts, cell.measured, cell.share) == (Counts(ok=2, unsure=2, learn=1), 3, 40)


def test_small_groups_are_hidden(cast, overview):
    assert counts_of(overview(), cast) == Counts(0, 5, 0)
    assert counts_of(overview(), cast, unit="Library") is None


def test_a_group_in_which_everybody_is_alike_is_hidden(cast, overview):
    for name in LEARNERS:
        show_often(getattr(cast, name), cast.a, level=6, times=20)
    assert counts_of(overview(), cast) is None
    see_status(cast.a)
    assert counts_of(overview(), cast) == Counts(5, 0, 0)


def test_totals_leave_out_what_is_hidden(cast, overview):
    asked = len(cast.employment(cast.learner_a).profile_assignments.get().profile.requirements.all())
    assert overview().total().counts == Counts(0, 5 * asked, 0)
    see_status(cast.a)
    assert overview().total().counts == Counts(0, 6 * asked, 0)


def test_an_area_adds_up_its_competences(cast, overview):
    three_different(cast)
    found = overview()
    row = row_of(found, "Green")
    by_area = {area.code: cell.counts for area, cell in zip(found.areas, found.by_area(row), strict=True)}
    of_area_4 = [row.cells[one.pk].counts for one in found.competences if one.area.code == "4"]
    assert by_area["4"] == Counts(
        sum(one.ok for one in of_area_4),
        sum(one.unsure for one in of_area_4),
        sum(one.learn for one in of_area_4),
    )
    assert by_area["4"].learn >= 1


def test_only_hidden_cells_together_are_hidden(cast, overview):
    row = row_of(overview(), "Library")
    assert together(row.cells.values()).counts is None
    assert not together([]).asked


def test_a_unit_of_whom_nothing_is_asked_has_no_cells(cast, overview):
    found = overview()
    assert row_of(found, "Office").cells == {}
    assert {cell.asked for cell in found.by_area(row_of(found, "Office"))} == {False}


def test_a_manager_sees_the_own_units_only(cast, overview):
    green = Unit.objects.get(organisation=cast.a, name="Green")
    found = overview(units=frozenset({green.pk}))
    assert [row.unit for row in found.rows] == [green]
    assert found.people == 5


def test_who_left_is_not_counted(cast, overview):
    yesterday = timezone.localdate() - timedelta(days=1)
    refresh_due_levels(now=timezone.now())
    Employment.objects.filter(user=cast.learner_a).update(ends=yesterday)
    see_status(cast.a)
    assert row_of(overview(), "Green").people == 4
    assert counts_of(overview(), cast) == Counts(0, 4, 0)


def test_who_moved_is_counted_in_the_new_unit_at_once(cast, overview):
    refresh_due_levels(now=timezone.now())
    library = Unit.objects.get(organisation=cast.a, name="Library")
    Employment.objects.filter(user=cast.learner_a).update(unit=library)
    see_status(cast.a)
    assert counts_of(overview(), cast, unit="Library") == Counts(0, 2, 0)
    assert counts_of(overview(), cast, unit="Green") == Counts(0, 4, 0)
    assert HeldLevel.objects.filter(unit=library, employment__user=cast.learner_a).count() == 0


def test_another_organisation_is_not_in_it(cast, overview):
    assert not any(NEIGHBOUR in row.path for row in overview().rows)
    assert all(NEIGHBOUR in row.path for row in overview(cast.b).rows)


def test_counts_that_are_behind_are_told(cast, overview):
    found = overview()
    assert found.waiting == 0
    show_often(cast.learner_a, cast.a, times=1)
    show_often(cast.learner_b, cast.b, times=1)
    assert Overview(cast.a, None, timezone.localdate()).waiting == 1
    library = Unit.objects.get(organisation=cast.a, name="Library")
    assert Overview(cast.a, frozenset({library.pk}), timezone.localdate()).waiting == 0


def test_what_was_learned_elsewhere_does_not_count_here(cast, overview):
    show_often(cast.learner_a, cast.b, level=6, times=20)
    assert counts_of(overview(), cast) == Counts(0, 5, 0)


def test_somebody_new_is_among_the_people_before_anything_is_known(cast, overview):
    unit = Unit.objects.get(organisation=cast.a, name="Green")
    user = User.objects.create(name="New")
    Employment.objects.create(user=user, organisation=cast.a, unit=unit, starts=date(2026, 1, 1))
    assert row_of(overview(), "Green").people == 6
