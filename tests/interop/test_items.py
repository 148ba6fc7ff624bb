# ruff: noqa: E501 -- one line per slip reads as a table

from pathlib import Path

import pytest

from lms.interop.items.mapping import items_from
from lms.interop.items.receive import receive
from tests.interop.refusals import refusals

QUESTION = """\
```question
id: {id}
type: single_choice
competence: "4.1"
level: {level}
prompt: Wat doe je?
options:
  - {{text: Nee, right: true}}
  - text: Ja
    # denkfout: te snel
why: Daarom.
```
"""
DUTCH = f"""\
---
items: "4.1"
language: nl
framework: digcomp-3.0
---

# Niveau 1

{QUESTION.format(id="eerste", level=1)}
{QUESTION.format(id="tweede", level=2)}"""
ENGLISH = """\
---
items: "4.1"
language: en
---

```question
id: eerste
prompt: What do you do?
options: [{text: No}, {text: Yes}]
why: Because.
```

```question
id: tweede
prompt: And now?
options: [{text: No}, {text: Yes}]
why: Because.
```
"""


def files(dutch: str = DUTCH, english: str = ENGLISH) -> dict[str, bytes]:
    return {"nl.md": dutch.encode(), "en.md": english.encode()}


def test_a_folder_becomes_items_per_language_and_all_of_them_are_for_the_check_up():
    dutch, english = items_from(files())
    assert (dutch.competence, dutch.language, dutch.framework) == ("4.1", "nl", "digcomp-3.0")
    assert (english.competence, english.language, english.framework) == ("4.1", "en", "digcomp-3.0")
    for items in (dutch, english):
        assert [(one.id, one.level, one.checkup) for one in items.questions] == [
            ("eerste", 1, True),
            ("tweede", 2, True),
        ]
    assert english.questions[0].plain["prompt"] == "What do you do?"


def test_what_an_author_notes_about_a_wrong_option_is_left_out():
    dutch, _english = items_from(files())
    assert dutch.questions[0].plain["options"] == [{"text": "Nee", "right": True}, {"text": "Ja"}]


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "expected"),
    [
        ('items: "4.1"', "items: 4.1", 2, "items", "This is not a competence code. Write it between quotation marks, like \"4.1\"."),
        ("language: nl", "language: en", 3, "language", "The language differs from the file name. Write: language: nl."),
        ("framework: digcomp-3.0\n", "", 1, "framework", "This field is missing or empty. Fill it in."),
        ("language: nl", "language: nl\ntitle: Iets", 4, "title", "This field is not known. Correct its name or remove it."),
        ("# Niveau 1", "Niveau 1", 7, "", "Between the questions only a heading may stand. Remove this text."),
        ("level: 2", "level: 0", 26, "level", "This must be a whole number from 1 to 8. Correct it."),
        ("id: tweede", "id: eerste", 23, "id", "The question on line 10 has the same id. Choose another."),
        ('competence: "4.1"', 'competence: "4.2"', 10, "eerste", "This file holds items of 4.1. Move the question, or correct its competence."),
        ("level: 1", "level: 1\nkey: true", 10, "key", "This has a meaning in a module only. Remove it."),
    ],
)  # fmt: skip
def test_a_slip_in_the_source_is_refused_with_line_and_field(old, new, line, field, expected):
    assert old in DUTCH
    found = refusals(items_from, {"nl.md": DUTCH.replace(old, new, 1).encode()})
    assert found == [("nl.md", line, field, expected)]


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "expected"),
    [
        ('items: "4.1"', 'items: "4.2"', 2, "items", 'nl.md holds items of 4.1. Write: items: "4.1".'),
        ("language: en", "language: en\nframework: other", 4, "framework", "A translation cannot change this. Remove it here or make it equal to nl.md."),
        ("id: tweede", "id: derde", 14, "id", "The question “derde” is not in nl.md. Add it there first, or correct its id."),
        ("id: tweede", "id: derde", 1, "tweede", "The question “tweede” of nl.md is missing here. Translate it too."),
    ],
)  # fmt: skip
def test_a_translation_follows_the_source(old, new, line, field, expected):
    assert old in ENGLISH
    found = refusals(items_from, files(english=ENGLISH.replace(old, new, 1)))
    assert ("en.md", line, field, expected) in found


def test_the_items_of_a_translation_keep_the_order_of_the_source():
    swapped = ENGLISH.replace("eerste", "x").replace("tweede", "eerste").replace("id: x", "id: tweede")
    expected = "The questions stand in another order than in nl.md. Use the same order."
    assert refusals(items_from, files(english=swapped)) == [("en.md", 1, "", expected)]


def test_a_file_without_items_is_refused():
    found = refusals(items_from, {"nl.md": DUTCH.partition("```")[0].encode()})
    assert found == [("nl.md", 1, "", "There is no question in this file. Add one.")]


def test_a_folder_is_read_from_disk():
    found = receive(Path("fixtures/items/5.1"))
    assert [items.language for items in found] == ["nl", "en"]
