import pytest

from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.mail import KIND

PLAIN = {
    "prompt": "Je werkt op de dienst burgerzaken. Deze mail komt binnen.\n\nIs deze mail echt?",
    "lines": [
        {
            "id": "from",
            "at": "from",
            "text": "Drukkerij Declercq <boekhouding@declercq-facturen.example>",
            "place": "sign",
            "label": "Het adres van de afzender",
            "feedback": "Het echte adres eindigt op **declercq.example**.",
        },
        {"id": "to", "at": "to", "text": "burgerzaken@zonnebeek.example"},
        {"id": "subject", "at": "subject", "text": "Nieuw rekeningnummer"},
        {"id": "time", "at": "time", "text": "09.12 uur"},
        {"id": "hello", "text": "Beste collega’s van Zonnebeek,", "place": "innocent", "label": "De groet"},
        {
            "id": "account",
            "text": "Ons rekeningnummer is veranderd.",
            "place": "sign",
            "label": "Een nieuw rekeningnummer",
        },
        {"id": "hurry", "text": "Betaal vandaag voor 12 uur.", "place": "sign", "label": "De haast"},
        {
            "id": "link",
            "at": "link",
            "text": "Bekijk de factuur",
            "goes": "declercq.factuur-online.example/inloggen",
            "place": "sign",
            "label": "De link",
            "feedback": "De link gaat niet naar de drukkerij.",
        },
    ],
    "actions": [
        {"id": "a", "text": "Ik betaal, want de levering mag niet stoppen."},
        {"id": "b", "text": "Ik bel de drukkerij op het nummer dat wij al hadden.", "right": True},
        {"id": "c", "text": "Ik antwoord en vraag of het klopt.", "feedback": "Dan antwoordt de bedrieger."},
    ],
    "why": "Een nummer uit de mail kan ook vals zijn.",
}
BODY, TEXTS = KIND.split(PLAIN)
SIGNS = ["from", "account", "hurry", "link"]

RIGHT = [
    ({"action": ["b"], "sign": SIGNS}, 1.0),
    ({"action": ["b"], "sign": SIGNS[::-1]}, 1.0),
    ({"action": ["b"], "sign": SIGNS[1:]}, 5 / 6),
    ({"action": ["b"], "sign": [*SIGNS, "hello"]}, 5 / 6),
    ({"action": ("b",), "sign": ("from", "account", "link")}, 5 / 6),
]
WRONG = [
    ({"action": ["c"], "sign": SIGNS}, 5 / 6),
    ({"action": ["b"], "sign": SIGNS[2:]}, 4 / 6),
    ({"action": ["b"]}, 2 / 6),
    ({"action": ["a"], "sign": ["hello"]}, 0.0),
    ({"action": ["dont_know"], "sign": SIGNS}, 0.0),
]
HOSTILE = [
    ({}, Unanswered, "choose_action"),
    ({"action": ["z"]}, BadAnswer, "unknown"),
    ({"action": ["a", "b"]}, BadAnswer, "doubled"),
    ({"action": ["b"], "sign": ["to"]}, BadAnswer, "unknown"),
    ({"action": ["b"], "sign": ["link", "link"]}, BadAnswer, "doubled"),
    ({"action": ["b"], "sign": ["-1"]}, BadAnswer, "unknown"),
    ({"action": ["b"], "sign": ["<script>🙂"]}, BadAnswer, "unknown"),
    ({"action": ["b" * 10_000]}, BadAnswer, "too_long"),
    ({"action": ["b\x00"]}, BadAnswer, "bad_character"),
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


def test_the_ticks_stay_when_the_action_is_forgotten():
    with pytest.raises(Unanswered) as caught:
        KIND.read(BODY, {"sign": ["link"]})
    places = KIND.shown(BODY, TEXTS, 1, caught.value.response)["places"]
    assert [place["id"] for place in places if place["chosen"]] == ["link"]


@pytest.mark.parametrize(
    ("ticked", "expected"), [(["link"], [1, 3, 4, 5]), (["hello"], [1, 2, 3, 4, 5]), ([], [1, 3, 4, 5])]
)
def test_afterwards_only_the_signs_and_what_was_wrongly_ticked_are_marked(ticked, expected):
    response = {"action": "b", "signs": ticked}
    shown = KIND.shown(BODY, TEXTS, 1, response, KIND.mark(BODY, response))
    in_message = [line["number"] for line in (*shown["head"], *shown["lines"]) if line["number"]]
    assert [place["number"] for place in shown["places"]] == in_message == expected
    assert shown["signs"] == [1, 3, 4, 5]


def test_a_message_without_places_is_about_the_action_only():
    lines = [{"text": "Het loket sluit vandaag om 16 uur."}]
    body, _ = KIND.split({**PLAIN, "lines": lines, "channel": "sms"})
    assert KIND.mark(body, KIND.read(body, {"action": ["b"]})).right is True
    assert KIND.guess(body) == pytest.approx(1 / 3)


def test_feedback_goes_with_the_action_the_ticks_and_the_overlooked_signs():
    assert KIND.mark(BODY, {"action": "c", "signs": ["hello", "link"]}).parts == (
        Part("action", False, "action.c.feedback"),
        Part("from", False, "line.from.feedback"),
        Part("hello", False, "line.hello.feedback"),
        Part("account", False, "line.account.feedback"),
        Part("hurry", False, "line.hurry.feedback"),
        Part("link", True, "line.link.feedback"),
    )


def test_a_guess_needs_the_action_and_enough_signs():
    assert KIND.guess(BODY) == pytest.approx((5 + 1) / 32 / 3)


@pytest.mark.parametrize(
    ("line", "where", "code"),
    [
        ({"text": "Klik", "at": "link"}, "line.a.goes", "missing_text"),
        ({"text": "Dag", "place": "innocent"}, "line.a.label", "missing_text"),
        ({"text": "Dag", "label": "De groet"}, "line.a", "label_without_place"),
        ({"text": "Dag", "at": "footer"}, "line.a.at", "unknown_word"),
    ],
)
def test_a_broken_line_is_noticed(line, where, code):
    assert [(p.where, p.code) for p in KIND.check(*KIND.split({**PLAIN, "lines": [line]}))] == [(where, code)]


def test_one_action_is_right():
    actions = [{**action, "right": True} for action in PLAIN["actions"]]
    assert [p.code for p in KIND.check(*KIND.split({**PLAIN, "actions": actions}))] == ["one_right"]
