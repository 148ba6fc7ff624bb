"""What holds for every type, each tried with the example of its own test module."""

import json
from importlib import import_module
from pathlib import Path

import pytest

import courses.questions
from courses.plain_form import Malformed
from courses.questions import kind, kinds, measuring
from courses.questions.base import BadAnswer, Unanswered, Unfinished, chance_of_at_least, passes


def example(name):
    return import_module(f"tests.courses.questions.test_{name}").PLAIN


NOT_SHUFFLED = {
    "decision_table",
    "find_mistakes",
    "flashcard",
    "hotspot",
    "number",
    "own_estimate",
    "settings",
}
NOT_SHUFFLED |= {"short_text", "table_fix", "trace"}
every_type = pytest.mark.parametrize("name", sorted(kinds()))


def test_every_module_of_the_package_is_a_type():
    modules = {path.stem for path in Path(courses.questions.__file__).parent.glob("*.py")} - {
        "__init__",
        "base",
    }
    assert modules == set(kinds())
    assert all(kind(name).name == name for name in kinds())


@every_type
def test_the_example_has_no_problems(name):
    assert kind(name).check(*kind(name).split(example(name))) == ()


@every_type
def test_joining_is_the_inverse_of_splitting(name):
    body, texts = kind(name).split(example(name))
    assert kind(name).join(body, texts) == example(name)
    assert kind(name).split(kind(name).join(body, texts)) == (body, texts)


@every_type
def test_body_and_response_survive_json(name):
    body, _ = kind(name).split(example(name))
    assert json.loads(json.dumps(body)) == body


@every_type
def test_a_translation_needs_no_key_and_has_the_same_text_keys(name):
    _, texts = kind(name).split(example(name))
    _, translated = kind(name).split(without_key(example(name)))
    assert set(translated) == set(texts)


