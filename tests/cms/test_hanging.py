"""Who is about to take something away reads what hangs on it: figures, and what people learned stays."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from cms import rights
from cms.copying.actions import take
from cms.hanging import sentences
from courses import actions
from courses.assigning import assign
from courses.depending import queries
from courses.meant import Target
from courses.models import Activity, Completion, Module, Question
from lms.people.access import Role
from skills.models import Evidence
from tests.cast import Cast
from tests.cms.authored import lesson_page, module_page, question, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def written(kept_for_module):
    """Five did the lesson; one is on her way in the test; HR asks for the module; B took a copy of the shared one."""
    cast, now = Cast(), timezone.now()
    for organisation in (cast.a, cast.shared):
        write(organisation)
    for organisation in (cast.a, cast.b, cast.shared):
        rights.sync(organisation)
    lesson, test = (Activity.objects.get(organisation=cast.a, kind=kind) for kind in ("lesson", "test"))
    people = list(cast.a.employments.filter(user__username__startswith="learner")[:5])
    for work in people:
        who = {"user": work.user, "organisation": cast.a, "now": now, "acting_user": work.user}
        enrolment = actions.enrol(module=lesson.module, **who)
        actions.complete(user=work.user, activity=lesson, enrolment=enrolment, now=now, acting_user=work.user)
    actions.open_attempt(activity=test, **who)
    assign(
        organisation=cast.a,
        module=lesson.module,
        targets=[Target(job=people[0].pk)],
        due_on=timezone.localdate(),
        note="",
        role=Role.HR,
        now=now,
        today=timezone.localdate(),
        acting_user=cast.hr_a,
    )
    shared = Module.objects.get(organisation=cast.shared)
    take(module=shared, organisation=cast.b, now=now, acting_user=cast.trainer_b)
    return cast.a


def told(thing, user) -> str:
    return " ".join(sentences(thing, user))


def test_small_numbers_are_not_told_exactly(written, cast):
    said = told(module_page(written), cast.trainer_a)
    assert "On their way in it: 5 people" in said
    assert "by HR or a manager: fewer than 5" in said
    assert "answered something in it: 5 people" in said
    Completion.objects.filter(user=Completion.objects.first().user).delete()
    assert "answered something in it: fewer than 5 people" in told(module_page(written), cast.trainer_a)


def test_who_is_done_with_a_step_is_not_on_her_way_in_it(written):
    steps = {one.kind: queries.on_activity(one.key) for one in Activity.objects.filter(organisation=written)}
    assert [(steps[kind].under_way, steps[kind].learned) for kind in ("lesson", "test", "task")] == [
        (0, 5),
        (1, 0),
        (0, 0),
    ]


def test_of_a_question_is_told_where_it_is_used(written, cast):
    assert "Used in: Nederlands lesson." in told(question(written), cast.trainer_a)
    assert "Used in: Nederlands test." in told(question(written, "post-first"), cast.trainer_a)


def test_copies_that_others_made_are_counted(written, cast):
    for thing in (module_page(cast.shared), lesson_page(cast.shared), question(cast.shared)):
        assert "Copies that others made: fewer than 5." in told(thing, cast.trainer_a)
        assert cast.b.name not in told(thing, cast.trainer_a)
        assert "Copies" not in told(thing, cast.trainer_b)


def in_dutch(thing, user) -> list[str]:
    with translation.override("nl"):
        return sentences(thing, user)


@pytest.mark.parametrize(("name", "of"), [("delete", lesson_page), ("unpublish", module_page)])
def test_the_page_that_asks_tells_it(written, as_user, cast, name, of):
    """Only a page without steps can be deleted by its authors."""
    client, thing = as_user(cast.trainer_a), of(written)
    page = client.get(reverse(f"wagtailadmin_pages:{name}", args=[thing.pk])).content.decode()
    assert len(said := in_dutch(thing, cast.trainer_a)) >= 2
    assert all(one in page for one in said)
    asked = question(written)
    page = client.get(
        reverse(f"wagtailsnippets_cms_authoredquestion:{name}", args=[asked.pk])
    ).content.decode()
    assert "Nederlands lesson" in page


def test_so_do_moving_and_taking_away_several(written, as_user, cast):
    client, module, lesson = as_user(cast.trainer_a), module_page(written), lesson_page(written)
    several = {
        do: reverse("wagtail_bulk_action", args=["wagtailcore", "page", do]) for do in ("unpublish", "delete")
    }
    asked = {
        reverse("wagtailadmin_pages:move_confirm", args=[lesson.pk, module.pk]): lesson,
        f"{several['unpublish']}?id={module.pk}": module,
        f"{several['delete']}?id={lesson.pk}": lesson,
    }
    for address, thing in asked.items():
        assert in_dutch(thing, cast.trainer_a)[0] in client.get(address).content.decode(), address


def test_what_people_learned_stays(written, as_user, cast):
    before = (Evidence.objects.count(), Completion.objects.count(), Question.objects.count())
    client = as_user(cast.trainer_a)
    asked, lesson, module = question(written).pk, lesson_page(written).pk, module_page(written).pk
    for address in (
        reverse("wagtailsnippets_cms_authoredquestion:delete", args=[asked]),
        reverse("wagtailadmin_pages:delete", args=[lesson]),
        reverse("wagtailadmin_pages:unpublish", args=[module]),
    ):
        assert client.post(address).status_code == 302
    assert (Evidence.objects.count(), Completion.objects.count(), Question.objects.count()) == before
    assert not Module.objects.live().filter(organisation=written).exists()


def test_the_editor_of_a_question_lists_the_lessons_and_tests(written, as_user, cast):
    page = as_user(cast.trainer_a).get(
        reverse("wagtailsnippets_cms_authoredquestion:edit", args=[question(written).pk])
    )
    assert reverse("wagtailadmin_pages:edit", args=[lesson_page(written).pk]) in page.content.decode()
