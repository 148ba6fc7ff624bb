"""A learner has her task looked at and shows her skills; her coach ticks it off, and sees no more than was shown."""

import re

from courses.content import ActivityKind
from tests.journeys.inspector import PHONE
from tests.journeys.knowledge import STEPS, module, nl, of_kind

TASK = of_kind(module(STEPS), ActivityKind.TASK)[0]


def test_a_coach_ticks_a_task_off_and_sees_what_is_shown(open_window):
    learner, coach = open_window("medewerker", size=PHONE), open_window("coach", size=PHONE)
    coach.page.goto("/nl/coaching/")
    nobody = coach.page.get_by_role("main").inner_text()

    learner.open_module(module(STEPS).title)
    learner.follow(re.compile(re.escape(TASK.title)))
    learner.follow(nl("Ask your coach"))
    learner.page.get_by_label(nl("What do you want to say? You may leave this empty.")).fill(
        "Morgen om 10 uur?"
    )
    learner.press(nl("Ask my coach"))
    learner.press(re.compile("^" + nl("Show")))

    coach.menu(nl("Coaching"))
    coach.say_why()
    asked = coach.page.get_by_role("article")
    assert "Morgen om 10 uur?" in asked.inner_text()
    coach.press(nl("I saw it. It works"), within=asked)
    coach.go(coach.page.get_by_role("region", name=nl("Who shows you skills?")).get_by_role("link").first)
    assert TASK.title in coach.page.get_by_role("main").inner_text()
    shown = coach.page.url

    learner.page.goto("/nl/coach/")
    assert nl("Your coach saw you do this") in learner.page.get_by_role("main").inner_text()
    learner.press(re.compile("^" + nl("Stop")))
    coach.window.expected.add(404)
    assert coach.page.goto(shown).status == 404
    coach.page.goto("/nl/coaching/")
    assert coach.page.get_by_role("main").inner_text() == nobody
