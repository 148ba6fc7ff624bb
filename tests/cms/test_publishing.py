"""What is live is what the records say, whatever happens in the editor."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page

from cms import models
from cms.models import AuthoredQuestion, LessonPage
from cms.publishing import reconcile, record
from courses.models import Activity, Module, Placement, Question, QuestionVersion
from lms.people.actions import system_user
from skills.evidence import FAST_HALF_LIFE
from tests.cast import Cast
from tests.cms.authored import lesson_page, module_page, page, publish, question, write

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def written(kept_for_module):
    organisation = Cast().a
    write(organisation, "nl", "en")
    return organisation


def offered(model, thing) -> list[str]:
    return model.objects.get(key=thing.translation_key).languages


def scheduled(thing, user):
    thing.go_live_at = timezone.now() + timedelta(days=1)
    thing.save_revision(user=user).publish(user=user, skip_permission_checks=True)


def new_lesson(organisation, **changes) -> LessonPage:
    lesson = LessonPage(
        title="New", slug="new", locale=Locale.objects.get(language_code="nl"), live=False, **changes
    )
    return module_page(organisation).add_child(instance=lesson)


def copy_of(thing: AuthoredQuestion) -> AuthoredQuestion:
    fields = ("organisation", "competence", "level", "content", "locale")
    made = AuthoredQuestion(name="new", live=False, **{name: getattr(thing, name) for name in fields})
    made.save()
    return made


def test_publishing_a_page_records_it_in_the_name_of_the_author(written, cast):
    lesson = publish(new_lesson(written), cast.trainer_a)
    assert Activity.objects.get(key=lesson.translation_key).titles == {"nl": "New"}

    made = publish(copy_of(question(written)), cast.trainer_a)
    assert Question.objects.get(key=made.translation_key).current.created_by == cast.trainer_a


def test_a_draft_makes_no_record(written, cast):
    new_lesson(written).save_revision(user=cast.trainer_a)
    copy_of(question(written)).save_revision(user=cast.trainer_a)
    assert not Activity.objects.filter(titles={"nl": "New"}).exists()
    assert Question.objects.count() == 3


def test_what_is_scheduled_for_tomorrow_is_not_offered_today(written, cast):
    lesson, made = new_lesson(written), copy_of(question(written))
    scheduled(lesson, cast.trainer_a)
    scheduled(made, cast.trainer_a)
    assert not Activity.objects.filter(key=lesson.translation_key).exists()
    assert not Question.objects.filter(key=made.translation_key).exists()


def test_unpublishing_one_language_keeps_the_other(written, cast):
    lesson_page(written, "en").unpublish()
    question(written, language="en").unpublish()
    assert offered(Activity, lesson_page(written)) == ["nl"]
    assert offered(Question, question(written)) == ["nl"]


def test_deleting_keeps_the_record_and_offers_it_in_no_language(written, cast):
    lesson, asked = lesson_page(written), question(written)
    lesson_page(written, "en").delete()
    lesson.delete()
    question(written, language="en").delete()
    asked.delete()
    assert offered(Activity, lesson) == []
    assert offered(Question, asked) == []
    assert Question.objects.get(key=asked.translation_key).current is not None


def test_deleting_a_module_withdraws_all_that_is_in_it(written, cast):
    module, lesson = module_page(written), lesson_page(written)
    module.delete()
    assert offered(Module, module) == ["en"]
    assert offered(Activity, lesson) == ["en"]


def test_moving_a_step_changes_the_order_and_keeps_the_record(written, cast):
    lesson = lesson_page(written)
    before = Activity.objects.get(key=lesson.translation_key).pk
    Page.objects.get(pk=lesson.pk).move(Page.objects.get(pk=module_page(written).pk), pos="last-child")

    module = Module.objects.get(key=module_page(written).translation_key)
    assert [one.kind for one in module.activities.all()] == ["task", "test", "lesson"]
    assert module.activities.get(kind="lesson").pk == before


def test_a_copy_that_is_kept_live_has_a_record_of_its_own(written, cast):
    lesson = lesson_page(written)
    made = lesson.copy(update_attrs={"slug": "copy", "title": "Copy"}, user=cast.trainer_a)
    assert made.translation_key != lesson.translation_key
    assert offered(Activity, made) == ["nl"]


def test_an_alias_has_no_record(written, cast):
    alias = lesson_page(written).create_alias(update_slug="alias", parent=module_page(written))
    publish(lesson_page(written), cast.trainer_a)
    assert not Activity.objects.filter(key=alias.translation_key).exists()


def test_a_lesson_that_goes_live_before_its_module_waits_in_a_module_that_is_not_offered(written, cast):
    module = module_page(written)
    made = module.copy(keep_live=False, recursive=True, update_attrs={"slug": "draft", "title": "Draft"})
    lesson = publish(LessonPage.objects.child_of(made).get(), cast.trainer_a)

    assert offered(Module, made) == []
    assert offered(Activity, lesson) == ["nl"]


def test_publishing_a_question_places_it_where_a_live_lesson_already_uses_it(written, cast):
    made = copy_of(question(written))
    lesson = new_lesson(written, body=[("tryout", made)])
    publish(lesson, cast.trainer_a)
    assert not Placement.objects.filter(activity__key=lesson.translation_key).exists()

    publish(made, cast.trainer_a)
    assert Placement.objects.get(activity__key=lesson.translation_key).question.key == made.translation_key


def test_the_same_question_again_makes_no_version(written, cast):
    before = QuestionVersion.objects.count()
    publish(question(written), cast.trainer_a)
    assert QuestionVersion.objects.count() == before


def test_another_wording_is_a_new_version_of_the_same_item(written, cast):
    asked = question(written)
    asked.content[0].value["prompt"] = "In other words?"
    publish(asked, cast.trainer_a)
    current = Question.objects.get(key=asked.translation_key).current
    assert (current.edition, current.texts["nl"]["prompt"]) == (1, "In other words?")


def test_another_question_is_measured_anew_once(written, cast):
    asked = question(written)
    asked.another_question = True
    asked = publish(asked, cast.trainer_a)
    assert Question.objects.get(key=asked.translation_key).current.edition == 2

    assert asked.another_question is None
    assert asked.get_latest_revision_as_object().another_question is None
    publish(asked.get_latest_revision_as_object(), cast.trainer_a)
    assert Question.objects.get(key=asked.translation_key).current.edition == 2


def test_what_may_be_asked_in_the_check_up_is_said_by_the_source_and_makes_no_version(written, cast):
    asked, english = question(written), question(written, language="en")
    version = Question.objects.get(key=asked.translation_key).current
    asked.in_check_up = True
    publish(asked, cast.trainer_a)
    publish(english, cast.trainer_a)
    record_of = Question.objects.get(key=asked.translation_key)
    assert (record_of.in_check_up, record_of.current) == (True, version)

    asked.unpublish()  # the English edition is the source now, and says no
    assert Question.objects.get(key=asked.translation_key).in_check_up is False


def test_that_a_subject_changes_fast_is_said_by_the_source_and_makes_no_version(written, cast):
    asked, english = question(written), question(written, language="en")
    version = Question.objects.get(key=asked.translation_key).current
    asked.moves_fast = True
    publish(asked, cast.trainer_a)
    publish(english, cast.trainer_a)
    record_of = Question.objects.get(key=asked.translation_key)
    assert (record_of.moves_fast, record_of.current) == (True, version)
    assert record_of.current.half_life == FAST_HALF_LIFE


def test_what_is_withdrawn_in_every_language_is_no_longer_in_the_check_up(written, cast):
    asked = question(written)
    asked.in_check_up = True
    asked = publish(asked, cast.trainer_a)
    question(written, language="en").unpublish()
    assert Question.objects.get(key=asked.translation_key).in_check_up is True
    asked.unpublish()
    assert Question.objects.get(key=asked.translation_key).in_check_up is False
    publish(asked, cast.trainer_a)
    assert Question.objects.get(key=asked.translation_key).in_check_up is True


def test_a_translation_that_no_longer_fits_is_left_out_until_it_does(written, cast):
    asked = question(written)
    asked.content[0].value["hint"] = "Kijk goed."
    publish(asked, cast.trainer_a)
    record_of = Question.objects.get(key=asked.translation_key)
    assert set(record_of.current.texts) == {"nl"}

    english = question(written, language="en")
    english.content[0].value["hint"] = "Look well."
    publish(english, cast.trainer_a)
    record_of.refresh_from_db()
    assert set(record_of.current.texts) == {"nl", "en"}


def test_a_translation_cannot_change_the_key(written, cast):
    english = question(written, language="en")
    first, second = english.content[0].value["options"]
    first["right"], second["right"] = False, True
    publish(english, cast.trainer_a)
    body = Question.objects.get(key=english.translation_key).current.body
    assert [option["right"] for option in body["options"]] == [True, False]


def test_reverting_makes_a_new_version_with_the_old_words(written, cast):
    asked = question(written)
    first = asked.latest_revision
    asked.content[0].value["prompt"] = "Later words?"
    publish(asked, cast.trainer_a)
    first.publish(user=cast.trainer_a, skip_permission_checks=True)
    current = Question.objects.get(key=asked.translation_key).current
    assert current.texts["nl"]["prompt"] == "Nederlands which?"


def test_reconciling_after_everything_changes_nothing(written, cast):
    publish(new_lesson(written), cast.trainer_a)
    lesson_page(written).unpublish()
    question(written).unpublish()
    page(models.TestPage, written, "test").delete()
    Page.objects.get(pk=lesson_page(written, "en").pk).move(
        Page.objects.get(pk=module_page(written, "en").pk), pos="last-child"
    )

    done = reconcile()
    assert (done.changed, done.failed) == (0, 0)
    assert done.same == 8


def test_reconciling_repairs_what_happened_out_of_sight(written, cast):
    LessonPage.objects.filter(pk=lesson_page(written).pk).update(live=False)
    AuthoredQuestion.objects.filter(pk=question(written).pk).update(live=False)

    assert reconcile().changed == 2
    assert offered(Activity, lesson_page(written)) == ["en"]
    assert reconcile().changed == 0


def test_one_broken_thing_does_not_hold_up_the_others(written, cast, monkeypatch):
    LessonPage.objects.filter(slug="look").update(live=False)
    broken = question(written)
    AuthoredQuestion.objects.filter(pk=broken.pk).update(content=[])

    done = reconcile()
    assert (done.changed, done.failed) == (1, 1)


def test_recording_a_page_that_is_no_module_or_step_does_nothing(written):
    record(module_page(written).get_parent().specific, acting_user=system_user())
