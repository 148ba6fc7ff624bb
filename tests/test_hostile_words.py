"""What people write stays words, whatever it is, on every page where it comes."""

import functools
import re
from collections import Counter
from collections.abc import Iterable
from html import escape
from importlib import import_module

import pytest
import tinyhtml5
from django.template.loader import render_to_string

from cms.taps import Taps
from cms.templatetags.pieces import written
from courses.questions import kind, kinds
from courses.questions.base import BadAnswer, Unanswered, Unfinished
from courses.templatetags import questions
from courses.templatetags.questions import inline_markdown, plain_markdown, prompt_parts, question_inputs
from tests.hostile import ALL, THEIRS, WORDS, bones, is_safe, tame

LABEL, MOST = 30, 24  # letters of a label in a chart, and labels in one
WORD, TAPPED = 60, 12  # letters of a word of the glossary, and words of a lesson


def test_there_are_enough_of_them():
    assert len(set(WORDS)) >= 300


# --- the doors through which words become HTML ------------------------------------------------------------------------


def asked(words: str) -> str:
    return "".join(prompt_parts(words))


@pytest.mark.parametrize("door", [written, plain_markdown, inline_markdown, asked])
def test_of_each_only_what_authors_may_make_comes_through(door, db):
    """As a browser builds its page, with one after the other."""
    page = tinyhtml5.parse(
        "".join(f"<div>{door(words)}</div>" for words in WORDS), namespace_html_elements=False
    )
    made = {part for one in page.iter() for part in (one.tag, *((one.tag, name) for name in one.attrib))}
    assert made - THEIRS == {"html", "head", "body", "div"}
    assert [href for one in page.iter("a") if not is_safe(href := one.get("href", ""))] == []


def test_so_it_is_with_words_to_tap_on(db):
    found = Counter()
    for begin in range(0, len(WORDS), TAPPED):
        words = [one[:WORD].strip() for one in WORDS[begin : begin + TAPPED]]
        taps = Taps({one: f"w-{number}" for number, one in enumerate(words) if one})
        page = bones(
            taps.in_text("".join(f"<p>{written(one)} {escape(one, quote=False)}</p>" for one in words))
        )
        assert page.led_astray == []
        found += page.found
    assert found["button"] > 100
    assert set(found) == {"button", *(("button", name) for name in ("class", "type", "popovertarget"))}
    assert len(set(found.values())) == 1


# --- every text of every type of question -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def once():
    """The same words are made into HTML once: a question says them in many places."""
    with pytest.MonkeyPatch.context() as patch:
        for place, name in (
            (questions, "sanitize"),
            (questions, "prompt_parts"),
            (questions.markdown, "render"),
            (questions.markdown, "renderInline"),
        ):
            patch.setattr(place, name, functools.cache(getattr(place, name)))
        yield


@pytest.mark.parametrize("name", sorted(kinds()))
def test_a_question_of_hostile_words_is_made_of_what_any_other_is(name, once):
    type, (body, texts) = kind(name), example(name)
    form = shown(type, body, texts, tame(ALL))
    for response in (None, answer(type, body, form) or {"dont_know": True}):
        marked = type.mark(body, response) if response else None
        usual, hostile = (
            bones(shown(type, body, texts, words, response, marked)) for words in (tame(ALL), ALL)
        )
        assert hostile.found == usual.found
        assert hostile.led_astray == []


def example(name: str):
    return kind(name).split(import_module(f"tests.courses.questions.test_{name}").PLAIN)


def shown(type, body, texts, words: str, response=None, marked=None) -> str:
    """Labels of a chart are as short as they have to be; all of them come below. A text with gaps keeps its gaps."""
    said = {key: words[:LABEL] if key.startswith("point.") else words for key in texts}
    if type.name == "cloze":
        said["text"] = words.replace("[", "(") + texts["text"]
    return question_inputs(type.shown(body, said, 1, response, marked), picture_url="/media/x.png")


def answer(type, body, form: str) -> dict | None:
    """The first of everything that can be chosen, and a figure where something is to be written."""
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input [^>]*?name="([^"]+)"(?: value="([^"]*)")?', form):
        if name != "dont_know":
            sent.setdefault(name, [value or "1"])
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        sent[name] = re.findall(r'value="([^"]+)"', options)[:1]
    try:
        return type.read(body, sent)
    except (BadAnswer, Unanswered, Unfinished):
        return None


def test_so_is_a_chart_with_hostile_labels():
    chart = kind("chart").shown(*example("chart"), 1)["chart"]
    usual, hostile = (Counter(), Counter())
    for begin in range(0, len(WORDS), MOST):
        words = [one[:LABEL] for one in WORDS[begin : begin + MOST]]
        usual += bones(drawn(chart, map(tame, words))).found
        hostile += bones(drawn(chart, words)).found
    assert hostile == usual


def drawn(chart: dict, labels: Iterable[str]) -> str:
    data = [{**chart["data"][0], "label": label} for label in labels]
    return render_to_string("courses/questions/parts/chart.html", {"chart": {**chart, "data": data}})
