"""The permanent walk: every address of the product, filled in with what belongs to the neighbours.

Everything of organisation B carries one word. Nobody of organisation A may read it, and nothing of B may change,
whatever is asked or sent. Once the fence is left open: then the walk has to find leaks, or it is blind.

Everything of B that an address may name by number has the same number, so that one address asks for all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from io import BytesIO
from itertools import islice, product
from operator import or_
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import AutoField, Q
from django.http import HttpResponse, HttpResponseForbidden
from django.urls import Resolver404, URLPattern, get_resolver, resolve, reverse
from django.utils import timezone
from django.utils.http import int_to_base36
from django.utils.regex_helper import normalize
from wagtail.admin.models import EditingSession
from wagtail.models import Collection, Page, UploadedFile
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from cms import fence, rights, serving
from cms.models import Attachment, AuthoredQuestion, Picture, SectionPage
from courses import actions
from courses.assigning import assign
from courses.check_ups import actions as check_ups
from courses.meant import Target
from courses.models import (
    Activity,
    Assignment,
    AssignmentQuerySet,
    Attempt,
    CheckUp,
    Module,
    Proposal,
    Question,
)
from lms.accounts.models import IdentityProvider
from lms.interop.people.actions import hand_in as hand_in_people
from lms.people import access
from lms.people.models import Correction, Employment, Grant, Organisation, PeopleImport, Unit, User
from skills.adaptive import ITEMS_NEEDED, Mode
from skills.certificates.actions import hand_in as hand_in_certificate
from skills.certificates.actions import keep_accepted
from skills.certificates.files import Paper
from skills.models import Certificate, Framework
from tests.cast import NEIGHBOUR, STARTED, Cast
from tests.cms.authored import lesson_page, module_page, question, write
from tests.factories import SINGLE_CHOICE, a_question
from tests.looking import say_why

# Which addresses tell what does not depend on the database, so the walk is done on one of them.
pytestmark = [pytest.mark.django_db, pytest.mark.walk]
NUMBER = 700_001  # of a lesson, a question, a picture, a person, … of B; nothing of A has it
MODULE = NUMBER - 1
LOGIN = "/nl/account/login"
SIGNED_OUT = {"account_logout", "wagtailadmin_logout"}
# Wagtail's sign-in and passwords lie behind ours, at the same addresses.
BEHIND_ANOTHER = {"wagtailadmin_login"} | {
    f"wagtailadmin_password_reset{step}" for step in ("", "_done", "_confirm", "_complete")
}


@pytest.fixture(scope="module")
def neighbours(kept_for_module) -> Organisation:
    """Pages, questions, pictures, documents, translations and learning of B, the first to get a number of each."""
    cast = Cast()
    everyone = (cast.b, cast.a, cast.shared)
    write(cast.a, "nl")
    for organisation in everyone:
        rights.sections(organisation)
    count_from(NUMBER, [model for model in apps.get_models() if isinstance(model._meta.pk, AutoField)])
    count_from(MODULE, [Page])  # a module is written first, then its lesson
    for organisation in everyone:
        rights.sync(organisation)
    write(cast.b, "nl", "en", mark=f" {NEIGHBOUR}")
    mark_names(cast.b)
    hand_in(cast)
    translate(cast.b)
    learn(cast)
    sign_in_of_its_own(cast.b)
    certify(cast)
    return cast.b


def count_from(number: int, models) -> None:
    """The next row of each of these tables gets this number."""
    with connection.cursor() as cursor:
        for model in models:
            table, column = model._meta.db_table, model._meta.pk.column
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number - 1])
            else:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, number - 1]
                )


def mark_names(b: Organisation) -> None:
    """What is named after a file or a slug does not carry the word yet."""
    for asked in AuthoredQuestion.objects.filter(organisation=b):
        asked.name += f" {NEIGHBOUR}"
        asked.save()
    for picture in Picture.objects.filter(collection__name=b.slug):
        picture.title += f" {NEIGHBOUR}"
        picture.save()


def first_question(b: Organisation) -> AuthoredQuestion:
    return question(b, f"post-which {NEIGHBOUR}")


def hand_in(cast: Cast) -> None:
    """A document, an upload that is half done, a lesson that is being edited, and somebody new."""
    secret = ContentFile(f"Secret of {NEIGHBOUR}".encode(), f"{NEIGHBOUR.lower()}.txt")
    Attachment.objects.create(title=f"Note {NEIGHBOUR}", file=secret, collection=rights.collection(cast.b))
    UploadedFile.objects.create(file=secret, uploaded_by_user=cast.trainer_b)
    lesson, now = lesson_page(cast.b), timezone.now()
    EditingSession.objects.create(user=cast.trainer_b, content_object=lesson, last_seen_at=now)
    newcomer = User.objects.create(username="new_b", name=f"New {NEIGHBOUR}")
    unit = Unit.objects.create(organisation=cast.b, name=f"New {NEIGHBOUR}")
    work = Employment.objects.create(user=newcomer, organisation=cast.b, unit=unit, starts=STARTED)
    wrong = f"I never worked at {NEIGHBOUR}"
    Correction.objects.create(employment=work, fact="unit", sentence=wrong, made_at=now)
    Grant.objects.create(user=newcomer, organisation=cast.b, unit=unit, role="hr", starts=STARTED)
    people = BytesIO(f"Naam;Gebruikersnaam;Dienst;{NEIGHBOUR}\nNew;imported_b;New;".encode())
    hand_in_people(
        organisation=cast.b,
        file=people,
        name=f"{NEIGHBOUR}.csv",
        acting_user=User.objects.get(username="hr_b"),
    )


def sign_in_of_its_own(b: Organisation) -> None:
    """Off: one that is on is named where people sign in."""
    IdentityProvider.objects.create(
        organisation=b, issuer=f"https://{NEIGHBOUR}.example.be", client_id=NEIGHBOUR
    )


def translate(b: Organisation) -> None:
    for thing in (lesson_page(b), first_question(b)):
        source, _made = TranslationSource.update_or_create_from_instance(thing)
        Translation.objects.create(source=source, target_locale=lesson_page(b, "en").locale)


def learn(cast: Cast) -> None:
    actions.open_attempt(
        user=cast.learner_b,
        activity=Activity.objects.get(organisation=cast.b, kind="test"),
        organisation=cast.b,
        now=timezone.now(),
        acting_user=cast.learner_b,
    )
    check_up = check_ups.start(
        user=cast.learner_b,
        organisation=cast.b,
        framework=Framework.objects.get(),
        mode=Mode.STANDARD,
        now=timezone.now(),
        acting_user=cast.learner_b,
    )
    plain = {**SINGLE_CHOICE, "prompt": f"Which one at {NEIGHBOUR}?", "why": NEIGHBOUR}
    for _each in range(ITEMS_NEEDED):
        a_question(cast.b, plain=plain, in_check_up=True)
    check_ups.go_on(check_up=check_up, now=timezone.now(), acting_user=cast.learner_b)
    assign(
        organisation=cast.b,
        module=Module.objects.get(organisation=cast.b),
        targets=[Target(job=NUMBER), Target(unit=cast.b.units.filter(parent=None).first().pk)],
        due_on=timezone.localdate(),
        note=f"Please, {NEIGHBOUR}",
        role=access.Role.HR,
        now=timezone.now(),
        today=timezone.localdate(),
        acting_user=cast.hr_b,
    )
    Proposal.objects.create(
        version=Question.objects.filter(organisation=cast.b, in_check_up=True).last().current,
        made_at=timezone.now(),
        answers=40,
        right=0.5,
        expected=0.5,
        difficulty=2.0,
        difficulty_error=0.3,
        urgency=1.0,
    )


def certify(cast: Cast) -> None:
    """Two that wait, one of each: theirs carries their word in its paper, and has the number of all that is theirs."""
    accepted = keep_accepted(
        accepted=None,
        framework=Framework.objects.get(),
        issuer="A school",
        names={"nl": "Veilig"},
        levels={"4.1": 1},
        valid_months=None,
        acting_user=User.objects.get(username="bouwsteen"),
    )
    for person in (cast.learner_b, cast.learner_a):
        secret = f"%PDF-1.7 of {person.name}".encode()
        hand_in_certificate(
            employment=cast.employment(person),
            accepted=accepted,
            issued_on=STARTED,
            paper=Paper("application/pdf", secret),
            now=timezone.now(),
            acting_user=person,
        )


# --- every address, filled in -----------------------------------------------------------------------------------------


def patterns(
    found=None, regex: str = "", route: str = "", names: tuple = ()
) -> Iterator[tuple[str, str, str]]:
    """Name, expression and route of every address of the product."""
    for pattern in found if found is not None else get_resolver().url_patterns:
        longer = regex + pattern.pattern.regex.pattern.removeprefix("^")
        place = str(pattern.pattern)
        place = route + place.removeprefix("^") if route else place
        if isinstance(pattern, URLPattern):
            yield ":".join((*names, pattern.name or place)), longer, place
        else:
            inner = (*names, *filter(None, [pattern.namespace]))
            yield from patterns(pattern.url_patterns, longer, place, inner)


KINDS = [
    {"app_label": app, "app_name": app, "model_name": model}
    for app, model in (
        ("wagtailcore", "page"),
        ("cms", "lessonpage"),
        ("cms", "authoredquestion"),
        ("cms", "picture"),
        ("cms", "attachment"),
    )
]


def known_places(b: Organisation) -> dict[str, list]:
    """What fits in a place that is not simply a number, by its name."""
    section = SectionPage.objects.get(organisation=b, locale=lesson_page(b).locale)
    document = Attachment.objects.get(collection__name=b.slug)
    translations = [NUMBER, NUMBER + 1]  # of the lesson and of the question
    keys = list(Activity.objects.filter(organisation=b).values_list("key", flat=True))
    return {
        "parent_page_id": [MODULE, section.pk],
        "destination_id": [MODULE],
        "string_segment_id": list(StringSegment.objects.values_list("pk", flat=True)[:1]),
        "translation_id": translations,
        "translation_source_id": translations,
        "revision_id": [lesson_page(b).latest_revision_id, first_question(b).latest_revision_id],
        "revision_id_a": ["earliest"],
        "revision_id_b": ["latest"],
        "activity": keys,
        "question": [first_question(b).translation_key],
        "key": [
            *keys,
            module_page(b).translation_key,
            Attempt.objects.get(activity__organisation=b).key,
            CheckUp.objects.get(organisation=b).key,
            Certificate.objects.get(employment__organisation=b).key,
            Assignment.objects.get(organisation=b).key,
        ],
        "uidb36": [int_to_base36(NUMBER)],
        "code": ["4.1"],
        "organisation": list(Organisation.objects.values_list("slug", flat=True)),  # theirs, and in the own
        "name": [document.file.name, f"images/../{document.file.name}"],
        "action": ["delete", "publish", "unpublish", "move", "add_to_collection"],
        "action_name": ["publish", "approve"],
        "content_type_app_name": ["cms"],
        "content_type_model_name": ["lessonpage"],
        "filter_spec": ["original"],
        "mode": ["form"],
        "_1": [document.filename],
    }


def of_every_kind(b: Organisation) -> list:
    """For a place of no known name: what of it gets there, its own converter says."""
    known = known_places(b)
    paths = [page.url_path.removeprefix("/nl/") for page in (lesson_page(b), module_page(b))]
    return [NUMBER, *known["key"], *known["question"], *paths, b.slug]


def fillings(names: list[str], known: dict[str, list], things: list) -> Iterator[dict]:
    numbers = {name: [NUMBER] for name in names if name == "pk" or name.endswith(("_id", "_pk"))}
    chosen = numbers | {name: known[name] for name in names if name in known}
    free = [name for name in names if name not in chosen and name not in KINDS[0]]
    for kind, thing, values in product(KINDS, things if free else [""], product(*chosen.values())):
        yield dict.fromkeys(free, thing) | dict(zip(chosen, values, strict=True)) | kind


def addresses(b: Organisation) -> list[tuple[str, str]]:
    """Each with the name of the view that it comes to. What names something of B goes first."""
    known, things, found = known_places(b), of_every_kind(b), set()
    for name, regex, route in patterns():
        filled = {
            "/" + text % values
            for text, places in normalize(regex)
            for values in fillings(places, known, things)
        }
        if name not in SIGNED_OUT:
            found |= {(name, address) for address in filled if comes_to(address, route)}
    return sorted(found, key=lambda pair: (str(NUMBER) not in pair[1], pair))


def comes_to(address: str, route: str) -> bool:
    try:
        return resolve(address).route == route
    except Resolver404:
        return False


def query(b: Organisation) -> str:
    """What may be said after the question mark: everything of B by number, and its word as a search.

    In small letters: a search box repeats what was asked, which tells nothing.
    """
    unit = Unit.objects.filter(organisation=b).values_list("pk", flat=True).first()
    said = {"q": NEIGHBOUR.lower(), "unit": unit, "organisation": b.slug, "id": NUMBER, "parent": NUMBER}
    said |= {"what": Module.objects.get(organisation=b).key, "person": NUMBER, "on": 1}
    return "?" + urlencode(said | {"p": 1, "locale": "nl"})


def payload(b: Organisation) -> dict:
    """A form for everything."""
    return {
        "new_parent_page": MODULE,
        "new_title": "Taken",
        "new_slug": "taken",
        "confirm": "on",
        "next": "/",
        "title": "Taken",
        "slug": "taken",
        "name": "taken",
        "body": str([{"type": "text", "value": "<p>Taken</p>", "id": ""}]),
        "organisation": b.pk,
        "parent_page": MODULE,
        "locales": [lesson_page(b).locale_id],
        "page": NUMBER,
        "question": NUMBER,
        "image": NUMBER,
        "collection": NUMBER,
        "value": "Taken",
        "role": "hr",
        "do": "add",
        "parent": NUMBER,
        "unit": NUMBER,
        "account": "new_b",
        "action-publish": "action-publish",
        "choice": "a",
        "version": Question.objects.get(key=first_question(b).translation_key).current_id,
        "turn": 1,
        "asked": 1,
        "end": 1,
        "area-4": 2,
        "place": 1,
        "correction": NUMBER,
        "outcome": "mended",
        "what": Module.objects.get(organisation=b).key,
        "person": NUMBER,
        "due_on": "2030-01-01",
    }


# --- looking ----------------------------------------------------------------------------------------------------------

NO_WRITES = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def taken_back():
    """Whatever happens inside has not happened. Gives what was written, so that most requests need no comparing."""
    written = []

    def note(execute, sql, *rest):
        if not sql.lstrip().startswith(NO_WRITES):
            written.append(sql)
        return execute(sql, *rest)

    with transaction.atomic(), connection.execute_wrapper(note):
        yield written
        transaction.set_rollback(True)


def rows_of(b: Organisation) -> dict[str, list]:
    """Everything of B that somebody could change, in whatever table."""
    wanted = {model: belonging(model, b) for model in apps.get_models()}
    return {model._meta.label: stored(model, condition) for model, condition in wanted.items() if condition}


def stored(model, condition: Q) -> list[str]:
    """As it is in the database: what Python makes of a page's body looks different every time."""
    query = model._base_manager.filter(condition).values_list().query
    with connection.cursor() as cursor:
        cursor.execute(*query.sql_with_params())
        return sorted(map(repr, cursor.fetchall()))


