"""What is stored about what a person learned: modules, goes at them, every answer, and what she asked her coach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses.models import (
    Answer,
    Asked,
    AssignedTo,
    Assignment,
    Attempt,
    CheckUp,
    Completion,
    Enrolment,
    HelpRequest,
    Label,
    Proposal,
    QuestionVersion,
    Remark,
    TaskCheck,
    TaskTicks,
    Withdrawal,
)
from courses.questions.base import DONT_KNOW, HINT, VARIANT
from courses.variants import filled
from lms.people.telling import Group, Row, Stored, Told, word_of
from skills.stored import titled

MODULE = titled("module", _("Module"), "module__titles")
MODULE_OF = titled("module", _("Module"), "activity__module__titles")
ACTIVITY = titled("activity", _("Lesson, task or test"), "activity__titles")
ORGANISATION = Told("organisation", _("Organisation"), "organisation__name")
WHICH = word_of("check_up", dict(CheckUp.Mode.choices))
# Where the texts of a question have what an answer names; the rest is told as it is stored.
NAMED = {
    "choice": "option.{0}",
    "reason": "reason.{0}",
    "areas": "area.{0}",
    "marks": "row.{0}",
    "choices": "option.{0}",
    "order": "item.{0}",
    "action": "action.{0}",
    "signs": "line.{0}.label",
}
DECISIONS = {
    Proposal.State.PUBLISHED.value: _("Published"),
    Proposal.State.LEFT.value: _("Left as it was"),
}
PAIRED = {
    "gaps": ("", "gap.{0}.choice.{1}"),
    "boxes": ("card.{0}", "box.{1}"),
    "matches": ("pair.{0}.item", "pair.{1}.match"),
}


def answer_told(row: Row) -> Row:
    """With what was asked, and what she answered in the words that she saw; not with the whole question."""
    texts = row["question"]
    seen = texts.get(row["language"]) or next(iter(texts.values()), {})
    answer = row["answer"] or {}
    drawn = answer.get(VARIANT, {})
    asked = {language: filled(prompt, drawn) for language, prompt in prompts(texts).items()}
    return row | {"question": asked, "in_words": in_words(answer, seen)}


def prompts(texts: Mapping[str, Mapping[str, str]] | None) -> dict[str, str]:
    """What was asked, in each language; nothing where there is no question."""
    return {language: one.get("prompt", "") for language, one in (texts or {}).items()}


def in_words(response: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    if response.get(DONT_KNOW):
        return _now("I don't know")
    said = [_part(name, given, texts) for name, given in response.items() if name not in (HINT, VARIANT)]
    return "; ".join(filter(None, [*said, _now("with the hint") if response.get(HINT) else ""]))


def _part(name: str, given: Any, texts: Mapping[str, str]) -> str:
    if name in NAMED:
        ids = given if isinstance(given, list) else [given]
        return "; ".join(texts.get(NAMED[name].format(one), str(one)) for one in ids)
    if name in PAIRED and isinstance(given, dict):
        left, right = PAIRED[name]
        return "; ".join(_pair(left, right, pair, texts) for pair in given.items())
    return ", ".join(map(str, given)) if isinstance(given, list) else str(given)


def _pair(left: str, right: str, pair: tuple[str, Any], texts: Mapping[str, str]) -> str:
    first = texts.get(left.format(*pair), pair[0])
    return f"{first} → {texts.get(right.format(*pair), pair[1])}"


STORED = (
    Stored(
        "modules",
        Group.LEARNING,
        _("Modules that you started"),
        Enrolment,
        ("user",),
        (
            MODULE,
            ORGANISATION,
            Told("started_at", _("Started on")),
            Told("finished_at", _("Finished on")),
            Told("goal_reached_at", _("Goal reached on")),
        ),
        newest="-started_at",
    ),
    Stored(
        "completions",
        Group.LEARNING,
        _("Lessons, tasks and tests that you finished"),
        Completion,
        ("user",),
        (Told("at", _("Day")), ACTIVITY, MODULE_OF, ORGANISATION),
        newest="-at",
    ),
    Stored(
        "attempts",
        Group.LEARNING,
        _("Each time that you worked at a lesson or a test"),
        Attempt,
        ("user",),
        (
            Told("started_at", _("Started on")),
            Told("finished_at", _("Finished on")),
            ACTIVITY,
            Told("number", _("Which time")),
            Told("key", _("Reference")),
            Told("questions", _("Numbers of the questions"), "plan"),
            Told("hints", _("Hints that you looked at: number of the question, and which time")),
        ),
        newest="-started_at",
    ),
    Stored(
        "answers",
        Group.LEARNING,
        _("Your answers"),
        Answer,
        ("attempt__user",),
        (
            Told("at", _("Day"), "answered_at"),
            titled("activity", _("Lesson, task or test"), "attempt__activity__titles"),
            titled("question", _("Question"), "version__texts"),
            Told("in_words", _("Your answer"), "version_id"),
            Told("answer", _("Your answer, as it is stored"), "response"),
            Told("right", _("Right")),
            Told("share", _("Part that is right, from 0 to 1")),
            Told("turn", _("Which time")),
            Told("language", _("Language")),
            Told("evidence", _("Number in what you showed"), "evidence_key"),
        ),
        newest="-answered_at",
        shape=answer_told,
    ),
    Stored(
        "check_ups",
        Group.LEARNING,
        _("Your check-ups"),
        CheckUp,
        ("user",),
        (
            Told("started_at", _("Started on")),
            Told("finished_at", _("Finished on")),
            Told("mode", _("What"), words=word_of("mode", dict(CheckUp.Mode.choices))),
            Told("number", _("Which time")),
            Told("framework", _("Framework"), "framework__name"),
            ORGANISATION,
            Told("key", _("Reference")),
        ),
        newest="-started_at",
    ),
    Stored(
        "check_up_answers",
        Group.LEARNING,
        _("The questions of your check-ups, and your answers"),
        Asked,
        ("check_up__user",),
        (
            Told("asked_at", _("Asked on")),
            titled("question", _("Question"), "version__texts"),
            Told("in_words", _("Your answer"), "version_id"),
            Told("answer", _("Your answer, as it is stored"), "response"),
            Told("right", _("Right")),
            Told("share", _("Part that is right, from 0 to 1")),
            Told("at", _("Answered on"), "answered_at"),
            Told("language", _("Language")),
            Told("why", _("Why this question, as the program keeps it"), "reason"),
            Told("check_up", _("Check-up"), "check_up__key"),
            Told("number", _("Number of the question"), "step"),
            Told("sitting", _("Part")),
            Told("left", _("How many were still to come, about")),
            Told("evidence", _("Number in what you showed"), "evidence_key"),
        ),
        newest="-asked_at",
        shape=answer_told,
    ),
    Stored(
        "task_steps",
        Group.LEARNING,
        _("Steps of tasks that you ticked off"),
        TaskTicks,
        ("user",),
        (Told("at", _("Day")), ACTIVITY, Told("steps", _("Steps, from 0")), ORGANISATION),
        newest="-at",
    ),
    Stored(
        "tasks_seen",
        Group.LEARNING,
        _("Tasks that a coach saw you do"),
        TaskCheck,
        ("user",),
        (
            Told("at", _("Day")),
            ACTIVITY,
            Told("coach", _("Coach"), "checked_by__name"),
            Told("taken_back_at", _("Taken back on")),
            ORGANISATION,
        ),
        newest="-at",
    ),
    Stored(
        "help_requests",
        Group.OTHERS,
        _("What you asked your coach"),
        HelpRequest,
        ("employment__user",),
        (
            Told("asked_at", _("Asked on")),
            Told("kind", _("What"), words=word_of("kind", dict(HelpRequest.Kind.choices))),
            ACTIVITY,
            Told("message", _("What you said")),
            Told("closed_at", _("Closed on")),
        ),
        newest="-asked_at",
    ),
    Stored(
        "remarks",
        Group.OTHERS,
        _("What you did not understand, and told whoever wrote it without your name"),
        Remark,
        ("user",),
        (
            Told("made_at", _("Day")),
            ACTIVITY,
            MODULE_OF,
            titled("question", _("Question"), "version__texts"),
            Told("sentence", _("What you said")),
            Told("language", _("Language")),
            Told("version", _("Version of the question"), "version__number"),
            Told("revision", _("Version of the lesson")),
            Told("to", _("Who reads it"), "owner__name"),
            Told("handled_at", _("Dealt with on")),
            ORGANISATION,
        ),
        newest="-made_at",
        shape=lambda row: row | {"question": prompts(row["question"])},
    ),
    Stored(
        "asked_by_name",
        Group.OTHERS,
        _("What HR or a manager asked you by name to do"),
        AssignedTo,
        ("employment__user",),
        (
            Told("asked_at", _("Asked on"), "assignment__made_at"),
            titled("module", _("Module"), "assignment__module__titles"),
            Told("check_up", _("Check-up"), "assignment__check_up", words=WHICH),
            Told("due_on", _("To be done by"), "assignment__due_on"),
            Told("note", _("What was said with it"), "assignment__note"),
            Told("by", _("Who asked"), "assignment__made_by__name"),
            Told("ended_at", _("Ended on"), "assignment__ended_at"),
            Told("organisation", _("Organisation"), "assignment__organisation__name"),
        ),
        newest="-assignment__made_at",
    ),
    Stored(
        "asked_of_others",
        Group.ROLE,
        _("What you asked people to do, or ended"),
        Assignment,
        ("made_by", "ended_by"),
        (
            Told("made_at", _("Asked on")),
            MODULE,
            Told("check_up", _("Check-up"), words=WHICH),
            Told("due_on", _("To be done by")),
            Told("note", _("What was said with it")),
            Told("ended_at", _("Ended on")),
            ORGANISATION,
        ),
        newest="-made_at",
        acted=True,
    ),
    Stored(
        "help_given",
        Group.ROLE,
        _("Questions of people that you closed as their coach"),
        HelpRequest,
        ("closed_by",),
        (
            Told("closed_at", _("Closed on")),
            Told("kind", _("What"), words=word_of("kind", dict(HelpRequest.Kind.choices))),
            ACTIVITY,
        ),
        newest="-closed_at",
        acted=True,
        besides="employment__user",
    ),
    Stored(
        "tasks_checked",
        Group.ROLE,
        _("Tasks that you saw people do"),
        TaskCheck,
        ("checked_by",),
        (Told("at", _("Day")), ACTIVITY, Told("taken_back_at", _("Taken back on"))),
        newest="-at",
        acted=True,
    ),
    Stored(
        "remarks_handled",
        Group.ROLE,
        _("What people did not understand, and you dealt with"),
        Remark,
        ("handled_by",),
        (Told("handled_at", _("Day")), ACTIVITY),
        newest="-handled_at",
        acted=True,
        besides="user",
    ),
    Stored(
        "questions_published",
        Group.WRITING,
        _("Questions that you published"),
        QuestionVersion,
        ("created_by",),
        (
            Told("at", _("Day"), "created_at"),
            Told("number", _("Version")),
            titled("question", _("Question"), "texts"),
            Told("key", _("Number of the question"), "question__key"),
        ),
        newest="-created_at",
        acted=True,
        shape=lambda row: row | {"question": prompts(row["question"])},
    ),
    Stored(
        "questions_withdrawn",
        Group.WRITING,
        _("Questions that you withdrew, or had asked again"),
        Withdrawal,
        ("by", "asked_again_by"),
        (
            Told("at", _("Day")),
            Told("key", _("Number of the question"), "question__key"),
            Told("versions", _("Versions")),
            Told("reason", _("Why")),
            Told("answers", _("Answers that no longer count")),
            Told("asked_again_at", _("Asked again from")),
        ),
        newest="-at",
        acted=True,
    ),
    Stored(
        "questions_labelled",
        Group.WRITING,
        _("Questions of others whose level you looked at"),
        Label,
        ("by",),
        (
            Told("at", _("Day")),
            Told("key", _("Number of the question"), "question__key"),
            Told("skill", _("Skill"), "competence__code"),
            Told("level", _("Level")),
            Told("remark", _("What you said with it")),
        ),
        newest="-at",
        acted=True,
    ),
    Stored(
        "difficulties_decided",
        Group.ROLE,
        _("Proposals about the difficulty of questions that you decided on"),
        Proposal,
        ("decided_by",),
        (
            Told("decided_at", _("Day")),
            Told("decision", _("Decision"), "state", words=word_of("decision", DECISIONS)),
            Told("difficulty", _("How hard, as a level")),
            Told("key", _("Number of the question"), "version__question__key"),
        ),
        newest="-decided_at",
        acted=True,
    ),
)
