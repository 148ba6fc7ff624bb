import pytest

from cms.copying.comparing import Mark, What, differences, marked, put, words


def text(key: str, value: str) -> dict:
    return {"key": key, "type": "text", "value": value}


A, B, C = (text(key, f"<p>{key}</p>") for key in "abc")
NEW_B = text("b", "<p>better</p>")


def compared(seen, now, mine):
    """As if nothing had to be swapped."""
    keys = {part["key"] for part in (*seen, *now)}
    find = lambda parts, key: next((part for part in parts if part["key"] == key), None)  # noqa: E731
    same = {key: (find(seen, key), find(now, key)) for key in keys}
    return [(one.key, one.what, one.own) for one in differences(seen, now, mine, as_ours=same)]


@pytest.mark.parametrize(
    ("now", "mine", "told"),
    [
        ([A, B], [A, B], []),
        ([A, NEW_B], [A, B], [("b", What.CHANGED, False)]),
        ([A, NEW_B], [A, text("b", "mine")], [("b", What.CHANGED, True)]),
        ([A, NEW_B], [A], [("b", What.CHANGED, True)]),
        ([A, NEW_B], [A, NEW_B], []),
        ([A], [A, B], [("b", What.REMOVED, False)]),
        ([A], [A], []),
        ([A, C, B], [A, B], [("c", What.ADDED, False)]),
        ([A, B], [text("a", "mine"), B], []),
    ],
)
def test_what_the_source_says_now_is_held_against_what_was_seen_and_what_is_ours(now, mine, told):
    assert compared([A, B], now, mine) == told


def test_a_part_comes_in_the_place_it_has_in_the_source():
    assert put([A, B], "b", NEW_B, order=["a", "b"]) == [A, NEW_B]
    assert put([A, B], "c", C, order=["a", "c", "b"]) == [A, C, B]
    assert put([B], "c", C, order=["a", "c", "b"]) == [C, B]
    assert put([A, B], "b", None, order=["a"]) == [A]
    assert put([A], "b", None, order=["a"]) == [A]


def test_what_can_be_read_is_told_line_by_line():
    assert words([["<p>One &amp; two</p><ul><li>three</li></ul>", True, None], [4]]) == "One & two\nthree"


def test_of_a_text_is_told_what_went_out_and_what_came_in():
    assert marked("Open the mail now", "Open the message now") == [
        (Mark.SAME, "Open the"),
        (Mark.OUT, "mail"),
        (Mark.IN, "message"),
        (Mark.SAME, "now"),
    ]
