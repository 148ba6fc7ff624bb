"""One file per language in a folder, and nl.md is the measure: modules and items come like that."""

import codecs
from collections.abc import Callable, Mapping
from typing import TypeVar

from lms.interop.modules.front_matter import split
from lms.interop.modules.reading import Reading
from lms.interop.problems import BadFile, Problem, Problems

LANGUAGES = ("nl", "fr", "de", "en")
SOURCE_LANGUAGE = "nl"
MAX_BYTES = 1024 * 1024

Parsed = TypeVar("Parsed")
# Language, front matter, the rest, what was read in the source (None for the source itself), and where problems go.
Parse = Callable[[str, str, str, Parsed | None, Reading], Parsed | None]


def every_language(files: Mapping[str, bytes], parse: "Parse[Parsed]") -> tuple[Parsed, ...]:
    """`files`: bytes by file name. Gives the source first, then the other languages; raises BadFile."""
    texts = {name: raw for name, raw in files.items() if name.endswith(".md")}
    pictures = {name: raw for name, raw in files.items() if not name.endswith(".md")}
    found = [Problem("language_unknown", file=name) for name in sorted(texts) if name[:-3] not in LANGUAGES]
    if f"{SOURCE_LANGUAGE}.md" not in texts:
        raise BadFile((*found, Problem("source_missing", file=f"{SOURCE_LANGUAGE}.md")))
    parsed: list[Parsed] = []
    for language in sorted(LANGUAGES, key=lambda each: each != SOURCE_LANGUAGE):
        if f"{language}.md" in texts and (parsed or language == SOURCE_LANGUAGE):
            problems = Problems(f"{language}.md")
            source = parsed[0] if parsed else None
            one = _parse(language, texts, source, Reading(problems, pictures), parse)
            found += problems.found
            parsed += [one] if one is not None else []
    if found:
        raise BadFile(tuple(found))
    return tuple(parsed)


def _parse(
    language: str,
    texts: Mapping[str, bytes],
    source: Parsed | None,
    reading: Reading,
    parse: "Parse[Parsed]",
) -> Parsed | None:
    text = text_of(texts[f"{language}.md"], reading.problems)
    parts = split(text) if text else None
    if text and parts is None:
        reading.problems.add("front_matter_missing", line=1)
    return parse(language, *parts, source, reading) if parts else None


def text_of(raw: bytes, problems: Problems) -> str:
    """ "" with a problem when it is not text; line ends become \\n."""
    if len(raw) > MAX_BYTES:
        problems.add("file_too_big", limit=MAX_BYTES // 1024)
    elif raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        problems.add("not_utf_8", line=1)
    elif b"\0" in raw:
        problems.add("nul", line=raw.count(b"\n", 0, raw.index(b"\0")) + 1)
    elif not raw.strip():
        problems.add("empty_file", line=1)
    else:
        try:
            return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            problems.add("not_utf_8", line=raw.count(b"\n", 0, error.start) + 1)
    return ""
