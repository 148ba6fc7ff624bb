import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses.assigning import assign, end
from courses.meant import Target
from courses.models import Assignment, CheckUp, Enrolment, Module
from lms.people.access import Role
from lms.people.models import Employment, Grant, Look, Unit
from skills.models import Framework, JobProfile
from tests.cast import NEIGHBOUR, STARTED
from tests.dashboards.test_queries import see_status, unit_named
from tests.factories import a_module, an_activity
from tests.looking import say_why

NOW = timezone.now()
TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=14)
LIST, NEW = "assignments", "assign"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def hr(cast) -> Client:
    return say_why(signed_in(cast.hr_a))


@pytest.fixture
def module(cast) -> Module:
    made = a_module(cast.a, title="Mail")
    an_activity(made)
    return made


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def manager_of(cast, unit: str) -> Client:
    Grant.objects.filter(user=cast.manager_a).update(unit=unit_named(cast, unit))
    return say_why(signed_in(cast.manager_a))


def given(cast, *targets: Target, by=None, role=Role.HR, **what) -> Assignment:
    what = what or {"module": a_module(cast.a, title="Mail")}
    return assign(
        organisation=cast.a,
        targets=targets or [Target(unit=unit_named(cast, "Green").pk)],
        due_on=SOON,
        note="",
        role=role,
        now=NOW - timedelta(days=1),
        today=TODAY,
        acting_user=by or cast.hr_a,
        **what,
    )


def enrolled(user, one: Assignment, *, done: bool = False) -> None:
    Enrolment.objects.create(
        user=user,
        module=one.module,
        organisation=one.organisation,
        started_at=NOW,
        finished_at=NOW if done else None,
    )


def form(module: Module | str, **more) -> dict:
    what = module if isinstance(module, str) else str(module.key)
    return {"what": what, "due_on": SOON.isoformat(), "note": "", **more}


def text_of(response) -> str:
    return unescape(response.content.decode())


def table_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def page_of(one: Assignment) -> str:
    return reverse("assignment", args=[one.key])


# Asking


def test_hr_sees_how_many_people_it_is_and_then_asks(hr, cast, module):
    green, profile = unit_named(cast, "Green").pk, JobProfile.objects.get(code="P01").pk
    chosen = {"what": module.key, "unit": [green], "profile": [profile], "on": 1}
    page = text_of(hr.get(reverse(NEW), chosen))
    assert "This is for 5 people now." in page
    assert "Services › Green" in page
    assert not Assignment.objects.exists()
    done = hr.post(reverse(NEW), form(module, unit=[green], profile=[profile], note="Before the move"))
    made = Assignment.objects.get()
    assert (done.status_code, done.url) == (302, page_of(made))
    assert (made.organisation, made.module, made.made_by, made.role) == (cast.a, module, cast.hr_a, "hr")
    assert (made.due_on, made.note) == (SOON, "Before the move")
    assert [row.target for row in made.targets.all()] == [Target(unit=green, profile=profile)]


def test_the_button_pressed_twice_asks_once(hr, cast, module):
    said = form(module, unit=[unit_named(cast, "Green").pk])
    assert hr.post(reverse(NEW), said).url == hr.post(reverse(NEW), said).url
    assert Assignment.objects.count() == 1


def test_from_what_to_learn_first_the_form_is_filled_in(hr, cast, module):
    green = unit_named(cast, "Green").pk
    page = text_of(hr.get(reverse(NEW), {"what": module.key, "unit": green}))
    assert f'<option value="{module.key}" selected>Mail</option>' in page
    assert f'value="{green}" ' in page.split("checked")[0][-120:]
    assert '<ul role="list"><li>Services › Green</li></ul>' in page
    assert "note--error" not in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"unit": []}, "Choose for whom this is"),
        ({"what": ""}, "Choose one from the list."),
        ({"what": "x"}, "Choose one from the list."),
        ({"what": "profile"}, "Choose one from the list."),  # no questions for a check-up here
        ({"unit": ["x"]}, "Choose one from the list."),
        ({"profile": ["9" * 30]}, "Choose one from the list."),
        ({"person": ["\x00"]}, "Choose one from the list."),
        ({"due_on": ""}, "This field is required."),
        ({"due_on": "31/31/2027"}, "This is not a date."),
        ({"due_on": "2020-01-01"}, "This day is over."),
        ({"due_on": "9999-01-01"}, "is not between"),
        ({"note": "x" * 301}, "at most 300"),
        ({"note": "=cmd()"}, "begins like a formula"),
        ({"note": "a\u202eb"}, "does not show"),
        ({"note": "\x00"}, "Null characters"),
    ],
)
def test_what_is_not_in_order_is_said_and_nothing_is_kept(hr, cast, module, said, sentence):
    see_status(cast.a)
    asked = hr.post(reverse(NEW), {**form(module, unit=[unit_named(cast, "Green").pk]), **said})
    assert asked.status_code == 422
    assert sentence in text_of(asked)
    assert not Assignment.objects.exists()


