"""Receives a module: a folder with nl.md, en.md, ... and the pictures beside them."""

from collections.abc import Mapping
from pathlib import Path

from courses.content import ModuleContent
from lms import safe_recordings
from lms.interop.files import read_bytes
from lms.interop.modules import languages, mapping
from lms.interop.problems import BadFile, Problem

MAX_FILES = 200
SUFFIXES = (
    *(".md", ".svg", ".png", ".jpg", ".jpeg"),
    *(".docx", ".ods", ".odt", ".pdf", ".xlsx"),
    *(f".{ending}" for ending in safe_recordings.TYPES),
)


def receive(folder: Path) -> tuple[ModuleContent, ...]:
    """Raises BadFile."""
    return receive_files(files_of(folder))


def files_of(folder: Path) -> dict[str, bytes]:
    """Bytes by file name. Raises BadFile. Files of other kinds are left alone."""
    if not folder.is_dir():
        raise BadFile((Problem("not_a_folder", file=folder.name),))
    paths = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    if len(paths) > MAX_FILES:
        raise BadFile((Problem("too_many_files", file=folder.name, params={"limit": MAX_FILES}),))
    return {path.name: read_bytes(path, limit=languages.MAX_BYTES) for path in paths}


def receive_files(files: Mapping[str, bytes]) -> tuple[ModuleContent, ...]:
    """The same from memory: bytes by file name. Raises BadFile."""
    return mapping.modules_from(files)
