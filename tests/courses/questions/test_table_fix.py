import pytest

from courses.questions.base import BadAnswer, Part, Unanswered
from courses.questions.table_fix import KIND

PLAIN = {
    "prompt": "Samira maakt een lijst voor het kamp.\n\nMaak de lijst juist.",
    "columns": [
        {"id": "naam", "text": "Naam"},
        {"id": "dag", "text": "Geboren op"},
        {"id": "plaats", "text": "Gemeente"},
    ],
    "rows": [
        {"id": "a", "cells": "Peeters An | 12/03/2015 | Zonnebeek"},
        {"id": "b", "cells": "Demir Elif | 3 april 14 | Zonnebeek"},
        {
            "id": "c",
            "cells": "Peeters An | 12/03/2015 | Zonnebeek",
            "extra": True,
            "feedback": "An staat er al.",
        },
        {"id": "d", "cells": "Maes Tom | 30/02/2015 |"},
    ],
    "fixes": [
        {
            "id": "e",
            "row": "b",
            "column": "dag",
            "accept": ["03/04/2014", "3/4/2014"],
            "answer": "03/04/2014",
            "feedback": "Schrijf elke datum op dezelfde manier.",
        },
        {"id": "f", "row": "d", "column": "dag", "accept": ["28/02/2015"], "answer": "28/02/2015"},
        {"id": "g", "row": "d", "column": "plaats", "accept": ["Zonnebeek"], "answer": "Zonnebeek"},
    ],
    "why": "Een goede lijst heeft geen dubbels, geen gaten en één schrijfwijze.",
}
BODY, TEXTS = KIND.split(PLAIN)
WAS = {f"was.{row['id']}": [row["cells"]] for row in PLAIN["rows"]}
TABLE = {
    f"cell.{row['id']}.{column}": [text.strip()]
    for row in PLAIN["rows"]
    for column, text in zip(("naam", "dag", "plaats"), row["cells"].split("|"), strict=True)
}
UNTOUCHED = WAS | TABLE
KEY = {
    "cell.b.dag": ["03/04/2014"],
    "cell.d.dag": ["28/02/2015"],
    "cell.d.plaats": ["Zonnebeek"],
    "gone": ["c"],
}
FULL = UNTOUCHED | KEY

RIGHT = [
    (KEY, 1.0),
    (KEY | {"cell.b.dag": [" 3/4/2014 "], "cell.d.plaats": ["zonnebeek"]}, 1.0),
    (KEY | {"cell.c.naam": ["x"]}, 1.0),
    (KEY | {"gone": []}, 0.75),
    (KEY | {"cell.a.naam": ["Jan"]}, 0.8),
]
WRONG = [
    ({"gone": ["c"]}, 0.25),
    (KEY | {"gone": ["a"]}, 0.6),
    (KEY | {"cell.d.plaats": [""], "cell.b.dag": ["3 april 2014"]}, 0.5),
    (KEY | {"gone": ["b", "c"]}, 0.6),
    (KEY | {"cell.a.naam": ["A"], "cell.b.naam": ["B"]}, pytest.approx(4 / 6)),
]
HOSTILE = [
    ({}, Unanswered, "change_something"),
    (UNTOUCHED, Unanswered, "change_something"),
    (FULL | {"dont_know": ["dont_know"]}, Unanswered, "answer_or_dont_know"),
    (FULL | {"cell.z.naam": ["x"]}, BadAnswer, "unknown"),
    (FULL | {"gone": ["z"]}, BadAnswer, "unknown"),
    (FULL | {"gone": ["c", "c"]}, BadAnswer, "doubled"),
    (FULL | {"cell.a.naam": ["x", "y"]}, BadAnswer, "doubled"),
    (FULL | {"cell.a.naam": ["x" * 101]}, BadAnswer, "too_long"),
    (FULL | {"cell.a.naam": ["x\x00"]}, BadAnswer, "bad_character"),
]


@pytest.mark.parametrize(("sent", "share"), RIGHT)
def test_right(sent, share):
    marked = KIND.mark(BODY, KIND.read(BODY, UNTOUCHED | sent))
    assert (marked.share, marked.right) == (share, True)


