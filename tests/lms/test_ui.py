import gzip
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import get_template, render_to_string
from django.utils import translation

from lms.templatetags import ui
from skills import gaps

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = ROOT / "lms" / "static"
TWO_SHOWN = ("on", "on", "maybe", "maybe", "off", "off", "off", "off")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def render(source, **context):
    return engines["django"].from_string("{% load ui %}" + source).render(context)


class Letter(forms.Form):
    address = forms.EmailField(label="Address", help_text="At work.")
    note = forms.CharField(required=False)
    way = forms.ChoiceField(choices=[("m", "Mail"), ("p", "Phone")], widget=forms.RadioSelect)


def described_ids(html):
    return {name for group in re.findall(r'aria-describedby="([^"]+)"', html) for name in group.split()}


def test_blocks_say_what_they_show():
    assert (
        ui.blocks_sentence(TWO_SHOWN, 3) == "2 of 8 blocks shown, not sure yet up to 4, the job asks for 3."
    )


def test_blocks_leave_out_what_is_not_there():
    assert ui.blocks_sentence(("on",) * 8) == "8 of 8 blocks shown."


def test_a_label_of_the_page_goes_before_the_standard_sentence_and_is_escaped():
    html = render("{% blocks cells 3 label=label %}", cells=TWO_SHOWN, label='Of "An"')
    assert 'aria-label="Of &quot;An&quot;"' in html


def test_numbers_in_a_drawing_keep_their_point_in_languages_with_a_comma():
    with translation.override("nl"):
        assert 'x="1.7"' in render("{% blocks cells 3 %}", cells=TWO_SHOWN)


@pytest.mark.parametrize(
    ("state", "word"), [("ok", "in order"), ("unsure", "not sure yet"), ("learn", "something to learn")]
)
def test_a_state_is_a_shape_and_a_word(state, word):
    chip = ui.state_chip(state)
    assert f"#s-{state}" in chip
    assert word in chip


def test_a_contested_state_has_no_shape_of_its_own():
    assert "<svg" not in ui.state_chip("contested")


def test_the_states_of_an_area_are_counted_in_words():
    assert 'aria-label="1 of 3 in order"' in ui.state_dots(["ok", "learn", "unsure"])


def test_steps_mark_what_is_done_and_where_you_are():
    html = ui.steps(2, 4, 3)
    assert re.findall(r'<span class="(\w+)"></span>', html) == ["done", "done", "here", "open"]
    assert 'aria-label="Step 3 of 4"' in html


def test_steps_without_a_place_say_how_many_are_done():
    assert 'aria-label="2 of 4 done"' in ui.steps(2, 4)


def test_two_levels_share_a_word_and_its_code_is_the_one_of_skills():
    assert [ui.level_word(level) for level in range(9)] == [
        ui.level_word(gaps.level_word(level)) for level in range(9)
    ]


def test_a_field_with_a_mistake_points_to_its_hint_and_to_its_mistake():
    html = render_to_string("components/fields.html", {"form": Letter({"address": "no", "way": "m"})})
    assert described_ids(html) == {"id_address_helptext", "id_address_error"}
    assert all(f'id="{name}"' in html for name in described_ids(html))
    assert 'href="#id_address"' in html


def test_only_fields_that_may_stay_empty_are_marked_and_none_of_a_filter():
    html = render_to_string("components/fields.html", {"form": Letter()})
    assert html.count("(not required)") == 1
    html = render_to_string("components/fields.html", {"form": Letter(), "is_filter": True})
    assert html.count("(not required)") == 0


def test_choices_form_a_group_with_one_label_each():
    html = render_to_string("components/field.html", {"field": Letter()["way"]})
    assert "<legend" in html
    assert html.count('<label class="option"') == 2


def test_the_page_for_our_own_mistakes_needs_nothing_that_can_break():
    source = (ROOT / "templates" / "500.html").read_text()
    assert set(re.findall(r"{% *(\w+)", source)) == {"load", "static"}
    assert "{{" not in source
    assert "Het ligt niet aan jou" in source
    assert 'lang="en"' in source


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html"])
def test_an_error_page_shows_without_any_context_and_has_one_way_on(name):
    html = get_template(name).render()
    assert html.count("btn--primary") == 1


def test_every_icon_in_the_templates_exists():
    known = set(re.findall(r'<symbol id="i-([a-z]+)"', (STATIC / "img" / "icons.svg").read_text()))
    used = {name for file in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', file.read_text())}
    assert used - known == set()


# Mail programs read no style sheets, and a file that somebody took along has none beside it.
PAGES = [file for file in TEMPLATES if file.parent.name not in ("email", "standalone")]


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT / "templates")))
def test_a_template_has_nothing_inline_that_the_content_policy_refuses(file):
    source = file.read_text()
    assert not re.search(r'\sstyle="|\son[a-z]+="|<style', source)
    assert not re.search(r"<script(?![^>]*\b(src=|application/json))", source)


def test_the_style_sheets_stay_under_12_kilobytes_together():
    # Of the editor, of rare blocks, of the paper, of the pattern book, of rare types of questions.
    elsewhere = {"admin.css", "blocks.css", "cards.css", "patterns.css", "questions.css"}
    sheets = [file for file in (STATIC / "css").glob("*.css") if file.name not in elsewhere]
    assert sum(len(gzip.compress(file.read_bytes())) for file in sheets) <= 12_000
    assert len(gzip.compress((STATIC / "css/questions.css").read_bytes())) <= 4_000
    assert len(gzip.compress((STATIC / "css/blocks.css").read_bytes())) <= 2_000


class Leave(forms.Form):
    last_day = forms.DateField()
    reason = forms.CharField(required=False)


def test_an_empty_field_is_not_called_wrong_before_anybody_filled_it_in():
    form = Leave()
    assert 'aria-invalid="false" required' in ui.control(form["last_day"])
    assert "aria-invalid" not in ui.control(form["reason"])


def test_a_field_that_is_not_right_is_called_wrong():
    assert 'aria-invalid="true"' in ui.control(Leave({"last_day": "soon"})["last_day"])
