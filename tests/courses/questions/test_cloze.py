import pytest

from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.cloze import KIND, counted

PLAIN = {
    "prompt": "Maak de regel voor de sproeier af.",
    "text": "ALS het regent\nDAN [a]\nANDERS [b].",
    "gaps": [
        {
            "id": "a",
            "choices": [
                {"id": "a", "text": "niet sproeien", "right": True},
                {"id": "b", "text": "sproeien"},
                {"id": "c", "text": "stoppen met regenen"},
            ],
            "feedback": "De grond is al nat.",
        },
        {
            "id": "b",
            "choices": [
                {"id": "a", "text": "niets doen"},
                {"id": "b", "text": "sproeien", "right": True},
            ],
        },
    ],
    "why": "Een voorwaarde heeft twee wegen.",
}
BODY, TEXTS = KIND.split(PLAIN)
THREE = [
    {"choices": [{"text": "ja", "right": True}, {"text": "nee"}]},
    {"choices": [{"text": "ja"}, {"text": "nee", "right": True}]},
    {"choices": [{"text": "ja", "right": True}, {"text": "nee"}]},
]
LONG, _ = KIND.split({**PLAIN, "text": "[1] [2] [3]", "gaps": THREE})


def posted(gaps):
    return {f"gap.{gap}": [choice] for gap, choice in gaps.items()}


RIGHT = [
    (BODY, {"gap.a": ["a"], "gap.b": ["b"]}),
    (BODY, {"gap.b": ["b"], "gap.a": ["a"]}),
    (BODY, {"gap.a": ["a"], "gap.b": ["b"], "other": ["x"]}),
    (BODY, {"gap.a": ["a"], "gap.b": ["b"], "dont_know": [""]}),
    (LONG, posted({"a": "a", "b": "b", "c": "a"})),
]
WRONG = [
    (BODY, {"a": "b", "b": "b"}, 0.5),
    (BODY, {"a": "c", "b": "b"}, 0.5),
    (BODY, {"a": "a", "b": "a"}, 0.5),
    (BODY, {"a": "b", "b": "a"}, 0.0),
    (LONG, {"a": "a", "b": "b", "c": "b"}, 2 / 3),
]
FULL = posted({"a": "a", "b": "b"})
HOSTILE = [
    ({}, Unanswered, "fill_all"),
    (FULL | {"gap.b": [""]}, Unanswered, "fill_all"),
    (FULL | {"dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
    (FULL | {"gap.b": ["c"]}, BadAnswer, "unknown"),
    (FULL | {"gap.c": ["a"]}, BadAnswer, "unknown"),
    (FULL | {"gap.a": ["a", "a"]}, BadAnswer, "doubled"),
    (FULL | {"gap.a": ["🙂"]}, BadAnswer, "unknown"),
    (FULL | {"gap.a": ["x" * 10_000]}, BadAnswer, "too_long"),
    (FULL | {"gap.a": ["\x00"]}, BadAnswer, "bad_character"),
]


@pytest.mark.parametrize(("body", "sent"), RIGHT)
def test_right_when_every_gap_is(body, sent):
    marked = KIND.mark(body, KIND.read(body, sent))
    assert (marked.share, marked.right) == (1.0, True)


@pytest.mark.parametrize(("body", "gaps", "share"), WRONG)
def test_wrong(body, gaps, share):
    marked = KIND.mark(body, KIND.read(body, posted(gaps)))
    assert (marked.share, marked.right) == (share, False)


@pytest.mark.parametrize(("sent", "error", "code"), HOSTILE)
def test_hostile(sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, sent)
    assert caught.value.code == code


def test_what_was_chosen_stays_when_a_gap_is_forgotten():
    with pytest.raises(Unanswered) as caught:
        KIND.read(BODY, FULL | {"gap.a": [""]})
    gaps = KIND.shown(BODY, TEXTS, 1, caught.value.response)["gaps"]
    assert [gap["chosen_text"] for gap in gaps] == ["", "sproeien"]


def test_the_text_keeps_its_lines_around_the_gaps():
    pieces = KIND.shown(BODY, TEXTS, 1)["pieces"]
    assert [piece["words"] for piece in pieces] == ["ALS het regent\nDAN ", "\nANDERS ", ""]
    assert [piece["gap"]["number"] for piece in pieces[1:]] == [1, 2]


def test_what_closes_after_a_gap_stays_with_it():
    text = "(Kies [a]), dan ‘[b]’ en zo."
    pieces = KIND.shown(BODY, TEXTS | {"text": text}, 1)["pieces"][1:]
    assert [(piece["closing"], piece["words"]) for piece in pieces] == [("),", " dan ‘"), ("’", " en zo.")]


def test_gaps_stand_where_the_language_wants_them():
    pieces = KIND.shown(BODY, TEXTS | {"text": "[b] UNLESS it rains THEN [a]"}, 1)["pieces"]
    assert [piece["gap"]["number"] for piece in pieces[1:]] == [2, 1]


def test_an_author_may_count_gaps_instead_of_naming_them():
    _body, texts = KIND.split({**PLAIN, "text": "[1] of [b]? Zie [bijlage] en [9]."})
    assert texts["text"] == "[a] of [b]? Zie [bijlage] en [9]."
    assert counted(texts["text"], ["a", "b"]) == "[1] of [2]? Zie [bijlage] en [9]."


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"text": "DAN [a]."}, [("text", "gap_without_marker")]),
        ({"text": "DAN [a] ANDERS [b] [a]."}, [("text", "double_marker")]),
        ({"text": "DAN [a] ANDERS [b] [c]."}, [("text", "marker_without_gap")]),
        ({"gaps": [*PLAIN["gaps"][:1], {"id": "b", "choices": THREE[0]["choices"][1:] * 2}]},
         [("gap.b.choice.b", "double_text"), ("gap.b", "one_right")]),
        ({"gaps": [*PLAIN["gaps"][:1], {"id": "b", "choices": [{"text": "ja", "right": True}]}]},
         [("gap.b.choices", "too_few")]),
    ],
)  # fmt: skip
def test_mistakes_of_an_author_are_noticed(change, expected):
    problems = KIND.check(*KIND.split({**PLAIN, **change}))
    assert [(problem.where, problem.code) for problem in problems] == expected


def test_parts_name_the_feedback_of_their_gap():
    assert KIND.mark(BODY, {"gaps": {"a": "b", "b": "b"}}).parts == (
        Part("a", False, "gap.a.feedback"),
        Part("b", True, "gap.b.feedback"),
    )


def test_a_guess_takes_every_gap():
    assert KIND.guess(BODY) == pytest.approx(1 / 6)
