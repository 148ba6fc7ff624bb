import pytest

from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.matching import KIND

PLAIN = {
    "prompt": "Welk recht past bij wie?",
    "pairs": [
        {"id": "a", "item": "De collega die meeschrijft", "match": "Bewerken"},
        {
            "id": "b",
            "item": "De schepen die tips geeft",
            "match": "Opmerkingen maken",
            "feedback": "Tips zijn opmerkingen.",
        },
        {"id": "c", "item": "De inwoner die leest", "match": "Alleen lezen"},
        {"id": "d", "item": "De stagiair die meeschrijft", "match": "Bewerken"},
    ],
    "distractors": [{"id": "a", "text": "Eigenaar zijn"}],
    "why": "Geef nooit meer rechten dan nodig.",
}
BODY, TEXTS = KIND.split(PLAIN)
LINES, MATCHES = KIND._names(BODY)
KEY = {"a": "a", "b": "b", "c": "c", "d": "a"}


def posted(matches):
    return {f"match.{LINES[line]}": [MATCHES[match]] for line, match in matches.items()}


RIGHT = [
    (KEY, 1.0),
    (KEY | {"a": "b"}, 0.75),
    (KEY | {"b": "distractor.a"}, 0.75),
    (KEY | {"c": "a"}, 0.75),
    (KEY | {"d": "c"}, 0.75),
]
WRONG = [
    (KEY | {"a": "b", "b": "a"}, 0.5),
    (KEY | {"a": "distractor.a", "d": "distractor.a"}, 0.5),
    (dict.fromkeys("abcd", "a"), 0.5),
    (dict.fromkeys("abcd", "b"), 0.25),
    (dict.fromkeys("abcd", "distractor.a"), 0.0),
]
FULL = posted(KEY)
FIRST = f"match.{LINES['a']}"
HOSTILE = [
    ({}, Unanswered, "match_all"),
    (FULL | {FIRST: [""]}, Unanswered, "match_all"),
    (FULL | {"dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
    (FULL | {FIRST: ["a"]}, BadAnswer, "unknown"),
    (FULL | {FIRST: [MATCHES["a"]] * 2}, BadAnswer, "doubled"),
    (FULL | {FIRST: ["-1"]}, BadAnswer, "unknown"),
    (FULL | {FIRST: ["🙂"]}, BadAnswer, "unknown"),
    (FULL | {FIRST: ["x" * 10_000]}, BadAnswer, "too_long"),
    (FULL | {FIRST: ["\x00"]}, BadAnswer, "bad_character"),
    (FULL | {"match.a": [MATCHES["a"]]}, BadAnswer, "unknown"),
]


@pytest.mark.parametrize(("matches", "share"), RIGHT)
def test_right_from_three_quarters_on(matches, share):
    marked = KIND.mark(BODY, KIND.read(BODY, posted(matches)))
    assert (marked.share, marked.right) == (share, True)


@pytest.mark.parametrize(("matches", "share"), WRONG)
def test_wrong(matches, share):
    marked = KIND.mark(BODY, KIND.read(BODY, posted(matches)))
    assert (marked.share, marked.right) == (share, False)


def test_with_three_pairs_all_have_to_be_right():
    body, _ = KIND.split({**PLAIN, "pairs": PLAIN["pairs"][:3]})
    assert KIND.mark(body, {"matches": {"a": "a", "b": "b", "c": "a"}}).right is False


@pytest.mark.parametrize(("sent", "error", "code"), HOSTILE)
def test_hostile(sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, sent)
    assert caught.value.code == code


def test_what_was_chosen_stays_when_a_line_is_forgotten():
    with pytest.raises(Unanswered) as caught:
        KIND.read(BODY, FULL | {FIRST: [""]})
    pairs = KIND.shown(BODY, TEXTS, 1, caught.value.response)["pairs"]
    assert {pair["name"]: pair["chosen"] for pair in pairs} == {
        LINES["a"]: "",
        LINES["b"]: MATCHES["b"],
        LINES["c"]: MATCHES["c"],
        LINES["d"]: MATCHES["a"],
    }


def test_items_with_the_same_match_share_one_choice():
    assert {pair["id"]: pair["match"] for pair in BODY["pairs"]} == KEY
    texts = [match["text"] for match in KIND.shown(BODY, TEXTS, 1)["matches"]]
    assert sorted(texts) == ["Alleen lezen", "Bewerken", "Eigenaar zijn", "Opmerkingen maken"]


@pytest.mark.parametrize("seed", range(50))
def test_the_choices_never_run_along_with_the_lines(seed):
    one_to_one = KIND.split({**PLAIN, "pairs": PLAIN["pairs"][:3], "distractors": []})
    shown = KIND.shown(*one_to_one, seed)
    lines, matches = KIND._names(one_to_one[0])
    order = [id for pair in shown["pairs"] for id in lines if lines[id] == pair["name"]]
    assert [match["name"] for match in shown["matches"]] != [matches[id] for id in order]


def test_a_translation_that_splits_a_shared_match_is_noticed():
    translated = TEXTS | {"pair.d.match": "Editing"}
    assert [(p.where, p.code) for p in KIND.check(BODY, translated)] == [("pair.d.match", "same_match")]


def test_a_distractor_that_is_a_match_is_noticed():
    body, texts = KIND.split({**PLAIN, "distractors": [{"text": "Bewerken"}]})
    assert [(p.where, p.code) for p in KIND.check(body, texts)] == [("distractors", "double_text")]


def test_parts_name_the_feedback_of_their_pair():
    parts = KIND.mark(BODY, {"matches": KEY | {"b": "c"}}).parts
    assert parts[1] == Part("b", False, "pair.b.feedback")


def test_a_guess_deals_out_matches_one_to_one_and_otherwise_guesses_line_by_line():
    one_to_one, _ = KIND.split({**PLAIN, "pairs": PLAIN["pairs"][:3], "distractors": []})
    assert KIND.guess(one_to_one) == pytest.approx(1 / 6)
    assert KIND.guess(BODY) == pytest.approx(4 * 0.25**3 * 0.75 + 0.25**4)
