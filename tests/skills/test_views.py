import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from skills.models import ProfileAssignment, Requirement
from tests.shown import show, show_often, think


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def learner(as_user, cast):
    return as_user(cast.learner_a)


def text_of(response) -> str:
    return unescape(response.content.decode())


def why(code="4.1") -> str:
    return reverse("why", args=[code])


def queries_of(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_skills_page_shows_what_the_job_asks_apart_from_the_rest(learner, cast):
    Requirement.objects.filter(profile__code="P01", competence__code="1.1").delete()
    page = learner.get(reverse("skills"))
    asked, other = page.context["asked"], page.context["other"]
    assert "1.1" in [one.competence.code for one in other]
    assert len(asked) + len(other) == 21
    assert sum(page.context["counts"].values()) == len(asked)
    assert "What your job does not ask" in text_of(page)
    assert f">{len(other)} skill" in text_of(page)


def test_nothing_is_said_of_somebody_of_whom_nothing_is_known(learner):
    assert learner.get(reverse("skills")).context["counts"]["learn"] == 0
    assert "not known yet" in text_of(learner.get(reverse("skills")))


def opened(page) -> list[str]:
    """The areas that stand open."""
    return re.findall(r"<details class=\"area-box\" open>\s*<summary><h2>(\d)", page.content.decode())


def test_an_area_with_something_to_learn_stands_open_and_else_the_first_one(learner, cast):
    assert opened(learner.get(reverse("skills"))) == ["1"]
    show_often(cast.learner_a, cast.a, code="4.1", right=False)
    assert opened(learner.get(reverse("skills"))) == ["4"]


def test_without_a_profile_all_skills_are_shown(learner, cast):
    ProfileAssignment.objects.filter(employment__user=cast.learner_a).delete()
    page = text_of(learner.get(reverse("skills")))
    assert "no profile yet" in page
    assert "All skills" in page
    assert learner.get(why()).status_code == 200


def test_why_names_each_answer_and_what_it_did(learner, cast):
    show_often(cast.learner_a, cast.a, times=3)
    show(cast.learner_a, cast.a, right=False)
    page = text_of(learner.get(why()))
    assert page.count("Right: Een test") == 3
    assert page.count("Not right: Een test") == 1
    assert "4 questions of your own" in page
    assert f"You showed something of it last on {date_format(timezone.localdate(), 'j F Y')}." in page


def test_why_says_how_little_an_own_estimate_counts(learner, cast):
    think(cast.learner_a, cast.a, **{"4": 6.0})
    page = text_of(learner.get(why()))
    assert "What you thought yourself" in page
    assert "Counts for a third of a question." in page
    assert "You showed something of it last" not in page


def test_why_says_that_nothing_was_answered_yet(learner, cast):
    assert "You did not answer a question about this yet" in text_of(learner.get(why()))


def test_both_pages_say_the_same_of_where_an_estimate_comes_from(learner):
    for address in (reverse("skills"), why()):
        assert "close to a fixed starting point" in text_of(learner.get(address))


def test_the_menu_the_page_and_the_way_back_have_one_name(learner):
    page, below = text_of(learner.get(reverse("skills"))), text_of(learner.get(why()))
    assert "<h1>I can: my skills</h1>" in page
    assert f'<li><a href="{reverse("skills")}">I can</a></li>' in below
    assert "<span>I can</span>" in page


def test_why_names_the_skill_that_helped_most(learner, cast):
    show_often(cast.learner_a, cast.a, code="4.2", level=6)
    assert f'<a href="{why("4.2")}">' in text_of(learner.get(why()))


def test_nobody_sees_the_answers_of_somebody_else(learner, cast):
    show(cast.learner2_a, cast.a)
    assert "Een test" not in text_of(learner.get(why()))


@pytest.mark.parametrize("code", ["9.9", "x" * 300, "\x00", "4.1'--", "é"])
def test_an_unknown_skill_is_not_found(learner, code):
    assert learner.get(why(code)).status_code == 404


def test_the_pages_take_as_many_queries_with_one_answer_as_with_twelve(learner, cast):
    addresses = [reverse("skills"), why()]
    show(cast.learner_a, cast.a)
    one = [queries_of(learner, url) for url in addresses]
    show_often(cast.learner_a, cast.a)
    show_often(cast.learner_a, cast.a, code="1.3")
    assert [queries_of(learner, url) for url in addresses] == one
    assert max(one) <= 8
