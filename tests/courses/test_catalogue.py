import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.catalogue import Offered, Wanted, find, suits

MESSAGES = Offered(
    key="messages",
    subject="it",
    words="Valse berichten herkennen. Je ziet snel of een mail echt is. Spot false messages Privacy à Zoë",
    aims=(("4.1", 2, 3), ("4.2", 5, 5)),
    minutes=15,
    languages=("nl", "en"),
    finished=True,
)


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(words="BERICHT"),
        Wanted(words="mail valse"),
        Wanted(words="zoe a"),
        Wanted(words="  "),
        Wanted(subject="it"),
        Wanted(skill="4.2"),
        Wanted(level="basic"),
        Wanted(level="independent"),
        Wanted(skill="4.2", level="advanced"),
        Wanted(minutes=15),
        Wanted(language="en"),
    ],
)
def test_a_module_suits_what_it_has(wanted):
    assert suits(MESSAGES, wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(words="wachtwoord"),
        Wanted(words="valse wachtwoorden"),
        Wanted(subject="data"),
        Wanted(skill="1.1"),
        Wanted(level="highly_advanced"),
        Wanted(skill="4.1", level="advanced"),  # it is advanced, but in another skill
        Wanted(minutes=10),
        Wanted(language="fr"),
        Wanted(new=True),
    ],
)
def test_a_module_does_not_suit_what_it_lacks(wanted):
    assert not suits(MESSAGES, wanted)


def test_a_module_without_aims_is_found_by_its_words():
    bare = Offered("bare", "it", "Iets", (), 10, ("nl",), False)
    assert find([MESSAGES, bare], Wanted(words="iets")) == ["bare"]


@given(st.text(max_size=50))
def test_any_words_can_be_looked_for(words):
    find([MESSAGES], Wanted(words=words))
