# ruff: noqa: E501 -- one line per slip reads as a table

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from courses.content import (
    ActivityKind,
    ChecklistBlock,
    NoteBlock,
    NoteKind,
    Picture,
    PictureBlock,
    QuestionContent,
    TextBlock,
)
from courses.questions import kind
from lms.interop.modules.receive import receive, receive_files
from tests.interop.refusals import refusal, refusals

MODULES = [*Path("tests/files/catalogue").iterdir(), *Path("fixtures/catalogue").iterdir()]
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="2"/></svg>'

FRONT = """\
---
module: veilig-werken
language: nl
title: Veilig werken
summary: Kort.
goal: Ik werk veilig.
subject: it
framework: digcomp-3.0
competences: {"4.1": [2, 3]}
minutes: 15
---
"""
BODY = """\
# Les: Kijken {#kijken}

Lees **rustig**.

- Een lijst.

![Een cirkel](cirkel.svg "Dit is rond.")

> [!TIP]
> Neem de tijd.
> Echt.

```question
id: wat-doe-je
type: single_choice
competence: "4.1"
level: 2
key: true
prompt: Wat doe je?
options:
  - {text: Nee, right: true}
  - {text: No}
  - {text: 2026-11-23}
why: Daarom.
```

# Doe-opdracht: Probeer {#probeer}

Vraag het aan een collega.

- [ ] Ik vond de knop.
- [ ] Ik meldde een **mail**.

# Test: Klaar? {#test}

```question
id: laatste
type: short_text
competence: "4.1"
level: 3
prompt: Schrijf een woord.
accept: [ja]
answer: ja
why: Daarom.
```
"""
DUTCH = FRONT + BODY
ENGLISH = """\
---
module: veilig-werken
language: en
title: Work safely
summary: Short.
goal: I work safely.
---
# Lesson: Look {#kijken}

Read **calmly**.

```question
id: wat-doe-je
prompt: What do you do?
options:
  - {text: Nothing}
  - {text: No}
  - {text: Later}
why: Because.
```

# Task: Try {#probeer}

- [ ] I found the button.

# Test: Done? {#test}

```question
id: laatste
prompt: Write a word.
answer: ja
why: Because.
```
"""


def files(dutch=DUTCH, english=None, **pictures):
    texts = {"nl.md": dutch, "en.md": english}
    found = {name: text.encode() for name, text in texts.items() if text is not None}
    return found | {"cirkel.svg": DRAWING} | {f"{name}.svg": raw for name, raw in pictures.items()}


def with_body(body):
    return files(f"{FRONT}# Les: Een {{#een}}\n\n{body}\n")


def test_a_folder_becomes_a_module_per_language():
    dutch, english = receive_files(files(english=ENGLISH))
    assert (dutch.language, dutch.title, dutch.goal) == ("nl", "Veilig werken", "Ik werk veilig.")
    assert (english.language, english.title, english.goal) == ("en", "Work safely", "I work safely.")
    for module in (dutch, english):
        assert (module.module, module.subject, module.framework) == ("veilig-werken", "it", "digcomp-3.0")
        assert (module.competences, module.minutes, module.picture) == ({"4.1": (2, 3)}, 15, None)
        assert [(each.kind, each.slug) for each in module.activities] == [
            (ActivityKind.LESSON, "kijken"),
            (ActivityKind.TASK, "probeer"),
            (ActivityKind.TEST, "test"),
        ]


def test_the_blocks_of_a_lesson_keep_their_order_and_markdown():
    (module,) = receive_files(files())
    text, picture, note, question = module.activities[0].blocks
    assert text == TextBlock("Lees **rustig**.\n\n- Een lijst.")
    assert picture == PictureBlock(Picture("cirkel.svg", DRAWING, "Een cirkel", "Dit is rond."))
    assert note == NoteBlock(NoteKind.TIP, "Neem de tijd.\nEcht.")
    assert question.id == "wat-doe-je"


def test_a_task_has_a_list_to_tick_off():
    (module,) = receive_files(files())
    assert module.activities[1].blocks == (
        TextBlock("Vraag het aan een collega."),
        ChecklistBlock(("Ik vond de knop.", "Ik meldde een **mail**.")),
    )


