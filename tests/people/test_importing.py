from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.content import PersonRow
from lms.people.importing import RefusedImport, end_employments, import_people, write
from lms.people.models import Change as Noted
from lms.people.models import Employment, Organisation, Share, Unit, User
from lms.people.roll import Change, Kind, Roll

TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)
POOL = ("Services", "Pool")


@pytest.fixture
def row(cast) -> PersonRow:
    return PersonRow(
        line=2,
        organisation=cast.a.name,
        unit=POOL,
        name="Zoë O'Neill",
        email="zoe@aalhoek.example",
        username="",
        job="Lifeguard",
        profile="",
        start=None,
        external_id="X-1",
    )


def take_in(*rows, today=TODAY, **more):
    return import_people(rows=rows, today=today, acting_user=system_user(), **more)


def of(done, line=2) -> Employment:
    return Employment.objects.select_related("user", "unit__parent").get(pk=done.employments[line])


def refused(*rows, **more):
    with pytest.raises(RefusedImport) as caught:
        take_in(*rows, **more)
    return [(p.line, p.field, p.code) for p in caught.value.problems]


def test_a_new_person_gets_an_account_without_a_password_and_an_employment_from_today(row):
    employment = of(take_in(row))
    assert (employment.user.name, employment.starts) == ("Zoë O'Neill", TODAY)
    assert not employment.user.has_usable_password()
    assert [unit.name for unit in (employment.unit.parent, employment.unit)] == ["Services", "Pool"]


def test_the_same_rows_again_change_nothing(row):
    first = take_in(row)
    again = take_in(row)
    assert again.counts["unchanged"] == 1
    assert again.counts["added"] == again.counts["changed"] == again.counts["units"] == 0
    assert again.employments == first.employments


def test_an_empty_cell_takes_nothing_away(row):
    take_in(row)
    take_in(replace(row, email="", job=""))
    employment = Employment.objects.get(external_id="X-1")
    assert (employment.user.email, employment.job_title) == ("zoe@aalhoek.example", "Lifeguard")


def test_a_change_of_name_is_the_same_person(row):
    first = of(take_in(row))
    again = of(take_in(replace(row, name="Zoë Peeters", job="Head")))
    assert (again, again.user, again.job_title) == (first, first.user, "Head")
    assert again.user.name == "Zoë Peeters"


def test_two_people_with_the_same_name_are_two_people(row):
    take_in(row, replace(row, line=3, external_id="X-2", email=""))
    assert User.objects.filter(name="Zoë O'Neill").count() == 2


def test_units_with_one_name_in_two_places_are_two_units(row, cast):
    take_in(
        replace(row, unit=("North", "Desk")), replace(row, line=3, external_id="X-2", unit=("South", "Desk"))
    )
    one, other = Unit.objects.filter(organisation=cast.a, name="Desk")
    assert {one.parent.name, other.parent.name} == {"North", "South"}


# --- moving, leaving, coming back


def test_who_moves_goes_on_elsewhere_and_the_time_before_stays_known(row):
    first = of(take_in(row, today=date(2025, 1, 1)))
    take_in(replace(row, unit=("Sports",)))
    before, now = first.user.employments.order_by("starts")
    assert (before.unit.name, before.starts, before.ends) == ("Pool", date(2025, 1, 1), YESTERDAY)
    assert (now.unit.name, now.starts, now.ends) == ("Sports", TODAY, None)
    assert now.pk == first.pk  # with all that hangs on it: what is shared, asked and measured


def test_who_moves_keeps_what_she_shares_with_a_coach(row, cast):
    first = of(take_in(row, today=date(2025, 1, 1)))
    Share.objects.create(employment=first, coach=cast.coach_a, starts=timezone.now())
    moved = of(take_in(replace(row, unit=("Sports",))))
    assert moved.shares.running().count() == 1


def test_a_move_that_is_put_right_on_the_same_day_leaves_no_trace_of_it(row):
    first = of(take_in(row, today=date(2025, 1, 1)))
    take_in(replace(row, unit=("Sports",)))
    take_in(replace(row, unit=("Office",)))
    assert [one.unit.name for one in first.user.employments.order_by("starts")] == ["Pool", "Office"]


