from dataclasses import replace

import pytest

from cms.gate.checks import Aim, Asked, Finding, Whole, Writing, minutes_of, of_module, of_writing
from cms.gate.rich_text import Found
from cms.gate.sentences import SENTENCES, sentence


def codes(findings):
    return [(one.code, one.stops) for one in findings]


def said(*, language="nl", alts=(), **found):
    return codes(of_writing(Writing(language, [Found(**found)], alts)))


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
    ("alt", "wrong"), [("IMG_2041", True), ("foto.jpg", True), ("Een bank bij de deur", False)]
)
def test_a_text_alternative_is_no_file_name(alt, wrong):
    assert said(alts=[alt]) == ([("alt_is_file_name", True)] if wrong else [])


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
    tried=2,
    aims=[Aim("3.4", 1, 2)],
    asked=[Asked("boek", "3.4", 1, True)],
    lessons=2,
    tests=1,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"lessons": 0}, ["no_lesson"]),
        ({"tests": 0, "asked": []}, ["no_test"]),
        ({"asked": [Asked("boek", "3.4", 1, False)]}, ["no_key_question"]),
        ({"aims": [Aim("3.4", 1, 2), Aim("1.1", 1, 2)]}, ["aim_not_measured"]),
        ({"asked": [Asked("boek", "3.4", 5, True)]}, ["level_out_of_range"]),
        ({"minutes": 5}, ["minutes_far_off"]),
        ({"minutes": 60}, ["minutes_far_off"]),
    ],
)
def test_what_a_module_lacks(change, expected):
    assert codes(of_module(replace(GOOD, **change))) == [(code, False) for code in expected]


def test_minutes_are_counted_from_words_and_questions():
    assert minutes_of(GOOD) == round(1300 / 130 + 1.5 * 3)


def test_every_finding_has_a_sentence_with_its_words_in_it():
    whole = replace(
        GOOD, asked=[Asked("boek", "3.4", 5, False)], aims=[Aim("3.4", 1, 2), Aim("1.1", 1, 2)], minutes=5
    )
    found = [
        *of_module(whole),
        *of_writing(Writing("nl", [Found(["Indien."], [(3, "Kop")], ["hier"])], ["a.png"])),
    ]
    assert all("%(" not in sentence(one) for one in found)
    assert sentence(Finding("heavy_word", {"heavy": "tevens", "plain": "ook"})) != SENTENCES["heavy_word"]
