"""Whether a document is what its ending says: looked at by what is in it, and never unpacked."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from typing import IO

MIB = 1024 * 1024
MOST_PARTS = 2_000
MOST_UNPACKED = 200 * MIB
MOST_LISTED = MIB  # bytes of the list of parts, which is read as a whole
END, END_64 = b"PK\x05\x06", b"PK\x06\x07"
TAIL = 65_535 + 22  # where that list is told of, with the longest remark after it
OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def is_what_it_says(ending: str, file: IO[bytes]) -> bool:
    look = LOOKS.get(ending)
    file.seek(0)
    found = look is not None and look(ending, file)
    file.seek(0)
    return found


def is_bearable_archive(file: IO[bytes]) -> bool:
    """Whether its list of parts is short enough to read: a list of a million takes many seconds."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - TAIL))
    tail = file.read()
    file.seek(0)
    has_no_remark = tail[-22:-18] == END and tail[-2:] == b"\0\0"
    at = len(tail) - 22 if has_no_remark else tail.rfind(END)  # as Python's zipfile looks for it
    if at < 0 or len(tail) < at + 22 or tail[max(0, at - 20) : at].startswith(END_64):
        return False
    parts, listed = struct.unpack("<HI", tail[at + 10 : at + 16])
    return parts <= MOST_PARTS and listed <= MOST_LISTED


def _is_text(ending: str, file: IO[bytes]) -> bool:
    return all(b"\0" not in block for block in iter(lambda: file.read(MIB), b""))


def _is_pdf(ending: str, file: IO[bytes]) -> bool:
    return file.read(5) == b"%PDF-"


def _is_rtf(ending: str, file: IO[bytes]) -> bool:
    return file.read(5) == b"{\\rtf"


def _is_office(ending: str, file: IO[bytes]) -> bool:
    """Without macros: those have endings of their own, which we do not take."""
    names = _parts(file)
    return {"[Content_Types].xml", OFFICE[ending]} <= names and not any(
        "vbaProject" in name for name in names
    )


def _is_open(ending: str, file: IO[bytes]) -> bool:
    if "mimetype" not in _parts(file):
        return False
    with zipfile.ZipFile(file) as archive, archive.open("mimetype") as kind:
        return kind.read(100).decode("ascii", "replace").strip() == TYPES[ending]


def _parts(file: IO[bytes]) -> set[str]:
    """The names of its parts; none at all when it is no archive, or one that unpacks too big."""
    if file.read(4) != b"PK\x03\x04" or not is_bearable_archive(file):
        return set()
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except Exception:  # what a hostile archive can raise is not written down anywhere
        return set()
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        return set()
    return {part.filename for part in parts}


LOOKS: dict[str, Callable[[str, IO[bytes]], bool]] = {
    "csv": _is_text,
    "txt": _is_text,
    "pdf": _is_pdf,
    "rtf": _is_rtf,
    **dict.fromkeys(OFFICE, _is_office),
    **dict.fromkeys(("odp", "ods", "odt"), _is_open),
}
