"""Receives the certificates that count: one CSV file."""

from pathlib import Path

from lms.interop.certificates import mapping
from lms.interop.files import read_bytes
from lms.interop.rows import MAX_BYTES
from skills.content import AcceptedContent


def receive(path: Path) -> tuple[AcceptedContent, ...]:
    """Raises BadFile."""
    return receive_bytes(read_bytes(path, limit=MAX_BYTES))


def receive_bytes(raw: bytes) -> tuple[AcceptedContent, ...]:
    """The same from memory. Raises BadFile."""
    return mapping.accepted_from(raw)
