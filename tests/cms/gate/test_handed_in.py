"""What comes as files passes the gate, our own examples first."""

from collections import Counter
from pathlib import Path

import pytest

from cms.gate import handed_in
from courses import content as c
from courses.lesson_blocks import KINDS
from lms.interop.items.receive import receive as receive_items
from lms.interop.modules.receive import receive as receive_modules
from lms.safe_recordings import SOUND

MODULES = [*Path("fixtures/catalogue").iterdir(), *Path("fixtures/zonnebeek").iterdir()]
ITEMS = list(Path("fixtures/items").iterdir())


def stopped(findings) -> list[tuple]:
    return [(one.code, dict(one.params)) for one in findings if one.stops]


@pytest.mark.parametrize("folder", MODULES, ids=lambda folder: folder.name)
def test_nothing_in_an_example_module_keeps_somebody_out(folder):
    for module in receive_modules(folder):
        assert stopped(handed_in.of_module(module)) == []
        for activity in module.activities:
            assert stopped(handed_in.of_activity(module.language, activity)) == []
        for question in module.questions:
            assert stopped(handed_in.of_question(module.language, question)) == []


@pytest.mark.parametrize("folder", ITEMS, ids=lambda folder: folder.name)
def test_nothing_in_an_item_of_the_check_up_keeps_somebody_out(folder):
    for items in receive_items(folder):
        for question in items.questions:
            assert stopped(handed_in.of_question(items.language, question)) == []


def test_each_block_is_used_in_an_example_in_dutch_and_in_english():
    used = {"nl": Counter(), "en": Counter()}
    for folder in MODULES:
        for module in receive_modules(folder):
            blocks = [block for activity in module.activities for block in activity.blocks]
            used[module.language].update(getattr(block, "kind", type(block).__name__) for block in blocks)
    for found in used.values():
        assert {*KINDS, "tip", "example", "PictureBlock", "ChecklistBlock"} <= set(found)


def lesson(*blocks: c.Block) -> c.ActivityContent:
    return c.ActivityContent(c.ActivityKind.LESSON, "one", "One", blocks)


def sound(**plain) -> c.BuiltBlock:
    return c.BuiltBlock("recording", {"title": "A message", "file": f"a.{next(iter(SOUND))}", **plain})


@pytest.mark.parametrize(
    ("block", "codes"),
    [
        (c.TextBlock("Kijk [hier](https://a.example)."), ["link_says_nothing"]),
        (c.NoteBlock(c.NoteKind.TIP, "### Kop"), ["heading_skips"]),
        (c.PictureBlock(c.Picture("a.svg", b"", "IMG_2041")), ["alt_is_file_name"]),
        (
            c.BuiltBlock("accordion", {"items": [{"title": "x", "text": "[](https://a.example)"}]}),
            ["empty_link"],
        ),
        (sound(), ["sound_without_text"]),
        (sound(transcript="Dag."), []),
        (sound(file="a.pdf", transcript="Dag."), ["cannot_be_played"]),
        (sound(file="a.mp4", captions="a.vtt"), []),
        (sound(file="a.mp4", captions="a.pdf"), ["not_captions"]),
    ],
)
def test_what_stops_a_page_stops_a_file(block, codes):
    assert [code for code, _params in stopped(handed_in.of_activity("nl", lesson(block)))] == codes


def test_a_word_is_explained_where_its_lesson_does():
    text = c.TextBlock("Dat is phishing.")
    words = c.BuiltBlock("words", {"items": [{"text": "Phishing", "explanation": "Vals."}]})
    assert [one.code for one in handed_in.of_activity("nl", lesson(text))] == ["jargon"]
    assert handed_in.of_activity("nl", lesson(text, words)) == []
