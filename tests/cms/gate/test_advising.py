"""The gate in the editor itself."""

import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.html import escape
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms import rights
from cms.gate import advising
from cms.gate.checks import Finding
from cms.gate.sentences import sentence
from cms.models import Attachment, AuthoredQuestion, LessonPage, Picture
from tests.cast import Cast
from tests.cms.authored import explain, lesson_page, module_page, question, write
from tests.cms.test_forms import question_form
from tests.lms.test_safe_recordings import RIGHT

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


def changed_to(page, *blocks):
    """A newer draft of it, as an import or an older version may hold it."""
    page.body = page.body.stream_block.to_python([{"type": name, "value": value} for name, value in blocks])
    page.save_revision()
    return page


@pytest.mark.parametrize(
    "block",
    [
        ("text", SAYS_NOTHING),
        ("picture", {"image": None, "alt": "", "caption": ""}),
        ("summary", []),
    ],
)
def test_what_is_unfinished_does_not_go_live_with_several_pages_either(trainer, written, block):
    page = changed_to(lesson_page(written), block)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    told = trainer.post(f"{address}?id={page.pk}&next={reverse('wagtailadmin_home')}", follow=True)
    assert page.title in told.content.decode()
    assert lesson_page(written).has_unpublished_changes

    changed_to(lesson_page(written), ("text", "<p>Kijk.</p>"))
    trainer.post(f"{address}?id={page.pk}&next={reverse('wagtailadmin_home')}", follow=True)
    assert not lesson_page(written).has_unpublished_changes


def test_what_is_missing_stands_beside_its_block(trainer, written):
    picture = Picture.objects.get(collection__name=written.slug)
    film = Attachment.objects.create(
        title="Film", file=ContentFile(RIGHT["mp4"], "film.mp4"), collection=rights.collection(written)
    )
    blocks = [
        ("picture", {"image": str(picture.pk), "alt": "", "caption": "", "decorative": ""}),
        ("recording", recording_form(film)),
    ]
    address = reverse("wagtailadmin_pages:edit", args=[lesson_page(written).pk])
    form = nested_form_data({"title": "Films", "slug": "look", "body": streamfield(blocks)})
    told = trainer.post(address, form | PUBLISH).content.decode()
    for code in ("no_alt", "no_captions"):
        assert escape(sentence(Finding(code))) in told
    assert trainer.post(address, form).status_code == 302  # as a draft
    assert lesson_page(written).title != "Films"


def recording_form(film) -> dict:
    text = json.dumps({"blocks": [], "entityMap": {}})
    return {"title": "A film", "file": str(film.pk), "captions": "", "silent": "", "transcript": text}


def test_the_text_of_a_question_is_looked_at_too(written, cast):
    asked = question(written)
    asked.content[0].value["prompt"] = "Indien je wil, [klik hier](https://a.example)?"
    found = {one.code: one.stops for one in advising.findings_of_question(asked)}
    assert found == {"link_says_nothing": True, "heavy_word": False}


def test_a_question_is_told_what_could_be_better_and_goes_live_without_barriers_only(trainer, written, cast):
    form = question_form(written, cast.competence("4.1"))
    form["content-0-value-prompt"] = "Indien je wil?"
    add = reverse("wagtailsnippets_cms_authoredquestion:add")
    told = trainer.post(add, form | PUBLISH, follow=True).content.decode()
    assert escape(sentence(Finding("heavy_word", {"heavy": "indien", "plain": "als"}))) in told

    form |= {"name": "other", "content-0-value-prompt": "Kijk [hier](https://a.example)."}
    refused = trainer.post(add, form | PUBLISH).content.decode()
    assert sentence(Finding("link_says_nothing", {"link": "hier"})).rpartition("”")[2] in refused
    assert not AuthoredQuestion.objects.filter(name="other").exists()


def test_words_of_the_neighbours_are_not_in_the_glossary(written, cast):
    for organisation, word in ((cast.a, "Gluren"), (cast.b, "Sturen"), (cast.shared, "Vuren")):
        explain(organisation, word)
    assert advising.glossary(lesson_page(written).locale, cast.a) == {"gluren", "vuren"}


@pytest.mark.parametrize("thing", [lesson_page, module_page, question])
def test_the_preview_begins_as_a_phone(written, thing):
    one = thing(written)
    [phone] = [size for size in one.preview_sizes if size["name"] == one.default_preview_size]
    assert phone["device_width"] == 360


def test_a_module_is_told_what_it_lacks(written):
    module = module_page(written)
    assert "minutes_far_off" in [one.code for one in advising.findings(module)]
    facts = advising.whole(module)
    assert (facts.lessons, facts.tests, len(facts.practised), [one.is_key for one in facts.asked]) == (
        1,
        1,
        1,
        [False, True],
    )
