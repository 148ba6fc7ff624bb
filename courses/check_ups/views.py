"""The check-up as people meet it: what it is, one question a screen, a pause, and what is known then."""

from __future__ import annotations

import uuid
from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from courses import queries, recommend, sentences
from courses.actions import Refused
from courses.check_ups import actions
from courses.check_ups import queries as check_ups
from courses.models import Asked, CheckUp
from courses.questions import kind
from courses.questions.base import HINT, BadAnswer, Unanswered, Unfinished
from courses.views import number, posted, small_number
from lms.people import openness
from lms.people.access import Visibility
from lms.people.middleware import Asking
from lms.people.openness import What
from lms.people.sentences import SEEN, who_sees
from skills.adaptive import Mode
from skills.gaps import State
from skills.queries import Measured, has_own_estimate, profile_of

SAYS = [str(level) for level, _words in sentences.OWN_ESTIMATES]
TOLD = (What.ANSWERS, What.LEVELS, What.STATES, What.COUNTS)  # before the first question


@login_required
def about(request: HttpRequest) -> HttpResponse:
    """What it is and who sees what of it; here one begins, goes on, or finds what came out."""
    asking: Asking = request.asking
    if asking.employment is None:
        raise Http404
    if request.method == "POST":
        return _start(request, asking)
    organisation = asking.employment.organisation
    mine = list(check_ups.of(asking).filter(organisation=organisation)[:2])
    running = next((one for one in mine if one.finished_at is None), None)
    context = {
        "running": running,
        "finished": next((one for one in mine if one.finished_at), None),
        "offers": [] if running else check_ups.offers(_measured(asking), organisation),
        "organisation_name": organisation.name,
        **_who_sees(organisation),
    }
    return render(request, "courses/check_up/about.html", context)


def _measured(asking: Asking) -> Measured:
    return Measured(asking.user, profile_of(asking.employment, asking.today), asking.today)


def _who_sees(organisation) -> dict:
    visibility, smallest = Visibility(organisation.visibility), organisation.smallest_group
    return {
        "lines": [(SEEN[what], who_sees(what, visibility)) for what in TOLD],
        "smallest": smallest if openness.hides_small_groups(visibility, smallest) else 0,
    }


def _start(request: HttpRequest, asking: Asking) -> HttpResponse:
    mode, measured = request.POST.get("mode", ""), _measured(asking)
    if mode not in [one.value for one in check_ups.OFFERED] or measured.framework is None:
        raise BadRequest("mode")
    check_up = actions.start(
        user=asking.user,
        organisation=asking.employment.organisation,
        framework=measured.framework,
        mode=Mode(mode),
        now=timezone.now(),
        acting_user=asking.user,
    )
    if has_own_estimate(asking.user, measured.framework):
        return _on(request, check_up)
    return redirect("check_up_yourself", check_up.key)


