"""Cards find their box by mouse and by keys, and what is stored is what was sorted."""

from playwright.sync_api import expect

from courses.content import ActivityKind
from tests.journeys.knowledge import CHARTS, module, nl, of_kind
from tests.journeys.person import Keys

ACCOUNT = "manager-2"
CONTENT = module(CHARTS)
LESSON = next(
    lesson
    for lesson in of_kind(CONTENT, ActivityKind.LESSON)
    if any(question.type == "sorting" for question in lesson.questions)
)
PLAIN = next(question.plain for question in LESSON.questions if question.type == "sorting")
BOXES = {box["id"]: box["text"] for box in PLAIN["boxes"]}
STORED = """
    SELECT answer.response FROM courses_answer answer
    JOIN courses_attempt attempt ON attempt.id = answer.attempt_id
    JOIN people_user person ON person.id = attempt.user_id
    WHERE person.username = %s
"""


def test_cards_are_dragged_or_carried_by_keys_and_the_answer_is_stored(open_window, product):
    person = open_window(ACCOUNT)
    person.open_module(CONTENT.title)
    person.go(person.page.get_by_role("link", name=LESSON.title))
    place = person.try_outs().filter(has=person.page.locator("sort-cards"))
    box = {id: person.button(text, within=place) for id, text in BOXES.items()}
    dragged, *carried = PLAIN["cards"]

    person.button(dragged["text"], within=place).drag_to(box[dragged["box"]])
    into = place.get_by_role("list", name=BOXES[dragged["box"]], exact=True)
    expect(into.get_by_role("button", name=dragged["text"], exact=True)).to_be_visible()

    for card in carried:
        Keys().press(person.button(card["text"], within=place))
        for _step in range(list(BOXES).index(card["box"])):
            person.page.keyboard.press("ArrowRight")
        expect(box[card["box"]]).to_be_focused()
        person.page.keyboard.press("Enter")
    said = nl("“%(card)s” is now in “%(box)s”.", card=carried[-1]["text"], box=BOXES[carried[-1]["box"]])
    expect(place.get_by_role("status")).to_contain_text(said)

    person.press(nl("Look at my answer"), within=place)
    expect(person.page.get_by_role("status").filter(has_text=nl("Right!"))).to_be_visible()
    [(response,)] = product.rows(STORED, ACCOUNT)
    assert sorted(response["boxes"].values()) == sorted(card["box"] for card in PLAIN["cards"])
