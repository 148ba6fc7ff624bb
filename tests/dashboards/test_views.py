import csv
import io
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lms.people.models import Grant, Unit
from skills.actions import refresh_due_levels
from skills.models import HeldLevel
from tests.cast import NEIGHBOUR
from tests.dashboards.test_queries import see_status, three_different


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def hr(as_user, cast):
    refresh_due_levels(now=timezone.now())
    return as_user(cast.hr_a)


def text_of(response) -> str:
    return unescape(response.content.decode())


def table_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("name", ["learner_a", "trainer_a", "coach_a", "administrator_a"])
def test_who_may_not_count_gets_no_overview(as_user, cast, name):
    person = as_user(getattr(cast, name))
    for page in ("overview", "overview_csv"):
        assert person.get(reverse(page)).status_code == 403
    assert reverse("overview") not in text_of(person.get(reverse("home")))


def test_a_grant_that_ended_opens_nothing(hr, cast):
    yesterday = timezone.localdate() - timedelta(days=1)
    Grant.objects.filter(user=cast.hr_a).update(ends=yesterday)
    assert hr.get(reverse("overview")).status_code == 403


def test_hr_sees_the_own_organisation_and_never_another(hr, cast):
    pages = text_of(hr.get(reverse("overview"))) + text_of(hr.get(reverse("overview_csv")))
    assert "Services › Green" in pages
    assert NEIGHBOUR not in pages


def test_no_page_names_a_person(hr, cast):
    names = [
        employment.user.name
        for employment in cast.a.employments.exclude(user=cast.hr_a).select_related("user")
    ]
    for unit in ("", Unit.objects.get(organisation=cast.a, name="Green").pk):
        page = text_of(hr.get(reverse("overview"), {"unit": unit}))
        assert [name for name in names if name in page] == []


def test_a_manager_sees_the_own_units(as_user, cast):
    office = Unit.objects.get(organisation=cast.a, name="Office")
    Grant.objects.filter(user=cast.manager_a).update(unit=office)
    page = text_of(as_user(cast.manager_a).get(reverse("overview")))
    assert "Services › Office" in page
    assert "Services › Green" not in page


@pytest.mark.parametrize("unit", ["0", "abc", "-1", "9" * 5000, "\x00"])
def test_a_unit_that_is_not_there_is_not_found(hr, unit):
    assert hr.get(reverse("overview"), {"unit": unit}).status_code == 404


def test_the_unit_of_another_organisation_is_not_found(hr, cast):
    theirs = Unit.objects.get(organisation=cast.b, name=f"Green {NEIGHBOUR}")
    assert hr.get(reverse("overview"), {"unit": theirs.pk}).status_code == 404


def test_before_anything_is_known_the_pages_work(as_user, cast):
    hr = as_user(cast.hr_b)
    assert HeldLevel.objects.count() == 0
    assert "nothing to count yet" in text_of(hr.get(reverse("overview")))
    assert len(table_of(hr.get(reverse("overview_csv")))) == 1


def test_the_table_equals_the_page(hr, cast):
    three_different(cast)
    refresh_due_levels(now=timezone.now())
    green = Unit.objects.get(organisation=cast.a, name="Green")
    details = hr.get(reverse("overview"), {"unit": green.pk}).context["details"]
    on_page = {
        competence.code: [
            str(n) for n in (cell.counts.total, cell.counts.ok, cell.counts.unsure, cell.counts.learn)
        ]
        for competence, cell in details
    }
    head, *rows = table_of(hr.get(reverse("overview_csv")))
    in_table = {row[2]: row[4:8] for row in rows if row[0] == "Services › Green"}
    assert head == [
        "Unit",
        "People",
        "Code",
        "Skill",
        "Asked of",
        "In order",
        "Not sure yet",
        "Something to learn",
        "Measured",
    ]
    assert in_table == on_page
    assert in_table["4.1"] == ["5", "2", "2", "1"]


def test_what_is_hidden_on_the_page_is_hidden_in_the_table(hr, cast):
    rows = table_of(hr.get(reverse("overview_csv")))
    assert {tuple(row[4:]) for row in rows if row[0] == "Services › Library"} == {("hidden",) * 5}
    see_status(cast.a)
    rows = table_of(hr.get(reverse("overview_csv")))
    assert {tuple(row[4:]) for row in rows if row[0] == "Services › Library"} == {("1", "0", "1", "0", "0")}


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-x", "@y"])
def test_no_unit_can_be_a_formula(hr, cast, name):
    Unit.objects.filter(organisation=cast.a, parent=None).update(name=name)
    rows = table_of(hr.get(reverse("overview_csv")))
    assert {row[0] for row in rows[1:]} == {f"'{name} › Green", f"'{name} › Library"}


def test_the_table_opens_well_in_a_belgian_spreadsheet(hr, cast):
    Unit.objects.filter(organisation=cast.a, parent=None).update(name="Zoë; O'Neill")
    response = hr.get(reverse("overview_csv"))
    assert response.content.startswith(b"\xef\xbb\xbfUnit;People;")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="gemeente-aalhoek-')
    assert table_of(response)[1][0] == "Zoë; O'Neill › Green"


def test_the_overview_takes_as_many_queries_with_one_unit_as_with_three(hr, cast):
    def count() -> int:
        hr.get(reverse("overview"))
        with CaptureQueriesContext(connection) as asked:
            assert hr.get(reverse("overview")).status_code == 200
        return len(asked)

    three = count()
    for employment in cast.a.employments.exclude(unit__name="Green"):
        employment.unit = Unit.objects.get(organisation=cast.a, name="Green")
        employment.save()
    assert count() == three <= 12
