"""An employee learns a module from the first page to the last, and sees what it did."""

import re

from playwright.sync_api import expect

from courses.content import ActivityKind
from tests.journeys.knowledge import FALSE_MESSAGES, exam_of, module, nl, of_kind
from tests.journeys.person import Keys
from tests.journeys.window import DESK, PHONE

CONTENT = module(FALSE_MESSAGES)
LESSONS = of_kind(CONTENT, ActivityKind.LESSON)
TASK = of_kind(CONTENT, ActivityKind.TASK)[0]
TEST = exam_of(CONTENT)


def test_an_employee_learns_a_module_by_keyboard_and_sees_her_level_move(open_window):
    person = open_window(hands=Keys(), size=DESK)
    person.sign_in("medewerker")
    step = person.page.get_by_role("region").filter(has_text=nl("Your next step"))
    expect(step.get_by_role("link", name=nl("Begin"))).to_be_visible()

    person.menu(nl("Modules"))
    person.follow(CONTENT.title)
    assert person.heading() == CONTENT.title
    person.follow(nl("Begin"))
    met = set()
    for lesson in LESSONS[:2]:
        assert person.heading() == lesson.title
        met |= set(person.try_everything(lesson.questions))
        person.press(nl("Done. To the next step"))

    person = open_window("medewerker", hands=Keys(), size=PHONE)  # another device
    person.page.goto("/")
    step = person.page.get_by_role("region", name=CONTENT.title)
    person.follow(nl("Go on"), within=step)
    person.follow(nl("Go on"), within=person.page.get_by_role("main"))
    for lesson in LESSONS[2:]:
        assert person.heading() == lesson.title
        met |= set(person.try_everything(lesson.questions))
        person.press(nl("Done. To the next step"))
    assert met == {question.type for lesson in LESSONS for question in lesson.questions}

    assert person.heading() == TASK.title
    person.press(nl("I did this"))
    assert person.heading() == TEST.title
    person.begin_test()
    person.do_test(TEST.questions)

    assert person.heading() == nl("You reached the goal")
    asked = len(TEST.questions)
    sentence = nl("You had %(right)s of the %(asked)s questions right.", right=asked, asked=asked)
    expect(person.page.get_by_text(sentence)).to_be_visible()
    changed = person.page.get_by_role("region", name=nl("This changed"))
    before, now = changed.get_by_role("img").all()
    assert before.get_attribute("aria-label") != now.get_attribute("aria-label")

    person.follow(re.compile(rf"^{re.escape(nl('Why?'))}"), within=changed)
    counted = person.page.get_by_role("region", name=nl("This counts")).get_by_role("listitem")
    learned = 1  # the lessons themselves
    assert counted.count() == len(list(CONTENT.questions)) + learned
