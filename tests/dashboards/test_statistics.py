"""The pages that tell trainers what answers say of their questions and modules."""

import re
from html import unescape
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from courses.models import Asked
from courses.statistics.figures import Advice, Figures, Hint, Item
from lms.dashboards import statistics
from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.models import User
from tests.cast import STARTED, Cast
from tests.courses.calibration.crowd import crowd
from tests.factories import a_module, a_question, an_activity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture(scope="module")
def made(kept_for_module) -> SimpleNamespace:
    """A shared question that sixty people of A and three of B answered, in a module with a lesson and a test."""
    cast = Cast()
    module = a_module(cast.shared)
    test = an_activity(module, kind="test", position=1)
    lesson = an_activity(module, position=0)
    version = test.placements.get().question.current
    people = crowd(cast.a, [version], 60)
    asked = Asked.objects.filter(version=version)
    asked.filter(right=False).update(response={"choice": "b"})
    crowd(cast.b, [version], 3)
    editor = User.objects.create(username="editor", name="Ed")
    grant(
        user=editor,
        role=Role.CATALOGUE_EDITOR,
        organisation=cast.shared,
        starts=STARTED,
        acting_user=system_user(),
    )
    return SimpleNamespace(
        cast=cast, module=module, test=test, lesson=lesson, version=version, people=people, editor=editor
    )


def question_page(client, version) -> str:
    response = client.get(reverse("question_statistics", args=[version.question.key]))
    assert response.status_code == 200
    return words(response)


def words(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split()).replace("\xa0", " ")


def test_the_owner_of_the_catalogue_sees_everybody_and_a_trainer_her_own_people(as_user, made):
    assert "63 people answered it" in question_page(as_user(made.editor), made.version)
    of_a = question_page(as_user(made.cast.trainer_a), made.version)
    assert "60 people answered it for the first time in a test or a check-up." in of_a
    assert "of the people of your organisation" in of_a


def test_three_people_tell_nothing(as_user, made):
    found = question_page(as_user(made.cast.trainer_b), made.version)
    assert "Too few answers yet to tell anything." in found
    assert "How many are right" not in found
    assert "%" not in found


@pytest.mark.parametrize("name", ["learner_a", "manager_a", "hr_a", "administrator_a", "coach_a"])
def test_nobody_else_finds_these_pages(as_user, made, name):
    client = as_user(getattr(made.cast, name))
    for address in ("question_statistics", made.version.question.key), ("module_statistics", made.module.key):
        assert client.get(reverse(address[0], args=[address[1]])).status_code == 404


def test_nobody_finds_the_question_of_another_organisation(as_user, made):
    own = a_question(made.cast.b)
    for user in (made.cast.trainer_a, made.editor):
        address = reverse("question_statistics", args=[own.question.key])
        assert as_user(user).get(address).status_code == 404
    assert "Too few" in question_page(as_user(made.cast.trainer_b), own)


def test_what_people_choose_is_a_table_with_small_numbers_hidden(as_user, made):
    found = question_page(as_user(made.editor), made.version)
    assert re.search(r"The good one the right answer \d+ % hidden hidden", found)
    assert "A third one 0 % hidden hidden" in found


def test_a_kind_without_right_or_wrong_has_nothing_to_count(as_user, made):
    from tests.courses.questions.test_flashcard import PLAIN

    card = a_question(made.cast.a, type="flashcard", plain=PLAIN)
    found = question_page(as_user(made.cast.trainer_a), card)
    assert "This kind of question has no right or wrong" in found


def test_the_module_lists_its_questions_and_where_people_stop(as_user, made):
    response = as_user(made.editor).get(reverse("module_statistics", args=[made.module.key]))
    found = words(response)
    assert "Too few people began to tell anything." in found
    assert "Too few tries yet to tell anything." in found
    assert [one.found.answers for one in response.context["questions"]] == [0, 63]  # all is well with it


def test_a_module_costs_the_same_with_one_and_with_three(as_user, made):
    client = as_user(made.editor)
    address = reverse("module_statistics", args=[made.module.key])
    client.get(address)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
        return len(counted)

    before = queries()
    for place in (2, 3):
        an_activity(made.module, position=place, questions=2)
        an_activity(made.module, kind="test", position=place + 2, questions=2)
    assert queries() == before <= 15


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (
            Advice(Hint.HARDER, level=4),
            "Harder than you thought: it behaves like level 4, not 2. Is the wording plain enough?",
        ),
        (
            Advice(Hint.DRAWS_BEST, "b"),
            "“Another one” draws those who know most: check whether it is right, or can be read so.",
        ),
        (Advice(Hint.TOO_FEW), "Too few answers yet for advice (12 of 30)."),
    ],
)
def test_advice_is_a_sentence(made, monkeypatch, one, sentence):
    monkeypatch.setattr(statistics, "advice", lambda found: (one,))
    found = Figures(item=Item(label=2, guess=0.3), answers=12)
    assert statistics.Shown(made.version, found).sentence == sentence


def test_every_hint_has_its_words(made):
    assert set(statistics.SAID) == set(Hint) - {Hint.TOO_FEW}
