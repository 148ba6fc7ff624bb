"""The fence itself. What it keeps apart is tried on every address in tests/test_nobody_sees_the_neighbours.py."""

from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from cms import fence, rights
from cms.fence import is_whole
from cms.models import LessonPage
from lms.people.models import Grant
from tests.cast import Cast
from tests.cms.authored import lesson_page, module_page, question, write_lesson
from tests.cms.test_forms import lesson_form, question_form

pytestmark = pytest.mark.django_db
CLOSED = [name for names in fence.CLOSED.values() for name in names]


@pytest.fixture(scope="module")
def written(kept_for_module):
    cast = Cast()
    for organisation in (cast.a, cast.b, cast.shared):
        write_lesson(organisation)
    for organisation in (cast.a, cast.b):
        rights.sync(organisation)
    return cast.a


def admin_view_names(patterns=None, prefix: str = "", spaces: tuple[str, ...] = ()) -> set[str]:
    found = set()
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        place = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            found |= admin_view_names(pattern.url_patterns, place, inner)
        elif place.startswith("admin/") and pattern.name:
            found.add(":".join((*spaces, pattern.name)))
    return found


def test_every_address_of_the_editor_is_in_exactly_one_table():
    tables = [*fence.OPEN, *fence.RULES, *CLOSED, *fence.SIGN_IN]
    assert sorted(tables) == sorted(admin_view_names())


def test_an_author_works_in_her_own_section(written, as_user, cast):
    client = as_user(cast.trainer_a)
    lesson = lesson_page(written)
    asked = question(written)
    for address in (
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[module_page(written).pk]),
        reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
        reverse("wagtailadmin_pages:history", args=[lesson.pk]),
        reverse("wagtailadmin_pages:add", args=["cms", "lessonpage", module_page(written).pk]),
        reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]),
        reverse("wagtailsnippets_cms_authoredquestion:list"),
        reverse("wagtailsnippets_cms_authoredquestion:add"),
        reverse("wagtailsnippets_cms_authoredquestion:edit", args=[asked.pk]),
        reverse("wagtailsnippetchoosers_cms_authoredquestion:choose"),
        reverse("wagtailsnippetchoosers_cms_authoredquestion:chosen", args=[asked.pk]),
        reverse("wagtailimages:index"),
        reverse("wagtaildocs:add"),
        reverse("wagtailadmin_account"),
        reverse("wagtail_localize:submit_page_translation", args=[lesson.pk]),
    ):
        assert client.get(address).status_code == 200, address


def test_the_shared_catalogue_can_be_looked_at_and_not_changed(written, as_user, cast):
    client = as_user(cast.trainer_a)
    lesson, asked = lesson_page(cast.shared), question(cast.shared)
    questions = client.get(reverse("wagtailsnippets_cms_authoredquestion:list")).content.decode()
    assert reverse("wagtailsnippets_cms_authoredquestion:inspect", args=[asked.pk]) in questions
    assert reverse("wagtailsnippets_cms_authoredquestion:edit", args=[asked.pk]) not in questions
    assert client.get(reverse("wagtailadmin_explore", args=[module_page(cast.shared).pk])).status_code == 200
    assert (
        client.get(reverse("wagtailsnippets_cms_authoredquestion:inspect", args=[asked.pk])).status_code
        == 200
    )
    assert (
        client.get(reverse("wagtailsnippets_cms_authoredquestion:edit", args=[asked.pk])).status_code == 403
    )
    assert client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).status_code == 403


@pytest.mark.parametrize("name", ["delete", "unpublish", "move", "copy"])
def test_nobody_moves_or_removes_a_whole_section(written, as_user, cast, name):
    section = module_page(written).get_parent()
    assert (
        as_user(cast.trainer_a).get(reverse(f"wagtailadmin_pages:{name}", args=[section.pk])).status_code
        == 403
    )