def test_the_first_day_in_the_file_does_not_take_a_move_back(row):
    since = replace(row, start=date(2020, 5, 1))
    first = of(take_in(since))
    moved = replace(since, unit=("Sports",))
    take_in(moved)
    assert take_in(moved).counts["unchanged"] == 1
    assert [one.starts for one in first.user.employments.order_by("starts")] == [date(2020, 5, 1), TODAY]


def test_another_first_day_corrects_the_one_that_is_stored(row):
    take_in(replace(row, start=date(2020, 5, 1)))
    take_in(replace(row, start=date(2020, 4, 1)))
    assert Employment.objects.get(external_id="X-1").starts == date(2020, 4, 1)


def let_go(cast, *employments, today=TODAY) -> int:
    return end_employments(
        organisation=cast.a, employments=employments, today=today, acting_user=system_user()
    )


def test_who_left_had_her_last_day_yesterday(row, cast):
    employment = of(take_in(row, today=date(2025, 1, 1)))
    assert let_go(cast, employment.pk) == 1
    employment.refresh_from_db()
    assert employment.ends == YESTERDAY
    assert employment not in Employment.objects.current(TODAY)


def test_who_comes_back_has_the_same_account_and_a_new_employment(row, cast):
    first = of(take_in(row, today=date(2025, 1, 1)))
    let_go(cast, first.pk, today=date(2026, 1, 1))
    back = of(take_in(row))
    assert (back.user, back.starts) == (first.user, TODAY)
    assert [(one.starts, one.ends) for one in first.user.employments.order_by("starts")] == [
        (date(2025, 1, 1), date(2025, 12, 31)),
        (TODAY, None),
    ]
    assert take_in(row).counts["unchanged"] == 1


def test_who_came_back_on_a_day_that_the_file_tells_came_back_then(row, cast):
    first = of(take_in(replace(row, start=date(2020, 1, 1))))
    let_go(cast, first.pk, today=date(2024, 1, 1))
    again = replace(row, start=date(2026, 9, 1))
    assert of(take_in(again)).starts == date(2026, 9, 1)
    assert take_in(again).counts["unchanged"] == 1


def test_who_is_not_named_is_found_and_who_has_yet_to_begin_has_not_left(row, cast):
    coming = of(take_in(replace(row, start=date(2027, 1, 1))))
    roll = Roll(cast.a, TODAY)
    learner = cast.employment(cast.learner_a)
    roll.held_against([replace(row, external_id=learner.external_id, unit=("Services", "Green"))])
    missing = roll.not_named()
    assert len(missing) == roll.running().count() - 1
    assert not {learner.pk, coming.pk} & set(missing)


# --- never across organisations


def test_the_same_external_id_elsewhere_is_somebody_else(row, cast):
    take_in(row, replace(row, line=3, organisation=cast.b.name))
    assert User.objects.filter(name="Zoë O'Neill").count() == 2


def test_an_e_mail_of_another_organisations_person_claims_nobody(row, cast):
    theirs = of(take_in(replace(row, organisation=cast.b.name))).user
    ours = of(take_in(replace(row, external_id=""))).user
    assert ours != theirs


def test_a_person_of_two_organisations_changes_in_the_one_that_imports(row, cast):
    ours = of(take_in(row, today=date(2025, 1, 1)))
    unit = Unit.objects.filter(organisation=cast.b).first()
    theirs = Employment.objects.create(
        user=ours.user, organisation=cast.b, unit=unit, starts=date(2025, 1, 1), external_id="X-1"
    )
    take_in(replace(row, unit=("Sports",)))
    theirs.refresh_from_db()
    assert (theirs.unit, theirs.ends, theirs.starts) == (unit, None, date(2025, 1, 1))
    later = date(2027, 1, 1)
    let_go(cast, ours.pk, theirs.pk, today=later)
    assert list(ours.user.employments.current(later)) == [theirs]


def test_a_user_name_that_somebody_has_is_refused(row, cast):
    assert refused(replace(row, username=cast.learner_b.username)) == [(2, "username", "username_taken")]


