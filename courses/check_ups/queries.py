"""Reading check-ups: her own, the question that waits, what was asked in a sitting, and how long one takes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from math import ceil

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from courses import queries
from courses.check_ups.actions import as_item, bank_of, live_entries, seed_of
from courses.models import Asked, CheckUp, Question
from lms.people.middleware import Asking
from lms.people.models import Organisation
from skills.adaptive import PROFILE_SITTING, Mode, progress
from skills.models import Framework, JobProfile, ProfileAssignment
from skills.queries import Measured, profiles_of

OFFERED = (Mode.PROFILE, Mode.STANDARD, Mode.LOOK)
SECONDS = 40  # for a question, between somebody who reads fast and somebody who does not
ANSWERED = Q(asked__answered_at__isnull=False)
WITH_VERSION = ("version__question", "version__competence__area")


def of(asking: Asking):
    """Her check-ups, the newest first, with how many questions are `answered`."""
    mine = CheckUp.objects.filter(user=asking.user).annotate(answered=Count("asked", filter=ANSWERED))
    return mine.select_related("organisation", "framework", "user").order_by("-number")


def check_up(asking: Asking, key: uuid.UUID) -> CheckUp:
    """Her own, begun where she still works; else Http404."""
    found = of(asking).filter(key=key, organisation__in=asking.employers).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class AtTheStart:
    """What the start page says beside the modules."""

    profile: JobProfile | None = None
    framework: Framework | None = None
    running: uuid.UUID | None = None  # her check-up that is not finished
    answered: int = 0  # of its questions
    has_bank: bool = False
    news: bool = False  # HR answered what she said is not right
    certificate: str | None = None  # what HR decided about one of hers, until she reads it
    asked: dict | None = None  # for `courses.queries.wish_of`: which one she is asked to do


def at_the_start(asking: Asking, news: QuerySet, certificates: QuerySet) -> AtTheStart:
    """One query for all of it, with the profile of the job or, for who has none, with the newest framework."""
    assigned = _assigned(asking, news, certificates)
    found = assigned or _newest_framework(asking, news, certificates)
    if found is None:
        return AtTheStart()
    return AtTheStart(
        profile=assigned.profile if assigned else None,
        framework=assigned.profile.framework if assigned else found,
        running=found.running,
        answered=found.answered or 0,
        has_bank=found.has_bank,
        news=found.news,
        certificate=found.certificate,
        asked=found.asked,
    )


def _assigned(asking: Asking, news: QuerySet, certificates: QuerySet) -> ProfileAssignment | None:
    if asking.employment is None:
        return None
    beside = _beside(asking, OuterRef("profile__framework"), news, certificates)
    return profiles_of(asking.employment, asking.today).annotate(**beside).first()


def _newest_framework(asking: Asking, news: QuerySet, certificates: QuerySet) -> Framework | None:
    beside = _beside(asking, OuterRef("pk"), news, certificates)
    return Framework.objects.annotate(**beside).order_by("pk").last()


def _beside(
    asking: Asking, framework: OuterRef, news: QuerySet, certificates: QuerySet
) -> dict[str, Exists | Subquery]:
    running = CheckUp.objects.running().filter(user=asking.user, organisation__in=asking.employers)
    newest = running.order_by("-number")
    answered = newest.annotate(count=Count("asked", filter=ANSWERED)).values("count")
    here = asking.employment
    bank = bank_of(here.organisation, framework) if here else Question.objects.none()
    return {
        "running": Subquery(newest.values("key")[:1]),
        "answered": Subquery(answered[:1]),
        "has_bank": Exists(bank),
        "news": Exists(news),
        "certificate": Subquery(certificates.values("state")[:1]),
        "asked": queries.asked_check_up(asking),
    }


def waiting(found: CheckUp) -> Asked | None:
    return found.asked.filter(answered_at=None).select_related(*WITH_VERSION).first()


def step(found: CheckUp, number: int) -> Asked | None:
    return found.asked.filter(step=number).select_related(*WITH_VERSION).first()


def sitting(found: CheckUp, number: int | None = None) -> list[Asked]:
    """What she answered in one of the sittings, else in the last one."""
    answered = found.asked.answered().select_related(*WITH_VERSION)
    number = number or answered.order_by("-step").values_list("sitting", flat=True).first()
    return list(answered.filter(sitting=number))


def shown(asked: Asked, language: str, *, response: dict | None = None, error: str = "") -> queries.Asked:
    return queries.ask(
        asked.version,
        seed=seed_of(asked),
        language=language,
        answer=asked if asked.answered_at else None,
        response=response or asked.response,
        error=error,
    )


@dataclass(frozen=True)
class Place:
    """Where a question stands in its sitting."""

    number: int
    still: int  # about how many come after it, before there is a pause


def place(asked: Asked) -> Place:
    number = asked.check_up.asked.filter(sitting=asked.sitting, step__lte=asked.step).count()
    return Place(number, max(0, min(PROFILE_SITTING - number, asked.left - 1)))


@dataclass(frozen=True)
class Offer:
    mode: Mode
    questions: int

    @property
    def minutes(self) -> int:
        return ceil(self.questions * SECONDS / 60)

    @property
    def sittings(self) -> int:
        return ceil(self.questions / PROFILE_SITTING)


def offers(measured: Measured, organisation: Organisation) -> list[Offer]:
    """The check-ups that the bank has questions for."""
    if measured.framework is None:
        return []
    bank = [as_item(entry) for entry in live_entries(organisation, measured.framework)]
    found = []
    for mode in OFFERED:
        length = progress(
            tree=measured.tree,
            log=measured.log,
            today=measured.today,
            required=measured.required,
            core=measured.core,
            mode=mode,
            bank=bank,
            asked=[],
            way=measured.way,
        )
        found.append(Offer(mode, round((length.at_least + length.at_most) / 2)))
    return [one for one in found if one.questions]