def test_a_question_keeps_its_plain_form_and_yaml_does_not_change_words():
    (module,) = receive_files(files())
    assert next(module.questions) == QuestionContent(
        id="wat-doe-je",
        type="single_choice",
        competence="4.1",
        level=2,
        key=True,
        plain={
            "prompt": "Wat doe je?",
            "options": [{"text": "Nee", "right": True}, {"text": "No"}, {"text": "2026-11-23"}],
            "why": "Daarom.",
        },
    )


def test_a_translated_question_takes_what_is_the_same_from_the_source():
    _, english = receive_files(files(english=ENGLISH))
    question = next(english.questions)
    assert (question.type, question.competence, question.level, question.key) == (
        "single_choice",
        "4.1",
        2,
        True,
    )
    assert question.plain["prompt"] == "What do you do?"


def test_a_question_says_that_it_may_be_asked_in_the_check_up():
    _, english = receive_files(files(DUTCH.replace("key: true", "checkup: true"), ENGLISH))
    assert [question.checkup for question in english.questions] == [True, False]


def test_a_question_says_that_its_subject_changes_fast():
    _, english = receive_files(files(DUTCH.replace("key: true", "fast: true"), ENGLISH))
    assert [question.fast for question in english.questions] == [True, False]


def test_a_picture_in_a_question_comes_along():
    with_picture = DUTCH.replace("prompt: Wat", "picture: {file: cirkel.svg, alt: Een cirkel}\nprompt: Wat")
    (module,) = receive_files(files(with_picture))
    assert next(module.questions).pictures == (Picture("cirkel.svg", DRAWING, "Een cirkel"),)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing():
    raw = DUTCH.replace("\n", "\r\n").encode("utf-8-sig")
    assert receive_files({"nl.md": raw, "cirkel.svg": DRAWING}) == receive_files(files())


