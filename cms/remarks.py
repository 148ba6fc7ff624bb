"""What learners do not understand: they say so, and whoever wrote the lesson or question reads it, without names."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST
from wagtail.models import Page, Revision

from courses import queries, sentences
from courses.calibration.actions import title
from courses.models import Activity, Module, QuestionVersion, Remark
from courses.remarks.actions import remark, set_handled
from courses.views import learning_under, small_number
from lms.accounts.limits import limited
from lms.people import access

PER_PAGE = 50


# --- saying it --------------------------------------------------------------------------------------------------------


@login_required
@require_POST
@limited("remark")
def not_clear(request: HttpRequest, activity: uuid.UUID) -> HttpResponse:
    """Of a question with the version, of a lesson with the revision that her page showed."""
    place = queries.open_activity(request.asking, activity)
    version = shown_version(request, place)
    try:
        remark(
            activity=place,
            version=version,
            revision=None if version else shown_revision(request, place),
            language=get_language(),
            sentence=request.POST.get("sentence", "").replace("\x00", "").strip(),
            organisation=learning_under(request.asking, place),
            now=timezone.now(),
            acting_user=request.user,
        )
        messages.success(request, sentences.NOT_CLEAR)
    except ValueError:
        messages.warning(request, sentences.TOO_LONG)
    return redirect(back(request, place, version))


def shown_version(request: HttpRequest, place: Activity) -> QuestionVersion | None:
    """400 for what our form cannot send, 404 for what does not stand here."""
    key, version = request.POST.get("question", ""), small_number(request.POST.get("version", ""))
    if not key:
        return None
    try:
        asked = uuid.UUID(key)
    except ValueError:
        raise BadRequest("question") from None
    if version is None:
        raise BadRequest("version")
    return queries.placed_version(place, asked, version)


def shown_revision(request: HttpRequest, place: Activity) -> int | None:
    """None where the page has none, or where it is not one of hers."""
    number = small_number(request.POST.get("revision", ""))
    pages = map(str, Page.objects.filter(translation_key=place.key).values_list("pk", flat=True))
    shown = Revision.page_revisions.filter(pk=number, object_id__in=list(pages))
    return shown.values_list("pk", flat=True).first()


def back(request: HttpRequest, place: Activity, version: QuestionVersion | None) -> str:
    """To where she was."""
    number = small_number(request.POST.get("place", ""))
    if place.kind == Activity.Kind.TEST and number:
        try:
            sitting = uuid.UUID(request.POST.get("attempt", ""))
        except ValueError:
            raise BadRequest("attempt") from None
        return f"{reverse('attempt', args=[sitting])}?after={number}"
    here = reverse("activity", args=[place.key])
    return f"{here}#q-{version.question.key}" if version else here


# --- reading it -------------------------------------------------------------------------------------------------------


@login_required
def remarks(request: HttpRequest) -> HttpResponse:
    """Of what her organisations own: the new ones, or those that were dealt with; of one module or of all."""
    owners = access.remarks_read_by(request.asking.person)
    if not owners:
        raise Http404
    if request.method == "POST":
        return _handled(request, owners)
    every = Remark.objects.read_by(owners)
    handled = request.GET.get("state") == "handled"
    modules = sorted(every.modules(), key=lambda one: one.title)
    module = chosen(request, modules)
    found = every.exclude(handled_at=None) if handled else every.new()
    page = Paginator(found.filter(activity__module=module) if module else found, PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": told(page),
        "modules": modules,
        "module": module,
        "handled": handled,
        "waiting": every.new().count(),
    }
    return render(request, "cms/remarks.html", context)


def chosen(request: HttpRequest, modules: Iterable[Module]) -> Module | None:
    """What is not among the choices is no choice."""
    return next((module for module in modules if str(module.key) == request.GET.get("module")), None)


def told(page: Iterable[Remark]) -> list[dict]:
    """Each with the question as it was seen, or the address of the lesson as it was."""
    every = list(page)
    numbers = [one.revision for one in every if one.revision]
    pages = dict(Revision.page_revisions.filter(pk__in=numbers).values_list("pk", "object_id"))
    # Each question once: its inputs have ids.
    shown = {one.version_id: one for one in reversed(every) if one.version}.values()
    return [
        {
            "remark": one,
            "title": title(one.version) if one.version else one.activity.title,
            "asked": queries.ask(one.version, seed="remark", language=one.language) if one in shown else None,
            "revision": [pages[one.revision], one.revision] if one.revision in pages else None,
        }
        for one in every
    ]


def _handled(request: HttpRequest, owners: frozenset[int]) -> HttpResponse:
    done = {"handled": True, "new": False}.get(request.POST.get("do", ""))
    if done is None:
        raise BadRequest("do")
    number = small_number(request.POST.get("remark", "")) or 0
    who = {"now": timezone.now(), "acting_user": request.user}
    if not set_handled(remark=number, owners=owners, handled=done, **who):
        raise Http404
    messages.success(request, sentences.DEALT_WITH if done else sentences.NEW_AGAIN)
    return redirect("remarks")