def belonging(model, b: Organisation) -> Q:
    """B itself, its pages, and what points at B, or at its people, files or records."""
    if model is Organisation:
        return Q(pk=b.pk)
    if model is User:
        return Q(employments__organisation=b)
    if issubclass(model, Page):
        sections = SectionPage.objects.filter(organisation=b).values_list("path", flat=True)
        return reduce(or_, (Q(path__startswith=path) for path in sections))
    if model in (Translation, TranslationSource, StringTranslation):
        return Q(pk__gt=0)  # nobody else has any
    return reduce(or_, filter(None, (pointing(field, b) for field in model._meta.fields)), Q())


def pointing(field, b: Organisation) -> Q:
    other = field.related_model
    if other is Organisation:
        return Q(**{field.name: b})
    if other is User:
        return Q(**{f"{field.name}__employments__organisation": b})
    if other is Collection:
        return Q(**{f"{field.name}__name": b.slug})
    owned = other and any(one.related_model is Organisation for one in other._meta.fields)
    return Q(**{f"{field.name}__organisation": b}) if owned else Q()


def told(reply) -> str:
    """Everything that the reply says, whatever its form; and the messages it leaves for the next page."""
    content = b"".join(reply.streaming_content) if reply.streaming else reply.content
    said = " ".join(str(message) for message in get_messages(reply.wsgi_request))
    return content.decode(errors="replace") + said + str(reply.headers)


