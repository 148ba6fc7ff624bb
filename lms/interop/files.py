"""Files from outside: taken as bytes, only when they are ordinary files of a bearable size."""

from pathlib import Path

from lms.interop.problems import BadFile, Problem

KIB = 1024


def read_bytes(path: Path, *, limit: int) -> bytes:
    """Raises BadFile. A link is refused, because it could point at a file that its sender may not read."""
    if path.is_symlink() or not path.is_file():
        raise BadFile((Problem("not_a_file", file=path.name),))
    with path.open("rb") as file:
        raw = file.read(limit + 1)
    if len(raw) > limit:
        raise BadFile((Problem("file_too_big", file=path.name, params={"limit": limit // KIB}),))
    return raw
