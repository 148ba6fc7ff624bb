"""What changes learning records: publishing makes what can be learned, and people's acts make the rest.

Every action is one transaction and names who acts. Marking and storing happen here, on the server, and nowhere else.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Model

from courses import progress, questions, sameness, scoring
from courses.models import (
    Activity,
    Aim,
    Answer,
    Asked,
    Attempt,
    Completion,
    Enrolment,
    Module,
    Placement,
    Question,
    QuestionVersion,
    Withdrawal,
    hint_at,
)
from courses.questions.base import HINT, Marked
from lms.people import changes
from lms.people.models import Organisation, User
from skills.actions import record_evidence, take_back
from skills.evidence import Kind, Purpose
from skills.models import Competence, Evidence

ANSWER_NAMESPACE = uuid.UUID("5f0d8e4e-3f0a-4a35-9d1c-3f2f7f7c1b52")


class Refused(Exception):
    """The act is not possible now; `code` says why, the page says it in words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# --- publishing -------------------------------------------------------------------------------------------------------


def _save_changes(row: Model, **values) -> bool:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)


def _with(texts: Mapping[str, str], language: str, text: str) -> dict[str, str]:
    return {**texts, language: text}


def _listed(languages: Sequence[str], language: str) -> list[str]:
    return sorted({*languages, language})


@transaction.atomic
def publish_module(
    *,
    key: uuid.UUID,
    organisation: Organisation,
    language: str,
    title: str,
    summary: str,
    subject: str,
    minutes: int,
    aims: Sequence[tuple[Competence, int, int]],
    shared_with_others: bool = False,
    licence: str = Module.Licence.READ,
    author: str = "",
    acting_user: User,
) -> Module:
    """Make the record say what this language of the module says now."""
    module, _made = Module.objects.get_or_create(
        key=key, defaults={"organisation": organisation, "subject": subject}
    )
    if module.shared_with_others != shared_with_others:
        what = "module_shared" if shared_with_others else "module_not_shared"
        changes.note(organisation=organisation, what=what, module=title, acting_user=acting_user)
    _save_changes(
        module,
        organisation=organisation,
        titles=_with(module.titles, language, title),
        summaries=_with(module.summaries, language, summary),
        languages=_listed(module.languages, language),
        subject=subject,
        minutes=minutes,
        shared_with_others=shared_with_others,
        licence=licence,
        author=author,
    )
    module.aims.exclude(competence__in=[competence for competence, _low, _high in aims]).delete()
    for competence, lowest, highest in aims:
        Aim.objects.update_or_create(
            module=module, competence=competence, defaults={"lowest": lowest, "highest": highest}
        )
    return module


@transaction.atomic
def publish_activity(
    *,
    key: uuid.UUID,
    module_key: uuid.UUID,
    organisation: Organisation,
    kind: str,
    language: str,
    title: str,
    position: int,
    questions: Sequence[tuple[uuid.UUID, bool]],
    acting_user: User,
) -> Activity:
    """Make the record say what this language of the activity says now.

    `questions`: their keys, each with whether it is a key question.
    Raises Module.DoesNotExist when the module was never published.
    """
    module = Module.objects.get(key=module_key)
    activity, _made = Activity.objects.get_or_create(
        key=key, defaults={"organisation": organisation, "module": module, "kind": kind}
    )
    _save_changes(
        activity,
        organisation=organisation,
        module_id=module.pk,
        kind=kind,
        titles=_with(activity.titles, language, title),
        languages=_listed(activity.languages, language),
        position=position,
    )
    _place(activity, questions)
    return activity


def _place(activity: Activity, placed: Sequence[tuple[uuid.UUID, bool]]) -> None:
    known = {
        question.key: question
        for question in Question.objects.filter(key__in=[key for key, _is_key in placed])
    }
    activity.placements.exclude(question__in=known.values()).delete()
    for position, (key, is_key) in enumerate(placed):
        if key in known:
            Placement.objects.update_or_create(
                activity=activity, question=known[key], defaults={"position": position, "is_key": is_key}
            )


