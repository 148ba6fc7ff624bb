"""Reading what people answered, counted in the database: the first answer of each to a question as it is now."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Round
from django.http import Http404

from courses import questions
from courses.calibration.queries import as_it_is_now
from courses.models import (
    Activity,
    Answer,
    Asked,
    Completion,
    Enrolment,
    Module,
    Placement,
    Question,
    QuestionVersion,
)
from courses.questions.base import DONT_KNOW
from courses.statistics.figures import Figures, Item, Tally, figures, steps_told
from lms.people import access
from lms.people.models import Organisation
from skills.models import HeldLevel

NEWEST = 500  # times that a median is taken of
NEWEST_STEPS = 3000
ONE_SITTING = timedelta(hours=1)
PARTS = 4  # of a level: people of about the same one are counted together


# --- whose answers ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Where:
    """Where people have to have learned to be counted (None: anywhere), and how many there have to be at least."""

    organisations: frozenset[int] | None
    smallest: int

    def at(self, path: str) -> Q:
        return Q() if self.organisations is None else Q(**{f"{path}__in": self.organisations})

    @property
    def is_everywhere(self) -> bool:
        return self.organisations is None


def where_counted(person: access.Person, owner: Organisation) -> Where:
    """Http404 for who writes neither for its owner nor with it."""
    is_shared = owner.kind == Organisation.Kind.SHARED
    counted = access.answers_counted_for(person, owner.pk, shared=is_shared)
    if counted == frozenset():
        raise Http404
    of_them = Organisation.objects.filter(pk__in={owner.pk, *(counted or ())})
    return Where(counted, of_them.aggregate(largest=Max("smallest_group"))["largest"])


def question_of(person: access.Person, key) -> tuple[QuestionVersion, Where]:
    """As it is now; 404 for one that was never published, or is of others."""
    known = Question.objects.filter(key=key).exclude(current=None)
    found = known.select_related("organisation", "current__competence").first()
    if found is None:
        raise Http404
    found.current.question = found
    return found.current, where_counted(person, found.organisation)


def module_of(person: access.Person, key) -> tuple[Module, Where]:
    found = Module.objects.filter(key=key).select_related("organisation").first()
    if found is None:
        raise Http404
    return found, where_counted(person, found.organisation)


# --- first answers ----------------------------------------------------------------------------------------------------

TESTED = {"user": "attempt__user", "organisation": "attempt__enrolment__organisation"}
CHECKED = {"user": "check_up__user", "organisation": "check_up__organisation"}
CHOSEN = sorted({kind.choosing.answer for kind in questions.kinds().values() if kind.choosing})


def first_tested(asked: Iterable[int], where: Where) -> QuerySet[Answer]:
    """In lessons and tests."""
    checked = Asked.objects.answered().filter(check_up__user=OuterRef("attempt__user"))
    return _first(Answer.objects.filter(question__in=asked), checked, where, **TESTED)


def first_checked(asked: Iterable[int], where: Where) -> QuerySet[Asked]:
    tested = Answer.objects.filter(attempt__user=OuterRef("check_up__user"))
    return _first(Asked.objects.answered().filter(question__in=asked), tested, where, **CHECKED)


def _first(rows: QuerySet, elsewhere: QuerySet, where: Where, *, user: str, organisation: str) -> QuerySet:
    """Of each person, unless she answered it before in the other table. Rows are numbered as they come."""
    now = as_it_is_now(rows.order_by())
    earlier = elsewhere.annotate(same=not_begun_at("question_id")).filter(
        same=OuterRef("question"),
        version__edition=OuterRef("version__edition"),
        answered_at__lt=OuterRef("answered_at"),
    )
    first = now.values("question", user).annotate(first=Min("pk")).values("first")
    return rows.order_by().filter(where.at(organisation), ~Exists(earlier), pk__in=first)


def not_begun_at(column: str) -> ExpressionWrapper:
    """For the planner: of a person there are few rows, of a question or competence many, and an index on these would
    be read from end to end for each person.
    """
    return ExpressionWrapper(F(column) + 0, BigIntegerField())


def tallies(asked: Iterable[int], where: Where) -> dict[int, tuple[list[Tally], list[Tally]]]:
    """By question: what was measured, in tests and check-ups; and what was tried in lessons. Two queries."""
    found: dict[int, tuple[list[Tally], list[Tally]]] = defaultdict(lambda: ([], []))
    asked = list(asked)
    kind = F("attempt__activity__kind")
    for question, place, tally in _counted(first_tested(asked, where), where, kind, TESTED["user"]):
        found[question][place != Activity.Kind.TEST].append(tally)
    for question, _place, tally in _counted(first_checked(asked, where), where, Value(""), CHECKED["user"]):
        found[question][0].append(tally)
    return found


def _counted(rows: QuerySet, where: Where, place, user: str) -> Iterator[tuple[int, str, Tally]]:
    alike = rows.annotate(
        place=place,
        about=_level_of(user, where),
        chosen=Coalesce(*(KT(f"response__{name}") for name in CHOSEN)),
        unknown=Case(
            When(response__has_key=DONT_KNOW, then=True), default=False, output_field=BooleanField()
        ),
    ).values("question", "place", "right", "about", "chosen", "unknown", "language")
    for row in alike.annotate(number=Count("pk")):
        tally = Tally(
            row["right"], row["number"], row["about"], _ids(row["chosen"]), row["unknown"], row["language"]
        )
        yield row["question"], row["place"], tally


def _level_of(user: str, where: Where) -> Subquery:
    """What is kept of the person in the competence of the question, in quarters of a level."""
    hers = HeldLevel.objects.filter(employment__user=OuterRef(user))
    kept = hers.annotate(same=not_begun_at("competence_id"), place=not_begun_at("organisation_id")).filter(
        where.at("place"), same=OuterRef("version__competence")
    )
    return Subquery(kept.order_by("-as_of", "pk").values(about=Round(F("level") * PARTS) / PARTS)[:1])


def _ids(chosen: str | None) -> tuple[str, ...]:
    """One id, or several as JSON has them."""
    if not chosen:
        return ()
    return tuple(json.loads(chosen)) if chosen.startswith("[") else (chosen,)


# --- a question -------------------------------------------------------------------------------------------------------


def item_of(version: QuestionVersion, *, practised: bool) -> Item:
    kind = questions.kind(version.type)
    return Item(
        label=version.level,
        guess=version.guess,
        difficulty=version.difficulty,
        options=kind.options(version.body),
        several=bool(kind.choosing and kind.choosing.several),
        practised=practised,
    )


def figures_of(versions: Sequence[QuestionVersion], where: Where) -> dict[int, Figures]:
    """By version, of those types that measure. What was measured goes before what was only tried."""
    asked = [version for version in versions if questions.kind(version.type).measures]
    found = tallies([version.question_id for version in asked], where)
    return {version.pk: _figures(version, *found[version.question_id], where) for version in asked}


def _figures(version: QuestionVersion, measured: list[Tally], tried: list[Tally], where: Where) -> Figures:
    of_tests = figures(item_of(version, practised=False), measured, where.smallest)
    of_lessons = figures(item_of(version, practised=True), tried, where.smallest)
    return of_lessons if of_lessons.answers and not of_tests.answers else of_tests


def seconds_taken(version: QuestionVersion, where: Where) -> int | None:
    """The median of the newest: of a check-up since it was asked, of a test since the answer before."""
    asked = [version.question_id]
    before = Answer.objects.filter(attempt=OuterRef("attempt"), pk__lt=OuterRef("pk")).order_by("-pk")
    tests = first_tested(asked, where).filter(attempt__activity__kind=Activity.Kind.TEST)
    began = Coalesce(Subquery(before.values("answered_at")[:1]), F("attempt__started_at"))
    times = [
        *tests.annotate(began=began).order_by("-pk").values_list("began", "answered_at")[:NEWEST],
        *first_checked(asked, where).order_by("-pk").values_list("asked_at", "answered_at")[:NEWEST],
    ]
    return _median(times, where.smallest)


def _median(times: Sequence[tuple[datetime, datetime]], smallest: int) -> int | None:
    if len(times) < smallest:
        return None
    return round(median((end - begin).total_seconds() for begin, end in times))


# --- a module ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """`people` did it: None for nearly as many as the step before, 0 for few or nobody. `seconds` may be unknown."""

    activity: Activity
    people: int | None
    bar: int  # percent of those who began
    seconds: int | None


@dataclass(frozen=True)
class Way:
    """How far people come in a module; `started` is 0 where few or nobody began."""

    started: int
    steps: list[Step]
    finished: int | None


def way_through(module: Module, where: Where) -> Way:
    began = Enrolment.objects.filter(where.at("organisation"), module=module)
    people = began.aggregate(started=Count("pk"), finished=Count("finished_at"))
    done = Count("completions", filter=where.at("completions__organisation"))
    activities = list(module.activities.live().annotate(people=done).order_by("position", "pk"))
    if people["started"] < where.smallest:
        return Way(0, [Step(one, 0, 0, None) for one in activities], 0)
    reached = [*(one.people for one in activities), people["finished"]]
    told = steps_told(people["started"], reached, where.smallest)
    times = _times(module, where)
    steps, before = [], people["started"]
    for activity, number in zip(activities, told, strict=False):
        before = before if number is None else number
        steps.append(Step(activity, number, 100 * before // people["started"], times.get(activity.pk)))
    return Way(people["started"], steps, told[-1])


def _times(module: Module, where: Where) -> dict[int, int]:
    """The median time from the end of the step before to the end of this one, where both were done in one sitting."""
    done = Completion.objects.filter(where.at("organisation"), activity__module=module)
    newest = done.order_by("-pk").values_list("user", "at", "activity")[:NEWEST_STEPS]
    times: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    last: tuple[int, datetime] | None = None
    for user, at, activity in sorted(newest):
        if last and last[0] == user and at - last[1] <= ONE_SITTING:
            times[activity].append((last[1], at))
        last = (user, at)
    found = {activity: _median(each, where.smallest) for activity, each in times.items()}
    return {activity: seconds for activity, seconds in found.items() if seconds is not None}


def placed_in(module: Module) -> list[Placement]:
    """The questions that a module asks now, in order."""
    placed = Placement.objects.offered().filter(activity__module=module).exclude(activity__languages=[])
    in_order = placed.order_by("activity__position", "activity", "position")
    found = list(in_order.select_related("activity", "question__current__competence"))
    for one in found:
        one.question.current.question = one.question
    return found


def first_tries(placed: Sequence[Placement], where: Where) -> dict[tuple[int, int], tuple[int, int]]:
    """By activity and question of lessons: how many were right and wrong the first time."""
    lessons = {one.activity_id for one in placed if one.activity.kind == Activity.Kind.LESSON}
    tried = as_it_is_now(Answer.objects.filter(attempt__activity__in=lessons, turn=1).order_by())
    here = tried.filter(where.at(TESTED["organisation"]), version__type__in=questions.measuring())
    right = Count("pk", filter=Q(right=True))
    counted = here.values_list("attempt__activity", "question").annotate(right_ones=right, all=Count("pk"))
    return {(activity, question): (good, all - good) for activity, question, good, all in counted}
