"""People who try what they should not, and browsers that send what no page of ours asks for."""

from __future__ import annotations

import re
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin, urlsplit

from courses.content import ActivityKind
from tests.journeys.knowledge import FALSE_MESSAGES, module, nl, of_kind
from tests.journeys.loading import PASSWORD
from tests.journeys.person import Person

DOOR = "/nl/account/login/"
OPEN_TO_ALL = (
    "/static/",
    "/theme/",
    "/nl/account/",
    "/fr/account/",
    "/de/account/",
    "/en/account/",
    "/nl/privacy/",
    "/nl/accessibility/",
)
TRIES = 12
SHORT = next(question for question in module(FALSE_MESSAGES).questions if question.type == "short_text")


def addresses(person: Person) -> set[str]:
    """Where the links and forms of this page lead."""
    read = "all => all.map(one => one.getAttribute('href') || one.getAttribute('action'))"
    found = person.page.locator("a[href], form[action]").evaluate_all(read)
    return {urlsplit(urljoin(person.page.url, address)).path for address in found}


def open_practice(person: Person) -> None:
    """The lesson with a question of every kind that has to be typed."""
    content = module(FALSE_MESSAGES)
    number, lesson = next(
        (number, lesson)
        for number, lesson in enumerate(of_kind(content, ActivityKind.LESSON), start=1)
        if SHORT in lesson.questions
    )
    person.open_module(content.title)
    person.follow(f"{nl('Lesson %(number)s.', number=number)} {lesson.title}")


def test_a_stranger_gets_the_door_for_every_page(open_window):
    insider = open_window("hr")
    found: set[str] = {
        "/admin/",
        "/admin/pages/",
        "/nl/overview/skills.csv",
        "/nl/overview/people/",
        "/nl/attempt/",
    }
    for address in ("/nl/", "/nl/skills/", "/nl/overview/", "/nl/modules/"):
        insider.page.goto(address)
        found |= addresses(insider)
    open_practice(insider)
    found |= addresses(insider) | {urlsplit(insider.page.url).path}
    stranger = open_window().page.context.request
    for address in sorted(found):
        if not address.startswith(OPEN_TO_ALL):
            reply = stranger.get(address)
            assert urlsplit(reply.url).path.endswith("/account/login/"), f"{address}: {reply.status}"


def test_the_editor_has_no_door_of_its_own(open_window):
    person = open_window()
    person.page.goto("/admin/login/?next=/admin/")
    assert urlsplit(person.page.url).path == DOOR
    reply = person.page.context.request.post(
        "/admin/login/", form={"username": "trainer", "password": PASSWORD}, max_redirects=0
    )
    assert reply.status in (302, 403)
    assert person.page.context.request.get("/admin/", max_redirects=0).status == 302


def knock(address: str, name: str) -> list[str]:
    """What the door says to wrong passwords, one after the other, without what was typed."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    said = []
    page = browser.open(address).read().decode()
    for number in range(TRIES):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        fields = {"csrfmiddlewaretoken": token, "login": name, "password": f"wrong-{number}"}
        page = browser.open(address, urlencode(fields).encode()).read().decode()
        said.append(re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page).replace(name, ""))
    return said


def test_guessing_passwords_is_slowed_down_and_tells_of_no_account(product):
    with ThreadPoolExecutor(2) as pool:
        known, unknown = pool.map(
            lambda name: knock(product.url + DOOR, name), ("trainer-2", "nobody-at-all")
        )
    assert set(known) == set(unknown)
    assert len(set(known)) == 2  # wrong, and not now


def test_impossible_answers_are_refused_and_strange_ones_are_kept(open_window, product):
    person = open_window("beheerder")
    open_practice(person)
    label = nl("Your answer")
    place = person.try_outs().filter(has=person.page.get_by_role("textbox", name=label))
    form = place.locator("form")
    address = form.evaluate("form => form.action")
    fields = dict(form.evaluate("form => [...new FormData(form)]"))
    request = person.page.context.request
    for impossible in ("x" * 10_000, "lade\x00"):
        reply = request.post(address, form={**fields, "answer": impossible})
        assert reply.status == 400
        assert label in reply.text()
    assert product.count("SELECT count(*) FROM courses_answer WHERE response->>'answer' LIKE 'x%%'") == 0

    place.get_by_role("textbox", name=label).fill("🧱 of <b>niets</b>?")
    person.press(nl("Look at my answer"), within=place)
    assert person.page.locator("input[value*='🧱 of <b>niets</b>?']").count() == 1
    assert product.count("SELECT count(*) FROM courses_answer WHERE response->>'answer' LIKE '🧱%%'") == 1