@transaction.atomic
def publish_question(
    *,
    key: uuid.UUID,
    organisation: Organisation,
    language: str,
    is_source: bool,
    type: str,
    body: Mapping | None,
    texts: Mapping[str, str],
    competence: Competence,
    level: int,
    another_question: bool | None = None,
    in_check_up: bool = False,
    moves_fast: bool = False,
    acting_user: User,
) -> QuestionVersion | None:
    """Make a version when what is published differs from the current one; None when a translation has no source yet.

    `another_question`: what the author said of a change; None where nobody asked, then what the change suggests.
    Only the source language sets type, body and key. A translation adds its texts; when they do not fit the present
    question (other options, a text missing) it is left out, and people see the source with a note.
    """
    question, _made = Question.objects.get_or_create(key=key, defaults={"organisation": organisation})
    _save_changes(question, organisation=organisation, languages=_listed(question.languages, language))
    if is_source:
        measures = questions.kind(type).measures
        _save_changes(question, in_check_up=in_check_up and measures, moves_fast=moves_fast)
    current = question.current
    if not is_source and current is None:
        return None
    if not is_source:
        type, body, competence, level = current.type, current.body, current.competence, current.level
        another_question = None
    offered = {**(current.texts if current else {}), language: dict(texts)}
    expected = set(texts if is_source else current.texts[current.source_language])
    fitting = {code: one for code, one in offered.items() if set(one) == expected}
    content = {
        "type": type,
        "body": body,
        "texts": fitting,
        "source_language": language if is_source else current.source_language,
        "competence_id": competence.pk,
        "level": level,
    }
    if (
        current
        and not another_question
        and all(getattr(current, name) == value for name, value in content.items())
    ):
        return current
    return _new_version(question, content, another_question, acting_user)


def _new_version(
    question: Question, content: Mapping, another_question: bool | None, acting_user: User
) -> QuestionVersion:
    before = question.current
    same = before and not sameness.is_another(_change(before, content), another_question)
    labels = question.labels if same else 1  # who labelled it before labelled another question
    start = scoring.start_of(content["level"], labels)
    version = QuestionVersion.objects.create(
        question=question,
        number=before.number + 1 if before else 1,
        edition=(before.edition if same else before.edition + 1) if before else 1,
        difficulty=before.difficulty if same else start.difficulty,
        difficulty_error=before.difficulty_error if same else start.error,
        guess=questions.kind(content["type"]).guess(content["body"]),
        created_by=acting_user,
        **content,
    )
    _save_changes(question, current=version, labels=labels)
    return version


def _change(before: QuestionVersion, content: Mapping) -> sameness.Change:
    texts = content["texts"][content["source_language"]]
    after = sameness.Written(
        content["type"], content["competence_id"], content["level"], content["body"], texts
    )
    return sameness.change(before.written, after)


@transaction.atomic
def withdraw(
    *, model: type[Module | Activity | Question], key: uuid.UUID, language: str, acting_user: User
) -> None:
    """Offer it no longer in this language. What people did with it stays."""
    for row in model.objects.filter(key=key):
        _save_changes(row, languages=[code for code in row.languages if code != language])


def withdraw_module(*, key: uuid.UUID, language: str, acting_user: User) -> None:
    withdraw(model=Module, key=key, language=language, acting_user=acting_user)


def withdraw_activity(*, key: uuid.UUID, language: str, acting_user: User) -> None:
    withdraw(model=Activity, key=key, language=language, acting_user=acting_user)


@transaction.atomic
def withdraw_question(*, key: uuid.UUID, language: str, acting_user: User) -> None:
    withdraw(model=Question, key=key, language=language, acting_user=acting_user)
    Question.objects.filter(key=key, languages=[]).update(in_check_up=False)


# --- learning ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def enrol(
    *, user: User, module: Module, organisation: Organisation, now: datetime, acting_user: User
) -> Enrolment:
    found, _made = Enrolment.objects.get_or_create(
        user=user, module=module, defaults={"organisation": organisation, "started_at": now}
    )
    return found


@transaction.atomic
def open_attempt(
    *, user: User, activity: Activity, organisation: Organisation, now: datetime, acting_user: User
) -> Attempt:
    """The attempt that goes on, or a new one. A lesson has one for ever; a test fixes its questions at the start.

    Raises Refused("too_soon") when the last test ended less than a day ago, and
    Refused("no_questions") when a test has nothing to ask.
    """
    enrolment = enrol(
        user=user, module=activity.module, organisation=organisation, now=now, acting_user=acting_user
    )
    last = Attempt.objects.filter(user=user, activity=activity).order_by("-number").first()
    if last and (activity.kind != Activity.Kind.TEST or last.finished_at is None):
        return last
    plan: list[int] = []
    if activity.kind == Activity.Kind.TEST:
        if last and not scoring.may_retry(last.finished_at, now):
            raise Refused("too_soon")
        plan = _plan(activity)
    number = last.number + 1 if last else 1
    attempt, _made = Attempt.objects.get_or_create(
        user=user,
        activity=activity,
        number=number,
        defaults={"enrolment": enrolment, "plan": plan, "started_at": now},
    )
    return attempt