# --- who is who


def test_who_had_no_number_yet_is_known_by_her_user_name_or_e_mail(row, cast):
    first = of(take_in(replace(row, external_id="")))
    again = of(take_in(replace(row, email="ZOE@aalhoek.example".lower())))
    assert (again, again.external_id) == (first, "X-1")
    Employment.objects.filter(user=cast.learner_a).update(external_id="")
    learner = replace(row, external_id="X-9", email="", username="learner_a")
    assert of(take_in(learner)).user == cast.learner_a


def test_who_has_a_number_is_not_somebody_with_another_one(row):
    first = of(take_in(row))
    assert of(take_in(replace(row, external_id="X-2"))).user != first.user


def test_two_rows_for_one_person_are_refused(row):
    take_in(replace(row, username="zoe"))
    other = replace(row, line=3, external_id="", username="zoe", email="")
    assert refused(row, other) == [(3, "", "same_person")]


def test_a_row_that_could_never_be_found_again_is_refused(row):
    assert refused(replace(row, external_id="", email="", username="")) == [
        (2, "external id", "nothing_to_recognise")
    ]


@pytest.mark.parametrize("own", ["signed in", "role", "elsewhere"])
def test_who_has_an_account_of_her_own_keeps_what_opens_it(row, cast, own):
    user = of(take_in(replace(row, username="zoe"))).user
    if own == "signed in":
        User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    elif own == "role":
        grant(user=user, role=Role.TRAINER, organisation=cast.a, acting_user=system_user())
    else:
        unit = Unit.objects.filter(organisation=cast.b).first()
        Employment.objects.create(user=user, organisation=cast.b, unit=unit, starts=TODAY)
    said = replace(row, name="Zoë P.", email="hr@evil.example", username="zoe2")
    (step,), problems = Roll(cast.a, TODAY).held_against([said])
    assert step.changes == [Change("name", "Zoë O'Neill", "Zoë P.")]
    assert {change.field for change in step.kept} == {"email", "username"}
    assert problems == []


def test_who_never_signed_in_gets_the_e_mail_of_the_file(row, cast):
    take_in(row)
    (step,), _problems = Roll(cast.a, TODAY).held_against([replace(row, email="new@aalhoek.example")])
    assert step.changes == [Change("email", "zoe@aalhoek.example", "new@aalhoek.example")]


# --- units


def found_unit(cast, *path):
    return Roll(cast.a, TODAY).units.find(path)


def test_a_unit_is_found_as_a_reader_would(cast):
    assert found_unit(cast, "services", "GREEN ") == ("Services", "Green")
    assert found_unit(cast, "Green") == ("Services", "Green")


def test_an_unknown_unit_comes_with_what_was_probably_meant(cast):
    wrong = found_unit(cast, "Services", "Gren")
    assert (wrong.code, wrong.params["near"]) == ("unknown_unit_near", "Services > Green")
    assert found_unit(cast, "Zoo").code == "unknown_unit"


def test_a_name_that_several_units_have_asks_for_the_whole_path(cast):
    for parent in ("North", "South"):
        above = Unit.objects.create(organisation=cast.a, name=parent)
        Unit.objects.create(organisation=cast.a, name="Desk", parent=above)
    wrong = found_unit(cast, "Desk")
    assert (wrong.code, wrong.params["places"]) == (
        "unit_in_several_places",
        "North > Desk; South > Desk",
    )


def test_new_units_are_made_once_under_the_tree_that_is_there(row, cast):
    take_in(
        replace(row, unit=("services", "Parks", "North")),
        replace(row, line=3, external_id="X-2", unit=("Services", "PARKS", "South")),
    )
    parks = Unit.objects.get(organisation=cast.a, name="Parks")
    assert parks.parent == Unit.objects.get(organisation=cast.a, name="Services")
    assert {one.name for one in parks.children.all()} == {"North", "South"}


def test_without_asking_no_unit_is_made(row, cast):
    steps, problems = Roll(cast.a, TODAY).held_against([row])
    assert steps == []
    assert [problem.field for problem in problems] == ["unit path"]