def is_list(address: str) -> bool:
    """Lists, searches and choosers, which take queries; not the pages of one thing."""
    return not re.search(r"/\d{6}|[0-9a-f]{8}-", address)


def in_editor(address: str) -> bool:
    return address.startswith("/admin/")


class Walk:
    """Every address asked and written to by one person, which afterwards has not happened."""

    def __init__(self, client, b: Organisation, asked: list[tuple[str, str]], rows: dict[str, list]) -> None:
        self.client, self.b, self.asked, self.rows = client, b, asked, rows
        self.query, self.payload = query(b), payload(b)

    def everywhere(self) -> Iterator[str]:
        for name, address in self.asked:
            yield from self.reads(name, address)
            yield from self.writes(name, address)

    def reads(self, name: str, address: str) -> Iterator[str]:
        for said in self.queries(address):
            yield from self.ask("GET", name, address + said)

    def queries(self, address: str) -> list[str]:
        if "/bulk/" in address:
            return [self.query]
        if not is_list(address):
            return [""]
        # Wagtail's own API refuses all words when there is one that it does not know.
        return ["", self.query, *([f"?child_of={MODULE}"] if "/api/" in address else [])]

    def writes(self, name: str, address: str) -> list[str]:
        return self.ask("POST", name, address + self.queries(address)[-1], self.payload)

    def ask(self, method: str, name: str, address: str, data=None) -> list[str]:
        """What she learned or changed by it."""
        with taken_back() as written:
            self.reply = getattr(self.client, method.lower())(address, data)
            self.client.cookies.pop("messages", None)  # they were for the next page: read them now, and once
            found = ["tells"] if NEIGHBOUR in told(self.reply) else []
            if written:
                after = rows_of(self.b)
                found += [f"changes {label}" for label, rows in self.rows.items() if after[label] != rows]
        return [f"{method} {name} {address} {what}" for what in found]


