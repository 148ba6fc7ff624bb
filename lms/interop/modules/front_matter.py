"""The lines between --- at the top of a module file: what the module is and what it asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.content import Picture
from lms.interop.modules.reading import CODE, MAX_LEVEL, MAX_TITLE, Fields, Reading, is_number
from lms.interop.modules.yaml_text import read_mapping

EVERY_LANGUAGE = ("module", "language", "title", "summary", "goal")
SOURCE_ONLY = ("subject", "framework", "competences", "minutes")
OPTIONAL = ("picture",)
SUBJECTS = ("computational-thinking", "data", "it")
MAX_MINUTES = 240


@dataclass(frozen=True)
class SourceFacts:
    """What every language shares and only the source says."""

    subject: str
    framework: str
    competences: Mapping[str, tuple[int, int]]
    minutes: int
    picture_file: str


@dataclass(frozen=True)
class FrontMatter:
    module: str
    title: str
    summary: str
    goal: str
    picture: Picture | None
    facts: SourceFacts


def split(text: str) -> tuple[str, str] | None:
    """The front matter and the rest; in the rest, empty lines keep the line numbers of the file."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if not end:
        return None
    return "\n".join(lines[1:end]), "\n".join([""] * (end + 1) + lines[end + 1 :])


def read_front_matter(
    text: str, language: str, source: SourceFacts | None, reading: Reading
) -> FrontMatter | None:
    """`source` is None when this file is the source itself."""
    values, lines = read_mapping(text, 2, reading.problems)
    if not values:
        return None
    fields = Fields(values, lines, 1, reading.problems)
    for unknown in values.keys() - {*EVERY_LANGUAGE, *SOURCE_ONLY, *OPTIONAL}:
        fields.wrong("unknown_field", unknown)
    if fields.text("language") not in ("", language):
        fields.wrong("language_not_file_name", "language", language=language)
    facts = _source_facts(fields) if source is None else _same_facts(fields, source)
    return FrontMatter(
        module=fields.slug("module"),
        title=fields.text("title", limit=MAX_TITLE),
        summary=fields.text("summary"),
        goal=fields.text("goal"),
        picture=_picture(fields, facts.picture_file, reading),
        facts=facts,
    )


def _source_facts(fields: Fields) -> SourceFacts:
    subject = fields.text("subject")
    if subject and subject not in SUBJECTS:
        fields.wrong("bad_subject", "subject", known=", ".join(SUBJECTS))
    picture = fields.values.get("picture")
    return SourceFacts(
        subject=subject,
        framework=fields.text("framework"),
        competences=_competences(fields),
        minutes=fields.number("minutes", highest=MAX_MINUTES),
        picture_file=str(picture.get("file", "")) if isinstance(picture, dict) else "",
    )


def _competences(fields: Fields) -> dict[str, tuple[int, int]]:
    value = fields.values.get("competences")
    if not isinstance(value, dict) or not value:
        fields.wrong("bad_competences", "competences")
        return {}
    found: dict[str, tuple[int, int]] = {}
    for code, levels in value.items():
        if CODE.fullmatch(code) and _is_level_range(levels):
            found[code] = (levels[0], levels[1])
        else:
            fields.wrong("bad_competences", f"competences.{code}")
    return found


def _is_level_range(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2 or not all(is_number(level) for level in value):
        return False
    return bool(1 <= value[0] <= value[1] <= MAX_LEVEL)


def _same_facts(fields: Fields, source: SourceFacts) -> SourceFacts:
    """A translation may repeat what the source says, but not change it."""
    for name in SOURCE_ONLY:
        if name not in fields.values:
            continue
        said = _competences(fields) if name == "competences" else fields.values[name]
        if said != getattr(source, name):
            fields.wrong("differs_from_source", name)
    return source


def _picture(fields: Fields, source_file: str, reading: Reading) -> Picture | None:
    value = fields.values.get("picture")
    if value is None:
        if source_file:
            fields.wrong("picture_alt", "picture")
        return None
    if not isinstance(value, dict) or value.keys() - {"file", "alt", "caption"}:
        fields.wrong("bad_picture", "picture")
        return None
    file = str(value.get("file", source_file))
    return reading.picture(file, _text(value, "alt"), _text(value, "caption"), line=fields.line("picture"))


def _text(value: Mapping[str, Any], name: str) -> str:
    text = value.get(name)
    return text if isinstance(text, str) else ""
