"""The list of questions and their chooser, as a trainer sees them."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms import rights
from cms.models import AuthoredQuestion
from courses.models import Question
from skills.models import Competence
from tests.cast import NEIGHBOUR, Cast
from tests.cms.authored import publish, question, write

pytestmark = pytest.mark.django_db
LIST = "wagtailsnippets_cms_authoredquestion:list"


@pytest.fixture(scope="module")
def written(kept_for_module):
    cast = Cast()
    write(cast.a, "nl", "en")
    write(cast.b, mark=f" {NEIGHBOUR}")
    write(cast.shared, slug="shared", mark=" for all")
    rights.sync(cast.a)
    return cast.a


@pytest.fixture
def trainer(written, as_user, cast):
    return as_user(cast.trainer_a)


def listed(client, **asked) -> list[AuthoredQuestion]:
    return list(client.get(reverse(LIST), asked).context["object_list"])


def names(found) -> list[str]:
    return [one.name for one in found]


@pytest.mark.parametrize(
    ("prompt", "shown"),
    [
        ("**Stop.** Use `a < b` & *look*:\n\n- one\n\nWhich?", "Stop. Use a < b & look: one Which?"),
        ("Long. " * 40, "Long. " * 14 + "Long.…"),
        ("<b>Bold</b>", "<b>Bold</b>"),
        ("", "post-which"),
    ],
)
def test_a_question_is_known_by_its_first_words_without_markdown(written, prompt, shown):
    asked = question(written)
    raw = dict(asked.content.raw_data[0])
    asked.content = json.dumps([{**raw, "value": {**raw["value"], "prompt": prompt}}])
    assert str(asked) == shown


def test_a_draft_without_any_content_has_its_name():
    assert str(AuthoredQuestion(name="sms")) == "sms"


def test_every_question_is_one_row_with_its_languages_and_modules(trainer, written):
    found = listed(trainer)
    assert names(found) == list(dict.fromkeys(names(found)))
    row = next(one for one in found if one.name == "post-which")
    assert [name for name, _url in row.editions] == ["Nederlands", "English"]
    assert row.used_in == "Nederlands module"


def test_own_questions_come_first_and_then_what_changed_last(trainer, written, cast):
    publish(question(written, "post-first"), cast.trainer_a)
    publish(question(cast.shared, "shared-second"), cast.trainer_a)
    found = listed(trainer)
    assert names(found)[0] == "post-first"
    assert [one.organisation for one in found] == [written] * 3 + [cast.shared] * 3
    assert names(found)[3] == "shared-second"


def test_no_row_no_word_and_no_filter_is_of_the_neighbours(trainer, written, cast):
    assert listed(trainer, organisation=cast.b.pk) == listed(trainer)  # refused, so it filters nothing
    assert listed(trainer, q=NEIGHBOUR) == []
    other = Competence.objects.get(code="5.2")
    AuthoredQuestion.objects.filter(organisation=cast.b).update(competence=other)
    filters = trainer.get(reverse(LIST)).context["filters"].form
    assert [str(one) for one in filters.fields["organisation"].queryset] == ["Bouwsteen", cast.a.name]
    assert [one.code for one in filters.fields["competence"].queryset] == ["4.1"]
    assert NEIGHBOUR not in trainer.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"type": "single_choice"}, 6),
        ({"type": "mail"}, 0),
        ({"level": "basic"}, 6),
        ({"level": "advanced"}, 0),
        ({"in_check_up": "yes"}, 1),
        ({"in_check_up": "no"}, 5),
        ({"in_check_up": ""}, 6),
        ({"state": "published"}, 5),
        ({"state": "changed"}, 1),
        ({"state": "draft"}, 0),
        ({"locale": "en"}, 3),
        ({"q": "english first"}, 1),
        ({"q": "Nederlands firs"}, 2),
    ],
)
def test_the_list_can_be_narrowed(trainer, written, cast, asked, found):
    question(written).save_revision(user=cast.trainer_a)
    AuthoredQuestion.objects.filter(name="post-first").update(in_check_up=True)
    assert len(listed(trainer, **asked)) == found


@pytest.mark.parametrize(
    "asked",
    [
        {"q": '" OR 1=1'},
        {"q": "ab " * 3000},
        {"q": "x" * 10000},
        {"q": "NOT AND * ^ NEAR("},
        {"competence": "99999999999999999999"},
        {"competence": "x"},
        {"level": "start"},
        {"state": "'"},
        {"in_check_up": "'"},
        {"ordering": "organisation__grants__user__password"},
    ],
)
@pytest.mark.parametrize("place", [LIST, "wagtailsnippetchoosers_cms_authoredquestion:choose_results"])
def test_nonsense_in_the_address_breaks_nothing(trainer, written, asked, place):
    assert trainer.get(reverse(place), asked).status_code == 200


def test_the_list_costs_the_same_with_one_question_and_with_three(trainer, written, cast):
    """Of an own question, wagtail-localize asks besides whether it can be translated."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert trainer.get(reverse(LIST), {"organisation": cast.shared.pk}).status_code == 200
        return len(counted)

    queries()  # what is kept for later is fetched the first time
    with_three = queries()
    others = AuthoredQuestion.objects.filter(organisation=cast.shared).exclude(name="shared-which")
    others.update(organisation=cast.b)
    assert names(listed(trainer, organisation=cast.shared.pk)) == ["shared-which"]
    assert queries() == with_three


def test_a_shared_question_offers_only_what_its_reader_may_do(trainer, written, cast):
    asked = question(cast.shared, "shared-which")
    page = trainer.get(reverse(LIST), {"organisation": cast.shared.pk}).content.decode()
    for name, offered in {"inspect": True, "copy": True, "edit": False, "delete": False}.items():
        address = reverse(f"wagtailsnippets_cms_authoredquestion:{name}", args=[asked.pk])
        assert (f'href="{address}' in page) is offered, name
    assert "submit/snippet" not in page


def test_a_level_that_only_its_author_said_is_marked_in_the_list_and_in_the_form(trainer, written, cast):
    asked = question(written, "post-first")
    asked.in_check_up = True
    asked = publish(asked, cast.trainer_a)
    edit = reverse("wagtailsnippets_cms_authoredquestion:edit", args=[asked.pk])
    in_english = {"headers": {"accept-language": "en"}}
    shown = trainer.get(reverse(LIST), **in_english).content.decode()
    assert shown.count("level not reviewed by a second person") == 1  # the others are not in the check-up
    form = trainer.get(edit, **in_english).content.decode()
    assert "Level not reviewed by a second person." in form
    assert all(reverse("question_statistics", args=[asked.translation_key]) in page for page in (shown, form))

    Question.objects.filter(key=asked.translation_key).update(labels=2)
    assert "level not reviewed" not in trainer.get(reverse(LIST), **in_english).content.decode()
    assert "Level not reviewed" not in trainer.get(edit, **in_english).content.decode()


def test_a_question_that_was_withdrawn_says_so_in_the_list_and_when_it_is_opened(trainer, written):
    asked = question(written, "post-first")
    edit = reverse("wagtailsnippets_cms_authoredquestion:edit", args=[asked.pk])
    in_english = {"headers": {"accept-language": "en"}}
    assert "withdrawn" not in trainer.get(reverse(LIST), **in_english).content.decode()
    Question.objects.filter(key=asked.translation_key).update(is_withdrawn=True)
    assert trainer.get(reverse(LIST), **in_english).content.decode().count("withdrawn") == 1
    assert "This question is withdrawn: it was wrong." in trainer.get(edit, **in_english).content.decode()
