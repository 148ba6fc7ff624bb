from datetime import date, timedelta

import pytest
from django.utils import timezone

from lms.dashboards.queries import Overview
from lms.people.access import Counts, Visibility, added
from lms.people.models import Employment, Unit, User
from skills.actions import assign_profile, refresh_due_levels
from skills.models import HeldLevel, JobProfile
from tests.cast import NEIGHBOUR
from tests.shown import show_often

LEARNERS = ("learner_a", "learner2_a", "learner3_a", "learner4_a", "learner5_a")


def see_status(organisation) -> None:
    organisation.visibility = Visibility.STATUS
    organisation.save()


@pytest.fixture
def overview(cast):
    def make(organisation=None, units=None, **chosen) -> Overview:
        refresh_due_levels(now=timezone.now())
        return Overview(organisation or cast.a, units, timezone.localdate(), **chosen)

    return make


def cell_of(overview: Overview, cast, unit="Green", code="4.1"):
    rows = overview.by_place(cast.competence(code))
    return next(row.cells[0] for row in rows if row.of.name == unit)


def counts_of(overview: Overview, cast, unit="Green", code="4.1"):
    return cell_of(overview, cast, unit, code).counts


def lines(overview: Overview) -> list[tuple[str, int]]:
    return [("itself" if row.here else row.label, row.people) for row in overview.by_unit]


def unit_named(cast, name: str) -> Unit:
    return Unit.objects.get(organisation=cast.a, name=name)


def give_job(cast, code: str, *names: str) -> None:
    for name in names:
        assign_profile(
            employment=cast.employment(getattr(cast, name)),
            profile=JobProfile.objects.get(code=code),
            starts=date(2025, 1, 1),
            acting_user=cast.hr_a,
        )


def three_different(cast) -> None:
    """Of the five in Green: two in order, one with something to learn, of two nothing is known."""
    show_often(cast.learner_a, cast.a, level=6, times=20)
    show_often(cast.learner2_a, cast.a, level=6, times=20)
    show_often(cast.learner3_a, cast.a, level=1, right=False, times=20)


def test_under_an_only_unit_its_parts_are_compared(cast, overview):
    assert lines(overview()) == [("Green", 5), ("Library", 1), ("Office", 5)]


def test_a_unit_counts_all_under_it_and_its_own_people_apart(cast, overview):
    services = unit_named(cast, "Services")
    Unit.objects.create(organisation=cast.a, name="Town hall")
    Employment.objects.filter(user=cast.learner6_a).update(unit=services)
    assert lines(overview()) == [("Services", 11)]
    found = overview(unit=services.pk)
    assert lines(found) == [("itself", 1), ("Green", 5), ("Office", 5)]
    assert found.people() == 11


def test_people_are_counted_per_state(cast, overview):
    see_status(cast.a)
    three_different(cast)
    cell = cell_of(overview(), cast)
    assert (cell.counts, cell.measured, cell.share) == (Counts(ok=2, unsure=2, learn=1, unknown=2), 3, 67)
    assert (cell.unknown, cell.doubted) == (2, 0)


def test_what_is_known_has_an_age(cast, overview):
    see_status(cast.a)
    now = timezone.now()
    show_often(cast.learner_a, cast.a, level=6, times=20, at=now - timedelta(days=10))
    show_often(cast.learner2_a, cast.a, level=6, times=20, at=now - timedelta(days=300))
    show_often(cast.learner3_a, cast.a, level=6, times=20, at=now - timedelta(days=900))
    cell = cell_of(overview(), cast)
    assert (cell.recent, cell.ageing, cell.old, cell.measured) == (1, 1, 1, 3)


def test_small_groups_are_hidden(cast, overview):
    assert counts_of(overview(), cast) == Counts(0, 5, 0, 5)
    assert counts_of(overview(), cast, unit="Library") is None


def test_a_group_in_which_everybody_is_alike_is_hidden(cast, overview):
    for name in LEARNERS:
        show_often(getattr(cast, name), cast.a, level=6, times=20)
    assert counts_of(overview(), cast) is None
    see_status(cast.a)
    assert counts_of(overview(), cast) == Counts(5, 0, 0)


def test_where_few_are_known_they_are_hidden_among_the_others(cast, overview):
    """Of five people three are known: their colleagues know who they are."""
    three_different(cast)
    assert counts_of(overview(), cast) is None
    for name in LEARNERS[3:]:
        show_often(getattr(cast, name), cast.a, level=6, times=20)
    assert counts_of(overview(), cast) == Counts(ok=4, unsure=0, learn=1)


def test_totals_leave_out_what_is_hidden(cast, overview):
    asked = len(cast.employment(cast.learner_a).profile_assignments.get().profile.requirements.all())
    assert overview().total.counts == Counts(0, 5 * asked, 0, 5 * asked)
    see_status(cast.a)
    assert overview().total.counts == Counts(0, 6 * asked, 0, 6 * asked)


def test_an_area_adds_up_its_competences(cast, overview):
    see_status(cast.a)
    three_different(cast)
    found = overview()
    row = next(row for row in found.by_unit if row.label == "Green")
    by_area = {area.code: cell.counts for area, cell in zip(found.areas, row.cells, strict=True)}
    of_area_4 = [counts_of(found, cast, code=one.code) for one in found.competences if one.area.code == "4"]
    assert by_area["4"] == added(of_area_4)
    assert by_area["4"].learn >= 1


def test_a_unit_of_whom_nothing_is_asked_has_no_figures(cast, overview):
    office = next(row for row in overview().by_unit if row.label == "Office")
    assert {cell.asked for cell in office.cells} == {False}