def test_a_grant_that_ended_yesterday_ends_at_the_next_request(written, as_user, cast):
    client = as_user(cast.trainer_a)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200

    yesterday = timezone.localdate() - timedelta(days=1)
    Grant.objects.filter(user=cast.trainer_a).update(ends=yesterday)

    assert client.get(reverse("wagtailadmin_home")).status_code == 403
    assert client.get(reverse("wagtailadmin_pages:edit", args=[lesson_page(written).pk])).status_code == 403
    assert not cast.trainer_a.groups.exists()


def test_who_writes_for_two_loses_only_what_ended(written, as_user, cast):
    today = timezone.localdate()
    also = Grant.objects.create(user=cast.trainer_a, organisation=cast.b, role="trainer", starts=today)
    client = as_user(cast.trainer_a)
    edit_a, edit_b = (
        reverse("wagtailadmin_pages:edit", args=[lesson_page(organisation).pk])
        for organisation in (written, cast.b)
    )
    assert (client.get(edit_a).status_code, client.get(edit_b).status_code) == (200, 200)

    Grant.objects.filter(pk=also.pk).update(starts=today - timedelta(days=9), ends=today - timedelta(days=1))
    assert (client.get(edit_a).status_code, client.get(edit_b).status_code) == (200, 403)


@pytest.mark.parametrize("who", ["learner_a", "hr_a", "manager_a", "coach_a", "administrator_a"])
def test_others_do_not_enter_the_editor(written, as_user, cast, who):
    assert as_user(getattr(cast, who)).get(reverse("wagtailadmin_home")).status_code == 403


def test_a_superuser_passes(written, client, cast, django_user_model):
    client.force_login(django_user_model.objects.create(username="root", is_superuser=True))
    assert client.get(reverse("wagtailadmin_reports:site_history")).status_code == 200


@pytest.mark.parametrize("place", ["", "pages/", "login/", "password_reset/", "sprite/", "nothing/"])
def test_strangers_find_one_door(client, place):
    reply = client.get(f"/admin/{place}", follow=True)
    assert reply.redirect_chain[-1][0].partition("?")[0] == reverse("account_login")


def test_a_wrong_password_is_not_heard_at_the_editors_own_door(client):
    assert client.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 302


def test_the_menu_shows_only_open_doors(written, as_user, cast):
    page = as_user(cast.trainer_a).get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("wagtailsnippets_cms_authoredquestion:list") in page
    assert reverse("wagtailadmin_reports:site_history") not in page
    assert reverse("wagtail_localize:translations_report") not in page


def test_inline_scripts_are_allowed_in_the_editor_only(written, as_user, cast):
    client = as_user(cast.trainer_a)
    assert "'unsafe-inline'" in client.get(reverse("wagtailadmin_home"))["Content-Security-Policy"]
    assert "'unsafe-inline'" not in client.get(reverse("home"))["Content-Security-Policy"]


def test_a_step_moves_only_within_its_own_section(written, as_user, cast):
    Grant.objects.create(
        user=cast.trainer_a, organisation=cast.b, role="trainer", starts=timezone.localdate()
    )
    client = as_user(cast.trainer_a)
    lesson = lesson_page(written)
    address = reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, module_page(cast.b).pk])
    assert client.post(address).status_code == 403
    assert LessonPage.objects.get(pk=lesson.pk).section.organisation == written


# What is typed in an address


def test_only_words_are_searched_for():
    assert fence.words_only('"l\'été" OR *') == "l été OR"
    assert len(fence.words_only("ab " * 3000).split()) == 12


SEARCHES = ["wagtailimages:index", "wagtaildocs:index", "wagtailadmin_explore_root", "wagtailadmin_home"]


@pytest.mark.parametrize("place", SEARCHES)
def test_no_sign_in_a_search_breaks_the_page(as_user, cast, place):
    assert as_user(cast.trainer_a).get(reverse(place), {"q": '"l\'été" OR ('}).status_code == 200


@pytest.mark.parametrize("place", SEARCHES)
def test_an_invisible_sign_in_the_address_is_refused(as_user, cast, place):
    assert as_user(cast.trainer_a).get(reverse(place), {"locale": "\x00"}).status_code == 400


