import pytest

from courses.alike import NEAR, SHOWN, likeness, most_alike, pairs

QUESTION = "Tom zoekt een foto van een egel. Wanneer mag hij die gebruiken?"
VARIANT = "Tom zoekt een foto van een vos. Wanneer mag hij die gebruiken?"
OTHER = "Leila opent haar mail. Wat doet zij eerst?"


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("a b c", "A, b: c!", 1.0),
        ("a b c", "c b a", 0.0),
        ("a b c", "a b d", 1 / 3),
        ("één", "een", 1.0),
        ("one", "two", 0.0),
        ("", "", 0.0),
        ("", "a b", 0.0),
    ],
)
def test_capitals_signs_and_accents_do_not_count_and_the_order_of_words_does(one, other, share):
    assert likeness(pairs(one), pairs(other)) == likeness(pairs(other), pairs(one)) == pytest.approx(share)


def test_the_most_alike_comes_first_and_what_is_not_alike_is_left_out():
    found = most_alike(QUESTION, {"other": OTHER, "variant": VARIANT, "same": QUESTION})
    assert [key for key, _share in found] == ["same", "variant"]
    assert found[0][1] == 1
    assert found[1][1] >= NEAR > SHOWN


def test_a_handful_is_enough():
    assert len(most_alike(QUESTION, dict.fromkeys(range(50), QUESTION))) == 10
