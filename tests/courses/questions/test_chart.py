import copy

import pytest

from courses.questions.base import BadAnswer, Unanswered
from courses.questions.chart import KIND

CHART = {
    "form": "line",
    "title": "Bezoekers van het containerpark",
    "x": "maand",
    "y": "aantal bezoekers",
    "source": "Telling aan de poort",
    "points": [
        {"id": "a", "label": "jan", "value": 320},
        {"id": "b", "label": "feb", "value": 410},
        {"id": "c", "label": "mrt", "value": 380.5},
    ],
}
PLAIN = {
    "prompt": "In welke maand kwamen de meeste mensen?",
    "chart": CHART,
    "options": [
        {"id": "a", "text": "Januari"},
        {"id": "b", "text": "Februari", "right": True, "feedback": "Dat is het hoogste punt."},
        {"id": "c", "text": "Maart"},
    ],
    "why": "Het hoogste punt staat boven februari.",
}
TYPED = {
    "prompt": "Hoeveel bezoekers waren er in februari?",
    "chart": CHART,
    "number": 410,
    "tolerance": 10,
    "why": "Het punt staat net boven 400.",
}
CHOSEN, TEXTS = KIND.split(PLAIN)
NUMBER, NUMBER_TEXTS = KIND.split(TYPED)

RIGHT = [
    (CHOSEN, {"choice": ["b"]}),
    (NUMBER, {"answer": ["410"]}),
    (NUMBER, {"answer": ["400"]}),
    (NUMBER, {"answer": ["419,5 bezoekers"]}),
    (NUMBER, {"answer": [" 420"]}),
]
WRONG = [
    (CHOSEN, {"choice": ["a"]}),
    (CHOSEN, {"choice": ["c"]}),
    (NUMBER, {"answer": ["399"]}),
    (NUMBER, {"answer": ["421"]}),
    (NUMBER, {"answer": ["4100"]}),
]
HOSTILE = [
    (CHOSEN, {}, Unanswered, "choose_one"),
    (CHOSEN, {"answer": ["410"]}, Unanswered, "choose_one"),
    (CHOSEN, {"choice": ["d"]}, BadAnswer, "unknown"),
    (CHOSEN, {"choice": ["a", "b"]}, BadAnswer, "doubled"),
    (NUMBER, {"choice": ["b"]}, Unanswered, "write_something"),
    (NUMBER, {"answer": ["veel"], "dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
    (NUMBER, {"answer": ["veel"]}, Unanswered, "write_number"),
    (NUMBER, {"answer": ["1" * 41]}, BadAnswer, "too_long"),
    (NUMBER, {"answer": ["4\x00"]}, BadAnswer, "bad_character"),
]


@pytest.mark.parametrize(("body", "sent"), RIGHT)
def test_right(body, sent):
    marked = KIND.mark(body, KIND.read(body, sent))
    assert (marked.share, marked.right) == (1.0, True)


@pytest.mark.parametrize(("body", "sent"), WRONG)
def test_wrong(body, sent):
    marked = KIND.mark(body, KIND.read(body, sent))
    assert (marked.share, marked.right) == (0.0, False)


@pytest.mark.parametrize(("body", "sent", "error", "code"), HOSTILE)
def test_hostile(body, sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(body, sent)
    assert caught.value.code == code


def test_the_chart_comes_along_before_and_after_the_answer():
    response = {"answer": "410"}
    before = KIND.shown(NUMBER, NUMBER_TEXTS, 1)["chart"]
    after = KIND.shown(NUMBER, NUMBER_TEXTS, 1, response, KIND.mark(NUMBER, response))["chart"]
    assert before == after
    assert before["data"][2] == {"label": "mrt", "value": 380.5}
    assert (before["form"], before["from"], before["source"]) == ("line", 0, "Telling aan de poort")


def test_a_typed_question_is_whole_too():
    assert KIND.check(NUMBER, NUMBER_TEXTS) == ()
    assert KIND.join(NUMBER, NUMBER_TEXTS) == TYPED


def changed(plain, start=0, values=()):
    made = copy.deepcopy(plain)
    made["chart"]["from"] = start
    for point, value in zip(made["chart"]["points"], values, strict=False):
        point["value"] = value
    return made


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ({**PLAIN, "number": 410}, [("options", "options_or_number")]),
        ({**PLAIN, "options": []}, [("options", "options_or_number")]),
        ({**PLAIN, "options": PLAIN["options"][1:2]}, [("options", "too_few")]),
        ({**PLAIN, "options": PLAIN["options"][::2]}, [("options", "one_right")]),
        ({**PLAIN, "chart": None}, [("chart", "missing_chart")]),
        (changed(PLAIN, 320), [("chart.from", "from_above_values")]),
        (changed(PLAIN, 300), []),
        (changed(PLAIN, 0, [0]), []),
        (changed(PLAIN, 0, [-1]), [("chart.from", "from_above_values")]),
        (changed(PLAIN, -5, [-1]), []),
        (changed(PLAIN, 0, [None]), [("chart.point.a.value", "missing_number")]),
        (changed(PLAIN, 0, [10**10]), [("chart.point.a.value", "out_of_range")]),
    ],
)
def test_mistakes_of_an_author_are_noticed(plain, expected):
    assert [(problem.where, problem.code) for problem in KIND.check(*KIND.split(plain))] == expected


def test_a_guess_is_that_of_the_question_below_the_chart():
    assert (KIND.guess(CHOSEN), KIND.guess(NUMBER)) == (pytest.approx(1 / 3), 0.02)