class WalkOutsideTheEditor(Walk):
    """Of who does not write pages: one address of each kind in the editor, and what is shut for reading is not written
    to. The fence does not ask which of the two it is; the walk of who does write tries both everywhere.
    """

    def __init__(self, client, b: Organisation, asked: list[tuple[str, str]], rows: dict[str, list]) -> None:
        doors = {name: address for name, address in asked if in_editor(address)}
        super().__init__(client, b, [pair for pair in asked if not in_editor(pair[1])], rows)
        self.asked += doors.items()

    def queries(self, address: str) -> list[str]:
        return super().queries(address)[-1:] if in_editor(address) else super().queries(address)

    def writes(self, name: str, address: str) -> list[str]:
        shut = self.reply.status_code == 403 or self.reply.headers.get("Location", "").startswith(LOGIN)
        return [] if shut and in_editor(address) else super().writes(name, address)


# --- the walk ---------------------------------------------------------------------------------------------------------

WALKS = {
    "trainer_a": Walk,
    "learner_a": WalkOutsideTheEditor,
    "hr_a": WalkOutsideTheEditor,
    "administrator_a": WalkOutsideTheEditor,
    None: WalkOutsideTheEditor,
}


@pytest.fixture(scope="module")
def asked(neighbours) -> list[tuple[str, str]]:
    return addresses(neighbours)