def _plan(activity: Activity) -> list[int]:
    measuring = activity.placements.offered().filter(question__current__type__in=questions.measuring())
    plan = list(measuring.values_list("question__current", flat=True))
    if not plan:
        raise Refused("no_questions")
    return plan


@dataclass(frozen=True)
class Reply:
    """What an answer came to. `again` when this turn was stored before: the reply is then that of the stored answer."""

    answer: Answer
    marked: Marked
    again: bool


def answer(
    *,
    attempt: Attempt,
    version: QuestionVersion,
    turn: int,
    response: dict,
    language: str,
    now: datetime,
    acting_user: User,
) -> Reply:
    """Mark and store an answer, exactly once per turn, with its evidence in the same transaction.

    Two rows inserted, at most two updated. However often and from however many browsers a turn is sent, the first one
    counts and every sender gets its reply. Raises Refused for an answer that this attempt does not wait for.
    """
    stored = _stored(attempt, version, turn)
    if stored is None:
        try:
            _check_expected(attempt, version, turn)
            return _store(attempt, version, turn, response, language, now, acting_user)
        except (IntegrityError, Refused):
            # Somebody else, or another browser of hers, may have stored this turn since we looked.
            stored = _stored(attempt, version, turn)
            if stored is None:
                raise
    return Reply(stored, marked(stored), again=True)


@transaction.atomic
def note_hint(*, attempt: Attempt, version: QuestionVersion, turn: int, acting_user: User) -> None:
    """She looked at the hint: it stays, on every device, and her answer says so.

    Raises Refused where this attempt waits for no such answer.
    """
    _check_expected(attempt, version, turn)
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    _save_changes(locked, hints=sorted({*locked.hints, hint_at(version.question_id, turn)}))


def _stored(attempt: Attempt, version: QuestionVersion, turn: int) -> Answer | None:
    return Answer.objects.filter(attempt=attempt, question=version.question_id, turn=turn).first()


def _check_expected(attempt: Attempt, version: QuestionVersion, turn: int) -> None:
    if attempt.plan and version.pk not in attempt.plan:
        raise Refused("not_asked")
    if attempt.plan and (turn != 1 or attempt.finished_at):
        raise Refused("answered")
    if not attempt.plan and not attempt.activity.placements.filter(question=version.question_id).exists():
        raise Refused("not_asked")
    earlier = Answer.objects.filter(attempt=attempt, question=version.question_id).count()
    if turn != earlier + 1:
        raise Refused("out_of_turn")


@transaction.atomic
def _store(
    attempt: Attempt,
    version: QuestionVersion,
    turn: int,
    response: dict,
    language: str,
    now: datetime,
    acting_user: User,
) -> Reply:
    kind = questions.kind(version.type)
    response = kind.bound(version.body, response, seed_of(attempt, version, turn))
    result = kind.mark(version.body, response)
    if attempt.has_hint(version.question_id, turn):
        response = {**response, HINT: True}
    key = uuid.uuid5(ANSWER_NAMESPACE, f"{attempt.key}/{version.question_id}/{turn}")
    stored = Answer.objects.create(
        attempt=attempt,
        question_id=version.question_id,
        version=version,
        turn=turn,
        evidence_key=key,
        response=response,
        share=result.share,
        right=result.right,
        language=language,
        answered_at=now,
    )
    if said := _said(attempt, version, response, result):
        record_answer(
            version,
            key=key,
            user=attempt.user,
            organisation=attempt.enrolment.organisation,
            at=now,
            acting_user=acting_user,
            about=attempt.activity.titles,
            **said,
        )
    return Reply(stored, result, again=False)


def record_answer(version: QuestionVersion, *, at: datetime, **said) -> None:
    """Whoever had a question open that was withdrawn since could finish it; her answer is taken back at once."""
    row = record_evidence(
        competence=version.competence, at=at, item=version.item, item_version=version.number, **said
    )
    if version.is_wrong:
        found = Withdrawal.objects.of(version)
        take_back(evidence=row, reason=found.reason, at=at, acting_user=found.by)


