"""The source of a copy changes: authors hear it, per part, and take it over or leave it. Nothing goes live by it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from cms import models, rights
from cms.copying.actions import take
from cms.copying.comparing import What
from cms.copying.renewing import changes_of, with_changed_source
from cms.models import CopiedModule, LessonPage
from courses.models import Module
from tests.cast import Cast
from tests.cms.authored import lesson_page, module_page, page, publish, question, write

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept(kept_for_module) -> int:
    cast = Cast()
    write(cast.b)
    for organisation in (cast.a, cast.b):
        rights.sync(organisation)
    module = module_page(cast.b)
    module.shared_with_others, module.licence = True, Module.Licence.CC_BY
    publish(module, cast.trainer_b)
    record = Module.objects.get(key=module.translation_key)
    return take(module=record, organisation=cast.a, now=timezone.now(), acting_user=cast.trainer_a).pk


@pytest.fixture
def copy(kept) -> CopiedModule:
    return CopiedModule.objects.get(pk=kept)


@pytest.fixture
def trainer(copy, as_user, cast):
    return as_user(cast.trainer_a)


def change_lesson(cast) -> LessonPage:
    """Another note, one text more, and no picture."""
    lesson = lesson_page(cast.b)
    raw = list(lesson.body.raw_data)
    raw[2] = {**raw[2], "value": {**raw[2]["value"], "text": "<p>Nederlands better tip</p>"}}
    more = {"type": "text", "value": "<p>More</p>", "id": "11111111-1111-1111-1111-111111111111"}
    lesson.body = lesson.body.stream_block.to_python([raw[0], more, raw[2], raw[3]])
    return publish(lesson, cast.trainer_b)


def told(copy) -> dict[What, tuple[int, str, bool]]:
    return {
        found.what: (one.text.pk, found.key, found.own)
        for one in changes_of(copy).texts
        for found in one.found
    }


def address(copy) -> str:
    return reverse("source_changes", args=[copy.key])


def decide(client, copy, what: What, do: str):
    text, part, _own = told(copy)[what]
    return client.post(address(copy), {"text": text, "part": part, "do": do}, follow=True)


def ours(cast) -> list[str]:
    return [
        block.block_type for block in page(LessonPage, cast.a, "look").get_latest_revision_as_object().body
    ]


def test_as_long_as_nothing_changes_nothing_is_told(trainer, copy):
    assert not changes_of(copy)
    assert with_changed_source([copy]) == set()
    assert (
        gettext("Nothing changed in the source that you did not look at yet.")
        in trainer.get(address(copy)).content.decode()
    )


def test_desk_and_editor_say_that_the_source_changed(trainer, copy, cast):
    lesson = page(LessonPage, cast.a, "look")
    places = [reverse("wagtailadmin_home"), reverse("wagtailadmin_pages:edit", args=[lesson.pk])]
    assert all(address(copy) not in trainer.get(place).content.decode() for place in places)
    change_lesson(cast)
    assert [address(copy) in trainer.get(place).content.decode() for place in places] == [True, True]


def test_what_changed_is_told_per_part(trainer, copy, cast):
    change_lesson(cast)
    assert set(told(copy)) == {What.ADDED, What.CHANGED, What.REMOVED}
    shown = trainer.get(address(copy)).content.decode()
    assert "<ins>better</ins>" in shown
    assert "<ins>More</ins>" in shown


def test_what_is_taken_over_is_a_draft(trainer, copy, cast):
    change_lesson(cast)
    live = page(LessonPage, cast.a, "look").live
    for what in What:
        decide(trainer, copy, what, "take")
    assert ours(cast) == ["text", "text", "note", "tryout"]
    assert not changes_of(copy)
    after = page(LessonPage, cast.a, "look")
    assert (after.live, after.live_revision_id) == (live, None)
    asked = after.get_latest_revision_as_object().body[3].value
    assert asked.organisation == cast.a


def test_what_is_kept_is_not_told_again(trainer, copy, cast):
    change_lesson(cast)
    for what in What:
        decide(trainer, copy, what, "keep")
    assert ours(cast) == ["text", "picture", "note", "tryout"]
    assert with_changed_source([copy]) == set()


def test_who_changed_the_same_part_is_warned(trainer, copy, cast):
    change_lesson(cast)
    mine = page(LessonPage, cast.a, "look")
    mine.body[2].value["text"] = type(mine.body[2].value["text"])("<p>Ours</p>")
    mine.save_revision()
    assert told(copy)[What.CHANGED][2]
    assert not told(copy)[What.REMOVED][2]


def test_a_question_that_is_new_in_the_source_becomes_our_own(trainer, copy, cast):
    test = page(models.TestPage, cast.b, "test")
    more = {"type": "question", "value": {"question": question(cast.b).pk, "is_key": False}, "id": "2" * 8}
    test.questions = test.questions.stream_block.to_python([*test.questions.raw_data, more])
    publish(test, cast.trainer_b)

    decide(trainer, copy, What.ADDED, "take")

    placed = page(models.TestPage, cast.a, "test").get_latest_revision_as_object().placed_questions()
    assert {asked.organisation for asked, _key in placed} == {cast.a}
    assert len(placed) == 3


def test_a_question_that_changed_is_told_too(copy, cast):
    asked = question(cast.b)
    asked.content[0].value["why"] = "Another why."
    publish(asked, cast.trainer_b)
    assert set(told(copy)) == {What.CHANGED}


def test_a_new_step_can_be_taken_over_or_left_out(trainer, copy, cast):
    module = module_page(cast.b)
    for slug in ("more", "less"):
        step = LessonPage(
            title=slug, slug=slug, live=False, body=[("text", "<p>x</p>")], locale=module.locale
        )
        module_page(cast.b).add_child(instance=step)
        publish(LessonPage.objects.get(pk=step.pk), cast.trainer_b)
    for step, do in zip(changes_of(copy).new_steps, ("take", "keep"), strict=True):
        trainer.post(address(copy), {"step": step.translation_key, "do": do})
    assert not changes_of(copy)
    ours = module_page(cast.a).get_children()
    assert (ours.filter(slug="more", live=False).count(), ours.filter(slug="less").count()) == (1, 0)


def test_a_step_that_the_source_lost_stays_in_the_copy(trainer, copy, cast):
    lesson_page(cast.b).unpublish()
    [step] = changes_of(copy).lost_steps
    assert trainer.get(address(copy)).status_code == 200
    trainer.post(address(copy), {"step": step.source_key, "do": "keep"})
    assert not changes_of(copy)
    assert ours(cast)


@pytest.mark.parametrize("how", ["unshared", "deleted"])
def test_nothing_is_told_of_a_source_that_is_not_shown_any_more(trainer, copy, cast, how):
    change_lesson(cast)
    module = module_page(cast.b)
    if how == "deleted":
        module.delete()
    else:
        module.shared_with_others = False
        publish(module, cast.trainer_b)
    assert with_changed_source([copy]) == set()
    shown = trainer.get(address(copy)).content.decode()
    assert "better" not in shown
    assert gettext("The source is not published or not shared any more. Your copy stays as it is.") in shown


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"do": "x"},
        {"do": "take", "text": "x"},
        {"do": "take", "step": "x"},
        {"do": "take", "text": "1" * 30},
    ],
)
def test_what_our_form_cannot_send_is_refused(trainer, copy, sent):
    assert trainer.post(address(copy), sent).status_code in (302, 400)


def test_others_do_not_see_it(copy, as_user, cast):
    reply = as_user(cast.trainer_b).get(address(copy))
    assert reply.status_code == 403


def test_the_desk_costs_no_more_for_copies_that_did_not_change(trainer, copy, cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            trainer.get(reverse("wagtailadmin_home"))
        return len(counted)

    queries()
    before = queries()
    record = Module.objects.get(key=copy.source_key)
    take(module=record, organisation=cast.a, again=True, now=timezone.now(), acting_user=cast.trainer_a)
    assert queries() == before
