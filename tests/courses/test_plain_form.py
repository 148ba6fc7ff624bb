import pytest

from courses.plain_form import (
    Amount,
    Flag,
    Group,
    Items,
    Malformed,
    Number,
    Text,
    Word,
    Words,
    check_fields,
    join_fields,
    split_fields,
)

STEP = {
    "text": Text(),
    "choices": Items("choice", {"text": Text(), "right": Flag(), "note": Text(required=False)}),
}
FIELDS = {
    "prompt": Text(limit=20),
    "picture": Group({"file": Word(), "alt": Text()}),
    "steps": Items("step", STEP, least=1, most=2),
    "mark": Number(1, 5, default=1),
    "accept": Words(least=0),
}
PLAIN = {
    "prompt": "Wat nu?",
    "picture": {"file": "sms", "alt": "Een sms"},
    "steps": [
        {
            "text": "Eerst",
            "choices": [{"text": "Ja", "right": True}, {"id": "nee", "text": "Nee", "note": "Kijk."}],
        }
    ],
    "mark": 2,
    "accept": ["ja"],
}


def problems(plain):
    return [(problem.where, problem.code) for problem in check_fields(FIELDS, *split_fields(FIELDS, plain))]


def test_body_and_texts_come_apart():
    body, texts = split_fields(FIELDS, PLAIN)
    assert body == {
        "picture": {"file": "sms"},
        "steps": [{"id": "a", "choices": [{"id": "a", "right": True}, {"id": "nee", "right": False}]}],
        "mark": 2,
        "accept": ["ja"],
    }
    assert texts == {
        "prompt": "Wat nu?",
        "picture.alt": "Een sms",
        "step.a": "Eerst",
        "step.a.choice.a": "Ja",
        "step.a.choice.nee": "Nee",
        "step.a.choice.nee.note": "Kijk.",
    }


def test_joining_brings_back_what_was_written_with_its_ids():
    joined = join_fields(FIELDS, *split_fields(FIELDS, PLAIN))
    assert joined["steps"][0]["id"] == "a"
    assert [choice["id"] for choice in joined["steps"][0]["choices"]] == ["a", "nee"]
    assert split_fields(FIELDS, joined) == split_fields(FIELDS, PLAIN)


def test_what_is_empty_is_not_there():
    body, texts = split_fields(FIELDS, {"prompt": "  ", "steps": None})
    assert (body, texts) == ({"steps": [], "mark": 1, "accept": []}, {})


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"steps": "eerst"}, "steps", "list_expected"),
        ({"steps": ["eerst"]}, "steps", "list_expected"),
        ({"steps": [{"text": "x", "tekst": "y"}]}, "step.a", "unknown_field"),
        ({"steps": [{"id": "A b", "text": "x"}]}, "steps", "bad_id"),
        ({"steps": [{"id": "b", "text": "x"}, {"text": "y"}]}, "steps", "double_id"),
        (
            {"steps": [{"text": "x", "choices": [{"text": "y", "right": "ja"}]}]},
            "step.a.choice.a.right",
            "yes_or_no_expected",
        ),
        ({"mark": True}, "mark", "number_expected"),
        ({"accept": "ja"}, "accept", "list_of_texts_expected"),
        ({"picture": {"file": 3}}, "picture.file", "text_expected"),
    ],
)
def test_what_cannot_be_read_says_where(change, where, code):
    with pytest.raises(Malformed) as caught:
        split_fields(FIELDS, {**PLAIN, **change})
    assert (caught.value.problem.where, caught.value.problem.code) == (where, code)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"prompt": "x" * 21}, [("prompt", "too_long")]),
        ({"steps": []}, [("steps", "too_few")]),
        ({"steps": [{"text": str(n)} for n in range(3)]}, [("steps", "too_many")]),
        ({"steps": [{"text": "Ja"}, {"text": "JA"}]}, [("step.b", "double_text")]),
        ({"mark": 9}, [("mark", "out_of_range")]),
        ({"picture": {"file": "x y", "alt": "z"}}, [("picture.file", "bad_word")]),
        ({"accept": ["x" * 101]}, [("accept", "too_long")]),
    ],
)
def test_mistakes_are_listed(change, expected):
    assert problems({**PLAIN, **change}) == expected


@pytest.mark.parametrize("value", [0, 12, -3, 12.5])
def test_an_amount_comes_back_as_it_was_written(value):
    fields = {"answer": Amount(required=True)}
    body, texts = split_fields(fields, {"answer": value})
    assert (body, texts) == ({"answer": value}, {})
    assert join_fields(fields, body, texts) == {"answer": value}


def test_a_whole_amount_is_the_same_number_however_it_is_written():
    body, _ = split_fields({"answer": Amount()}, {"answer": 12.0})
    assert repr(body["answer"]) == "12"


def test_an_amount_may_be_left_out_unless_it_is_asked():
    fields = {"tolerance": Amount(default=0), "number": Amount(), "answer": Amount(required=True)}
    body, texts = split_fields(fields, {})
    assert body == {"tolerance": 0}
    assert [(p.where, p.code) for p in check_fields(fields, body, texts)] == [("answer", "missing_number")]


@pytest.mark.parametrize("value", ["12", True, [], float("nan"), float("inf")])
def test_what_is_no_amount_cannot_be_read(value):
    with pytest.raises(Malformed) as caught:
        split_fields({"answer": Amount()}, {"answer": value})
    assert caught.value.problem.code == "number_expected"


def test_an_amount_has_limits():
    fields = {"tolerance": Amount(low=0)}
    problems = check_fields(fields, *split_fields(fields, {"tolerance": -0.5}))
    assert [(p.where, p.code) for p in problems] == [("tolerance", "out_of_range")]
