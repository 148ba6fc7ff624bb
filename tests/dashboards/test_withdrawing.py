import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses.models import Question, QuestionVersion, Withdrawal
from courses.withdrawing.actions import withdraw
from lms.dashboards.withdrawing import in_words
from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.models import User
from skills.models import Evidence
from skills.moved import Moved
from tests.cast import STARTED, Cast
from tests.courses.test_actions import attempt_of, finished, give  # people who take a test
from tests.factories import SINGLE_CHOICE, a_module, a_question, an_activity

pytestmark = pytest.mark.django_db
REASON = "Two options are right."


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture(scope="module")
def wrong(kept_for_module) -> QuestionVersion:
    """Six people of A answered it, each in a test of its own question."""
    cast = Cast()
    made = an_activity(a_module(cast.a), kind="test", questions=1)
    for number in ("", *range(2, 7)):
        attempt = attempt_of(cast, made, getattr(cast, f"learner{number}_a"), now=timezone.now())
        give(attempt, now=timezone.now())
    return QuestionVersion.objects.select_related("question").get(question__placements__activity=made)


def address(question: Question) -> str:
    return reverse("withdraw_question", args=[question.key])


def words(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def look(client, question, **more):
    said = {"do": "look", "reason": REASON, "versions": ["1"]} | more
    return client.post(address(question), said)


def test_first_what_would_change_and_then_it_is_withdrawn(as_user, cast, wrong):
    client = as_user(cast.trainer_a)
    assert "Version 1" in words(client.get(address(wrong.question)))
    seen = look(client, wrong.question)
    assert "People who gave these answers: 6. That is together: 6 answers." in words(seen)
    assert "Stay as they are" in words(seen)
    assert not Withdrawal.objects.exists()

    done = look(client, wrong.question, do="withdraw", looked_at="1")
    assert done.headers["Location"] == address(wrong.question)
    after = words(client.get(address(wrong.question)))
    assert "This question is withdrawn" in after
    assert REASON in after
    assert Evidence.objects.filter(reason=REASON).count() == 6


def test_nothing_is_withdrawn_that_she_did_not_look_at(as_user, cast, wrong):
    client = as_user(cast.trainer_a)
    a_question(cast.a, key=wrong.question.key, plain={**SINGLE_CHOICE, "why": "Newer."})
    for seen in ("", "1", "2", "x"):
        reply = look(client, wrong.question, do="withdraw", versions=["1", "2"], looked_at=seen)
        assert (reply.status_code, Withdrawal.objects.count()) == (200, 0)
    assert "it is still asked" in words(look(client, wrong.question))
    look(client, wrong.question, do="withdraw", versions=["1"], looked_at="1")
    assert Withdrawal.objects.get().versions == [1]


@pytest.mark.parametrize(
    "said", [{"reason": " "}, {"versions": []}, {"versions": ["9"]}, {"reason": "x" * 301}]
)
def test_without_a_reason_and_a_version_it_says_what_is_missing(as_user, cast, wrong, said):
    for do in ("look", "withdraw"):
        reply = look(as_user(cast.trainer_a), wrong.question, do=do, looked_at="1", **said)
        assert (reply.status_code, Withdrawal.objects.count()) == (422, 0)
        assert "Look at “" in words(reply)


def test_twice_is_refused_with_a_sentence_and_it_can_be_asked_again_once(as_user, cast, wrong):
    client = as_user(cast.trainer_a)
    withdraw(
        question=wrong.question, versions=[1], reason=REASON, now=timezone.now(), acting_user=cast.trainer_a
    )
    twice = look(client, wrong.question, do="withdraw", looked_at="1")
    assert "was withdrawn already" in words(client.get(twice.headers["Location"]))
    again = [client.post(address(wrong.question), {"do": "again"}, follow=True) for _twice in range(2)]
    assert "asked again from now on" in words(again[0])
    assert "asked already" in words(again[1])
    assert client.post(address(wrong.question), {"do": "x"}).status_code == 400


def test_what_few_people_did_is_not_told(as_user, cast, wrong):
    Evidence.objects.filter(user__in=[cast.learner_a, cast.learner2_a]).delete()
    seen = words(look(as_user(cast.trainer_a), wrong.question))
    assert "People who gave these answers: fewer than 5. That is together: fewer than 5 answers." in seen
    assert "What it changes for fewer than 5 people is not shown." in seen
    assert "Stay as they are" not in seen


def test_beside_a_small_number_the_rest_is_not_told():
    with override("en"):
        assert in_words(Moved(6, 0, 90)) == ("6", "0", "90")
        assert in_words(Moved(6, 2, 90)) == ("6", "fewer than 5", "all others")


def test_who_writes_or_keeps_questions_withdraws_her_own(as_user, cast, wrong):
    shared = a_question(cast.shared).question
    may = {"trainer_a": [wrong.question], "trainer_b": []}
    for role in (Role.CATALOGUE_EDITOR, Role.FRAMEWORK_OWNER, Role.PLATFORM_ADMINISTRATOR):
        user = User.objects.create(username=role.value, name="Petra")
        grant(user=user, role=role, organisation=cast.shared, starts=STARTED, acting_user=system_user())
        may[role.value] = [] if role is Role.PLATFORM_ADMINISTRATOR else [shared]
    for name, theirs in may.items():
        client = as_user(getattr(cast, name))
        found = [one for one in (wrong.question, shared) if client.get(address(one)).status_code == 200]
        assert (name, found) == (name, theirs)
    for name in ("learner_a", "hr_a", "manager_a", "coach_a", "administrator_a"):
        client = as_user(getattr(cast, name))
        assert client.get(address(wrong.question)).status_code == 404
        assert look(client, wrong.question, do="withdraw", looked_at="1").status_code == 404
    assert not Withdrawal.objects.exists()


def test_the_page_asks_as_much_with_one_version_as_with_three(as_user, cast, wrong):
    client, counts = as_user(cast.trainer_a), []
    for number in range(3):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address(wrong.question))
        counts.append(len(asked))
        withdraw(
            question=wrong.question,
            versions=[number + 1],
            reason=REASON,
            now=timezone.now(),
            acting_user=cast.trainer_a,
        )
        a_question(cast.a, key=wrong.question.key, plain={**SINGLE_CHOICE, "why": f"{number}"})
    assert counts[0] <= 12
    assert counts[1] == counts[2]


