"""A municipality that nobody here had in mind: its own units, people and modules drive the pages and the figures."""

from courses.content import ActivityKind
from tests.journeys.counting import in_file, on_page, wait_until
from tests.journeys.inspector import PHONE
from tests.journeys.knowledge import PHOTOS, PRINTER, exam_of, module, nl, of_kind
from tests.journeys.loading import CONSULTANT, GARDENER
from tests.journeys.person import Person

UNIT = "Domein Openbaar › Ploeg Noord"
COUNTED = """
    SELECT count(*) FILTER (WHERE state = 'ok'), count(*) FILTER (WHERE state = 'unsure' AND own_equivalents > 0),
           count(*) FILTER (WHERE own_equivalents = 0), count(*) FILTER (WHERE state = 'learn')
    FROM skills_heldlevel held
    JOIN skills_competence competence ON competence.id = held.competence_id
    JOIN people_employment employment ON employment.id = held.employment_id
    JOIN people_unit unit ON unit.id = employment.unit_id
    WHERE unit.name = 'Ploeg Noord' AND competence.code = %s
"""


def learn(person: Person, folder) -> None:
    content = module(folder)
    person.open_module(content.title)
    person.follow(nl("Begin"))
    for lesson in of_kind(content, ActivityKind.LESSON):
        assert person.heading() == lesson.title
        person.try_everything(lesson.questions)
        person.press(nl("Done. To the next step"))
    person.press(nl("I did this"))
    person.begin_test()
    person.do_test(exam_of(content).questions)
    assert person.heading() == nl("You reached the goal")


def test_people_and_modules_of_a_stranger_work_without_scripts(open_window, product):
    gardener = open_window(scripts=False, size=PHONE)
    gardener.sign_in(GARDENER)
    for folder in (PRINTER, PHOTOS):
        learn(gardener, folder)

    hr = open_window(CONSULTANT)
    codes = [code for folder in (PRINTER, PHOTOS) for code in module(folder).competences]
    wait_until(lambda: all(on_page(hr, UNIT)[code][2] == "5" for code in codes))  # not measured yet, of six
    figures = on_page(hr, UNIT)
    for code in codes:
        assert figures[code] == [str(people) for people in product.rows(COUNTED, code)[0]]
    assert in_file(hr, UNIT) == figures
    hr.page.goto("/nl/overview/")
    assert "Technische dienst" not in hr.page.get_by_role("main").inner_text()  # a unit of the neighbours
