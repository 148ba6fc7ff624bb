"""Reading learning records: what is open to somebody, where she is in it, and a question as her page shows it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.core.files.storage import default_storage
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.http import Http404

from courses import catalogue, models, progress, questions, scoring
from courses.actions import marked
from courses.models import (
    Activity,
    Aim,
    Answer,
    Attempt,
    Completion,
    Enrolment,
    Module,
    Placement,
    QuestionVersion,
)
from courses.recommend import Offer
from lms.people.middleware import Asking

AIMS = Prefetch("aims", Aim.objects.select_related("competence"))
PICTURES = (
    "question_pictures"  # where publishing keeps the pictures of questions, by organisation and checksum
)


@dataclass(frozen=True)
class Asked:
    """A question on a page: the version, whose turn it is, and what is shown of it."""

    version: QuestionVersion
    turn: int
    language: str
    shown: dict
    answer: Answer | models.Asked | None = None
    error: str = ""

    @property
    def key(self) -> uuid.UUID:
        return self.version.question.key

    @property
    def uid(self) -> str:
        """For element ids: one page may hold several questions."""
        return f"q{self.version.pk}"

    @property
    def picture_url(self) -> str:
        picture, owner = self.shown["picture"], self.version.question.organisation_id
        return default_storage.url(f"{PICTURES}/{owner}/{picture['file']}") if picture else ""

    @property
    def in_other_language(self) -> bool:
        return self.language != self.wanted_language

    wanted_language: str = field(default="", kw_only=True)


def ask(
    version: QuestionVersion,
    *,
    seed: str,
    language: str,
    turn: int = 1,
    answer: Answer | models.Asked | None = None,
    response: dict | None = None,
    error: str = "",
) -> Asked:
    """The question before an answer (with what was filled in so far), or after it with its marking."""
    shown_in, texts = version.texts_in(language)
    kind = questions.kind(version.type)
    result = marked(answer) if answer else None
    given = answer.response if answer else response
    shown = kind.shown(version.body, texts, seed, given, result)
    return Asked(version, turn, shown_in, shown, answer, error, wanted_language=language)


def seed_of(user_id: int, version: QuestionVersion, turn: int) -> str:
    """Options keep their places for one person in one turn, on every device."""
    return f"{user_id}/{version.pk}/{turn}"


def open_activity(asking: Asking, key: uuid.UUID) -> Activity:
    """The activity, if it is offered to this person; else Http404."""
    offered = Activity.objects.open_to(asking.employers).live().select_related("module", "organisation")
    found = offered.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def placed_version(activity: Activity, question: uuid.UUID, version: int) -> QuestionVersion:
    """A version of a question that stands in this activity; else Http404."""
    placed = QuestionVersion.objects.filter(
        pk=version, question__key=question, question__placements__activity=activity
    )
    found = placed.select_related("question", "competence").first()
    if found is None:
        raise Http404
    return found


def try_outs(asking: Asking, activity_key: uuid.UUID, language: str) -> dict[uuid.UUID, Asked]:
    """The questions of a lesson, each with this person's last answer. Two queries, however many there are."""
    placements = Placement.objects.filter(activity__key=activity_key).offered()
    versions = [
        placement.question.current
        for placement in placements.select_related("question__current__question").order_by("position")
    ]
    answers: dict[int, list[Answer]] = {}
    mine = Answer.objects.filter(attempt__user=asking.user, attempt__activity__key=activity_key)
    for answer in mine.select_related("version__question").order_by("turn"):
        answers.setdefault(answer.question_id, []).append(answer)
    found = {}
    for version in versions:
        given = answers.get(version.question_id, [])
        found[version.question.key] = _try_out(asking.user.pk, version, given, language)
    return found


def _try_out(user_id: int, version: QuestionVersion, given: Sequence[Answer], language: str) -> Asked:
    """The last answer with its own version; the turn is the next one."""
    last = given[-1] if given else None
    shown = last.version if last else version
    seed = seed_of(user_id, shown, last.turn if last else 1)
    return ask(shown, seed=seed, language=language, turn=len(given) + 1, answer=last)


def again(asking: Asking, asked: Asked, current: QuestionVersion, language: str) -> Asked:
    """The question once more, empty, for another go."""
    return ask(current, seed=seed_of(asking.user.pk, current, asked.turn), language=language, turn=asked.turn)


