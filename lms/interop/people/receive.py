"""Receives people: one CSV file."""

from pathlib import Path

from lms.interop.files import read_bytes
from lms.interop.people import mapping
from lms.interop.rows import MAX_BYTES
from lms.people.content import PersonRow


def receive(path: Path) -> tuple[PersonRow, ...]:
    """Raises BadFile."""
    return receive_bytes(read_bytes(path, limit=MAX_BYTES))


def receive_bytes(raw: bytes) -> tuple[PersonRow, ...]:
    """The same from memory. Raises BadFile."""
    return mapping.people_from(raw)
