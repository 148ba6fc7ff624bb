"""Writing through the editor itself: the browser's own forms, and forged ones."""

import json
import re

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms import models, publishing, rights
from cms.models import AuthoredQuestion, LessonPage, Picture
from cms.sentences import SAMENESS, measures_nothing
from courses import actions
from courses.models import Activity, Answer, Question
from courses.sameness import Change
from tests.cast import Cast
from tests.cms.authored import lesson_page, module_page, page, question, write, write_lesson

pytestmark = pytest.mark.django_db
PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture(scope="module")
def written(kept_for_module):
    cast = Cast()
    write(cast.a, mark=" of aalhoek")
    rights.sync(cast.a)
    for organisation in (cast.b, cast.shared):
        write_lesson(organisation)
    return cast.a


@pytest.fixture
def trainer(written, as_user, cast):
    return as_user(cast.trainer_a)


def said(msgid: str) -> str:
    return escape(gettext(msgid))


def lesson_form(title: str, *blocks) -> dict:
    return nested_form_data({"title": title, "slug": "look", "body": streamfield(list(blocks))})


def post_lesson(client, organisation, title: str, *blocks, **more):
    address = reverse("wagtailadmin_pages:edit", args=[lesson_page(organisation).pk])
    return client.post(address, lesson_form(title, *blocks) | more)


def question_form(organisation, competence, name: str = "new", **options) -> dict:
    answers = options.get("answers", [("good", True), ("bad", False)])
    items = {
        "count": len(answers),
        **{
            str(n): {
                "value": {"text": text, "right": "on" if right else "", "feedback": ""},
                "order": str(n),
                "deleted": "",
                "id": "",
            }
            for n, (text, right) in enumerate(answers)
        },
    }
    value = {
        "prompt": "Which?",
        "picture": {"file": options.get("picture", ""), "alt": "A picture"},
        "options": items,
        "why": "So.",
        "hint": "",
    }
    return nested_form_data(
        {
            "organisation": organisation.pk,
            "name": name,
            "competence": competence.pk,
            "level": 2,
            "content": streamfield([("single_choice", value)]),
        }
    )


def post_question(client, form: dict, pk: int | None = None):
    name = "edit" if pk else "add"
    address = reverse(f"wagtailsnippets_cms_authoredquestion:{name}", args=[pk] if pk else [])
    return client.post(address, form | PUBLISH)


def test_a_trainer_publishes_a_lesson(trainer, written, cast):
    blocks = [("text", rich_text("<p>Hello</p>")), ("tryout", str(question(written).pk))]
    assert post_lesson(trainer, written, "Changed", *blocks, **PUBLISH).status_code == 302
    activity = Activity.objects.get(key=lesson_page(written).translation_key)
    assert activity.titles["nl"] == "Changed"
    assert activity.placements.get().question.key == question(written).translation_key


def test_a_trainer_publishes_a_question(trainer, written, cast):
    reply = post_question(trainer, question_form(written, cast.competence("4.1")))
    assert reply.status_code == 302
    made = AuthoredQuestion.objects.get(name="new")
    version = Question.objects.get(key=made.translation_key).current
    assert (version.created_by, made.organisation) == (cast.trainer_a, written)
    assert [option["right"] for option in version.body["options"]] == [True, False]


def test_an_unfinished_question_is_a_draft_and_is_not_published(trainer, written, cast):
    form = question_form(written, cast.competence("4.1"), answers=[("good", False), ("bad", False)])
    refused = post_question(trainer, form)
    assert refused.status_code == 200
    assert said("Exactly one answer has to be right. Mark one.") in refused.content.decode()

    assert trainer.post(reverse("wagtailsnippets_cms_authoredquestion:add"), form).status_code == 302
    assert AuthoredQuestion.objects.get(name="new").live is False


# --- the same question, or another ------------------------------------------------------------------------------------


