from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from courses import queries
from courses.assigning import assign, change_due, end
from courses.meant import Job, Progress, Target, meant
from courses.models import AssignedTo, Assignment, CheckUp, Enrolment
from lms.dashboards.actions import merge_unit
from lms.people.access import Role
from lms.people.middleware import Asking
from lms.people.models import Change, Employment, Unit, User
from lms.people.units import close_unit, delete_unit
from skills.models import Framework, JobProfile
from tests.factories import a_module, an_activity

NOW = timezone.now()
TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=14)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def unit_named(cast, name: str) -> Unit:
    return Unit.objects.get(organisation=cast.a, name=name)


@pytest.fixture
def ask(cast):
    def ask(*targets: Target, organisation=None, due_on=SOON, note="", **what) -> Assignment:
        here = organisation or cast.a
        what = what or {"module": a_module(here)}
        return assign(
            organisation=here,
            targets=targets or [Target(unit=unit_named(cast, "Green").pk)],
            due_on=due_on,
            note=note,
            role=Role.HR,
            now=NOW,
            today=TODAY,
            acting_user=cast.hr_a,
            **what,
        )

    return ask


def asked_of(user) -> list[Assignment]:
    return list(queries.asked_of(Asking(user)))


def test_what_is_asked_is_kept_and_noted(cast, ask):
    made = ask(note="For the new system")
    assert (made.made_by, made.role, made.note, made.due_on) == (cast.hr_a, "hr", "For the new system", SOON)
    noted = Change.objects.of(cast.a).first()
    assert (noted.what, noted.by, noted.about) == ("assigned", cast.hr_a, None)
    assert noted.details == {"asked": "A module", "day": SOON.isoformat()}


def test_a_second_press_of_the_button_asks_nothing_new(cast, ask):
    module = a_module(cast.a)
    first = ask(module=module)
    noted = Change.objects.count()
    assert ask(module=module) == first
    assert Change.objects.count() == noted
    assert ask(module=module, due_on=SOON + timedelta(days=1)) != first
    assert ask(Target(unit=unit_named(cast, "Office").pk), module=module) != first


def test_nothing_is_asked_by_a_day_that_is_over_or_of_nobody(cast, ask):
    with pytest.raises(ValidationError, match="over"):
        ask(due_on=TODAY - timedelta(days=1))
    with pytest.raises(ValidationError, match="Choose for whom"):
        assign(
            organisation=cast.a,
            check_up="look",
            targets=[],
            due_on=SOON,
            note="",
            role=Role.HR,
            now=NOW,
            today=TODAY,
            acting_user=cast.hr_a,
        )
    assert not Assignment.objects.exists()


def test_the_day_can_be_changed_and_the_asking_ended_once(cast, ask):
    made = ask()
    change_due(assignment=made, due_on=TODAY, today=TODAY, acting_user=cast.hr_a)
    with pytest.raises(ValidationError):
        change_due(assignment=made, due_on=TODAY - timedelta(days=1), today=TODAY, acting_user=cast.hr_a)
    twin = Assignment.objects.get()
    end(assignment=made, now=NOW, acting_user=cast.hr_a)
    with pytest.raises(ValidationError, match="meanwhile"):
        end(assignment=twin, now=NOW, acting_user=cast.manager_a)
    kept = Assignment.objects.get()
    assert (kept.due_on, kept.ended_by) == (TODAY, cast.hr_a)
    whats = ["assignment_ended", "assignment_due_changed", "assigned"]
    assert [one.what for one in Change.objects.of(cast.a)[:3]] == whats
    assert asked_of(cast.learner_a) == []


@pytest.mark.parametrize("what", [{}, {"check_up": "look", "module": True}])
def test_it_is_a_module_or_a_check_up_and_not_both(cast, what):
    what = {**what, "module": a_module(cast.a)} if "module" in what else what
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            organisation=cast.a, due_on=SOON, made_by=cast.hr_a, role="hr", made_at=NOW, **what
        )


