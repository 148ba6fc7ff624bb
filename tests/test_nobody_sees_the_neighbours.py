"""The permanent walk: every address of the product, filled in with what belongs to the neighbours.

Everything of organisation B carries one word. Nobody of organisation A may read it, and nothing of B may change,
whatever is asked or sent. Once the fence is left open: then the walk has to find leaks, or it is blind.

Everything of B that an address may name by number has the same number, so that one address asks for all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.admin.models import EditingSession
from wagtail.models import Collection, UploadedFile
from wagtail_localize.models import Translation, TranslationSource

from cms import fence, serving
from cms.models import Attachment, Picture, Term
from courses.models import Activity, AssignmentQuerySet, Attempt, HelpRequest
from lms.accounts.models import Card
from lms.people import access
from lms.people.models import Correction, Employment, Grant, Organisation, PeopleImport, Unit, User
from skills.models import Contradiction
from tests.cast import NEIGHBOUR, Cast
from tests.cms.authored import lesson_page, module_page
from tests.walking import (
    NUMBERS,
    Owned,
    addresses,
    belonging,
    fill,
    patterns,
    payload,
    query,
    rows_of,
    says_no_shortly,
    signed_in,
    taken_back,
)

# Which addresses tell what does not depend on the database, so the walk is done on one of them.
pytestmark = [pytest.mark.django_db, pytest.mark.walk]
SIGNED_OUT = {"account_logout", "wagtailadmin_logout"}
# Wagtail's sign-in and passwords lie behind ours, at the same addresses.
BEHIND_ANOTHER = {"wagtailadmin_login"} | {
    f"wagtailadmin_password_reset{step}" for step in ("", "_done", "_confirm", "_complete")
}


@pytest.fixture(scope="module")
def both(kept_for_module) -> dict[str, Owned]:
    return fill(Cast())


@pytest.fixture(scope="module")
def neighbours(both) -> Owned:
    return both["b"]


# --- looking ----------------------------------------------------------------------------------------------------------


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

    def __init__(self, client, b: Owned, asked: list[tuple[str, str]], rows: dict[str, list]) -> None:
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
        return ["", self.query, *([f"?child_of={self.b.module}"] if "/api/" in address else [])]

    def writes(self, name: str, address: str) -> list[str]:
        return self.ask("POST", name, address + self.queries(address)[-1], self.payload)

    def ask(self, method: str, name: str, address: str, data=None) -> list[str]:
        """What she learned or changed by it."""
        with taken_back() as written:
            self.reply = getattr(self.client, method.lower())(address, data)
            self.client.cookies.pop("messages", None)  # they were for the next page: read them now, and once
            found = ["tells"] if NEIGHBOUR in told(self.reply) else []
            after = rows_of(self.b.organisation, written)
            found += [f"changes {label}" for label, rows in after.items() if rows != self.rows[label]]
        return [f"{method} {name} {address} {what}" for what in found]


class WalkOutsideTheEditor(Walk):
    """Of who does not write pages: to them the editor is shut, which tests/test_addresses.py holds address by address.
    So are the pages of the account of somebody else, whoever asks.
    """

    def __init__(self, client, b: Owned, asked: list[tuple[str, str]], rows: dict[str, list]) -> None:
        super().__init__(client, b, [pair for pair in asked if not in_editor(pair[1])], rows)
        self.asked = [pair for pair in self.asked if not pair[1].startswith("/nl/account/")]


class WalkOfLists(Walk):
    """Of who writes for all together: every list, search and chooser, in the editor and elsewhere.

    What may be written about one thing does not depend on whose author asks.
    """

    def __init__(self, client, b: Owned, asked: list[tuple[str, str]], rows: dict[str, list]) -> None:
        super().__init__(client, b, [pair for pair in asked if is_list(pair[1])], rows)

    def writes(self, name: str, address: str) -> list[str]:
        return []


# --- the walk ---------------------------------------------------------------------------------------------------------

# Who runs the platform is not here: she keeps the organisations. What she may not see, the table of addresses says.
OUTSIDE = ["learner_a", "coach_a", "manager_a", "hr_a", "administrator_a", "auditor_a", None]
WALKS = {"trainer_a": Walk, "editor_a": WalkOfLists} | dict.fromkeys(OUTSIDE, WalkOutsideTheEditor)


@pytest.fixture(scope="module")
def asked(neighbours) -> list[tuple[str, str]]:
    slugs = Organisation.objects.values_list("slug", flat=True)  # theirs, and in the own
    return [pair for pair in addresses(neighbours, *slugs) if pair[0] not in SIGNED_OUT]


@pytest.fixture(scope="module")
def rows(neighbours) -> dict[str, list]:
    return rows_of(neighbours.organisation)


@pytest.fixture
def walk(cast, neighbours, asked, rows, settings, monkeypatch):
    """`walk("hr_a")`: what she will do."""
    says_no_shortly(monkeypatch, settings)

    def begin(who: str | None) -> Walk:
        client = signed_in(getattr(cast, who) if who else None)
        return WALKS.get(who, Walk)(client, neighbours, asked, rows)

    return begin


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


@pytest.mark.parametrize("letter", NUMBERS)
def test_everything_of_an_organisation_has_the_same_number(both, letter):
    owned = both[letter]
    lesson, module = lesson_page(owned.organisation), module_page(owned.organisation)
    assert (lesson.pk, owned.first_question.pk, module.pk) == (owned.number, owned.number, owned.module)
    files = (Picture, Attachment, Collection, UploadedFile, EditingSession, Translation, TranslationSource)
    people = (User, Employment, Unit, Grant, PeopleImport, Correction, Contradiction, HelpRequest, Card)
    for model in (*files, *people, Term, Activity, Attempt):
        here = model.objects.filter(belonging(model, owned.organisation))
        assert owned.number in {row.pk for row in here}, model


@pytest.mark.parametrize("who", ["trainer_a", "hr_a"])
def test_the_page_that_says_no_does_not_say_to_what(as_user, cast, neighbours, who):
    client = as_user(getattr(cast, who))
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[neighbours.number]))
    units = client.get(reverse("units", args=[neighbours.organisation.slug]))
    assert (edit.status_code, units.status_code) == (403, 404)
    assert NEIGHBOUR not in told(edit) + told(units)


# --- and it is not blind ----------------------------------------------------------------------------------------------


def test_without_the_fence_the_walk_finds_leaks(walk, monkeypatch):
    monkeypatch.setattr(fence, "may_pass", lambda request, name, kwargs: True)
    leaks = (found for found in walk("trainer_a").everywhere() if found.endswith(" tells"))
    assert len(list(islice(leaks, 5))) == 5


def test_without_the_fence_the_walk_finds_writes(walk, monkeypatch):
    monkeypatch.setattr(fence, "may_pass", lambda request, name, kwargs: True)
    assert any(" changes " in found for found in walk("trainer_a").everywhere())


def test_without_asking_who_reads_the_walk_finds_pages_documents_and_drawings(walk, monkeypatch):
    monkeypatch.setattr(serving, "may_read", lambda asking, owner, owner_kind: True)
    files = {"wagtail_serve", "wagtaildocs_serve", "media"}
    learner = walk("learner_a")
    learner.asked = [pair for pair in learner.asked if pair[0] in files]
    assert {leak.split()[1] for leak in learner.everywhere()} == files


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


def test_without_asking_who_withdraws_the_walk_finds_questions(walk, monkeypatch):
    monkeypatch.setattr(access, "may_withdraw", lambda person, organisation: True)
    hers = walk("trainer_a")
    hers.asked = [pair for pair in hers.asked if pair[0] == "withdraw_question"]
    assert {found.split(maxsplit=3)[3] for found in hers.everywhere()} == {"tells"}


def test_without_asking_whose_learners_the_walk_finds_figures_and_remarks(walk, monkeypatch):
    everywhere = frozenset(Organisation.objects.values_list("pk", flat=True))
    monkeypatch.setattr(access, "answers_counted_for", lambda person, owner, shared: everywhere)
    monkeypatch.setattr(access, "remarks_read_by", lambda person: everywhere)
    pages = {"question_statistics", "module_statistics", "remarks"}
    hers = walk("trainer_a")
    hers.asked = [pair for pair in hers.asked if pair[0] in pages]
    assert {found.split()[1] for found in hers.everywhere()} == pages


def test_without_asking_who_looks_into_it_the_walk_finds_modules_that_are_not_shared(walk, monkeypatch):
    monkeypatch.setattr(access, "may_look_into", lambda person, organisation, offered: True)
    pages = {"module_to_take", "step_to_take"}
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
