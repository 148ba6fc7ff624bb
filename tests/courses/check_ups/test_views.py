"""The check-up as a learner meets it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses.models import Asked, CheckUp, Question
from lms.people.access import Visibility
from lms.people.models import Employment, Organisation
from skills.evidence import Kind
from skills.models import Evidence, ProfileAssignment
from tests.courses.check_ups.bank import fill_bank
from tests.factories import a_module, an_activity
from tests.shown import show, show_often


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def learner(as_user, cast):
    return as_user(cast.learner_a)


@pytest.fixture
def bank(cast):
    fill_bank(cast.shared, "4.1", "2.1", each=6)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def begin(client, mode: str = "standard") -> CheckUp:
    client.post(reverse("check_up"), {"mode": mode})
    return CheckUp.objects.latest("pk")


def at(check_up: CheckUp, name: str = "question") -> str:
    return reverse(f"check_up_{name}", args=[check_up.key])


@pytest.fixture
def running(learner, bank) -> CheckUp:
    check_up = begin(learner)
    learner.post(at(check_up, "yourself"), {"skip": 1})
    return check_up


def answer(client, check_up: CheckUp, choice: str = "a", step: int | None = None):
    step = step or check_up.asked.latest("step").step
    return client.post(at(check_up), {"asked": step, "choice": choice})


def answer_all(client, check_up: CheckUp, choice: str = "a") -> None:
    while CheckUp.objects.running().filter(pk=check_up.pk).exists():
        if check_up.asked.filter(answered_at=None).exists():
            answer(client, check_up, choice)
        else:
            client.post(at(check_up, "go_on"))


def queries_of(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


# --- before the first question ----------------------------------------------------------------------------------------


def test_before_it_begins_it_says_what_it_is_and_who_sees_what(learner, bank):
    page = text_of(learner.get(reverse("check_up")))
    assert "It is no exam." in page
    assert "Your answers and your scores" in page
    assert "Nobody. Only you." in page
    assert not CheckUp.objects.exists()


def test_who_sees_what_follows_the_setting_of_the_organisation(learner, cast, bank):
    def who_sees_states() -> str:
        page = text_of(learner.get(reverse("check_up")))
        return re.search(r"Your state in each skill[^<]*</dt><dd>(.*?)</dd>", page)[1]

    assert "Nobody. Only you." in who_sees_states()
    Organisation.objects.with_staff().filter(pk=cast.a.pk).update(visibility=Visibility.STATUS)
    assert who_sees_states() == "Manager, HR"


def test_without_questions_it_says_so_and_offers_nothing(learner, cast):
    fill_bank(cast.b, "4.1", each=6)
    fill_bank(cast.a, "4.1", each=1)
    page = text_of(learner.get(reverse("check_up")))
    assert "There are not enough questions yet." in page
    assert 'name="mode"' not in page


def test_without_a_profile_there_is_no_check_up_for_the_job(learner, cast, bank):
    ProfileAssignment.objects.filter(employment__user=cast.learner_a).delete()
    page = text_of(learner.get(reverse("check_up")))
    assert 'value="standard"' in page
    assert 'value="profile"' not in page


def test_who_works_nowhere_has_no_check_up(learner, cast, bank):
    Employment.objects.filter(user=cast.learner_a).update(ends=timezone.localdate() - timedelta(days=1))
    assert learner.get(reverse("check_up")).status_code == 404


def test_what_our_form_does_not_offer_is_refused(learner, bank):
    for mode in ("", "careful", "x" * 300, "\x00"):
        assert learner.post(reverse("check_up"), {"mode": mode}).status_code == 400
    assert not CheckUp.objects.exists()


def test_a_first_visit_asks_what_she_thinks_herself(learner, bank):
    check_up = begin(learner)
    page = text_of(learner.get(at(check_up), follow=True))
    assert "What do you think yourself?" in page
    assert page.count('name="area-4"') == 4
    done = learner.post(at(check_up, "yourself"), {"area-4": "4", "area-2": ""})
    assert done.url == at(check_up)
    assert {row.level for row in Evidence.objects.filter(kind=Kind.SELF)} == {4.0}
    assert check_up.asked.count() == 1


def test_it_may_be_skipped_and_is_not_asked_again(learner, bank):
    check_up = begin(learner)
    learner.post(at(check_up, "yourself"), {"skip": 1, "area-4": "4"})
    assert not Evidence.objects.exists()
    assert "Why this question?" in text_of(learner.get(at(check_up, "yourself"), follow=True))


def test_who_said_it_once_goes_on_to_the_questions(learner, cast, bank):
    check_up = begin(learner)
    learner.post(at(check_up, "yourself"), {"area-4": "4"})
    answer_all(learner, check_up)
    again = begin(learner)
    assert again != check_up
    assert again.asked.count() == 1


def test_an_own_estimate_that_our_form_does_not_offer_is_refused(learner, bank):
    check_up = begin(learner)
    for level in ("8", "3", "-1", "nan", "x"):
        assert learner.post(at(check_up, "yourself"), {"area-4": level}).status_code == 400
    assert not Evidence.objects.exists()


# --- one question a screen --------------------------------------------------------------------------------------------


def test_a_question_comes_with_its_place_and_why_and_without_a_score(learner, running):
    page = text_of(learner.get(at(running)))
    assert "Question 1." in page
    assert "more in this part" in page
    assert "We begin with a question that most people can answer." in page
    done = answer(learner, running)
    assert (done.status_code, done.url) == (302, at(running))
    page = text_of(learner.get(done.url))
    assert "Question 2." in page
    assert "Right!" not in page
    assert "Indeed." not in page


def test_the_same_form_sent_again_changes_nothing_and_gets_the_same_reply(learner, running):
    first, again = answer(learner, running, step=1), answer(learner, running, "b", step=1)
    assert (first.status_code, first.url) == (again.status_code, again.url)
    assert Asked.objects.answered().get().response == {"choice": "a"}
    assert running.asked.count() == 2


def test_i_do_not_know_is_an_answer(learner, running):
    answer(learner, running, "dont_know")
    assert Asked.objects.answered().get().right is False


def test_without_an_answer_the_question_is_shown_again(learner, running):
    asked = learner.post(at(running), {"asked": 1})
    assert asked.status_code == 422
    assert "Choose an answer first." in text_of(asked)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("said", [{"choice": "z"}, {"choice": ["a", "b"]}, {"choice": "a" * 3000}])
def test_what_our_form_cannot_send_is_refused_and_nothing_is_kept(learner, running, said):
    assert learner.post(at(running), {"asked": 1, **said}).status_code == 400
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(("step", "status"), [("2", 404), ("0", 404), ("x", 400), ("", 400), ("9" * 30, 400)])
def test_a_question_that_was_not_asked_takes_no_answer(learner, running, step, status):
    assert learner.post(at(running), {"asked": step, "choice": "a"}).status_code == status
    assert not Evidence.objects.exists()


def test_somebody_elses_check_up_is_not_found(as_user, cast, running):
    other = as_user(cast.learner2_a)
    for name in ("question", "yourself", "back", "result"):
        assert other.get(at(running, name)).status_code == 404
    assert other.post(at(running, "go_on")).status_code == 404
    assert answer(other, running, step=1).status_code == 404


def test_who_left_the_organisation_answers_no_more_under_it(learner, cast, running):
    Employment.objects.filter(user=cast.learner_a).update(ends=timezone.localdate() - timedelta(days=1))
    assert answer(learner, running).status_code == 404


def test_a_page_takes_as_many_queries_after_three_answers_as_after_one(learner, running):
    counts = []
    for _answers in range(3):
        counts.append(queries_of(learner, at(running)))
        answer(learner, running)
    assert len(set(counts)) == 1
    assert counts[0] <= 8


# --- stopping and going on --------------------------------------------------------------------------------------------


def test_who_stops_finds_her_place_again(learner, running):
    answer(learner, running)
    page = text_of(learner.get(reverse("check_up")))
    assert "You answered 1 question. Your answer is kept." in page
    assert at(running) in page


def test_after_a_part_there_are_thanks_and_what_was_right(learner, running, monkeypatch):
    monkeypatch.setattr("courses.check_ups.actions.PROFILE_SITTING", 2)
    answer(learner, running)
    answer(learner, running, "b")
    page = text_of(learner.get(at(running), follow=True))
    assert "Thank you! Time for a pause" in page
    assert "1 of 2 were right." in page
    assert "Because it is good." in page
    assert page.count("Why this question?") == 2
    on = learner.post(at(running, "go_on"))
    assert on.url == at(running)
    assert "Question 1." in text_of(learner.get(on.url))


def test_who_has_enough_of_it_gets_the_result_with_what_is_known(learner, running):
    answer(learner, running)
    assert learner.post(at(running, "go_on"), {"end": 1}).url == at(running, "result")
    assert "This is what we know now" in text_of(learner.get(at(running, "result")))
    late = learner.post(at(running), {"asked": 2, "choice": "a"}, follow=True)
    assert "You ended this check-up." in text_of(late)
    assert Evidence.objects.count() == 1


def test_nothing_to_look_back_at_leads_to_the_check_up(learner, running):
    assert learner.get(at(running, "back")).url == reverse("check_up")
    answer(learner, running)
    for sitting in ("7", "x", "-1"):
        assert learner.get(at(running, "back"), {"sitting": sitting}).status_code in (200, 302)


# --- the result -------------------------------------------------------------------------------------------------------


def test_the_last_answer_leads_to_the_result(learner, cast, running):
    an_activity(a_module(cast.a, title="Messages"))
    answer_all(learner, running, "b")
    page = text_of(learner.get(at(running), follow=True))
    assert "This is what we know now" in page
    assert "Here is probably something to learn" in page
    assert "Your best next step" in page
    assert "Messages" in page
    assert reverse("skills") in page


def test_a_quick_look_says_that_it_is_too_short_to_be_sure(learner, bank):
    check_up = begin(learner, "look")
    learner.post(at(check_up, "yourself"), {"area-4": "6"})
    answer_all(learner, check_up)
    page = text_of(learner.get(at(check_up, "result")))
    assert "This was a quick look" in page
    assert "Beside what your job asks" not in page
    assert "You thought yourself: “Yes, and I help others with it”." in page
    assert "We asked nothing about this." in page


def test_the_result_waits_for_the_end(learner, running):
    assert learner.get(at(running, "result")).url == at(running)


def test_the_result_takes_as_many_queries_with_one_module_as_with_three(learner, cast, running):
    answer_all(learner, running)
    an_activity(a_module(cast.a))
    one = queries_of(learner, at(running, "result"))
    for number in range(2):
        an_activity(a_module(cast.a, title=f"{number}", code="1.3"))
    assert queries_of(learner, at(running, "result")) == one
    assert one <= 9


# --- the start page ---------------------------------------------------------------------------------------------------


def test_the_start_page_offers_it_to_who_is_not_known_yet(learner, cast, bank):
    assert reverse("check_up") in text_of(learner.get(reverse("home")))
    show(cast.learner_a, cast.a)
    assert reverse("check_up") not in text_of(learner.get(reverse("home")))


def test_the_start_page_offers_none_without_questions(learner, cast):
    assert reverse("check_up") not in text_of(learner.get(reverse("home")))


def test_the_start_page_goes_on_with_the_one_that_runs(learner, cast, running):
    answer(learner, running)
    show_often(cast.learner_a, cast.a)
    page = text_of(learner.get(reverse("home")))
    assert at(running) in page
    assert "You answered 1 question." in page


def test_a_module_that_was_begun_stays_beside_it(learner, cast, running):
    module = a_module(cast.a, title="Begun")
    place, _next = (an_activity(module, position=number) for number in range(2))
    learner.post(reverse("done", args=[place.key]))
    page = text_of(learner.get(reverse("home")))
    assert at(running) in page
    assert "Begun" in page


def test_a_question_that_was_withdrawn_stays_open_to_who_has_it(learner, running):
    Question.objects.filter(asked__check_up=running).update(languages=[], in_check_up=False)
    assert "Which one?" in text_of(learner.get(at(running)))
    assert answer(learner, running).status_code == 302
    assert Asked.objects.answered().count() == 1
