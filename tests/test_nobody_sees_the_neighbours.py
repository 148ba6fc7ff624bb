"""The permanent walk: every address of the product, filled in with what belongs to the neighbours.

Everything of organisation B carries one word. Nobody of organisation A may read it, and nothing of B may change,
whatever is asked or sent. Once the fence is left open: then the walk has to find leaks, or it is blind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, product

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from cms import fence, rights
from cms.models import Attachment, AuthoredQuestion, ModulePage, Picture, SectionPage
from courses import actions
from courses.models import Activity, Attempt
from lms.people.models import Organisation, Unit, User
from tests.cast import NEIGHBOUR
from tests.cms.authored import lesson_page, module_page, question, write

# Which addresses tell what does not depend on the database, so the walk is done on one of them.
pytestmark = [pytest.mark.django_db, pytest.mark.walk]
AWAY = 700_000  # ids that nothing else has, so that an id of B never happens to be one of A
SIGNED_OUT = {"account_logout", "wagtailadmin_logout"}
LOGIN = "/nl/account/login"


@pytest.fixture
def neighbours(cast) -> Organisation:
    """Pages, questions, pictures, documents, translations and learning of B, all with ids of their own."""
    move_ids_away()
    write(cast.b, "nl", "en", mark=f" {NEIGHBOUR}")
    for organisation in (cast.a, cast.b, cast.shared):
        rights.sync(organisation)
    Attachment.objects.create(
        title=f"Note {NEIGHBOUR}",
        file=ContentFile(b"secret", f"{NEIGHBOUR}.txt"),
        collection=rights.collection(cast.b),
    )
    for thing in (lesson_page(cast.b), question(cast.b)):
        source, _made = TranslationSource.update_or_create_from_instance(thing)
        Translation.objects.create(source=source, target_locale=lesson_page(cast.b, "en").locale)
    activity = Activity.objects.get(organisation=cast.b, kind="test")
    actions.open_attempt(
        user=cast.learner_b,
        activity=activity,
        organisation=cast.b,
        now=timezone.now(),
        acting_user=cast.learner_b,
    )
    write(cast.a, "nl")
    return cast.b


def move_ids_away() -> None:
    if connection.vendor != "sqlite":
        return
    models = (
        Page,
        AuthoredQuestion,
        Picture,
        Attachment,
        Revision,
        TranslationSource,
        Translation,
        Activity,
        Attempt,
    )
    with connection.cursor() as cursor:
        for number, model in enumerate(models):
            table, start = model._meta.db_table, AWAY + 1000 * number
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, start])


# --- every address, filled in -----------------------------------------------------------------------------------------


def patterns(found=None, prefix: str = "", names: tuple = ()) -> Iterator[tuple[str, str, dict]]:
    """Name, route and converters of every address of the product."""
    for pattern in found if found is not None else get_resolver().url_patterns:
        place = prefix + route_of(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield ":".join((*names, pattern.name or "")), place
        else:
            yield from patterns(pattern.url_patterns, place, (*names, *filter(None, [pattern.namespace])))


def route_of(pattern) -> str:
    return str(pattern) if isinstance(pattern, RoutePattern) else str(pattern).strip("^$")


def things(b: Organisation) -> dict[str, list]:
    """What of B fits in a place, by the name of the place. Ids of every kind, for a place of no known name."""
    pages = [lesson_page(b), module_page(b), SectionPage.objects.filter(organisation=b).first()]
    asked = question(b)
    picture = Picture.objects.get(collection__name=b.slug)
    document = Attachment.objects.get(collection__name=b.slug)
    translations = list(Translation.objects.all())
    activity = Activity.objects.get(key=lesson_page(b).translation_key)
    people = list(User.objects.filter(employments__organisation=b)[:1])
    attempt = Attempt.objects.get()
    page_ids = [page.pk for page in pages]
    return {
        "page_id": page_ids,
        "parent_page_id": page_ids[1:],
        "page_to_move_id": page_ids[:1],
        "destination_id": page_ids[1:2],
        "page_pk": page_ids[:1],
        "pk": [page_ids[0], asked.pk, picture.pk, document.pk, *(one.pk for one in people)],
        "object_id": [page_ids[0], asked.pk],
        "image_id": [picture.pk],
        "document_id": [document.pk],
        "doc_id": [document.pk],
        "document_filename": [document.filename],
        "collection_id": [document.collection_id],
        "translation_id": [one.pk for one in translations],
        "translation_source_id": [one.source_id for one in translations],
        "string_segment_id": list(StringSegment.objects.values_list("pk", flat=True)[:1]),
        "revision_id": [pages[0].latest_revision_id, asked.latest_revision_id],
        "revision_id_a": ["earliest"],
        "revision_id_b": ["latest"],
        "key": [activity.key, module_page(b).translation_key, attempt.key],
        "activity": [activity.key],
        "question": [asked.translation_key],
        "code": ["4.1"],
        "organisation": [b.slug],
        "path": [pages[0].url_path.removeprefix("/nl/"), pages[1].url_path.removeprefix("/nl/")],
        "name": ["original_images/none.svg"],
        "app_label": ["wagtailcore", "cms"],
        "app_name": ["cms"],
        "model_name": ["page", "authoredquestion", "picture"],
        "action": ["delete", "publish", "unpublish"],
        "action_name": ["publish", "approve"],
        "content_type_app_name": ["cms"],
        "content_type_model_name": ["lessonpage"],
        "filter_spec": ["original"],
        "mode": [""],
        "unit": list(Unit.objects.filter(organisation=b).values_list("pk", flat=True)[:1]),
        "user": [one.pk for one in people],
    }


PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


def addresses(b: Organisation) -> Iterator[tuple[str, str]]:
    known = things(b)
    for name, route in patterns():
        if name in SIGNED_OUT or route.startswith(("static", "__")):
            continue
        places = [one or other for one, other in PLACE.findall(route)]
        for values in product(*(known.get(place, [1]) for place in places)):
            yield name, "/" + fill(route, values)


def fill(route: str, values) -> str:
    left = iter(values)
    address = PLACE.sub(lambda _place: str(next(left)), route).replace("\\.", ".")
    return re.sub(r"[\\^$]|\(\?:|\.\*", "", address)


def queries(b: Organisation) -> list[str]:
    """What may be said after the question mark: everything of B by id, and its word as a search.

    In small letters: a search box repeats what was asked, which tells nothing.
    """
    ids = [lesson_page(b).pk, question(b).pk, Picture.objects.get(collection__name=b.slug).pk]
    ids.append(Attachment.objects.get(collection__name=b.slug).pk)
    unit = Unit.objects.filter(organisation=b).values_list("pk", flat=True).first()
    return [
        "?"
        + "&".join(f"id={pk}" for pk in ids)
        + f"&q={NEIGHBOUR.lower()}&unit={unit}&organisation={b.slug}",
        f"?id={ids[0]}&p=1&locale=nl&parent={ids[0]}&child_of={module_page(b).pk}&organisation={b.pk}",
    ]


def payloads(b: Organisation) -> list[dict]:
    module, lesson, asked = module_page(b), lesson_page(b), question(b)
    picture = Picture.objects.get(collection__name=b.slug)
    text = [{"type": "text", "value": "<p>Taken</p>", "id": ""}]
    return [
        {
            "new_parent_page": module.pk,
            "new_title": "Taken",
            "new_slug": "taken",
            "confirm": "on",
            "next": "/",
        },
        {
            "title": "Taken",
            "slug": "taken",
            "name": "taken",
            "body": str(text),
            "organisation": b.pk,
            "parent_page": module.pk,
            "locales": [lesson.locale_id],
            "page": lesson.pk,
            "question": asked.pk,
            "image": picture.pk,
            "collection": picture.collection_id,
            "value": "Taken",
            "role": "hr",
            "action-publish": "action-publish",
            "choice": "a",
            "version": 1,
            "turn": 1,
        },
    ]


# --- looking ----------------------------------------------------------------------------------------------------------


@contextmanager
def taken_back():
    """Whatever happens inside has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows_of(b: Organisation) -> dict[str, list]:
    """Everything of B that somebody could change."""
    pages = Page.objects.filter(path__startswith=SectionPage.objects.filter(organisation=b).first().path)
    chosen = {
        "pages": pages.values_list("pk", "title", "live", "path", "locked", "latest_revision_id"),
        "modules": ModulePage.objects.filter(pk__in=pages).values_list("summary", "goal"),
        "questions": AuthoredQuestion.objects.filter(organisation=b).values_list(
            "pk", "name", "live", "locked", "latest_revision_id"
        ),
        "pictures": Picture.objects.filter(collection__name=b.slug).values_list("pk", "title"),
        "documents": Attachment.objects.filter(collection__name=b.slug).values_list("pk", "title"),
        "translations": Translation.objects.values_list("pk", "enabled", "target_locale"),
        "sources": TranslationSource.objects.values_list("pk", "last_updated_at"),
        "organisation": Organisation.objects.filter(pk=b.pk).values_list(),
        "people": User.objects.filter(employments__organisation=b).values_list(
            "pk", "name", "username", "password"
        ),
    }
    for label in (
        "people.Employment",
        "people.Grant",
        "courses.Enrolment",
        "skills.HeldLevel",
        "skills.Evidence",
    ):
        chosen[label] = apps.get_model(label).objects.filter(organisation=b).values_list("pk")
    for label in ("courses.Module", "courses.Activity", "courses.Question"):
        chosen[label] = apps.get_model(label).objects.filter(organisation=b).values_list()
    return {name: sorted(map(repr, rows)) for name, rows in chosen.items()}