def form_of(asked: AuthoredQuestion, **changes) -> dict:
    """What the browser sends of a question that is there, with its own ids."""
    value, options = asked.content[0].value, asked.content.raw_data[0]["value"]["options"]
    items = {
        "count": len(options),
        **{
            str(place): {
                "value": {**one["value"], "right": "on" if one["value"]["right"] else ""},
                "order": str(place),
                "deleted": "",
                "id": one["id"],
            }
            for place, one in enumerate(options)
        },
    }
    fields = {"prompt": value["prompt"], "why": value["why"], "hint": "", "options": items}
    fields |= {"picture": {"file": "", "alt": ""}} | changes.pop("fields", {})
    facts = {"name": asked.name, "competence": asked.competence_id, "level": asked.level} | changes
    return nested_form_data({**facts, "content": streamfield([("single_choice", fields)])})


def only_right(asked: AuthoredQuestion, place: int) -> dict:
    """With the key on another option."""
    form = form_of(asked)
    for option in range(2):
        form[f"content-0-value-options-{option}-value-right"] = "on" if option == place else ""
    return form


def current_of(asked: AuthoredQuestion):
    return Question.objects.get(key=asked.translation_key).current


def test_publishing_what_did_not_change_asks_nothing(trainer, written):
    asked = question(written)
    before = current_of(asked)
    assert post_question(trainer, form_of(asked), asked.pk).status_code == 302
    assert current_of(asked) == before


@pytest.mark.parametrize(
    ("changed", "suggested"),
    [
        (lambda asked: form_of(asked, fields={"prompt": "Better words?"}), Change.WORDING),
        (lambda asked: only_right(asked, 1), Change.ANSWERS),
        (lambda asked: form_of(asked, level=4), Change.MEASURE),
    ],
    ids=["wording", "key", "level"],
)
def test_publishing_a_change_without_saying_what_it_is_is_refused_and_one_is_suggested(
    trainer, written, changed, suggested
):
    asked = question(written)
    form, before = changed(asked), current_of(asked)
    refused = post_question(trainer, form, asked.pk)
    page = refused.content.decode()
    assert (refused.status_code, current_of(asked)) == (200, before)
    assert escape(str(SAMENESS[suggested])) in page
    chosen = re.search(r'name="another_question" value="(True|False)"[^>]*checked', page)
    assert chosen[1] == str(suggested is not Change.WORDING)

    assert post_question(trainer, form | {"another_question": chosen[1]}, asked.pk).status_code == 302
    now = current_of(asked)
    assert (now.number, now.edition) == (before.number + 1, before.edition + (chosen[1] == "True"))
    asked.refresh_from_db()
    assert asked.another_question is None


def test_a_draft_of_a_change_asks_nothing_yet(trainer, written):
    asked = question(written)
    address = reverse("wagtailsnippets_cms_authoredquestion:edit", args=[asked.pk])
    assert trainer.post(address, only_right(asked, 1)).status_code == 302


def test_other_options_may_be_the_same_question_and_another_level_may_not(trainer, written):
    asked, same = question(written), {"another_question": "False"}
    before = current_of(asked)
    refused = post_question(trainer, form_of(asked, level=4) | same, asked.pk)
    assert escape(str(SAMENESS[Change.MEASURE])) in refused.content.decode()
    assert post_question(trainer, only_right(asked, 1) | same, asked.pk).status_code == 302
    assert (current_of(asked).edition, current_of(asked).difficulty) == (before.edition, before.difficulty)


def test_of_a_new_question_nobody_asks_whether_it_is_the_same(trainer, written):
    new = trainer.get(reverse("wagtailsnippets_cms_authoredquestion:add")).content.decode()
    edit = reverse("wagtailsnippets_cms_authoredquestion:edit", args=[question(written).pk])
    there = trainer.get(edit).content.decode()
    assert 'name="another_question"' not in new
    assert there.count('name="another_question"') == 2
    assert "checked" not in there.split('name="another_question"')[1].split(">")[0]
    assert reverse("withdraw_question", args=[question(written).translation_key]) in there


