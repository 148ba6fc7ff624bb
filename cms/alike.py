"""Questions that are much like one that somebody writes: her organisation's own and the shared ones, no others."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.models import AuthoredQuestion
from cms.permissions import writing_for, written_for
from cms.viewsets import QUESTIONS, allowed_questions, level_word
from courses.alike import NEAR, SHOWN, most_alike
from lms.people.models import User

NOT_COMPARED = {"id", "type", "file", "why", "hint", "feedback"}  # explanations may be alike
MOST_TOLD = 3  # when somebody saves


def text_of(question: AuthoredQuestion) -> str:
    """All that a learner reads before she answers, ready or not."""
    return " ".join(sentences(question.content.raw_data[0]["value"])) if question.content else ""


def sentences(written) -> Iterator[str]:
    if isinstance(written, str):
        yield written
    inner = (
        (one for name, one in written.items() if name not in NOT_COMPARED)
        if isinstance(written, dict)
        else ()
    )
    for one in written if isinstance(written, list) else inner:
        yield from sentences(one)


def like(
    question: AuthoredQuestion, user: User, least: float = SHOWN
) -> list[tuple[AuthoredQuestion, float]]:
    """In the same language, with how much they have in common; the most alike first."""
    others = allowed_questions(user, "view").filter(locale=question.locale_id)
    others = others.exclude(translation_key=question.translation_key)
    texts = {one: text_of(one) for one in others.select_related("organisation", "competence")}
    return most_alike(text_of(question), texts, least)


@login_required
def alike_questions(request: HttpRequest, question: uuid.UUID) -> HttpResponse:
    writing_for(request)
    editions = allowed_questions(request.user, "view").filter(translation_key=question)
    found = {one.locale.language_code: one for one in editions.select_related("locale").order_by("-pk")}
    if not found:
        raise Http404
    asked = found.get(get_language()) or list(found.values())[-1]
    rows = [
        {
            "question": one,
            "percent": round(100 * share),
            "level": level_word(one.level),
            "near": share >= NEAR,
        }
        | {"address": address(one, request.user)}
        for one, share in like(asked, request.user)
    ]
    return render(request, "cms/alike_questions.html", {"question": asked, "rows": rows})


def address(question: AuthoredQuestion, user: User) -> str:
    verb = "edit" if question.organisation_id in written_for(user) else "inspect"
    return reverse(f"{QUESTIONS}:{verb}", args=[question.pk])


def warn(request: HttpRequest, question: AuthoredQuestion) -> None:
    """Once somebody saves a new one; never while the editor saves by itself, nor of what people got already."""
    if not request.accepts("text/html") or not is_new(question):
        return
    found = [one for one, _share in like(question, request.user, NEAR)][:MOST_TOLD]
    if found:
        said = format_html_join(
            "", '<li><a href="{}">{}</a></li>', ((address(one, request.user), one) for one in found)
        )
        words = _("There is a question that is much like this one. Is it the same?")
        messages.warning(request, format_html("{}<ul>{}</ul>", words, said))


def is_new(question: AuthoredQuestion) -> bool:
    """Never published, or for the first time just now."""
    first = question.first_published_at
    return first is None or (first == question.last_published_at and not question.has_unpublished_changes)
