import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import override

from lms.people.access import Visibility
from lms.people.models import Employment, Grant, Organisation, Unit, User
from skills.actions import refresh_due_levels
from skills.models import HeldLevel
from tests.cast import NEIGHBOUR
from tests.dashboards.test_queries import see_status, three_different, unit_named
from tests.looking import say_why
from tests.shown import show_often

PAGES = (
    ("overview",),
    ("overview_csv", None, ["units"]),
    ("overview_skill", None, ["4.1"]),
    ("overview_skill_csv", None, ["4.1"]),
    ("people",),
    ("people_csv",),
    ("person", None, [1]),
)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def hr(as_user, cast):
    refresh_due_levels(now=timezone.now())
    return say_why(as_user(cast.hr_a))


def text_of(response) -> str:
    return unescape(response.content.decode())


def table_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("name", ["learner_a", "trainer_a", "coach_a", "administrator_a"])
def test_who_may_not_count_gets_no_overview(as_user, cast, name):
    person = as_user(getattr(cast, name))
    for page in PAGES:
        assert person.get(reverse(*page)).status_code == 403
    assert reverse("overview") not in text_of(person.get(reverse("home")))


def test_a_grant_that_ended_opens_nothing(hr, cast):
    yesterday = timezone.localdate() - timedelta(days=1)
    Grant.objects.filter(user=cast.hr_a).update(ends=yesterday)
    assert hr.get(reverse("overview")).status_code == 403


def test_hr_sees_the_own_organisation_and_never_another(hr, cast):
    see_status(cast.a)
    own = cast.employment(cast.learner_a).pk
    pages = "".join(text_of(hr.get(reverse(*page))) for page in PAGES[:-1])
    pages += text_of(hr.get(reverse("person", args=[own])))
    assert "Services › Green" in pages
    assert NEIGHBOUR not in pages


def test_where_only_groups_may_be_seen_no_page_names_a_person(hr, cast):
    staff = cast.a.employments.exclude(user=cast.hr_a).select_related("user")
    names = [employment.user.name for employment in staff]
    green = {"unit": unit_named(cast, "Green").pk}
    for name, args in (("overview", []), ("overview_skill", ["4.1"]), ("overview_skill_csv", ["4.1"])):
        for chosen in ({}, green):
            page = text_of(hr.get(reverse(name, args=args), chosen))
            assert [name for name in names if name in page] == []
    for name, args in (("people", []), ("people_csv", []), ("person", [staff[0].pk])):
        assert hr.get(reverse(name, args=args)).status_code == 403


@pytest.mark.parametrize("page", [("overview",), ("overview_skill", None, ["4.1"]), ("people",), ("person",)])
def test_while_counts_wait_for_a_recalculation_every_page_says_so(hr, cast, page):
    see_status(cast.a)
    shown = (
        reverse(*page, args=[cast.employment(cast.learner_a).pk]) if page[0] == "person" else reverse(*page)
    )
    assert "being renewed" not in text_of(hr.get(shown))
    show_often(cast.learner_a, cast.a, times=1)
    assert "The counts of 1 person are being renewed." in text_of(hr.get(shown))
    refresh_due_levels(now=timezone.now())
    assert "being renewed" not in text_of(hr.get(shown))


def test_people_are_listed_by_name_with_their_states(hr, cast):
    see_status(cast.a)
    three_different(cast)
    refresh_due_levels(now=timezone.now())
    page = hr.get(reverse("people"), {"unit": unit_named(cast, "Green").pk})
    listed = [employment.user.name for employment in page.context["page"]]
    assert listed == sorted(listed)
    assert len(listed) == 5
    to_learn = {"unit": unit_named(cast, "Green").pk, "skill": "4.1", "state": "learn"}
    assert [one.user for one in hr.get(reverse("people"), to_learn).context["page"]] == [cast.learner3_a]


def test_one_person_shows_states_and_never_a_level_unless_staff_were_told(hr, cast):
    see_status(cast.a)
    show_often(cast.learner_a, cast.a, level=6, times=20)
    refresh_due_levels(now=timezone.now())
    page = reverse("person", args=[cast.employment(cast.learner_a).pk])
    assert "in order" in text_of(hr.get(page))
    assert "Highly advanced" not in text_of(hr.get(page))
    Organisation.objects.filter(pk=cast.a.pk).update(visibility=Visibility.DETAIL)
    assert "Highly advanced" in text_of(hr.get(page))


