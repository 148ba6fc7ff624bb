from datetime import timedelta

import pytest
from django.utils import timezone

from courses import actions as courses
from courses.actions import Refused
from courses.calibration import actions, queries
from courses.calibration.actions import calibrate, calibrate_once_a_day
from courses.models import Asked, Calibration, Proposal, QuestionVersion
from lms.people.actions import system_user
from lms.people.models import Change, User
from skills.actions import take_back
from skills.models import Evidence
from tests.courses.calibration.crowd import crowd
from tests.factories import SINGLE_CHOICE, a_module, a_question, an_activity

pytestmark = pytest.mark.django_db
LEVELS = (1, 2, 3, 4, 5)


@pytest.fixture
def bank(cast) -> list[QuestionVersion]:
    """Five shared questions, one of each level."""
    return [a_question(cast.shared, level=level, in_check_up=True) for level in LEVELS]


def proposed() -> dict[int, Proposal]:
    """By question."""
    return {one.version.question_id: one for one in Proposal.objects.open()}


def now():
    return timezone.now()


def publish(proposal: Proposal, who: User | None = None) -> QuestionVersion:
    return actions.publish_difficulty(proposal=proposal, now=now(), acting_user=who or system_user())


def leave(proposal: Proposal) -> None:
    actions.leave(proposal=proposal, now=now(), acting_user=system_user())


@pytest.fixture
def one(cast, bank) -> Proposal:
    crowd(cast.a, bank, 40)
    calibrate(now=now())
    return proposed()[bank[2].question_id]


# --- what is proposed -------------------------------------------------------------------------------------------------


def test_thirty_first_answers_make_a_proposal_and_fewer_do_not(cast, bank):
    crowd(cast.a, bank[:1], 30)
    crowd(cast.a, bank[1:2], 29)
    calibrate(now=now())
    assert set(proposed()) == {bank[0].question_id}
    assert proposed()[bank[0].question_id].answers == 30


def test_a_question_that_is_harder_than_its_label_is_proposed_so(cast, bank):
    hard = bank[1]
    crowd(cast.a, bank, 150, off=lambda version, person: 2.0 if version == hard else 0.0)
    calibrate(now=now())
    found = proposed()
    assert found[hard.question_id].difficulty > hard.difficulty + 1.0
    assert found[hard.question_id].right < found[hard.question_id].expected - 0.1
    assert sum(answers for _level, answers, *_shares in found[hard.question_id].picture) == 150
    assert max(found.values(), key=lambda one: one.urgency) == found[hard.question_id]


def test_answers_of_all_municipalities_count_together(cast, bank):
    crowd(cast.a, bank, 20)
    crowd(cast.b, bank, 20)
    made = calibrate(now=now())
    assert (made.answers, made.people) == (200, 40)
    assert proposed()[bank[0].question_id].answers == 40


def test_an_own_question_is_looked_at_with_the_answers_given_there(cast, bank):
    own = a_question(cast.a, in_check_up=True)
    crowd(cast.a, [*bank, own], 31)
    crowd(cast.b, [*bank, own], 31)
    calibrate(now=now())
    assert proposed()[own.question_id].answers == 31
    assert proposed()[bank[0].question_id].answers == 62


def test_only_the_first_answer_of_a_person_counts(cast, bank):
    people = crowd(cast.a, bank[:1], 30)
    first = Asked.objects.get(check_up__user=people[0])
    first.pk, first.step, first.right = None, 2, not first.right
    first.check_up = later_check_up(people[0], cast.a, first)
    first.answered_at += timedelta(days=50)
    first.evidence_key = None
    first.save()
    calibrate(now=now())
    (found,) = proposed().values()
    assert found.answers == 30


def later_check_up(user, organisation, asked):
    check_up = asked.check_up
    check_up.pk, check_up.number, check_up.key = None, 2, asked.evidence_key
    check_up.save()
    return check_up


def test_who_met_a_question_in_a_lesson_first_does_not_count(cast):
    module = a_module(cast.shared)
    lesson = an_activity(module)
    asked = lesson.placements.get().question.current
    people = crowd(cast.a, [asked], 30)
    assert len(queries.first_answers()) == 30
    attempt = courses.open_attempt(
        user=people[0],
        activity=lesson,
        organisation=cast.a,
        now=now() - timedelta(days=2),
        acting_user=people[0],
    )
    courses.answer(
        attempt=attempt,
        version=asked,
        turn=1,
        response={"choice": "a"},
        language="nl",
        now=now() - timedelta(days=2),
        acting_user=people[0],
    )
    assert len(queries.first_answers()) == 29


def done_in_a_test(cast, people: int) -> QuestionVersion:
    """Through the real actions: they do a test of one question; one in three is wrong."""
    test = an_activity(a_module(cast.shared), kind="test")
    asked = test.placements.get().question.current
    for number in range(people):
        user = User.objects.create(username=f"tested-{number}", name="Somebody")
        attempt = courses.open_attempt(
            user=user, activity=test, organisation=cast.a, now=now(), acting_user=user
        )
        courses.answer(
            attempt=attempt,
            version=asked,
            turn=1,
            response={"choice": "b" if number % 3 == 0 else "a"},
            language="nl",
            now=now(),
            acting_user=user,
        )
    return asked


def test_real_answers_in_a_test_are_proposed_from(cast):
    asked = done_in_a_test(cast, 30)
    calibrate(now=now())
    assert proposed()[asked.question_id].answers == 30
    assert proposed()[asked.question_id].right == pytest.approx(20 / 30)


