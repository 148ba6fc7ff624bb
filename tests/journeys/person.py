"""A person before a screen: finds things by what they are called, with a mouse or with the keyboard only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

from courses.content import QuestionContent
from courses.questions import kind
from courses.questions.base import ids
from tests.journeys import knowledge
from tests.journeys.knowledge import asked_in, nl, pgettext_nl
from tests.journeys.loading import PASSWORD
from tests.journeys.window import Window

FAR = 150  # presses of the Tab key after which something cannot be reached
# Tab stops once at a group of radio buttons: at the chosen one, or at the first.
FOCUS = """thing => {
    const at = document.activeElement;
    if (at === thing || (thing.type === "radio" && at.name === thing.name)) return "here";
    if (at.matches(".skip") && document.querySelector("main").contains(thing)) return "before the content";
    return "";
}"""


class Hands(Protocol):
    def reach(self, thing: Locator) -> None: ...
    def press(self, thing: Locator) -> None: ...
    def check(self, box: Locator) -> None: ...
    def choose(self, box: Locator, label: str) -> None: ...
    def write(self, box: Locator, text: str) -> None: ...


class Mouse:
    def reach(self, thing: Locator) -> None:
        """It is there already."""

    def press(self, thing: Locator) -> None:
        thing.click()

    def check(self, box: Locator) -> None:
        box.check()

    def choose(self, box: Locator, label: str) -> None:
        box.select_option(label=label)

    def write(self, box: Locator, text: str) -> None:
        box.fill(text)


class Keys:
    """Tab, arrows, Space and Enter; never a mouse, never a script that puts the focus somewhere."""

    def press(self, thing: Locator) -> None:
        self.reach(thing)
        thing.page.keyboard.press("Enter")

    def check(self, box: Locator) -> None:
        self.reach(box)
        if box.evaluate("box => box === document.activeElement"):
            box.page.keyboard.press("Space")
        for _step in range(FAR):
            if box.is_checked():
                return
            box.page.keyboard.press("ArrowDown")
        raise AssertionError("The arrow keys do not come to this choice.")

    def choose(self, box: Locator, label: str) -> None:
        self.reach(box)
        box.page.keyboard.press("Home")
        for _step in range(FAR):
            if box.evaluate("box => box.selectedOptions[0].text") == label:
                return
            box.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrow keys do not come to “{label}”.")

    def write(self, box: Locator, text: str) -> None:
        self.reach(box)
        box.page.keyboard.press("Control+a")
        box.page.keyboard.type(text)

    def reach(self, thing: Locator) -> None:
        """Tab by Tab, and past the menu by the first link of the page."""
        found = thing.element_handle()  # looked for once: by its name that takes longer than the steps
        for _step in range(FAR):
            where = found.evaluate(FOCUS)
            if where == "here":
                return
            thing.page.keyboard.press("Enter" if where == "before the content" else "Tab")
        raise AssertionError(f"The Tab key does not come to {thing}.")


class Person:
    def __init__(self, page: Page, hands: Hands | None = None, window: Window | None = None) -> None:
        self.page = page
        self.hands = hands or Mouse()
        self.window = window

    # --- finding the way ----------------------------------------------------------------------------------------------

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        self.page.goto("/")
        first, second = (
            self.page.locator("form").filter(has=self.button(nl("Sign in"))).get_by_role("textbox").all()
        )
        self.hands.write(first, name)
        self.hands.write(second, password)
        self.press(nl("Sign in"))

    def link(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("link", name=name, exact=True)

    def button(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def follow(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        self.go(self.link(name, within=within))

    def press(self, name: str, *, within: Locator | None = None) -> None:
        self.go(self.button(name, within=within))

    def go(self, thing: Locator) -> None:
        """By a link or a button to the next page. With keys, nothing else waits for it."""
        if self.window and self.window.walk:
            self.window.walk.look(self.page)
        self.hands.reach(thing)  # on the way, “To the content” is a navigation too
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.hands.press(thing)

    def menu(self, name: str) -> None:
        self.follow(name, within=self.page.get_by_role("navigation", name=nl("Main menu")))

    def say_why(self) -> None:
        """On the page that asks, once in a sitting, why somebody looks at what is known of people."""
        reason = self.page.get_by_label(nl("To follow up training"))
        if reason.count():
            self.hands.check(reason)
            self.press(nl("Go on"))

    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def open_module(self, title: str, *, of: str = "") -> None:
        """From the catalogue; `of` is the municipality that made it."""
        self.page.goto("/nl/modules/")
        card = self.page.get_by_role("listitem").filter(has=self.page.get_by_role("heading", name=title))
        card = card.filter(has_text=of) if of else card.filter(has_not_text="Gemeente ")
        self.follow(title, within=card)

    # --- learning -----------------------------------------------------------------------------------------------------

    def try_outs(self) -> Locator:
        """The questions of this lesson that wait for an answer."""
        waiting = self.page.get_by_text(nl("Only you see your answer."))
        return self.page.get_by_role("region", name=nl("Try it yourself")).filter(has=waiting)

    def try_everything(self, questions: Sequence[QuestionContent]) -> None:
        """Answer each try-out of a lesson."""
        for question in questions:
            self.try_one(question, questions)
        expect(self.try_outs()).to_have_count(0)

    def try_one(self, question: QuestionContent, questions: Sequence[QuestionContent]) -> None:
        waiting = self.try_outs().all()
        place = next(one for one in waiting if asked_in(one.inner_text(), questions) is question)
        self.answer(question, place, nl("Look at my answer"))

    def begin_test(self) -> None:
        self.press(nl("Start the test"))

    def answer_test_question(self, questions: Iterable[QuestionContent]) -> QuestionContent:
        place = self.page.get_by_role("main")
        question = asked_in(place.inner_text(), questions)
        self.answer(question, place, nl("Confirm my answer"))
        return question

    def do_test(self, questions: Iterable[QuestionContent]) -> None:
        """From the first question to the result."""
        questions = list(questions)
        for number in range(1, len(questions) + 1):
            self.answer_test_question(questions)
            self.follow(nl("To the result") if number == len(questions) else nl("Next question"))

    # --- answering ----------------------------------------------------------------------------------------------------

    def answer(self, question: QuestionContent, place: Locator, confirm: str) -> None:
        """The right answer, as somebody gives it who knows the subject."""
        if question.type == "scenario":
            self.walk(question, place, confirm)
            return
        if question.type == "flashcard":
            self.hands.press(place.get_by_text(nl("Turn the card"), exact=True))
            self.press(nl("I knew this"), within=place)
            return
        self.fill(question, place)
        self.press(confirm, within=place)

    def fill(self, question: QuestionContent, place: Locator) -> None:
        plain = question.plain
        match question.type:
            case "single_choice" | "multi_select":
                self.tick(place, knowledge.right(plain["options"]))
            case "claim":
                verdict = pgettext_nl("a claim", "Right" if plain.get("holds") else "Not right")
                self.tick(place, [verdict, *knowledge.right(plain["reasons"])])
            case "ordering":
                for number, item in enumerate(plain["items"], start=1):
                    box = place.get_by_label(nl("Place of: %(text)s", text=item["text"]), exact=True)
                    self.hands.choose(box, str(number))
            case "matching":
                for pair in plain["pairs"]:
                    self.hands.choose(place.get_by_label(pair["item"], exact=True), pair["match"])
            case "mail":
                signs = [line["label"] for line in plain["lines"] if line.get("place") == "sign"]
                for sign in signs:
                    numbered = re.compile(rf"^\d+ {re.escape(sign)}$")
                    self.hands.check(place.get_by_role("checkbox", name=numbered))
                self.tick(place, knowledge.right(plain["actions"]))
            case "own_estimate":
                self.tick(place, [nl("By myself")])
            case "hotspot":
                for number, area in enumerate(plain["areas"], start=1):
                    if area.get("right"):
                        self.tick(place, [f"{number} {area['text']}"])
            case "find_mistakes":
                written = (piece.strip() for row in plain["rows"] for piece in row["text"].split("|"))
                self.tick(place, [piece[1:-1] or nl("(empty)") for piece in written if piece.startswith("[")])
            case "cloze":
                for number, gap in enumerate(plain["gaps"], start=1):
                    name = nl("Gap %(number)s of %(total)s", number=number, total=len(plain["gaps"]))
                    box = place.get_by_label(name, exact=True)
                    self.hands.choose(box, knowledge.right(gap["choices"])[0])
            case "sorting":
                boxes = {box["id"]: box["text"] for box in plain["boxes"]}
                for card in plain["cards"]:
                    self.sort(place, card["text"], boxes[card["box"]])
            case "chart" if "options" in plain:
                self.tick(place, knowledge.right(plain["options"]))
            case "number" | "chart":
                amount = plain["number"] if question.type == "chart" else plain["answer"]
                self.hands.write(
                    place.get_by_label(nl("Your answer"), exact=True), str(amount).replace(".", ",")
                )
            case "short_text":
                self.hands.write(place.get_by_label(nl("Your answer"), exact=True), plain["answer"])
            case "decision_table":
                outcomes = {outcome["id"]: outcome["text"] for outcome in plain["outcomes"]}
                for case, box in zip(plain["cases"], place.locator("select").all(), strict=True):
                    self.hands.choose(box, outcomes[case["outcome"]])
            case "trace":
                for step in plain["steps"]:
                    self.hands.write(place.get_by_label(step["text"], exact=True), step["answer"])
            case "settings":
                for switch in plain["switches"]:
                    if switch.get("ought", "any") not in ("any", "on" if switch.get("on") else "off"):
                        self.flip(place.get_by_role("switch", name=switch["text"]))
            case "table_fix":
                self.mend(place, plain)
            case unknown:
                raise AssertionError(f"Nobody here knows how to answer {unknown}.")

    def tick(self, place: Locator, texts: Iterable[str]) -> None:
        for text in texts:
            self.hands.check(place.get_by_label(text, exact=True))

    def flip(self, switch: Locator) -> None:
        self.hands.reach(switch)
        switch.press("Space")

    def mend(self, table: Locator, plain: dict) -> None:
        body, texts = kind("table_fix").split(dict(plain))
        rows = ids(body["rows"])
        for fix in plain["fixes"]:
            place = {"number": rows.index(fix["row"]) + 1, "column": texts[f"column.{fix['column']}"]}
            name = nl("Row %(number)s, %(column)s", **place)
            self.hands.write(table.get_by_label(name, exact=True), fix["answer"])
        for number, row in enumerate(plain["rows"], start=1):
            if row.get("extra"):
                name = nl("Take row %(number)s out", number=number)
                self.hands.check(table.get_by_label(name, exact=True))

    def sort(self, place: Locator, card: str, box: str) -> None:
        """Choose the card, and then the box; without script each card has its own radio buttons."""
        if not place.locator(".sort").is_visible():
            self.tick(place.get_by_role("group", name=card, exact=True), [box])
            return
        while not self.button(card, within=place).is_visible():  # a small screen shows one card at a time
            self.hands.press(self.button(nl("Another card first"), within=place))
        self.hands.press(self.button(card, within=place))
        self.hands.press(self.button(box, within=place))

    def walk(self, question: QuestionContent, place: Locator, confirm: str) -> None:
        """Each step of a scenario after the first is a page of its own."""
        steps = {step["id"]: step for step in question.plain["steps"]}
        step = question.plain["steps"][0]
        while step:
            choice = max(step["choices"], key=lambda one: one["points"])
            self.tick(place, [choice["text"]])
            self.press(confirm, within=place)
            step = steps.get(choice.get("next"))
            place = self.page.get_by_role("main")
