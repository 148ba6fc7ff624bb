"""A document is what its ending says, by what is in it."""

import io
import time
import zipfile

import pytest

from lms.safe_documents import OFFICE, TYPES, is_bearable_archive, is_what_it_says


def archive(parts: dict[str, bytes], packed=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def office(ending: str, **more: bytes) -> bytes:
    return archive({"[Content_Types].xml": b"<x/>", OFFICE[ending]: b"<x/>", **more})


RIGHT = {
    "csv": "a;b\r\né;ü".encode(),
    "txt": b"A text",
    "pdf": b"%PDF-1.7\n...",
    "rtf": rb"{\rtf1 text}",
    **{ending: office(ending) for ending in OFFICE},
    **{ending: archive({"mimetype": TYPES[ending].encode()}) for ending in ("odt", "ods", "odp")},
}


def looked_at(ending: str, raw: bytes) -> bool:
    return is_what_it_says(ending, io.BytesIO(raw))


@pytest.mark.parametrize("ending", TYPES)
def test_what_is_what_it_says_is_taken(ending):
    assert looked_at(ending, RIGHT[ending])


@pytest.mark.parametrize("ending", [ending for ending in TYPES if ending not in ("csv", "txt")])
@pytest.mark.parametrize(
    "raw", [b"", b"<html><script>", b"MZ\x90\0", b"%!PS", b"PK\x03\x04", archive({"x": b""})]
)
def test_what_is_something_else_is_refused(ending, raw):
    assert not looked_at(ending, raw)


@pytest.mark.parametrize("ending", ["csv", "txt"])
def test_a_program_is_no_text(ending):
    assert not looked_at(ending, b"MZ\x90\0\x03")


@pytest.mark.parametrize("ending", ["html", "svg", "zip", "exe", "docm", ""])
def test_other_endings_are_refused(ending):
    assert not looked_at(ending, b"anything")


def test_one_kind_is_not_another():
    assert not looked_at("docx", RIGHT["xlsx"])
    assert not looked_at("odt", RIGHT["ods"])


@pytest.mark.parametrize("ending", OFFICE)
def test_a_document_with_macros_is_refused(ending):
    assert not looked_at(ending, office(ending, **{"word/vbaProject.bin": b"x"}))


def test_a_document_that_unpacks_too_big_is_refused_at_once():
    bomb = office("docx", **{f"word/{number}": bytes(30_000_000) for number in range(7)})
    before = time.process_time()
    assert not looked_at("docx", bomb)
    assert time.process_time() - before < 1


def test_an_archive_with_a_list_of_parts_without_end_is_not_opened():
    bomb = archive(dict.fromkeys(map(str, range(20_000)), b""), zipfile.ZIP_STORED)
    before = time.process_time()
    assert not is_bearable_archive(io.BytesIO(bomb))
    assert time.process_time() - before < 0.1


def test_the_end_of_an_archive_is_looked_for_where_it_is_read():
    """Something that looks like an end, in a remark after the real one, hides nothing."""
    bomb = archive(dict.fromkeys(map(str, range(20_000)), b""), zipfile.ZIP_STORED)
    assert not is_bearable_archive(io.BytesIO(bomb + b"PK\x05\x06" + bytes(17)))
