import csv
import re

import pytest

from bench.items import main

FRONT = '---\nitems: "4.1"\nlanguage: {language}\n{more}---\n'
QUESTIONS = {
    "one": ("single_choice", "options: [{text: Good, right: true}, {text: Bad}, {text: Worse}]"),
    "some": ("multi_select", "options: [{text: P, right: true}, {text: Q}, {text: R, right: true}]"),
    "claim": ("claim", "claim: C\nreasons: [{text: Since, right: true}, {text: Though}]"),
    "slips": ("find_mistakes", "rows: [{text: 'One | [tow] | three | four'}]"),
    "places": (
        "hotspot",
        "picture: {file: x.svg, alt: X}\n"
        "areas: [{text: Flag, x: 0, y: 0, width: 20, height: 20, right: true},"
        " {text: Bin, x: 30, y: 0, width: 20, height: 20}, {text: Arrow, x: 60, y: 0, width: 20, height: 20}]",
    ),
    "order": ("ordering", "items: [{text: First}, {text: Then}, {text: Last}]"),
    "pairs": ("matching", "pairs: [{item: Cat, match: Miaow}, {item: Dog, match: Woof}]"),
    "boxes": (
        "sorting",
        "boxes: [{id: in, text: In}, {id: out, text: Out}]\n"
        "cards: [{text: Post, box: in}, {text: Bread, box: out}, {text: Milk, box: out}]",
    ),
    "gaps": (
        "cloze",
        'text: "I [v] it and [w]."\n'
        "gaps:\n"
        "  - {id: v, choices: [{text: see, right: true}, {text: sea}]}\n"
        "  - {id: w, choices: [{text: wont}, {text: won, right: true}]}",
    ),
    "sum": ("number", "answer: 12\nunit: euro"),
    "word": ("short_text", "accept: [cat]\nanswer: cat"),
    "chart": (
        "chart",
        "chart: {form: bar, title: T, x: day, y: count, source: S,"
        " points: [{label: mo, value: 3}, {label: tu, value: 5}]}\n"
        "number: 5",
    ),
    "post": (
        "mail",
        "lines:\n"
        "  - {at: from, text: Somebody, place: sign, label: Who}\n"
        "  - {text: Hello, place: innocent, label: Greeting}\n"
        "actions: [{text: Report, right: true}, {text: Click}]",
    ),
    "path": (
        "scenario",
        "steps:\n"
        "  - {id: s, text: Now, choices: [{text: Stay, points: 1, next: t}, {text: Run, points: 0}]}\n"
        "  - {id: t, text: Later, choices: [{text: Sleep, points: 1}, {text: Shout, points: 0}]}\n"
        "mark: 2",
    ),
}
RIGHT = {
    "one": "{Good}",
    "some": "{P} {R}",
    "claim": "no {Since}",
    "places": "1",
    "slips": "2",
    "order": "{First} {Then} {Last}",
    "gaps": "{see} {won}",
    "sum": "12 euro",
    "word": "Cat",
    "chart": "5",
    "post": "{Report} 1",
    "path": "{Stay} {Sleep}",
}


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "items/4.1"
    place.mkdir(parents=True)
    blocks = [
        f'```question\nid: {id}\ntype: {type}\ncompetence: "4.1"\nlevel: 1\nprompt: Ask {id}\n{own}\nwhy: So.\n```\n'
        for id, (type, own) in QUESTIONS.items()
    ]
    front = FRONT.format(language="nl", more="framework: digcomp-3.0\n")
    (place / "x.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (place / "nl.md").write_text(front + "\n".join(blocks))
    return tmp_path / "items"


@pytest.fixture
def sheet(folder, capsys) -> dict[str, str]:
    """By item, as it is shown."""
    assert main(["show", "--folder", str(folder)]) == 0
    _how_to, *parts = re.split(r"^## (.+)$", capsys.readouterr().out, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def letter(shown: str, text: str) -> str:
    return re.search(rf"^- (\w)\) {text}$", shown, re.MULTILINE)[1]


def in_letters(shown: str, wanted: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: letter(shown, found[1]), wanted)


def read_off(sheet: dict[str, str]) -> dict[str, str]:
    """The right answer to every item, in the letters of this sheet."""
    answers = {id: in_letters(sheet[id], wanted) for id, wanted in RIGHT.items()}
    for id, wanted in {
        "pairs": {"Cat": "Miaow", "Dog": "Woof"},
        "boxes": {"Post": "In", "Bread": "Out", "Milk": "Out"},
    }.items():
        lines = re.findall(r"^- \d\) (.+)$", sheet[id], re.MULTILINE)
        answers[id] = " ".join(letter(sheet[id], wanted[line]) for line in lines)
    return answers


@pytest.fixture
def check(folder, tmp_path, capsys):
    def check(answers: dict[str, str], *columns: str) -> tuple[int, list[str]]:
        path = tmp_path / "answers.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([columns or ("id", "answer"), *answers.items()])
        status = main(["check", str(path), "--folder", str(folder)])
        said = capsys.readouterr()
        return status, (said.out or said.err).splitlines()

    return check


def test_every_type_is_shown_without_a_word_of_its_key(sheet):
    assert list(sheet) == list(QUESTIONS)
    for shown in sheet.values():
        assert "So." not in shown
        assert "right" not in shown
    assert "12" not in sheet["sum"]
    assert "cat" not in sheet["word"]


def test_who_answers_as_the_key_says_disagrees_nowhere(sheet, check):
    assert check(read_off(sheet)) == (0, ["14 items, 0 to look at."])


def test_another_answer_is_named_with_what_the_key_says(sheet, check):
    answers = read_off(sheet)
    status, said = check(answers | {"one": letter(sheet["one"], "Worse"), "word": "?"})
    assert status == 1
    assert said == [
        f"one (4.1 level 1, single_choice): answered {letter(sheet['one'], 'Worse')}. The key says: Good",
        "word (4.1 level 1, short_text): answered ?. The key says: cat",
        "14 items, 2 to look at.",
    ]


@pytest.mark.parametrize("id", list(QUESTIONS))
def test_a_wrong_answer_of_every_type_is_seen(sheet, check, id):
    wrong = {
        "some": letter(sheet["some"], "Q"),
        "claim": f"yes {letter(sheet['claim'], 'Since')}",
        "places": "2",
        "slips": "1",
        "order": " ".join(letter(sheet["order"], text) for text in ("Last", "Then", "First")),
        "sum": "13",
        "word": "dog",
        "chart": "3",
        "post": letter(sheet["post"], "Report"),
        "path": f"{letter(sheet['path'], 'Run')} a",
        "pairs": "a a",
        "boxes": " ".join([letter(sheet["boxes"], "In")] * 3),
        "one": letter(sheet["one"], "Bad"),
        "gaps": f"{letter(sheet['gaps'], 'sea')} {letter(sheet['gaps'], 'won')}",
    }
    status, said = check(read_off(sheet) | {id: wrong[id]})
    assert (status, len(said)) == (1, 2)
    assert said[0].startswith(f"{id} (4.1 level 1, {QUESTIONS[id][0]}): answered {wrong[id]}. The key says: ")


@pytest.mark.parametrize(
    ("id", "answer", "said"),
    [
        ("one", "z", "one: there is no “z”; the letters go from a to c."),
        ("order", "a b", "order: 3 letters are expected, and there are 2."),
        ("gaps", "a", "gaps: 2 letters are expected, and there are 1."),
        ("post", "a 9", "post: there is no sign 9."),
        ("slips", "5", "slips: there is no piece 5."),
        ("places", "4", "places: there is no place 4."),
        ("sum", "many", "sum: the answer “many” is not complete (write_number)."),
        ("order", "a a b", "order: the answer “a a b” is not complete (place_all)."),
        ("word", "", "word: not answered."),
    ],
)
def test_an_answer_that_cannot_be_read_is_named(sheet, check, id, answer, said):
    assert check(read_off(sheet) | {id: answer}) == (1, [said, "14 items, 1 to look at."])


def test_an_item_that_is_not_there_is_named(sheet, check):
    status, said = check(read_off(sheet) | {"other": "a"})
    assert (status, said[0]) == (1, "other: there is no such item.")


def test_a_table_without_the_columns_or_a_missing_file_is_refused(check, folder, capsys):
    status, said = check({"one": "a"}, "item", "letter")
    assert (status, said) == (2, ["answers.csv needs the columns “id” and “answer”."])
    assert main(["check", str(folder / "none.csv"), "--folder", str(folder)]) == 2
    assert main(["check", "--folder", str(folder)]) == 2
    assert main(["show", "--folder", str(folder), "--language", "en"]) == 2
    assert capsys.readouterr().err.count("\n") == 3