def without_key(value):
    if isinstance(value, list):
        return [without_key(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {
        name: item
        for name, item in value.items()
        if name not in ("next", "accept", "place", "box", "row", "column", "outcome", "ought")
        and not isinstance(item, int | float)
    }
    return {name: without_key(item) for name, item in kept.items()}


@every_type
def test_nothing_of_the_key_is_shown_before_the_answer(name):
    body, texts = kind(name).split(example(name))
    shown = json.dumps(kind(name).shown(body, texts, seed=3), ensure_ascii=False)
    keys = ("right", "points", "next", "accept", "answer", "feedback", "why")
    assert [key for key in keys if f'"{key}"' in shown] == []
    secret = [text for key, text in texts.items() if key == "why" or key.endswith(".feedback")]
    assert [text for text in secret if text in shown] == []


@every_type
def test_the_shuffle_is_the_same_for_the_same_seed_and_another_for_another(name):
    body, texts = kind(name).split(example(name))
    shown = [json.dumps(kind(name).shown(body, texts, seed)) for seed in (1, 1, 2, 3, 4, 5)]
    assert shown[0] == shown[1]
    if name not in NOT_SHUFFLED:
        assert len(set(shown)) > 1


@every_type
def test_not_knowing_is_an_answer_that_is_never_right_and_shows_the_key(name):
    body, texts = kind(name).split(example(name))
    response = kind(name).read(body, {"dont_know": ["1"]})
    marked = kind(name).mark(body, response)
    assert (response, marked.share, marked.right) == ({"dont_know": True}, 0.0, False)
    assert kind(name).shown(body, texts, 1, response, marked)["why"] == texts["why"]


WITH_AN_ANSWER = [
    ("cloze", {"gap.a": ["a"], "gap.b": ["b"]}, {"gaps": {"a": "a", "b": "b"}}),
    ("multi_select", {"choice": ["a"]}, {"choices": ["a"]}),
    ("number", {"answer": ["twaalf"]}, {"answer": "twaalf"}),
    ("short_text", {"answer": ["digipunt"]}, {"answer": "digipunt"}),
]


@pytest.mark.parametrize(("name", "posted", "kept"), WITH_AN_ANSWER)
def test_an_answer_beside_not_knowing_is_kept_until_it_is_clear_which_one_is_meant(name, posted, kept):
    body, _ = kind(name).split(example(name))
    with pytest.raises(Unanswered) as caught:
        kind(name).read(body, posted | {"dont_know": ["dont_know"]})
    assert (caught.value.code, caught.value.response) == ("answer_or_dont_know", kept)
    assert kind(name).read(body, posted | {"dont_know": ["sure"]}) == {"dont_know": True}


@pytest.mark.parametrize(
    ("name", "posted"),
    [
        ("cloze", {"gap.a": ["a"], "gap.b": [""]}),
        ("mail", {"action": ["dont_know"], "sign": ["link"]}),
        ("scenario", {"path": ["a"], "choice": ["dont_know"]}),
        ("single_choice", {"choice": ["dont_know"]}),
        ("short_text", {"answer": ["  "]}),
    ],
)
def test_what_is_not_complete_is_no_answer_beside_not_knowing(name, posted):
    body, _ = kind(name).split(example(name))
    assert kind(name).read(body, {"dont_know": ["dont_know"], **posted}) == {"dont_know": True}


@every_type
def test_whoever_asks_for_the_hint_gets_the_question_once_more_with_it(name):
    body, texts = kind(name).split({**example(name), "hint": "Look twice."})
    with pytest.raises(Unfinished) as caught:
        kind(name).read(body, {"hint": ["ask"]})
    shown = kind(name).shown(body, texts, 1, caught.value.response)
    assert (shown["hint_used"], shown["answered"]) == (True, False)
    assert kind(name).shown(body, texts, 1)["hint_used"] is False


@pytest.mark.parametrize(
    ("name", "posted", "kept"),
    [
        ("single_choice", {"choice": ["c"]}, {"choice": "c"}),
        ("single_choice", {"choice": ["dont_know"]}, {}),
        ("number", {"answer": ["twaalf"]}, {"answer": "twaalf"}),
        ("claim", {"verdict": ["no"]}, {"verdict": "no", "reason": ""}),
        ("scenario", {"choice": ["a"]}, {"path": []}),  # the story does not go on by itself
    ],
)
def test_what_was_filled_in_stays_when_the_hint_comes(name, posted, kept):
    body, _ = kind(name).split(example(name))
    with pytest.raises(Unfinished) as caught:
        kind(name).read(body, posted | {"hint": ["ask"]})
    assert caught.value.response == kept | {"hint": True}


def test_an_answer_says_that_the_hint_was_used():
    body, _ = kind("single_choice").split(example("single_choice"))
    used = {"hint": ["used"]}
    assert kind("single_choice").read(body, {"choice": ["b"]} | used) == {"choice": "b", "hint": True}
    assert kind("single_choice").read(body, {"choice": ["dont_know"]} | used) == {
        "dont_know": True,
        "hint": True,
    }
    with pytest.raises(Unanswered) as caught:
        kind("single_choice").read(body, used)
    assert caught.value.response == {"hint": True}


def test_a_hostile_answer_is_refused_with_the_hint_too():
    body, _ = kind("single_choice").split(example("single_choice"))
    with pytest.raises(BadAnswer):
        kind("single_choice").read(body, {"choice": ["z"], "hint": ["ask"]})


@every_type
def test_a_guess_is_a_chance_below_a_half_where_something_is_measured(name):
    body, _ = kind(name).split(example(name))
    guess = kind(name).guess(body)
    assert 0 < guess < 0.5 if kind(name).measures else guess == 0


def test_only_a_card_and_an_own_estimate_measure_nothing():
    assert set(kinds()) - set(measuring()) == {"flashcard", "own_estimate"}


@every_type
@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"rigth": True}, "", "unknown_field"),
        ({"prompt": 5}, "prompt", "text_expected"),
        ({"picture": "x.svg"}, "picture", "fields_expected"),
    ],
)
def test_what_cannot_be_read_is_refused(name, change, where, code):
    with pytest.raises(Malformed) as caught:
        kind(name).split({**example(name), **change})
    assert (caught.value.problem.where, caught.value.problem.code) == (where, code)


@every_type
@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"why": " "}, "why", "missing_text"),
        ({"prompt": "x" * 2001}, "prompt", "too_long"),
        ({"picture": {"file": "sms.svg"}}, "picture.alt", "missing_text"),
        ({"picture": {"file": "../sms.svg", "alt": "Een sms"}}, "picture.file", "bad_word"),
        ({"hint": "a\x00b"}, "hint", "bad_character"),
    ],
)
def test_mistakes_in_the_shared_fields_are_noticed(name, change, where, code):
    problems = kind(name).check(*kind(name).split({**example(name), **change}))
    assert [(problem.where, problem.code) for problem in problems] == [(where, code)]


@pytest.mark.parametrize(
    ("right", "parts", "expected"), [(3, 3, True), (2, 3, False), (3, 4, True), (2, 4, False), (5, 7, False)]
)
def test_three_quarters_is_enough_from_four_parts_on(right, parts, expected):
    assert passes(right, parts) is expected


def test_the_chance_of_at_least_so_many():
    assert chance_of_at_least(0, 5, 0.3) == pytest.approx(1)
    assert chance_of_at_least(2, 3, 0.5) == pytest.approx(0.5)