def told(reply) -> str:
    """Everything that the reply says, whatever its form; and the messages it leaves for the next page."""
    content = b"".join(reply.streaming_content) if reply.streaming else reply.content
    said = " ".join(str(message) for message in get_messages(reply.wsgi_request))
    return content.decode(errors="replace") + said + str(reply.headers)


def refused(reply) -> bool:
    return reply.status_code in (403, 404, 405) or reply.headers.get("Location", "").startswith(LOGIN)


def leaks_in_reading(client, b: Organisation, *, thin: bool = False) -> Iterator[str]:
    queried = queries(b)
    for name, address in chosen(b, thin):
        for query in ["", *queried] if takes_queries(address) else [""]:
            with taken_back():
                reply = client.get(address + query)
                if not refused(reply) and NEIGHBOUR in told(reply):
                    yield f"GET {name} {address}{query}"


def takes_queries(address: str) -> bool:
    """Lists, searches and choosers; not the pages of one thing."""
    return not re.search(r"/\d{6}|[0-9a-f]{8}-", address) or "bulk" in address


def chosen(b: Organisation, thin: bool) -> list[tuple[str, str]]:
    """All addresses; or one of each kind in the editor, for who does not come into it at all."""
    found = sorted(set(addresses(b)))
    if not thin:
        return found
    editor = {name: address for name, address in found if address.startswith("/admin/")}
    return [pair for pair in found if not pair[1].startswith("/admin/")] + list(editor.items())


