"""The template of every type, tried with the example of its own test module."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from courses.questions import kind, kinds
from courses.questions.base import Unanswered
from courses.templatetags.questions import (
    UNANSWERED,
    as_number,
    inline_markdown,
    plain_markdown,
    prompt_parts,
    question_inputs,
)

every_type = pytest.mark.parametrize("name", sorted(kinds()))
FOLDER = Path(settings.BASE_DIR) / "templates/courses/questions"


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def example(name):
    return kind(name).split(import_module(f"tests.courses.questions.test_{name}").PLAIN)


def test_every_type_has_a_template():
    assert {path.stem for path in FOLDER.glob("*.html")} == set(kinds())


@every_type
def test_a_form_sent_back_as_it_came_is_never_a_bad_answer(name):
    """The names and values in the page are those that the type reads."""
    body, texts = example(name)
    posted = fields(question_inputs(kind(name).shown(body, texts, 1)))
    try:
        kind(name).read(body, posted)
    except Unanswered as missing:
        again = question_inputs(kind(name).shown(body, texts, 1, missing.response), error=missing.code)
    else:
        again = ""
    assert (UNANSWERED["choose_one"] in again) == (name in ("chart", "scenario", "single_choice"))


def fields(html):
    """What a browser would send when nothing is chosen."""
    chosen = {}
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen[name] = re.findall(r'value="([^"]*)" selected', options) or [""]
    hidden = re.findall(r'<input type="(?:hidden|text)"[^>]* name="([^"]+)" value="([^"]*)"', html)
    return chosen | {name: [value] for name, value in hidden}


@every_type
def test_texts_are_shown_as_text(name):
    body, texts = example(name)
    hostile = {key: f"{text} <script>x</script>" for key, text in texts.items()}
    response = {"dont_know": True}
    for marked in (None, kind(name).mark(body, response)):
        html = question_inputs(kind(name).shown(body, hostile, 1, response if marked else None, marked))
        assert "<script>" not in html
        assert "&lt;script&gt;" in html


@every_type
def test_nothing_is_inline_and_every_id_starts_with_the_uid(name):
    html = question_inputs(kind(name).shown(*example(name), 1), uid="q7", error="choose_one")
    assert not re.search(r" style=| on\w+=|<style|<script(?! type=\"module\" src=\"[^\"]*\"></script>)", html)
    assert [id for id in re.findall(r' id="([^"]+)"', html) if not id.startswith("q7")] == []


@every_type
def test_not_knowing_can_always_be_said_and_the_key_is_shown_after_it(name):
    body, texts = example(name)
    assert html_of(name).count('value="dont_know"') == 1
    response = {"dont_know": True}
    after = question_inputs(kind(name).shown(body, texts, 1, response, kind(name).mark(body, response)))
    assert "You don&#x27;t know this yet." in after or "You don't know this yet." in after


@pytest.mark.parametrize("name", ["cloze", "matching", "multi_select", "number", "short_text", "sorting"])
def test_after_we_asked_not_knowing_is_sure(name):
    shown = kind(name).shown(*example(name), 1)
    again = question_inputs(shown, error="answer_or_dont_know")
    assert re.findall(r'name="dont_know" value="(\w+)"', html_of(name)) == ["dont_know"]
    assert re.findall(r'name="dont_know" value="(\w+)"', again) == ["sure"]


def test_a_gap_and_the_full_stop_after_it_are_kept_on_one_line():
    assert re.search(
        r'<span class="cloze__kept"><select(?:(?!</span>).)*</select>\.</span>', html_of("cloze")
    )


def test_steps_of_a_checklist_are_light_markdown():
    piece = {"steps": [(0, "Kies **mensen** <b>x</b>")]}
    html = render_to_string("cms/blocks/checklist.html", {"piece": piece})
    assert "Kies <strong>mensen</strong> &lt;b&gt;x&lt;/b&gt;" in html


def html_of(name):
    return question_inputs(kind(name).shown(*example(name), 1))


def test_the_page_heading_is_the_question_and_then_the_outcome():
    body, texts = example("single_choice")
    before = question_inputs(kind("single_choice").shown(body, texts, 1), heading="h1")
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", before) == ["Je kreeg een sms over een pakje. Wat doe je?"]
    response = {"choice": "b"}
    marked = kind("single_choice").mark(body, response)
    after = question_inputs(kind("single_choice").shown(body, texts, 1, response, marked), heading="h1")
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", after) == ["Right!"]


def test_every_code_of_an_unanswered_question_has_a_sentence():
    sources = Path(settings.BASE_DIR, "courses/questions").glob("*.py")
    codes = {code for path in sources for code in re.findall(r'Unanswered\("(\w+)"', path.read_text())}
    assert codes == set(UNANSWERED)


@pytest.mark.parametrize(
    ("text", "story", "ask"),
    [
        ("Wat **nu**?", "", "Wat <strong>nu</strong>?"),
        ("Het regent.\n\nWat nu?", "<p>Het regent.</p>\n", "Wat nu?"),
        ("Kies:\n\n- a\n- b", "<p>Kies:</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n", ""),
        ("> Dag\n\nWat nu?", "<blockquote>\n<p>Dag</p>\n</blockquote>\n", "Wat nu?"),
        ("<b>Dag</b>", "", "&lt;b&gt;Dag&lt;/b&gt;"),
    ],
)
def test_the_question_is_the_last_paragraph(text, story, ask):
    assert prompt_parts(text) == (story, ask)


def test_markdown_makes_no_pictures_no_html_and_no_strange_links():
    assert plain_markdown("![x](https://a.example/x.png)") == "<p></p>\n"
    assert plain_markdown("[x](javascript:alert)") == "<p>[x](javascript:alert)</p>\n"
    assert inline_markdown("<img src=x> `=B2*C2`") == "&lt;img src=x&gt; <code>=B2*C2</code>"


def test_numbers_are_written_as_the_language_does_but_never_in_a_drawing():
    chart = {"form": "line", "title": "T", "x": "x", "y": "y", "source": "", "from": 0}
    chart["data"] = [{"label": "jan", "value": 1200.5}, {"label": "feb", "value": 300}]
    with override("nl"):
        html = render_to_string("courses/questions/parts/chart.html", {"chart": chart, "uid": "q7"})
    assert re.findall(r'<td class="r">([^<]*)</td>', html) == ["1.200,5", "300"]
    assert re.findall(r'class="chart__tick"[^>]*>([^<]*)<', html)[-1] == "1.500"
    drawn = re.findall(r' (?:[xydr]|c[xy]|height|width|viewBox)="([^"]*)"', html)
    assert [value for value in drawn if "," in value] == []


@pytest.mark.parametrize(
    ("number", "expected"), [(12.0, "12"), (1e-5, "0.00001"), (1200.5, "1,200.5"), (0, "0")]
)
def test_a_number_is_written_in_full(number, expected):
    assert as_number(number) == expected


def test_each_gap_has_a_name():
    names = re.findall(r'<select[^>]* aria-label="([^"]*)"', html_of("cloze"))
    assert names == ["Gap 1 of 2", "Gap 2 of 2"]