# What is sent without the page that belongs to it

HALF = {
    "content-count": "1",
    "content-0-type": "single_choice",
    "content-0-deleted": "",
    "content-0-order": "0",
}
NEW_QUESTION = "wagtailsnippets_cms_authoredquestion"


NO_COUNT = {"name": "half", "content-count": "many"}
SENTENCE = "The form did not arrive whole. Go back and try again. Nothing was changed."


@pytest.mark.parametrize("sent", [{"name": "half"}, HALF, NO_COUNT])
@pytest.mark.parametrize(
    "place",
    ["wagtailadmin_choose_page_external_link", f"{NEW_QUESTION}:add", f"{NEW_QUESTION}:preview_on_add"],
)
def test_a_part_of_a_form_is_refused_with_a_sentence(written, as_user, cast, place, sent):
    client = as_user(cast.trainer_a)
    client.raise_request_exception = False
    reply = client.post(reverse(place), sent, headers={"accept-language": "en"})
    assert (reply.status_code, SENTENCE in reply.content.decode()) == (400, True)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("copy", {"new_title": "x", "new_slug": "x", "new_parent_page": "x"}),
        ("copy", {"new_title": "x", "new_slug": "x", "new_parent_page": "-1"}),
        ("move", {"new_parent_page": ["x", "y"]}),
        ("edit", lesson_form("Half", ("text", "9"))),
        ("lock", {"next": "no address"}),
        ("delete", {"next": "a:b"}),
    ],
)
def test_rubbish_in_a_form_is_refused_and_changes_nothing(written, as_user, cast, name, sent):
    client, lesson = as_user(cast.trainer_a), lesson_page(written)
    client.raise_request_exception = False
    assert client.post(reverse(f"wagtailadmin_pages:{name}", args=[lesson.pk]), sent).status_code == 400
    assert lesson_page(written).__dict__ | {"_state": None} == lesson.__dict__ | {"_state": None}


@pytest.mark.parametrize(
    ("onwards", "whole"),
    [("", True), ("/admin/", True), ("http://testserver/admin/", True)]
    + [(to, False) for to in ("a:b", "no address", "http://elsewhere.example/")],
)
def test_a_form_goes_on_only_to_an_address_of_this_site(rf, onwards, whole):
    """The form of a translation sends all of its address."""
    assert is_whole(rf.post("/admin/", {"next": onwards}), "wagtailadmin_pages:edit") is whole


def test_a_part_of_a_form_changes_nothing(written, as_user, cast):
    client = as_user(cast.trainer_a)
    lesson = lesson_page(written)
    addresses = [
        reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
        reverse("wagtailadmin_pages:copy", args=[lesson.pk]),
        reverse(f"{NEW_QUESTION}:edit", args=[question(written).pk]),
    ]
    assert [client.post(address, {"title": "Half"}).status_code for address in addresses] == [400] * 3
    assert lesson_page(written).title == lesson.title


def test_other_errors_of_the_editor_are_not_hidden(written, as_user, cast, monkeypatch):
    def broken(user, action):
        raise KeyError("a mistake of ours")

    monkeypatch.setattr("cms.viewsets.allowed_questions", broken)
    client = as_user(cast.trainer_a)
    client.raise_request_exception = False
    assert client.get(reverse(f"{NEW_QUESTION}:list")).status_code == 500


@pytest.mark.parametrize("mistake", [ValueError, AttributeError])
def test_a_mistake_of_ours_is_no_half_form(written, as_user, cast, monkeypatch, mistake):
    def broken(*_checked):
        raise mistake("of ours")

    monkeypatch.setattr("cms.forms.AuthoredQuestionForm.check_once", broken)
    client = as_user(cast.trainer_a)
    client.raise_request_exception = False
    whole = question_form(written, question(written).competence)
    assert client.post(reverse(f"{NEW_QUESTION}:add"), whole).status_code == 500