def test_people_outside_the_own_units_and_people_who_left_are_not_found(hr, as_user, cast):
    see_status(cast.a)
    see_status(cast.b)
    office = unit_named(cast, "Office")
    Grant.objects.filter(user=cast.manager_a).update(unit=office)
    manager = say_why(as_user(cast.manager_a))
    elsewhere = reverse("person", args=[cast.employment(cast.learner_a).pk])
    assert manager.get(elsewhere).status_code == 404
    assert manager.get(reverse("person", args=[cast.employment(cast.learner_b).pk])).status_code == 404
    assert manager.get(reverse("person", args=["9" * 30])).status_code == 404
    hr = say_why(as_user(cast.hr_a))
    assert hr.get(elsewhere).status_code == 200
    Employment.objects.filter(user=cast.learner_a).update(ends=timezone.localdate() - timedelta(days=1))
    assert hr.get(elsewhere).status_code == 404


def test_whose_somebody_is_does_not_follow_from_her_unit(hr, cast):
    """Of another organisation, and by some mistake in a unit of ours: then no page breaks, and none shows her."""
    see_status(cast.a)
    hers, green = cast.employment(cast.learner_b), unit_named(cast, "Green")
    Employment.objects.filter(pk=hers.pk).update(unit=green)
    assert hr.get(reverse("person", args=[hers.pk])).status_code == 404
    assert cast.learner_b.name not in text_of(hr.get(reverse("people"))) + text_of(
        hr.get(reverse("people_csv"))
    )
    assert hr.get(reverse("overview"), {"unit": green.pk}).context["counted"].people() == 5


def test_hr_finds_the_import_of_people_and_a_manager_does_not(as_user, cast):
    address = reverse("people_import", args=[cast.a.slug])
    assert address in text_of(as_user(cast.hr_a).get(reverse("overview")))
    assert address not in text_of(as_user(cast.manager_a).get(reverse("overview")))


def test_a_manager_sees_the_own_units(as_user, cast):
    office = Unit.objects.get(organisation=cast.a, name="Office")
    Grant.objects.filter(user=cast.manager_a).update(unit=office)
    page = text_of(as_user(cast.manager_a).get(reverse("overview")))
    assert "Services › Office" in page
    assert "Green" not in page


@pytest.mark.parametrize("name", ["unit", "job"])
@pytest.mark.parametrize("value", ["0", "abc", "-1", "9" * 5000, "\x00", "²"])
def test_a_choice_that_is_not_there_is_not_found(hr, name, value):
    assert hr.get(reverse("overview"), {name: value}).status_code == 404


@pytest.mark.parametrize("choice", [{"skill": "9.9"}, {"state": "bad"}, {"skill": "\x00"}])
def test_a_list_of_people_that_is_not_there_is_not_found(hr, cast, choice):
    see_status(cast.a)
    assert hr.get(reverse("people"), choice).status_code == 404
    assert hr.get(reverse("people_csv"), choice).status_code == 404


def test_a_skill_or_table_that_is_not_there_is_not_found(hr):
    assert hr.get(reverse("overview_skill", args=["9.9"])).status_code == 404
    assert hr.get(reverse("overview_csv", args=["secrets"])).status_code == 404


def test_the_unit_of_another_organisation_is_not_found(hr, cast):
    theirs = Unit.objects.get(organisation=cast.b, name=f"Green {NEIGHBOUR}")
    assert hr.get(reverse("overview"), {"unit": theirs.pk}).status_code == 404


def test_before_anything_is_known_the_pages_work(as_user, cast):
    hr = as_user(cast.hr_b)
    assert HeldLevel.objects.count() == 0
    assert "nothing to count yet" in text_of(hr.get(reverse("overview")))
    for table in ("units", "skills", "jobs"):
        assert len(table_of(hr.get(reverse("overview_csv", args=[table])))) == 1


def test_on_a_phone_the_choice_stands_open_once_something_is_chosen(hr, cast):
    green = Unit.objects.get(organisation=cast.a, name="Green")
    opened = '<details class="fold no-print" open>'
    assert opened not in text_of(hr.get(reverse("overview")))
    assert opened in text_of(hr.get(reverse("overview"), {"unit": green.pk}))


