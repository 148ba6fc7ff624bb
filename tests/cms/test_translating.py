import pytest
from wagtail.models import Locale
from wagtail_localize.operations import translate_object

from tests.cms.authored import lesson_page, question, write_lesson

pytestmark = pytest.mark.django_db


def test_a_question_that_is_there_in_the_language_stays_as_it_is(cast):
    write_lesson(cast.a)
    asked, english = question(cast.a), Locale.objects.get(language_code="en")
    there = asked.copy_for_translation(english)
    there.live = True
    there.save()
    page = lesson_page(cast.a)
    translate_object(page.get_parent(), [english], user=cast.trainer_a)
    translate_object(page, [english], user=cast.trainer_a)
    assert page.has_translation(english)
    there.refresh_from_db()
    assert (there.live, there.has_unpublished_changes) == (True, False)
