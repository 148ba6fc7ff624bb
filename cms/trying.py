"""Trying a question in the editor's preview, with what is on the screen now. Nothing of it is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from django.http import QueryDict

from cms import questions
from cms.sentences import sentence_with_place
from courses.plain_form import Malformed
from courses.questions import kind
from courses.questions.base import BadAnswer, Unanswered, Unfinished

OURS = {"in_preview_panel", "mode", "try"}
NAMING = {"id", "next", "box", "row", "column", "outcome"}  # fields of questions that hold an id


def tried(question, sent: QueryDict | dict) -> dict:
    """What the template needs: the problems of an unfinished question, or the question with what was answered."""
    if not question.content:
        return {"problems": []}
    try:
        problems = questions.check(question.content[0])
    except Malformed as malformed:
        problems = (malformed.problem,)
    if problems:
        return {"problems": [sentence_with_place(problem) for problem in problems]}
    return answered(question, sent)


def answered(question, sent: QueryDict | dict) -> dict:
    block = question.content[0]
    type = block.block_type
    body, texts = kind(type).split(by_position(block.block.to_plain(block.value)))
    posted = {name: values for name, values in sent.lists() if name not in OURS} if "try" in sent else None
    response, marked, error = {}, None, ""
    if posted is not None:
        try:
            response = kind(type).bound(body, kind(type).read(body, posted), str(question.translation_key))
            marked = kind(type).mark(body, response)
        except Unfinished as unfinished:
            response = unfinished.response
        except Unanswered as missing:
            response, error = missing.response, missing.code
        except BadAnswer as bad:
            error = bad.code
    shown = kind(type).shown(body, texts, str(question.translation_key), response, marked)
    return {"shown": shown, "marked": marked, "error": error, "picture_url": picture_url(question, shown)}


def by_position(plain: dict) -> dict:
    """What is not saved yet gets new ids at every look; the place of an option stays the same."""
    places = {id: f"p{place}" for place, id in enumerate(dict.fromkeys(ids_in(plain)))}
    return renamed(plain, places)


def ids_in(plain) -> Iterator[str]:
    if isinstance(plain, dict):
        yield from (value for name, value in plain.items() if name == "id")
    inner = plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ()
    for one in inner:
        yield from ids_in(one)


def renamed(plain, names: Mapping[str, str], field: str = ""):
    """An id may also be an ordinary word elsewhere: a line of a mail called "link" has a kind called "link"."""
    if isinstance(plain, dict):
        return {name: renamed(value, names, name) for name, value in plain.items()}
    if isinstance(plain, list):
        return [renamed(one, names, field) for one in plain]
    return names.get(plain, plain) if field in NAMING else plain


def picture_url(question, shown: dict) -> str:
    if not shown["picture"]:
        return ""
    pictures = question.pictures
    return pictures[PurePath(shown["picture"]["file"]).name].file.url
