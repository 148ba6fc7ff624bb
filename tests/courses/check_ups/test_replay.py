import uuid
from datetime import timedelta

import pytest

from courses.check_ups import replay
from courses.check_ups.actions import say_own_estimates
from courses.models import Asked, CheckUp
from lms.people.models import Employment
from skills.adaptive import Mode
from skills.validating import validate
from tests.courses.check_ups.bank import fill_bank
from tests.courses.check_ups.test_actions import NOW, RIGHT, WRONG, answer, answer_all, go_on, start, waiting
from tests.factories import a_question


def look(cast, user) -> CheckUp:
    """One question of each skill."""
    found = start(cast, mode=Mode.LOOK, user=user)
    answer_all(found)
    return found


@pytest.fixture
def done(cast) -> CheckUp:
    """With an own estimate before, a validation half-way, and right and wrong answers in two sittings."""
    fill_bank(cast.shared, "4.1", "2.1", each=6)
    found = start(cast)
    say_own_estimates(check_up=found, levels={"4": 4.0}, now=NOW, acting_user=found.user)
    go_on(found)
    for minute in range(4):
        answer(waiting(found), RIGHT if minute % 2 else WRONG, now=NOW + timedelta(minutes=minute + 1))
    validate(
        employment=Employment.objects.get(user=found.user),
        competence=cast.competence("2.1"),
        level=5,
        task={"nl": "Een bericht"},
        seen_on=NOW.date(),
        now=NOW + timedelta(hours=1),
        acting_user=cast.coach_a,
    )
    answer_all(found, WRONG, now=NOW + timedelta(days=1))
    return found


def test_every_question_comes_out_the_same_whatever_was_shown_since(done, cast):
    asked = list(done.asked.answered())
    assert len(asked) > 6
    parts = [(again.same_state, again.same_worth, again.same_draw) for again in map(replay.Replay, asked)]
    # The one that stood waiting when the validation came was chosen before that.
    assert parts == [(True, True, True)] * len(asked)
    assert all(sum(one.is_asked for one in replay.Replay(each).candidates) == 1 for each in asked)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"level": 4.2}, "same_state"),
        ({"information": 0.9}, "same_worth"),
        ({"se": 0.1}, "same_state"),
    ],
)
def test_a_reason_that_was_tampered_with_does_not_come_out(done, changes, part):
    asked = done.asked.answered().first()
    asked.reason = asked.reason | changes
    again = replay.Replay(asked)
    assert not getattr(again, part)
    assert not again.is_same


def test_another_seed_draws_another_question(done):
    asked = next(one for one in done.asked.answered() if len(one.reason["candidates"]) > 1)
    seeds = [asked.reason | {"seed": f"other/{number}"} for number in range(20)]
    same = []
    for reason in seeds:
        asked.reason = reason
        same.append(replay.Replay(asked).same_draw)
    assert not all(same)


def test_an_answer_is_found_by_its_reference_only_by_who_decides_on_the_question(done, cast):
    asked = done.asked.answered().first()
    assert replay.find({cast.shared.pk}, asked.evidence_key) == asked
    assert replay.find({cast.a.pk, cast.b.pk}, asked.evidence_key) is None
    assert replay.find({cast.shared.pk}, uuid.uuid4()) is None


def test_examples_are_of_questions_that_several_people_answered(cast):
    fill_bank(cast.shared, "4.1", each=4)
    people = [cast.learner_a, cast.learner2_a, cast.learner3_a, cast.learner4_a, cast.learner5_a]
    for user in people[:4]:
        look(cast, user)
    assert replay.examples({cast.shared.pk}) == []
    Asked.objects.update(question=a_question(cast.shared, code="4.1").question)
    look(cast, people[4])
    Asked.objects.update(question=Asked.objects.order_by("pk").first().question)
    [found] = replay.examples({cast.shared.pk})
    assert found.evidence_key == min(Asked.objects.values_list("evidence_key", flat=True))
    assert replay.examples({cast.a.pk}) == []