def test_a_hostile_sentence_is_shown_as_it_was_typed(hr, cast, module):
    note = '<script>alert(1)</script> "it" {{ 7 }}'
    hr.post(reverse(NEW), form(module, unit=[unit_named(cast, "Green").pk], note=note))
    for client, page in (
        (hr, page_of(Assignment.objects.get())),
        (signed_in(cast.learner_a), reverse("home")),
    ):
        shown = client.get(page).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &quot;it&quot; {{ 7 }}" in shown
        assert "<script>alert" not in shown


def test_nothing_of_the_neighbours_can_be_asked_or_asked_of(hr, cast, module):
    see_status(cast.a)
    theirs = a_module(cast.b, title=NEIGHBOUR)
    unit = Unit.objects.filter(organisation=cast.b).first().pk
    person = cast.employment(cast.learner_b).pk
    wrong = (form(theirs, unit=[unit_named(cast, "Green").pk]), form(module, unit=[unit]))
    for said in (*wrong, form(module, person=[person])):
        asked = hr.post(reverse(NEW), said)
        assert (asked.status_code, NEIGHBOUR in text_of(asked)) == (422, False)
    assert NEIGHBOUR not in text_of(hr.get(reverse(NEW), {"q": "learner", "person": person}))
    assert not Assignment.objects.exists()


def test_a_module_of_the_shared_catalogue_can_be_asked_and_one_that_is_gone_not(hr, cast):
    shared = a_module(cast.shared, title="Shared")
    said = form(shared, unit=[unit_named(cast, "Green").pk])
    assert hr.post(reverse(NEW), said).status_code == 302
    Assignment.objects.all().delete()
    Module.objects.filter(pk=shared.pk).update(languages=[])
    assert hr.post(reverse(NEW), said).status_code == 422


def test_a_manager_asks_the_own_units_and_no_other(cast, module):
    manager = manager_of(cast, "Green")
    office, green = unit_named(cast, "Office").pk, unit_named(cast, "Green").pk
    see_status(cast.a)
    for wrong in ({"unit": [office]}, {"person": [cast.employment(cast.hr_a).pk]}):
        assert manager.post(reverse(NEW), form(module, **wrong)).status_code == 422
    assert "Office" not in text_of(manager.get(reverse(NEW)))
    profile = JobProfile.objects.get(code="P01").pk
    assert manager.post(reverse(NEW), form(module, profile=[profile])).status_code == 302
    made = Assignment.objects.get()
    assert made.role == "manager"
    assert [row.target for row in made.targets.all()] == [Target(unit=green, profile=profile)]


@pytest.mark.parametrize("name", ["learner_a", "coach_a", "trainer_a", "administrator_a"])
def test_who_may_not_count_asks_nothing_and_sees_nothing(cast, module, name):
    made, client = given(cast), signed_in(getattr(cast, name))
    for page in (reverse(LIST), reverse(NEW), page_of(made), reverse("assignment_csv", args=[made.key])):
        assert client.get(page).status_code == 403
    assert client.post(reverse(NEW), form(module)).status_code == 403
    assert client.post(page_of(made), {"do": "end"}).status_code == 403


