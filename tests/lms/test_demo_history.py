from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from courses.content import QuestionContent
from courses.models import Activity, Answer, Attempt, Completion, Enrolment
from courses.questions import kind
from lms.interop.modules.receive import receive
from lms.management.commands.demo_people import ACCOUNTS
from lms.management.demo.answers import respond
from lms.management.demo.history import Asked, Person, Step, chance_of_right, histories
from lms.people.models import Organisation, User
from skills.levels import answer_log_likelihoods
from skills.models import Evidence, HeldLevel, ProfileAssignment
from tests.cast import FIXTURES
from tests.factories import a_module, an_activity

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEAD = "organisation;unit;name;email;username;job;profile code;start;external id\n"
TOWNS = ("Zonnebeek", "Heuvelrode")


# --- answers ----------------------------------------------------------------------------------------------------------


def catalogue() -> list[QuestionContent]:
    folders = sorted(path for path in (FIXTURES / "catalogue").iterdir() if path.is_dir())
    sources = (one for folder in folders for one in receive(folder) if one.language == "nl")
    return [question for one in sources for activity in one.activities for question in activity.questions]


@pytest.mark.parametrize("question", catalogue(), ids=lambda question: question.id)
def test_every_question_of_the_catalogue_gets_right_and_wrong_answers_that_its_page_can_show(question):
    asked = kind(question.type)
    body, texts = asked.split(dict(question.plain))
    for right in (True, False):
        given = respond(question.type, body, right, Random(1))
        marked = asked.mark(body, given)
        assert marked.right is right
        assert asked.shown(body, texts, "seed", given, marked)["right"] is right


def test_a_type_that_nobody_told_about_is_not_known():
    assert respond("crossword", {}, True, Random(1)) == {"dont_know": True}


# --- histories --------------------------------------------------------------------------------------------------------


def a_question(version: int, level: int = 2) -> Asked:
    return Asked(version, "4.1", difficulty=level - 0.5, error=1.0, guess=0.25)


def a_step(number: int, kind: str, questions: int) -> Step:
    return Step(number, kind, tuple(a_question(100 * number + n) for n in range(questions)))


MODULES = [
    (a_step(1, "lesson", 3), a_step(2, "lesson", 2), a_step(3, "task", 0), a_step(4, "test", 7)),
    (a_step(5, "lesson", 3), a_step(6, "test", 6)),
]


def staff(town: str, count: int = 60, required: int = 3) -> list[Person]:
    started = NOW - timedelta(days=3000)
    return [
        Person(f"{town}/{n}", town, f"{town}/{'Groen' if n % 2 else 'Loket'}", started, {"4.1": required})
        for n in range(count)
    ]


def lived(people: list[Person], *, seed: int = 1, most: int = 10_000) -> dict:
    offers = {person.organisation: MODULES for person in people}
    return histories(people, offers, seed=seed, now=NOW, most_answers=most)


def test_a_history_is_the_same_for_the_same_seed_and_another_one_for_another():
    people = staff("Zonnebeek")
    assert lived(people) == lived(people)
    assert lived(people) != lived(people, seed=2)


def test_nothing_happens_before_the_job_began_nor_in_the_future_nor_at_the_weekend():
    people = staff("Zonnebeek")
    new = Person("Zonnebeek/new", "Zonnebeek", "Zonnebeek/Groen", NOW - timedelta(days=10), {"4.1": 2})
    found = lived([*people, new])
    assert new.key not in found
    moments = [
        at for visits in found.values() for visit in visits for at in (visit.opened, visit.closed) if at
    ]
    assert NOW - timedelta(days=550) < min(moments) < max(moments) < NOW
    assert max(at.isoweekday() for at in moments) == 5


def test_the_answers_stay_within_the_limit_and_both_towns_have_their_part():
    people = [*staff("Zonnebeek"), *staff("Heuvelrode")]
    found = lived(people, most=700)
    answers = sum(len(visit.given) for visits in found.values() for visit in visits)
    assert 400 < answers <= 700
    towns = Counter(key.split("/")[0] for key in found)
    assert min(towns["Zonnebeek"], towns["Heuvelrode"]) > 20


def test_a_test_is_tried_again_only_after_more_than_a_day():
    again = 0
    for visits in lived(staff("Zonnebeek")).values():
        tests = [visit for visit in visits if visit.kind == "test"]
        for before, after in pairwise(tests):
            if before.activity == after.activity:
                again += 1
                assert after.opened - before.closed > timedelta(days=1)
    assert again > 0


def test_people_whose_job_asks_more_answer_better_and_some_stop_half_way():
    def share(required: int) -> float:
        visits = [
            visit for visits in lived(staff("Zonnebeek", required=required)).values() for visit in visits
        ]
        assert any(visit.closed is None for visit in visits)
        given = [one.right for visit in visits for one in visit.given]
        return sum(given) / len(given)

    assert share(5) > share(1) + 0.1