def test_it_is_for_a_job_or_a_group_and_not_for_both_or_nobody(cast, ask):
    made, job = ask(), cast.employment(cast.learner_a)
    for wrong in ({}, {"employment": job, "unit": job.unit}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AssignedTo.objects.create(assignment=made, **wrong)


# Who is meant


def test_what_the_database_finds_is_what_the_rule_says(cast, ask):
    profile = JobProfile.objects.get(code="P01").pk
    services, green, office = (unit_named(cast, name).pk for name in ("Services", "Green", "Office"))
    job = cast.employment(cast.hr_a).pk
    every = [
        Target(job=job),
        Target(unit=services),
        Target(unit=green),
        Target(unit=office),
        Target(profile=profile),
        Target(unit=green, profile=profile),
        Target(unit=office, profile=profile),
    ]
    made = {ask(target): target for target in every}
    parents = dict(Unit.objects.filter(organisation=cast.a).values_list("pk", "parent_id"))
    for employment in Employment.objects.filter(organisation=cast.a).select_related("user"):
        running = employment.profile_assignments.filter(ends=None).first()
        as_job = Job(employment.pk, employment.user_id, employment.unit_id, running and running.profile_id)
        right = {one for one, target in made.items() if meant([target], [as_job], parents)}
        assert set(asked_of(employment.user)) == right, employment.user
    assert len(asked_of(cast.learner_a)) == 4


def test_who_leaves_or_moves_is_not_asked_any_more_and_who_comes_is(cast, ask):
    made = ask()
    assert asked_of(cast.learner_a) == [made]
    assert asked_of(cast.learner6_a) == []
    Employment.objects.filter(user=cast.learner_a).update(ends=TODAY - timedelta(days=1))
    Employment.objects.filter(user=cast.learner2_a).update(unit=unit_named(cast, "Office"))
    Employment.objects.filter(user=cast.learner6_a).update(unit=unit_named(cast, "Green"))
    assert [asked_of(one) for one in (cast.learner_a, cast.learner2_a, cast.learner6_a)] == [[], [], [made]]


def test_who_has_two_jobs_is_asked_in_each_and_only_there(cast, ask):
    made = ask(Target(profile=JobProfile.objects.get(code="P01").pk))
    unit = unit_named(cast, "Office")
    Employment.objects.create(user=cast.learner_b, organisation=cast.a, unit=unit, starts=TODAY)
    assert asked_of(cast.learner_b) == []  # her job with this profile is with the neighbours
    assert asked_of(cast.learner_a) == [made]
    in_office = ask(Target(unit=unit.pk))
    assert asked_of(cast.learner_b) == [in_office]


def test_the_neighbours_are_asked_nothing(cast, ask):
    ask(Target(profile=JobProfile.objects.get(code="P01").pk))
    assert asked_of(cast.learner_b) == []


# How far they are


def far_of(cast, one: Assignment, user: User) -> Progress | None:
    staff = Employment.objects.in_units(cast.a, None, TODAY)
    return queries.how_far([one], staff).get((one.pk, user.pk))


def test_a_module_is_as_far_as_her_enrolment(cast, ask):
    module = a_module(cast.a)
    made = ask(module=module)
    assert far_of(cast, made, cast.learner_a) is None
    enrolled = Enrolment.objects.create(
        user=cast.learner_a, module=module, organisation=cast.a, started_at=NOW
    )
    assert far_of(cast, made, cast.learner_a) is Progress.BUSY
    enrolled.finished_at = NOW
    enrolled.save()
    assert far_of(cast, made, cast.learner_a) is Progress.DONE
    assert far_of(cast, made, cast.learner2_a) is None


@pytest.mark.parametrize(
    ("taken", "days", "far"),
    [
        ("standard", 1, Progress.DONE),
        ("profile", 1, Progress.DONE),
        ("look", 1, None),  # a lighter one
        ("standard", -1, None),  # before it was asked
        ("standard", None, Progress.BUSY),
    ],
)
def test_a_check_up_counts_when_it_is_as_thorough_and_done_since(cast, ask, taken, days, far):
    made = ask(check_up="profile")
    CheckUp.objects.create(
        user=cast.learner_a,
        organisation=cast.a,
        framework=Framework.objects.get(),
        mode=taken,
        started_at=NOW - timedelta(days=3),
        finished_at=None if days is None else NOW + timedelta(days=days),
    )
    assert far_of(cast, made, cast.learner_a) is far
    asked = User.objects.filter(pk=cast.learner_a.pk).annotate(
        asked=queries.asked_check_up(Asking(cast.learner_a))
    )
    assert (asked.get().asked is None) == (far is Progress.DONE)


def test_a_module_that_is_done_is_no_wish_any_more(cast, ask):
    module = a_module(cast.a)
    an_activity(module)
    ask(module=module)
    asking = Asking(cast.learner_a)

    def wished() -> list[str]:
        return [one.title for one in queries.wishes(asking, queries.open_modules(asking), None)]

    assert wished() == ["A module"]
    Enrolment.objects.create(
        user=cast.learner_a, module=module, organisation=cast.a, started_at=NOW, finished_at=NOW
    )
    assert wished() == []


def test_a_unit_of_which_something_is_asked_can_be_closed_and_not_deleted(cast, ask):
    empty = Unit.objects.create(organisation=cast.a, name="Empty")
    ask(Target(unit=empty.pk))
    with pytest.raises(ValidationError, match="names this unit"):
        delete_unit(unit=empty, acting_user=cast.hr_a)
    close_unit(unit=empty, today=TODAY, acting_user=cast.hr_a)


def test_what_a_unit_is_asked_goes_with_it_when_it_becomes_a_part_of_another(cast, ask):
    green, library = unit_named(cast, "Green"), unit_named(cast, "Library")
    profile = JobProfile.objects.get(code="P01").pk
    running, both = ask(), ask(Target(unit=green.pk), Target(unit=library.pk))
    of_a_job, ended = ask(Target(unit=green.pk, profile=profile)), ask()
    end(assignment=ended, now=NOW, acting_user=cast.hr_a)
    learner = cast.learner_a
    before = set(asked_of(learner))
    assert {running, both} <= before
    merge_unit(unit=green, into=library, today=TODAY, acting_user=cast.administrator_a)
    assert set(asked_of(learner)) == before
    assert [one.target for one in both.targets.all()] == [Target(unit=library.pk)]
    assert [one.target for one in of_a_job.targets.all()] == [Target(unit=library.pk, profile=profile)]
    assert ended.targets.get().unit == green  # it stays known who was asked