# --- what a question is for -------------------------------------------------------------------------------------------


def made_a_card(asked: AuthoredQuestion) -> AuthoredQuestion:
    card = {"prompt": "A front", "back": "Its back", "why": "So."}
    asked.content = asked.content.stream_block.to_python([{"type": "flashcard", "value": card, "id": "1"}])
    asked.save()
    return asked


def test_a_test_asks_nothing_that_measures_nothing(trainer, written):
    card, place = made_a_card(question(written)), page(models.TestPage, written, "test")
    asked = streamfield([("question", {"question": str(card.pk), "is_key": ""})])
    form = nested_form_data(
        {"title": "Changed", "slug": "test", "intro": rich_text("<p>Hello</p>"), "questions": asked}
    )
    reply = trainer.post(reverse("wagtailadmin_pages:edit", args=[place.pk]), form | PUBLISH)
    assert escape(measures_nothing(card.name)) in reply.content.decode()
    assert page(models.TestPage, written, "test").title != "Changed"


def test_the_check_up_asks_nothing_that_measures_nothing(trainer, written, cast):
    form = question_form(written, cast.competence("4.1")) | {"in_check_up": "on"}
    value = {
        "prompt": "A front",
        "picture": {"file": "", "alt": ""},
        "back": "Its back",
        "why": "So.",
        "hint": "",
    }
    card = form | nested_form_data({"content": streamfield([("flashcard", value)])})
    refused = post_question(trainer, card)
    assert said("This kind of question measures nothing. Ask another kind here.") in refused.content.decode()
    assert not AuthoredQuestion.objects.filter(name="new").exists()
    del card["in_check_up"]
    assert post_question(trainer, card).status_code == 302


def test_a_name_is_used_once(trainer, written, cast):
    form = question_form(written, cast.competence("4.1"), name="post-which")
    assert (
        said("There is already a question with this name. Give it another one.")
        in post_question(trainer, form).content.decode()
    )