def changes_in_writing(client, b: Organisation, *, thin: bool = False) -> Iterator[str]:
    before = rows_of(b)
    queried = queries(b)[0]
    for name, address in chosen(b, thin):
        for payload in payloads(b):
            with taken_back():
                reply = client.post(address + (queried if "bulk" in name else ""), payload)
                if refused(reply):
                    continue
                if NEIGHBOUR in told(reply):
                    yield f"POST {name} {address} tells"
                after = rows_of(b)
                yield from (
                    f"POST {name} {address} changes {what}" for what in before if after[what] != before[what]
                )


# --- the walk ---------------------------------------------------------------------------------------------------------

WALKERS = ["trainer_a", "learner_a", "hr_a", None]


@pytest.fixture
def walker(client, cast, neighbours, settings):
    client.raise_request_exception = False
    settings.DEBUG = False

    def sign_in(who: str | None):
        if who:
            client.force_login(getattr(cast, who))
        return client

    return sign_in


def test_the_walk_comes_everywhere(neighbours):
    walked = {name for name, _address in addresses(neighbours)}
    assert walked >= set(fence.RULES)
    assert walked >= {"activity", "answer", "attempt", "result", "why", "overview", "wagtail_serve"}


@pytest.mark.parametrize("who", WALKERS)
def test_nobody_reads_what_belongs_to_the_neighbours(walker, neighbours, who):
    assert list(leaks_in_reading(walker(who), neighbours, thin=who != "trainer_a")) == []


@pytest.mark.parametrize("who", WALKERS)
def test_nobody_changes_what_belongs_to_the_neighbours(walker, neighbours, who):
    assert list(changes_in_writing(walker(who), neighbours, thin=who != "trainer_a")) == []


def test_without_the_fence_the_walk_finds_leaks(walker, neighbours, monkeypatch):
    monkeypatch.setattr(fence, "may_pass", lambda request, name, kwargs: True)
    assert len(list(islice(leaks_in_reading(walker("trainer_a"), neighbours), 10))) == 10


def test_without_the_fence_the_walk_finds_writes(walker, neighbours, monkeypatch):
    monkeypatch.setattr(fence, "may_pass", lambda request, name, kwargs: True)
    assert list(islice(changes_in_writing(walker("trainer_a"), neighbours), 1))


def test_a_trainer_of_the_neighbours_reads_her_own(walker, neighbours, cast):
    """The other control: the word is there for who may read it."""
    assert len(list(islice(leaks_in_reading(walker("trainer_b"), neighbours), 20))) == 20
