"""One language's file while it is read: where its problems go and which pictures lie beside it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from courses.content import Picture
from lms import safe_documents, safe_recordings
from lms.interop.modules.pictures import FILE_NAME, UnsafePicture, check_picture
from lms.interop.modules.yaml_text import Lines
from lms.interop.problems import Problems

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CODE = re.compile(r"[1-9][0-9]?\.[1-9][0-9]?")
ANY_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.[a-z0-9]{2,5}")
MAX_SLUG = 80
MAX_TITLE = 255
MAX_LEVEL = 8


@dataclass(frozen=True)
class Reading:
    problems: Problems
    pictures: Mapping[str, bytes]

    def picture(self, file: str, alt: str, caption: str, *, line: int) -> Picture | None:
        """None, and a problem, when it cannot be shown."""
        if not FILE_NAME.fullmatch(file):
            self.problems.add("picture_name", line=line, field=file[:100])
        elif file not in self.pictures:
            self.problems.add("picture_missing", line=line, field=file, picture=file)
        elif not alt.strip():
            self.problems.add("picture_alt", line=line, field=file)
        elif self._is_safe(file, line):
            return Picture(file, self.pictures[file], alt.strip(), caption.strip())
        return None

    def file(self, name: str, *, line: int) -> bytes:
        """Sound, film, captions or a document; nothing, and a problem, when it cannot be handed out."""
        raw, ending = self.pictures.get(name), name.rpartition(".")[2]
        looks = safe_recordings if ending in safe_recordings.TYPES else safe_documents
        if not ANY_FILE.fullmatch(name):
            self.problems.add("file_name", line=line, field=name[:100])
        elif raw is None:
            self.problems.add("file_missing", line=line, field=name, name=name)
        elif not looks.is_what_it_says(ending, BytesIO(raw)):
            self.problems.add("file_unreadable", line=line, field=name, name=name)
        return raw or b""

    def _is_safe(self, file: str, line: int) -> bool:
        try:
            check_picture(file, self.pictures[file])
        except UnsafePicture as unsafe:
            self.problems.add(unsafe.code, line=line, field=file, picture=file, what=unsafe.what)
            return False
        return True


@dataclass(frozen=True)
class Fields:
    """What an author filled in, checked field by field: what is wrong becomes a problem and a default."""

    values: Mapping[str, Any]
    lines: Lines
    first_line: int
    problems: Problems

    def line(self, field: str) -> int:
        return self.lines.get(field, self.first_line)

    def wrong(self, code: str, field: str, **params: str | int) -> None:
        self.problems.add(code, line=self.line(field), field=field, **params)

    def text(self, field: str, *, limit: int = 2_000) -> str:
        value = self.values.get(field)
        if value is None or value == "":
            self.wrong("field_missing", field)
        elif not isinstance(value, str):
            self.wrong("field_not_text", field)
        elif len(value) > limit:
            self.wrong("field_too_long", field, limit=limit)
        else:
            return value.strip()
        return ""

    def slug(self, field: str) -> str:
        text = self.text(field, limit=MAX_SLUG)
        if text and not SLUG.fullmatch(text):
            self.wrong("bad_slug", field, limit=MAX_SLUG)
        return text

    def code(self, field: str) -> str:
        """A competence code is text: as a number, 2.10 would become 2.1."""
        value = self.values.get(field)
        if value is None:
            self.wrong("field_missing", field)
        elif not isinstance(value, str) or not CODE.fullmatch(value):
            self.wrong("bad_competence", field)
        else:
            return value
        return ""

    def number(self, field: str, *, highest: int) -> int:
        value = self.values.get(field)
        if value is None:
            self.wrong("field_missing", field)
        elif not is_number(value) or not 1 <= value <= highest:
            self.wrong("bad_number", field, lowest=1, highest=highest)
        else:
            return int(value)
        return 1

    def flag(self, field: str) -> bool:
        value = self.values.get(field, False)
        if not isinstance(value, bool):
            self.wrong("not_true_or_false", field)
        return value is True


def is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