@pytest.mark.parametrize("level", [-1.0, 1.5, 4.0, 9.0])
@pytest.mark.parametrize("error", [0.2, 1.0])
def test_the_chance_of_a_right_answer_is_the_one_that_levels_are_estimated_with(level, error):
    asked = Asked(1, "4.1", difficulty=2.5, error=error, guess=0.25)
    grid = np.linspace(-2.0, 10.0, 49)
    logs = answer_log_likelihoods(*(np.array([x]) for x in (1.0, asked.difficulty, asked.error, asked.guess)))
    assert chance_of_right(level, asked) == pytest.approx(np.exp(np.interp(level, grid, logs[0])))


# --- the command ------------------------------------------------------------------------------------------------------


def run(*words: str) -> str:
    out = StringIO()
    call_command("demo_history", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def towns(cast, settings, tmp_path) -> list[Organisation]:
    """Two demo towns of a few people, each with a role account; a shared module, and one of the first town only."""
    settings.DEMO = True
    file = tmp_path / "people.csv"
    file.write_text(
        HEAD + "".join(people_of(town, mark) for town, mark in zip(TOWNS, ("", "-2"), strict=True))
    )
    call_command("import_people", str(file), "--make-organisations", stdout=StringIO())
    found = [Organisation.objects.get(name=f"Gemeente {town}") for town in TOWNS]
    for owner in (cast.shared, found[0]):
        module = a_module(owner)
        an_activity(module, kind=Activity.Kind.LESSON, questions=2, position=0)
        an_activity(module, kind=Activity.Kind.TEST, questions=3, position=1)
    return found


def people_of(town: str, mark: str) -> str:
    rows = [f"Gemeente {town};Groen;Jef Claes {town};;medewerker{mark};Job;P01;2020-01-01;0\n"]
    rows += [f"Gemeente {town};Groen;Naam {n} {town};;;Job;P0{n};2020-01-01;{n}\n" for n in range(1, 9)]
    return "".join(rows)


def record() -> list[tuple]:
    """What was done, without what differs from one database to the next."""
    rows = Answer.objects.order_by("attempt__user", "question", "attempt__number", "turn")
    return list(rows.values_list("attempt__user__name", "question", "turn", "response", "right"))


def test_a_history_is_only_for_a_demo(towns, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="set DEMO=1"):
        run()
    assert not Evidence.objects.exists()


def test_staff_learn_and_the_accounts_of_visitors_stay_empty(towns):
    said = run("--answers", "60")
    learners = User.objects.filter(enrolments__isnull=False).distinct()
    assert f"Learning: {learners.count()} of 16 people have a history now" in said
    assert learners.count() > 3
    assert not learners.filter(username__in=ACCOUNTS).exists()
    assert 20 < Answer.objects.count() <= 60
    assert set(Evidence.objects.values_list("kind", flat=True)) == {"answer", "step"}
    assert Attempt.objects.exclude(finished_at=None).exists()


def test_everything_happened_in_the_past(towns):
    run("--answers", "60")
    started = timezone.now()
    for model, field in (
        (Evidence, "at"),
        (Answer, "answered_at"),
        (Completion, "at"),
        (Enrolment, "started_at"),
    ):
        assert not model.objects.filter(**{f"{field}__gt": started}).exists()
        assert model.objects.filter(**{f"{field}__lt": started - timedelta(days=30)}).exists()


def test_what_people_did_is_recorded_under_their_own_organisation(towns):
    run("--answers", "60")
    for town in towns:
        others = {"user__employments__organisation": town}
        for model in (Evidence, Enrolment, Completion):
            mine = model.objects.filter(**others)
            assert mine.exists()
            assert set(mine.values_list("organisation", flat=True)) == {town.pk}
    first, second = towns
    assert Enrolment.objects.filter(organisation=first, module__organisation=first).exists()
    assert not Enrolment.objects.filter(organisation=second, module__organisation=first).exists()


def test_levels_are_ready_when_it_is_done(towns):
    run("--answers", "60")
    assert not ProfileAssignment.objects.filter(employment__organisation__in=towns).due().exists()
    assert HeldLevel.objects.filter(organisation__in=towns, own_equivalents__gt=0).exists()


def test_a_second_run_changes_nothing_and_says_so(towns):
    run("--answers", "60")
    before = record()
    assert run("--answers", "60") == "Learning: nothing changed, everybody has their history.\n"
    assert record() == before


def test_the_same_seed_gives_the_same_answers(towns):
    def once(seed: str) -> list[tuple]:
        with transaction.atomic():
            run("--answers", "60", "--people", "3", "--seed", seed)
            found = record()
            transaction.set_rollback(True)
        return found

    first = once("1")
    assert len({row[0] for row in first}) == 3
    assert once("1") == first
    assert once("2") != first


def test_other_organisations_are_left_alone(towns, cast):
    run("--answers", "60")
    assert not Evidence.objects.filter(organisation__in=[cast.a, cast.b]).exists()
