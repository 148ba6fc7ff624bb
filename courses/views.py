"""The learner's own pages: home, answering, tests and their results. Views ask and render; actions decide."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from courses import (
    actions,
    coaching,
    progress,
    queries,
    recommend,
    scoring,
    sentences,
)
from courses.check_ups import queries as check_ups
from courses.models import Activity, Attempt, HelpRequest, QuestionVersion, TaskCheck
from courses.questions import kind
from courses.questions.base import HINT, BadAnswer, Unanswered, Unfinished
from lms.accounts.limits import limited
from lms.people import sharing
from lms.people.middleware import Asking
from lms.people.models import Correction, Employment, Organisation, User
from skills import evidence
from skills.models import Certificate
from skills.queries import Measured, profile_of

NEWS = timedelta(days=14)  # so long an answer of HR is told on the start page
MOST_NEWS = 3
OURS = {"csrfmiddlewaretoken", "version", "turn", "place", "asked"}


def posted(request: HttpRequest) -> dict[str, list[str]]:
    return {name: values for name, values in request.POST.lists() if name not in OURS}


def number(request: HttpRequest, name: str) -> int:
    """A number that our own form sent; 400 for anything else."""
    found = small_number(request.POST.get(name, ""))
    if found is None:
        raise BadRequest(name)
    return found


def small_number(text: str) -> int | None:
    """Anyone can write anything in a form or an address."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def learning_under(asking: Asking, activity: Activity) -> Organisation:
    """The employer under whom this is learned: the owner of the module if she works there, else where she works."""
    employers = [employment.organisation for employment in asking.employments]
    own = [employer for employer in employers if employer.pk == activity.organisation_id]
    if not employers:
        raise Http404
    return (own or employers)[0]


@login_required
def home(request: HttpRequest) -> HttpResponse:
    asking: Asking = request.asking
    since = timezone.now() - NEWS
    news = Correction.objects.news(asking.user, since), Certificate.objects.news(asking.user, since)
    beside = check_ups.at_the_start(asking, *news)
    measured = Measured(asking.user, beside.profile, asking.today, beside.framework)
    modules = list(queries.open_modules(asking).prefetch_related(queries.AIMS))
    gaps = [standing.gap for standing in measured.standings if standing.gap]
    step = recommend.next_step(queries.offers(modules), gaps, measured.core)
    by_key = {str(module.key): module for module in modules}
    known = any(standing.known for standing in measured.standings)
    wishes = queries.wishes(asking, modules, beside.asked if beside.has_bank else None)
    check_up_first = bool(beside.running) or (beside.has_bank and not known)
    if wishes:
        check_up_first = bool(wishes[0].check_up)
    context = {
        "beside": beside,
        "check_up_first": check_up_first,
        "wishes": wishes,
        "profile": beside.profile,
        "seen": measured.seen_since(since)[:MOST_NEWS],
        "wrong": measured.wrong_since(since)[:MOST_NEWS],
        "standings": measured.standings,
        "gaps": gaps,
        "step": step,
        "module": by_key[step.module] if step else None,
        "competence": next(
            (one for one in measured.competences if step and one.code == step.competence), None
        ),
        "running": [
            m
            for m in modules
            if m.started and not (m.finished or m.asked) and (check_up_first or str(m.key) != step.module)
        ],
    }
    return render(request, "courses/home.html", context)


@login_required
@require_POST
def answer(request: HttpRequest, activity: uuid.UUID, question: uuid.UUID) -> HttpResponse:
    """An answer to a try-out in a lesson."""
    asking: Asking = request.asking
    place = queries.open_activity(asking, activity)
    if place.kind == Activity.Kind.TEST:
        raise Http404
    version = queries.placed_version(place, question, number(request, "version"))
    turn = number(request, "turn")
    language = get_language()

    def once_more(status: int, response: dict, error: str = "") -> HttpResponse:
        seed = actions.seed_in_lesson(asking.user.pk, version, turn)
        asked = queries.ask(version, seed=seed, language=language, turn=turn, response=response, error=error)
        return render(request, "courses/question.html", {"activity": place, "asked": asked}, status=status)

    now = timezone.now()

    def attempt() -> Attempt:
        return actions.open_attempt(
            user=asking.user,
            activity=place,
            organisation=learning_under(asking, place),
            now=now,
            acting_user=asking.user,
        )

    try:
        response = kind(version.type).read(version.body, posted(request))
        actions.answer(
            attempt=attempt(),
            version=version,
            turn=turn,
            response=response,
            language=language,
            now=now,
            acting_user=asking.user,
        )
    except Unfinished as unfinished:
        if unfinished.response.get(HINT):
            note_hint(request, attempt(), version, turn)
        return once_more(200, unfinished.response)
    except Unanswered as missing:
        return once_more(422, missing.response, missing.code)
    except BadAnswer as bad:
        return once_more(400, {}, bad.code)
    except actions.Refused as refused:
        messages.warning(request, sentences.refused(refused.code))
    return redirect(f"{reverse('activity', args=[activity])}#q-{question}")