# --- what the people concerned read -----------------------------------------------------------------------------------


def test_she_reads_it_on_her_start_page_and_under_why(as_user, cast, wrong):
    def withdrawn(version):
        withdraw(
            question=version.question,
            versions=[1],
            reason=REASON,
            now=timezone.now(),
            acting_user=cast.trainer_a,
        )

    client, counts = as_user(cast.learner_a), []
    why = reverse("why", args=["4.1"])
    assert REASON not in words(client.get(reverse("home"))) + words(client.get(why))
    withdrawn(wrong)
    with CaptureQueriesContext(connection) as asked:
        home = words(client.get(reverse("home")))
    counts.append(len(asked))
    assert f"was wrong. It does not count any more. What was wrong: {REASON}" in home
    shown = words(client.get(why))
    assert "Nothing of your own counts here now." in shown
    assert f"The question was wrong: {REASON}" in shown
    more = an_activity(a_module(cast.a, title="Another"), kind="test", questions=2)
    finished(cast, more, now=timezone.now())
    for placed in more.placements.select_related("question__current__question"):
        withdrawn(placed.question.current)
    with CaptureQueriesContext(connection) as asked:
        home = words(client.get(reverse("home")))
    assert home.count(REASON) == 3
    assert len(asked) == counts[0]
    attempt = more.attempts.get()
    assert "2 questions of this test were wrong." in words(client.get(reverse("result", args=[attempt.key])))
    assert REASON not in words(as_user(cast.hr_a).get(reverse("home")))
