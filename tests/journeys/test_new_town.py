"""A municipality comes: from the page that makes it to the phone of somebody who cleans its swimming pool."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from playwright.sync_api import expect

from lms.dashboards.forms import ROLE_CHOICES
from lms.people.access import Role
from tests.journeys import staff_list
from tests.journeys.counting import lines_on, wait_until
from tests.journeys.inspector import PHONE
from tests.journeys.knowledge import nl, nl_count
from tests.journeys.paper import codes_on
from tests.journeys.person import Person
from tests.journeys.product import Product
from tests.journeys.staff_list import MISTAKES, POOL, SWIMMERS, TOWN

ADMINISTRATOR, HR = "wim.kestens@kastanjedal.example", "lut.castelein@kastanjedal.example"
PASSWORD, PIN = "vier gele kastanjes", "4827"
OFFICE = "Personeelsdienst"
PEOPLE = 500
LINK = re.compile(r"http://\S+/password/reset/key/\S+")
SWIM = """
    SELECT person.name, person.id FROM people_user person JOIN people_employment job ON job.user_id = person.id
    JOIN people_unit unit ON unit.id = job.unit_id WHERE unit.name = %s
"""
OF_TOWN = """
    import/{town}/people/ administration/{town}/people/ administration/{town}/people/add/ administration/{town}/changes/
    administration/{town}/people/{person}/ administration/{town}/people/{person}/change/ administration/{town}/cards/
    administration/{town}/changes/changes.csv
"""
OF_ROLES = """
    administration/ overview/ overview/people/ overview/people.csv corrections/
    account/email/ account/password/change/ account/2fa/
