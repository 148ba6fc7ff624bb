from dataclasses import replace

import pytest
from django.utils import translation

from cms.authoring import Refused, Written, write_module
from cms.models import AuthoredQuestion, LessonPage, ModulePage, Picture, TaskPage
from courses import content as c
from courses.models import Activity, Module, Question, QuestionVersion
from lms.people.actions import system_user
from tests.cms.authored import SVG, a_module, a_question, lesson_page, module_page, question, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_a_module_becomes_pages_questions_and_records(cast):
    assert write(cast.a) == Written(created=8)  # a module, three activities, three questions and a picture

    page = lesson_page(cast.a)
    assert [block.block_type for block in page.body] == ["text", "picture", "note", "tryout"]
    assert "<strong>look</strong>" in str(page.body[0].value)
    assert page.body[1].value["alt"] == "A desk"
    activities = Activity.objects.filter(module__organisation=cast.a).order_by("position")
    assert [(one.kind, one.placements.count()) for one in activities] == [
        ("lesson", 1),
        ("task", 0),
        ("test", 2),
    ]
    assert (
        activities.get(kind="test").placements.get(is_key=True).question.key
        == question(cast.a, "post-second").translation_key
    )
    module = Module.objects.get(organisation=cast.a)
    assert [(aim.competence.code, aim.lowest, aim.highest) for aim in module.aims.all()] == [("4.1", 1, 3)]
    assert module.languages == ["nl"]


def test_the_same_module_again_changes_nothing_and_says_so(cast):
    write(cast.a, "nl", "en")
    revisions = module_page(cast.a).revisions.count(), QuestionVersion.objects.count()

    assert write(cast.a, "nl", "en") == Written(unchanged=14)
    assert (module_page(cast.a).revisions.count(), QuestionVersion.objects.count()) == revisions


def test_only_what_differs_is_written(cast):
    write(cast.a)

    done = write_module(a_module(title="Another"), organisation=cast.a, acting_user=system_user())

    assert done == Written(changed=1, unchanged=6)
    assert Module.objects.get(organisation=cast.a).titles == {"nl": "Another"}


def test_a_page_that_was_withdrawn_is_offered_again(cast):
    write(cast.a)
    module_page(cast.a).unpublish()

    assert write(cast.a).changed == 1
    assert Module.objects.get(organisation=cast.a).languages == ["nl"]


def test_translations_are_one_activity_and_one_question(cast):
    write(cast.a, "nl", "en")

    assert lesson_page(cast.a, "en").translation_key == lesson_page(cast.a).translation_key
    activity = Activity.objects.get(key=lesson_page(cast.a).translation_key)
    assert activity.titles == {"nl": "Nederlands lesson", "en": "English lesson"}
    version = Question.objects.get(key=question(cast.a).translation_key).current
    assert {language: texts["option.a"] for language, texts in version.texts.items()} == {
        "nl": "Nederlands good",
        "en": "English good",
    }
    assert [option["right"] for option in version.body["options"]] == [True, False]
    assert lesson_page(cast.a, "en").body[3].value == question(cast.a, language="en")


def test_a_translation_waits_for_its_source(cast):
    with pytest.raises(Refused, match="source language"):
        write(cast.a, "en")


def test_the_same_picture_is_kept_once(cast):
    write(cast.a, "nl", "en")
    assert Picture.objects.filter(collection__name=cast.a.slug).count() == 1


def test_two_organisations_may_use_the_same_names(cast):
    write(cast.a)
    assert write(cast.b) == Written(created=8)
    assert module_page(cast.a).translation_key != module_page(cast.b).translation_key


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
def test_a_broken_question_is_refused_before_anything_is_written(cast, broken, sentence):
    module = a_module()
    lesson = replace(module.activities[0], blocks=(broken,))

    with pytest.raises(Refused) as refused:
        write_module(replace(module, activities=(lesson,)), organisation=cast.a, acting_user=system_user())

    assert any(sentence in said and "which" in said for said in refused.value.sentences)
    assert not ModulePage.objects.exists()
    assert not AuthoredQuestion.objects.exists()


def test_a_block_in_the_wrong_place_is_refused(cast):
    module = a_module()
    lesson = replace(module.activities[0], blocks=(c.ChecklistBlock(("One",)),))
    with pytest.raises(Refused, match="look: a lesson cannot hold"):
        write_module(replace(module, activities=(lesson,)), organisation=cast.a, acting_user=system_user())


def test_steps_follow_the_order_of_the_content(cast):
    write(cast.a)
    lesson, task, test = a_module().activities

    module = replace(a_module(), activities=(task, lesson, test))
    write_module(module, organisation=cast.a, acting_user=system_user())

    record = Module.objects.get(organisation=cast.a)
    assert [one.kind for one in record.activities.all()] == ["task", "lesson", "test"]


def test_a_picture_in_a_question_is_copied_for_the_records(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = c.Picture("sms.svg", SVG + b"<!-- sms -->", "A text message")
    plain = {**a_question().plain, "picture": {"file": "sms.svg", "alt": "A text message"}}
    lesson = replace(a_module().activities[0], blocks=(a_question(plain=plain, pictures=(picture,)),))
    write_module(replace(a_module(), activities=(lesson,)), organisation=cast.a, acting_user=system_user())

    kept = Question.objects.get(organisation=cast.a).current.body["picture"]["file"]
    assert (tmp_path / "question_pictures" / kept).read_bytes() == picture.content
    assert LessonPage.objects.count() == 1
    assert TaskPage.objects.count() == 0