def note_hint(request: HttpRequest, attempt: Attempt, version: QuestionVersion, turn: int) -> None:
    """Who asks for it once more, after her answer, sees it; there is nothing left to say so."""
    with suppress(actions.Refused):
        actions.note_hint(attempt=attempt, version=version, turn=turn, acting_user=request.user)


@login_required
@require_POST
def done(request: HttpRequest, activity: uuid.UUID) -> HttpResponse:
    """A lesson or a task is done; on to the next step."""
    asking: Asking = request.asking
    place = queries.open_activity(asking, activity)
    if place.kind == Activity.Kind.TEST:
        raise Http404
    now = timezone.now()
    who = {"user": asking.user, "acting_user": asking.user}
    employer = learning_under(asking, place)
    enrolment = actions.enrol(module=place.module, organisation=employer, now=now, **who)
    if place.kind == Activity.Kind.TASK:
        steps = [step for text in request.POST.getlist("step") if (step := small_number(text)) is not None]
        coaching.keep_ticks(activity=place, organisation=employer, steps=steps, now=now, **who)
        if "keep" in request.POST:
            messages.success(request, sentences.TICKS_KEPT)
            return redirect("activity", place.key)
    actions.complete(activity=place, enrolment=enrolment, now=now, **who)
    steps = queries.as_steps(queries.steps_of(place.module, asking.user.pk))
    following = progress.next_step(steps, str(place.key))
    return redirect("activity", following.key if following else place.module.key)


@login_required
@require_POST
def start_test(request: HttpRequest, activity: uuid.UUID) -> HttpResponse:
    asking: Asking = request.asking
    place = queries.open_activity(asking, activity)
    if place.kind != Activity.Kind.TEST:
        raise Http404
    try:
        attempt = actions.open_attempt(
            user=asking.user,
            activity=place,
            organisation=learning_under(asking, place),
            now=timezone.now(),
            acting_user=asking.user,
        )
    except actions.Refused as refused:
        messages.warning(request, sentences.refused(refused.code))
        return redirect("activity", place.key)
    return redirect("attempt", attempt.key)