def test_people_are_found_by_name_only_where_names_may_be_seen(hr, cast, module):
    page = text_of(hr.get(reverse(NEW), {"q": "learner3"}))
    assert "Learner3_A" not in page
    job = cast.employment(cast.learner3_a).pk
    assert hr.post(reverse(NEW), form(module, person=[job])).status_code == 422
    see_status(cast.a)
    assert "Learner3_A" in text_of(hr.get(reverse(NEW), {"q": "learner3"}))
    assert Look.objects.get(about=cast.learner3_a).what == "work"
    assert hr.post(reverse(NEW), form(module, person=[job])).status_code == 302
    assert [row.target for row in Assignment.objects.get().targets.all()] == [Target(job=job)]


def test_before_a_name_is_shown_it_is_asked_why(cast):
    see_status(cast.a)
    client = signed_in(cast.hr_a)
    made = given(cast)
    for page in (page_of(made), f"{reverse(NEW)}?q=learner", reverse("assignment_csv", args=[made.key])):
        assert client.get(page).url.startswith(reverse("purpose"))
    assert client.get(reverse(LIST)).status_code == 200
    assert not Look.objects.exists()


# How far they are


def test_where_names_may_be_seen_each_persons_progress_is_shown(hr, cast):
    see_status(cast.a)
    made = given(cast)
    enrolled(cast.learner_a, made, done=True)
    enrolled(cast.learner2_a, made)
    page = hr.get(page_of(made))
    assert [(one.user, far) for one, _path, far in page.context["rows"]][:3] == [
        (cast.learner2_a, "busy"),
        (cast.learner3_a, "not_begun"),
        (cast.learner4_a, "not_begun"),
    ]
    assert set(Look.objects.values_list("what", "purpose")) == {("assigned", "training")}
    assert Look.objects.count() == 5
    rows = table_of(hr.get(reverse("assignment_csv", args=[made.key])))
    assert rows[0] == ["Name", "Job", "Unit", "How far", "To be done by"]
    assert sorted(row[3] for row in rows[1:]) == ["busy", "done", "not begun", "not begun", "not begun"]
    figures = re.findall(r'<li><b class="num">(\d+)</b> ([a-z ]+)</li>', text_of(hr.get(reverse(LIST))))
    assert figures == [("1", "done"), ("1", "busy"), ("3", "not begun")]


def test_where_only_groups_may_be_seen_there_are_no_names_and_small_groups_are_hidden(hr, cast):
    made = given(cast, Target(unit=unit_named(cast, "Services").pk))
    enrolled(cast.learner_a, made, done=True)
    enrolled(cast.learner6_a, made, done=True)  # alone in the library
    page, listed = text_of(hr.get(page_of(made))), text_of(hr.get(reverse(LIST)))
    staff = cast.a.employments.exclude(user=cast.hr_a).values_list("user__name", flat=True)
    assert [name for name in staff if name in page + listed] == []
    tally = hr.get(page_of(made)).context["line"].tally
    assert (tally.people, tally.counted, tally.done, tally.hidden) == (11, 10, 1, 1)
    rows = table_of(hr.get(reverse("assignment_csv", args=[made.key])))
    assert rows[0] == ["Unit", "People", "Not begun", "Busy", "Done", "Hidden"]
    assert ["Services › Green", "5", "4", "0", "1", "0"] in rows
    assert ["Services › Library", "1", "hidden", "hidden", "hidden", "1"] in rows
    assert not Look.objects.exists()


def test_who_was_asked_by_name_is_in_no_count_of_groups(hr, cast):
    """Otherwise the whole unit less those who were named tells about the others."""
    names = [getattr(cast, f"learner{n}_a") for n in ("", 2, 3, 4, 5)]
    made = given(cast, *(Target(job=cast.employment(one).pk) for one in names))
    for one in names:
        enrolled(one, made, done=True)
    tally = hr.get(page_of(made)).context["line"].tally
    assert (tally.people, tally.counted, tally.done) == (5, 0, 0)
    see_status(cast.a)
    tally = hr.get(page_of(made)).context["line"].tally
    assert (tally.people, tally.counted, tally.done) == (5, 5, 5)


def test_who_has_two_jobs_is_one_person(hr, cast):
    see_status(cast.a)
    made = given(cast, Target(unit=unit_named(cast, "Services").pk))
    office = unit_named(cast, "Office")
    Employment.objects.create(user=cast.learner_a, organisation=cast.a, unit=office, starts=STARTED)
    tally = hr.get(page_of(made)).context["line"].tally
    assert (tally.people, tally.counted) == (11, 11)