@login_required
def yourself(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What she thinks herself, area by area, before the first question. It can be skipped."""
    check_up = check_ups.check_up(request.asking, key)
    if check_up.finished_at or check_up.asked.exists():
        return redirect("check_up_question", key)
    measured = _measured(request.asking)
    if request.method == "POST":
        codes = [one.area.code for one in measured.areas]
        said = {code: request.POST.get(f"area-{code}", "") for code in codes}
        if any(level and level not in SAYS for level in said.values()):
            raise BadRequest("area")
        levels = {code: float(level) for code, level in said.items() if level}
        if levels and "skip" not in request.POST:
            with suppress(Refused):  # the questions began in another window meanwhile
                actions.say_own_estimates(
                    check_up=check_up, levels=levels, now=timezone.now(), acting_user=request.user
                )
        return _on(request, check_up)
    return render(request, "courses/check_up/yourself.html", {"check_up": check_up, "areas": measured.areas})


@login_required
@require_POST
def go_on(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """On after a pause; or, when she says so, to the result with what is known."""
    check_up = check_ups.check_up(request.asking, key)
    if "end" in request.POST:
        actions.finish(check_up=check_up, now=timezone.now(), acting_user=request.user)
    return _on(request, check_up)


def _on(request: HttpRequest, check_up: CheckUp) -> HttpResponse:
    now, who = timezone.now(), request.user
    if not check_up.finished_at and actions.go_on(check_up=check_up, now=now, acting_user=who) is None:
        actions.finish(check_up=check_up, now=now, acting_user=who)
    return redirect("check_up_result" if check_up.finished_at else "check_up_question", check_up.key)


# --- one question a screen --------------------------------------------------------------------------------------------


@login_required
def question(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The question that waits. After the last one of a sitting there is a pause."""
    check_up = check_ups.check_up(request.asking, key)
    if request.method == "POST":
        return _answer(request, check_up)
    if check_up.finished_at:
        return redirect("check_up_result", key)
    asked = check_ups.waiting(check_up)
    if asked is None:
        return redirect("check_up_back" if check_up.answered else "check_up_yourself", key)
    return _page(request, asked)


def _page(
    request: HttpRequest, asked: Asked, status: int = 200, *, response: dict | None = None, error: str = ""
) -> HttpResponse:
    context = {
        "check_up": asked.check_up,
        "step": asked,
        "place": check_ups.place(asked),
        "asked": check_ups.shown(asked, get_language(), response=response, error=error),
    }
    return render(request, "courses/check_up/question.html", context, status=status)


def _answer(request: HttpRequest, check_up: CheckUp) -> HttpResponse:
    asked = check_ups.step(check_up, number(request, "asked"))
    if asked is None:
        raise Http404
    now, who = timezone.now(), request.user
    try:
        if asked.answered_at is None:
            response = kind(asked.version.type).read(asked.version.body, posted(request))
            actions.answer(asked=asked, response=response, language=get_language(), now=now, acting_user=who)
        actions.finish_when_done(check_up=check_up, now=now, acting_user=who)
    except Unfinished as unfinished:
        if unfinished.response.get(HINT):
            actions.note_hint(asked=asked, acting_user=who)
        return _page(request, asked, response=unfinished.response)
    except Unanswered as missing:
        return _page(request, asked, 422, response=missing.response, error=missing.code)
    except BadAnswer as bad:
        return _page(request, asked, 400, error=bad.code)
    except Refused as refused:
        messages.warning(request, sentences.refused(refused.code))
    return redirect("check_up_question", check_up.key)


# --- afterwards -------------------------------------------------------------------------------------------------------


@login_required
def back(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The questions of a sitting with their answers, and thanks. ?sitting=1 for an earlier one."""
    check_up = check_ups.check_up(request.asking, key)
    wanted = small_number(request.GET.get("sitting", ""))
    answered = check_ups.sitting(check_up, wanted)
    if not answered:
        return redirect("check_up")
    this = answered[0].sitting
    context = {
        "check_up": check_up,
        "this": this,
        "looked_at": [(one, check_ups.shown(one, get_language())) for one in answered],
        "right": sum(one.right for one in answered),
        "waits": not check_up.finished_at,
    }
    return render(request, "courses/check_up/back.html", context)


@login_required
def result(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What is sure now and what is not, and the three best next steps."""
    asking: Asking = request.asking
    check_up = check_ups.check_up(asking, key)
    if check_up.finished_at is None:
        return redirect("check_up_question", key)
    measured = _measured(asking)
    asked = [standing for standing in measured.standings if standing.gap]
    states = {state.value: [one for one in asked if one.gap.state is state] for state in State}
    context = {
        "check_up": check_up,
        "states": states,
        "counts": {state: len(found) for state, found in states.items()},
        "asked": asked,
        "areas": measured.areas,
        "is_look": check_up.mode == Mode.LOOK.value,
        "steps": next_steps(asking, measured),
    }
    return render(request, "courses/check_up/result.html", context)


def next_steps(asking: Asking, measured: Measured) -> list[tuple]:
    """(step, module, competence or None) of each."""
    modules = list(queries.open_modules(asking).prefetch_related(queries.AIMS))
    by_key = {str(module.key): module for module in modules}
    competences = {one.code: one for one in measured.competences}
    gaps = [standing.gap for standing in measured.standings if standing.gap]
    steps = recommend.next_steps(queries.offers(modules), gaps, measured.core)
    return [(step, by_key[step.module], competences.get(step.competence)) for step in steps]