@pytest.fixture(scope="module")
def rows(neighbours) -> dict[str, list]:
    return rows_of(neighbours)


@pytest.fixture
def walk(client, cast, neighbours, asked, rows, settings, monkeypatch):
    """`walk("hr_a")`: what she will do."""
    client.raise_request_exception = False
    settings.DEBUG = False
    settings.ACCOUNT_RATE_LIMITS = {}  # a walk asks for more than anybody does
    # The page that says no costs more than finding out that it has to be said. It is read once, in a test of its own.
    monkeypatch.setattr("lms.urls.handler403", nothing_more, raising=False)

    def begin(who: str | None) -> Walk:
        if who:
            client.force_login(getattr(cast, who))
            say_why(client)
        return WALKS.get(who, Walk)(client, neighbours, asked, rows)

    return begin


def nothing_more(request, exception) -> HttpResponse:
    return HttpResponseForbidden()


@pytest.mark.parametrize("who", WALKS)
def test_nobody_reads_or_changes_what_belongs_to_the_neighbours(walk, who):
    hers = walk(who)
    assert list(hers.everywhere()) == []
    assert hers.client.get(reverse("skills")).status_code == (
        200 if who else 302
    )  # nothing has signed her out


def test_the_walk_comes_everywhere(asked):
    every = {name for name, _regex, _route in patterns()} - SIGNED_OUT
    assert every - {name for name, _address in asked} <= BEHIND_ANOTHER
    assert set(fence.RULES) | {"wagtail_serve", "wagtaildocs_serve", "media"} <= every


