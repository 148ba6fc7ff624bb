"""Sound, film and captions are what their ending says, by what is in them."""

import io
from pathlib import Path

import pytest

from lms.safe_recordings import MOST, TYPES, is_what_it_says

FOLDER = Path(__file__).parents[1] / "files/recordings"
RIGHT = {ending: (FOLDER / f"tiny.{ending}").read_bytes() for ending in TYPES}
CUE = "00:00.000 --> 00:01.000\nDag\n"


def looked_at(ending: str, raw: bytes) -> bool:
    return is_what_it_says(ending, io.BytesIO(raw))


@pytest.mark.parametrize("ending", TYPES)
def test_what_is_what_it_says_is_taken(ending):
    assert looked_at(ending, RIGHT[ending])
    assert len(RIGHT[ending]) < MOST[ending]


@pytest.mark.parametrize("ending", TYPES)
@pytest.mark.parametrize(
    "raw", [b"", b"<html><script>", b"MZ\x90\0", b"ID3\x04\0\0\0\0\0\0<html>", b"\xff\xfb\x90", b"%PDF-1.7"]
)
def test_what_is_something_else_is_refused(ending, raw):
    assert not looked_at(ending, raw)


@pytest.mark.parametrize("ending", TYPES)
def test_one_kind_is_not_another(ending):
    others = {name: raw for name, raw in RIGHT.items() if name != ending}
    assert [name for name, raw in others.items() if looked_at(ending, raw)] == []


@pytest.mark.parametrize("ending", ["mp4", "m4a"])
def test_a_film_with_something_behind_it_or_cut_off_is_refused(ending):
    assert not looked_at(ending, RIGHT[ending] + b"<script>alert(1)</script>")
    assert not looked_at(ending, RIGHT[ending][:-10])


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (f"WEBVTT\n\n{CUE}", True),
        (f"\ufeffWEBVTT - Film\r\n\r\n1\r\n{CUE}", True),
        ("WEBVTT\n\n01:00:00.000 --> 01:00:02.500 line:0\nDag\n", True),
        ("WEBVTT\n", False),
        (f"WEBVTTX\n\n{CUE}", False),
        (CUE, False),
        (f"WEBVTT\n\nSTYLE\n::cue {{ color: red }}\n\n{CUE}", False),
        (f"WEBVTT\n\n\0{CUE}", False),
        ("1\n00:00:00,000 --> 00:00:01,000\nDag\n", False),  # SubRip
    ],
)
def test_captions_have_times_and_no_styles(text, right):
    assert looked_at("vtt", text.encode()) is right


def test_captions_in_another_writing_are_refused():
    assert not looked_at("vtt", f"WEBVTT\n\n{CUE}".encode("utf-16"))