# --- organisations


def test_an_unknown_organisation_is_named_once_and_nothing_is_stored(row):
    before = User.objects.count()
    nowhere = [replace(row, line=line, organisation="Nowhere") for line in (3, 4)]
    assert refused(row, *nowhere) == [(3, "organisation", "unknown_organisation")]
    assert User.objects.count() == before


def test_an_organisation_is_made_when_asked(row):
    take_in(replace(row, organisation="Gemeente Vlierbeke"), make_organisations=True)
    assert Organisation.objects.get(name="Gemeente Vlierbeke").slug == "vlierbeke"


def test_an_organisation_with_almost_the_name_of_another_is_not_made(row):
    almost = replace(row, line=7, organisation="gemeente-aalhoek")
    assert refused(almost, make_organisations=True) == [(7, "organisation", "organisation_almost_there")]


# --- how many queries


@pytest.mark.parametrize("kind", list(Kind))
def test_three_rows_ask_as_many_queries_as_one(row, cast, kind):
    rows = [
        replace(row, line=line, external_id=f"X-{line}", email="", unit=("Sports",)) for line in range(2, 8)
    ]
    if kind is not Kind.COMES:
        take_in(*rows, today=date(2025, 1, 1))
    else:
        take_in(replace(row, external_id="X-0", email="", unit=("Sports",)))
    if kind is Kind.CHANGES:
        rows = [replace(one, name=f"New {one.line}", job="Other", unit=("Services",)) for one in rows]
    counts = []
    for part in (rows[:1], rows[1:4]):
        roll = Roll(cast.a, TODAY)
        with CaptureQueriesContext(connection) as captured:
            steps, _problems = roll.held_against(part)
            write(roll=roll, steps=steps, acting_user=system_user())
        assert {step.kind for step in steps} == {kind}
        counts.append(len(captured))
    assert counts[0] == counts[1]


# What is noted


def noted(user) -> list[tuple[str, dict]]:
    return list(Noted.objects.filter(about=user).order_by("pk").values_list("what", "details"))


def test_what_a_list_changed_about_somebody_is_noted_with_who_handed_it_in(row, cast):
    user = of(take_in(row)).user
    take_in(replace(row, name="Zoë Maes", job="Coach"), today=TODAY + timedelta(days=1))
    take_in(
        replace(row, name="Zoë Maes", job="Coach", unit=("Services", "Green")),
        today=TODAY + timedelta(days=2),
    )
    end_employments(
        organisation=cast.a,
        employments=[cast.employment(user).pk],
        today=TODAY + timedelta(days=9),
        acting_user=cast.hr_a,
    )
    take_in(replace(row, name="Zoë Maes", job="Coach"), today=TODAY + timedelta(days=20))
    assert noted(user) == [
        ("person_added", {"unit": "Pool", "day": "2026-11-23"}),
        ("name_changed", {"old": "Zoë O'Neill", "new": "Zoë Maes"}),
        ("job_title_changed", {"old": "Lifeguard", "new": "Coach"}),
        ("person_moved", {"unit": "Green", "day": "2026-11-25"}),
        ("employment_ended", {"day": "2026-12-01"}),
        ("person_back", {"unit": "Pool", "day": "2026-12-13"}),
    ]
    assert Noted.objects.filter(about=user, what="employment_ended").get().by == cast.hr_a


def test_a_list_that_changes_nothing_notes_nothing(row):
    user = of(take_in(row)).user
    take_in(row)
    assert [what for what, _details in noted(user)] == ["person_added"]


def test_noting_takes_as_many_queries_for_one_person_as_for_three(row, cast):
    def queries(*rows) -> int:
        with CaptureQueriesContext(connection) as asked:
            take_in(*rows)
        return len(asked)

    three = [replace(row, line=n, external_id=f"X-{n}", email=f"z{n}@aalhoek.example") for n in (3, 4, 5)]
    take_in(replace(row, external_id="X-0", email="z0@aalhoek.example"))  # the unit is there
    one = queries(row)
    assert queries(*three) <= one + 4  # SQLite asks for each account by itself
