from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lms.people.access import Visibility
from skills import contradictions
from skills.actions import refresh_due_levels
from skills.models import Contradiction, Evidence, HeldLevel
from skills.validating import Refused
from tests.looking import say_why
from tests.shown import show_often

WHY = "/en/skills/4.1/"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def her(cast) -> Client:
    show_often(cast.learner_a, cast.a, level=1, right=False, times=20)
    refresh_due_levels(now=timezone.now())
    return signed_in(cast.learner_a)


@pytest.fixture
def coach(cast) -> Client:
    return say_why(signed_in(cast.coach_a))


def text_of(response) -> str:
    return unescape(response.content.decode())


def contradict(client, sentence="I do this every day."):
    return client.post(WHY, {"do": "contradict", "sentence": sentence}, follow=True)


def shown(cast) -> str:
    return reverse("coached", args=[cast.employment(cast.learner_a).pk])


def share(her, cast) -> None:
    her.post(reverse("my_coach"), {"do": "share", "coach": cast.coach_a.pk})


def test_a_state_is_contradicted_with_one_button_and_no_level_changes(her):
    before = list(HeldLevel.objects.values_list("level", "state"))
    assert "It is written down." in text_of(contradict(her, ""))
    page = text_of(her.get(WHY))
    assert "not agreed" in page
    assert "not agreed" in text_of(her.get(reverse("skills")))
    assert list(HeldLevel.objects.values_list("level", "state")) == before


def test_saying_it_twice_is_saying_it_once_with_the_newest_words(her):
    contradict(her, "One")
    contradict(her, "Two")
    assert Contradiction.objects.get().sentence == "Two"


def test_it_is_taken_back_and_can_be_said_again(her):
    contradict(her)
    her.post(WHY, {"do": "withdraw"})
    assert "not agreed" not in text_of(her.get(WHY))
    contradict(her)
    assert [Contradiction.objects.open().count(), Contradiction.objects.count()] == [1, 2]


def test_a_long_or_odd_sentence_is_kept_as_far_as_it_goes(her):
    contradict(her, "<b>\x00é" + "a" * 5000)
    assert Contradiction.objects.get().sentence == "<b>é" + "a" * 296
    assert b"<b>\xc3\xa9" not in her.get(WHY).content


@pytest.mark.parametrize("sent", [{}, {"do": "rule"}])
def test_what_our_form_cannot_send_is_refused(her, sent):
    assert her.post(WHY, sent).status_code == 400
    assert not Contradiction.objects.exists()


def test_a_coach_with_whom_she_shares_answers_with_a_validation(her, coach, cast):
    contradict(her)
    assert coach.get(shown(cast)).status_code == 404
    share(her, cast)
    assert "I do this every day." in text_of(coach.get(shown(cast)))
    which = Contradiction.objects.get().pk
    coach.post(shown(cast), {"contradiction": which, "level": "6"})
    found = Contradiction.objects.get()
    assert (found.validation.kind, found.validation.level, found.answered_by) == (
        "validation",
        6.0,
        cast.coach_a,
    )
    page = text_of(her.get(WHY))
    assert "looked with you and answered" in page
    assert "not agreed" not in page
    again = coach.post(shown(cast), {"contradiction": which, "level": "1"}, follow=True)
    assert "Somebody else already did this." in text_of(again)
    assert Evidence.objects.filter(kind="validation").count() == 1


@pytest.mark.parametrize(
    "sent", [{"level": ""}, {"level": "9"}, {"level": "x"}, {"contradiction": "\x00"}, {"contradiction": "0"}]
)
def test_an_answer_that_cannot_be_changes_nothing(her, coach, cast, sent):
    contradict(her)
    share(her, cast)
    answer = {"contradiction": Contradiction.objects.get().pk, "level": "6"} | sent
    assert coach.post(shown(cast), answer).status_code == 302
    assert Contradiction.objects.open().count() == 1


def test_nobody_answers_herself(her, cast):
    contradict(her)
    with pytest.raises(Refused, match="own"):
        contradictions.answer(
            contradiction=Contradiction.objects.get(), level=6, now=timezone.now(), acting_user=cast.learner_a
        )


def test_hr_sees_that_it_is_contested_where_it_sees_the_state_and_never_the_sentence(her, cast):
    contradict(her)
    hr = say_why(signed_in(cast.hr_a))
    pages = [reverse("person", args=[cast.employment(cast.learner_a).pk]), reverse("people") + "?skill=4.1"]
    pages.append(reverse("people_csv") + "?skill=4.1")
    assert [hr.get(page).status_code for page in pages] == [403, 403, 403]
    assert "not agreed" not in text_of(hr.get(reverse("overview_skill", args=["4.1"])))
    cast.a.visibility = Visibility.STATUS
    cast.a.save()
    for page in pages:
        text = text_of(hr.get(page))
        assert text.count("not agreed") == 1
        assert "every day" not in text


def test_each_contradicts_her_own_only(her, cast):
    contradict(her)
    other = signed_in(cast.learner2_a)
    assert "not agreed" not in text_of(other.get(WHY))
    other.post(WHY, {"do": "withdraw"})
    assert Contradiction.objects.open().count() == 1
