import pytest

from cms.gate.readability import flesch_douma, heavy_words, long_sentences, sentences, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("kat", 1),
        ("water", 2),
        ("gemeente", 3),
        ("ideeën", 3),
        ("beïnvloeden", 4),
        ("mooie", 2),
        ("nieuw", 1),
        ("radio", 3),
        ("zwembad", 2),
        ("bijvoorbeeld", 3),
        ("2026", 1),
        ("wc", 1),
    ],
)
def test_syllables_are_counted_by_sound(word, count):
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kijk. Vraag dan hulp!", ["Kijk.", "Vraag dan hulp!"]),
        ("Neem een kaart, bv. De Lijn. Stap op.", ["Neem een kaart, bv. De Lijn.", "Stap op."]),
        ("Sluit om 22.30 uur. Ga naar huis.", ["Sluit om 22.30 uur.", "Ga naar huis."]),
        ("Hij zei: “Stop!” Toen ging hij.", ["Hij zei: “Stop!", "Toen ging hij."]),
        ("Zonder punt", ["Zonder punt"]),
        ("", [""]),
    ],
)
def test_a_text_is_cut_in_sentences(text, expected):
    assert list(sentences(text)) == expected


def test_a_sentence_is_long_from_21_words_on():
    assert long_sentences(["Dit " * 19 + "einde."]) == []
    [(_sentence, count)] = long_sentences(["Kort. " + "Dit " * 20 + "einde."])
    assert count == 21


def test_heavy_words_come_with_a_plainer_one_and_only_as_whole_words():
    found = heavy_words(["Indien je tevens hulp wil, dient te bellen.", "De toch indiening. INDIEN."])
    assert found == {"indien": "als", "tevens": "ook", "dient te": "moet"}


def test_the_number_is_that_of_douma():
    """Ten sentences of six words and eight syllables: 206.835 - 0.77 x 133.3 - 0.93 x 6."""
    text = "De kat zit op het water. " * 5 + "De hond zit op het water. " * 5
    assert flesch_douma([text]) == pytest.approx(206.835 - 0.77 * 100 * 70 / 60 - 0.93 * 6)


def test_plain_text_is_easier_than_that_of_an_office():
    plain = "Je vult de gieter. Je giet het water in de bak. Dan zet je de gieter terug. " * 4
    office = (
        "Overeenkomstig de toepasselijke gemeentelijke reglementering dienen belanghebbenden voorafgaandelijk "
        "schriftelijke toestemming te verkrijgen vanwege de bevoegde administratieve instantie. "
    ) * 4
    assert flesch_douma([plain]) > 80 > 30 > flesch_douma([office])


def test_a_few_words_have_no_number():
    assert flesch_douma(["Kijk en vraag."]) is None
