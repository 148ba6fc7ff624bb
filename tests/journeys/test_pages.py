"""What every page owes everybody: no barriers, no sideways scrolling, little to download."""

from __future__ import annotations

from playwright.sync_api import Page

from courses.content import ActivityKind, ModuleContent
from courses.questions import kinds
from tests.journeys.inspector import DESK, PHONE, Inspector
from tests.journeys.knowledge import CHARTS, FALSE_MESSAGES, PHOTOS, STEPS, exam_of, module, nl, of_kind
from tests.journeys.person import Person

COLD_BYTES, COLD_REQUESTS = 100 * 1024, 8
WARM_BYTES, WARM_REQUESTS = 12 * 1024, 1


def test_no_page_has_a_barrier_or_scrolls_sideways(open_window):
    stranger = open_window()
    stranger.page.goto("/nl/account/login/")
    inspector = Inspector(stranger.page)
    inspector.look("login")

    person = open_window("hr")
    inspector.page = person.page
    for address in ("/nl/", "/nl/skills/", "/nl/skills/4.1/", "/nl/modules/", "/nl/overview/"):
        person.page.goto(address)
        inspector.look(address, sizes=(PHONE, DESK))
    person.window.expected.add(404)
    person.page.goto("/nl/there-is-nothing-here/")
    inspector.look("404")

    person.open_module(module(FALSE_MESSAGES).title)
    inspector.look("module")
    met: set[str] = set()
    for path, which in (
        (FALSE_MESSAGES, slice(-2, None)),
        (CHARTS, slice(1, 3)),
        (STEPS, slice(-1, None)),
    ):
        content = module(path)
        look_at_lessons(person, inspector, content, which, met)
    for content in (module(PHOTOS), module(CHARTS)):
        look_at_a_test(person, inspector, content, met)
    assert met == set(kinds())
    assert not inspector.found, "\n\n".join(inspector.found)


def look_at_lessons(
    person: Person, inspector: Inspector, content: ModuleContent, which: slice, met: set[str]
) -> None:
    """Some lessons as they come, and with a try-out of each type that was not met before answered."""
    person.open_module(content.title)
    path = person.page.url
    for lesson in of_kind(content, ActivityKind.LESSON)[which]:
        person.page.goto(path)
        person.go(person.page.get_by_role("link", name=lesson.title))
        inspector.look(f"lesson {lesson.title}")
        for question in lesson.questions:
            if question.type not in met:
                person.try_one(question, lesson.questions)
                met.add(question.type)
        inspector.look(f"lesson {lesson.title}, answered")


def look_at_a_test(person: Person, inspector: Inspector, content: ModuleContent, met: set[str]) -> None:
    """Each type of question once, and its feedback."""
    questions = exam_of(content).questions
    person.open_module(content.title)
    person.follow(f"{nl('Test.')} {exam_of(content).title}")
    inspector.look("test")
    person.begin_test()
    for number, question in enumerate(questions, start=1):
        new = question.type not in met
        if new:
            inspector.look(question.type)
        met.add(person.answer_test_question(questions).type)
        if new:
            inspector.look(f"feedback on {question.type}")
        person.follow(nl("To the result") if number == len(questions) else nl("Next question"))
    inspector.look("result")


ACCOUNT = ("account/2fa/", "account/2fa/totp/activate/", "account/2fa/webauthn/add/", "account/sessions/")
PLACES = {
    "medewerker": (
        "",
        "skills/",
        "skills/4.1/",
        "check-up/",
        "modules/?q=a&level=basic",
        "coach/",
        "looks/",
        "who-sees-what/",
        "my-data/",
        "my-data/all/person/",
        "my-data/record/",
        "my-data/not-right/",
        "account/email/",
        *ACCOUNT,
    ),
    "hr": (
        "looks/why/",
        "overview/",
        "overview/skills/4.1/",
        "overview/people/?skill=4.1",
        "administration/zonnebeek/cards/",
        "administration/zonnebeek/people/",
        "administration/zonnebeek/people/add/",
        "administration/zonnebeek/changes/",
        "import/zonnebeek/people/",
        "account/shared-device/",
        "corrections/",
    ),
    "coach": ("coaching/",),
    "beheerder": (
        "administration/zonnebeek/settings/",
        "administration/zonnebeek/units/",
        "administration/zonnebeek/roles/",
        "administration/zonnebeek/sign-in/",
    ),
}
LOOKERS = ("hr", "coach", "manager")  # say why before they see people

