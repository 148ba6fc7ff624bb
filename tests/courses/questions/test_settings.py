import pytest

from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.settings import KIND

PLAIN = {
    "prompt": "Noor deelt een agenda met vrijwilligers. Zij mogen alleen zien wanneer de bib open is.",
    "title": "Instellingen van de agenda",
    "switches": [
        {"id": "lezen", "text": "Anderen mogen lezen", "ought": "on"},
        {
            "id": "schrijven",
            "text": "Anderen mogen wijzigen",
            "about": "Handig: iedereen helpt mee.",
            "on": True,
            "ought": "off",
            "feedback": "Wie alleen kijkt, hoeft niets te wijzigen.",
        },
        {"id": "nummers", "text": "Toon telefoonnummers", "on": True, "ought": "off"},
        {"id": "kleur", "text": "Donkere kleuren"},
        {"id": "slot", "text": "Vraag een wachtwoord", "on": True, "ought": "on"},
    ],
    "why": "Deel niet meer dan nodig is.",
}
BODY, TEXTS = KIND.split(PLAIN)


def posted(on):
    return {"on": on}


RIGHT = [
    (["lezen", "slot"], 1.0),
    (["slot", "lezen"], 1.0),
    (["lezen", "kleur", "slot"], 1.0),
    (["kleur", "lezen", "slot"], 1.0),
    (["slot", "kleur", "lezen"], 1.0),
]
WRONG = [
    (["lezen", "nummers", "slot"], 2 / 3),
    (["schrijven", "slot"], 1 / 3),
    (["lezen"], 3 / 4),
    ([], 2 / 4),
    (["schrijven", "nummers", "kleur", "slot"], 0.0),
]
HOSTILE = [
    ({"on": ["schrijven", "nummers", "slot"]}, Unanswered, "change_something"),
    ({"on": ["lezen", "lezen"]}, BadAnswer, "doubled"),
    ({"on": ["a"]}, BadAnswer, "unknown"),
    ({"on": ["on"]}, BadAnswer, "unknown"),
    ({"on": ["x" * 10_000]}, BadAnswer, "too_long"),
    ({"on": ["slot\x00"]}, BadAnswer, "bad_character"),
    ({"on": ["slot"] * 101}, BadAnswer, "too_many"),
]


@pytest.mark.parametrize(("on", "share"), RIGHT)
def test_right_when_all_that_matters_is(on, share):
    marked = KIND.mark(BODY, KIND.read(BODY, posted(on)))
    assert (marked.share, marked.right) == (share, True)


@pytest.mark.parametrize(("on", "share"), WRONG)
def test_wrong_and_what_was_right_already_counts_for_nothing(on, share):
    marked = KIND.mark(BODY, KIND.read(BODY, posted(on)))
    assert (marked.share, marked.right) == (pytest.approx(share), False)


@pytest.mark.parametrize(("sent", "error", "code"), HOSTILE)
def test_hostile(sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, sent)
    assert caught.value.code == code


def test_not_knowing_wins_from_how_the_switches_are():
    assert KIND.read(BODY, posted(["lezen"]) | {"dont_know": ["dont_know"]}) == {"dont_know": True}


def test_switches_are_found_as_the_author_left_them_and_stay_as_somebody_put_them():
    on = [switch["on"] for switch in KIND.shown(BODY, TEXTS, 1)["switches"]]
    again = [switch["on"] for switch in KIND.shown(BODY, TEXTS, 1, {"on": ["lezen"]})["switches"]]
    assert (on, again) == ([False, True, True, False, True], [True, False, False, False, False])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"lezen": "off", "schrijven": "on", "nummers": "on"}, [("switches", "nothing_to_change")]),
        ({"lezen": "any", "schrijven": "any", "nummers": "any"}, [("switches", "too_few_matter")]),
        ({"lezen": "maybe"}, [("switch.lezen.ought", "unknown_word")]),
    ],
)
def test_mistakes_of_an_author_are_noticed(changes, expected):
    switches = [
        switch | ({"ought": changes[switch["id"]]} if switch["id"] in changes else {})
        for switch in PLAIN["switches"]
    ]
    problems = KIND.check(*KIND.split({**PLAIN, "switches": switches}))
    assert [(problem.where, problem.code) for problem in problems] == expected


def test_what_does_not_matter_is_neither_right_nor_wrong():
    parts = KIND.mark(BODY, {"on": ["lezen", "schrijven"]}).parts
    assert (parts[1], parts[3].right) == (Part("schrijven", False, "switch.schrijven.feedback"), None)


def test_a_guess_is_yes_or_no_for_each_that_matters():
    assert KIND.guess(BODY) == 1 / 16