def test_photos_may_be_png_or_jpeg():
    photo = BytesIO()
    Image.new("RGB", (4, 4)).save(photo, "PNG")
    text = DUTCH.replace("cirkel.svg", "foto.png")
    (module,) = receive_files({"nl.md": text.encode(), "foto.png": photo.getvalue()})
    assert module.activities[0].blocks[1].picture.content == photo.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "expected"),
    [
        ("title: Veilig werken\n", "", 1, "title", "This field is missing or empty. Fill it in."),
        ("title: Veilig", "title: 12 #", 4, "title", "This must be text. Put it between quotation marks."),
        ("title: V", f"title: {'x' * 255}", 4, "title", "This text is too long. It may be at most 255 characters."),
        ("goal:", "doel: x\ngoal:", 6, "doel", "This field is not known. Correct its name or remove it."),
        ("goal:", "title: x\ngoal:", 6, "title", "“title” is given twice. Keep one."),
        ("module: veilig-werken", "module: Veilig werken", 2, "module", "Use only small letters, digits and hyphens, at most 80. Example: false-messages."),
        ("language: nl", "language: fr", 3, "language", "The language differs from the file name. Write: language: nl."),
        ("subject: it", "subject: koken", 7, "subject", "This subject is not known. Choose one of: computational-thinking, data, it."),
        ("[2, 3]}", "[3, 2]}", 9, "competences.4.1", "Write each competence with its lowest and highest level from 1 to 8, like {\"4.1\": [2, 3]}."),
        ("[2, 3]}", "[2, 9]}", 9, "competences.4.1", "Write each competence with its lowest and highest level from 1 to 8, like {\"4.1\": [2, 3]}."),
        ("minutes: 15", "minutes: kwartier", 10, "minutes", "This must be a whole number from 1 to 240. Correct it."),
        ("minutes: 15", "minutes: 15\npicture: x.svg", 11, "picture", "Write a picture as {file: name.svg, alt: \"what it shows\"}."),
        ("minutes: 15", "minutes: 15\npicture: {file: x.svg, alt: X}", 11, "x.svg", "The picture x.svg is not in the folder. Add it or correct the name."),
        ("summary: Kort.", "summary: &a Kort.", 5, "", "This part cannot be read (* and & need quotes around them). Check indents, colons and quotation marks."),
        ("summary: Kort.", "summary: !!binary Kort", 5, "summary", "A value with ! in front cannot be read. Put it between quotation marks."),
        ("# Les: Kijken {#kijken}", "# Kijken {#kijken}", 12, "Kijken {#kijken}", "A heading with one # begins with Lesson:, Task: or Test:. Correct it, or use ## within a lesson."),
        ("# Les: Kijken {#kijken}", "# Les: Kijken", 12, "Kijken", "The heading needs a short name at its end, like {#false-messages}: small letters, digits and hyphens, at most 80."),
        ("{#probeer}", "{#kijken}", 38, "kijken", "The heading on line 12 has the same short name. Choose another."),
        ("# Les: Kijken", "Hallo.\n\n# Les: Kijken", 12, "", "This stands before the first heading. Move it under a heading that begins with #."),
        ("[!TIP]", "[!NOTE]", 20, "NOTE", "This kind of note is not known. Use TIP, WARNING or EXAMPLE."),
        ("Lees **rustig**.", "Lees <b>rustig</b>.", 14, "", "HTML is not allowed here. Use Markdown, and put a < that you want to show between backticks."),
        ("Lees **rustig**.", "Zie ![dit](cirkel.svg).", 14, "", "A picture stands alone, with an empty line above and below. Move it."),
        ("- Een lijst.", "- [ ] Een lijst.", 16, "", "A list to tick off belongs in a task. Use an ordinary list here."),
        ("- [ ] Ik vond", "- Ik vond", 42, "", "Every line of this list begins with - [ ] and holds one sentence. Correct this line."),
        ("![Een cirkel]", "![]", 18, "cirkel.svg", "The picture has no alternative text. Say what it shows for people who do not see it."),
        ("(cirkel.svg", "(weg.svg", 18, "weg.svg", "The picture weg.svg is not in the folder. Add it or correct the name."),
        ("(cirkel.svg", "(../cirkel.svg", 18, "../cirkel.svg", "A picture is a file beside this one, named with letters, digits, - and _, that ends in .svg, .png or .jpg."),
        ("```question\nid: wat", "```qestion\nid: wat", 24, "qestion", "This kind of block is not known. Write one of these after the three backticks, or nothing: question, accordion, at_work, cards, comparison, download, recording, steps, summary, words."),
        ("id: laatste", "id: wat-doe-je", 48, "id", "The question on line 25 has the same id. Choose another."),
        ("id: laatste\n", "", 47, "id", "This field is missing or empty. Fill it in."),
        ("type: short_text", "type: Short text", 49, "type", "This is not a question type. Write one like single_choice."),
        ("type: short_text\n", "", 47, "type", "This field is missing or empty. Fill it in."),
        ("competence: \"4.1\"\nlevel: 3", "competence: 4.1\nlevel: 3", 50, "competence", "This is not a competence code. Write it between quotation marks, like \"4.1\"."),
        ("level: 3\n", "level: 9\n", 51, "level", "This must be a whole number from 1 to 8. Correct it."),
        ("key: true", "key: yes", 29, "key", "Write true or false here."),
        ("key: true", "key: true\ncheckup: 1", 30, "checkup", "Write true or false here."),
        ("  - {text: No}", "  - {text: No, text: Yes}", 33, "options.2.text", "“text” is given twice. Keep one."),
        ("options:", "picture: {file: cirkel.svg}\noptions:", 31, "cirkel.svg", "The picture has no alternative text. Say what it shows for people who do not see it."),
    ],
)  # fmt: skip
def test_a_slip_in_the_source_is_refused_with_line_and_field(old, new, line, field, expected):
    assert old in DUTCH
    assert refusal(receive_files, files(DUTCH.replace(old, new, 1))) == (line, field, expected)


@pytest.mark.parametrize(
    ("body", "line", "field", "expected"),
    [
        ("", 12, "een", "There is nothing under this heading. Add text or remove the heading."),
        ("> [!TIP]\n", 14, "tip", "This note is empty. Add its text in lines that begin with >."),
        ("```question\nid: een\n", 14, "", "This question is not closed. Add a line with three backticks under it."),
        ("- ```question\n  id: een\n  ```", 14, "", "A question stands in a list or a note. Begin its lines at the left edge."),
        ("```question\n- een\n```", 15, "", "Lines like “name: value” are expected here. Write them so."),
        ("```question\nprompt: [een\n```", 15, "", "This part cannot be read (expected ',' or ']', but got '<stream end>'). Check indents, colons and quotation marks."),
        (f"```question\nprompt: {'x' * 50_000}\n```", 15, "", "This part is too long. It may be at most 50000 characters."),
        ("x\n\n# Test: Twee {#twee}\n\nx", 16, "twee", "A test needs at least one question. Add one."),
        ("x\n\n# Doe-opdracht: Twee {#twee}\n\nx", 16, "twee", "A task needs a list to tick off. Add lines that begin with - [ ]."),
    ],
)  # fmt: skip
def test_an_activity_that_is_not_finished_is_refused(body, line, field, expected):
    found = refusals(receive_files, with_body(body))
    assert ("nl.md", line, field, expected) in found


