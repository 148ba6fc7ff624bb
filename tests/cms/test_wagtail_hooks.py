"""What an author finds on the start page of the editor and in its menus."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext, ngettext

from cms import rights
from cms.models import SectionPage
from lms.people.models import Grant
from tests.cast import NEIGHBOUR, Cast
from tests.cms.authored import lesson_page, module_page, question, write

pytestmark = pytest.mark.django_db
STEP = "%(number)s step with changes that are not published"
STEPS = "%(number)s steps with changes that are not published"


@pytest.fixture(scope="module")
def written(kept_for_module):
    cast = Cast()
    write(cast.a)
    write(cast.b, mark=f" {NEIGHBOUR}")
    for organisation in (cast.a, cast.b):
        rights.sync(organisation)
    return cast.a


@pytest.fixture
def trainer(written, as_user, cast):
    return as_user(cast.trainer_a)


def start(client) -> str:
    return client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_start_page_shows_the_modules_and_questions_of_the_own_organisation(trainer, written):
    page = start(trainer)
    for kind in (gettext("Modules of %(organisation)s"), gettext("Questions of %(organisation)s")):
        assert escape(kind % {"organisation": written}) in page
    assert reverse("wagtailadmin_explore", args=[module_page(written).pk]) in page
    assert reverse("wagtailsnippets_cms_authoredquestion:edit", args=[question(written).pk]) in page
    assert NEIGHBOUR not in page


def test_the_start_page_tells_what_is_not_published(trainer, written, cast):
    changed = escape(gettext("Published, with changes"))
    assert changed not in start(trainer)
    question(written).save_revision(user=cast.trainer_a)
    lesson_page(written).save_revision(user=cast.trainer_a)
    page = start(trainer)
    assert page.count(changed) == 1
    assert ngettext(STEP, STEPS, 1) % {"number": 1} in page


def test_who_has_nothing_yet_can_begin(as_user, cast, written):
    rights.sync(cast.shared)
    Grant.objects.filter(user=cast.trainer_a).update(organisation=cast.shared)
    page = start(as_user(cast.trainer_a))
    assert gettext("There is no module of your own yet. People see the shared modules.") in page
    section = SectionPage.objects.get(organisation=cast.shared, locale__language_code="nl")
    assert reverse("wagtailadmin_pages:add", args=["cms", "modulepage", section.pk]) in page


def test_the_start_page_costs_the_same_with_more_questions(trainer, written, cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            start(trainer)
        return len(counted)

    queries()  # what is kept for later is fetched the first time
    before = queries()
    write(written, slug="another")
    assert queries() == before
