"""DigComp 3.0 as one JSON document (areas, levels, statements, outcomes) to `FrameworkContent`.

Lines say little in JSON: `field` of a problem is the path, "areas.1.competences.2.name.nl".
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lms.interop.problems import BadFile, Problem, Problems
from skills.content import (
    AreaContent,
    BandContent,
    CompetenceContent,
    FrameworkContent,
    LevelContent,
    OutcomeContent,
    StatementContent,
)

MAX_BYTES = 5 * 1024 * 1024
LEVELS = 8
BANDS = 4
PUBLISHED_LANGUAGES = ("en", "nl")
LANGUAGES = ("nl", "fr", "de", "en")
TOP_FIELDS = ("framework", "version", "source", "areas", "levels", "statements", "outcomes")
OPTIONAL_TOP_FIELDS = ("our_translations", "changes", "notes")


def framework_from(raw: bytes) -> FrameworkContent:
    """Raises BadFile."""
    return _Framework(_document(raw)).read()


def _document(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_BYTES:
        raise BadFile((Problem("file_too_big", params={"limit": MAX_BYTES // 1024}),))
    try:
        document = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise BadFile((Problem("json_syntax", line=error.lineno, params={"detail": error.msg}),)) from error
    except UnicodeDecodeError as error:
        raise BadFile((Problem("not_utf_8", line=raw.count(b"\n", 0, error.start) + 1),)) from error
    except (ValueError, RecursionError) as error:
        raise BadFile((Problem("json_syntax", params={"detail": str(error)[:200]}),)) from error
    if not isinstance(document, dict):
        raise BadFile((Problem("json_not_an_object"),))
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"double key: {next(name for name in names if names.count(name) > 1)}")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"not a number: {constant}")


@dataclass(frozen=True)
class Entry:
    """One object of the document with its path and typed access to its fields."""

    values: dict[str, Any]
    path: str
    problems: Problems

    def at(self, field: str) -> str:
        return f"{self.path}.{field}" if self.path else field

    def text(self, field: str) -> str:
        value = self.values.get(field)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.problems.add("field_missing", field=self.at(field))
        return ""

    def texts(self, field: str, languages: Iterable[str]) -> dict[str, str]:
        value = self.values.get(field)
        entry = Entry(value if isinstance(value, dict) else {}, self.at(field), self.problems)
        for unknown in entry.values.keys() - set(LANGUAGES):
            self.problems.add("language_unknown", field=entry.at(unknown))
        given = [language for language in LANGUAGES if language in entry.values or language in languages]
        return {language: entry.text(language) for language in given}

    def entries(self, field: str) -> Iterator["Entry"]:
        value = self.values.get(field)
        if not isinstance(value, list) or not value:
            self.problems.add("not_a_list", field=self.at(field))
            return
        for number, item in enumerate(value, 1):
            if isinstance(item, dict):
                yield Entry(item, f"{self.at(field)}.{number}", self.problems)
            else:
                self.problems.add("json_not_an_object", field=f"{self.at(field)}.{number}")


class _Framework:
    def __init__(self, document: dict[str, Any]) -> None:
        self.problems = Problems()
        self.top = Entry(document, "", self.problems)
        self.places: dict[str, str] = {}
        self.codes: set[str] = set()
        self.bands: dict[str, BandContent] = {}

    def read(self) -> FrameworkContent:
        for unknown in self.top.values.keys() - {*TOP_FIELDS, *OPTIONAL_TOP_FIELDS}:
            self.problems.add("unknown_field", field=unknown)
        name, version = self.top.text("framework"), self.top.text("version")
        ours = self._our_translations()
        areas = tuple(self._area(entry, (*PUBLISHED_LANGUAGES, *ours)) for entry in self.top.entries("areas"))
        levels = tuple(self._level(entry, n) for n, entry in enumerate(self.top.entries("levels"), 1))
        self._check_scale(levels)
        content = FrameworkContent(
            key=f"{name}-{version}".lower(),
            name=name,
            version=version,
            source=self.top.text("source"),
            our_translations=ours,
            changes=self._remarks("changes"),
            notes=self._remarks("notes"),
            areas=areas,
            bands=tuple(self.bands.values()),
            levels=levels,
            statements=tuple(self._statement(entry) for entry in self.top.entries("statements")),
            outcomes=tuple(self._outcome(entry) for entry in self.top.entries("outcomes")),
        )
        self._check_every_competence_is_described(content)
        self.problems.raise_if_any()
        return content

    def _our_translations(self) -> tuple[str, ...]:
        value = self.top.values.get("our_translations", [])
        if isinstance(value, list) and all(
            each in LANGUAGES and each not in PUBLISHED_LANGUAGES for each in value
        ):
            return tuple(value)
        self.problems.add("language_unknown", field="our_translations")
        return ()

    def _remarks(self, field: str) -> tuple[str, ...]:
        value = self.top.values.get(field, [])
        remarks = [value] if isinstance(value, str) else value
        if isinstance(remarks, list) and all(isinstance(remark, str) for remark in remarks):
            return tuple(remarks)
        self.problems.add("field_not_text", field=field)
        return ()

    def _area(self, entry: Entry, languages: tuple[str, ...]) -> AreaContent:
        code = self._identity(entry, "code")
        return AreaContent(
            code=code,
            name=entry.texts("name", languages),
            description=entry.texts("description", PUBLISHED_LANGUAGES),
            competences=tuple(
                self._competence(each, code, languages) for each in entry.entries("competences")
            ),
        )

    def _competence(self, entry: Entry, area: str, languages: tuple[str, ...]) -> CompetenceContent:
        code = self._identity(entry, "code")
        if code and not re.fullmatch(re.escape(area) + r"\.[1-9][0-9]?", code):
            self.problems.add("code_outside_area", field=entry.at("code"), code=code, area=area)
        self.codes.add(code)
        return CompetenceContent(
            code=code,
            name=entry.texts("name", languages),
            description=entry.texts("description", PUBLISHED_LANGUAGES),
        )

    def _level(self, entry: Entry, number: int) -> LevelContent:
        if entry.values.get("level8") != number:
            self.problems.add("level_order", field=entry.at("level8"), expected=number)
        name = entry.texts("band", PUBLISHED_LANGUAGES)
        band = BandContent(_band_key(name["en"]), name, entry.texts("band_description", PUBLISHED_LANGUAGES))
        if self.bands.setdefault(band.key, band) != band:
            self.problems.add("band_differs", field=entry.at("band"), band=name["en"])
        return LevelContent(
            level=number,
            six_step=entry.text("level6"),
            band=band.key,
            description=entry.texts("description", PUBLISHED_LANGUAGES),
            purpose=entry.texts("purpose", PUBLISHED_LANGUAGES),
        )

    def _check_scale(self, levels: tuple[LevelContent, ...]) -> None:
        if len(levels) != LEVELS or len(self.bands) != BANDS:
            params = {"levels": LEVELS, "bands": BANDS}
            self.problems.add("wrong_scale", field="levels", **params)
        elif [level.band for level in levels] != [
            band for band in self.bands for _ in range(LEVELS // BANDS)
        ]:
            self.problems.add("band_order", field="levels")

    def _statement(self, entry: Entry) -> StatementContent:
        return StatementContent(
            id=self._identity(entry, "id"),
            competence=self._known_competence(entry),
            band=self._known_band(entry),
            ai=entry.text("ai"),
            text=entry.texts("text", PUBLISHED_LANGUAGES),
        )

    def _outcome(self, entry: Entry) -> OutcomeContent:
        return OutcomeContent(
            id=self._identity(entry, "id"),
            competence=self._known_competence(entry),
            band=self._known_band(entry),
            type=entry.text("type"),
            ai=entry.text("ai"),
            text=entry.texts("text", PUBLISHED_LANGUAGES),
        )

    def _identity(self, entry: Entry, field: str) -> str:
        identity = entry.text(field)
        if identity and self.places.setdefault(identity, entry.at(field)) != entry.at(field):
            self.problems.add("double_id", field=entry.at(field), id=identity, first=self.places[identity])
        return identity

    def _known_competence(self, entry: Entry) -> str:
        code = entry.text("competence")
        if code and code not in self.codes:
            self.problems.add("unknown_competence", field=entry.at("competence"), code=code)
        return code

    def _known_band(self, entry: Entry) -> str:
        name = entry.text("band")
        if name and _band_key(name) not in self.bands:
            self.problems.add("unknown_band", field=entry.at("band"), band=name)
        return _band_key(name)

    def _check_every_competence_is_described(self, content: FrameworkContent) -> None:
        """Every competence says something at every band; otherwise part of the file got lost."""
        expected = {(code, band) for code in self.codes for band in self.bands if code}
        for field, found in (("statements", content.statements), ("outcomes", content.outcomes)):
            for code, band in sorted(expected - {(each.competence, each.band) for each in found}):
                self.problems.add("nothing_at_band", field=field, code=code, band=band)


def _band_key(name: str) -> str:
    return "-".join(name.lower().split())
