import pytest

from courses.questions.base import BadAnswer, Unanswered
from courses.questions.short_text import KIND, fits_wildcard, one_typo_apart

PLAIN = {
    "prompt": "Naar waar verwijs je iemand voor gratis digitale hulp?",
    "accept": ["digipunt", "het digipunt", "digipunt *", "café numérique", "2026"],
    "answer": "digipunt",
    "why": "In een digipunt helpen mensen gratis.",
}
BODY, TEXTS = KIND.split(PLAIN)

RIGHT = [
    "digipunt",
    "  HET   DigiPunt\n",
    "digipnut",
    "digipunt in de bib",
    "Cafe NUMERIQUE",
    "digipuntt",
    "digipun",
]
WRONG = ["bib", "digiput n", "2027", "de bib of digipunt", "<b>digipunt</b>", "🙂", "0"]
HOSTILE = [
    ({}, Unanswered, "write_something"),
    ({"answer": ["   \n "]}, Unanswered, "write_something"),
    ({"answer": ["helpdesk"], "dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
    ({"answer": ["digipunt", "digipunt"]}, BadAnswer, "doubled"),
    ({"answer": ["a" * 10_000]}, BadAnswer, "too_long"),
    ({"answer": ["a" * 201]}, BadAnswer, "too_long"),
    ({"answer": ["digi\x00punt"]}, BadAnswer, "bad_character"),
]


@pytest.mark.parametrize("answer", RIGHT)
def test_right(answer):
    marked = KIND.mark(BODY, KIND.read(BODY, {"answer": [answer]}))
    assert (marked.share, marked.right) == (1.0, True)


@pytest.mark.parametrize("answer", WRONG)
def test_wrong(answer):
    marked = KIND.mark(BODY, KIND.read(BODY, {"answer": [answer]}))
    assert (marked.share, marked.right) == (0.0, False)


@pytest.mark.parametrize(("posted", "error", "code"), HOSTILE)
def test_hostile(posted, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, posted)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("given", "wanted", "expected"),
    [
        ("kabel", "kabel", True),
        ("kanel", "kabel", True),
        ("kabbel", "kabel", True),
        ("kael", "kabel", True),
        ("akbel", "kabel", True),
        ("kabe", "kabel", True),
        ("abelk", "kabel", False),
        ("kblae", "kabel", False),
        ("kabelss", "kabel", False),
        ("", "ab", False),
    ],
)
def test_one_typo(given, wanted, expected):
    assert one_typo_apart(given, wanted) is expected
    assert one_typo_apart(wanted, given) is expected


@pytest.mark.parametrize(
    ("given", "wanted", "expected"),
    [
        ("abc", "a*c", True),
        ("ac", "a*c", True),
        ("a", "a*a", False),
        ("xaybz", "*a*b*", True),
        ("xbyaz", "*a*b*", False),
        ("abab", "*ab", True),
    ],
)
def test_a_star_stands_for_anything(given, wanted, expected):
    assert fits_wildcard(given, wanted) is expected


def test_short_words_and_numbers_forgive_no_typo():
    body, _ = KIND.split({**PLAIN, "accept": ["kabel", "23 november"]})
    for answer in ("kabl", "24 november"):
        assert KIND.mark(body, {"answer": answer}).right is False


def test_a_star_alone_would_accept_everything():
    body, texts = KIND.split({**PLAIN, "accept": ["digipunt", " ** "]})
    assert [problem.code for problem in KIND.check(body, texts)] == ["accepts_everything"]


def test_the_shown_answer_has_to_be_accepted_in_every_language():
    assert [(p.where, p.code) for p in KIND.check(BODY, TEXTS | {"answer": "computer café"})] == [
        ("answer", "not_accepted")
    ]


def test_a_blind_guess_is_rare():
    assert KIND.guess(BODY) == 0.02
