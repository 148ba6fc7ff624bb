"""An employee of whom nothing is known finds out where he stands, in three parts, on a phone and on another device."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import SINGLE_CHOICE
from tests.journeys.agreeing import deviation, pictures, pictures_on_page, taken_along
from tests.journeys.counting import wait_until
from tests.journeys.inspector import DESK, PHONE, Inspector
from tests.journeys.knowledge import nl
from tests.journeys.loading import CONSULTANT, GARDENER
from tests.journeys.person import Keys, Person
from tests.journeys.product import Product
from tests.journeys.test_exactly_once import AT_ONCE, send

CODES = (
    "1.1 1.2 1.3 2.1 2.2 2.5 4.1 4.2 4.3 5.1 5.2 5.4"  # what a gardener's job asks most, and a little more
)
BANK = f"""
from courses.models import Question
from lms.people.models import Organisation
from tests.courses.check_ups.bank import fill_bank
others = Question.objects.filter(in_check_up=True)
print(*others.values_list("pk", flat=True), sep=",")
others.update(in_check_up=False)
fill_bank(Organisation.objects.with_staff().get(name="Gemeente Vlierbeke"), *"{CODES}".split(), each=6)
"""
AS_BEFORE = """
from courses.models import Question
Question.objects.update(in_check_up=False)
Question.objects.filter(pk__in=[{}]).update(in_check_up=True)
"""
KEPT = """
    SELECT count(*) FROM courses_asked asked JOIN courses_checkup check_up ON check_up.id = asked.check_up_id
    JOIN people_user person ON person.id = check_up.user_id
    WHERE asked.answered_at IS NOT NULL AND %s IN (person.username, person.email)
"""
EVIDENCE = """
    SELECT count(*) FROM skills_evidence evidence JOIN people_user person ON person.id = evidence.user_id
    WHERE evidence.purpose = 'checkup' AND %s IN (person.username, person.email)
"""
DUE = """
    SELECT count(*) FROM skills_profileassignment assignment
    JOIN people_employment employment ON employment.id = assignment.employment_id
    JOIN people_user person ON person.id = employment.user_id
    WHERE assignment.levels_due_at IS NOT NULL AND %s IN (person.username, person.email)
"""
HELD = """
    SELECT competence.code, held.level, held.error, held.own_equivalents, held.state
    FROM skills_heldlevel held JOIN skills_competence competence ON competence.id = held.competence_id
    JOIN people_employment employment ON employment.id = held.employment_id
    JOIN people_user person ON person.id = employment.user_id WHERE %s IN (person.username, person.email)
