from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.actions import Refused, withdraw_question
from courses.check_ups import actions as check_ups
from courses.check_ups import queries as reading
from courses.models import Asked, CheckUp, Question
from skills import adaptive
from skills.actions import refresh_due_levels
from skills.adaptive import Mode
from skills.evidence import FAST_HALF_LIFE, Kind, Purpose
from skills.levels import MODEL_VERSION
from skills.models import Evidence, Framework, ProfileAssignment
from tests.courses.check_ups.bank import fill_bank
from tests.factories import SINGLE_CHOICE, a_question

RIGHT, WRONG = {"choice": "a"}, {"choice": "b"}
NOW = datetime(2026, 6, 1, 10, tzinfo=timezone.get_default_timezone())
MINUTE = timedelta(minutes=1)


def start(cast, *, mode: Mode = Mode.STANDARD, user=None, organisation=None) -> CheckUp:
    user = user or cast.learner_a
    return check_ups.start(
        user=user,
        organisation=organisation or cast.a,
        framework=Framework.objects.get(),
        mode=mode,
        now=NOW,
        acting_user=user,
    )


def go_on(check_up, now=NOW) -> Asked | None:
    return check_ups.go_on(check_up=check_up, now=now, acting_user=check_up.user)


def answer(asked, response=RIGHT, now=NOW + MINUTE) -> check_ups.Reply:
    return check_ups.answer(
        asked=asked, response=response, language="nl", now=now, acting_user=asked.check_up.user
    )


def waiting(check_up) -> Asked | None:
    return check_up.asked.filter(answered_at=None).first()


def answer_all(check_up, response=RIGHT, now=NOW) -> int:
    """To the end, past the pauses; how many were answered."""
    count = 0
    while asked := go_on(check_up, now=now + count * MINUTE):
        answer(asked, response, now=now + count * MINUTE)
        count += 1
    return count


@pytest.fixture
def running(cast):
    fill_bank(cast.a, "4.1", "2.1", each=6)
    return start(cast)


# --- beginning and going on -------------------------------------------------------------------------------------------


def test_one_runs_at_a_time_and_who_begins_again_goes_on(cast, running):
    assert start(cast, mode=Mode.LOOK) == running
    check_ups.finish(check_up=running, now=NOW, acting_user=cast.learner_a)
    assert start(cast).number == 2


def test_going_on_asks_once_however_often(running):
    assert go_on(running) == go_on(running)
    assert running.asked.count() == 1


def test_a_stranger_to_the_bank_is_asked_nothing(cast):
    fill_bank(cast.b, "4.1", each=6)
    fill_bank(cast.a, "4.1", each=6, in_check_up=False)
    assert go_on(start(cast)) is None


def test_the_shared_catalogue_is_asked_too(cast):
    fill_bank(cast.shared, "4.1", each=6)
    assert go_on(start(cast)).version.competence.code == "4.1"


def test_no_question_comes_twice_and_at_the_end_there_is_none(running):
    count = answer_all(running)
    assert 6 <= count <= 10
    assert running.asked.values("question").distinct().count() == count
    check_ups.finish_when_done(check_up=running, now=NOW, acting_user=running.user)
    assert running.finished_at


def test_a_question_that_got_another_meaning_is_not_asked_again(cast):
    fill_bank(cast.a, "4.1", each=4)
    check_up = start(cast)
    first = go_on(check_up)
    answer(first)
    a_question(cast.a, key=first.question.key, code="4.1", level=5, in_check_up=True)
    answer_all(check_up)
    assert check_up.asked.filter(question=first.question).count() == 1


# --- one answer -------------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_with_its_evidence_and_the_next_question(cast, running):
    asked = go_on(running)
    reply = answer(asked)
    assert (reply.again, reply.asked.right, reply.asked.answered_at) == (False, True, NOW + MINUTE)
    evidence = Evidence.objects.get()
    assert (evidence.key, evidence.user, evidence.organisation) == (
        reply.asked.evidence_key,
        cast.learner_a,
        cast.a,
    )
    assert (evidence.kind, evidence.purpose, evidence.item) == (
        Kind.ANSWER,
        Purpose.CHECKUP,
        asked.version.item,
    )
    assert evidence.about["nl"]
    assert waiting(running).step == 2


