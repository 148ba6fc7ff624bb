from datetime import timedelta

import numpy as np
import pytest

from bench.vectors import DIGCOMP
from skills.calibration import (
    ANSWERS_NEEDED,
    Difficulty,
    FirstAnswer,
    Flag,
    Question,
    calibrate,
    differs,
)
from tests.skills.logs import NOON

LEVELS = (1, 2, 3, 4, 5, 6)
CODES = DIGCOMP.competences[:6]
QUESTIONS = [
    Question(key=f"{code}-{level}", competence=code, label=level, b=level - 0.5, b_error=1.0, guess=0.2)
    for code in CODES
    for level in LEVELS
]
ODD = "1.1-3"


def people(size, seed=1, *, off=None, means=0.0, chance=None, language=lambda person: "nl"):
    """Everybody answers every question. `off` moves difficulties off their labels, `chance` replaces the curve."""
    draw = np.random.default_rng(seed)
    general = draw.normal(3.0, 1.2, (size, 1))
    ability = general + means + draw.normal(0, 0.9, (size, len(CODES)))
    answers = []
    for person in range(size):
        for question in QUESTIONS:
            spoken = language(person)
            b = question.b + (off or (lambda key, spoken: 0.0))(question.key, spoken)
            theta = ability[person, CODES.index(question.competence)]
            p = 0.2 + 0.8 / (1 + np.exp(b - theta))
            p = (chance or (lambda key, person, p: p))(question.key, person, p)
            answers.append(
                FirstAnswer(
                    person=str(person),
                    item=question.key,
                    right=bool(draw.random() < p),
                    at=NOON + timedelta(minutes=person),
                    language=spoken,
                )
            )
    return answers


def found_of(answers):
    return {each.question.key: each for each in calibrate(DIGCOMP, QUESTIONS, answers).proposals}


@pytest.fixture(scope="module")
def known():
    """Difficulties off by −1 to 1 that add up to nothing in each competence."""
    pattern = dict(zip(LEVELS, (0.8, -0.6, 1.0, -0.9, 0.4, -0.7), strict=True))
    off = {question.key: pattern[question.label] for question in QUESTIONS}
    return off, found_of(people(400, off=lambda key, spoken: off[key]))


def test_difficulties_are_found_within_their_errors(known):
    off, found = known
    assert len(found) == len(QUESTIONS)
    z = np.array([(each.off_label - off[key]) / each.error for key, each in found.items()])
    assert np.sqrt((z**2).mean()) < 1.5
    assert np.sqrt(np.mean([(each.off_label - off[key]) ** 2 for key, each in found.items()])) < 0.3
    assert all(0 < each.error < 0.5 for each in found.values())


def test_the_labels_keep_the_scale(known):
    _, found = known
    for code in CODES:
        mean = np.mean([each.off_label for each in found.values() if each.question.competence == code])
        assert mean == pytest.approx(0, abs=1e-9)


def test_what_is_as_it_should_be_has_no_flag(known):
    _, found = known
    assert [each.flags for each in found.values() if each.flags] == []


def test_a_picture_shows_more_right_answers_with_the_level(known):
    _, found = known
    points = found[ODD].picture
    assert sum(point.answers for point in points) == 400
    assert points[0].right < points[-1].right
    assert [point.expected for point in points] == pytest.approx([point.right for point in points], abs=0.12)


def test_a_competence_that_is_harder_for_everybody_gets_an_offset():
    means = np.array([-0.9, 0.3, 0.3, 0.3, 0.0, 0.0])
    offsets = calibrate(DIGCOMP, QUESTIONS, people(200, means=means)).offsets
    assert offsets["1.1"] < -0.5
    assert offsets["1.2"] > 0.1


def test_too_few_first_answers_propose_nothing():
    assert found_of(people(ANSWERS_NEEDED - 1)) == {}
    assert len(found_of(people(ANSWERS_NEEDED))) == len(QUESTIONS)


def test_without_answers_there_is_nothing_to_propose():
    empty = calibrate(DIGCOMP, QUESTIONS, [])
    assert (empty.people, empty.proposals) == (0, ())


def test_an_item_far_from_its_label_is_flagged():
    found = found_of(people(150, off=lambda key, spoken: -2.6 if key == "1.1-5" else 0.0))
    assert found["1.1-5"].flags == (Flag.FAR_FROM_LABEL,)


def test_an_item_with_the_wrong_key_is_flagged():
    found = found_of(people(150, chance=lambda key, person, p: 0.1 if key == ODD else p))
    assert {Flag.LIKE_GUESSING, Flag.DOES_NOT_TELL} <= set(found[ODD].flags)


def test_an_item_that_is_passed_round_is_flagged():
    found = found_of(
        people(300, chance=lambda key, person, p: 0.97 if key == "1.1-5" and person >= 200 else p)
    )
    assert found["1.1-5"].drift > 0.15
    assert Flag.LEAKED in found["1.1-5"].flags
    assert Flag.LEAKED not in found[ODD].flags


def test_an_item_that_is_harder_in_one_language_is_flagged():
    languages = {
        "off": lambda key, spoken: -2.0 if (key, spoken) == ("1.1-5", "nl") else 0.0,
        "language": lambda person: ("nl", "fr")[person % 2],
    }
    found = found_of(people(300, **languages))
    assert found["1.1-5"].languages["fr"].b > found["1.1-5"].languages["nl"].b + 0.64
    assert [key for key, each in found.items() if Flag.DIFFERS_BY_LANGUAGE in each.flags] == ["1.1-5"]


def test_a_small_group_is_not_compared():
    found = found_of(people(100, language=lambda person: "fr" if person < 29 else "nl"))
    assert found[ODD].languages == {}


def test_a_difference_has_to_matter_and_to_be_sure():
    assert differs((Difficulty(3.0, 0.1, 90), Difficulty(3.7, 0.1, 90)))
    assert not differs((Difficulty(3.0, 0.1, 90), Difficulty(3.6, 0.1, 90)))
    assert not differs((Difficulty(3.0, 0.4, 30), Difficulty(3.7, 0.4, 30)))
    assert not differs(())
