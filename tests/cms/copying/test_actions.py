"""A module of others becomes a draft of our own: all of it, and nothing that was not given."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone, translation

from cms import models, rights
from cms.authoring import Refused
from cms.copying.actions import take
from cms.copying.raw import parts_of
from cms.copying.renewing import as_our_part
from cms.models import (
    Attachment,
    AuthoredQuestion,
    CopiedModule,
    LessonPage,
    ModulePage,
    Picture,
    Term,
)
from courses.models import Module, Question
from lms.people.models import Change, Organisation
from tests.cast import Cast
from tests.cms.authored import lesson_page, module_page, page, publish, question, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def shared(kept_for_module) -> Organisation:
    """A module in two languages, whose lesson links to its own task, a document and an unpublished lesson."""
    cast = Cast()
    write(cast.b, "nl", "en")
    for organisation in (cast.a, cast.b, cast.shared):
        rights.sync(organisation)
    module = module_page(cast.b)
    module.shared_with_others, module.licence, module.author = True, Module.Licence.CC_BY, "B"
    publish(module, cast.trainer_b)
    return cast.b


def record(organisation) -> Module:
    return Module.objects.get(key=module_page(organisation).translation_key)


def copy(cast, shared, **also) -> CopiedModule:
    return take(
        module=record(shared), organisation=cast.a, now=timezone.now(), acting_user=cast.trainer_a, **also
    )


def test_everything_in_it_comes_along_as_a_draft_of_our_own(shared, cast):
    made = copy(cast, shared)

    pages = [*ModulePage.objects.filter(translation_key=made.key)]
    assert {one.locale.language_code for one in pages} == {"nl", "en"}
    assert [(one.live, one.section.organisation, one.shared_with_others) for one in pages] == [
        (False, cast.a, False)
    ] * 2
    below = [[child.specific for child in one.get_children()] for one in pages]
    assert [[type(child).__name__ for child in some] for some in below] == [
        ["LessonPage", "TaskPage", "TestPage"]
    ] * 2
    assert len({child.translation_key for some in below for child in some}) == 3
    questions = AuthoredQuestion.objects.filter(organisation=cast.a)
    assert (questions.count(), questions.filter(live=True).count()) == (6, 0)
    assert not questions.filter(translation_key=question(shared).translation_key).exists()
    assert not Module.objects.filter(key=made.key).exists()


def test_the_copy_uses_only_its_own_things(shared, cast):
    made = copy(cast, shared)

    lesson = page(LessonPage, cast.a, "look")
    asked = lesson.body[3].value
    assert (asked.organisation, asked.locale.language_code) == (cast.a, "nl")
    assert lesson.body[1].value["image"].collection.name == cast.a.slug
    assert module_page(cast.a).picture == lesson.body[1].value["image"]
    assert {
        one["question"].organisation
        for one in (b.value for b in page(models.TestPage, cast.a, "test").questions)
    } == {cast.a}
    revision = lesson.get_latest_revision_as_object()
    assert revision.body[3].value == asked
    assert made.source_owner == shared.name
    assert [aim.highest for aim in module_page(cast.a).aims.all()] == [3]


def test_links_lead_to_the_copy_or_are_plain_words(shared, cast):
    file = ContentFile(b"note", "note.txt")
    document = Attachment.objects.create(title="A note", file=file, collection=rights.collection(shared))
    lesson = lesson_page(shared)
    task = lesson.get_next_siblings().first()
    draft = LessonPage(title="Secret", slug="secret", live=False, body=[("text", "x")], locale=lesson.locale)
    lesson.get_parent().add_child(instance=draft)
    links = "".join(
        f'<a linktype="{kind}" id="{pk}">{words}</a>'
        for kind, pk, words in (
            ("page", task.pk, "task"),
            ("page", draft.pk, "draft"),
            ("document", document.pk, "note"),
        )
    )
    lesson.body = [("text", f"<p>{links}</p>")]
    publish(lesson, cast.trainer_b)

    copy(cast, shared)

    ours = page(LessonPage, cast.a, "look")
    said = str(ours.body.raw_data[0]["value"])
    note = Attachment.objects.get(collection__name=cast.a.slug)
    assert said.endswith(f'>task</a>draft<a linktype="document" id="{note.pk}">note</a></p>')
    assert f'id="{ours.get_next_siblings().first().pk}"' in said
    assert not LessonPage.objects.filter(slug="secret").exclude(pk=draft.pk).exists()


def test_words_of_the_glossary_become_our_own_and_shared_ones_stay(shared, cast):
    lesson = lesson_page(shared)
    facts = {"explanation": "So.", "locale": lesson.locale}
    given = [(shared, "theirs"), (shared, "both"), (cast.shared, "everybody")]
    words = [Term.objects.create(organisation=of, word=word, **facts) for of, word in given]
    ours = Term.objects.create(organisation=cast.a, word="both", **facts)
    items = [{"type": "item", "value": word.pk, "id": str(word.pk)} for word in words]
    raw = {"type": "words", "value": {"items": items}, "id": "11111111-1111-1111-1111-111111111111"}
    lesson.body = lesson.body.stream_block.to_python([raw])
    publish(lesson, cast.trainer_b)

    made = copy(cast, shared)

    [block] = page(LessonPage, cast.a, "look").body
    used = list(block.value["items"])
    assert [(word.word, word.organisation) for word in used] == [
        ("theirs", cast.a),
        ("both", cast.a),
        ("everybody", cast.shared),
    ]
    assert used[1] == ours
    known = [as_our_part(made, LessonPage, part) for part in parts_of(lesson_page(shared))]
    assert known == parts_of(page(LessonPage, cast.a, "look"))


def test_what_is_only_a_draft_there_does_not_come_along(shared, cast):
    lesson = lesson_page(shared)
    lesson.title, lesson.body = "Secret", [("text", "Secret")]
    lesson.save_revision()

    copy(cast, shared)

    ours = page(LessonPage, cast.a, "look")
    assert "Secret" not in ours.title + ours.draft_title + str(ours.body)


def test_a_question_that_is_off_line_in_one_language_comes_along_in_the_other(shared, cast):
    AuthoredQuestion.objects.filter(organisation=shared, locale__language_code="en").update(live=False)
    copy(cast, shared)
    ours = AuthoredQuestion.objects.filter(organisation=cast.a)
    assert {one.locale.language_code for one in ours.select_related("locale")} == {"nl"}


def test_a_second_copy_is_made_only_when_asked_for(shared, cast):
    copy(cast, shared)
    with pytest.raises(Refused, match="copy of this module"):
        copy(cast, shared)
    second = copy(cast, shared, again=True)

    assert second.number == 2
    pictures = Picture.objects.filter(collection__name=cast.a.slug)
    assert pictures.count() == 1
    slugs = set(ModulePage.objects.filter(translation_key=second.key).values_list("slug", flat=True))
    assert slugs == {"post-2"}


def test_a_copy_that_was_deleted_stands_in_nobodys_way(shared, cast):
    for one in ModulePage.objects.filter(translation_key=copy(cast, shared).key):
        one.delete()
    assert copy(cast, shared).number == 2


def test_the_licence_may_forbid_it(shared, cast):
    Module.objects.filter(organisation=shared).update(licence=Module.Licence.READ)
    with pytest.raises(Refused, match="read it only"):
        copy(cast, shared)


@pytest.mark.parametrize(
    "what", ["unpublished question", "question of another", "picture of another", "file"]
)
def test_nothing_is_taken_when_something_is_missing(shared, cast, what, settings):
    if what == "unpublished question":
        for language in ("nl", "en"):
            question(shared, language=language).unpublish()
    if what == "question of another":
        AuthoredQuestion.objects.filter(name="post-which").update(organisation=cast.a)
    if what == "picture of another":
        Picture.objects.update(collection=rights.collection(cast.a))
    if what == "file":
        Picture.objects.update(file="original_images/gone.svg")
    with pytest.raises(Refused, match="missing"):
        copy(cast, shared)
    assert not CopiedModule.objects.exists()
    assert not ModulePage.objects.filter(live=False).exists()


def test_the_copy_stays_when_the_source_goes(shared, cast):
    made = copy(cast, shared)
    for one in ModulePage.objects.filter(translation_key=made.source_key):
        one.delete()
    AuthoredQuestion.objects.filter(organisation=shared).delete()
    Picture.objects.filter(collection__name=shared.slug).delete()

    for one in AuthoredQuestion.objects.filter(organisation=cast.a):
        publish(one, cast.trainer_a)
    for one in (module_page(cast.a), lesson_page(cast.a)):
        publish(one, cast.trainer_a)
    assert Module.objects.get(key=made.key).organisation == cast.a
    assert Question.objects.filter(organisation=cast.a).live().count() == 3
    assert lesson_page(cast.a).body[1].value["image"].collection.name == cast.a.slug
    assert CopiedModule.objects.get().source_title == "English module"


def test_that_a_copy_was_made_is_noted(shared, cast):
    copy(cast, shared)
    noted = Change.objects.get(organisation=cast.a, what="module_taken")
    assert (noted.by, noted.details["source"]) == (cast.trainer_a, shared.name)
