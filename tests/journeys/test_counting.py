"""What people answer reaches the counts of their own organisation, also when the worker dies on the way."""

from tests.journeys.counting import in_file, lines_of, lines_on, on_page, open_unit, wait_until
from tests.journeys.knowledge import PHOTOS, exam_of, module, nl, nl_count
from tests.journeys.person import Person

CONTENT = module(PHOTOS)
CODE = next(iter(CONTENT.competences))
LIBRARY, WORKS = "Vrije tijd › Bibliotheek › Digipunt", "Grondgebied › Technische dienst"
WAITING = "The counts of %(people)s person are being renewed. Look again in a moment."
WAITING_MANY = "The counts of %(people)s people are being renewed. Look again in a moment."
STATES = ["in order", "not sure yet", "not measured yet", "something to learn"]


def begin_the_test(person: Person) -> None:
    person.open_module(CONTENT.title)
    person.follow(f"{nl('Test.')} {exam_of(CONTENT).title}")
    person.begin_test()


def measured(figures: list[str]) -> int:
    ok, unsure, _unknown, learn = map(int, figures)
    return ok + unsure + learn


def test_hr_sees_the_counts_move_and_the_file_says_the_same(open_window):
    hr, neighbour = open_window("hr"), open_window("hr-2")
    before = on_page(hr, LIBRARY)
    neighbour.page.goto("/nl/overview/")
    theirs = neighbour.page.get_by_role("main").inner_text()

    coach = open_window("coach")
    begin_the_test(coach)
    coach.answer_test_question(exam_of(CONTENT).questions)  # one answer is enough to be counted

    wait_until(lambda: measured(on_page(hr, LIBRARY)[CODE]) == measured(before[CODE]) + 1)
    after = on_page(hr, LIBRARY)
    assert sum(map(int, after[CODE])) == sum(map(int, before[CODE]))
    assert in_file(hr, LIBRARY) == after

    neighbour.page.goto("/nl/overview/")
    assert neighbour.page.get_by_role("main").inner_text() == theirs
    assert LIBRARY not in theirs
    open_unit(hr, LIBRARY)
    ours = hr.page.url.split("#")[0]
    neighbour.window.expected.add(404)
    assert neighbour.page.goto(ours).status == 404


def test_hr_finds_the_unit_with_most_to_learn_in_three_clicks_and_takes_it_along(open_window):
    hr = open_window("hr")
    hr.page.goto("/nl/")
    hr.menu(nl("Overview"))
    line = (
        hr.page.get_by_role("table", name=nl("Skills"), exact=True).get_by_role("row").filter(has_text=CODE)
    )
    hr.go(line.get_by_role("link"))
    with hr.page.expect_download() as download:
        hr.link(nl("Download as CSV")).click()
    _head, *file = lines_of(download.value.path())
    page = lines_on(hr.page.get_by_role("table", name=nl("Where is most to learn?")))
    assert [line[-4:] for line in file] == [line[1:] for line in page]
    to_learn = [int(line[-1]) for line in page]
    assert to_learn == sorted(to_learn, reverse=True)


def test_counts_catch_up_after_the_worker_was_killed(open_window, product):
    hr, head = open_window("hr"), open_window("manager")
    before = on_page(hr, WORKS)
    product.kill_worker()
    begin_the_test(head)
    head.answer_test_question(exam_of(CONTENT).questions)
    assert on_page(hr, WORKS) == before
    waiting = nl_count(WAITING, WAITING_MANY, 1, people=1)
    assert waiting in hr.page.get_by_role("main").inner_text()

    product.start_worker()
    wait_until(lambda: on_page(hr, WORKS) != before)
    after = on_page(hr, WORKS)
    assert measured(after[CODE]) == measured(before[CODE]) + 1
    assert in_file(hr, WORKS) == after
    head.page.goto("/nl/")
    head.menu(nl("I can"))
    heading = head.page.get_by_role("heading", name=CODE, include_hidden=True)  # its area may be folded away
    mine = head.page.get_by_role("listitem", include_hidden=True).filter(has=heading).text_content()
    figures = zip(STATES, before[CODE], after[CODE], strict=True)
    counted = next(state for state, then, now in figures if int(now) == int(then) + 1)
    assert nl(counted) in mine
    assert " 0 different" in product.manage("rebuild_levels")