def test_an_answer_about_what_changes_fast_grows_old_sooner(cast, running):
    Question.objects.update(moves_fast=True)
    asked = answer(go_on(running)).asked
    assert Evidence.objects.get(key=asked.evidence_key).half_life == FAST_HALF_LIFE


def test_an_answer_with_the_hint_is_kept_as_it_is_and_counts_as_not_known(running):
    reply = answer(go_on(running), RIGHT | {"hint": True})
    assert (reply.asked.right, reply.asked.response["hint"]) == (True, True)
    assert Evidence.objects.get().right is False


def test_a_hint_that_was_shown_is_in_the_answer_though_the_browser_leaves_it_out(running):
    check_ups.note_hint(asked=go_on(running), acting_user=running.user)
    asked = waiting(running)
    assert reading.shown(asked, "nl").shown["hint_used"]
    assert answer(asked).asked.response == RIGHT | {"hint": True}
    assert Evidence.objects.get().right is False


def test_an_answer_inserts_two_rows_and_updates_two(running):
    asked = go_on(running)
    asked = Asked.objects.select_related("check_up__user", "version__question").get(pk=asked.pk)
    with CaptureQueriesContext(connection) as queries:
        answer(asked)
    count = Counter(query["sql"].split(" ", 1)[0] for query in queries)
    assert (count["INSERT"], count["UPDATE"], count["DELETE"]) == (2, 2, 0)


def test_an_answer_takes_as_many_queries_at_the_tenth_question_as_at_the_first(running):
    counts = []
    for _number in range(5):
        asked = go_on(running)
        asked = Asked.objects.select_related("check_up__user", "version__question").get(pk=asked.pk)
        with CaptureQueriesContext(connection) as queries:
            answer(asked)
        counts.append(len(queries))
    assert set(counts[1:]) == {counts[1]}


def test_the_same_answer_twice_counts_once_and_gets_the_same_reply(running):
    asked = go_on(running)
    stale = Asked.objects.select_related("check_up", "version").get(pk=asked.pk)
    first, second = answer(asked), answer(stale, WRONG, now=NOW + 2 * MINUTE)
    assert second.again
    assert (second.asked.right, second.asked.answered_at) == (first.asked.right, first.asked.answered_at)
    assert Evidence.objects.count() == 1
    assert running.asked.count() == 2


def test_nothing_is_kept_when_the_evidence_cannot_be(running, monkeypatch):
    asked = go_on(running)

    def fail(**_what):
        raise OSError("no room")

    monkeypatch.setattr("courses.actions.record_evidence", fail)
    with pytest.raises(OSError, match="no room"):
        answer(asked)
    assert not Asked.objects.answered().exists()


def test_after_the_end_no_answer_is_taken(running):
    asked = go_on(running)
    check_ups.finish(check_up=running, now=NOW, acting_user=running.user)
    asked.check_up = running
    with pytest.raises(Refused, match="ended"):
        answer(asked)


def test_who_has_a_withdrawn_question_open_can_answer_it(cast, running):
    asked = go_on(running)
    withdraw_question(key=asked.question.key, language="nl", acting_user=cast.trainer_a)
    assert answer(asked).asked.right
    assert waiting(running)


def test_what_was_shown_counts_though_the_question_changed_meanwhile(cast, running):
    asked = go_on(running)
    other = [{**option, "right": place == 1} for place, option in enumerate(SINGLE_CHOICE["options"])]
    a_question(
        cast.a,
        key=asked.question.key,
        code=asked.version.competence.code,
        level=asked.version.level,
        plain={**SINGLE_CHOICE, "options": other},
        in_check_up=True,
    )
    assert Question.objects.get(pk=asked.question_id).current_id != asked.version_id
    assert answer(asked, RIGHT).asked.right
    assert Evidence.objects.get().item_version == asked.version.number