def test_everything_of_the_neighbours_has_the_same_number(neighbours):
    lesson, module = lesson_page(neighbours), module_page(neighbours)
    assert (lesson.pk, first_question(neighbours).pk, module.pk) == (NUMBER, NUMBER, MODULE)
    others = (Picture, Attachment, Collection, UploadedFile, EditingSession, Translation, TranslationSource)
    for model in (*others, User, Employment, Unit, Grant, PeopleImport, Correction, Activity, Attempt):
        assert NUMBER in {row.pk for row in model.objects.filter(belonging(model, neighbours))}, model


def test_the_page_that_says_no_does_not_say_to_what(as_user, cast, neighbours):
    reply = as_user(cast.trainer_a).get(reverse("wagtailadmin_pages:edit", args=[NUMBER]))
    assert reply.status_code == 403
    assert NEIGHBOUR not in told(reply)


# --- and it is not blind ----------------------------------------------------------------------------------------------


def test_without_the_fence_the_walk_finds_leaks(walk, monkeypatch):
    monkeypatch.setattr(fence, "may_pass", lambda request, name, kwargs: True)
    leaks = (found for found in walk("trainer_a").everywhere() if found.endswith(" tells"))
    assert len(list(islice(leaks, 5))) == 5


def test_without_the_fence_the_walk_finds_writes(walk, monkeypatch):
    monkeypatch.setattr(fence, "may_pass", lambda request, name, kwargs: True)
    assert any(" changes " in found for found in walk("trainer_a").everywhere())


