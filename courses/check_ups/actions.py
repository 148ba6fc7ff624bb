"""A check-up: somebody finds out where she stands, by questions that are chosen one by one.

Which question comes next, and why, is decided in `skills.adaptive`. Here is what is kept of it: the reason with each
question, and an answer with its evidence, exactly once.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, override

from courses import questions
from courses.actions import ANSWER_NAMESPACE, Refused, record_answer
from courses.models import Asked, CheckUp, Question, QuestionVersion, item_of
from courses.questions.base import HINT
from lms.people.models import Employment, Organisation, User
from skills.actions import record_own_estimates
from skills.adaptive import PROFILE_SITTING, SITTING, Choice, Item, Mode, next_question, progress
from skills.evidence import Kind, Purpose
from skills.models import Framework
from skills.queries import Measured, profile_of

RECENT = timedelta(days=183)  # check-ups that say how often a question is asked
COUNTED_FROM = 30  # of these; before that, how often a question was asked is chance
EXPOSURE = "check-up-exposure"
HOUR = 3600


@transaction.atomic
def start(
    *,
    user: User,
    organisation: Organisation,
    framework: Framework,
    mode: Mode,
    now: datetime,
    acting_user: User,
) -> CheckUp:
    """The one that runs, or a new one."""
    mine = CheckUp.objects.filter(user=user)
    if running := mine.running().filter(organisation=organisation).first():
        return running
    made, _new = CheckUp.objects.get_or_create(
        user=user,
        number=mine.count() + 1,
        defaults={
            "organisation": organisation,
            "framework": framework,
            "mode": mode.value,
            "started_at": now,
        },
    )
    return made


@transaction.atomic
def say_own_estimates(
    *, check_up: CheckUp, levels: Mapping[str, float], now: datetime, acting_user: User
) -> None:
    """What she thinks herself, by code of an area. Once in a check-up, before its questions."""
    if check_up.asked.exists():
        raise Refused("answered")
    record_own_estimates(
        source=check_up.key,
        user=check_up.user,
        organisation=check_up.organisation,
        framework=check_up.framework,
        levels=levels,
        at=now,
        acting_user=acting_user,
    )


@transaction.atomic
def go_on(*, check_up: CheckUp, now: datetime, acting_user: User) -> Asked | None:
    """The question that waits, or the first one of a new sitting. None when there is nothing more to ask."""
    last = check_up.asked.order_by("-step").first()
    if check_up.finished_at or (last and last.answered_at is None):
        return None if check_up.finished_at else last
    return _ask(check_up, last, now, new_sitting=True)


@transaction.atomic
def finish_when_done(*, check_up: CheckUp, now: datetime, acting_user: User) -> None:
    """After the last answer, in a commit of its own: an answer updates two rows at most."""
    over = check_up.finished_at or check_up.asked.filter(answered_at=None).exists()
    if not over and Moment(check_up, now).choice() is None:
        finish(check_up=check_up, now=now, acting_user=acting_user)


@transaction.atomic
def finish(*, check_up: CheckUp, now: datetime, acting_user: User) -> None:
    """It asks no more. Safe to repeat."""
    CheckUp.objects.filter(pk=check_up.pk, finished_at=None).update(finished_at=now)
    check_up.finished_at = check_up.finished_at or now


# --- answering --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reply:
    """`again` when this question was answered before: the reply is then that of the stored answer."""

    asked: Asked
    again: bool


@transaction.atomic
def note_hint(*, asked: Asked, acting_user: User) -> None:
    """She looked at the hint: it stays when she comes back, and her answer says so."""
    Asked.objects.filter(pk=asked.pk, answered_at=None).update(response={HINT: True})


@transaction.atomic
def answer(*, asked: Asked, response: dict, language: str, now: datetime, acting_user: User) -> Reply:
    """Mark and store an answer, exactly once, with its evidence and the question that comes next.

    Two rows inserted, two updated. Whoever sends it again, or from another browser, gets the reply of the first.
    """
    version, check_up = asked.version, asked.check_up
    if asked.answered_at is None and check_up.finished_at:
        raise Refused("ended")
    kind = questions.kind(version.type)
    response = kind.bound(version.body, response, seed_of(asked))
    result = kind.mark(version.body, response)
    if (asked.response or {}).get(HINT):
        response = {**response, HINT: True}
    key = uuid.uuid5(ANSWER_NAMESPACE, f"{check_up.key}/{asked.step}")
    given = {"response": response, "share": result.share, "right": result.right, "language": language}
    first = Asked.objects.filter(pk=asked.pk, answered_at=None).update(
        answered_at=now, evidence_key=key, **given
    )
    asked.refresh_from_db(fields=["answered_at", "evidence_key", *given])
    if not first:
        return Reply(asked, again=True)
    record_answer(
        version,
        key=key,
        user=check_up.user,
        organisation=check_up.organisation,
        kind=Kind.ANSWER,
        at=now,
        acting_user=acting_user,
        purpose=Purpose.CHECKUP,
        right=result.right and not response.get(HINT),  # with a hint it is not known yet
        difficulty=version.difficulty,
        difficulty_error=version.difficulty_error,
        guess=version.guess,
        half_life=version.half_life,
        about=names(),
    )
    _ask(check_up, asked, now)
    return Reply(asked, again=False)


def seed_of(asked: Asked) -> str:
    return f"{asked.check_up.key}/{asked.version_id}"


def names() -> dict[str, str]:
    """What an answer in a check-up is about, in the list of what counts."""
    found = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            found[code] = gettext("A question of the check-up")
    return found


# --- the next question ------------------------------------------------------------------------------------------------


class Entry(NamedTuple):
    """A version of a question in the bank, without its texts: there are hundreds, and all are looked at."""

    question: int
    version: int
    key: uuid.UUID
    edition: int
    competence: str
    area: int
    difficulty: float
    difficulty_error: float
    guess: float

    @property
    def item(self) -> str:
        return item_of(self.key, self.edition)


COLUMNS = ("question", "pk", "question__key", "edition", "competence__code", "competence__area")
COLUMNS += ("difficulty", "difficulty_error", "guess")


def entries(versions: QuerySet[QuestionVersion]) -> list[Entry]:
    return [Entry(*values) for values in versions.values_list(*COLUMNS)]


def bank_of(organisation: Organisation, framework: Framework | OuterRef) -> QuerySet[Question]:
    """The questions that a check-up of this organisation may ask."""
    live = Question.objects.open_to([organisation]).live().filter(in_check_up=True)
    return live.filter(current__competence__framework=framework)


def live_entries(organisation: Organisation, framework: Framework) -> list[Entry]:
    current = bank_of(organisation, framework).values("current")
    return entries(QuestionVersion.objects.filter(pk__in=current))


def as_item(entry: Entry, last_seen: date | None = None, exposure: float = 0.0) -> Item:
    return Item(
        key=entry.item,
        competence=entry.competence,
        b=entry.difficulty,
        b_error=entry.difficulty_error,
        guess=entry.guess,
        last_seen=last_seen,
        exposure=exposure,
    )


class Moment:
    """A check-up at one time: all that the choice of the next question rests on."""

    def __init__(self, check_up: CheckUp, now: datetime) -> None:
        self.check_up, self.now, self.today = check_up, now, timezone.localdate(now)

    @cached_property
    def measured(self) -> Measured:
        here = Employment.objects.of(self.check_up.user, self.today)
        employment = here.filter(organisation=self.check_up.organisation_id).first()
        return Measured(self.check_up.user, profile_of(employment, self.today), self.today)

    @cached_property
    def asked(self) -> list[Entry]:
        """In their order, as they were shown."""
        versions = QuestionVersion.objects.filter(asked__check_up=self.check_up)
        return entries(versions.order_by("asked__step"))

    @cached_property
    def bank(self) -> dict[str, Entry]:
        """By item: what is live now, and what was asked already."""
        found = {
            one.question: one for one in live_entries(self.check_up.organisation, self.check_up.framework)
        }
        found |= {one.question: one for one in self.asked}
        return {one.item: one for one in found.values()}

    @cached_property
    def _given(self) -> dict:
        seen = {row.item: timezone.localdate(row.at) for row in self.measured.rows if row.item}
        exposure = exposures(self.now)
        items = {
            item: as_item(one, seen.get(item), exposure.get(one.question, 0.0))
            for item, one in self.bank.items()
        }
        return {
            "tree": self.measured.tree,
            "log": self.measured.log,
            "today": self.today,
            "required": self.measured.required,
            "core": self.measured.core,
            "mode": Mode(self.check_up.mode),
            "bank": list(items.values()),
            "asked": [items[one.item] for one in self.asked],
            "way": self.measured.way,
        }

    def choice(self) -> Choice | None:
        return next_question(seed=str(self.check_up.key), **self._given)

    @property
    def left(self) -> int:
        """About how many questions come yet."""
        found = progress(**self._given)
        return max(1, round((found.at_least + found.at_most) / 2) - found.asked)


def exposures(now: datetime) -> dict[int, float]:
    """By question, the share of recent check-ups that asked it. As of an hour ago at most."""
    return cache.get_or_set(EXPOSURE, lambda: _exposures(now), HOUR)


def _exposures(now: datetime) -> dict[int, float]:
    recent = CheckUp.objects.filter(started_at__gte=now - RECENT)
    count = recent.count()
    if count < COUNTED_FROM:
        return {}
    asked = Counter(Asked.objects.filter(check_up__in=recent).values_list("question", flat=True))
    return {question: times / count for question, times in asked.items()}


def _ask(check_up: CheckUp, last: Asked | None, now: datetime, *, new_sitting: bool = False) -> Asked | None:
    """Store which question comes now; not when there is none, nor when it is time for a pause."""
    moment = Moment(check_up, now)
    choice = moment.choice()
    if choice is None:
        return None
    entry = moment.bank[choice.item.key]
    if not new_sitting and _is_pause(last, entry):
        return None
    made, _new = Asked.objects.get_or_create(
        check_up=check_up,
        step=last.step + 1 if last else 1,
        defaults={
            "sitting": (last.sitting if last else 0) + new_sitting,
            "question_id": entry.question,
            "version_id": entry.version,
            "reason": asdict(choice.reason),
            "left": moment.left,
            "asked_at": now,
        },
    )
    return made


def _is_pause(last: Asked, following: Entry) -> bool:
    """After about twelve questions, where a subject ends; after twenty-five anyhow."""
    count = last.check_up.asked.filter(sitting=last.sitting).count()
    same_subject = following.area == last.version.competence.area_id
    return count >= (SITTING if same_subject else PROFILE_SITTING)