def test_of_a_check_up_only_whether_it_was_done_is_shown(hr, cast):
    see_status(cast.a)
    made = given(cast, check_up="look")
    CheckUp.objects.create(
        user=cast.learner_a,
        organisation=cast.a,
        framework=Framework.objects.get(),
        mode="profile",
        started_at=NOW,
        finished_at=NOW,
    )
    rows = table_of(hr.get(reverse("assignment_csv", args=[made.key])))
    assert [row[3:] for row in rows if row[0] == cast.learner_a.name] == [["done", SOON.isoformat()]]


def test_a_manager_sees_the_part_of_the_own_units_and_ends_only_what_ends_there(cast):
    everywhere = given(cast, Target(unit=unit_named(cast, "Services").pk))
    elsewhere = given(cast, Target(unit=unit_named(cast, "Office").pk))
    here = given(cast, Target(unit=unit_named(cast, "Green").pk))
    manager = manager_of(cast, "Green")
    lines = {line.one: line for line in manager.get(reverse(LIST)).context["running"]}
    assert {one: (line.tally.people, line.may_change) for one, line in lines.items()} == {
        everywhere: (5, False),
        here: (5, True),
    }
    assert manager.get(page_of(elsewhere)).status_code == 404
    assert manager.get(reverse("assignment_csv", args=[elsewhere.key])).status_code == 404
    for one, status in ((everywhere, 404), (elsewhere, 404), (here, 302)):
        assert manager.post(page_of(one), {"do": "end"}).status_code == status
    assert set(Assignment.objects.running()) == {everywhere, elsewhere}


def test_the_neighbours_see_nothing_of_it(cast):
    made = given(cast)
    theirs = say_why(signed_in(cast.hr_b))
    assert "Mail" not in text_of(theirs.get(reverse(LIST)))
    for page in (page_of(made), reverse("assignment_csv", args=[made.key])):
        assert theirs.get(page).status_code == 404
    assert theirs.post(page_of(made), {"do": "end"}).status_code == 404
    assert Assignment.objects.running().get() == made


def test_the_day_is_changed_and_the_asking_ended(hr, cast):
    made = given(cast)
    assert hr.post(page_of(made), {"do": "due", "due_on": "2020-01-01"}).status_code == 422
    later = SOON + timedelta(days=7)
    assert hr.post(page_of(made), {"do": "due", "due_on": later.isoformat()}).status_code == 302
    assert Assignment.objects.get().due_on == later
    assert hr.post(page_of(made), {"do": "end"}).url == reverse(LIST)
    assert hr.post(page_of(made), {"do": "end"}).status_code == 404
    page = text_of(hr.get(reverse(LIST)))
    assert "Not asked any more" in page
    assert "Nothing is asked now" in page


def test_what_is_late_says_so_until_everybody_did_it(hr, cast):
    see_status(cast.a)
    made = given(cast, Target(job=cast.employment(cast.learner_a).pk))
    Assignment.objects.update(due_on=TODAY - timedelta(days=1))
    assert "the day is over" in text_of(hr.get(reverse(LIST)))
    enrolled(cast.learner_a, made, done=True)
    assert "the day is over" not in text_of(hr.get(reverse(LIST)))


@pytest.mark.parametrize("name", [LIST, "assignment"])
def test_a_page_takes_as_many_queries_with_one_as_with_three(hr, cast, name):
    see_status(cast.a)
    made = given(cast, Target(job=cast.employment(cast.learner_a).pk))
    given(cast, check_up="look")
    page = page_of(made) if name == "assignment" else reverse(name)

    def count() -> int:
        hr.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert hr.get(page).status_code == 200
        return len(asked)

    one = count()
    for number in range(2):
        made.targets.create(employment=cast.employment(getattr(cast, f"learner{number + 2}_a")))
        more = given(cast, Target(unit=unit_named(cast, "Services").pk), module=a_module(cast.a))
        enrolled(cast.learner_a, more)
        given(cast, Target(unit=unit_named(cast, "Green").pk), check_up="profile")
    end(assignment=more, now=NOW, acting_user=cast.hr_a)
    assert count() == one <= 12
