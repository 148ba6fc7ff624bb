"""Receives the items of one competence: a folder with nl.md, en.md, ... and the pictures beside them."""

from pathlib import Path

from courses.content import ItemsContent
from lms.interop.items import mapping
from lms.interop.modules.receive import files_of


def receive(folder: Path) -> tuple[ItemsContent, ...]:
    """Raises BadFile. Files of other kinds are left alone."""
    return mapping.items_from(files_of(folder))
