"""The gate in the editor itself."""

import pytest
from django.urls import reverse
from django.utils.html import escape
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.gate import advising
from cms.gate.checks import Finding
from cms.gate.sentences import sentence
from cms.models import LessonPage
from tests.cast import Cast
from tests.cms.authored import lesson_page, module_page, write

pytestmark = pytest.mark.django_db
PUBLISH = {"action-publish": "action-publish"}
SAYS_NOTHING = '<p>Kijk <a href="https://a.example/">hier</a>.</p>'
HEAVY = f"<p>Indien {'je ' * 25}wil.</p>"


@pytest.fixture(scope="module")
def written(kept_for_module):
    cast = Cast()
    write(cast.a)
    return cast.a


@pytest.fixture
def trainer(written, as_user, cast):
    return as_user(cast.trainer_a)


def post(client, organisation, html: str, accept: str = "text/html", **more):
    page = lesson_page(organisation)
    form = nested_form_data(
        {"title": "Looked at", "slug": "look", "body": streamfield([("text", rich_text(html))])}
    )
    return client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        form | more,
        follow=True,
        headers={"accept": accept},
    )


def test_what_keeps_somebody_out_is_a_draft_and_is_not_published(trainer, written):
    said = sentence(Finding("link_says_nothing", {"link": "hier"})).rpartition("”")[2]  # quotes are escaped
    refused = post(trainer, written, SAYS_NOTHING, **PUBLISH)
    assert said in refused.content.decode()
    assert "hier" not in str(LessonPage.objects.get(pk=lesson_page(written).pk).body)

    post(trainer, written, SAYS_NOTHING)
    assert "hier" in str(lesson_page(written).get_latest_revision().content["body"])


def test_heavy_words_are_told_and_publish_all_the_same(trainer, written):
    told = post(trainer, written, HEAVY, **PUBLISH).content.decode()
    assert escape(sentence(Finding("heavy_word", {"heavy": "indien", "plain": "als"}))) in told
    assert "Indien" in str(LessonPage.objects.get(pk=lesson_page(written).pk).body)


def test_the_editor_that_saves_by_itself_says_nothing(trainer, written):
    answer = post(trainer, written, HEAVY, accept="application/json")
    assert "indien" not in answer.content.decode()


def test_a_module_is_told_what_it_lacks(written):
    module = module_page(written)
    assert "minutes_far_off" in [one.code for one in advising.findings(module)]
    facts = advising.whole(module)
    assert (facts.lessons, facts.tests, facts.tried, [one.is_key for one in facts.asked]) == (
        1,
        1,
        1,
        [False, True],
    )