def seed_of(attempt: Attempt, version: QuestionVersion, turn: int) -> str:
    """What she gets stays the same in one turn, on every device."""
    if attempt.plan:
        return f"{attempt.key}/{version.pk}"
    return seed_in_lesson(attempt.user_id, version, turn)


def seed_in_lesson(user_id: int, version: QuestionVersion, turn: int) -> str:
    return f"{user_id}/{version.pk}/{turn}"


def _said(attempt: Attempt, version: QuestionVersion, response: dict, result: Marked) -> dict | None:
    """What an answer says of a level, for the log; None when it says nothing."""
    type = questions.kind(version.type)
    if not type.measures:
        level = type.own_level(version.level, response)
        return None if level is None else {"kind": type.evidence, "level": level}
    return {
        "kind": Kind.ANSWER,
        "purpose": Purpose.TEST if attempt.plan else Purpose.PRACTICE,
        "right": result.right,
        "difficulty": version.difficulty,
        "difficulty_error": version.difficulty_error,
        "guess": version.guess,
        "half_life": version.half_life,
    }


def marked(answer: Answer | Asked) -> Marked:
    """The marking of a stored answer: the same as when it was given, for its version never changes."""
    return questions.kind(answer.version.type).mark(answer.version.body, answer.response)


def result_of(plan: Sequence[int], answers: Iterable[Answer]) -> scoring.Result:
    """What the answers to a test come to. Needs the question of each version to be loaded."""
    given = {row.version_id: row for row in answers}
    wrong = {pk for pk, row in given.items() if row.version.is_wrong}
    return scoring.result(plan, {pk: row.right for pk, row in given.items()}, wrong)


@transaction.atomic
def finish_test(*, attempt: Attempt, now: datetime, acting_user: User) -> scoring.Result:
    """Close a test whose every question is answered; completes its activity. Safe to repeat."""
    result = result_of(attempt.plan, attempt.answers.select_related("version__question"))
    if result.unanswered:
        raise Refused("unanswered")
    if attempt.finished_at is None:
        attempt.finished_at = now
        attempt.save(update_fields=["finished_at"])
    enrolment = attempt.enrolment
    if result.goal_reached and enrolment.goal_reached_at is None:
        _save_changes(enrolment, goal_reached_at=now)
    complete(
        user=attempt.user, activity=attempt.activity, enrolment=enrolment, now=now, acting_user=acting_user
    )
    return result


@transaction.atomic
def complete(
    *, user: User, activity: Activity, enrolment: Enrolment, now: datetime, acting_user: User
) -> Completion:
    """Note that an activity is done.

    The last lesson of a module puts a learning step in the log; the last activity finishes the module.
    """
    completion, made = Completion.objects.get_or_create(
        user=user, activity=activity, defaults={"organisation": enrolment.organisation, "at": now}
    )
    if made:
        done = _done(user, activity.module)
        if activity.kind == Activity.Kind.LESSON and progress.lessons_done(done):
            _record_learning(user, enrolment, now, acting_user)
        if progress.all_done(done) and enrolment.finished_at is None:
            _save_changes(enrolment, finished_at=now)
    return completion


def _done(user: User, module: Module) -> list[progress.Step]:
    finished = set(
        Completion.objects.filter(user=user, activity__module=module).values_list("activity_id", flat=True)
    )
    return [
        progress.Step(str(activity.key), activity.kind, activity.pk in finished)
        for activity in module.activities.live()
    ]


def _record_learning(user: User, enrolment: Enrolment, now: datetime, acting_user: User) -> None:
    """A step between what was shown before these lessons and after them: neutral, it claims no gain.

    A lesson that is added later makes no second one.
    """
    aims = enrolment.module.aims.select_related("competence")
    steps = {uuid.uuid5(ANSWER_NAMESPACE, f"learned/{enrolment.pk}/{aim.competence_id}"): aim for aim in aims}
    known = set(Evidence.objects.filter(key__in=steps).values_list("key", flat=True))
    for key, aim in steps.items():
        if key in known:
            continue
        record_evidence(
            key=key,
            user=user,
            organisation=enrolment.organisation,
            competence=aim.competence,
            kind=Kind.STEP,
            at=now,
            acting_user=acting_user,
            about=enrolment.module.titles,
        )
