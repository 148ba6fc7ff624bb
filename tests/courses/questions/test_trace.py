import pytest

from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.trace import KIND, same_value

PLAIN = {
    "prompt": "Lotte volgt de regels precies.\n\nWat komt eruit?",
    "program": "Vul de gieter met 10 liter\nHERHAAL 3 keer:\n  giet 2 liter\nALS er 4 liter over is: roep Farid",
    "steps": [
        {"id": "a", "text": "Liters na regel 1", "accept": ["10"], "answer": "10"},
        {"id": "b", "text": "Liters na de eerste keer", "accept": ["8"], "answer": "8"},
        {
            "id": "c",
            "text": "Liters op het einde",
            "accept": ["4"],
            "answer": "4",
            "feedback": "3 keer 2 liter is 6 liter weg.",
        },
        {"id": "d", "text": "Wie roept Lotte?", "accept": ["Farid", "niemand anders"], "answer": "Farid"},
    ],
    "why": "Na 3 keer gieten is er 4 liter over.",
}
BODY, TEXTS = KIND.split(PLAIN)
KEY = {"a": "10", "b": "8", "c": "4", "d": "Farid"}


def posted(values):
    return {f"step.{step}": [value] for step, value in values.items()}


RIGHT = [
    (KEY, 1.0),
    (KEY | {"a": "10,0", "b": " 8 liter", "c": "4.0 l", "d": "FARÌD"}, 1.0),
    (KEY | {"d": "niemand  anders"}, 1.0),
    (KEY | {"a": "1"}, 0.75),
    (KEY | {"c": "6"}, 0.75),
]
WRONG = [
    (KEY | {"d": "Lotte"}, 0.75),
    (KEY | {"b": "6", "c": "2"}, 0.5),
    (KEY | {"a": "100", "b": "80", "c": "40"}, 0.25),
    (dict.fromkeys("abcd", "?"), 0.0),
    ({"a": "8", "b": "10", "c": "-4", "d": "4"}, 0.0),
]
FULL = posted(KEY)
HOSTILE = [
    ({}, Unanswered, "write_all"),
    (FULL | {"step.a": ["  "]}, Unanswered, "write_all"),
    (FULL | {"dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
    (FULL | {"step.a": ["1", "2"]}, BadAnswer, "doubled"),
    (FULL | {"step.z": ["1"]}, BadAnswer, "unknown"),
    (FULL | {"step.a": ["9" * 61]}, BadAnswer, "too_long"),
    (FULL | {"step.a": ["x" * 10_000]}, BadAnswer, "too_long"),
    (FULL | {"step.a": ["1\x00"]}, BadAnswer, "bad_character"),
]


@pytest.mark.parametrize(("values", "share"), RIGHT)
def test_right(values, share):
    marked = KIND.mark(BODY, KIND.read(BODY, posted(values)))
    assert (marked.share, marked.right) == (share, True)


@pytest.mark.parametrize(("values", "share"), WRONG)
def test_wrong_too_when_only_the_end_is(values, share):
    marked = KIND.mark(BODY, KIND.read(BODY, posted(values)))
    assert (marked.share, marked.right) == (share, False)


@pytest.mark.parametrize(("sent", "error", "code"), HOSTILE)
def test_hostile(sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, sent)
    assert caught.value.code == code


@pytest.mark.parametrize("given", ["=4", "4; DROP TABLE", "٤" * 3, "<script>4</script>", "1e1"])
def test_strange_text_is_read_and_wrong(given):
    assert not KIND.mark(BODY, KIND.read(BODY, posted(KEY | {"d": given}))).right


@pytest.mark.parametrize(
    ("given", "wanted", "same"),
    [
        ("3,50", "3.5", True),
        ("1 200", "1200", True),
        ("doos 2", "bak 2", False),
        ("vak b3", "Vak B3", True),
        ("B4", "B3", False),
        ("8:30", "8:30", True),
    ],
)
def test_only_a_bare_number_is_compared_as_a_number(given, wanted, same):
    assert same_value(given, [wanted]) is same


def test_what_was_written_stays_when_a_box_is_empty():
    with pytest.raises(Unanswered) as caught:
        KIND.read(BODY, FULL | {"step.b": [""]})
    steps = KIND.shown(BODY, TEXTS, 1, caught.value.response)["steps"]
    assert {step["id"]: step["given"] for step in steps} == KEY | {"b": ""}


def test_the_lines_of_the_program_keep_their_indents():
    assert KIND.shown(BODY, TEXTS, 1)["program"][2] == "  giet 2 liter"


def test_an_example_that_is_not_accepted_is_noticed():
    first, *steps = PLAIN["steps"]
    problems = KIND.check(*KIND.split({**PLAIN, "steps": [first | {"answer": "11"}, *steps]}))
    assert [(problem.where, problem.code) for problem in problems] == [("step.a.answer", "not_accepted")]


def test_parts_name_the_feedback_of_their_step():
    assert KIND.mark(BODY, {"values": KEY | {"c": "6"}}).parts[2] == Part("c", False, "step.c.feedback")
