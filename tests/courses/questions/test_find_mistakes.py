import pytest

from courses.plain_form import Malformed
from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.find_mistakes import KIND

PLAIN = {
    "prompt": "Lotte telt de bezoekers.\n\nWat kan niet kloppen?",
    "head": "Dag | Bezoekers | Teller",
    "rows": [
        {"id": "a", "text": "29 juni | 120 | Lotte"},
        {"id": "b", "text": "[31 juni] | 130 | Lotte", "feedback": "Juni heeft 30 dagen."},
        {"id": "c", "text": "1 juli | [-5] | Lotte", "feedback": "Minder dan niemand bestaat niet."},
        {"id": "d", "text": "2 juli | [] | Lotte", "feedback": "Hier ontbreekt een getal."},
    ],
    "why": "Lees elke cel en vraag: kan dit?",
}
TEXT = {
    "prompt": "Vind de fout.",
    "rows": [{"id": "a", "text": "Kom op | [31 februari] | om 10 uur | naar zaal 3."}],
    "why": "Februari heeft nooit 31 dagen.",
}
BODY, TEXTS = KIND.split(PLAIN)
LINE, LINE_TEXTS = KIND.split(TEXT)
ALL = ["b.1", "c.2", "d.2"]

RIGHT = [
    (BODY, ALL),
    (BODY, ALL[::-1]),
    (BODY, [*ALL, "a.1"]),
    (BODY, [*ALL, "d.3"]),
    (LINE, ["a.2", "a.4"]),
]
WRONG = [
    (BODY, ["b.1", "c.2"], 2 / 3),
    (BODY, ["b.1", "c.2", "a.1"], 2 / 3),
    (BODY, [*ALL, "a.1", "a.2"], 2 / 3),
    (BODY, ["a.1", "a.2", "a.3"], 0),
    (BODY, [f"{row}.{number}" for row in "abcd" for number in (1, 2, 3)], 0),
    (LINE, ["a.1"], 0),
]
HOSTILE = [
    ({}, Unanswered, "mark_something"),
    ({"mark": []}, Unanswered, "mark_something"),
    ({"mark": ["b.9"]}, BadAnswer, "unknown"),
    ({"mark": ["b.1.mistake"]}, BadAnswer, "unknown"),
    ({"mark": ["head.1"]}, BadAnswer, "unknown"),
    ({"mark": ["b.1", "b.1"]}, BadAnswer, "doubled"),
    ({"mark": ["b.1\x00"]}, BadAnswer, "bad_character"),
    ({"mark": ["b.1"] * 101}, BadAnswer, "too_many"),
    ({"mark": ["../b.1" * 1000]}, BadAnswer, "too_long"),
    ({"mark": ALL, "dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
]


@pytest.mark.parametrize(("body", "marks"), RIGHT)
def test_right_is_every_mistake_and_at_most_one_too_many(body, marks):
    marked = KIND.mark(body, KIND.read(body, {"mark": marks}))
    assert (marked.share, marked.right) == (1.0, True)


@pytest.mark.parametrize(("body", "marks", "share"), WRONG)
def test_wrong(body, marks, share):
    marked = KIND.mark(body, KIND.read(body, {"mark": marks}))
    assert (marked.share, marked.right) == (pytest.approx(share), False)


@pytest.mark.parametrize(("sent", "error", "code"), HOSTILE)
def test_hostile(sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, sent)
    assert caught.value.code == code


def test_a_text_comes_apart_in_pieces():
    assert LINE["rows"] == [{"id": "a", "text": [False, True, False, False]}]
    assert LINE_TEXTS["row.a.2"] == "31 februari"
    assert KIND.join(LINE, LINE_TEXTS) == TEXT
    assert KIND.check(LINE, LINE_TEXTS) == ()


def test_a_cell_may_be_empty():
    assert TEXTS["row.d.2"] == ""
    assert KIND.shown(BODY, TEXTS, 1)["rows"][3][1] == {
        "id": "d.2",
        "text": "",
        "chosen": False,
        "number": None,
    }


@pytest.mark.parametrize(
    "line",
    [
        "[31 June] | come | at 10 | to room 3.",
        "Come | [31 June] | to room 3.",
        "Come | 31 June | at 10 | here.",
    ],
)
def test_a_translation_with_its_mistakes_elsewhere_has_other_texts(line):
    _, translated = KIND.split({**TEXT, "rows": [{"id": "a", "text": line}]})
    assert set(translated) != set(LINE_TEXTS)


def test_after_the_answer_marks_and_mistakes_have_numbers_and_the_feedback_of_their_line():
    response = {"marks": ["a.1", "b.1"]}
    marked = KIND.mark(BODY, response)
    assert marked.parts[:4] == (
        Part("a.1", False, "row.a.feedback"),
        Part("a.2", True),
        Part("a.3", True),
        Part("b.1", True, "row.b.feedback"),
    )
    marks = KIND.shown(BODY, TEXTS, 1, response, marked)["marks"]
    assert [(one["id"], one["number"], one["right"], one["chosen"], one["feedback"]) for one in marks] == [
        ("a.1", 1, False, True, ""),
        ("b.1", 2, True, True, "Juni heeft 30 dagen."),
        ("c.2", 3, True, False, "Minder dan niemand bestaat niet."),
        ("d.2", 4, True, False, "Hier ontbreekt een getal."),
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"rows": [{"text": "a | b | c"}]}, [("rows", "no_mistake")]),
        ({"rows": [{"text": "[a] | [b] | c"}]}, [("rows", "few_fine")]),
        ({"head": "[Dag] | Bezoekers | Teller"}, [("head", "mistake_in_head")]),
        ({"head": "Dag | Bezoekers"}, [(f"row.{id}", "other_width") for id in "abcd"]),
        ({"head": None, "rows": [{"text": "[x] | b | c | d"}, {"text": None}]}, [("row.b", "missing_text")]),
        ({"head": None, "rows": [{"text": "[x] | b | c | " + "d" * 600}]}, [("row.a", "too_long")]),
        ({"head": None, "rows": [{"text": "[x] | b | c | [d]."}]}, [("row.a", "half_marked")]),
        ({"head": None, "rows": [{"text": "[x] | b | c | d | [e] f [g]"}]}, [("row.a", "half_marked")]),
        ({"head": None, "rows": [{"text": "[x]" + " | y" * 60}]}, [("rows", "too_many_pieces")]),
        ({"head": None, "rows": [{"text": "[x] | b | c | d\x00"}]}, [("row.a", "bad_character")]),
    ],
)
def test_mistakes_of_an_author_are_noticed(change, expected):
    problems = KIND.check(*KIND.split({**PLAIN, **change}))
    assert [(problem.where, problem.code) for problem in problems] == expected


def test_what_is_no_text_is_refused():
    with pytest.raises(Malformed):
        KIND.split({**PLAIN, "rows": [{"text": ["a", "b"]}]})


def test_a_guess_marks_something_at_random():
    assert KIND.guess(LINE) == pytest.approx(4 / 15)
    assert KIND.guess(BODY) == 0.02
