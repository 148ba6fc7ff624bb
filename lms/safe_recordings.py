"""Whether sound, film or captions are what their ending says: looked at by what is in them, and never played."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import IO

KIB, MIB = 1024, 1024 * 1024
SOUND = {"m4a": "audio/mp4", "mp3": "audio/mpeg"}
FILM = {"mp4": "video/mp4", "webm": "video/webm"}
CAPTIONS = {"vtt": "text/vtt; charset=utf-8"}
TYPES = SOUND | FILM | CAPTIONS
MOST = {"m4a": 10 * MIB, "mp3": 10 * MIB, "mp4": 20 * MIB, "webm": 20 * MIB, "vtt": 200 * KIB}  # bytes

BRANDS = {
    "m4a": {b"M4A ", b"M4B ", b"mp42"},
    "mp4": {b"isom", b"iso2", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V "},
}
MOST_BOXES = 10_000  # on the top level: a film in pieces has one or two for each second
EBML, WEBM = b"\x1aE\xdf\xa3", b"\x42\x82\x84webm"
ID3, FRAME = b"ID3", 4
# Of MPEG-1 layer III, and of MPEG-2 and 2.5, in kilobits a second.
RATES = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
CUE = re.compile(
    r"^(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}[ \t]+-->[ \t]+(?:\d{2,}:)?\d{2}:\d{2}\.\d{3}", re.MULTILINE
)
# A style sheet in captions has no use here.
NOT_CAPTIONS = re.compile(r"^(?:STYLE|REGION)\s*$", re.MULTILINE)


def is_what_it_says(ending: str, file: IO[bytes]) -> bool:
    look = LOOKS.get(ending)
    file.seek(0)
    found = look is not None and look(ending, file)
    file.seek(0)
    return found


def _is_box_file(ending: str, file: IO[bytes]) -> bool:
    """MP4: a row of boxes that fill the file, with its kind first and its index somewhere."""
    boxes = list(_boxes(file))
    if not boxes or boxes[0] != b"ftyp" or b"moov" not in boxes:
        return False
    file.seek(8)
    return file.read(4) in BRANDS[ending]


def _boxes(file: IO[bytes]) -> Iterator[bytes]:
    """The names of the boxes on the top level; none when they do not fit the file."""
    end, at = file.seek(0, os.SEEK_END), 0
    names: list[bytes] = []
    while at < end and len(names) < MOST_BOXES:
        file.seek(at)
        head = file.read(16)
        size = int.from_bytes(head[:4], "big")
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        if size < 8 or at + size > end:
            return
        names.append(head[4:8])
        at += size
    yield from names if at == end else ()


def _is_webm(ending: str, file: IO[bytes]) -> bool:
    head = file.read(64)
    return head.startswith(EBML) and WEBM in head


def _is_mp3(ending: str, file: IO[bytes]) -> bool:
    """After what it tells of itself come frames, one where the other ends."""
    at = _after_tag(file.read(10))
    for _frame in range(3):
        file.seek(at)
        long = _frame_length(file.read(FRAME))
        if not long:
            return False
        at += long
    return True


def _after_tag(head: bytes) -> int:
    if not head.startswith(ID3) or len(head) < 10:
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame_length(head: bytes) -> int:
    """Of one frame of layer III in bytes; 0 when there is none."""
    if len(head) < FRAME or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sample = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in (0, 15) or sample == 3:
        return 0
    kbits = RATES[0 if version == 3 else 1][rate]
    per_frame = 144 if version == 3 else 72
    return per_frame * kbits * 1000 // SAMPLES[version][sample] + (head[2] >> 1 & 1)


def _is_captions(ending: str, file: IO[bytes]) -> bool:
    try:
        text = file.read(MOST["vtt"] + 1).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return False
    first = text.partition("\n")[0]
    begins = first == "WEBVTT" or first.startswith(("WEBVTT ", "WEBVTT\t"))
    return bool(begins and "\0" not in text and CUE.search(text) and not NOT_CAPTIONS.search(text))


LOOKS: dict[str, Callable[[str, IO[bytes]], bool]] = {
    "m4a": _is_box_file,
    "mp3": _is_mp3,
    "mp4": _is_box_file,
    "vtt": _is_captions,
    "webm": _is_webm,
}