"""


def test_a_new_town_brings_its_people_in_and_nobody_else_sees_them(open_window, product):
    town = make_town(open_window("platform"))
    administrator, hr = open_window(), open_window()
    choose_password(administrator, ADMINISTRATOR, product)
    bring_hr(administrator)
    choose_password(hr, HR, product)
    bring_everybody(hr, town)

    swimmers = dict(product.rows(SWIM, POOL[0].rpartition(" > ")[2]))
    cards = print_cards(hr)
    assert len(cards) == SWIMMERS
    assert cards.keys() == swimmers.keys()
    (name, _own), (_name, colleague), *_others = swimmers.items()
    of_town = addresses(OF_TOWN, town=town, person=colleague)
    assert open_to(hr, of_town) == of_town

    cleaner = open_window(size=PHONE)
    use_card(cleaner, cards[name])
    assert urlsplit(cleaner.page.url).path == "/nl/"
    cleaner.hands.press(cleaner.page.locator("summary").filter(has_text=nl("My account")))
    expect(cleaner.page.get_by_text(name)).to_be_visible()
    of_roles = addresses(OF_ROLES)
    assert open_to(cleaner, ["/admin/", *of_town, *of_roles]) == []

    neighbour = open_window("hr-2")
    neighbour.page.goto("/nl/")
    neighbour.menu(nl("Administration"))
    neighbour.say_why()
    find_nobody(neighbour, name)
    neighbour.follow(nl("Cards"))
    find_nobody(neighbour, name)
    assert open_to(neighbour, of_town) == []
    assert open_to(neighbour, of_roles, without=name) == of_roles


def fill(person: Person, said: dict[str, str]) -> None:
    """By what our sentence for each box is; a box that may stay empty says so after it."""
    for label, text in said.items():
        box = person.page.get_by_label(re.compile(rf"^{re.escape(nl(label))}( \(|$)"))
        if box.evaluate("box => box.tagName") == "SELECT":
            person.hands.choose(box, text)
        else:
            person.hands.write(box, text)


# --- who comes first --------------------------------------------------------------------------------------------------


def make_town(platform: Person) -> str:
    platform.page.goto("/nl/")
    platform.menu(nl("Administration"))
    platform.follow(nl("New organisation"))
    fill(
        platform,
        {
            "Name of the organisation": TOWN,
            "Name of the first administrator": "Wim Kestens",
            "E-mail address of the first administrator": ADMINISTRATOR,
        },
    )
    platform.press(nl("Make this organisation"))
    assert platform.heading() == nl("Roles")
    return urlsplit(platform.page.url).path.split("/")[3]


def choose_password(person: Person, email: str, product: Product) -> None:
    """The first time: by the mail that anybody gets who forgot hers."""
    person.page.goto("/nl/account/password/reset/")
    person.page.get_by_role("main").get_by_role("textbox").fill(email)
    person.press(nl("Send me the link"))
    wait_until(lambda: LINK.search(product.mail_to(email)))
    person.page.goto(LINK.search(product.mail_to(email))[0])
    fill(person, {"New Password": PASSWORD, "New Password (again)": PASSWORD})
    person.press(nl("Save my new password"))
    person.sign_in(email, PASSWORD)


def bring_hr(administrator: Person) -> None:
    administrator.menu(nl("Administration"))
    administrator.follow(nl("Units"))
    fill(administrator, {"Name of the new unit": OFFICE})
    administrator.press(nl("Add"))
    administrator.follow(nl("People"))
    administrator.say_why()
    administrator.follow(nl("Add a person"))
    fill(administrator, {"Name": "Lut Castelein", "E-mail address": HR, "Unit": OFFICE})
    administrator.press(nl("Add"))
    assert administrator.heading() == "Lut Castelein"
    administrator.follow(nl("Give a role"))
    administrator.hands.check(administrator.page.get_by_label(nl(ROLE_CHOICES[Role.HR])))
    administrator.press(nl("Give this role"))


# --- the list ---------------------------------------------------------------------------------------------------------


def bring_everybody(hr: Person, town: str) -> None:
    hr.menu(nl("Administration"))
    hr.say_why()
    hr.follow(nl("Import people"))
    hand_in(hr, staff_list.with_mistakes())
    hr.hands.check(hr.page.get_by_label(nl("Make units that are not there yet")))
    hr.press(nl("Check the list"))
    assert hr.heading() == nl_count(
        "%(rows)s row needs your help", "%(rows)s rows need your help", len(MISTAKES), rows=len(MISTAKES)
    )
    assert lines_on(hr.page.get_by_role("table")) == [one.told() for one in MISTAKES]

    hr.follow(nl("Hand in the mended list"))
    hand_in(hr, staff_list.mended())
    hr.press(nl("Check the list"))  # what was chosen the first time is chosen still
    assert hr.heading() == nl("This is what would change")
    hr.press(nl("Apply this list"))
    expect(hr.page.get_by_role("heading", level=1, name=nl("Your list is applied"))).to_be_visible()
    come = nl_count("%(number)s comes", "%(number)s come", PEOPLE, number=PEOPLE)
    expect(hr.link(come)).to_be_visible()


def hand_in(hr: Person, rows: dict[int, list]) -> None:
    hr.page.get_by_label(nl("Your list")).set_input_files(staff_list.workbook(rows.values()))
    hr.press(nl("Look at this file"))


# --- cards ------------------------------------------------------------------------------------------------------------


def print_cards(hr: Person) -> dict[str, str]:
    """The codes on the paper, by name."""
    hr.follow(nl("Make cards"))
    fill(hr, {"Unit": POOL[0].replace(">", "›")})
    hr.press(nl("Search"))
    for box in hr.page.get_by_role("main").get_by_role("checkbox").all():
        hr.hands.check(box)
    with hr.page.expect_download() as paper:
        hr.hands.press(hr.button(nl("Make cards")))
    return codes_on(paper.value.path().read_bytes())


def use_card(person: Person, code: str) -> None:
    person.page.goto("/")
    person.follow(nl("Sign in with a card"))
    fill(person, {"The code on your card": code})
    person.press(nl("Next"))
    fill(person, {"Your PIN": PIN, "The same PIN again": PIN})
    person.press(nl("Sign in"))


# --- what stays shut --------------------------------------------------------------------------------------------------


def addresses(places: str, **names: object) -> list[str]:
    return [f"/nl/{place}" for place in places.format(**names).split()]


def open_to(person: Person, places: Iterable[str], *, without: str = "") -> list[str]:
    """Those that are not refused, and do not lead to her own pages; `without` a name that they might show."""
    replies = {place: person.page.context.request.get(place) for place in places}
    assert not without or not any(without in reply.text() for reply in replies.values())
    return [place for place, reply in replies.items() if reply.ok and urlsplit(reply.url).path != "/nl/"]


def find_nobody(person: Person, name: str) -> None:
    person.hands.write(person.page.get_by_role("main").get_by_role("textbox"), name)
    person.press(nl("Search"))
    expect(person.page.get_by_text(nl("There is nobody in this list."))).to_be_visible()
