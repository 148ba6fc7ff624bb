"""The page and the file with what was changed."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lms.people import changes
from lms.people.actions import rename_organisation
from lms.people.models import Change, Look
from lms.people.units import add_unit, rename_unit
from tests.cast import NEIGHBOUR
from tests.looking import say_why

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def hr(as_user, cast):
    Change.objects.all().delete()
    changes.note(
        organisation=cast.a,
        what="role_given",
        acting_user=cast.administrator_a,
        about=cast.learner_a,
        role="hr",
    )
    unit = add_unit(organisation=cast.a, name="=Pool", acting_user=cast.hr_a)
    rename_unit(unit=unit, name="Pool", acting_user=cast.hr_a)
    rename_organisation(
        organisation=cast.b, name=f"Stad {NEIGHBOUR}", kind="ocmw", acting_user=cast.administrator_b
    )
    return say_why(as_user(cast.hr_a))


def text_of(response) -> str:
    return unescape(response.content.decode())


def whats(response) -> list[str]:
    return [one.what for one, _sentence in response.context["rows"]]


def address(name: str = "changes") -> str:
    return reverse(name, args=["aalhoek"])


def test_every_change_has_words_in_one_kind():
    every = [what for of_kind in changes.BY_KIND.values() for what in of_kind]
    assert len(every) == len(set(every)) == len(changes.WORDS)
    assert set(changes.BY_KIND) == set(changes.Kind)


def test_the_page_says_who_did_what_about_whom_the_newest_first(hr, cast):
    page = hr.get(address())
    assert whats(page) == ["unit_renamed", "unit_added", "role_given"]
    said = text_of(page)
    assert "The unit =Pool is called Pool now" in said
    assert "Got the role: HR" in said
    assert "Administrator_A" in said
    assert NEIGHBOUR not in said


def test_the_list_is_narrowed_by_person_by_who_did_it_by_kind_and_by_days(hr, cast):
    tomorrow = TODAY + timedelta(days=1)
    for said, found in (
        ({"about": "learner_a"}, ["role_given"]),
        ({"person": cast.learner_a.pk}, ["role_given"]),
        ({"by": "hr_a"}, ["unit_renamed", "unit_added"]),
        ({"kind": "roles"}, ["role_given"]),
        ({"since": TODAY, "until": TODAY, "kind": "units"}, ["unit_renamed", "unit_added"]),
        ({"since": tomorrow}, []),
        ({"until": TODAY - timedelta(days=1)}, []),
        ({"person": cast.learner_b.pk}, []),
    ):
        assert whats(hr.get(address(), said)) == found, said


def test_a_last_day_before_the_first_is_refused(hr):
    reply = hr.get(address(), {"since": TODAY, "until": TODAY - timedelta(days=1)})
    assert (reply.status_code, whats(reply)) == (422, [])


@pytest.mark.parametrize("rubbish", ["\x00", "x" * 100_000, "0001-01-01", "9999-12-31", "-1", "9" * 30])
def test_rubbish_is_refused_with_a_page(hr, rubbish):
    said = dict.fromkeys(["about", "by", "kind", "since", "until", "person", "page"], rubbish)
    assert hr.get(address(), said).status_code == 422
    assert hr.get(address("changes_csv"), said).status_code == 200


def test_the_file_holds_what_the_page_shows_and_runs_no_formula(hr, cast):
    cast.learner_a.__class__.objects.filter(pk=cast.learner_a.pk).update(name="=cmd()")
    reply = hr.get(address("changes_csv"), {"kind": "roles"})
    lines = reply.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "When;Who did it;About;What"
    assert [line.split(";")[1:] for line in lines[1:]] == [["Administrator_A", "'=cmd()", "Got the role: HR"]]
    assert reply.headers["Cache-Control"] == "no-store"


def test_reading_it_is_a_look_at_those_it_is_about(hr, cast):
    hr.get(address())
    assert list(Look.objects.values_list("about__username", "what")) == [("learner_a", "work")]


def test_she_reads_herself_what_was_changed_about_her_and_by_whom(hr, as_user, cast):
    page = text_of(as_user(cast.learner_a).get(reverse("my_data_part", args=["changes"])))
    assert "Got the role: HR" in page
    assert "Administrator_A" in page


def test_the_page_takes_as_many_queries_with_one_change_as_with_three(hr, cast):
    Change.objects.exclude(what="role_given").delete()

    def queries() -> int:
        hr.get(address())
        with CaptureQueriesContext(connection) as asked:
            hr.get(address())
        return len(asked)

    with_one = queries()
    for user in (cast.learner2_a, cast.learner3_a):
        changes.note(organisation=cast.a, what="card_made", acting_user=cast.administrator_a, about=user)
    assert queries() == with_one <= 12
