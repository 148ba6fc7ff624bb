"""A module as Markdown files, one per language, to `ModuleContent`. The source language is the measure."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass

from courses.content import ModuleContent, QuestionContent
from lms.interop.modules.activities import Activities, read_activities
from lms.interop.modules.front_matter import FrontMatter, SourceFacts, read_front_matter, split
from lms.interop.modules.reading import Reading
from lms.interop.problems import BadFile, Problem, Problems

LANGUAGES = ("nl", "fr", "de", "en")
SOURCE_LANGUAGE = "nl"
MAX_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Parsed:
    language: str
    front: FrontMatter
    activities: Activities
    problems: Problems

    @property
    def questions(self) -> dict[str, QuestionContent]:
        activities = self.activities.contents
        return {question.id: question for activity in activities for question in activity.questions}


def modules_from(files: Mapping[str, bytes]) -> tuple[ModuleContent, ...]:
    """`files`: bytes by file name. Gives the source first, then the other languages; raises BadFile."""
    texts = {name: raw for name, raw in files.items() if name.endswith(".md")}
    pictures = {name: raw for name, raw in files.items() if not name.endswith(".md")}
    found = [Problem("language_unknown", file=name) for name in sorted(texts) if name[:-3] not in LANGUAGES]
    if f"{SOURCE_LANGUAGE}.md" not in texts:
        raise BadFile((*found, Problem("source_missing", file=f"{SOURCE_LANGUAGE}.md")))
    source, problems = _parse(SOURCE_LANGUAGE, texts, pictures, None)
    found += problems.found
    parsed = [source]
    if source is not None:
        for language in (each for each in LANGUAGES if each != SOURCE_LANGUAGE and f"{each}.md" in texts):
            translation, problems = _parse(language, texts, pictures, source)
            if translation is not None:
                _compare(translation, source)
            found += problems.found
            parsed.append(translation)
    if found:
        raise BadFile(tuple(found))
    return tuple(_module(each) for each in parsed if each is not None)


def _parse(
    language: str, texts: Mapping[str, bytes], pictures: Mapping[str, bytes], source: Parsed | None
) -> tuple[Parsed | None, Problems]:
    file = f"{language}.md"
    problems = Problems(file)
    reading = Reading(problems, pictures)
    text = _text(texts[file], problems)
    parts = split(text) if text else None
    if text and parts is None:
        problems.add("front_matter_missing", line=1)
    if parts is None:
        return None, problems
    facts: SourceFacts | None = source.front.facts if source else None
    front = read_front_matter(parts[0], language, facts, reading)
    activities = read_activities(parts[1], source.questions if source else None, reading)
    return (Parsed(language, front, activities, problems) if front else None), problems


def _text(raw: bytes, problems: Problems) -> str:
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


def _compare(translation: Parsed, source: Parsed) -> None:
    """A translation has the same activities and questions, in the same order."""
    if translation.front.module != source.front.module:
        translation.problems.add("module_differs", line=1, field="module", module=source.front.module)
    own = [(each.kind, each.slug) for each in translation.activities.contents]
    expected = [(each.kind, each.slug) for each in source.activities.contents]
    for missing in (pair for pair in expected if pair not in own):
        translation.problems.add(
            "activity_missing", line=1, field=missing[1], kind=missing[0], slug=missing[1]
        )
    for extra in (pair for pair in own if pair not in expected):
        line = translation.activities.lines[extra[1]]
        translation.problems.add("activity_not_in_source", line=line, field=extra[1])
    if sorted(own) == sorted(expected):
        _compare_order(translation, source, own == expected)


def _compare_order(translation: Parsed, source: Parsed, same_activities: bool) -> None:
    lines = translation.activities.lines
    if not same_activities:
        first = translation.activities.contents[0].slug
        translation.problems.add("activity_order", line=lines[first])
        return
    pairs = zip(translation.activities.contents, source.activities.contents, strict=True)
    for own, expected in pairs:
        ids, expected_ids = ([each.id for each in activity.questions] for activity in (own, expected))
        for missing in (each for each in expected_ids if each not in ids):
            translation.problems.add(
                "question_missing", line=lines[own.slug], field=missing, question=missing
            )
        if sorted(ids) == sorted(expected_ids) and ids != expected_ids:
            translation.problems.add("question_order", line=lines[own.slug], field=own.slug)


def _module(parsed: Parsed) -> ModuleContent:
    front, facts = parsed.front, parsed.front.facts
    return ModuleContent(
        module=front.module,
        language=parsed.language,
        title=front.title,
        summary=front.summary,
        goal=front.goal,
        subject=facts.subject,
        framework=facts.framework,
        competences=facts.competences,
        minutes=facts.minutes,
        picture=front.picture,
        activities=parsed.activities.contents,
    )