"""
SEEN_LEVEL = 4
GOOD, OTHER = (option["text"] for option in SINGLE_CHOICE["options"][:2])
LOST = nl(
    "There is no connection now. Your answer is kept here. It is sent as soon as the connection is back."
)
RESULT = re.compile(r"/nl/check-up/[0-9a-f-]+/result/$")


@pytest.fixture(scope="module", autouse=True)
def bank(product: Product) -> Iterator[None]:
    """Questions whose answers are known here, and no others as long as this lasts."""
    others = product.manage("shell", "-v", "0", "-c", BANK)
    yield
    product.manage("shell", "-v", "0", "-c", AS_BEFORE.format(others.strip()))


def kept(product: Product, account: str) -> int:
    """Answers in the records; each has one piece of evidence."""
    found = product.count(KEPT, account)
    assert product.count(EVIDENCE, account) == found
    return found


def begin(person: Person) -> None:
    person.page.goto("/nl/")
    step = person.page.get_by_role("region", name=nl("Where do I stand?"))
    person.follow(nl("Begin"), within=step)
    expect(person.page.get_by_role("region", name=nl("Who sees what?"))).to_contain_text(
        nl("Your answers and your scores")
    )
    person.press(nl("Begin"))


def answer(person: Person, text: str) -> None:
    number = person.page.locator("[name=asked]").input_value()
    person.hands.check(person.page.get_by_label(text, exact=True))
    person.press(nl("Confirm my answer"))
    assert person.page.locator(f"[name=asked][value='{number}']").count() == 0


def answer_until_pause(person: Person) -> int:
    """Right and wrong in turn; how many."""
    count = 0
    while person.page.locator("[name=asked]").count():
        answer(person, OTHER if count % 2 else GOOD)
        count += 1
    return count


def test_an_employee_finds_out_where_he_stands_in_three_parts(open_window, product):
    person = open_window(GARDENER, hands=Keys(), size=PHONE)
    begin(person)
    assert person.heading() == nl("What do you think yourself?")
    inspector = Inspector(person.page)
    inspector.look("own estimate")
    area = person.page.locator("fieldset").first
    person.hands.check(area.get_by_label(nl("A little, or with help")))
    person.press(nl("To the questions"))
    for text in (GOOD, OTHER, nl("I don't know")):
        answer(person, text)
    main = person.page.get_by_role("main")
    expect(main).not_to_contain_text(nl("Right!"))
    person.follow(nl("Pause"))
    expect(main).to_contain_text(nl("You can go on now or later, on another device too."))

    elsewhere = open_window(GARDENER, size=PHONE)  # another phone
    elsewhere.page.goto("/nl/")
    step = elsewhere.page.get_by_role("region", name=nl("Where do I stand?"))
    elsewhere.follow(nl("Go on"), within=step)
    elsewhere_inspector = Inspector(elsewhere.page)
    elsewhere_inspector.look("question", sizes=(DESK, PHONE))
    answered, parts = 3, 0
    while True:
        answered += answer_until_pause(elsewhere)
        parts += 1
        if RESULT.search(elsewhere.page.url):
            break
        assert elsewhere.heading() == nl("Thank you! Time for a pause")
        elsewhere.page.locator("summary").filter(has_text=re.compile(r"\b1:")).click()
        expect(elsewhere.page.get_by_text(SINGLE_CHOICE["why"]).first).to_be_visible()
        if parts == 1:
            elsewhere_inspector.look("pause", sizes=(DESK, PHONE))
        elsewhere.press(nl("Go on"))
    assert parts >= 3
    assert kept(product, GARDENER) == answered

    assert elsewhere.heading() == nl("This is what we know now")
    elsewhere_inspector.look("result", sizes=(DESK, PHONE))
    assert inspector.found + elsewhere_inspector.found == []
    states = elsewhere.page.get_by_role("region", name=nl("Beside what your job asks"))
    assert sum(map(int, states.locator(".tally b").all_inner_texts())) > 0
    elsewhere.follow(nl("Look at my skills"), within=states)
    wait_until(lambda: product.count(DUE, GARDENER) == 0)


def held(product: Product, account: str) -> dict[str, tuple]:
    """What the organisation holds, by code: level, error, questions of her own, state."""
    return {code: figures for code, *figures in product.rows(HELD, account)}


def write_down(coach: Person) -> str:
    """What she saw at work, where that helps most; the code of the skill."""
    coach.page.goto("/nl/coaching/")
    coach.say_why()
    people = coach.page.get_by_role("region", name=nl("Who shows you skills?"))
    first = people.locator("a:has(.num)").first
    code = first.locator(".num").inner_text()
    coach.go(first)
    other = coach.page.get_by_label(nl("Something else"), exact=True)
    if other.count():  # else there is no task of a module about it
        other.check()
        coach.page.locator("summary").filter(has_text=nl("Something else? Say here what you saw.")).click()
    coach.page.get_by_label(nl("What was it?")).fill("Een werkbon ingevuld op de tablet")
    coach.page.locator(f"[name=level][value='{SEEN_LEVEL}']").check()
    coach.press(nl("I saw this"))
    return code


def test_what_a_coach_saw_counts_though_the_worker_died_and_all_say_the_same(
    open_window, product, tmp_path: Path
):
    person, coach = open_window(GARDENER, size=PHONE), open_window(CONSULTANT, size=PHONE)
    person.page.goto("/nl/coach/")
    person.press(re.compile("^" + nl("Show")))
    before = held(product, GARDENER)
    product.kill_worker()
    code = write_down(coach)
    assert product.count(DUE, GARDENER) == 1
    assert held(product, GARDENER) == before
    product.start_worker()
    wait_until(lambda: product.count(DUE, GARDENER) == 0)

    after = held(product, GARDENER)
    (level, error, own, _state), (level_now, error_now, own_now, _state_now) = before[code], after[code]
    assert abs(SEEN_LEVEL - level_now) < abs(SEEN_LEVEL - level)
    assert error_now < error
    assert own_now == own + 4

    parts = taken_along(person)
    assert {row["skill"]: row["level"] for row in parts["levels"]} == {
        one: figures[0] for one, figures in after.items()
    }
    assert deviation(parts, tmp_path) < 1e-6
    assert pictures(parts).items() <= pictures_on_page(person).items()

    in_a_year = timezone.localdate() + timedelta(days=365)
    product.manage("rebuild_levels", "--as-of", f"{in_a_year}")
    for one, (_level, error, own, _state) in held(product, GARDENER).items():
        assert own == after[one][2]
        assert error > after[one][1]
    product.manage("rebuild_levels")
    assert held(product, GARDENER) == {one: pytest.approx(figures) for one, figures in after.items()}


def test_without_script_and_without_own_estimate_it_works_too(open_window, product):
    person = open_window(CONSULTANT, scripts=False, size=PHONE)
    begin(person)
    person.press(nl("Skip this, to the questions"))
    person.window.expected.add(422)
    person.press(nl("Confirm my answer"))
    expect(person.page.get_by_role("alert")).to_contain_text(nl("Choose an answer first."))
    for text in (GOOD, OTHER):
        answer(person, text)
    assert kept(product, CONSULTANT) == 2


def test_an_answer_counts_once_however_often_it_is_sent(open_window, product):
    person, other = open_window(CONSULTANT), open_window(CONSULTANT)
    for one in (person, other):
        one.page.goto("/nl/")
        one.follow(nl("Go on"), within=one.page.get_by_role("region", name=nl("Where do I stand?")))
    before = kept(product, CONSULTANT)
    person.page.get_by_label(GOOD, exact=True).check()
    form = person.page.get_by_role("main").locator("form")
    fields = urlencode([tuple(field) for field in form.evaluate("form => [...new FormData(form)]")])
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in person.page.context.cookies())
    address = form.evaluate("form => form.action")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        replies = list(pool.map(lambda _time: send(address, cookies, fields), range(AT_ONCE)))
    assert len(set(replies)) == 1
    assert replies[0][0] == 302
    assert kept(product, CONSULTANT) == before + 1
    answer(other, OTHER)  # on a page that is older than that answer
    person.button(nl("Confirm my answer")).dblclick()
    person.page.wait_for_function(
        "step => document.querySelector('[name=asked]').value !== step", arg=str(before + 1)
    )
    assert kept(product, CONSULTANT) == before + 1


def test_a_lost_connection_loses_no_answer(open_window, product):
    person = open_window(CONSULTANT, size=PHONE)
    person.page.goto("/nl/")
    person.follow(nl("Go on"), within=person.page.get_by_role("region", name=nl("Where do I stand?")))
    before = kept(product, CONSULTANT)
    step = person.page.locator("[name=asked]").input_value()
    person.page.context.set_offline(True)
    person.page.get_by_label(GOOD, exact=True).check()
    person.button(nl("Confirm my answer")).click()
    expect(person.page.get_by_role("status").filter(has_text=LOST)).to_be_visible()
    assert kept(product, CONSULTANT) == before

    person.page.context.set_offline(False)
    expect(person.page.locator(f"[name=asked][value='{step}']")).to_have_count(0)
    assert kept(product, CONSULTANT) == before + 1


def test_what_was_filled_in_is_there_again_when_the_page_comes_back(open_window):
    person = open_window(CONSULTANT, size=PHONE)
    person.page.goto("/nl/")
    person.follow(nl("Go on"), within=person.page.get_by_role("region", name=nl("Where do I stand?")))
    person.page.route(
        "**/keep-answer*",
        lambda route: route.abort() if route.request.method == "HEAD" else route.continue_(),
    )
    person.page.get_by_label(OTHER, exact=True).check()
    person.button(nl("Confirm my answer")).click()
    expect(person.page.get_by_role("status").filter(has_text=LOST)).to_be_visible()
    person.page.reload()
    expect(person.page.get_by_label(OTHER, exact=True)).to_be_checked()