def test_without_asking_who_reads_the_walk_finds_pages_and_documents(walk, monkeypatch):
    monkeypatch.setattr(serving, "may_read", lambda asking, owner, owner_kind: True)
    learner = walk("learner_a")
    learner.asked = [pair for pair in learner.asked if pair[0] in ("wagtail_serve", "wagtaildocs_serve")]
    assert {leak.split()[1] for leak in learner.everywhere()} == {"wagtail_serve", "wagtaildocs_serve"}


def test_without_asking_who_administers_the_walk_finds_units_and_roles(walk, monkeypatch):
    monkeypatch.setattr(access, "administered_organisations", lambda person: None)
    pages = {"administration", "organisation", "units", "unit", "roles", "give_role", "end_role"}
    pages.add("sign_in_settings")
    hers = walk("administrator_a")
    hers.asked = [pair for pair in hers.asked if pair[0] in pages]
    leaks = [found.split() for found in hers.everywhere()]
    assert {name for _method, name, *_what in leaks} == pages
    assert ["changes", "people.Unit"] in [what[-2:] for what in leaks]


def test_without_asking_whose_it_is_the_walk_finds_what_people_are_asked(walk, monkeypatch):
    monkeypatch.setattr(AssignmentQuerySet, "at", lambda every, organisation: every)
    pages = {"assignments", "assignment"}
    hers = walk("hr_a")
    hers.asked = [pair for pair in hers.asked if pair[0] in pages]
    leaks = [found.split() for found in hers.everywhere()]
    assert {name for _method, name, *_what in leaks} == pages
    assert ["changes", "courses.Assignment"] in [what[-2:] for what in leaks]


def test_without_asking_who_imports_the_walk_finds_lists_of_people(walk, monkeypatch):
    monkeypatch.setattr(access, "may_import_people", lambda person, organisation: True)
    pages = {"people_import", "people_import_file", "people_import_refused"}
    hers = walk("hr_a")
    hers.asked = [pair for pair in hers.asked if pair[0] in pages]
    leaks = [found.split() for found in hers.everywhere()]
    assert pages == {name for _method, name, *_what in leaks}


def test_without_asking_who_corrects_the_walk_finds_what_people_say_is_not_right(walk, monkeypatch):
    everywhere = frozenset(Organisation.objects.values_list("pk", flat=True))
    monkeypatch.setattr(access, "correcting_organisations", lambda person: everywhere)
    monkeypatch.setattr(access, "correcting_role", lambda person, organisation: access.Role.HR)
    hers = walk("hr_a")
    hers.asked = [pair for pair in hers.asked if pair[0] == "corrections"]
    leaks = [found.split(maxsplit=3)[3] for found in hers.everywhere()]
    assert {"tells", "changes people.Correction"} <= set(leaks)


def test_without_asking_who_calibrates_the_walk_finds_questions(walk, monkeypatch):
    everywhere = frozenset(Organisation.objects.values_list("pk", flat=True))
    monkeypatch.setattr(access, "calibrated_organisations", lambda person: everywhere)
    pages = {"calibration", "calibration_proposal"}
    hers = walk("trainer_a")
    hers.asked = [pair for pair in hers.asked if pair[0] in pages]
    assert {found.split()[1] for found in hers.everywhere()} == pages


def test_without_asking_who_makes_cards_the_walk_finds_people(walk, monkeypatch):
    monkeypatch.setattr(access, "card_making_role", lambda person, organisation: access.Role.HR)
    hers = walk("hr_a")
    hers.asked = [pair for pair in hers.asked if pair[0] == "cards"]
    assert list(hers.everywhere())


def test_a_trainer_of_the_neighbours_reads_her_own(walk):
    """The other control: the word is there for who may read it."""
    told_her = {found.split()[1] for found in islice(walk("trainer_b").everywhere(), 80)}
    assert len(told_her) >= 10
