"""What walks over every address share: two organisations with everything in it, and each address filled in.

Everything of organisation B carries one word, so that a leak is seen. Everything of an organisation that an address
may name by number has the same number, so that one address asks for all of it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, reduce
from io import BytesIO
from itertools import product
from operator import or_
from urllib.parse import urlencode
from uuid import uuid4

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import AutoField, Q
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from django.utils import timezone
from django.utils.http import int_to_base36
from django.utils.regex_helper import normalize
from wagtail.admin.models import EditingSession
from wagtail.models import Collection, Locale, Page, UploadedFile
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from cms import rights
from cms.models import Attachment, AuthoredQuestion, CopiedModule, LessonPage, Picture, SectionPage
from cms.models.media import KEPT
from courses import actions, coaching
from courses.assigning import assign
from courses.check_ups import actions as check_ups
from courses.meant import Target
from courses.models import Activity, Assignment, Attempt, CheckUp, HelpRequest, Module, Proposal, Question
from courses.remarks.actions import remark
from lms.accounts import cards
from lms.accounts.models import Card, IdentityProvider
from lms.accounts.second_factor import CARD
from lms.interop.people.actions import hand_in as hand_in_people
from lms.people import changes, looks
from lms.people.access import ORGANISATION_ROLES, Role, Visibility
from lms.people.actions import grant, system_user
from lms.people.models import Correction, Employment, Grant, Look, Organisation, Unit, User
from lms.people.sharing import share_with_coach
from skills.actions import assign_profile
from skills.adaptive import ITEMS_NEEDED, Mode
from skills.certificates.actions import hand_in as hand_in_certificate
from skills.certificates.actions import keep_accepted
from skills.certificates.files import Paper
from skills.contradictions import contradict
from skills.gaps import State
from skills.models import AcceptedCertificate, Certificate, Framework, JobProfile
from tests.cast import NEIGHBOUR, STARTED, Cast
from tests.cms.authored import explain, lesson_page, module_page, question, write
from tests.factories import SINGLE_CHOICE, a_question
from tests.looking import say_why

NUMBERS = {"a": 600_001, "b": 700_001}  # of a lesson, a question, a picture, a person, … of each
LOGIN = "/nl/account/login"
ON_THE_PLATFORM = {
    "platform": Role.PLATFORM_ADMINISTRATOR,
    "editor": Role.CATALOGUE_EDITOR,
    "owner": Role.FRAMEWORK_OWNER,
}


@dataclass(frozen=True)
class Owned:
    """An organisation of the walk, and the number of all that is its own. A module has the number before it."""

    letter: str
    organisation: Organisation

    @property
    def number(self) -> int:
        return NUMBERS[self.letter]

    @property
    def module(self) -> int:
        return self.number - 1

    @property
    def mark(self) -> str:
        return f" {NEIGHBOUR}" if self.letter == "b" else ""

    @property
    def first_question(self) -> AuthoredQuestion:
        return question(self.organisation, f"post-which{self.mark}")

    def person(self, name: str) -> User:
        return User.objects.get(username=f"{name}_{self.letter}")


# --- what there is ----------------------------------------------------------------------------------------------------


def fill(cast: Cast) -> dict[str, Owned]:
    """Pages, questions, pictures, documents, translations, people and learning of A and of B: by letter."""
    for organisation in (cast.a, cast.b, cast.shared):
        rights.sections(organisation)
    accept()
    found = {letter: Owned(letter, getattr(cast, letter)) for letter in NUMBERS}
    for owned in found.values():
        fill_one(owned)
    rights.sync(cast.shared)
    return found


def fill_one(owned: Owned) -> None:
    count_from(owned.number, [model for model in apps.get_models() if isinstance(model._meta.pk, AutoField)])
    count_from(owned.module, [Page])  # a module is written first, then its lesson
    rights.sync(owned.organisation)
    write(owned.organisation, "nl", *(["en"] if owned.mark else []), mark=owned.mark)
    mark_names(owned)
    take_over(owned)
    employ(owned)
    hand_in(owned)
    write_drafts(owned)
    translate(owned)
    take_part(owned)
    check_up(owned)
    certify(owned)
    ask_people(owned)
    propose(owned)
    say_things(owned)
    sign_in_of_its_own(owned)


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


def mark_names(owned: Owned) -> None:
    """What is named after a file or a slug does not carry the word yet."""
    for asked in AuthoredQuestion.objects.filter(organisation=owned.organisation):
        asked.name += owned.mark
        asked.save()
    for picture in Picture.objects.filter(collection__name=owned.organisation.slug):
        picture.title += owned.mark
        picture.save()


def take_over(owned: Owned) -> None:
    """As if its module began as a copy of one that is gone."""
    CopiedModule.objects.create(
        key=module_page(owned.organisation).translation_key,
        organisation=owned.organisation,
        taken_at=timezone.now(),
        source_key=uuid4(),
        source_title=f"Source{owned.mark}",
    )


def employ(owned: Owned) -> None:
    """Somebody new, who learns; then one for each role that the cast lacks, and one who has all of them."""
    above = Unit.objects.get(organisation=owned.organisation, name=f"Services{owned.mark}")
    unit = Unit.objects.create(organisation=owned.organisation, name=f"New{owned.mark}", parent=above)
    newcomer = hire(owned, "new", unit)
    profile = JobProfile.objects.get(code="P01")
    work = newcomer.employments.get()
    assign_profile(employment=work, profile=profile, starts=STARTED, acting_user=system_user())
    give(hire(owned, "auditor", unit), Role.AUDITOR, owned.organisation)
    for name, role in ON_THE_PLATFORM.items():
        give(hire(owned, name, unit), role, Organisation.objects.shared())
    everything = hire(owned, "holder", unit)
    for role in ORGANISATION_ROLES:
        give(everything, role, owned.organisation)


def hire(owned: Owned, name: str, unit: Unit) -> User:
    person = User(username=f"{name}_{owned.letter}", name=f"{name.title()}{owned.mark}")
    person.set_unusable_password()
    person.save()
    Employment.objects.create(user=person, organisation=owned.organisation, unit=unit, starts=STARTED)
    return person


def give(user: User, role: Role, organisation: Organisation) -> Grant:
    return grant(user=user, role=role, organisation=organisation, starts=STARTED, acting_user=system_user())


def hand_in(owned: Owned) -> None:
    """A document, an upload that is half done, a lesson that is being edited, and a list of people.

    Of the first document and picture the address is asked for, so its file has the word in small letters: what is
    asked may be repeated. The second ones have it as it is.
    """
    word, trainer = owned.mark.strip() or "own", owned.person("trainer")
    collection = rights.collection(owned.organisation)
    secret = ContentFile(f"Secret of {word}".encode(), f"{word.lower()}.txt")
    Attachment.objects.create(title=f"Note{owned.mark}", file=secret, collection=collection)
    second = ContentFile(b"Second", f"{word}.txt")
    Attachment.objects.create(title="Another", file=second, collection=collection)
    drawn = Picture.objects.filter(collection=collection).first()
    named = ContentFile(drawn.file.read(), f"{word}.svg")
    drawn.keep(owned.organisation.pk)
    Picture.objects.create(title="Another", file=named, collection=collection, width=40, height=20)
    UploadedFile.objects.create(file=secret, uploaded_by_user=trainer)
    explain(owned.organisation, f"Word{owned.mark}")
    explain(owned.organisation, "Another")
    lesson = lesson_page(owned.organisation)
    EditingSession.objects.create(user=trainer, content_object=lesson, last_seen_at=timezone.now())
    people = BytesIO(f"Naam;Gebruikersnaam;Dienst;{word}\nNew;imported_{owned.letter};New;".encode())
    hand_in_people(
        organisation=owned.organisation,
        file=people,
        name=f"{word}.csv",
        acting_user=owned.person("hr"),
    )


def write_drafts(owned: Owned) -> None:
    """A lesson that was never live, and newer words of a lesson that is."""
    lesson, trainer = lesson_page(owned.organisation), owned.person("trainer")
    words = [("text", f"<p>Not yet{owned.mark}</p>")]
    unseen = LessonPage(
        title=f"Draft{owned.mark}", slug="draft", live=False, body=words, locale=lesson.locale
    )
    module_page(owned.organisation).add_child(instance=unseen)
    unseen.save_revision(user=trainer)
    lesson.title = f"Newer{owned.mark}"
    lesson.save_revision(user=trainer)


def translate(owned: Owned) -> None:
    locale = Locale.objects.get(language_code="en")
    for thing in (lesson_page(owned.organisation), owned.first_question):
        source, _made = TranslationSource.update_or_create_from_instance(thing)
        Translation.objects.create(source=source, target_locale=locale)


def take_part(owned: Owned) -> None:
    actions.open_attempt(
        user=owned.person("new"),
        activity=Activity.objects.get(organisation=owned.organisation, kind="test"),
        organisation=owned.organisation,
        now=timezone.now(),
        acting_user=owned.person("new"),
    )


def check_up(owned: Owned) -> None:
    """Of which the first question waits."""
    plain = {**SINGLE_CHOICE, "prompt": f"Which one?{owned.mark}", "why": f"Because{owned.mark}"}
    for _each in range(ITEMS_NEEDED):
        a_question(owned.organisation, plain=plain, in_check_up=True)
    about = {"now": timezone.now(), "acting_user": owned.person("new")}
    made = check_ups.start(
        user=owned.person("new"),
        organisation=owned.organisation,
        framework=Framework.objects.get(),
        mode=Mode.STANDARD,
        **about,
    )
    check_ups.go_on(check_up=made, **about)


def ask_people(owned: Owned) -> None:
    """HR asks a module of two."""
    organisation = owned.organisation
    assign(
        organisation=organisation,
        module=Module.objects.filter(organisation=organisation).first(),
        targets=[Target(job=owned.number), Target(unit=organisation.units.filter(parent=None).first().pk)],
        due_on=timezone.localdate(),
        note=f"Please{owned.mark}",
        role=Role.HR,
        now=timezone.now(),
        today=timezone.localdate(),
        acting_user=owned.person("hr"),
    )


def propose(owned: Owned) -> None:
    """Another difficulty for a question of its own."""
    Proposal.objects.create(
        version=Question.objects.filter(organisation=owned.organisation, in_check_up=True).last().current,
        made_at=timezone.now(),
        answers=40,
        right=0.5,
        expected=0.5,
        difficulty=2.0,
        difficulty_error=0.3,
        urgency=1.0,
    )


def accept() -> AcceptedCertificate:
    """What certificates count is the same for everybody."""
    return keep_accepted(
        accepted=None,
        framework=Framework.objects.get(),
        issuer="A school",
        names={"nl": "Veilig"},
        levels={"4.1": 1},
        valid_months=None,
        acting_user=system_user(),
    )


def certify(owned: Owned) -> None:
    """One that waits. Its paper carries the word."""
    hand_in_certificate(
        employment=Employment.objects.get(user=owned.person("new")),
        accepted=AcceptedCertificate.objects.get(issuer="A school"),
        issued_on=STARTED,
        paper=Paper("application/pdf", f"%PDF-1.7 of New{owned.mark}".encode()),
        now=timezone.now(),
        acting_user=owned.person("new"),
    )


def say_things(owned: Owned) -> None:
    """What people write to each other, and what is noted of what they do."""
    now, today, person = timezone.now(), timezone.localdate(), owned.person("new")
    about = {"now": now, "acting_user": person}
    work = Employment.objects.select_related("organisation", "unit").get(user=person)
    competence = JobProfile.objects.get(code="P01").requirements.first().competence
    said = f"Not right{owned.mark}"
    Correction.objects.create(employment=work, fact="unit", sentence=said, made_at=now)
    contradict(employment=work, competence=competence, state=State.LEARN, sentence=said, **about)
    help_me = {"activity": None, "kind": HelpRequest.Kind.HELP, "message": f"Help{owned.mark}"}
    coaching.ask_coach(employment=work, **help_me, **about)
    lesson = Activity.objects.get(organisation=owned.organisation, kind="lesson")
    unclear = {
        "version": None,
        "revision": lesson_page(owned.organisation).live_revision_id,
        "language": "nl",
    }
    remark(activity=lesson, organisation=owned.organisation, sentence=said, **unclear, **about)
    share_with_coach(employment=work, coach=owned.person("coach"), today=today, **about)
    holder, hr = owned.person("holder"), owned.person("hr")
    here = {"organisation": owned.organisation, "acting_user": hr}
    cards.make_cards(people=[person.pk, holder.pk], batch=uuid4(), now=now, **here)
    changes.note(what="own_name_changed", about=person, name=f"Somebody{owned.mark}", **here)
    sitting = looks.Sitting(uuid4(), Look.Purpose.OTHER, f"Because{owned.mark}", now)
    seen = {"what": Look.What.STATES, "role": Role.HR, "sitting": sitting, "now": now}
    looks.note(people=[person.pk], **seen, **here)
    # All that an organisation can show of its people: then a leak shows most.
    Organisation.objects.filter(pk=owned.organisation.pk).update(visibility=Visibility.DETAIL)


def sign_in_of_its_own(owned: Owned) -> None:
    """Off: one that is on is named where people sign in."""
    word = owned.mark.strip() or "own"
    IdentityProvider.objects.create(
        organisation=owned.organisation, issuer=f"https://{word}.example.be", client_id=word
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
        ("cms", "term"),
        ("cms", "picture"),
        ("cms", "attachment"),
    )
]


def known_places(owned: Owned, slugs: Iterable[str]) -> dict[str, list]:
    """What fits in a place that is not simply a number, by its name."""
    b, number = owned.organisation, owned.number
    section = SectionPage.objects.get(organisation=b, locale=lesson_page(b).locale)
    document = Attachment.objects.get(pk=number)
    translations = [number, number + 1]  # of the lesson and of the question
    keys = list(Activity.objects.filter(organisation=b).values_list("key", flat=True))
    segments = StringSegment.objects.filter(pk__gte=number).order_by("pk").values_list("pk", flat=True)
    return {
        "parent_page_id": [owned.module, section.pk],
        "destination_id": [owned.module],
        "string_segment_id": list(segments[:1]),
        "translation_id": translations,
        "translation_source_id": translations,
        "revision_id": [lesson_page(b).latest_revision_id, owned.first_question.latest_revision_id],
        "revision_id_a": ["earliest"],
        "revision_id_b": ["latest"],
        "activity": keys,
        "question": [owned.first_question.translation_key],
        "module": [module_page(b).translation_key],
        "copy": [module_page(b).translation_key],
        "key": [
            *keys,
            module_page(b).translation_key,
            *(key for some in keys_of(owned).values() for key in some),
        ],
        "accepted": [AcceptedCertificate.objects.get(issuer="A school").pk],
        "uidb36": [int_to_base36(number)],
        "code": ["4.1"],
        "organisation": list(slugs),
        "name": [*media_of(owned), document.file.name, f"images/../{document.file.name}"],
        "action": ["delete", "publish", "unpublish", "move", "add_to_collection"],
        "action_name": ["publish", "approve"],
        "content_type_app_name": ["cms"],
        "content_type_model_name": ["lessonpage"],
        "filter_spec": ["original"],
        "mode": ["form"],
        "_1": [document.filename],
    }


def media_of(owned: Owned) -> list[str]:
    """A picture on a page, and what the records keep of it as that of a question."""
    picture = Picture.objects.get(pk=owned.number)
    return [picture.file.name, f"{KEPT}/{owned.organisation.pk}/{picture.kept_name}"]


def keys_of(owned: Owned) -> dict[str, list]:
    """Where an address begins like this, its key is of one kind."""
    certificates = [Certificate.objects.get(employment__organisation=owned.organisation).key]
    return {
        "attempt": [Attempt.objects.get(activity__organisation=owned.organisation).key],
        "check-up": [CheckUp.objects.get(organisation=owned.organisation).key],
        "certificates": certificates,
        "my-certificates": certificates,
        "overview": [Assignment.objects.get(organisation=owned.organisation).key],
    }


def of_every_kind(owned: Owned, known: dict[str, list]) -> list:
    """For a place of no known name: what of it gets there, its own converter says."""
    b = owned.organisation
    paths = [page.url_path.removeprefix("/nl/") for page in (lesson_page(b), module_page(b))]
    return [owned.number, *known["key"], *known["question"], *paths, b.slug]


def fillings(number: int, names: list[str], known: dict[str, list], things: list) -> Iterator[dict]:
    numbers = {name: [number] for name in names if name == "pk" or name.endswith(("_id", "_pk"))}
    chosen = numbers | {name: known[name] for name in names if name in known}
    free = [name for name in names if name not in chosen and name not in KINDS[0]]
    for kind, thing, values in product(KINDS, things if free else [""], product(*chosen.values())):
        yield dict.fromkeys(free, thing) | dict(zip(chosen, values, strict=True)) | kind


def addresses(owned: Owned, *slugs: str) -> list[tuple[str, str]]:
    """Each with the name of the view that it comes to. What names something of the organisation goes first.

    `slugs`: in the place of an organisation, where it is not only the own one.
    """
    known, found = known_places(owned, slugs or [owned.organisation.slug]), set()
    things, keys = of_every_kind(owned, known), keys_of(owned)
    for name, regex, route in patterns():
        fitting = known | {"key": keys.get(route.removeprefix("nl/").split("/")[0], known["key"])}
        filled = {
            "/" + text % values
            for text, places in normalize(regex)
            for values in fillings(owned.number, places, fitting, things)
        }
        found |= {(name, address) for address in filled if comes_to(address, route)}
    return sorted(found, key=lambda pair: (str(owned.number) not in pair[1], pair))


def comes_to(address: str, route: str) -> bool:
    try:
        return resolve(address).route == route
    except Resolver404:
        return False


def query(owned: Owned) -> str:
    """What may be said after the question mark: everything of it by number, and its word as a search.

    In small letters: a search box repeats what was asked, which tells nothing.
    """
    unit = Unit.objects.filter(organisation=owned.organisation).values_list("pk", flat=True).first()
    number = {"id": owned.number, "parent": owned.number}
    said = {"q": NEIGHBOUR.lower(), "unit": unit, "organisation": owned.organisation.slug, **number}
    module = Module.objects.filter(organisation=owned.organisation).first()
    said |= {"what": module.key, "person": owned.number, "on": 1}
    return "?" + urlencode(said | {"p": 1, "locale": "nl"})


def payload(owned: Owned) -> dict:
    """A form for everything."""
    number = owned.number
    asked = Question.objects.get(key=owned.first_question.translation_key)
    paper = Certificate.objects.get(employment__organisation=owned.organisation).key
    return {
        "new_parent_page": owned.module,
        "new_title": "Taken",
        "new_slug": "taken",
        "confirm": "on",
        "next": "/",
        "title": "Taken",
        "slug": "taken",
        "name": "taken",
        "body": str([{"type": "text", "value": "<p>Taken</p>", "id": ""}]),
        "organisation": owned.organisation.pk,
        "parent_page": owned.module,
        "locales": [lesson_page(owned.organisation).locale_id],
        "page": number,
        "question": number,
        "image": number,
        "collection": number,
        "value": "Taken",
        "role": "hr",
        "do": "add",
        "parent": number,
        "unit": number,
        "account": f"new_{owned.letter}",
        "action-publish": "action-publish",
        "choice": "a",
        "version": asked.current_id,
        "turn": 1,
        "place": 1,
        "correction": number,
        "contradiction": number,
        "request": number,
        "remark": number,
        "sentence": "Taken",
        "outcome": "mended",
        "people": [number],
        "job": number,
        "job_title": "Taken",
        "external_id": "taken",
        "starts": timezone.localdate(),
        "ends": timezone.localdate(),
        "day": timezone.localdate(),
        "asked": 1,
        "end": 1,
        "area-4": 2,
        "what": "other",
        "task": "Taken",
        "level": 2,
        "seen_on": timezone.localdate(),
        "accepted": AcceptedCertificate.objects.get(issuer="A school").pk,
        "issued_on": STARTED,
        "certificate": paper,
        "take_back": paper,
        "batch": str(uuid4()),
        "coach": owned.person("coach").pk,
        "person": number,
        "due_on": "2030-01-01",
    }


# --- asking -----------------------------------------------------------------------------------------------------------

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


def signed_in(person: User | None) -> Client:
    """Nothing that goes wrong is raised: it is answered, as to a browser. Who may look at others has said why."""
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person)
        say_why(client)
    return client


def with_card(owned: Owned) -> Client:
    """Somebody with every role, who came in with her card."""
    client, holder = Client(raise_request_exception=False), owned.person("holder")
    client.force_login(holder)
    session = client.session
    session[CARD] = Card.objects.get(user=holder).pk
    session.save()
    return client


def says_no_shortly(monkeypatch, settings) -> None:
    """The pages that say no cost more than finding out that it has to be said. Tests of their own read them."""
    settings.DEBUG = False
    settings.ACCOUNT_RATE_LIMITS = {}  # a walk asks for more than anybody does
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)  # a traceback for each
    for status in (400, 403, 404):
        monkeypatch.setattr(f"lms.urls.handler{status}", partial(nothing_more, status), raising=False)


def nothing_more(status: int, request, exception) -> HttpResponse:
    return HttpResponse(status=status)


# --- what is whose ----------------------------------------------------------------------------------------------------


def rows_of(b: Organisation, written: list[str] | None = None) -> dict[str, list]:
    """Everything of it that somebody could change, in whatever table; or only in those that were `written` to."""
    models = [model for model in apps.get_models() if written is None or is_in(model, written)]
    wanted = {model: belonging(model, b) for model in models}
    return {model._meta.label: stored(model, condition) for model, condition in wanted.items() if condition}


def is_in(model, statements: list[str]) -> bool:
    table = connection.ops.quote_name(model._meta.db_table)
    return any(table in sql for sql in statements)


def stored(model, condition: Q) -> list[str]:
    """As it is in the database: what Python makes of a page's body looks different every time."""
    query = model._base_manager.filter(condition).values_list().query
    with connection.cursor() as cursor:
        cursor.execute(*query.sql_with_params())
        return sorted(map(repr, cursor.fetchall()))


def belonging(model, b: Organisation) -> Q:
    """The organisation itself, its pages, and what points at it, or at its people, files or records."""
    if model is Organisation:
        return Q(pk=b.pk)
    if model is User:
        return Q(employments__organisation=b)
    if issubclass(model, Page):
        sections = SectionPage.objects.filter(organisation=b).values_list("path", flat=True)
        return reduce(or_, (Q(path__startswith=path) for path in sections))
    if model in (Translation, TranslationSource, StringTranslation):
        return Q(pk__gte=(first := numbers_of(b)), pk__lt=first + 100_000)
    return reduce(or_, filter(None, (pointing(field, b) for field in model._meta.fields)), Q())


def numbers_of(organisation: Organisation) -> int:
    """The first of its numbers: nothing in these tables says whose it is."""
    letter = "b" if NEIGHBOUR in organisation.name else "a"
    return NUMBERS[letter]


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