class Sitting:
    """An attempt at a test, as its pages need it."""

    def __init__(self, attempt: Attempt, language: str) -> None:
        self.attempt, self.language = attempt, language

    @cached_property
    def versions(self) -> list[QuestionVersion]:
        found = QuestionVersion.objects.select_related("question", "competence").in_bulk(self.attempt.plan)
        return [found[pk] for pk in self.attempt.plan]

    @cached_property
    def answers(self) -> dict[int, Answer]:
        return {row.version_id: row for row in self.attempt.answers.select_related("version__question")}

    @property
    def waiting(self) -> int | None:
        """Place, from 1, of the first question without an answer."""
        places = enumerate(self.versions, start=1)
        return next((place for place, version in places if version.pk not in self.answers), None)

    def question(self, place: int, *, response: dict | None = None, error: str = "") -> Asked:
        version = self.versions[place - 1]
        return ask(
            version,
            seed=f"{self.attempt.key}/{version.pk}",
            language=self.language,
            answer=self.answers.get(version.pk),
            response=response,
            error=error,
        )

    @property
    def result(self) -> scoring.Result:
        return scoring.result(self.attempt.plan, {pk: row.right for pk, row in self.answers.items()})


def sitting(asking: Asking, key: uuid.UUID, language: str) -> Sitting:
    """Her own attempt at a test; else Http404."""
    mine = Attempt.objects.filter(user=asking.user, activity__kind=Activity.Kind.TEST)
    found = mine.select_related("activity__module", "enrolment__organisation", "user").filter(key=key).first()
    if found is None:
        raise Http404
    return Sitting(found, language)


def steps_of(module: Module | uuid.UUID, user_id: int) -> list[Activity]:
    """The activities of a module in order, each with `done` for this person. One query."""
    key = module.key if isinstance(module, Module) else module
    done = Completion.objects.filter(user=user_id, activity=OuterRef("pk"))
    return list(
        Activity.objects.filter(module__key=key).live().annotate(done=Exists(done)).order_by("position", "pk")
    )


def ticked(asking: Asking, activity: Activity) -> set[int]:
    """The steps of a task's checklist that this person ticked off."""
    mine = activity.ticks.filter(user=asking.user).values_list("steps", flat=True).first()
    return set(mine or ())


def as_steps(activities: Iterable[Activity]) -> list[progress.Step]:
    return [progress.Step(str(activity.key), activity.kind, activity.done) for activity in activities]


def open_modules(asking: Asking):
    """Modules that are offered to this person, with her progress: `steps`, `steps_done`, `started`, `finished`."""
    mine = Enrolment.objects.filter(user=asking.user, module=OuterRef("pk"))
    offered = Module.objects.open_to(asking.employers).live().select_related("organisation")
    live = ~Q(activities__languages=[])
    return offered.annotate(
        steps=Count("activities", filter=live, distinct=True),
        steps_done=Count(
            "activities", filter=live & Q(activities__completions__user=asking.user), distinct=True
        ),
        has_test=Exists(Activity.objects.live().filter(module=OuterRef("pk"), kind=Activity.Kind.TEST)),
        started=Subquery(mine.values("started_at")[:1]),
        finished=Subquery(mine.values("finished_at")[:1]),
        goal_reached=Subquery(mine.values("goal_reached_at")[:1]),
    ).order_by(F("started").desc(nulls_last=True), "pk")


def offered(module: Module) -> catalogue.Offered:
    """For the search; aims have to be prefetched with their competence. All languages are searched."""
    aims = [(aim.competence.code, aim.lowest, aim.highest) for aim in module.aims.all()]
    skills = [aim.competence for aim in module.aims.all()]
    said = [text for skill in skills for texts in (skill.short_names, skill.i_can) for text in texts.values()]
    return catalogue.Offered(
        key=str(module.key),
        subject=module.subject,
        words=" ".join([*module.titles.values(), *module.summaries.values(), *said]),
        aims=tuple(aims),
        minutes=module.minutes,
        languages=tuple(module.languages),
        finished=module.finished is not None,
    )


def offers(modules: Iterable[Module]) -> list[Offer]:
    """For the recommendation; aims have to be prefetched with their competence."""
    return [
        Offer(
            key=str(module.key),
            aims={aim.competence.code: (aim.lowest, aim.highest) for aim in module.aims.all()},
            started=module.started is not None,
            finished=module.finished is not None,
            goal_missed=module.has_test and module.goal_reached is None,
        )
        for module in modules
    ]