def test_a_small_job_is_hidden_with_its_unit_and_by_itself(cast, overview):
    """Of five green-keepers one gets another job: four and one are both too few, and so is their difference."""
    give_job(cast, "P04", "learner_a")
    found = overview()
    assert counts_of(found, cast) == Counts(0, 5, 0, 5)  # the small jobs of the unit together
    assert [row.of and row.of.code for row in found.by_job([cast.competence("4.1")])] == ["P01", "P04", None]
    for job in found.jobs:
        assert overview(job=job.pk).total.counts is None


def test_a_filter_never_gives_a_group_away(cast, overview):
    """Six in one unit, five of one job: the sixth would come out as the unit less the job."""
    Employment.objects.filter(user=cast.learner6_a).update(unit=unit_named(cast, "Green"))
    give_job(cast, "P04", "learner6_a")
    green_keepers = JobProfile.objects.get(code="P01").pk
    assert counts_of(overview(), cast) == counts_of(overview(job=green_keepers), cast) == Counts(0, 5, 0, 5)


def test_a_job_is_counted_by_itself(cast, overview):
    see_status(cast.a)
    give_job(cast, "P04", "learner_a", "learner2_a")
    found = overview(job=JobProfile.objects.get(code="P04").pk)
    assert found.people() == 2
    assert counts_of(found, cast) == Counts(0, 2, 0, 2)
    assert [row.label for row in found.by_job(found.competences)] == [found.job.name]


def test_who_takes_part_is_counted_among_people_with_a_job_profile(cast, overview):
    three_different(cast)
    assert overview().taking_part.counts == Counts(3, 2, 0)
    assert overview(unit=unit_named(cast, "Office").pk).taking_part.counts is None


def test_units_with_most_to_learn_come_first(cast, overview):
    see_status(cast.a)
    show_often(cast.learner6_a, cast.a, level=1, right=False, times=20)
    assert [row.of.name for row in overview().by_place(cast.competence("4.1"))] == ["Library", "Green"]


def test_what_most_people_can_learn_is_proposed_first(cast, overview):
    see_status(cast.a)
    for name in LEARNERS[:3]:
        show_often(getattr(cast, name), cast.a, level=1, right=False, times=20)
    first, cell = overview().learn_first[0]
    assert (first.code, cell.learn) == ("4.1", 3)
    unknown, _cell = overview().measure_first
    assert unknown.code != "4.1"


def test_a_manager_sees_the_own_units_only(cast, overview):
    green = unit_named(cast, "Green")
    found = overview(units=frozenset({green.pk}))
    assert [place.unit for place in found.places.values()] == [green]
    assert lines(found) == [("itself", 5)]
    assert not overview(units=frozenset({green.pk}), unit=unit_named(cast, "Library").pk).found


def test_who_left_is_not_counted(cast, overview):
    yesterday = timezone.localdate() - timedelta(days=1)
    refresh_due_levels(now=timezone.now())
    Employment.objects.filter(user=cast.learner_a).update(ends=yesterday)
    see_status(cast.a)
    assert ("Green", 4) in lines(overview())
    assert counts_of(overview(), cast) == Counts(0, 4, 0, 4)


def test_who_moved_is_counted_in_the_new_unit_at_once(cast, overview):
    refresh_due_levels(now=timezone.now())
    library = Unit.objects.get(organisation=cast.a, name="Library")
    Employment.objects.filter(user=cast.learner_a).update(unit=library)
    see_status(cast.a)
    assert counts_of(overview(), cast, unit="Library") == Counts(0, 2, 0, 2)
    assert counts_of(overview(), cast, unit="Green") == Counts(0, 4, 0, 4)
    assert HeldLevel.objects.filter(unit=library, employment__user=cast.learner_a).count() == 0


def test_another_organisation_is_not_in_it(cast, overview):
    assert not any(NEIGHBOUR in place.path for place in overview().places.values())
    assert all(NEIGHBOUR in place.path for place in overview(cast.b).places.values())
    theirs = Unit.objects.filter(organisation=cast.b).first()
    assert not overview(unit=theirs.pk).found


def test_what_only_another_organisation_asks_of_its_people_is_not_in_it(cast, overview):
    other = JobProfile.objects.get(code="P11")
    work = cast.employment(cast.learner_b)
    assign_profile(employment=work, profile=other, starts=date(2025, 1, 1), acting_user=cast.hr_b)
    theirs, ours = overview(cast.b).competences, overview().competences
    assert set(ours) == {one.competence for one in JobProfile.objects.get(code="P01").requirements.all()}
    assert set(theirs) > set(ours)


def test_counts_that_are_behind_are_told(cast, overview):
    found = overview()
    assert found.waiting == 0
    show_often(cast.learner_a, cast.a, times=1)
    assert Overview(cast.a, None, timezone.localdate()).waiting == 0  # one of a small group
    see_status(cast.a)
    show_often(cast.learner_a, cast.a, times=1)
    show_often(cast.learner_b, cast.b, times=1)
    assert Overview(cast.a, None, timezone.localdate()).waiting == 1
    library = Unit.objects.get(organisation=cast.a, name="Library")
    assert Overview(cast.a, frozenset({library.pk}), timezone.localdate()).waiting == 0


def test_what_was_learned_elsewhere_does_not_count_here(cast, overview):
    show_often(cast.learner_a, cast.b, level=6, times=20)
    assert counts_of(overview(), cast) == Counts(0, 5, 0, 5)


def test_somebody_new_is_among_the_people_before_anything_is_known(cast, overview):
    unit = Unit.objects.get(organisation=cast.a, name="Green")
    user = User.objects.create(name="New")
    Employment.objects.create(user=user, organisation=cast.a, unit=unit, starts=date(2026, 1, 1))
    assert ("Green", 6) in lines(overview())
