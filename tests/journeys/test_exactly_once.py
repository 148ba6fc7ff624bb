"""However often an answer is sent, it counts once, and everybody who sent it gets the same reply."""

from __future__ import annotations

import http.client
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Locator, Page, expect

from courses.content import ActivityKind
from tests.journeys.knowledge import PHOTOS, PRINTER, asked_in, exam_of, module, nl, of_kind
from tests.journeys.person import Person
from tests.journeys.product import Product

ANSWERS = """
    SELECT count(*) FROM courses_answer answer
    JOIN courses_attempt attempt ON attempt.id = answer.attempt_id
    JOIN people_user person ON person.id = attempt.user_id
    WHERE person.username = %s
"""
EVIDENCE = """
    SELECT count(*) FROM skills_evidence evidence JOIN people_user person ON person.id = evidence.user_id
    WHERE person.username = %s AND evidence.kind = 'answer'
"""
AT_ONCE = 8
EXAM = exam_of(module(PHOTOS)).questions


def kept(product: Product, account: str) -> int:
    """Answers in the records; each has one piece of evidence."""
    found = product.count(ANSWERS, account)
    assert product.count(EVIDENCE, account) == found
    return found


def fill_first_try_out(person: Person, folder) -> Locator:
    """Everything but the last click; the form."""
    content = module(folder)
    lesson = of_kind(content, ActivityKind.LESSON)[0]
    person.open_module(content.title)
    person.follow(nl("Begin"))
    place = person.try_outs().first
    person.fill(asked_in(place.inner_text(), lesson.questions), place)
    return place.get_by_role("form").or_(place.locator("form"))


def outcome(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text=nl("Right!"))


def test_the_same_answer_from_two_browsers_and_a_double_click_count_once(open_window, product):
    account = "coach-2"
    one, two = open_window(account), open_window(account)
    for form in [fill_first_try_out(person, PHOTOS) for person in (one, two)]:
        form.evaluate("form => { setTimeout(() => form.requestSubmit(), 200); }")
    for person in (one, two):
        expect(outcome(person.page)).to_be_visible()
    assert kept(product, account) == 1

    form = fill_first_try_out(one, PRINTER)
    one.button(nl("Look at my answer"), within=form).dblclick()
    expect(outcome(one.page)).to_be_visible()
    assert kept(product, account) == 2


def send(address: str, cookies: str, fields: str) -> tuple[int, str | None]:
    place = urlsplit(address)
    line = http.client.HTTPConnection(place.netloc, timeout=30)
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", place.path, fields, headers)
    reply = line.getresponse()
    reply.read()
    return reply.status, reply.getheader("Location")


def test_replies_that_got_lost_and_other_tabs_change_nothing(open_window, product):
    account = "beheerder-2"
    person = open_window(account)
    person.open_module(module(PHOTOS).title)
    person.follow(f"{nl('Test.')} {exam_of(module(PHOTOS)).title}")
    person.begin_test()
    tab = Person(person.page.context.new_page())
    tab.page.goto(person.page.url)
    person.page.bring_to_front()  # a browser draws nothing in a tab that nobody looks at

    main = person.page.get_by_role("main")
    person.fill(asked_in(main.inner_text(), EXAM), main)
    form = main.locator("form")
    fields = urlencode([tuple(field) for field in form.evaluate("form => [...new FormData(form)]")])
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in person.page.context.cookies())
    address = form.evaluate("form => form.action")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        replies = list(pool.map(lambda _time: send(address, cookies, fields), range(AT_ONCE)))
    assert len(set(replies)) == 1
    assert replies[0][0] == 302
    assert kept(product, account) == 1

    person.press(nl("Confirm my answer"))  # she did not see any of those replies
    expect(outcome(person.page)).to_be_visible()
    give_up(tab)  # another answer, on a page that is older than the first
    expect(outcome(tab.page)).to_be_visible()
    assert kept(product, account) == 1

    person.follow(nl("Next question"))
    for number in range(2, len(EXAM) + 1):
        person.answer_test_question(EXAM)
        person.follow(nl("To the result") if number == len(EXAM) else nl("Next question"))
    result = person.page.get_by_role("main").inner_text()
    person.page.go_back()
    person.page.go_back()
    if person.button(nl("Confirm my answer")).count():
        give_up(person)
    assert kept(product, account) == len(EXAM)
    person.page.goto(f"{address}result/")
    assert person.page.get_by_role("main").inner_text() == result


def give_up(person: Person) -> None:
    unsure = person.page.get_by_label(nl("I don't know"), exact=True).or_(person.button(nl("I don't know")))
    if unsure.evaluate("thing => thing.type === 'submit'"):
        person.go(unsure)
    else:
        unsure.check()
        person.press(nl("Confirm my answer"))