@pytest.mark.parametrize(("sent", "share"), WRONG)
def test_wrong_and_spoiling_what_was_right_counts_too(sent, share):
    marked = KIND.mark(BODY, KIND.read(BODY, UNTOUCHED | sent))
    assert (marked.share, marked.right) == (share, False)


@pytest.mark.parametrize(("sent", "error", "code"), HOSTILE)
def test_hostile(sent, error, code):
    with pytest.raises(error) as caught:
        KIND.read(BODY, sent)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "was",
    [
        {"was.b": ["Demir Elif | 03/04/2014 |"]},
        {"was.b": ["| | | | | | |"]},
        {"was.b": [""]},
        {},
        {"was.b": ["<script>"]},
    ],
)
def test_who_lies_about_what_stood_there_wins_nothing(was):
    lied = UNTOUCHED | {"cell.b.dag": ["03/04/2014"]} | was
    honest = UNTOUCHED | {"cell.b.dag": ["03/04/2014"]}
    share = KIND.mark(BODY, KIND.read(BODY, honest)).share
    assert KIND.mark(BODY, KIND.read(BODY, lied)).share <= share


def test_a_cell_is_kept_as_it_was_changed_only():
    assert KIND.read(BODY, FULL) == {
        "cells": {"b.dag": "03/04/2014", "d.dag": "28/02/2015", "d.plaats": "Zonnebeek"},
        "gone": ["c"],
    }


def test_an_answer_is_the_same_in_another_language():
    english = (
        WAS | TABLE | {"was.a": ["An | 12/03/2015 | town"], "cell.a.plaats": ["town"], "cell.a.naam": ["An"]}
    )
    assert KIND.read(BODY, english | KEY) == KIND.read(BODY, FULL)


@pytest.mark.parametrize(
    ("typed", "right"), [("zonnebeek", False), ("Zonnebeek", True), ("ZONNEBEEK", False)]
)
def test_capitals_count_where_the_author_says_so(typed, right):
    body, _texts = KIND.split({**PLAIN, "exact": True})
    part = KIND.mark(body, {"cells": {"d.plaats": typed}, "gone": []}).parts[2]
    assert part == Part("d.plaats", right, "fix.g.feedback")


def test_after_the_answer_every_change_is_told_in_the_order_of_the_table():
    response = KIND.read(BODY, UNTOUCHED | {"cell.a.naam": ["Jan"], "cell.b.dag": ["3/4/2014"]})
    changes = KIND.shown(BODY, TEXTS, 1, response, KIND.mark(BODY, response))["changes"]
    assert [(one["row"], one.get("column"), one["right"]) for one in changes] == [
        (1, "Naam", False),
        (2, "Geboren op", True),
        (3, None, False),
        (4, "Geboren op", False),
        (4, "Gemeente", False),
    ]
    assert (changes[0]["now"], changes[0]["answer"]) == ("Jan", "Peeters An")


def test_who_does_not_know_sees_what_had_to_be_mended():
    changes = KIND.shown(BODY, TEXTS, 1, {"dont_know": True}, KIND.mark(BODY, {"dont_know": True}))["changes"]
    assert [one["row"] for one in changes] == [2, 3, 4, 4]


def changed(list_name, place, change):
    things = [dict(thing) for thing in PLAIN[list_name]]
    things[place] |= change
    return {**PLAIN, list_name: things}


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        (changed("rows", 0, {"cells": "An | 12/03/2015"}), [("row.a.cells", "cells_differ")]),
        (changed("fixes", 0, {"answer": "3 april"}), [("fix.e.answer", "not_accepted")]),
        (changed("fixes", 0, {"row": "z"}), [("fix.e.row", "unknown_word")]),
        (changed("fixes", 0, {"row": "c"}), [("fix.e.row", "fix_in_extra_row")]),
        (
            changed("rows", 3, {"cells": "Maes Tom | 30/02/2015 | zonnebeek"}),
            [("fix.g.accept", "right_already")],
        ),
        (changed("fixes", 2, {"column": "dag"}), [("fix.g", "same_cell")]),
        (changed("rows", 2, {"extra": False}) | {"fixes": []}, [("fixes", "nothing_to_mend")]),
    ],
)
def test_mistakes_of_an_author_are_noticed(plain, expected):
    problems = KIND.check(*KIND.split(plain))
    assert [(problem.where, problem.code) for problem in problems] == expected
