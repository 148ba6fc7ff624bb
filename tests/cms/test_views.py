"""The pages that people see, over modules that the real authoring code wrote."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Collection

from cms import models, views
from cms.authoring import write_module
from cms.models import Attachment, AuthoredQuestion, LessonPage, ModulePage, SectionPage
from cms.rights import collection
from courses.assigning import assign
from courses.content import (
    ActivityContent,
    ActivityKind,
    ChecklistBlock,
    ModuleContent,
    NoteBlock,
    NoteKind,
    QuestionContent,
    TextBlock,
)
from courses.meant import Target
from courses.models import Activity, Answer, Attempt, Completion, Module
from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.middleware import Asking
from lms.people.models import Organisation
from tests.cast import Cast
from tests.cms.authored import publish

pytestmark = pytest.mark.django_db

FEEDBACK = "Kijk naar het adres van de afzender."
WHY = "De link gaat ergens anders naartoe."


@pytest.fixture(autouse=True)
def _in_dutch():
    with override("nl"):
        yield


def a_question(name: str, *, translated: bool = False) -> QuestionContent:
    plain = {
        "prompt": f"Wat doe je met {name}?",
        "options": [
            {"text": "Ik klik.", "feedback": FEEDBACK},
            {"text": "Ik wacht.", "feedback": FEEDBACK},
            {"text": "Ik verwijder het.", **({} if translated else {"right": True}), "feedback": "Juist."},
        ],
        "why": WHY,
    }
    return QuestionContent(name, "single_choice", "4.1", 2, False, plain)


def a_lesson(slug: str, *blocks, title: str = "") -> ActivityContent:
    return ActivityContent(
        ActivityKind.LESSON, slug, title or slug.title(), blocks or (TextBlock("Lees dit."),)
    )


def write(
    organisation, *activities: ActivityContent, module: str = "berichten", language: str = "nl", **more
):
    content = ModuleContent(
        module=module,
        language=language,
        title=more.pop("title", f"Over {module}"),
        summary="Kort en goed.",
        goal="Ik herken een vals bericht.",
        subject=more.pop("subject", "it"),
        framework="digcomp-3.0",
        competences={"4.1": (2, 3)},
        minutes=15,
        picture=None,
        activities=activities,
    )
    write_module(content, organisation=organisation, acting_user=system_user())
    section = SectionPage.objects.get(organisation=organisation, locale__language_code=language)
    return ModulePage.objects.child_of(section).get(slug=module)


TASK = ActivityContent(
    ActivityKind.TASK, "doe", "Doe", (TextBlock("Lees dit."), ChecklistBlock(("Zoek de knop.", "Druk erop.")))
)
TEST = ActivityContent(
    ActivityKind.TEST, "test", "Test", (TextBlock("Lees dit."), *map(a_question, ("qr", "brief", "kaart")))
)
MIXED = (
    TextBlock("Eerst dit."),
    a_question("gesprek"),
    NoteBlock(NoteKind.TIP, "Dan dit."),
    a_question("mail"),
    a_question("bel"),
)


@pytest.fixture(scope="module")
def written(kept_for_module):
    """All that the tests look at: a whole module of A, one of B, and a shared one of two lessons."""
    cast = Cast()
    with override("nl"):
        lessons = a_lesson("een", TextBlock("Lees dit."), a_question("sms")), a_lesson("drie", *MIXED)
        write(cast.a, lessons[0], TASK, lessons[1], TEST)
        write(cast.b, module="van-b")
        write(
            cast.shared,
            a_lesson("een", a_question("sms")),
            a_lesson("twee"),
            module="gedeeld",
            subject="data",
        )


@pytest.fixture
def module(written, cast) -> ModulePage:
    return ModulePage.objects.get(slug="berichten")


@pytest.fixture
def lesson(module) -> LessonPage:
    return step(LessonPage, module, "een")


@pytest.fixture
def page_of_test(module) -> models.TestPage:
    return step(models.TestPage, module, "test")


@pytest.fixture
def shared_module(written, cast) -> ModulePage:
    return ModulePage.objects.get(slug="gedeeld")


def go(key: uuid.UUID, language: str = "nl") -> str:
    with override(language):
        return reverse("activity", args=[key])


def step(kind, module: ModulePage, slug: str):
    return kind.objects.child_of(module).get(slug=slug)


def shown(client, key: uuid.UUID) -> str:
    response = client.get(go(key), follow=True)
    assert response.status_code == 200
    return response.content.decode()


def queries_of(client, address: str) -> int:
    """Of the second time that somebody opens it."""
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


# Finding the way


def test_an_activity_leads_to_its_page(lesson, cast, as_user):
    client = as_user(cast.learner_a)
    response = client.get(go(lesson.translation_key))
    assert response.url == "/nl/aalhoek/berichten/een/"
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("step_of", [None, LessonPage, models.TaskPage, models.TestPage])
def test_what_is_not_translated_is_read_in_dutch_amid_the_readers_own_words(module, cast, as_user, step_of):
    key = (step_of.objects.child_of(module).first() if step_of else module).translation_key
    response = as_user(cast.learner_a).get(go(key, "fr"))
    html = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="fr"' in html
    assert '<h1 lang="nl">' in html
    assert "Néerlandais" in html
    assert f'href="{go(key, "nl")}"' in html


def test_where_there_is_a_translation_nothing_is_said_about_languages(module, cast, as_user):
    html = shown(as_user(cast.learner_a), module.translation_key)
    assert "<h1>" in html
    assert "Néerlandais" not in html
    assert 'lang="nl"' not in html.split("<main", 1)[1].split("</main>", 1)[0]


def test_nobody_reads_the_neighbours_in_another_language_either(written, cast, as_user):
    key = ModulePage.objects.get(slug="van-b").translation_key
    assert as_user(cast.learner_a).get(go(key, "fr")).status_code == 404


def test_a_translation_has_its_own_page_and_the_switch_leads_there(module, cast, as_user):
    write(cast.a, language="en", title="About messages")
    client = as_user(cast.learner_a)
    assert client.get(go(module.translation_key, "en")).url == "/en/aalhoek/berichten/"
    html = shown(client, module.translation_key)
    assert f'href="{go(module.translation_key, "en")}"' in html
    assert f'href="{go(module.translation_key, "fr")}"' in html


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_of_another_language_is_not_at_this_address(written, cast, as_user, language):
    status = as_user(cast.learner_a).get(f"/{language}/aalhoek/berichten/een/").status_code
    assert status == (200 if language == "nl" else 404)


def test_the_address_of_a_section_leads_to_the_modules(written, cast, as_user):
    assert as_user(cast.learner_a).get("/nl/aalhoek/").url == "/nl/modules/"


# Who may read


def addresses(module: ModulePage) -> list[str]:
    lesson = step(LessonPage, module, "een")
    section = module.get_parent()
    return [
        go(module.translation_key),
        go(lesson.translation_key),
        *(f"/nl/{'/'.join(page.url_path.split('/')[2:])}" for page in (section, module, lesson)),
    ]


def test_the_neighbours_pages_are_not_there(module, cast, as_user):
    for name in ("learner_b", "trainer_b", "hr_b"):
        client = as_user(getattr(cast, name))
        assert {client.get(address).status_code for address in addresses(module)} == {404}, name


def test_a_visitor_is_sent_to_sign_in_and_comes_back(module, client):
    for address in [*addresses(module), "/nl/modules/", "/nl/there-is-nothing-here/"]:
        assert client.get(address).url == f"/nl/account/login/?next={address}"


def test_shared_modules_are_for_everybody(shared_module, cast, as_user):
    for name in ("learner_a", "learner_b"):
        assert "Over gedeeld" in shown(as_user(getattr(cast, name)), shared_module.translation_key)


def test_an_author_from_elsewhere_looks_and_leaves_no_trace(lesson, cast, as_user):
    grant(
        user=cast.learner_b,
        role=Role.TRAINER,
        organisation=cast.a,
        starts=timezone.localdate(),
        acting_user=system_user(),
    )
    html = shown(as_user(cast.learner_b), lesson.translation_key)
    assert "<article" in html
    assert 'method="post"' not in html
    assert "wagtailadmin" not in html


@pytest.mark.parametrize(("name", "may_edit"), [("trainer_a", True), ("learner_a", False)])
def test_only_an_author_gets_the_link_to_edit(module, cast, as_user, name, may_edit):
    html = shown(as_user(getattr(cast, name)), module.translation_key)
    assert (reverse("wagtailadmin_pages:edit", args=[module.pk]) in html) == may_edit


@pytest.mark.parametrize("withdrawn", ["lesson", "module"])
def test_what_is_withdrawn_is_not_there(module, lesson, cast, as_user, withdrawn):
    (lesson if withdrawn == "lesson" else module).unpublish()
    client = as_user(cast.learner_a)
    assert client.get(go(lesson.translation_key)).status_code == 404
    assert client.get("/nl/aalhoek/berichten/een/").status_code == 404


def test_a_document_in_no_ones_collection_is_for_nobody(cast, as_user, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    root = Collection.get_first_root_node()
    document = Attachment.objects.create(
        title="Plan", file=ContentFile(b"x", name="plan.txt"), collection=root
    )
    assert as_user(cast.trainer_a).get(document.url).status_code == 404


def test_a_document_is_for_the_people_of_its_organisation(cast, as_user, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = ContentFile(b"a plan", name="plan.txt")
    document = Attachment.objects.create(title="Plan", file=file, collection=collection(cast.a))
    assert client.get(document.url).url == f"/nl/account/login/?next={document.url}"
    assert as_user(cast.learner_b).get(document.url).status_code == 404
    assert as_user(cast.learner_a).get(document.url).status_code == 200


# A lesson


def test_nothing_gives_the_answer_away_before_there_is_one(lesson, cast, as_user):
    html = shown(as_user(cast.learner_a), lesson.translation_key)
    assert "Wat doe je met sms?" in html
    assert FEEDBACK not in html
    assert WHY not in html


def asked_in(lesson: LessonPage) -> AuthoredQuestion:
    return AuthoredQuestion.objects.get(organisation=lesson.section.organisation, name="berichten-sms")


def test_after_an_answer_the_lesson_shows_it_and_again_gives_an_empty_form(lesson, cast, as_user):
    client = as_user(cast.learner_a)
    answer_in_page(client, lesson, shown(client, lesson.translation_key))
    html = shown(client, lesson.translation_key)
    assert WHY in html
    again = client.get(
        f"/nl/aalhoek/berichten/een/?again={asked_in(lesson).translation_key}"
    ).content.decode()
    assert WHY not in again
    answer_in_page(client, lesson, again)
    assert list(Answer.objects.values_list("turn", flat=True)) == [1, 2]


def answer_in_page(client, lesson: LessonPage, html: str) -> None:
    sent = dict(re.findall(r'name="(version|turn)" value="(\d+)"', html))
    name, value = re.search(r'<input type="radio" name="(\w+)" value="(a)"', html).groups()
    with override("nl"):
        address = reverse("answer", args=[lesson.translation_key, asked_in(lesson).translation_key])
    assert client.post(address, {**sent, name: value}).status_code == 302


def test_again_shows_the_question_as_it_is_now(lesson, cast, as_user):
    client = as_user(cast.learner_a)
    answer_in_page(client, lesson, shown(client, lesson.translation_key))
    asked = asked_in(lesson)
    asked.content[0].value["prompt"] = "Nieuw?"
    publish(asked, cast.trainer_a)
    assert "Nieuw?" not in shown(client, lesson.translation_key)
    again = client.get(f"/nl/aalhoek/berichten/een/?again={asked.translation_key}")
    assert "Nieuw?" in again.content.decode()


@pytest.mark.parametrize("again", ["x", "7f3f7a4a-0000-4000-8000-000000000000", "{question}"])
def test_again_does_nothing_for_what_was_not_answered(lesson, cast, as_user, again):
    again = again.format(question=asked_in(lesson).translation_key)
    response = as_user(cast.learner_a).get(f"/nl/aalhoek/berichten/een/?again={again}")
    assert response.status_code == 200
    assert 'name="turn" value="1"' in response.content.decode()


def test_a_try_out_stands_where_the_author_put_it(module, cast, as_user):
    html = shown(as_user(cast.learner_a), step(LessonPage, module, "drie").translation_key)
    texts = ("Eerst dit.", "met gesprek?", "Dan dit.", "met mail?", "met bel?")
    places = [html.index(text) for text in texts]
    assert places == sorted(places)
    assert html.count('<section class="card stack" id="q-') == 3


def test_every_try_out_of_a_lesson_has_a_name_of_its_own(module, lesson, cast, as_user):
    def names(found: LessonPage) -> list[str]:
        html = shown(as_user(cast.learner_a), found.translation_key)
        return re.findall(r'<h2 id="t-[^"]*">(.*?)</h2>', html)

    assert len(set(names(step(LessonPage, module, "drie")))) == 3
    assert names(lesson) == ["Probeer zelf"]


def test_what_is_published_anew_is_shown_at_once(lesson, cast, as_user):
    client = as_user(cast.learner_a)
    assert "Lees dit." in shown(client, lesson.translation_key)
    write(cast.a, a_lesson("een", TextBlock("Nieuwe tekst.")))
    html = shown(client, lesson.translation_key)
    assert "Nieuwe tekst." in html
    assert "Lees dit." not in html


def test_what_is_kept_of_a_lesson_says_nothing_of_who_opened_it_first(lesson, cast, as_user):
    client = as_user(cast.learner_a)
    answer_in_page(client, lesson, shown(client, lesson.translation_key))
    assert WHY in shown(client, lesson.translation_key)
    assert WHY not in shown(as_user(cast.learner2_a), lesson.translation_key)


def test_the_bar_counts_lessons_only(module, cast, as_user):
    response = as_user(cast.learner_a).get(go(step(LessonPage, module, "drie").translation_key), follow=True)
    assert (response.context["number"], response.context["total"], response.context["done"]) == (2, 2, 0)


# A module and its steps


def test_the_path_of_a_module_follows_what_is_done(shared_module, cast, as_user):
    client = as_user(cast.learner_a)
    one, two = (step(LessonPage, shared_module, slug).translation_key for slug in ("een", "twee"))

    def marks() -> list[str]:
        response = client.get(go(shared_module.translation_key), follow=True)
        return [row["mark"] for row in response.context["path"]]

    assert marks() == ["here", "off"]
    with override("nl"):
        assert client.post(reverse("done", args=[one])).url == go(two)
    assert marks() == ["on", "here"]
    with override("nl"):
        client.post(reverse("done", args=[two]))
    assert marks() == ["on", "on"]
    assert Completion.objects.count() == 2


def test_a_module_says_what_it_helps_with_in_words(module, cast, as_user):
    html = shown(as_user(cast.learner_a), module.translation_key)
    assert cast.competence("4.1").short_name in html
    assert "4.1" in html


def test_a_task_shows_its_list(written, cast, as_user):
    html = as_user(cast.learner_a).get("/nl/aalhoek/berichten/doe/").content.decode()
    steps = re.findall(r'<input type="checkbox" name="step" value="(\d)"[^>]*><span>(.*?)</span>', html)
    assert steps == [("0", "Zoek de knop."), ("1", "Druk erop.")]


# A test


def test_a_test_says_how_long_it_is_and_starts(page_of_test, cast, as_user):
    client = as_user(cast.learner_a)
    response = client.get(go(page_of_test.translation_key), follow=True)
    assert (response.context["count"], response.context["minutes"]) == (3, 2)
    with override("nl"):
        start = reverse("start_test", args=[page_of_test.translation_key])
    assert f'action="{start}"' in response.content.decode()
    attempt = client.post(start).url
    html = shown(client, page_of_test.translation_key)
    assert f'href="{attempt}"' in html
    assert f'action="{start}"' not in html


@pytest.mark.parametrize(("ago", "may_retry"), [(timedelta(hours=2), False), (timedelta(days=2), True)])
def test_a_finished_test_leads_to_its_result_and_later_to_another_go(
    page_of_test, cast, as_user, ago, may_retry
):
    client = as_user(cast.learner_a)
    with override("nl"):
        start = reverse("start_test", args=[page_of_test.translation_key])
        client.post(start)
        result = reverse("result", args=[Attempt.objects.get().key])
    Attempt.objects.update(finished_at=timezone.now() - ago)
    html = shown(client, page_of_test.translation_key)
    assert f'href="{result}"' in html
    assert (f'action="{start}"' in html) == may_retry


# A task


def ticks(client) -> list[bool]:
    """Of each step of the checklist, whether it is ticked off."""
    html = client.get("/nl/aalhoek/berichten/doe/").content.decode()
    return ["checked" in box for box in re.findall(r'<input type="checkbox" name="step"[^>]*>', html)]


def test_ticks_are_kept_and_are_there_on_another_device(written, cast, as_user):
    client = as_user(cast.learner_a)
    task = Activity.objects.get(kind=Activity.Kind.TASK, organisation=cast.a)
    assert ticks(client) == [False, False]
    reply = client.post(reverse("done", args=[task.key]), {"step": ["1", "x", "9" * 99, "\x00"], "keep": "1"})
    assert reply.url == reverse("activity", args=[task.key])
    assert not Completion.objects.filter(activity=task).exists()
    assert ticks(client) == [False, True]
    assert ticks(as_user(cast.learner2_a)) == [False, False]
    client = as_user(cast.learner_a)
    client.post(reverse("done", args=[task.key]), {"step": ["0", "1"]})
    assert Completion.objects.filter(activity=task, user=cast.learner_a).exists()
    assert ticks(client) == [True, True]


def test_a_task_costs_at_most_seven_queries(written, cast, as_user):
    assert queries_of(as_user(cast.learner_a), "/nl/aalhoek/berichten/doe/") <= 7


# The catalogue


def test_the_catalogue_has_own_and_shared_modules_only(written, cast, as_user):
    html = as_user(cast.learner_a).get("/nl/modules/").content.decode()
    assert re.findall(r">Over ([\w-]+)</a>", html) == ["gedeeld", "berichten"]


def test_the_catalogue_can_show_one_subject(written, cast, as_user):
    client = as_user(cast.learner_a)
    both = ["gedeeld", "berichten"]
    for asked, expected in (("data", ["gedeeld"]), ("it", ["berichten"]), ("x", both), ("", both)):
        html = client.get("/nl/modules/", {"subject": asked}).content.decode()
        assert re.findall(r">Over ([\w-]+)</a>", html) == expected


def test_an_empty_catalogue_says_so(cast, as_user):
    Module.objects.update(languages=[])
    assert 'class="empty"' in as_user(cast.learner_a).get("/nl/modules/").content.decode()


# In the editor


@pytest.mark.parametrize("slug", ["", "een", "doe", "test"])
def test_the_editor_shows_a_page_as_it_is_being_written(module, cast, rf, slug):
    page = module.get_children().get(slug=slug).specific if slug else module
    page.title = "Nog niet bewaard"
    request = rf.get("/")
    request.user = cast.trainer_a
    request.asking = Asking(request.user)
    html = views.preview(request, page).content.decode()
    assert "<h1>Nog niet bewaard</h1>" in html
    assert ("Lees dit." in html) == bool(slug)
    assert FEEDBACK not in html


# What it costs


def test_a_lesson_costs_at_most_seven_queries_with_one_question_and_with_three(written, cast, as_user):
    client = as_user(cast.learner_a)
    counts = [
        queries_of(client, f"/nl/{address}/")
        for address in (
            "aalhoek/berichten/een",
            "aalhoek/berichten/drie",
            "shared/gedeeld/een",
        )
    ]
    assert len(set(counts)) == 1
    assert counts[0] <= 7


def test_the_catalogue_costs_at_most_eight_queries_with_one_module_and_with_three(written, cast, as_user):
    for page in ModulePage.objects.exclude(slug="van-b"):
        page.unpublish()
    client = as_user(cast.learner_b)
    assert client.get("/nl/modules/").content.count(b"card--link") == 1
    with_one = queries_of(client, "/nl/modules/")
    for number in range(2):
        write(cast.b, module=f"module-{number}")
    assert with_one == queries_of(client, "/nl/modules/") <= 8
    assert client.get("/nl/modules/").content.count(b"card--link") == 3


def test_a_module_page_costs_at_most_eight_queries(written, cast, as_user):
    assert queries_of(as_user(cast.learner_a), "/nl/aalhoek/berichten/") <= 8


def test_a_module_that_is_asked_says_so_on_its_page_at_no_extra_query(written, cast, as_user):
    learner = as_user(cast.learner_a)
    module = Module.objects.get(organisation=cast.a)
    address = reverse("activity", args=[module.key])
    before = queries_of(learner, learner.get(address).url)
    today = timezone.localdate()
    assign(
        organisation=cast.a,
        module=module,
        targets=[Target(unit=cast.employment(cast.learner_a).unit_id)],
        due_on=today,
        note="",
        role=Role.HR,
        now=timezone.now(),
        today=today,
        acting_user=cast.hr_a,
    )
    page = learner.get(address, follow=True).content.decode()
    assert "Hr_A" in page
    assert queries_of(learner, learner.get(address).url) == before


def test_the_page_about_privacy_says_how_long_in_the_reader_s_own_organisation(as_user, cast, client):
    Organisation.objects.filter(pk=cast.a.pk).update(retention_months=7)
    with override("en"):
        assert "Sign in to see how long" in client.get(reverse("privacy")).content.decode()
        told = as_user(cast.learner_a).get(reverse("privacy")).content.decode()
        assert "7 months later your data are erased" in told
        assert "data protection officer" in told