# What `{person}` and the like stand for below.
OF_EMPLOYEE = """
    FROM people_employment job JOIN people_user person ON person.id = job.user_id WHERE username = 'medewerker'
"""
ONE = {
    "person": f"SELECT person.id {OF_EMPLOYEE}",
    "job": f"SELECT job.id {OF_EMPLOYEE}",
    "unit": f"SELECT job.unit_id {OF_EMPLOYEE}",
    "role": "SELECT id FROM people_grant WHERE user_id = (SELECT id FROM people_user WHERE username = 'coach')",
    "asked": "SELECT key FROM courses_assignment",
    "accepted": "SELECT min(id) FROM skills_acceptedcertificate",
    "proposal": "SELECT id FROM courses_proposal",
}
HERE = "administration/zonnebeek/"
JOB = f"{HERE}people/{{person}}/jobs/{{job}}/"
PLACES_OF_ONE = {
    "": ("account/card/", "account/password/reset/", "privacy/", "accessibility/"),
    "medewerker": (
        "my-certificates/",
        "who-sees-what/zonnebeek/",
        "modules/?q=zzz",
        "account/password/change/",
    ),
    "hr": (
        "overview/asked/",
        "overview/asked/new/",
        "overview/asked/new/?what=look&unit={unit}&on=1",
        "overview/asked/{asked}/",
        "overview/people/{job}/",
        "certificates/",
        "certificates/record/{job}/",
        f"{HERE}people/{{person}}/",
        f"{HERE}people/{{person}}/change/",
        f"{JOB}change/",
        f"{JOB}move/",
        f"{JOB}profile/",
        f"{JOB}end/",
        f"{HERE}bank/",
    ),
    "manager": ("validate/{job}/", "validate/{job}/4.1/"),
    "beheerder": (
        f"{HERE}logo/",
        f"{HERE}units/{{unit}}/",
        f"{HERE}roles/give/{{person}}/",
        f"{HERE}roles/{{role}}/end/",
    ),
    "platform": ("administration/", "administration/new/"),
    "kader": (
        "calibration/",
        "calibration/{proposal}/",
        "calibration/recount/",
        "accepted-certificates/",
        "accepted-certificates/new/",
        "accepted-certificates/{accepted}/",
    ),
}


def looking(person: Person, account: str) -> Inspector:
    if account in LOOKERS:
        person.page.goto("/nl/looks/why/")
        person.say_why()
    return Inspector(person.page)


OTHER_LANGUAGES = ("fr", "de", "en")


def test_no_page_has_a_barrier_in_any_language(open_window):
    """In each, a page may get too wide. Only words differ beside, so barriers are looked for in one, taking turns;
    `make barriers` looks in all.
    """
    trouble = []
    for account, places in PLACES.items():
        person = open_window(account)
        inspector = looking(person, account)
        for number, place in enumerate(places):
            for turn, language in enumerate(OTHER_LANGUAGES):
                person.page.goto(f"/{language}/{place}")
                assert person.page.locator("html").get_attribute("lang") == language
                look = inspector.look if turn == number % len(OTHER_LANGUAGES) else inspector.fits
                look(person.page.url)
        person.page.goto("/fr/modules/")
        person.go(person.page.get_by_role("main").locator(".card--link").get_by_role("link").first)
        inspector.look("a module in French")
        trouble += inspector.found
    assert not trouble, "\n\n".join(trouble)


def test_no_page_of_one_thing_has_a_barrier(open_window, product):
    """Once each; in the other languages with EVERY_PAGE."""
    one = {name: product.count(query) for name, query in ONE.items()}
    trouble = []
    for account, places in PLACES_OF_ONE.items():
        person = open_window(account)
        inspector = looking(person, account)
        for place in places:
            address = f"/nl/{place.format(**one)}"
            reply = person.page.goto(address)
            assert (reply.status, person.page.url.endswith(address)) == (200, True), address
            inspector.look(address)
        trouble += inspector.found
    assert not trouble, "\n\n".join(trouble)


class Scales:
    """Bytes and requests as they come over the line, headers included."""

    def __init__(self, page: Page) -> None:
        self.bytes, self.cached = {}, set()
        self.line = page.context.new_cdp_session(page)
        self.line.on("Network.requestServedFromCache", lambda event: self.cached.add(event["requestId"]))
        self.line.on("Network.responseReceived", self.receive)
        self.line.on("Network.loadingFinished", self.weigh)
        self.line.send("Network.enable")
        self.addresses: dict[str, str] = {}

    def receive(self, event: dict) -> None:
        response = event["response"]
        self.addresses[event["requestId"]] = response["url"]
        if response.get("fromDiskCache") or response["url"].startswith("data:"):
            self.cached.add(event["requestId"])

    def weigh(self, event: dict) -> None:
        self.bytes[event["requestId"]] = event["encodedDataLength"]

    def load(self, page: Page, address: str) -> dict[str, int]:
        self.bytes.clear()
        page.goto(address, wait_until="networkidle")
        return {self.addresses[key]: size for key, size in self.bytes.items() if key not in self.cached}


def test_a_lesson_is_light(open_window):
    finder = open_window("hr")
    finder.open_module(module(FALSE_MESSAGES).title)
    lessons = []
    for lesson in of_kind(module(FALSE_MESSAGES), ActivityKind.LESSON)[:2]:
        link = finder.page.get_by_role("link", name=lesson.title)
        address = link.get_attribute("href")
        reply = finder.page.context.request.get(address)  # the address of the page itself, past the redirect
        lessons.append(reply.url)

    person = open_window("hr", size=PHONE)
    scales = Scales(person.page)
    cold, warm = (scales.load(person.page, address) for address in lessons)
    assert sum(cold.values()) <= COLD_BYTES, cold
    assert len(cold) <= COLD_REQUESTS, cold
    pictures = {address for address in warm if "/media/" in address}  # its own, that no other lesson has
    page = {address: size for address, size in warm.items() if address not in pictures}
    assert sum(page.values()) <= WARM_BYTES, warm
    assert len(page) <= WARM_REQUESTS, warm
