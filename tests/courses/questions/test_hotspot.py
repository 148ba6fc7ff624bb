import pytest

from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.hotspot import KIND


def area(id, text, x, right=False, **more):
    placed = {"x": x, "y": 10, "width": 20, "height": 12.5}
    return {"id": id, "text": text, **placed, **({"right": True} if right else {}), **more}


FLAG = area("flag", "De vlag", 0, right=True, feedback="Juist. Zo meld je de mail.")
LINK = area("link", "De knop in de mail", 25, feedback="Die opent de valse website.")
BIN = area("bin", "De vuilnisbak", 50)
BACK = area("back", "De pijl", 75)
PLAIN = {
    "prompt": "Dit is een valse mail.\n\nWaar klik je?",
    "picture": {"file": "mail.svg", "alt": "Een scherm met een mail en vier knoppen."},
    "areas": [FLAG, LINK, BIN, BACK],
    "why": "De vlag meldt de mail. Dan kan de helpdesk ook anderen helpen.",
}
BODY, TEXTS = KIND.split(PLAIN)
TWO, _ = KIND.split({**PLAIN, "areas": [FLAG, LINK, BIN | {"right": True}, BACK]})

RIGHT = [
    (BODY, {"area": ["flag"]}),
    (BODY, {"area": ("flag",), "csrfmiddlewaretoken": ["x" * 64]}),
    (BODY, {"area": ["flag"], "dont_know": [""]}),
    (TWO, {"area": ["flag", "bin"]}),
    (TWO, {"area": ["bin", "flag"]}),
]
WRONG = [
    (BODY, {"area": ["link"]}, 0.0),
    (BODY, {"area": ["dont_know"]}, 0.0),
    (TWO, {"area": ["flag"]}, 0.5),
    (TWO, {"area": ["flag", "link"]}, 0.5),
    (TWO, {"area": ["link", "back"]}, 0.0),
]
HOSTILE = [
    (BODY, {}, Unanswered, "point_at_something"),
    (BODY, {"area.x": ["12"], "area.y": ["30"]}, Unanswered, "point_at_something"),
    (BODY, {"area": ["flag", "bin"]}, Unanswered, "too_many_places"),
    (TWO, {"area": ["flag", "bin", "link", "back"]}, Unanswered, "too_many_places"),
    (TWO, {"area": ["flag", "flag"]}, BadAnswer, "doubled"),
    (BODY, {"area": ["1"]}, BadAnswer, "unknown"),
    (BODY, {"area": ["flag\x00"]}, BadAnswer, "bad_character"),
    (BODY, {"area": ["flag" * 1000]}, BadAnswer, "too_long"),
    (BODY, {"area": ["flag"] * 101}, BadAnswer, "too_many"),
    (TWO, {"area": ["flag"], "dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
]


@pytest.mark.parametrize(("body", "sent"), RIGHT)
def test_right(body, sent):
    marked = KIND.mark(body, KIND.read(body, sent))
    assert (marked.share, marked.right) == (1.0, True)


@pytest.mark.parametrize(("body", "sent", "share"), WRONG)
def test_each_place_that_was_found_counts(body, sent, share):
    marked = KIND.mark(body, KIND.read(body, sent))
    assert (marked.share, marked.right) == (share, False)


@pytest.mark.parametrize(("body", "sent", "error", "code"), HOSTILE)
def test_hostile(body, sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(body, sent)
    assert caught.value.code == code


def test_what_was_chosen_and_what_was_overlooked_speak():
    response = {"areas": ["link"]}
    marked = KIND.mark(BODY, response)
    assert marked.parts == (
        Part("flag", False, "area.flag.feedback"),
        Part("link", False, "area.link.feedback"),
    )
    areas = KIND.shown(BODY, TEXTS, 1, response, marked)["areas"]
    assert [(one["right"], one["chosen"], one["feedback"]) for one in areas] == [
        (True, False, "Juist. Zo meld je de mail."),
        (False, True, "Die opent de valse website."),
        (False, False, ""),
        (False, False, ""),
    ]


def test_places_keep_their_numbers_and_are_said_as_the_drawing_needs_them():
    first, *rest = KIND.shown(BODY, TEXTS, 9)["areas"]
    assert (first["number"], first["x"], first["y"], first["width"], first["height"]) == (
        1,
        "0%",
        "10%",
        "20%",
        "12.5%",
    )
    assert [one["number"] for one in rest] == [2, 3, 4]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"picture": None}, [("picture", "missing_picture")]),
        ({"areas": [LINK, BIN, BACK]}, [("areas", "no_right")]),
        ({"areas": [FLAG, *(one | {"right": True} for one in (LINK, BIN, BACK))]}, [("areas", "all_right")]),
        ({"areas": [FLAG, LINK, BIN, BACK | {"x": 81}]}, [("area.back", "outside_picture")]),
        ({"areas": [FLAG, LINK, BIN, BACK | {"x": 69}]}, [("area.back", "areas_overlap")]),
        ({"areas": [FLAG, LINK, BIN, BACK | {"x": 69, "y": 22.5}]}, []),
        ({"areas": [FLAG, LINK, BIN, BACK | {"x": None}]}, [("area.back.x", "missing_number")]),
        ({"areas": [FLAG, LINK, BIN, BACK | {"width": 5}]}, [("area.back.width", "out_of_range")]),
        ({"areas": [FLAG, LINK]}, [("areas", "too_few")]),
    ],
)
def test_mistakes_of_an_author_are_noticed(change, expected):
    problems = KIND.check(*KIND.split({**PLAIN, **change}))
    assert [(problem.where, problem.code) for problem in problems] == expected


def test_a_guess_is_one_in_the_number_of_choices():
    assert (KIND.guess(BODY), KIND.guess(TWO)) == (pytest.approx(1 / 4), pytest.approx(1 / 6))
