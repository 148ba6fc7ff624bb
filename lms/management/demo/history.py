"""Plausible learning histories of people who do not exist: who did what, when, and whether it was right.

Pure: the same people, offers, seed and `now` give the same histories. Everybody has a hidden level per competence near
what the job asks; it depends on the kind of job and on the unit, and lessons raise it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random

from courses.scoring import GOAL_SHARE, RETRY_AFTER

SPAN = timedelta(days=548)  # a year and a half
SETTLED = timedelta(days=60)  # nobody learns in her first weeks
WORKDAY = (time(8), 480)  # from when, and for how many minutes somebody may begin
TEAM = 8  # people in a unit that can be told to have a weak spot
PEOPLE_PER_WEAK_SPOT = 60
WEAK_SPOT = -2.5  # levels
ANSWERED = 0.6  # of the try-outs in a lesson
OF_A_MODULE = 0.8  # of its questions, answered on average, with repeats and with those who stop


@dataclass(frozen=True)
class Asked:
    """A question as it stands in an activity, with what decides the chance of a right answer."""

    version: int
    competence: str
    difficulty: float
    error: float
    guess: float


@dataclass(frozen=True)
class Step:
    activity: int
    kind: str  # lesson, task or test
    questions: tuple[Asked, ...] = ()


Module = tuple[Step, ...]


@dataclass(frozen=True)
class Person:
    key: str
    organisation: str
    unit: str
    since: datetime  # before that she did not work there
    required: Mapping[str, int]

    @property
    def asked(self) -> float:
        """How much the job asks on average, in levels: little of green-keepers, much of heads of department."""
        return sum(self.required.values()) / len(self.required) if self.required else 2.0


@dataclass(frozen=True)
class Given:
    version: int
    turn: int
    at: datetime
    right: bool


@dataclass(frozen=True)
class Visit:
    """One go at an activity; `closed` is None when she stopped half-way."""

    activity: int
    kind: str
    opened: datetime
    given: tuple[Given, ...] = ()
    closed: datetime | None = None

    @property
    def last(self) -> datetime:
        return self.closed or (self.given[-1].at if self.given else self.opened)


def histories(
    people: Sequence[Person],
    offers: Mapping[str, Sequence[Module]],
    *,
    seed: int,
    now: datetime,
    most_answers: int,
) -> dict[str, tuple[Visit, ...]]:
    """By the key of the person; who did nothing is not in it. `offers`: the modules by organisation."""
    town = Town(people, offers, seed)
    ready = [
        one
        for one in people
        if offers.get(one.organisation) and one.since <= now - SETTLED and town.takes_part(one)
    ]
    _chance(seed, "order").shuffle(ready)  # so that a limit cuts both organisations alike
    found: dict[str, tuple[Visit, ...]] = {}
    left = most_answers
    for place, person in enumerate(ready):
        fair_share = left / (len(ready) - place)
        visits = tuple(Learner(person, town, now, fair_share).visits())
        count = sum(len(visit.given) for visit in visits)
        if visits and count <= left:
            found[person.key] = visits
            left -= count
    return found


class Town:
    """What colleagues have in common: units that differ, and modules that everybody talks about."""

    def __init__(self, people: Sequence[Person], offers: Mapping[str, Sequence[Module]], seed: int) -> None:
        self.seed, self.offers = seed, offers
        self.weak_spots = {spot for organisation in offers for spot in self._weak_spots(organisation, people)}

    def _weak_spots(self, organisation: str, people: Sequence[Person]) -> Iterator[tuple[str, str]]:
        """Teams of some size, each with a competence that many questions in tests are about."""
        staff = Counter(one.unit for one in people if one.organisation == organisation)
        teams = sorted(unit for unit, size in staff.items() if size >= TEAM)
        count = min(len(teams), 1 + staff.total() // PEOPLE_PER_WEAK_SPOT)
        tested = Counter(
            question.competence
            for module in self.offers[organisation]
            for step in module
            for question in step.questions
            if step.kind == "test"
        )
        weak = _chance(self.seed, organisation, "weak").sample(teams, count)
        return zip(weak, (competence for competence, _count in tested.most_common()), strict=False)

    def takes_part(self, person: Person) -> bool:
        of_unit = _chance(self.seed, person.unit, "keen").gauss(0, 0.1)
        share = 0.54 + 0.05 * person.asked + of_unit
        return _chance(self.seed, person.key, "takes part").random() < share

    def level(self, person: Person, competence: str) -> float:
        """Mostly a bit under what the job asks."""
        start = person.required.get(competence, person.asked)
        own = _chance(self.seed, person.key, "level").gauss(-0.2, 0.7)
        of_unit = _chance(self.seed, person.unit, "level").gauss(0, 0.5)
        here = _chance(self.seed, person.unit, competence).gauss(0, 0.5)
        special = _chance(self.seed, person.key, competence).gauss(0, 0.5)
        practical = -0.3 if person.asked < 2 else 0.0
        weak = WEAK_SPOT if (person.unit, competence) in self.weak_spots else 0.0
        return start + own + of_unit + here + special + practical + weak

    def favourites(self, person: Person, chance: Random) -> list[Module]:
        """The modules in the order in which she would take them: what colleagues took more likely first."""
        modules = list(self.offers[person.organisation])
        _chance(self.seed, person.organisation, "campaign").shuffle(modules)
        weighed = [(chance.random() ** place, module) for place, module in enumerate(modules, start=1)]
        return [module for _weight, module in sorted(weighed, key=lambda pair: -pair[0])]


class Clock:
    """Goes on in the working hours of working days."""

    def __init__(self, at: datetime, chance: Random) -> None:
        self.chance = chance
        self.at = at
        self.another_day(1, 1)

    def another_day(self, least: int, most: int) -> None:
        start, minutes = WORKDAY
        day = (self.at + timedelta(days=self.chance.randint(least, most))).date()
        if day.isoweekday() > 5:
            day += timedelta(days=8 - day.isoweekday())
        opening = datetime.combine(day, start, self.at.tzinfo)
        self.at = opening + timedelta(seconds=self.chance.randint(0, 60 * minutes))

    def seconds(self, least: int, most: int) -> datetime:
        self.at += timedelta(seconds=self.chance.randint(least, most))
        return self.at


class Learner:
    """One person on her way through modules, for about `answers` answers."""

    def __init__(self, person: Person, town: Town, now: datetime, answers: float) -> None:
        self.person, self.town, self.now, self.answers = person, town, now, answers
        self.chance = _chance(town.seed, person.key, "history")
        self.gained: defaultdict[str, float] = defaultdict(float)
        begin = max(person.since, now - SPAN)
        self.clock = Clock(begin + (now - begin) * self.chance.random() * 0.8, self.chance)

    def visits(self) -> Iterator[Visit]:
        for module in self._chosen():
            for visit in self._through(module):
                if visit.last >= self.now:
                    break
                yield visit
            self.clock.another_day(3, 120)

    def _chosen(self) -> list[Module]:
        """As many as give her share of the answers on average; for some many more than for others."""
        modules = self.town.favourites(self.person, self.chance)
        wanted = self.answers * self.chance.uniform(0.4, 1.6)
        chosen: list[Module] = []
        for module in modules:
            answers = OF_A_MODULE * sum(len(step.questions) for step in module)
            if chosen and wanted < answers / 2:
                break
            chosen.append(module)
            wanted -= answers
        return chosen

    def _through(self, module: Module) -> Iterator[Visit]:
        way = self.chance.choices(("all", "lessons", "half-way", "test"), (62, 14, 14, 10))[0]
        steps = [step for step in module if self._wants(step, way)]
        if way == "half-way":
            steps = steps[: self.chance.randint(1, len(steps))] if steps else []
        for step in steps:
            stops = way == "half-way" and step is steps[-1]
            if step.kind == "test":
                yield from self._tests(step, stops)
            else:
                yield self._lesson(step, stops)
            if self.chance.random() < 0.3:
                self.clock.another_day(1, 6)

    def _wants(self, step: Step, way: str) -> bool:
        if step.kind == "test":
            return bool(step.questions) and way != "lessons"
        return way != "test" and (step.kind == "lesson" or self.chance.random() < 0.5)

    def _lesson(self, step: Step, stops: bool) -> Visit:
        opened = self.clock.seconds(60, 300)
        given: list[Given] = []
        for question in step.questions:
            if self.chance.random() < ANSWERED:
                given += self._try_out(question)
        if stops and (given or step.kind == "task"):
            return Visit(step.activity, step.kind, opened, tuple(given[:1]))
        for competence in sorted({question.competence for question in step.questions}):
            self.gained[competence] += self.chance.uniform(0.0, 0.3)
        return Visit(step.activity, step.kind, opened, tuple(given), self.clock.seconds(30, 240))

    def _try_out(self, question: Asked) -> Iterator[Given]:
        """Who was wrong may try again, and has read the explanation by then."""
        first = Given(question.version, 1, self.clock.seconds(15, 90), self._knows(question))
        yield first
        if not first.right and self.chance.random() < 0.5:
            yield Given(question.version, 2, self.clock.seconds(15, 60), self._knows(question, more=1.5))

    def _tests(self, step: Step, stops: bool) -> Iterator[Visit]:
        """Until the goal is reached or she has had enough, and perhaps once more much later."""
        for _attempt in range(3):
            visit = self._test(step)
            if stops:
                half = self.chance.randint(1, max(1, len(visit.given) - 1))
                yield replace(visit, given=visit.given[:half], closed=None)
                return
            yield visit
            if _goal_reached(visit) or self.chance.random() < 0.45:
                break
            self.clock.another_day(RETRY_AFTER.days + 1, 40)
        if self.chance.random() < 0.2:
            yield self._much_later(step)

    def _much_later(self, step: Step) -> Visit:
        """Other modules do not wait for it."""
        went_on = self.clock.at
        self.clock.another_day(120, 330)
        visit = self._test(step)
        self.clock.at = went_on
        return visit

    def _test(self, step: Step) -> Visit:
        opened = self.clock.seconds(60, 300)
        given = tuple(
            Given(question.version, 1, self.clock.seconds(20, 110), self._knows(question))
            for question in step.questions
        )
        return Visit(step.activity, step.kind, opened, given, given[-1].at)

    def _knows(self, question: Asked, more: float = 0.0) -> bool:
        level = self.town.level(self.person, question.competence) + self.gained[question.competence] + more
        return self.chance.random() < chance_of_right(level, question)


def chance_of_right(level: float, question: Asked) -> float:
    """The response function of skills.levels, which nobody else imports; a test holds them together."""
    slope = 1.0 / math.sqrt(1.0 + question.error**2 / 1.7**2)
    knows = 1.0 / (1.0 + math.exp(slope * (question.difficulty - level)))
    return question.guess + (1.0 - question.guess) * knows


def _goal_reached(visit: Visit) -> bool:
    return sum(given.right for given in visit.given) >= GOAL_SHARE * len(visit.given)


def _chance(seed: int, *about: str) -> Random:
    """A chance of its own for everything, so that it does not matter what is asked first."""
    return Random("/".join((str(seed), *about)))  # noqa: S311 - it has to be repeatable, not secret
