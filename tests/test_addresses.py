"""Every address of the product, asked by everybody, against the table in tests/addresses.py.

Everybody: nobody in particular, each role, and each role of the other organisation. Asked for what is their own and for
what is another's, by GET and by POST, with nothing in the form and with everything. Nothing of it has happened
afterwards, and nothing may ever be an error of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from tests import addresses as table
from tests.addresses import ASKERS, WITH_CARD, row_of
from tests.cast import Cast
from tests.walking import (
    LOGIN,
    Owned,
    addresses,
    fill,
    patterns,
    payload,
    says_no_shortly,
    signed_in,
    taken_back,
    with_card,
)

# Who may do what does not depend on the database, so the table is held against one of them.
pytestmark = [pytest.mark.django_db, pytest.mark.walk]
OPENS_MOST = ".+^x0->"  # the first of these that an address gives is what counts
REFUSED = "-0>"
IN_THE_EDITOR = set(".+^x0")  # what `*` stands for: the fence lets her in, the editor says the rest
TRAINER = "t"
# To these the editor is shut, wherever they knock: each knocks at one in so many, all together at every address.
OUTSIDE = "ekcmhaupf"
EVERY_NAME = sorted({name for name, _regex, _route in patterns()})
SEVERAL = re.compile("<uuid:(key|activity)>|^media/")
OF_SEVERAL_KINDS = {name for name, _regex, route in patterns() if SEVERAL.search(route)}
NO_ROW = "{} is in no table. Say in tests/addresses.py who gets what there; how is written at its top."


@pytest.fixture(scope="module")
def both(kept_for_module) -> dict[str, Owned]:
    return fill(Cast())


@pytest.fixture(scope="module")
def places(both) -> dict[str, list[tuple[str, str]]]:
    return {letter: one_of_each(addresses(owned)) for letter, owned in both.items()}


def one_of_each(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What names something goes first. Where a key or file may be of several kinds, one of each."""
    found: dict[str, list[str]] = {}
    for name, address in pairs:
        found.setdefault(name, []).append(address)
    return [(n, one) for n, some in found.items() for one in (some if n in OF_SEVERAL_KINDS else some[:1])]


@pytest.fixture(autouse=True)
def _shortly(monkeypatch, settings):
    says_no_shortly(monkeypatch, settings)


def client_of(owned: Owned, asker: str) -> Client:
    if asker == WITH_CARD:
        return with_card(owned)
    return signed_in(owned.person(ASKERS[asker]) if ASKERS[asker] else None)


def answer(client: Client, method: str, address: str, sent: dict | None = None) -> str:
    """The letter of the table. What a request did to the session is taken back too: that is kept in the cache."""
    cookies = {name: kept.value for name, kept in client.cookies.items()}
    with taken_back() as written:
        reply = client.get(address) if method == "GET" else client.post(address, sent)
    if written:
        cache.clear()
    client.cookies.clear()
    client.cookies.load(cookies)
    return letter_of(reply, method)


def letter_of(reply, method: str) -> str:
    status = reply.status_code
    if status == 302 and reply.headers["Location"].startswith(LOGIN):
        return ">"
    known = {403: "-", 404: "0", 405: "x"} | ({200: ".", 302: "^"} if method == "GET" else {})
    return known.get(status, "+" if status < 500 else f"error {status}")


def answers(
    client: Client, address: str, methods: list[str], full: dict, *, theirs: bool
) -> Iterator[tuple[str, str]]:
    """Each method with its letter. Who may neither read nor send everything is refused before a form is looked at:
    she sends no empty one."""
    refused = True
    if "GET" in methods:
        letter = answer(client, "GET", address)
        refused &= letter in REFUSED
        yield "GET", letter
    if "POST" in methods:
        letter = answer(client, "POST", address, full)
        yield "POST", letter
        if not theirs and not (refused and letter in REFUSED):
            yield "POST", answer(client, "POST", address, {})


def differences(client: Client, asker: str, pairs, full: dict, *, theirs: bool) -> Iterator[str]:
    """What is otherwise than in the table. `full`: a form for everything. Own things get an empty one, too."""
    given: dict[tuple[str, str], set[str]] = {}
    for name, address in pairs:
        for method, letter in answers(
            client, address, methods(name, address, asker, theirs), full, theirs=theirs
        ):
            given.setdefault((name, method), set()).add(letter)
    for (name, method), letters in given.items():
        most = min(letters, key=OPENS_MOST.find)  # an error is not in it, and so comes before all
        wanted = row_of(name).expected(asker, method, theirs)
        if not (most == wanted or (wanted == "*" and most in IN_THE_EDITOR)):
            whose = "theirs" if theirs else "own"
            yield f"{method} {name} ({whose}) as {asker}: {most} instead of {wanted}"


def methods(name: str, address: str, asker: str, theirs: bool) -> list[str]:
    """Before the editor all but the trainer knock once: the fence looks at who asks and for what, not how."""
    names_things = row_of(name).names_things
    if theirs and not names_things:
        return []
    if not address.startswith("/admin/") or asker == TRAINER:
        return ["GET", "POST"]
    if asker in OUTSIDE and EVERY_NAME.index(name) % len(OUTSIDE) != OUTSIDE.index(asker):
        return []
    return ["POST"] if theirs else [] if names_things else ["GET"]


# --- the table --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY_NAME)
def test_every_address_is_in_the_table(name):
    assert row_of(name), NO_ROW.format(name)


def test_every_row_is_of_an_address():
    ours = {row.name for row in table.our_rows()}
    assert ours <= set(EVERY_NAME)
    used = {row_of(name).name for name in EVERY_NAME}
    assert {row.name for row in table.rules()} <= used


@pytest.mark.parametrize("asker", ASKERS)
def test_everybody_gets_what_the_table_says(both, places, asker):
    client, own, full = client_of(both["a"], asker), places["a"], payload(both["a"])
    assert list(differences(client, asker, own, full, theirs=False)) == []


def test_rubbish_is_no_error_of_the_editor(both, places):
    """Wagtail reads a form as if its own page sent it. Once each, where a trainer is let in at all."""
    client = client_of(both["a"], TRAINER)
    rubbish = dict.fromkeys(payload(both["a"]), "9" * 30) | {"next": "/", "content-count": ""}
    open_to_her = [one for one in places["a"] if row_of(one[0]).expected(TRAINER, "POST", False) == "*"]
    assert len(open_to_her) > 50
    assert [one for one in open_to_her if "error" in answer(client, "POST", one[1], rubbish)] == []


@pytest.mark.parametrize("asker", ASKERS)
def test_of_the_neighbours_everybody_gets_what_the_table_says(both, places, asker):
    client, full = client_of(both["a"], asker), payload(both["b"])
    assert list(differences(client, asker, places["b"], full, theirs=True)) == []


@pytest.mark.parametrize("asker", [letter for letter, who in ASKERS.items() if who])
def test_the_neighbours_get_no_more(both, places, asker):
    """Outside the editor: there the trainer of either organisation is before the same fence."""
    client, full = client_of(both["b"], asker), payload(both["a"])
    pairs = [pair for pair in places["a"] if not pair[1].startswith("/admin/")]
    assert list(differences(client, asker, pairs, full, theirs=True)) == []
