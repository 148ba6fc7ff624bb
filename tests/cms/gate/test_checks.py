from dataclasses import replace

import pytest

from cms.gate.checks import (
    Aim,
    Asked,
    Finding,
    Kind,
    Picture,
    Recording,
    Whole,
    Writing,
    minutes_of,
    of_module,
    of_writing,
)
from cms.gate.rich_text import Found
from cms.gate.sentences import SENTENCES, sentence


def codes(findings):
    return [(one.code, one.stops) for one in findings]


def said(*, language="nl", pictures=(), recordings=(), glossary=(), explained=(), **found):
    known = frozenset(glossary), frozenset(explained)
    return codes(of_writing(Writing(language, [Found(**found)], pictures, recordings, *known)))


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ([(2, "a"), (3, "b"), (2, "c")], []),
        ([(3, "a")], [("heading_skips", True)]),
        ([(2, "a"), (4, "b")], [("heading_skips", True)]),
        ([(2, "")], [("empty_heading", True)]),
    ],
)
def test_headings_go_down_one_by_one_and_say_something(headings, expected):
    assert said(headings=headings) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("De website van de bib", []),
        ("Klik hier!", [("link_says_nothing", True)]),
        ("click here", [("link_says_nothing", True)]),
        ("", [("empty_link", True)]),
        ("https://bib.example/a", [("link_is_address", False)]),
    ],
)
def test_a_link_says_where_it_leads(link, expected):
    assert said(links=[link]) == expected


@pytest.mark.parametrize(
    ("picture", "wrong"),
    [
        (Picture("Een bank bij de deur"), None),
        (Picture("", decorative=True), None),
        (Picture("IMG_2041"), "alt_is_file_name"),
        (Picture("foto.jpg"), "alt_is_file_name"),
        (Picture(" "), "no_alt"),
        (Picture("Een rand", decorative=True), "alt_of_decoration"),
    ],
)
def test_a_picture_says_what_it_shows_or_that_it_is_decoration(picture, wrong):
    assert said(pictures=[picture]) == ([(wrong, True)] if wrong else [])


@pytest.mark.parametrize(
    ("recording", "wrong"),
    [
        (Recording(Kind.SOUND, has_text=True), []),
        (Recording(Kind.SOUND), ["sound_without_text"]),
        (Recording(Kind.SOUND, captions=True), ["sound_without_text"]),
        (Recording(Kind.FILM, captions=True), []),
        (Recording(Kind.FILM), ["no_captions"]),
        (Recording(Kind.FILM, has_text=True), ["no_captions"]),
        (Recording(Kind.FILM, captions=False), ["not_captions"]),
        (Recording(Kind.FILM, silent=True), ["film_without_text"]),
        (Recording(Kind.FILM, silent=True, has_text=True), []),
        (Recording(Kind.OTHER), ["cannot_be_played"]),
    ],
)
def test_what_is_played_is_for_who_does_not_hear_or_see_it_too(recording, wrong):
    assert said(recordings=[recording]) == [(code, True) for code in wrong]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({}, ["jargon"]),
        ({"glossary": ["phishing"]}, ["word_not_chosen"]),
        ({"glossary": ["phishing"], "explained": ["phishing"]}, []),
        ({"language": "en"}, []),
        ({"language": "en", "glossary": ["phishing"]}, ["word_not_chosen"]),
    ],
)
def test_a_hard_word_is_in_the_glossary_and_explained_on_the_page(words, found):
    assert said(paragraphs=["Phishing, of phishingmails?"], **words) == [(code, False) for code in found]


def test_reading_is_looked_at_in_dutch_only_and_never_stops():
    heavy = ["Indien je wil. " + "Dit " * 25 + "einde."]
    assert said(paragraphs=heavy) == [("long_sentence", False), ("heavy_word", False)]
    assert said(paragraphs=heavy, language="en") == []


def test_only_the_three_longest_sentences_are_named():
    long = [f"{'Dit ' * (20 + more)}einde." for more in range(5)]
    found = [one.params["words"] for one in of_writing(Writing("nl", [Found(paragraphs=long)]))]
    assert found[:3] == [25, 24, 23]


GOOD = Whole(
    minutes=15,
    words=1300,
    practised=[Asked("bak", "3.4", 1, False)] * 2,
    aims=[Aim("3.4", 1, 2)],
    asked=[Asked("boek", "3.4", 1, True), Asked("stap", "3.4", 2, True)],
    lessons=2,
    tests=1,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"lessons": 0}, ["no_lesson"]),
        ({"tests": 0, "asked": [], "minutes": 13}, ["no_test"]),
        ({"asked": [Asked("boek", "3.4", 1, False)]}, ["no_key_question"]),
        ({"asked": [Asked("boek", "3.4", 1, True)]}, ["few_key_questions"]),
        ({"asked": [Asked("boek", "3.4", 1, True)] * 5}, ["many_key_questions"]),
        ({"picture": Picture("Een balie")}, []),
        ({"aims": [Aim("3.4", 1, 2), Aim("1.1", 1, 2)]}, ["aim_not_measured"]),
        ({"asked": [Asked("boek", "3.4", 5, True)] * 2}, ["level_out_of_range"] * 2),
        ({"practised": [Asked("bak", "3.4", 3, False)] * 2}, ["level_out_of_range"] * 2),
        ({"minutes": 5}, ["minutes_far_off"]),
        ({"minutes": 60}, ["minutes_far_off"]),
    ],
)
def test_what_a_module_lacks(change, expected):
    assert codes(of_module(replace(GOOD, **change))) == [(code, False) for code in expected]


def test_the_picture_of_a_module_stops_it_without_a_text_alternative():
    assert codes(of_module(replace(GOOD, picture=Picture("")))) == [("no_alt", True)]


def test_minutes_are_counted_from_words_and_questions():
    assert minutes_of(GOOD) == round(1300 / 130 + 1.5 * 4)


def test_every_finding_has_a_sentence_with_its_words_in_it():
    whole = replace(
        GOOD, asked=[Asked("boek", "3.4", 5, False)], aims=[Aim("3.4", 1, 2), Aim("1.1", 1, 2)], minutes=5
    )
    found = [
        *of_module(whole),
        *of_writing(Writing("nl", [Found(["Indien phishing."], [(3, "Kop")], ["hier"])], [Picture("a.png")])),
    ]
    assert all("%(" not in sentence(one) for one in found)
    assert sentence(Finding("heavy_word", {"heavy": "tevens", "plain": "ook"})) != SENTENCES["heavy_word"]
