"""Another competence or level for several questions: what would change, and changing it."""

import re

import pytest
from django.urls import reverse

from cms import rights
from cms.models import AuthoredQuestion
from courses.models import Question
from skills.models import Competence
from tests.cast import Cast
from tests.cms.authored import question, write

pytestmark = pytest.mark.django_db
NAMES = ("post-which", "post-first", "post-second")


@pytest.fixture(scope="module")
def written(kept_for_module):
    """Three questions: one published in two languages, one with changes, one that is a draft."""
    cast = Cast()
    write(cast.a, "nl", "en")
    write(cast.b)
    rights.sync(cast.a)
    for language in ("nl", "en"):
        question(cast.a, "post-first", language).save_revision(user=cast.trainer_a)
        question(cast.a, "post-second", language).unpublish()
    return cast.a


@pytest.fixture
def trainer(written, as_user, cast):
    return as_user(cast.trainer_a)


@pytest.fixture
def ticked(written) -> list[AuthoredQuestion]:
    return [question(written, name) for name in NAMES]


def test_what_would_change_is_said_before_it_changes(trainer, written, ticked):
    page = reverse("change_questions")
    ids = [one.pk for one in ticked]
    assert all(f'value="{pk}"' in trainer.get(page, {"id": ids}).content.decode() for pk in ids)

    wanted = {"id": ids, "level": 4, "competence": "", "do": "look"}
    looked = trainer.post(page, wanted)
    assert [row.changes for row in looked.context["rows"]] == [True] * 3
    assert len({row.what for row in looked.context["rows"]}) == 3
    assert set(AuthoredQuestion.objects.filter(organisation=written).values_list("level", flat=True)) == {2}

    seen = re.search(r'name="looked_at" value="([^"]+)"', looked.content.decode())[1]
    other = trainer.post(page, {**wanted, "level": 5, "do": "change", "looked_at": seen})
    assert other.context["rows"]  # she looked at something else, so she looks again
    assert trainer.post(page, {**wanted, "do": "change", "looked_at": seen}).status_code == 302

    levels = {one.name: Question.objects.get(key=one.translation_key).current.level for one in ticked}
    assert levels == {"post-which": 4, "post-first": 2, "post-second": 2}
    newest = [question(written, name).get_latest_revision_as_object().level for name in NAMES]
    assert newest == [4, 4, 4]
    assert question(written, "post-which", "en").level == 4
    assert not question(written, "post-second").live
    assert Question.objects.get(key=ticked[0].translation_key).current.edition == 2


def test_what_is_not_hers_or_says_nothing_changes_nothing(trainer, written, ticked, cast):
    page, other = reverse("change_questions"), Competence.objects.get(code="5.2")
    theirs = question(cast.b).pk
    wanted = {"competence": other.pk, "level": "", "do": "look"}
    assert trainer.post(page, {**wanted, "id": [ticked[0].pk, theirs]}).status_code == 404
    assert trainer.get(page, {"id": theirs}).status_code == 404
    assert trainer.post(page, {"id": ticked[0].pk, "do": "look"}).status_code == 422
    assert trainer.post(page, {**wanted, "id": ticked[0].pk, "level": 9}).status_code == 422
    assert trainer.post(page, {**wanted, "id": "x"}).status_code == 404
    assert trainer.post(page, {**wanted, "id": ticked[0].pk, "do": ""}).status_code == 400


def test_only_own_questions_have_a_box_to_tick(trainer, ticked):
    listed = trainer.get(reverse("wagtailsnippets_cms_authoredquestion:list")).content.decode()
    boxes = re.findall(r'name="id" value="(\d+)" form="change-questions"', listed)
    assert {int(pk) for pk in boxes} == {one.pk for one in ticked}