@login_required
def attempt(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One question a screen: the first without an answer, or with ?after=N the feedback on question N."""
    sitting = queries.sitting(request.asking, key, get_language())
    if request.method == "POST":
        return _answer_test(request, sitting)
    after = small_number(request.GET.get("after", ""))
    if after and after <= len(sitting.versions):
        asked = sitting.question(after)
        if asked.answer:
            return _test_page(request, sitting, after, asked)
    if sitting.waiting is None:
        return redirect("result", key)
    return _test_page(request, sitting, sitting.waiting, sitting.question(sitting.waiting))


def _test_page(
    request: HttpRequest, sitting: queries.Sitting, place: int, asked: queries.Asked, status: int = 200
) -> HttpResponse:
    context = {
        "attempt": sitting.attempt,
        "asked": asked,
        "place": place,
        "total": len(sitting.versions),
        "answered": len(sitting.answers),
        "last": sitting.waiting is None,
    }
    return render(request, "courses/test.html", context, status=status)


def _answer_test(request: HttpRequest, sitting: queries.Sitting) -> HttpResponse:
    place = number(request, "place")
    if not 1 <= place <= len(sitting.versions):
        raise Http404
    version, key = sitting.versions[place - 1], sitting.attempt.key
    now, who = timezone.now(), request.asking.user
    if version.pk not in sitting.answers:
        try:
            response = kind(version.type).read(version.body, posted(request))
            actions.answer(
                attempt=sitting.attempt,
                version=version,
                turn=1,
                response=response,
                language=get_language(),
                now=now,
                acting_user=who,
            )
        except Unfinished as unfinished:
            if unfinished.response.get(HINT):
                note_hint(request, sitting.attempt, version, turn=1)
            return _test_page(request, sitting, place, sitting.question(place, response=unfinished.response))
        except Unanswered as missing:
            asked = sitting.question(place, response=missing.response, error=missing.code)
            return _test_page(request, sitting, place, asked, status=422)
        except BadAnswer as bad:
            asked = sitting.question(place, error=bad.code)
            return _test_page(request, sitting, place, asked, status=400)
    fresh = queries.Sitting(sitting.attempt, sitting.language)
    if fresh.waiting is None:
        actions.finish_test(attempt=fresh.attempt, now=now, acting_user=who)
    return redirect(f"{reverse('attempt', args=[key])}?after={place}")


@login_required
def result(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What the test came to, and which levels moved because of it."""
    asking: Asking = request.asking
    sitting = queries.sitting(asking, key, get_language())
    if sitting.waiting is not None:
        return redirect("attempt", key)
    if sitting.attempt.finished_at is None:
        actions.finish_test(attempt=sitting.attempt, now=timezone.now(), acting_user=asking.user)
    measured = Measured(asking.user, profile_of(asking.employment, asking.today), asking.today)
    context = {
        "attempt": sitting.attempt,
        "result": sitting.result,
        "wrong": sitting.wrong,
        "retry_after": scoring.RETRY_AFTER,
        "moved": moves(measured, sitting),
        "missed": [
            (place, sitting.question(place))
            for place, version in enumerate(sitting.versions, start=1)
            if not (sitting.answers[version.pk].right or version.is_wrong)
        ],
        "following": progress.next_step(
            queries.as_steps(queries.steps_of(sitting.attempt.activity.module, asking.user.pk)),
            str(sitting.attempt.activity.key),
        ),
    }
    return render(request, "courses/result.html", context)


def moves(measured: Measured, sitting: queries.Sitting) -> list[tuple]:
    """(before, now) of each competence that the test asked about: with and without its answers."""
    keys = {str(answer.evidence_key) for answer in sitting.answers.values()}
    asked = {version.competence.code for version in sitting.versions}
    without: list[evidence.Evidence] = [row for row in measured.log if row.key not in keys]
    before = {standing.competence.code: standing for standing in measured.standings_with(without)}
    return [(before[s.competence.code], s) for s in measured.standings if s.competence.code in asked]


@login_required
@limited("help")
def my_coach(request: HttpRequest) -> HttpResponse:
    """Ask for help, have a task looked at, and choose whether a coach sees one's skills."""
    asking: Asking = request.asking
    if asking.employment is None:
        raise Http404
    about = _about(request, asking)
    coaches = sharing.coaches_of(asking.employment, asking.today)
    if request.method == "POST":
        _ACTS.get(request.POST.get("do", ""), _nothing)(request, asking.employment, about, coaches)
        return redirect("my_coach")
    shared = asking.employment.shares.running().select_related("coach")
    context = {
        "about": about,
        "may_check": about is not None and about.kind == Activity.Kind.TASK,
        "coaches": [(coach, any(share.coach == coach for share in shared)) for coach in coaches],
        "former": [share.coach for share in shared if share.coach not in coaches],
        "asked": asking.employment.help_requests.open().select_related("activity__module"),
        "checks": TaskCheck.objects.standing()
        .filter(user=asking.user)
        .select_related("activity__module", "checked_by")
        .order_by("-at"),
        "longest": coaching.LONGEST_MESSAGE,
    }
    return render(request, "courses/my_coach.html", context)


def _about(request: HttpRequest, asking: Asking) -> Activity | None:
    key = request.POST.get("about") or request.GET.get("about")
    if not key:
        return None
    try:
        return queries.open_activity(asking, uuid.UUID(key))
    except ValueError:
        raise Http404 from None


def _ask(request: HttpRequest, employment: Employment, about: Activity | None, coaches: list[User]) -> None:
    wants_check = request.POST.get("kind") == HelpRequest.Kind.CHECK
    is_task = about is not None and about.kind == Activity.Kind.TASK
    coaching.ask_coach(
        employment=employment,
        activity=about,
        kind=HelpRequest.Kind.CHECK if wants_check and is_task else HelpRequest.Kind.HELP,
        message=request.POST.get("message", "").replace("\x00", "").strip()[: coaching.LONGEST_MESSAGE],
        now=timezone.now(),
        acting_user=request.user,
    )
    messages.success(request, sentences.ASKED if coaches else sentences.ASKED_NOBODY)


def _take_back(request: HttpRequest, employment: Employment, _about, _coaches: list[User]) -> None:
    mine = (
        employment.help_requests.open().filter(pk=small_number(request.POST.get("request", "")) or 0).first()
    )
    if mine is None:
        raise Http404
    coaching.close_request(request=mine, now=timezone.now(), acting_user=request.user)
    messages.success(request, sentences.TAKEN_BACK)


def _share(request: HttpRequest, employment: Employment, _about, coaches: list[User]) -> None:
    coach = _chosen_coach(request, coaches)
    sharing.share_with_coach(
        employment=employment,
        coach=coach,
        now=timezone.now(),
        today=request.asking.today,
        acting_user=request.user,
    )
    messages.success(request, sentences.shared_with(coach.name))


def _unshare(request: HttpRequest, employment: Employment, _about, coaches: list[User]) -> None:
    former = [share.coach for share in employment.shares.running().select_related("coach")]
    coach = _chosen_coach(request, [*coaches, *former])
    sharing.stop_sharing(employment=employment, coach=coach, now=timezone.now(), acting_user=request.user)
    messages.success(request, sentences.not_shared_with(coach.name))


def _chosen_coach(request: HttpRequest, coaches: list[User]) -> User:
    wanted = small_number(request.POST.get("coach", ""))
    found = next((coach for coach in coaches if coach.pk == wanted), None)
    if found is None:
        raise Http404
    return found


def _nothing(*_what) -> None:
    raise BadRequest("do")


_ACTS = {"ask": _ask, "take_back": _take_back, "share": _share, "unshare": _unshare}
