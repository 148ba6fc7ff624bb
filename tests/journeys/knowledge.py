"""What somebody who knows the subject answers: read from the files that the modules were made from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.utils.translation import gettext, ngettext, override, pgettext

from courses.content import ActivityContent, ActivityKind, ModuleContent, QuestionContent
from lms.interop.modules.receive import receive

ROOT = Path(__file__).resolve().parents[2]
FALSE_MESSAGES = ROOT / "fixtures/catalogue/c1-valse-berichten"
STEPS = ROOT / "fixtures/catalogue/a1-een-taak-in-stappen"
CHARTS = ROOT / "fixtures/catalogue/b4-grafieken-lezen"
PRINTER = ROOT / "tests/files/catalogue/printer-doet-niets"
PHOTOS = ROOT / "tests/files/catalogue/fotos-van-de-werf"


def nl(sentence: str, **values: object) -> str:
    """What the page says for a sentence of ours."""
    with override("nl"):
        return gettext(sentence) % values if values else gettext(sentence)


def pgettext_nl(context: str, sentence: str) -> str:
    with override("nl"):
        return pgettext(context, sentence)


def nl_count(one: str, many: str, count: int, **values: object) -> str:
    with override("nl"):
        return ngettext(one, many, count) % values


@cache
def module(folder: Path) -> ModuleContent:
    return next(found for found in receive(folder) if found.language == "nl")


def of_kind(content: ModuleContent, kind: ActivityKind) -> list[ActivityContent]:
    return [activity for activity in content.activities if activity.kind == kind]


def exam_of(content: ModuleContent) -> ActivityContent:
    return of_kind(content, ActivityKind.TEST)[0]


def letters(text: str) -> str:
    """What is left when the marks of Markdown and the spaces of a page are away."""
    return re.sub(r"\W+", "", text).replace("_", "").casefold()


def asked_in(text: str, questions: Iterable[QuestionContent]) -> QuestionContent:
    """The question whose words this text has."""
    there = letters(text)
    found = [
        question for question in questions if all(letters(words) in there for words in words_of(question))
    ]
    assert len(found) == 1, f"{len(found)} questions fit this text: {text[:300]}"
    return found[0]


def words_of(question: QuestionContent) -> list[str]:
    """Its paragraphs, and what tells two charts apart; a page draws the numbers of a list itself."""
    prompt = re.sub(r"(?m)^\d+\. ", "", question.plain["prompt"])
    return [*prompt.split("\n\n"), question.plain.get("chart", {}).get("title", "")]


def right(options: Iterable[dict]) -> list[str]:
    return [option["text"] for option in options if option.get("right")]