@pytest.mark.parametrize("visible", [False, True])
@pytest.mark.parametrize("chosen", ["", "Green"])
def test_the_file_of_a_table_says_what_the_page_says(hr, cast, visible, chosen):
    if visible:
        see_status(cast.a)
    three_different(cast)
    refresh_due_levels(now=timezone.now())
    choice = {"unit": unit_named(cast, chosen).pk} if chosen else {}
    page = text_of(hr.get(reverse("overview"), choice))
    for table in ("skills", "jobs"):
        _head, *rows = table_of(hr.get(reverse("overview_csv", args=[table]), choice))
        figures = [row[-4:] if row[-1].isdigit() else [row[-1]] for row in rows]
        assert figures == on_page(page, table)
    page = text_of(hr.get(reverse("overview_skill", args=["4.1"]), choice))
    _head, *rows = table_of(hr.get(reverse("overview_skill_csv", args=["4.1"]), choice))
    assert [row[-4:] if row[-1].isdigit() else [row[-1]] for row in rows] == on_page(page, "units")
    assert (["2", "0", "2", "1"] in on_page(page, "units")) == visible


def on_page(page: str, table: str) -> list[list[str]]:
    """The cells of each line of a table."""
    found = re.search(rf'<table[^>]*aria-labelledby="{table}">.*?<tbody[^>]*>(.*?)</tbody>', page, re.DOTALL)
    return [
        [strip_tags(cell).strip() for cell in re.findall(r"<td.*?</td>", line, re.DOTALL)]
        for line in found[1].split("</tr>")[:-1]
    ]


def test_what_is_hidden_on_the_page_is_hidden_in_the_file(hr, cast):
    def library() -> list[str]:
        rows = table_of(hr.get(reverse("overview_skill_csv", args=["4.1"])))
        return next(row[4:] for row in rows if row[0] == "Services › Library")

    assert library() == ["hidden"] * 5
    see_status(cast.a)
    assert library() == ["1", "0", "0", "1", "0"]


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-x", "@y"])
def test_nothing_in_a_file_can_be_a_formula(hr, cast, name):
    see_status(cast.a)
    Unit.objects.filter(organisation=cast.a, parent=None).update(name=name)
    User.objects.filter(pk=cast.learner_a.pk).update(name=name)
    rows = table_of(hr.get(reverse("overview_skill_csv", args=["4.1"])))
    assert {row[0] for row in rows[1:]} == {f"'{name} › Green", f"'{name} › Library"}
    assert f"'{name}" in {row[0] for row in table_of(hr.get(reverse("people_csv")))}


@pytest.mark.parametrize("name", ["Zoë; O'Neill", 'Jan "Pol" Maes', "Yıldız, Şükrü", "Van den Broeck"])
def test_a_file_opens_well_in_a_belgian_spreadsheet(hr, cast, name):
    see_status(cast.a)
    User.objects.filter(pk=cast.learner_a.pk).update(name=name)
    response = hr.get(reverse("people_csv"), {"unit": unit_named(cast, "Green").pk})
    assert response.content.startswith(b"\xef\xbb\xbfName;Job;Unit;")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="gemeente-aalhoek-green-people-')
    assert name in {row[0] for row in table_of(response)}


@pytest.mark.parametrize(
    ("page", "said", "most"),
    [
        (PAGES[0], {}, 12),
        (PAGES[2], {}, 9),
        (PAGES[4], {}, 9),  # on a real database two more: a list is written down as a look, in a transaction
        (PAGES[4], {"skill": "4.1", "state": "learn"}, 10),
    ],
)
def test_a_page_takes_as_many_queries_with_one_unit_as_with_three(hr, cast, page, said, most):
    see_status(cast.a)
    three_different(cast)
    refresh_due_levels(now=timezone.now())

    def count() -> int:
        hr.get(reverse(*page), said)
        with CaptureQueriesContext(connection) as asked:
            assert hr.get(reverse(*page), said).status_code == 200
        return len(asked)

    three = count()
    for employment in cast.a.employments.exclude(unit__name="Green"):
        employment.unit = unit_named(cast, "Green")
        employment.save()
    assert count() == three <= most
