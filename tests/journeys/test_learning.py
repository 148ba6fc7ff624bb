"""An employee learns a module from the first page to the last, and sees what it did."""

import re
from collections.abc import Sequence

from playwright.sync_api import expect

from courses.content import ActivityContent, ActivityKind, QuestionContent
from courses.questions import kind
from tests.journeys.inspector import DESK, PHONE
from tests.journeys.knowledge import FALSE_MESSAGES, exam_of, module, nl, nl_count, of_kind
from tests.journeys.person import Keys, Person

CONTENT = module(FALSE_MESSAGES)
LESSONS = of_kind(CONTENT, ActivityKind.LESSON)
TASK = of_kind(CONTENT, ActivityKind.TASK)[0]
TEST = exam_of(CONTENT)


def learn(person: Person, lesson: ActivityContent, tried: Sequence[QuestionContent]) -> list[QuestionContent]:
    """A lesson, with a try-out of each type that was not tried yet."""
    assert person.heading() == lesson.title
    types = {question.type for question in tried}
    new = {question.type: question for question in lesson.questions if question.type not in types}
    for question in new.values():
        person.try_one(question, lesson.questions)
    person.press(nl("Done. To the next step"))
    return list(new.values())


def test_an_employee_learns_a_module_by_keyboard_and_sees_her_level_move(open_window):
    person = open_window(hands=Keys(), size=DESK)
    person.sign_in("medewerker")
    step = person.page.get_by_role("region").filter(has_text=nl("Your next step"))
    expect(step.get_by_role("link", name=nl("Begin"))).to_be_visible()

    person.menu(nl("Modules"))
    person.follow(CONTENT.title)
    assert person.heading() == CONTENT.title
    person.follow(nl("Begin"))
    tried: list[QuestionContent] = []
    for lesson in LESSONS[:2]:
        tried += learn(person, lesson, tried)

    person = open_window("medewerker", hands=Keys(), size=PHONE)  # another device
    person.page.goto("/")
    step = person.page.get_by_role("region", name=CONTENT.title)
    person.follow(nl("Go on"), within=step)
    person.follow(nl("Go on"), within=person.page.get_by_role("main"))
    for lesson in LESSONS[2:]:
        tried += learn(person, lesson, tried)

    assert person.heading() == TASK.title
    person.press(nl("I did this"))
    assert person.heading() == TEST.title
    person.begin_test()
    person.do_test(TEST.questions)

    assert person.heading() == nl("You reached the goal")
    asked = len(TEST.questions)
    one = "There was %(asked)s question. You had %(right)s right."
    many = "You had %(right)s of the %(asked)s questions right."
    sentence = nl_count(one, many, asked, right=asked, asked=asked)
    expect(person.page.get_by_text(sentence)).to_be_visible()
    changed = person.page.get_by_role("region", name=nl("This is what we know now"))
    before, now = changed.get_by_role("img").all()
    assert before.get_attribute("aria-label") != now.get_attribute("aria-label")

    person.follow(re.compile(rf"^{re.escape(nl('Why?'))}"), within=changed)
    counted = person.page.get_by_role("region", name=nl("This counts")).get_by_role("listitem")
    learned = 1  # the lessons themselves
    telling = [question for question in tried if kind(question.type).evidence]  # a flashcard says nothing
    assert counted.count() == len(telling) + asked + learned
