"""A second person says at which level a question is, without having seen the first label."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms import rights
from courses.actions import Refused
from courses.labelling.actions import label
from courses.models import Label, Question
from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.models import Change
from skills.models import Competence
from tests.cast import STARTED, Cast
from tests.cms.authored import publish, question, write_lesson
from tests.factories import a_question

pytestmark = pytest.mark.django_db
LIST = "wagtailsnippets_cms_authoredquestion:list"


@pytest.fixture(scope="module")
def written(kept_for_module):
    """A question at level 3 that the trainer wrote; another trainer is the second eye."""
    cast = Cast()
    write_lesson(cast.a)
    rights.sync(cast.a)
    asked = question(cast.a)
    asked.level = 3
    publish(asked, cast.trainer_a)
    second = cast.learner2_a
    grant(user=second, role=Role.TRAINER, organisation=cast.a, starts=STARTED, acting_user=system_user())
    return cast


@pytest.fixture
def asked(written) -> Question:
    return Question.objects.select_related("current__competence").get(key=question(written.a).translation_key)


def give(asked, by, level: int, code: str = "4.1", authors=frozenset()) -> Label:
    return label(
        version=asked.current,
        competence=Competence.objects.get(code=code),
        level=level,
        remark="",
        authors=authors,
        now=timezone.now(),
        acting_user=by,
    )


def test_who_agrees_makes_the_level_surer_and_changes_nothing_else(asked, cast):
    assert not give(asked, cast.learner2_a, 4).differs
    now = Question.objects.get(key=asked.key)
    assert (now.labels, now.current.difficulty, now.current.difficulty_error) == (2, 2.5, 0.7)
    assert (now.current.item, now.current.level) == (asked.current.item, 3)
    assert Change.objects.get(what="label_agrees").by == cast.learner2_a


@pytest.mark.parametrize(("level", "code"), [(5, "4.1"), (3, "5.2")])
def test_who_does_not_agree_changes_nothing_and_it_is_marked(asked, cast, level, code):
    assert give(asked, cast.learner2_a, level, code).differs
    now = Question.objects.get(key=asked.key)
    assert (now.labels, now.current) == (1, asked.current)
    assert list(Question.objects.differing()) == [now]


def test_nobody_is_the_second_eye_of_her_own_question_nor_twice(asked, cast):
    with pytest.raises(Refused, match="own_label"):
        give(asked, cast.trainer_a, 3)
    with pytest.raises(Refused, match="own_label"):
        give(asked, cast.learner2_a, 3, authors=frozenset({cast.learner2_a.pk}))
    give(asked, cast.learner2_a, 3)
    asked.refresh_from_db()
    with pytest.raises(Refused, match="labelled"):
        give(asked, cast.learner2_a, 3)


def test_the_first_label_is_read_only_after_the_second_is_given(written, asked, as_user, cast):
    page = reverse("label_question", args=[asked.key])
    assert 'name="level"' not in as_user(cast.trainer_a).get(page).content.decode()
    second = as_user(cast.learner2_a)
    assert page in second.get(reverse("second_eye")).content.decode()
    blind = second.get(page).content.decode()
    assert "Nederlands why." in blind
    assert 'id="labels"' not in blind
    assert not re.search(r'name="level"[^>]* checked', blind)
    assert '<option value="" selected>' in blind

    version = re.search(r'name="version" value="(\d+)"', blind)[1]
    form = {"version": version, "competence": asked.current.competence_id, "level": 6, "remark": "Hard!"}
    assert second.post(page, {**form, "level": 9}).status_code == 422
    assert 'id="labels"' in second.post(page, form, follow=True).content.decode()
    for person in (cast.learner2_a, cast.trainer_a):
        client = as_user(person)
        assert page in client.get(reverse("second_eye")).content.decode()
        assert "Hard!" in client.get(page).content.decode()
    found = client.get(reverse(LIST), {"labels": "differ"}).context["object_list"]
    assert [one.name for one in found] == ["post-which"]


def test_the_page_costs_the_same_with_one_question_and_with_three(written, as_user, cast, asked):
    client = as_user(cast.learner2_a)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("second_eye"))
        return len(counted)

    queries()
    with_one = queries()
    for _more in range(2):
        a_question(cast.a)
    assert queries() == with_one