def test_an_answer_that_was_taken_back_does_not_count(cast):
    done_in_a_test(cast, 30)
    take_back(evidence=Evidence.objects.first(), at=now(), acting_user=system_user())
    calibrate(now=now())
    assert proposed() == {}


def test_answers_to_what_was_another_question_do_not_count(cast, bank):
    crowd(cast.a, bank[:1], 30)
    a_question(cast.shared, key=bank[0].question.key, level=4, in_check_up=True)
    calibrate(now=now())
    assert proposed() == {}


def test_each_night_replaces_what_nobody_decided_on(cast, bank, one):
    crowd(cast.a, bank, 10)
    calibrate(now=now())
    assert proposed()[one.version.question_id].answers == 50
    assert Proposal.objects.count() == len(bank)


def test_it_is_done_once_a_day(cast, bank):
    assert calibrate_once_a_day(now=now()) is not None
    assert calibrate_once_a_day(now=now()) is None
    assert calibrate_once_a_day(now=now() + timedelta(days=1)) is not None
    assert Calibration.objects.count() == 2


def test_offsets_of_competences_wait_for_a_hundred_people(cast, bank):
    other = [a_question(cast.shared, code="1.1", level=level, in_check_up=True) for level in LEVELS]
    harder = {version.pk for version in other}
    crowd(cast.a, [*bank, *other], 99, off=lambda version, person: 1.5 * (version.pk in harder))
    assert calibrate(now=now()).offsets == {}
    crowd(cast.a, [*bank, *other], 20, off=lambda version, person: 1.5 * (version.pk in harder), seed=2)
    offsets = calibrate(now=now()).offsets
    assert offsets["1.1"] < offsets["4.1"] - 0.3


def test_languages_are_compared_where_both_groups_are_large_enough(cast, bank):
    def harder_in_french(version, person):
        return 2.5 if version == bank[2] and person % 2 else 0.0

    crowd(cast.a, bank, 240, off=harder_in_french, language=lambda person: "fr" if person % 2 else "nl")
    calibrate(now=now())
    found = proposed()
    assert found[bank[2].question_id].flags == ["differs_by_language"]
    assert "differs_by_language" not in found[bank[0].question_id].flags
    most, (other,) = queries.compared(found[bank[2].question_id].languages)
    assert {most, other.language} == {"nl", "fr"}
    assert (other.harder > 0.64) == (other.language == "fr")
    assert other.is_noticeable


def test_a_proposal_holds_no_person(one):
    people = {field.name for field in Proposal._meta.get_fields() if field.related_model is User}
    assert people == {"decided_by"}


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_publishing_makes_a_version_of_the_same_question_by_a_named_person(cast, one):
    before = one.version
    made = publish(one, cast.hr_a)
    assert (made.number, made.edition, made.item) == (before.number + 1, before.edition, before.item)
    assert (made.difficulty, made.difficulty_error) == (one.difficulty, one.difficulty_error)
    assert (made.body, made.texts, made.level, made.guess) == (
        before.body,
        before.texts,
        before.level,
        before.guess,
    )
    assert made.question.current == made
    assert made.created_by == cast.hr_a
    before.refresh_from_db()
    assert before.difficulty == before.level - 0.5
    noted = Change.objects.get(what="difficulty_published")
    assert (noted.by, noted.about, noted.details["new"]) == (cast.hr_a, None, f"{made.difficulty:.2f}")


def test_publishing_twice_is_refused_and_makes_one_version(one):
    """Two owners who had the same page open."""
    hers = Proposal.objects.get(pk=one.pk)
    publish(one)
    with pytest.raises(Refused, match="decided"):
        publish(hers)
    with pytest.raises(Refused, match="decided"):
        leave(hers)
    assert one.version.question.versions.count() == 2


def test_a_question_that_was_rewritten_keeps_its_label(cast, one):
    key = one.version.question.key
    rewritten = a_question(cast.shared, key=key, level=5, in_check_up=True)
    with pytest.raises(Refused, match="another_question"):
        publish(one)
    rewritten.question.refresh_from_db()
    assert rewritten.question.current == rewritten
    assert Proposal.objects.get(pk=one.pk).state == Proposal.State.OPEN


def test_new_wording_keeps_a_published_difficulty(cast, one):
    made = publish(one)
    plain = {**SINGLE_CHOICE, "prompt": "Which of these?"}
    reworded = a_question(
        cast.shared, key=one.version.question.key, level=made.level, plain=plain, in_check_up=True
    )
    assert reworded.number == made.number + 1
    assert (reworded.difficulty, reworded.difficulty_error) == (made.difficulty, made.difficulty_error)


@pytest.mark.parametrize("decide", [publish, leave])
def test_what_was_decided_comes_back_with_half_as_many_answers_more(cast, bank, one, decide):
    decide(one)
    crowd(cast.a, bank, 19)
    calibrate(now=now())
    assert one.version.question_id not in proposed()
    crowd(cast.a, bank, 1)
    calibrate(now=now())
    assert proposed()[one.version.question_id].answers == 60


def test_the_newest_difficulties_are_those_that_changed(bank, one):
    assert queries.newest_difficulties() == {}
    made = publish(one)
    assert queries.newest_difficulties() == {made.item: (made.difficulty, made.difficulty_error)}


def test_a_way_of_counting_fixes_what_is_published_now(cast, one):
    made = publish(one)
    way = actions.publish_way(now=now(), acting_user=cast.hr_a)
    assert way.difficulties == {made.item: [made.difficulty, made.difficulty_error]}
    assert way.offsets == {}