def test_a_question_in_a_task_is_refused():
    question = BODY[BODY.index("```question") : BODY.index("# Doe-opdracht")]
    body = f"x\n\n# Doe-opdracht: Twee {{#twee}}\n\n- [ ] Een.\n\n{question}"
    assert refusal(receive_files, with_body(body)) == (
        20,
        "wat-doe-je",
        "A task holds no questions. Move this one to a lesson or a test.",
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "expected"),
    [
        ("module: veilig", "module: ander", 1, "module", "The module has another name than in nl.md. Write: module: veilig-werken."),
        ("goal:", "minutes: 20\ngoal:", 6, "minutes", "A translation cannot change this. Remove it here or make it equal to nl.md."),
        ("prompt: What", "level: 3\nprompt: What", 14, "level", "A translation cannot change this. Remove it here or make it equal to nl.md."),
        ("prompt: What", "checkup: true\nprompt: What", 14, "checkup", "A translation cannot change this. Remove it here or make it equal to nl.md."),
        ("id: laatste", "id: last", 29, "id", "The question “last” is not in nl.md. Add it there first, or correct its id."),
        ("# Task: Try {#probeer}", "# Task: Try {#try}", 22, "try", "This part is not in nl.md. Add it there first, or correct its short name."),
        ("# Task: Try {#probeer}", "# Task: Try {#try}", 1, "probeer", "“probeer” (task) of nl.md is missing here. Translate it too."),
    ],
)  # fmt: skip
def test_a_translation_follows_the_source(old, new, line, field, expected):
    assert old in ENGLISH
    found = refusals(receive_files, files(english=ENGLISH.replace(old, new, 1)))
    assert ("en.md", line, field, expected) in found


def test_a_question_that_is_not_translated_is_refused():
    without = ENGLISH[: ENGLISH.index("```question")] + ENGLISH[ENGLISH.index("# Task") :]
    assert refusal(receive_files, files(english=without)) == (
        8,
        "wat-doe-je",
        "The question “wat-doe-je” of nl.md is missing here. Translate it too.",
    )


def swapped(text, *headings):
    """The parts of `text` that begin with these headings, in this order."""
    starts = [text.index(heading) for heading in headings]
    ends = [
        min([start for start in (*starts, len(text)) if start > each], default=len(text)) for each in starts
    ]
    parts = [text[start:end].rstrip() + "\n\n" for start, end in zip(starts, ends, strict=True)]
    return text[: min(starts)] + "".join(parts)


def test_the_parts_of_a_translation_keep_the_order_of_the_source():
    other = swapped(ENGLISH, "# Task", "# Lesson", "# Test")
    assert refusal(receive_files, files(english=other)) == (
        8,
        "",
        "The parts stand in another order than in nl.md. Use the same order.",
    )


def test_the_questions_of_a_translation_keep_the_order_of_the_source():
    second = "\n```question\nid: nog-een\ntype: short_text\ncompetence: '4.1'\nlevel: 2\nprompt: Nog?\n```\n"
    other = ENGLISH.replace(
        "```question\nid: laatste", "```question\nid: nog-een\nprompt: More?\n```\n\n```question\nid: laatste"
    )
    assert refusal(receive_files, files(DUTCH + second, other)) == (
        26,
        "test",
        "The questions stand in another order than in nl.md. Use the same order.",
    )


def test_endless_nesting_is_refused():
    found = refusals(receive_files, files(DUTCH.replace("summary: Kort.", "summary: " + "[" * 1000)))
    said = "This part holds characters that cannot be read, or too many levels. Write it simpler."
    assert ("nl.md", 2, "", said) in found


