"""Reading learning records: what is open to somebody, where she is in it, and a question as her page shows it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from operator import or_

from django.core.files.storage import default_storage
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404

from courses import catalogue, meant, models, progress, questions, scoring
from courses.actions import marked, result_of, seed_in_lesson, seed_of
from courses.models import (
    Activity,
    Aim,
    Answer,
    AssignedTo,
    Assignment,
    Attempt,
    CheckUp,
    Completion,
    Enrolment,
    Module,
    Placement,
    QuestionVersion,
    TaskCheck,
    hint_at,
)
from courses.questions.base import HINT
from courses.recommend import Offer
from lms.people.middleware import Asking
from lms.people.models import Employment, Unit
from lms.people.units import MAX_UNIT_DEPTH
from skills.models import Competence, ProfileAssignment

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
    hinted: bool = False  # she looked at the hint, in the turn that comes

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
    hinted: bool = False,
) -> Asked:
    """The question before an answer (with what was filled in so far), or after it with its marking."""
    shown_in, texts = version.texts_in(language)
    kind = questions.kind(version.type)
    result = marked(answer) if answer else None
    so_far = {**(response or {}), **({HINT: True} if hinted else {})}
    shown = kind.shown(version.body, texts, seed, answer.response if answer else so_far, result)
    return Asked(version, turn, shown_in, shown, answer, error, hinted, wanted_language=language)


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
    attempt = Attempt.objects.filter(user=asking.user, activity=OuterRef("activity"))
    placements = Placement.objects.filter(activity__key=activity_key).offered()
    placed = placements.annotate(hints=Subquery(attempt.values("hints")[:1]))
    placed = placed.select_related("question__current__question").order_by("position")
    answers: dict[int, list[Answer]] = {}
    mine = Answer.objects.filter(attempt__user=asking.user, attempt__activity__key=activity_key)
    for answer in mine.select_related("version__question").order_by("turn"):
        answers.setdefault(answer.question_id, []).append(answer)
    found = {}
    for one in placed:
        given = answers.get(one.question_id, [])
        hinted = hint_at(one.question_id, len(given) + 1) in (one.hints or ())
        found[one.question.key] = _try_out(asking.user.pk, one.question.current, given, language, hinted)
    return found


def _try_out(
    user_id: int, version: QuestionVersion, given: Sequence[Answer], language: str, hinted: bool
) -> Asked:
    """The last answer with its own version; the turn is the next one."""
    last = given[-1] if given else None
    shown = last.version if last else version
    seed = seed_in_lesson(user_id, shown, last.turn if last else 1)
    return ask(shown, seed=seed, language=language, turn=len(given) + 1, answer=last, hinted=hinted)


def again(asking: Asking, asked: Asked, current: QuestionVersion, language: str) -> Asked:
    """The question once more, empty, for another go."""
    seed = seed_in_lesson(asking.user.pk, current, asked.turn)
    return ask(current, seed=seed, language=language, turn=asked.turn, hinted=asked.hinted)


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
            seed=seed_of(self.attempt, version, turn=1),
            language=self.language,
            answer=self.answers.get(version.pk),
            response=response,
            error=error,
            hinted=self.attempt.has_hint(version.question_id, turn=1),
        )

    @property
    def result(self) -> scoring.Result:
        return result_of(self.attempt.plan, self.answers.values())

    @property
    def wrong(self) -> int:
        """How many of its questions were withdrawn, and so do not count."""
        return sum(version.is_wrong for version in self.versions)


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
    """Modules that are offered to this person, with her progress: `steps`, `steps_done`, `started`, `finished`; and
    `asked`, for `wish_of`.
    """
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
        asked=first_wish(asking, module=OuterRef("pk")),
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
            due=date.fromisoformat(module.asked["due"]) if module.asked else None,
        )
        for module in modules
    ]


def tasks_to_see(employment: Employment, competence: Competence) -> QuerySet[Activity]:
    """The tasks at work that show this competence and that nobody saw her do yet, each with its `lowest` level."""
    seen = TaskCheck.objects.standing().filter(activity=OuterRef("pk"), user=employment.user_id)
    level = Aim.objects.filter(module=OuterRef("module"), competence=competence).values("lowest")
    open_ = Activity.objects.live().open_to([employment.organisation_id]).filter(kind=Activity.Kind.TASK)
    found = open_.annotate(lowest=Subquery(level)).filter(~Exists(seen), lowest__isnull=False)
    return found.order_by("module_id", "position")


# --- what HR or a manager asks ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wish:
    """What somebody is asked to do, as her own pages say it: a module, or which check-up."""

    due: date
    by: str
    role: str
    note: str
    organisation: str
    check_up: str
    late: bool
    left: int | None = None  # days, when that day is near
    module: Module | None = None

    @property
    def title(self) -> str:
        return self.module.title if self.module else str(CheckUp.Mode(self.check_up).label)


WISH = {"due": "due_on", "by": "made_by__name", "role": "role", "note": "note", "check_up": "check_up"}
WISH |= {"organisation": "organisation__name"}


def first_wish(asking: Asking, **what) -> Subquery:
    """The one that is due first, inside another query: the start page has none to spare."""
    return Subquery(asked_of(asking).filter(**what).values(wish=JSONObject(**WISH))[:1])


def with_wish(modules: QuerySet[Module], asking: Asking) -> QuerySet[Module]:
    return modules.annotate(asked=first_wish(asking, module=OuterRef("pk")))


def wish_of(asked: dict | None, today: date, module: Module | None = None) -> Wish | None:
    if asked is None:
        return None
    due = date.fromisoformat(asked["due"])
    left = meant.days_left(due, today)
    return Wish(**{**asked, "due": due}, late=meant.is_late(due, today), left=left, module=module)


def wishes(asking: Asking, modules: Iterable[Module], check_up: dict | None) -> list[Wish]:
    """What she is asked and did not do yet, the first due first."""
    open_ones = [(module.asked, module) for module in modules if module.asked and not module.finished]
    found = [wish_of(asked, asking.today, module) for asked, module in [*open_ones, (check_up, None)]]
    return sorted(filter(None, found), key=lambda wish: wish.due)


def asked_of(asking: Asking) -> QuerySet[Assignment]:
    """What is asked of this person now, as `courses.meant` has it, but in the database; the first due first."""
    found = AssignedTo.objects.filter(assignment=OuterRef("pk"))
    means = reduce(or_, (_means(job, asking.today) for job in asking.employments), Q(pk__in=[]))
    running = Assignment.objects.running().filter(organisation__in=asking.employers)
    return running.filter(Exists(found.filter(means))).order_by("due_on", "pk")


def _means(job: Employment, today: date) -> Q:
    ways = ("__".join(["parent"] * steps) for steps in range(1, MAX_UNIT_DEPTH))
    own = Unit.objects.filter(pk=job.unit_id)
    above = reduce(or_, (Q(unit__in=own.values(way)) for way in ways), Q(unit=job.unit_id))
    profiles = ProfileAssignment.objects.filter(employment=job, ends=None).values("profile")
    in_group = (Q(unit=None) | above) & (Q(profile=None) | Q(profile__in=profiles))
    here = Q(assignment__organisation=job.organisation_id, employment=None)
    return Q(employment=job) | here & in_group


def asked_check_up(asking: Asking) -> Subquery:
    """The first check-up that is asked of her and that she did not do since."""
    hers = CheckUp.objects.filter(user=asking.user, organisation=OuterRef("organisation"))
    since = hers.filter(finished_at__gte=OuterRef("made_at"))
    done = (Q(check_up=mode) & Exists(since.filter(mode__in=modes)) for mode, modes in meant.DOES_FOR.items())
    still = asked_of(asking).exclude(check_up="").exclude(reduce(or_, done))
    return Subquery(still.values(wish=JSONObject(**WISH))[:1])


def how_far(
    assignments: Sequence[Assignment], staff: QuerySet[Employment]
) -> dict[tuple[int, int], meant.Progress]:
    """How far each person is with each assignment, by the ids of both; who has not begun is left out. Two queries."""
    people = staff.values("user").order_by()
    modules = {one.module_id for one in assignments if one.module_id}
    enrolled = Enrolment.objects.filter(module__in=modules, user__in=people)
    of_module: dict[int, list] = {}
    for module, user, began, finished in enrolled.values_list("module", "user", "started_at", "finished_at"):
        of_module.setdefault(module, []).append((user, meant.progress(began, finished)))
    found = {
        (one.pk, user): far for one in assignments for user, far in of_module.get(one.module_id or 0, ())
    }
    return found | _how_far_in_check_ups([one for one in assignments if one.check_up], people)


def _how_far_in_check_ups(
    assignments: Sequence[Assignment], people: QuerySet
) -> dict[tuple[int, int], meant.Progress]:
    """Only a check-up that runs, or was finished since it was asked, counts."""
    if not assignments:
        return {}
    oldest = min(one.made_at for one in assignments)
    counts = Q(finished_at=None) | Q(finished_at__gte=oldest)
    taken = CheckUp.objects.filter(counts, user__in=people, organisation=assignments[0].organisation_id)
    found: dict[tuple[int, int], meant.Progress] = {}
    for user, mode, began, finished in taken.values_list("user", "mode", "started_at", "finished_at"):
        for one in assignments:
            if mode in meant.DOES_FOR[one.check_up] and not (finished and finished < one.made_at):
                far = meant.progress(began, finished)
                found[one.pk, user] = meant.furthest([far, found.get((one.pk, user), far)])
    return found
