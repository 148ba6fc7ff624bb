import pytest

from courses.questions.base import BadAnswer, Part, Unanswered, Unfinished
from courses.questions.scenario import KIND

PLAIN = {
    "prompt": "De **burgemeester** stuurt je een bericht. Je kent het nummer niet.",
    "steps": [
        {
            "id": "start",
            "text": "“Koop snel 5 cadeaubonnen voor mij.” Wat doe je?",
            "choices": [
                {
                    "id": "a",
                    "text": "Ik bel het secretariaat.",
                    "next": "bellen",
                    "points": 2,
                    "feedback": "Goed. Je vraagt het na.",
                },
                {
                    "id": "b",
                    "text": "Ik vraag wie het is.",
                    "next": "antwoord",
                    "points": 1,
                    "feedback": "De bedrieger zegt gewoon ja.",
                },
                {"id": "c", "text": "Ik koop de bonnen.", "feedback": "Dat geld ben je kwijt."},
            ],
        },
        {
            "id": "antwoord",
            "text": "“Ik ben het echt.” En nu?",
            "choices": [
                {"id": "a", "text": "Ik bel het secretariaat.", "next": "bellen", "points": 1},
                {"id": "b", "text": "Ik koop de bonnen."},
            ],
        },
        {
            "id": "bellen",
            "text": "Het secretariaat weet van niets. Wat doe je met het bericht?",
            "choices": [
                {"id": "a", "text": "Ik meld het aan de helpdesk.", "points": 2},
                {"id": "b", "text": "Ik verwijder het."},
            ],
        },
    ],
    "mark": 3,
    "why": "Vraag het altijd na langs een weg die je kent. Meld het daarna.",
}
BODY, TEXTS = KIND.split(PLAIN)

RIGHT = [
    ({"path": ["a"], "choice": ["a"]}, 1.0),
    ({"path": ["b", "a"], "choice": ["a"]}, 1.0),
    ({"path": ["a", "a"]}, 1.0),
    ({"path": ["a"], "choice": ["a"], "step": ["2"]}, 1.0),
    ({"path": ("a",), "choice": ("a",)}, 1.0),
]
WRONG = [
    ({"choice": ["c"]}, 0.0),
    ({"path": ["a"], "choice": ["b"]}, 0.5),
    ({"path": ["b", "a"], "choice": ["b"]}, 0.5),
    ({"path": ["b"], "choice": ["b"]}, 0.25),
    ({"path": ["a"], "choice": ["dont_know"]}, 0.0),
]
HOSTILE = [
    ({}, Unanswered, "choose_one"),
    ({"path": ["a"]}, Unanswered, "choose_one"),
    ({"choice": ["z"]}, BadAnswer, "unknown"),
    ({"choice": ["a", "b"]}, BadAnswer, "doubled"),
    ({"path": ["c"], "choice": ["a"]}, BadAnswer, "impossible_path"),
    ({"path": ["a", "a", "a"]}, BadAnswer, "impossible_path"),
    ({"path": ["🙂"], "choice": ["a"]}, BadAnswer, "unknown"),
    ({"path": ["a"] * 101}, BadAnswer, "too_many"),
    ({"path": ["<b>"], "choice": ["a" * 10_000]}, BadAnswer, "too_long"),
    ({"path": ["a\x00"], "choice": ["a"]}, BadAnswer, "bad_character"),
]


@pytest.mark.parametrize(("posted", "share"), RIGHT)
def test_right(posted, share):
    marked = KIND.mark(BODY, KIND.read(BODY, posted))
    assert (marked.share, marked.right) == (share, True)


@pytest.mark.parametrize(("posted", "share"), WRONG)
def test_wrong(posted, share):
    marked = KIND.mark(BODY, KIND.read(BODY, posted))
    assert (marked.share, marked.right) == (share, False)


@pytest.mark.parametrize(("posted", "error", "code"), HOSTILE)
def test_hostile(posted, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, posted)
    assert caught.value.code == code


def test_a_choice_leads_to_the_next_step_and_answers_nothing_yet():
    with pytest.raises(Unfinished) as caught:
        KIND.read(BODY, {"choice": ["b"]})
    assert caught.value.response == {"path": ["b"]}
    shown = KIND.shown(BODY, TEXTS, 1, caught.value.response)
    assert shown["ask"] == "“Ik ben het echt.” En nu?"
    assert shown["past"] == [
        {"text": "“Koop snel 5 cadeaubonnen voor mij.” Wat doe je?", "choice": "Ik vraag wie het is."}
    ]


def test_a_choice_is_right_when_the_best_end_can_still_be_reached():
    assert KIND.mark(BODY, {"path": ["b", "b"]}).parts == (
        Part("start", True, "step.start.choice.b.feedback"),
        Part("antwoord", False, "step.antwoord.choice.b.feedback"),
    )
    assert KIND.mark(BODY, {"path": ["c"]}).parts[0].right is False


def test_a_guess_is_the_chance_of_a_blind_path_that_earns_enough():
    assert KIND.guess(BODY) == pytest.approx(1 / 3 * 1 / 2 + 1 / 3 * 1 / 2 * 1 / 2)


def with_choice(step, choice, **changes):
    steps = [
        {
            **s,
            "choices": [
                {**c, **changes} if (s["id"], c["id"]) == (step, choice) else c for c in s["choices"]
            ],
        }
        for s in PLAIN["steps"]
    ]
    return {**PLAIN, "steps": steps}


@pytest.mark.parametrize(
    ("plain", "where", "code"),
    [
        (with_choice("start", "a", next="nergens"), "step.start.choice.a", "not_a_later_step"),
        (with_choice("bellen", "a", next="start"), "step.bellen.choice.a", "not_a_later_step"),
        (with_choice("start", "b", next="bellen"), "steps", "never_reached"),
        ({**PLAIN, "mark": 5}, "mark", "never_right"),
        (with_choice("start", "a", points=99), "step.start.choice.a.points", "out_of_range"),
    ],
)
def test_a_broken_story_is_noticed(plain, where, code):
    assert [(p.where, p.code) for p in KIND.check(*KIND.split(plain))] == [(where, code)]


def test_a_story_that_is_always_right_is_noticed():
    steps = [{"text": "Kies.", "choices": [{"text": "Ja", "points": 1}, {"text": "Nee", "points": 1}]}]
    body, texts = KIND.split({**PLAIN, "steps": steps, "mark": 1})
    assert [(p.where, p.code) for p in KIND.check(body, texts)] == [("mark", "always_right")]