def test_a_translation_may_repeat_what_the_source_says():
    repeated = ENGLISH.replace("goal:", 'minutes: 15\ncompetences: {"4.1": [2, 3]}\ngoal:')
    repeated = repeated.replace("prompt: What", 'level: 2\ncompetence: "4.1"\nkey: true\nprompt: What')
    assert receive_files(files(english=repeated)) == receive_files(files(english=ENGLISH))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"nl.md": None}, ("nl.md", None, "", "The Dutch file nl.md is missing. Add it: the other languages follow it.")),
        ({"es.md": b"x"}, ("es.md", None, "", "This language is not known. Use nl, fr, de or en.")),
        ({"nl.md": b""}, ("nl.md", 1, "", "This file is empty. Check whether you chose the right file.")),
        ({"nl.md": b"x\0"}, ("nl.md", 1, "", "This line holds a zero byte, which no text has. Save the file again as UTF-8 text.")),
        ({"nl.md": DUTCH.encode("utf-16")}, ("nl.md", 1, "", "This line is not UTF-8 text. Save the file again with the encoding UTF-8.")),
        ({"nl.md": b"---\n---\n\xeb"}, ("nl.md", 3, "", "This line is not UTF-8 text. Save the file again with the encoding UTF-8.")),
        ({"nl.md": b"x" * (1024 * 1024 + 1)}, ("nl.md", None, "", "This file is too big. It may be at most 1024 KiB.")),
        ({"nl.md": b"# Les"}, ("nl.md", 1, "", "The file must begin with a line ---, then its facts, then a line ---. Add them.")),
        ({"nl.md": b"---\nmodule: x\n"}, ("nl.md", 1, "", "The file must begin with a line ---, then its facts, then a line ---. Add them.")),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused(change, expected):
    given = {name: raw for name, raw in (files() | change).items() if raw is not None}
    assert refusals(receive_files, given) == [expected]


def test_all_languages_are_checked_in_one_go():
    found = refusals(
        receive_files, files(DUTCH.replace("level: 2", "level: 0"), ENGLISH.replace("goal:", "x:"))
    )
    assert [(file, field) for file, _, field, _ in found] == [
        ("nl.md", "level"),
        ("en.md", "x"),
        ("en.md", "goal"),
    ]


def drawing(inside, attributes=""):
    head = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"'
    return f"<svg {head} {attributes}>{inside}</svg>".encode()


ELEMENT = "The drawing cirkel.svg holds the element “{}”, which may do more than draw. Remove it."
LINK = "The drawing cirkel.svg refers to something outside itself ({}). Remove that link."
STYLE = "The drawing cirkel.svg has a style that fetches something from elsewhere. Remove it."
ATTRIBUTE = "The drawing cirkel.svg holds the attribute “{}”. Remove it, or save it as plain SVG."
DOCTYPE = "The drawing cirkel.svg has a DOCTYPE. Remove that line."
BROKEN = "The picture cirkel.svg is not a correct SVG file. Save it again."
COMPLEX = "The drawing cirkel.svg is too complex. Save it simpler: at most 5000 shapes, no copies of copies."


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (drawing("<script>alert(1)</script>"), ELEMENT.format("script")),
        (drawing("<foreignObject/>"), ELEMENT.format("foreignObject")),
        (drawing("<image href='x.png'/>"), ELEMENT.format("image")),
        (drawing("<a href='https://x.example'><path/></a>"), ELEMENT.format("a")),
        (drawing("<animate attributeName='href'/>"), ELEMENT.format("animate")),
        (drawing("<div xmlns='http://www.w3.org/1999/xhtml'/>"), ELEMENT.format("{http://www.w3.org/1999/xhtml}div")),
        (drawing("<use href='https://x.example/a.svg#b'/>"), LINK.format("https://x.example/a.svg#b")),
        (drawing("<use xlink:href='javascript:alert(1)'/>"), LINK.format("javascript:alert(1)")),
        (drawing("", "onload='alert(1)'"), ATTRIBUTE.format("onload")),
        (drawing("", "xmlns:e='urn:e' e:onclick='x'"), ATTRIBUTE.format("onclick")),
        (drawing("<path style='fill: url(https://x.example)'/>"), STYLE),
        (drawing("<path fill='u\\72l(https://x.example)'/>"), STYLE),
        (drawing("<style>@import 'https://x.example';</style>"), STYLE),
        (drawing("<style>path { fill: URL( 'x.svg' ) }</style>"), STYLE),
        (b"<!DOCTYPE svg>" + DRAWING, DOCTYPE),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + DRAWING, DOCTYPE),
        (b'<?xml-stylesheet href="https://x.example"?>' + DRAWING, "The drawing cirkel.svg has an instruction between <? and ?>. Remove it."),
        (b'<?xml version="1.0" encoding="utf-7"?>' + DRAWING, "The drawing cirkel.svg is not UTF-8. Save it again with the encoding UTF-8."),
        (DRAWING.decode().encode("utf-16"), "The drawing cirkel.svg is not UTF-8. Save it again with the encoding UTF-8."),
        (b"<svg", BROKEN),
        (b"<svg/>", BROKEN),
        (b"", BROKEN),
        (drawing("<path/>" * 5001), COMPLEX),
        (drawing("<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>"), COMPLEX),
        (b"x" * (500 * 1024 + 1), "The picture cirkel.svg is too big. It may be at most 500 KiB."),
    ],
)  # fmt: skip
def test_a_drawing_that_may_do_more_than_draw_is_refused(raw, expected):
    found = refusal(receive_files, files(cirkel=raw))
    assert found == (18, "cirkel.svg", expected.replace("{http://www.w3.org/1999/xhtml}", ""))