def test_the_levels_that_rest_on_it_are_due(cast, running):
    refresh_due_levels(now=timezone.now())
    answer(go_on(running))
    assert ProfileAssignment.objects.due().get().employment.user == cast.learner_a


# --- sittings ---------------------------------------------------------------------------------------------------------


def test_after_twelve_questions_there_is_a_pause_where_a_subject_ends(cast):
    fill_bank(cast.a)
    check_up = start(cast, mode=Mode.LOOK)
    asked, sizes = go_on(check_up), Counter()
    while asked:
        answer(asked)
        sizes[asked.sitting] += 1
        asked = waiting(check_up) or go_on(check_up)
    assert sizes == {1: 13, 2: 8}  # safety 4, communicating 6, information 3 · solving 4, creating 4
    areas = [one.version.competence.area_id for one in check_up.asked.select_related("version__competence")]
    assert areas[12] != areas[13]


def test_a_long_subject_is_cut_after_twentyfive(cast, monkeypatch):
    monkeypatch.setattr(check_ups, "SITTING", 3)
    monkeypatch.setattr(check_ups, "PROFILE_SITTING", 2)
    fill_bank(cast.a, "4.1", each=6)
    check_up = start(cast, mode=Mode.CAREFUL)
    answer(go_on(check_up))
    for _more in range(2):
        answer(waiting(check_up), WRONG)
    assert waiting(check_up) is None
    assert go_on(check_up).sitting == 2


# --- why this question ------------------------------------------------------------------------------------------------


def test_the_kept_reason_gives_the_same_question_again(running):
    answer_all(running, WRONG)
    for asked in running.asked.select_related("version__question"):
        reason = asked.reason
        candidates = reason["candidates"]
        assert candidates[adaptive.pick(reason["seed"], len(candidates))] == asked.version.item
        assert reason["model"] == MODEL_VERSION


def test_the_choice_can_be_made_again_from_the_log_as_it_was(cast, running):
    answer_all(running, WRONG)
    steps = list(running.asked.select_related("version__question", "version__competence"))
    moment = check_ups.Moment(running, NOW)
    for place, asked in enumerate(steps):
        known = {str(one.evidence_key) for one in steps[:place]}
        choice = adaptive.next_question(
            tree=moment.measured.tree,
            log=[row for row in moment.measured.log if row.key in known],
            today=moment.today,
            required=moment.measured.required,
            core=moment.measured.core,
            mode=Mode(running.mode),
            bank=[check_ups.as_item(entry) for entry in moment.bank.values()],
            asked=[check_ups.as_item(entry) for entry in moment.asked[:place]],
            seed=str(running.key),
        )
        assert choice.item.key == asked.version.item
        assert list(choice.reason.candidates) == asked.reason["candidates"]


def test_how_often_a_question_is_asked_counts_once_there_are_enough_check_ups(running, monkeypatch):
    asked = go_on(running)
    assert check_ups._exposures(NOW) == {}
    monkeypatch.setattr(check_ups, "COUNTED_FROM", 1)
    assert check_ups._exposures(NOW) == {asked.question_id: 1.0}
    assert check_ups._exposures(NOW + 2 * check_ups.RECENT) == {}


# --- what she thinks herself ------------------------------------------------------------------------------------------


def say(check_up, **levels) -> None:
    check_ups.say_own_estimates(check_up=check_up, levels=levels, now=NOW, acting_user=check_up.user)


def test_an_own_estimate_of_an_area_is_kept_for_its_competences(cast, running):
    say(running, **{"4": 2.0})
    rows = Evidence.objects.filter(kind=Kind.SELF)
    assert {row.competence.code for row in rows} == {"4.1", "4.2", "4.3", "4.4"}
    assert {(row.level, row.user, row.organisation) for row in rows} == {(2.0, cast.learner_a, cast.a)}


def test_an_own_estimate_is_kept_once(running):
    for _again in range(2):
        say(running, **{"4": 2.0})
    assert Evidence.objects.count() == 4


def test_an_own_estimate_comes_before_the_questions(running):
    go_on(running)
    with pytest.raises(Refused):
        say(running, **{"4": 2.0})
    assert not Evidence.objects.exists()
