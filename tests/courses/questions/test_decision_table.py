import pytest

from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.decision_table import KIND

PLAIN = {
    "prompt": "Wie in de gemeente woont of er werkt, mag gratis zwemmen.\n\nWat betaalt elke bezoeker?",
    "conditions": [{"id": "woont", "text": "Woont hier?"}, {"id": "werkt", "text": "Werkt hier?"}],
    "outcomes": [{"id": "gratis", "text": "gratis"}, {"id": "betaalt", "text": "4 euro"}],
    "cases": [
        {"id": "a", "cells": "ja | ja", "outcome": "gratis"},
        {"id": "b", "cells": "ja | nee", "outcome": "gratis", "feedback": "Eén van de twee is genoeg."},
        {"id": "c", "cells": "nee | ja", "outcome": "gratis"},
        {"id": "d", "cells": "nee | nee", "outcome": "betaalt"},
    ],
    "why": "Bij OF is één voorwaarde genoeg.",
}
BODY, TEXTS = KIND.split(PLAIN)
KEY = {"a": "gratis", "b": "gratis", "c": "gratis", "d": "betaalt"}


def posted(outcomes):
    return {f"case.{case}": [outcome] for case, outcome in outcomes.items()}


RIGHT = [
    (KEY, 1.0),
    (KEY | {"a": "betaalt"}, 0.75),
    (KEY | {"b": "betaalt"}, 0.75),
    (KEY | {"c": "betaalt"}, 0.75),
    (KEY | {"d": "gratis"}, 0.75),
]
WRONG = [
    (KEY | {"b": "betaalt", "c": "betaalt"}, 0.5),
    (KEY | {"a": "betaalt", "d": "gratis"}, 0.5),
    (dict.fromkeys("abcd", "betaalt"), 0.25),
    ({"a": "gratis", "b": "betaalt", "c": "betaalt", "d": "gratis"}, 0.25),
    ({"a": "betaalt", "b": "betaalt", "c": "betaalt", "d": "gratis"}, 0.0),
]
FULL = posted(KEY)
HOSTILE = [
    ({}, Unanswered, "decide_all"),
    (FULL | {"case.a": [""]}, Unanswered, "decide_all"),
    (FULL | {"dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
    (FULL | {"case.a": ["a"]}, BadAnswer, "unknown"),
    (FULL | {"case.z": ["gratis"]}, BadAnswer, "unknown"),
    (FULL | {"case.a": ["gratis", "betaalt"]}, BadAnswer, "doubled"),
    (FULL | {"case.a": ["<b>gratis</b>"]}, BadAnswer, "unknown"),
    (FULL | {"case.a": ["x" * 10_000]}, BadAnswer, "too_long"),
    (FULL | {"case.a": ["\x00"]}, BadAnswer, "bad_character"),
]


@pytest.mark.parametrize(("outcomes", "share"), RIGHT)
def test_right_from_three_quarters_on(outcomes, share):
    marked = KIND.mark(BODY, KIND.read(BODY, posted(outcomes)))
    assert (marked.share, marked.right) == (share, True)


@pytest.mark.parametrize(("outcomes", "share"), WRONG)
def test_wrong(outcomes, share):
    marked = KIND.mark(BODY, KIND.read(BODY, posted(outcomes)))
    assert (marked.share, marked.right) == (share, False)


@pytest.mark.parametrize(("sent", "error", "code"), HOSTILE)
def test_hostile(sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, sent)
    assert caught.value.code == code


def test_what_was_chosen_stays_when_a_row_is_forgotten():
    with pytest.raises(Unanswered) as caught:
        KIND.read(BODY, FULL | {"case.b": [""]})
    cases = KIND.shown(BODY, TEXTS, 1, caught.value.response)["cases"]
    assert {case["id"]: case["chosen"] for case in cases} == KEY | {"b": ""}


def test_each_cell_says_its_condition():
    [case, *_rest] = KIND.shown(BODY, TEXTS, 1)["cases"]
    assert case["cells"] == [
        {"condition": "Woont hier?", "text": "ja"},
        {"condition": "Werkt hier?", "text": "ja"},
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"cells": "nee"}, [("case.d.cells", "cells_differ")]),
        ({"cells": "NEE |ja"}, [("case.d.cells", "double_text")]),
        ({"outcome": "half"}, [("case.d.outcome", "unknown_word")]),
        ({"outcome": "gratis"}, [("cases", "one_outcome")]),
        ({"outcome": None}, [("case.d.outcome", "missing_word")]),
    ],
)
def test_mistakes_of_an_author_are_noticed(change, expected):
    *cases, last = PLAIN["cases"]
    problems = KIND.check(*KIND.split({**PLAIN, "cases": [*cases, last | change]}))
    assert [(problem.where, problem.code) for problem in problems] == expected


def test_parts_name_the_feedback_of_their_case():
    parts = KIND.mark(BODY, {"outcomes": KEY | {"b": "betaalt"}}).parts
    assert parts[1] == Part("b", False, "case.b.feedback")


def test_a_guess_takes_row_by_row():
    assert KIND.guess(BODY) == pytest.approx(5 / 16)
