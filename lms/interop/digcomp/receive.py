"""Receives a competence framework: one JSON file."""

from pathlib import Path

from lms.interop.digcomp import mapping
from lms.interop.files import read_bytes
from skills.content import FrameworkContent


def receive(path: Path) -> FrameworkContent:
    """Raises BadFile."""
    return receive_bytes(read_bytes(path, limit=mapping.MAX_BYTES))


def receive_bytes(raw: bytes) -> FrameworkContent:
    """The same from memory. Raises BadFile."""
    return mapping.framework_from(raw)
