"""A module as Markdown files, one per language, to `ModuleContent`. The source language is the measure."""

from collections.abc import Mapping
from dataclasses import dataclass

from courses.content import ModuleContent, QuestionContent
from lms.interop.modules.activities import Activities, read_activities
from lms.interop.modules.front_matter import FrontMatter, SourceFacts, read_front_matter
from lms.interop.modules.languages import every_language
from lms.interop.modules.reading import Reading
from lms.interop.problems import Problems


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
    return tuple(_module(each) for each in every_language(files, _parse))


def _parse(
    language: str, front_text: str, body: str, source: Parsed | None, reading: Reading
) -> Parsed | None:
    facts: SourceFacts | None = source.front.facts if source else None
    front = read_front_matter(front_text, language, facts, reading)
    activities = read_activities(body, source.questions if source else None, reading)
    parsed = Parsed(language, front, activities, reading.problems) if front else None
    if parsed and source:
        _compare(parsed, source)
    return parsed


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
