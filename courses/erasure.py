"""What becomes of the rows of a person who is erased; `lms.people.erasure` says what the fates are."""

from __future__ import annotations

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
from lms.people.erasure import Fate, Rule

RULES = (
    Rule(Answer, "attempt__user", Fate.GONE, "attempt__enrolment__organisation", "answers", "answered_at"),
    Rule(Attempt, "user", Fate.GONE, "enrolment__organisation", counted="attempts", at="started_at"),
    Rule(Asked, "check_up__user", Fate.GONE, "check_up__organisation", "check-up questions", "asked_at"),
    Rule(CheckUp, "user", Fate.GONE, "organisation", counted="check-ups", at="started_at"),
    Rule(Enrolment, "user", Fate.GONE, "organisation", counted="enrolments", at="started_at"),
    Rule(Completion, "user", Fate.GONE, "organisation", counted="completions", at="at"),
    Rule(TaskTicks, "user", Fate.GONE, "organisation"),
    Rule(TaskCheck, "user", Fate.GONE, "organisation", counted="tasks seen", at="at"),
    Rule(TaskCheck, "checked_by", Fate.NAMELESS, "organisation"),
    Rule(HelpRequest, "employment__user", Fate.GONE, "employment__organisation"),
    Rule(HelpRequest, "closed_by", Fate.NAMELESS, "employment__organisation"),
    Rule(Remark, "user", Fate.GONE, "organisation"),
    Rule(Remark, "handled_by", Fate.NAMELESS, "owner"),
    Rule(AssignedTo, "employment__user", Fate.GONE, "assignment__organisation"),
    Rule(Assignment, "made_by", Fate.NAMELESS, "organisation", own_words="note"),
    Rule(Assignment, "ended_by", Fate.NAMELESS, "organisation"),
    Rule(QuestionVersion, "created_by", Fate.NAMELESS, "question__organisation"),
    Rule(Withdrawal, "by", Fate.NAMELESS, "question__organisation"),
    Rule(Withdrawal, "asked_again_by", Fate.NAMELESS, "question__organisation"),
    Rule(Label, "by", Fate.NAMELESS, "question__organisation", own_words="remark"),
    Rule(Proposal, "decided_by", Fate.NAMELESS, "version__question__organisation"),
)
