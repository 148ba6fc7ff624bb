"""Receives job profiles: one CSV file."""

from pathlib import Path

from lms.interop.files import read_bytes
from lms.interop.profiles import mapping
from lms.interop.rows import MAX_BYTES
from skills.content import ProfileContent


def receive(path: Path) -> tuple[ProfileContent, ...]:
    """Raises BadFile."""
    return receive_bytes(read_bytes(path, limit=MAX_BYTES))


def receive_bytes(raw: bytes) -> tuple[ProfileContent, ...]:
    """The same from memory. Raises BadFile."""
    return mapping.profiles_from(raw)
