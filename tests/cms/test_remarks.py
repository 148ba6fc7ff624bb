"""Somebody says that she does not understand something; whoever wrote it reads it, and never who it was."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.models import Activity, Remark
from courses.remarks.actions import remark
from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.models import User
from tests.cast import STARTED, Cast
from tests.cms.authored import lesson_page, write

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(kept_for_module) -> SimpleNamespace:
    """A module of A, and one of all."""
    cast = Cast()
    for organisation in (cast.a, cast.shared):
        write(organisation)
    editor = User.objects.create(username="editor", name="Ed")
    role = {"role": Role.CATALOGUE_EDITOR, "starts": STARTED, "acting_user": system_user()}
    grant(user=editor, organisation=cast.shared, **role)
    lessons = {one.organisation_id: one for one in Activity.objects.filter(kind="lesson")}
    return SimpleNamespace(
        cast=cast,
        own=lessons[cast.a.pk],
        shared=lessons[cast.shared.pk],
        editor=editor,
        revision=lesson_page(cast.a).live_revision_id,
    )


def version_in(activity):
    return activity.placements.first().question.current


def send(client, activity, **fields):
    return client.post(reverse("not_clear", args=[activity.key]), fields)


def of_question(activity) -> dict:
    version = version_in(activity)
    return {"question": version.question.key, "version": version.pk}


def say(user, activity, cast, sentence="It is not clear", version=None) -> Remark:
    about = {"version": version, "revision": None, "language": "nl", "now": timezone.now()}
    return remark(activity=activity, organisation=cast.a, sentence=sentence, acting_user=user, **about)


# --- saying it --------------------------------------------------------------------------------------------------------


def test_the_lesson_asks_and_says_before_that_no_name_goes_along(as_user, made):
    page = as_user(made.cast.learner_a).get(f"/nl/learn/{made.own.key}/", follow=True).content.decode()
    assert f'name="revision" value="{made.revision}"' in page
    assert reverse("not_clear", args=[made.own.key]) in page
    assert page.index("not-clear-who-lesson") < page.index('name="sentence"') + 200


def test_a_remark_on_a_lesson_is_about_the_revision_that_she_saw(as_user, made):
    client = as_user(made.cast.learner_a)
    answer = send(client, made.own, revision=made.revision, sentence=" <b>Why</b>? & \x00so ")
    assert answer.headers["Location"] == reverse("activity", args=[made.own.key])
    kept = Remark.objects.get()
    assert (kept.revision, kept.version, kept.sentence) == (made.revision, None, "<b>Why</b>? & so")
    assert (kept.organisation, kept.owner) == (made.cast.a, made.cast.a)


def test_a_remark_on_a_question_is_about_its_version(as_user, made):
    answer = send(as_user(made.cast.learner_a), made.shared, **of_question(made.shared))
    version = version_in(made.shared)
    assert answer.headers["Location"].endswith(f"#q-{version.question.key}")
    kept = Remark.objects.get()
    assert (kept.version, kept.owner, kept.organisation) == (version, made.cast.shared, made.cast.a)


def test_the_revision_of_another_page_is_not_believed(as_user, made):
    send(as_user(made.cast.learner_a), made.shared, revision=made.revision)
    assert Remark.objects.get().revision is None


def test_who_says_it_twice_says_it_once_with_her_newest_words(as_user, made):
    client = as_user(made.cast.learner_a)
    for sentence in ("First", "Second", ""):
        send(client, made.own, sentence=sentence)
    assert [one.sentence for one in Remark.objects.all()] == ["Second"]


def test_too_much_text_is_refused_with_a_sentence(as_user, made):
    client = as_user(made.cast.learner_a)
    page = client.post(reverse("not_clear", args=[made.own.key]), {"sentence": "x" * 501}, follow=True)
    assert "500" in str(next(iter(page.context["messages"])))
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"question": "no key", "version": "1"}, 400),
        ({"question": "00000000-0000-4000-8000-000000000000", "version": "x"}, 400),
        ({"question": "00000000-0000-4000-8000-000000000000", "version": "1"}, 404),
        ({"revision": "9" * 30}, 302),
    ],
)
def test_what_no_form_of_ours_sends(as_user, made, fields, status):
    assert send(as_user(made.cast.learner_a), made.own, **fields).status_code == status


def test_nobody_says_it_of_a_lesson_of_others(as_user, made):
    assert send(as_user(made.cast.learner_b), made.own).status_code == 404


def test_she_says_it_thirty_times_an_hour_at_most(as_user, made, settings):
    settings.ACCOUNT_RATE_LIMITS = {"remark": "1/h/user"}
    client = as_user(made.cast.learner_a)
    assert [send(client, made.own).status_code for _each in range(2)] == [302, 429]


@pytest.mark.parametrize(("name", "counts"), [("trainer_a", True), ("trainer_b", True), ("learner_a", False)])
def test_a_shared_module_leads_its_authors_and_trainers_to_how_people_do(as_user, made, name, counts):
    key = made.shared.module.key
    page = as_user(getattr(made.cast, name)).get(f"/nl/learn/{key}/", follow=True).content.decode()
    assert (reverse("module_statistics", args=[key]) in page) == counts


# --- reading it -------------------------------------------------------------------------------------------------------


def test_whoever_wrote_it_reads_it_without_the_name(as_user, made):
    say(made.cast.learner_a, made.own, made.cast)
    response = as_user(made.cast.trainer_a).get(reverse("remarks"))
    page = response.content.decode()
    assert "It is not clear" in page
    assert made.cast.learner_a.name not in page
    assert "user" not in response.context["rows"][0]["remark"].__dict__


def test_what_is_of_the_catalogue_goes_to_who_keeps_it(as_user, made):
    say(made.cast.learner_a, made.shared, made.cast, "Of all", version_in(made.shared))
    for user, reads in ((made.editor, True), (made.cast.trainer_a, False), (made.cast.trainer_b, False)):
        assert ("Of all" in as_user(user).get(reverse("remarks")).content.decode()) == reads


@pytest.mark.parametrize("name", ["learner_a", "manager_a", "hr_a", "administrator_a", "coach_a"])
def test_nobody_else_reads_them(as_user, made, name):
    assert as_user(getattr(made.cast, name)).get(reverse("remarks")).status_code == 404


def test_dealt_with_and_taken_up_again(as_user, made):
    one, client = say(made.cast.learner_a, made.own, made.cast), as_user(made.cast.trainer_a)
    client.post(reverse("remarks"), {"remark": one.pk, "do": "handled"})
    assert "It is not clear" not in client.get(reverse("remarks")).content.decode()
    assert "It is not clear" in client.get(reverse("remarks"), {"state": "handled"}).content.decode()
    client.post(reverse("remarks"), {"remark": one.pk, "do": "new"})
    assert list(Remark.objects.new()) == [one]


def test_nobody_deals_with_what_is_not_hers(as_user, made):
    one = say(made.cast.learner_a, made.own, made.cast)
    for user in (made.cast.trainer_b, made.editor):
        answer = as_user(user).post(reverse("remarks"), {"remark": one.pk, "do": "handled"})
        assert answer.status_code == 404
    assert list(Remark.objects.new()) == [one]


def test_one_module_can_be_chosen(as_user, made):
    say(made.cast.learner_a, made.own, made.cast)
    client = as_user(made.cast.trainer_a)
    for chosen, there in ((made.own.module.key, 1), (made.shared.module.key, 1), ("rubbish", 1)):
        assert len(client.get(reverse("remarks"), {"module": chosen}).context["rows"]) == there


def test_the_list_costs_the_same_with_one_and_with_three(as_user, made):
    client = as_user(made.cast.trainer_a)
    say(made.cast.learner_a, made.own, made.cast)
    client.get(reverse("remarks"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("remarks"))
        return len(counted)

    before = queries()
    for user in (made.cast.learner2_a, made.cast.learner3_a):
        say(user, made.own, made.cast, version=version_in(made.own))
    assert queries() == before


def test_the_desk_says_how_many_are_new(as_user, made):
    say(made.cast.learner_a, made.own, made.cast)
    page = as_user(made.cast.trainer_a).get(reverse("wagtailadmin_home")).content.decode()
    assert f'href="{reverse("remarks")}">1 ' in page