def test_when_recording_fails_nothing_goes_live(trainer, written, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError("no disk")

    monkeypatch.setattr(actions, "publish_activity", fail)
    trainer.raise_request_exception = False
    before = lesson_page(written).latest_revision_id

    assert (
        post_lesson(trainer, written, "Changed", ("text", rich_text("<p>x</p>")), **PUBLISH).status_code
        == 500
    )
    page = lesson_page(written)
    assert (page.title, page.latest_revision_id) == ("Nederlands lesson of aalhoek", before)
    assert publishing.reconcile().changed == 0


def test_somebody_elses_lesson_cannot_be_saved(trainer, written, cast):
    reply = post_lesson(trainer, cast.b, "Taken", ("text", rich_text("<p>x</p>")), **PUBLISH)
    assert reply.status_code == 403
    assert not Page.objects.filter(title="Taken").exists()


def forged_blocks(organisation):
    picture = Picture.objects.get(collection__name=organisation.slug)
    page = module_page(organisation)
    return {
        "question": ("tryout", str(question(organisation).pk)),
        "picture": ("picture", {"image": str(picture.pk), "alt": "x", "caption": ""}),
        "link": ("text", rich_text(f'<p><a linktype="page" id="{page.pk}">x</a></p>')),
    }


@pytest.mark.parametrize("what", ["question", "picture", "link"])
@pytest.mark.parametrize("action", [{}, PUBLISH], ids=["draft", "publish"])
def test_a_forged_id_in_a_lesson_is_refused(trainer, written, cast, what, action):
    before = lesson_page(written).latest_revision_id
    reply = post_lesson(trainer, written, "Forged", forged_blocks(cast.b)[what], **action)
    assert reply.status_code == 200
    assert said("Something in here is not yours to use. Choose another one.") in reply.content.decode()
    assert lesson_page(written).latest_revision_id == before


@pytest.mark.parametrize("id", ["x", "1' onclick=x", "9" * 30])
def test_a_link_to_what_cannot_be_a_page_is_refused_and_breaks_nothing(trainer, written, id):
    """What no editor sends, Wagtail cannot even show again; then the whole request is refused."""
    before = lesson_page(written).latest_revision_id
    link = json.loads(rich_text(f'<p><a linktype="page" id="{lesson_page(written).pk}">x</a></p>'))
    link["entityMap"]["0"]["data"]["id"] = id
    reply = post_lesson(trainer, written, "Forged", ("text", json.dumps(link)))
    assert reply.status_code in (200, 400)
    assert lesson_page(written).latest_revision_id == before


@pytest.mark.parametrize("what", ["question", "picture", "link"])
def test_the_shared_catalogue_may_be_used(trainer, written, cast, what):
    assert (
        post_lesson(trainer, written, "Uses", forged_blocks(cast.shared)[what], **PUBLISH).status_code == 302
    )
    assert LessonPage.objects.get(title="Uses").live


def test_a_question_cannot_be_given_to_another_organisation(trainer, written, cast):
    competence = cast.competence("4.1")
    assert post_question(trainer, question_form(cast.b, competence)).status_code == 200
    assert post_question(trainer, question_form(cast.shared, competence)).status_code == 200
    assert not AuthoredQuestion.objects.filter(name="new").exists()

    own = question(written)
    post_question(trainer, question_form(cast.b, competence, name="post-which"), own.pk)
    own.refresh_from_db()
    assert own.organisation == written


def test_a_question_without_a_picture_of_its_own_takes_nobody_elses(trainer, written, cast):
    picture = Picture.objects.get(collection__name=cast.b.slug)
    reply = post_question(trainer, question_form(written, cast.competence("4.1"), picture=str(picture.pk)))
    assert reply.status_code == 200
    assert not AuthoredQuestion.objects.filter(name="new").exists()


def test_copying_offers_no_alias(trainer, written):
    page = trainer.get(reverse("wagtailadmin_pages:copy", args=[lesson_page(written).pk])).content.decode()
    assert "new_slug" in page
    assert 'name="alias"' not in page


def preview(client, form: dict, tried: str = "") -> str:
    """The panel sends the form as it is now, then shows it."""
    address = reverse("wagtailsnippets_cms_authoredquestion:preview_on_add")
    assert client.post(address, form).json()["is_valid"]
    return client.get(f"{address}?in_preview_panel=true&mode={tried}").content.decode()


def test_a_question_can_be_tried_in_its_preview_and_nothing_is_kept(trainer, written, cast):
    form = question_form(written, cast.competence("4.1"))
    shown = preview(trainer, form)
    assert "Which?" in shown
    assert "So." not in shown

    name, value = re.search(r'name="(choice)"[^>]*value="([^"]+)"', shown).groups()
    assert "So." in preview(trainer, form, f"&try=1&{name}={value}")
    assert "So." not in preview(trainer, form, "&try=1")
    assert not Answer.objects.exists()


def test_the_preview_of_an_unfinished_question_says_what_is_missing(trainer, written, cast):
    form = question_form(written, cast.competence("4.1"), answers=[("good", False), ("bad", False)])
    assert said("Exactly one answer has to be right. Mark one.") in preview(trainer, form)


@pytest.mark.parametrize("slug", ["post", "look", "do", "test"])
def test_every_page_has_a_preview(trainer, written, slug):
    page = next(
        one for one in Page.objects.filter(slug=slug).specific() if one.section.organisation == written
    )
    reply = trainer.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert reply.status_code == 200
    assert page.title in reply.content.decode()


def test_autosave_of_a_forged_draft_is_refused_too(trainer, written, cast):
    reply = trainer.post(
        reverse("wagtailadmin_pages:edit", args=[lesson_page(written).pk]),
        lesson_form("Forged", forged_blocks(cast.b)["question"]),
        headers={"accept": "application/json"},
    )
    assert json.loads(reply.content)["success"] is False
