from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from courses.models import Question
from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.models import User
from tests.cast import STARTED
from tests.factories import a_question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def administrator(as_user, cast):
    return as_user(cast.administrator_a)


def an_item(organisation, code: str = "4.1", level: int = 2, **more):
    return a_question(organisation, code=code, level=level, in_check_up=True, **more)


def place(organisation) -> str:
    return reverse("bank", args=[organisation.slug])


def page(client, organisation) -> str:
    return " ".join(unescape(client.get(place(organisation)).content.decode()).split())


def somebody(role: Role, cast) -> User:
    user = User.objects.create(username=role.value, name="Petra")
    grant(user=user, role=role, organisation=cast.shared, starts=STARTED, acting_user=system_user())
    return user


@pytest.mark.parametrize("name", ["administrator_a", "trainer_a", "hr_a"])
def test_who_administers_writes_or_counts_sees_the_bank_of_her_organisation(as_user, cast, name):
    client = as_user(getattr(cast, name))
    assert client.get(place(cast.a)).status_code == 200
    assert client.get(place(cast.b)).status_code == 404


@pytest.mark.parametrize("role", [Role.CATALOGUE_EDITOR, Role.PLATFORM_ADMINISTRATOR])
def test_who_writes_or_runs_the_shared_part_sees_the_shared_bank(as_user, cast, role):
    an_item(cast.shared)
    client = as_user(somebody(role, cast))
    assert "The check-up can ask 1 question." in page(client, cast.shared)
    assert reverse("units", args=["shared"]) not in page(client, cast.shared)


@pytest.mark.parametrize("name", ["learner_a", "coach_a", "manager_a"])
def test_others_find_nothing_there(as_user, cast, name):
    client = as_user(getattr(cast, name))
    assert client.get(place(cast.a)).status_code == 404
    assert client.get(reverse("bank", args=["nowhere"])).status_code == 404


def test_questions_are_counted_by_skill_and_level(administrator, cast):
    for level in (1, 2, 2, 4):
        an_item(cast.shared, level=level)
    an_item(cast.a, level=6)
    shown = administrator.get(place(cast.a)).context
    rows = {one.code: stock for _area, own in shown["areas"] for one, stock in own}
    assert rows["4.1"].at == {1: 1, 2: 2, 3: 0, 4: 1, 5: 0, 6: 1}
    assert len(rows) == 21
    assert "4.1" not in [one.code for one in shown["short"]]
    assert len(shown["short"]) == 20


def test_only_what_the_people_here_may_be_asked_counts(administrator, cast):
    an_item(cast.b)
    a_question(cast.a)  # for lessons and tests only
    withdrawn = an_item(cast.a)
    Question.objects.filter(pk=withdrawn.question_id).update(languages=[])
    assert "No questions yet" in page(administrator, cast.a)


def test_it_says_whose_level_is_only_one_label(administrator, cast):
    first, second = an_item(cast.shared), an_item(cast.shared)
    assert "Nobody but the author has looked at their levels yet." in page(administrator, cast.a)
    Question.objects.filter(pk=first.question_id).update(labels=2)
    assert "The level of 1 of them is not reviewed by a second person." in page(administrator, cast.a)
    Question.objects.filter(pk=second.question_id).update(labels=3)
    assert "All their levels are reviewed by a second person." in page(administrator, cast.a)


def test_a_skill_with_too_few_questions_is_named(administrator, cast):
    for level in (1, 2, 3):
        an_item(cast.shared, level=level)
    assert "3 questions · own estimate only" in page(administrator, cast.a)
    an_item(cast.shared, level=4)
    assert "4 questions</small>" in page(administrator, cast.a)


def test_the_page_costs_the_same_with_one_question_and_with_three(administrator, cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert administrator.get(place(cast.a)).status_code == 200
        return len(counted)

    an_item(cast.shared)
    queries()  # what is kept for later is fetched the first time
    with_one = queries()
    an_item(cast.shared, code="1.1")
    an_item(cast.a, code="5.4", level=7)
    assert queries() == with_one