@pytest.mark.parametrize(
    "inside",
    [
        "<defs><linearGradient id='a'><stop offset='0'/></linearGradient></defs><rect fill='url(#a)'/>",
        "<g id='a'><path d='M0 0'/></g><use href='#a' x='3'/><use xlink:href='#a'/>",
        "<style>.a { fill: red } @media (prefers-color-scheme: dark) { .a { fill: blue } }</style>",
        "<title>jan@zonnebeek.example</title><text aria-label='a@b'>@</text>",
    ],
)
def test_an_ordinary_drawing_is_fine(inside):
    assert receive_files(files(cirkel=drawing(inside)))


def test_a_photo_is_what_its_name_says():
    photo = BytesIO()
    Image.new("RGB", (4, 4)).save(photo, "PNG")
    given = {"nl.md": DUTCH.replace("cirkel.svg", "foto.jpg").encode(), "foto.jpg": photo.getvalue()}
    assert refusal(receive_files, given) == (
        18,
        "foto.jpg",
        "The picture foto.jpg is not a correct JPEG file. Save it again.",
    )


def test_a_photo_of_enormous_size_is_refused():
    photo = BytesIO()
    Image.new("1", (5001, 2)).save(photo, "PNG")
    given = {"nl.md": DUTCH.replace("cirkel.svg", "foto.png").encode(), "foto.png": photo.getvalue()}
    assert refusal(receive_files, given) == (
        18,
        "foto.png",
        "The picture foto.png is too large. Each side may be at most 5000 pixels.",
    )


def test_a_folder_is_read_without_following_links(tmp_path):
    (tmp_path / "nl.md").write_text(DUTCH)
    (tmp_path / "notes.txt").write_text("left alone")
    (tmp_path / "real").write_bytes(DRAWING)
    (tmp_path / "cirkel.svg").symlink_to(tmp_path / "real")
    ((file, _, _, said),) = refusals(receive, tmp_path)
    assert (file, said) == (
        "cirkel.svg",
        "This is not an ordinary file. Choose the file itself, not a link or a folder.",
    )


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    assert refusal(receive, tmp_path / "weg") == (
        None,
        "",
        "This is not a folder. Choose the folder that holds nl.md.",
    )


@pytest.mark.parametrize("folder", sorted(MODULES), ids=lambda folder: folder.name)
def test_a_module_that_comes_along_can_be_published(folder):
    dutch, english = receive(folder)
    assert (dutch.language, english.language) == ("nl", "en")
    assert dutch.module == folder.name
    for own, translated in zip(dutch.questions, english.questions, strict=True):
        body, texts = kind(own.type).split(dict(own.plain))
        assert kind(own.type).check(body, texts) == ()
        assert kind(own.type).split(dict(translated.plain))[1].keys() == texts.keys()
