from dataclasses import replace

import pytest
from django.utils import translation

from cms.authoring import Refused, Written
from cms.models import AuthoredQuestion, LessonPage, ModulePage, Picture, TaskPage
from courses import content as c
from courses.models import Activity, Module, Question, QuestionVersion
from tests.cast import Cast
from tests.cms.authored import (
    SVG,
    a_module,
    a_question,
    lesson_page,
    module_page,
    put,
    question,
    write,
    write_lesson,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def counts(kept_for_module) -> dict[str, Written]:
    """Of the module that is there, in two languages, for all tests below."""
    organisation = Cast().a
    return {language: write(organisation, language) for language in ("nl", "en")}


@pytest.fixture
def written(counts, cast):
    return cast.a


def another(**changes) -> c.ModuleContent:
    """A module that is not there yet."""
    return a_module("another", **changes)


def test_a_module_becomes_pages_questions_and_records(counts, written, cast):
    assert counts["nl"] == Written(created=8)  # a module, three activities, three questions and a picture

    page = lesson_page(written)
    assert [block.block_type for block in page.body] == ["text", "picture", "note", "tryout"]
    assert "<strong>look</strong>" in str(page.body[0].value)
    assert page.body[1].value["alt"] == "A desk"
    activities = Activity.objects.filter(module__organisation=written).order_by("position")
    assert [(one.kind, one.placements.count()) for one in activities] == [
        ("lesson", 1),
        ("task", 0),
        ("test", 2),
    ]
    assert (
        activities.get(kind="test").placements.get(is_key=True).question.key
        == question(written, "post-second").translation_key
    )
    module = Module.objects.get(organisation=written)
    assert [(aim.competence.code, aim.lowest, aim.highest) for aim in module.aims.all()] == [("4.1", 1, 3)]
    assert module.languages == ["en", "nl"]


def test_translations_are_one_activity_and_one_question(counts, written):
    assert counts["en"] == Written(created=7)  # all but the picture

    assert lesson_page(written, "en").translation_key == lesson_page(written).translation_key
    activity = Activity.objects.get(key=lesson_page(written).translation_key)
    assert activity.titles == {"nl": "Nederlands lesson", "en": "English lesson"}
    version = Question.objects.get(key=question(written).translation_key).current
    assert {language: texts["option.a"] for language, texts in version.texts.items()} == {
        "nl": "Nederlands good",
        "en": "English good",
    }
    assert [option["right"] for option in version.body["options"]] == [True, False]
    assert lesson_page(written, "en").body[3].value == question(written, language="en")


def test_the_same_picture_is_kept_once(written):
    assert Picture.objects.filter(collection__name=written.slug).count() == 1


def test_the_same_module_again_changes_nothing_and_says_so(written):
    revisions = module_page(written).revisions.count(), QuestionVersion.objects.count()

    assert write(written, "nl", "en") == Written(unchanged=14)
    assert (module_page(written).revisions.count(), QuestionVersion.objects.count()) == revisions


def test_only_what_differs_is_written(written):
    assert put(written, a_module(title="Another")) == Written(changed=1, unchanged=6)
    assert Module.objects.get(organisation=written).titles == {"nl": "Another", "en": "English module"}


def test_a_page_that_was_withdrawn_is_offered_again(written):
    module_page(written).unpublish()
    assert Module.objects.get(organisation=written).languages == ["en"]

    assert write(written).changed == 1
    assert Module.objects.get(organisation=written).languages == ["en", "nl"]


def test_a_translation_waits_for_its_source(written):
    with pytest.raises(Refused, match="source language"):
        write(written, "en", slug="another")


def test_two_organisations_may_use_the_same_names(written, cast):
    assert write_lesson(cast.b) == Written(created=4)  # a module, a lesson, a question and a picture
    assert module_page(written).translation_key != module_page(cast.b).translation_key


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (a_question(competence="9.9"), "no competence 9.9"),
        (a_question(type="crossword"), "crossword"),
        (
            a_question(plain={"prompt": "?", "options": [{"text": "a"}, {"text": "b"}], "why": "w"}),
            "Exactly one",
        ),
        (a_question(plain={"prompt": "?", "colour": "red"}), "colour"),
    ],
)
def test_a_broken_question_is_refused_before_anything_is_written(written, broken, sentence):
    module = another()
    before = ModulePage.objects.count(), LessonPage.objects.count(), AuthoredQuestion.objects.count()

    with pytest.raises(Refused) as refused:
        put(written, replace(module, activities=(replace(module.activities[0], blocks=(broken,)),)))

    assert any(sentence in said and "which" in said for said in refused.value.sentences)
    assert (
        ModulePage.objects.count(),
        LessonPage.objects.count(),
        AuthoredQuestion.objects.count(),
    ) == before


def test_a_block_in_the_wrong_place_is_refused(written):
    lesson = replace(another().activities[0], blocks=(c.ChecklistBlock(("One",)),))
    with pytest.raises(Refused, match="look: a lesson cannot hold"):
        put(written, another(activities=(lesson,)))


def test_what_measures_nothing_stands_in_no_test_and_no_check_up(written):
    card = a_question("card", type="flashcard", plain={"prompt": "A front", "back": "Its back", "why": "So."})
    lesson, _task, test = another().activities
    with pytest.raises(Refused, match="card measures nothing"):
        put(written, another(activities=(replace(test, blocks=(card,)),)))
    with pytest.raises(Refused, match="card measures nothing"):
        put(written, another(activities=(replace(lesson, blocks=(replace(card, checkup=True),)),)))


def test_steps_follow_the_order_of_the_content(written):
    lesson, task, test = a_module().activities

    put(written, a_module(activities=(task, lesson, test)))

    record = Module.objects.get(organisation=written)
    assert [one.kind for one in record.activities.all()] == ["task", "lesson", "test"]


def test_a_picture_in_a_question_is_copied_for_the_records(written, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = c.Picture("sms.svg", SVG + b"<!-- sms -->", "A text message")
    plain = {**a_question().plain, "picture": {"file": "sms.svg", "alt": "A text message"}}
    lesson = replace(another().activities[0], blocks=(a_question(plain=plain, pictures=(picture,)),))

    put(written, another(activities=(lesson,)))

    made = question(written, "another-which")
    kept = Question.objects.get(key=made.translation_key).current.body["picture"]["file"]
    assert (tmp_path / "question_pictures" / str(written.pk) / kept).read_bytes() == picture.content
    module = module_page(written, slug="another")
    assert LessonPage.objects.child_of(module).count() == 1
    assert TaskPage.objects.child_of(module).count() == 0
