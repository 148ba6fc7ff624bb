from types import SimpleNamespace

import pytest
from django.utils.translation import override

from courses.templatetags.check_ups import WHY, own_word, why_asked


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def asked(why: str, candidates: int) -> SimpleNamespace:
    competence = SimpleNamespace(short_name="Privacy")
    reason = {"why": why, "candidates": ["item"] * candidates}
    return SimpleNamespace(version=SimpleNamespace(competence=competence), reason=reason)


@pytest.mark.parametrize("why", WHY)
def test_every_reason_names_the_skill(why):
    assert "“Privacy”" in why_asked(asked(why, 1))[0]


def test_the_lot_is_told_where_there_was_one():
    assert why_asked(asked("round", 3))[1] == (
        "There were 3 good questions for you. The program drew one of them."
    )
    assert "drew" not in why_asked(asked("round", 1))[1]


def test_an_own_estimate_is_said_in_the_nearest_words():
    assert [own_word(level) for level in (0.0, 2.0, 5.5, 8.0)] == [
        "Not yet",
        "A little, or with help",
        "Yes, and I help others with it",
        "Yes, and I help others with it",
    ]
