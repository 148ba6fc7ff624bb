"""What a coach sees: who asked for something, and the skills that people share with her."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import coaching
from courses.models import Activity, HelpRequest, TaskCheck
from lms.dashboards.looking import asks_purpose, note
from lms.dashboards.queries import worth_seeing, worth_seeing_of
from lms.people import access
from lms.people.looks import Sitting
from lms.people.middleware import Asking
from lms.people.models import Employment, Look, Organisation
from skills import contradictions, validating
from skills.queries import Measured, profile_of


def coach_of(request: HttpRequest) -> Asking:
    if not access.coached_organisations(request.asking.person):
        raise PermissionDenied
    return request.asking


def requests_for(asking: Asking) -> list[HelpRequest]:
    """Open requests of the people whom this coach has, the oldest first."""
    waiting = HelpRequest.objects.open().filter(
        employment__in=Employment.objects.current(asking.today),
        employment__organisation__in=access.coached_organisations(asking.person),
    )
    waiting = waiting.exclude(employment__user=asking.user)
    found = waiting.select_related(
        "employment__user", "employment__unit", "employment__organisation", "activity__module"
    )
    return [
        one
        for one in found
        if access.may_coach(asking.person, one.employment.organisation_id, one.employment.unit_id)
    ]


def shared_with(asking: Asking) -> list[Employment]:
    """Who shares with this coach, as long as she works there and the coach has her unit."""
    shared = Employment.objects.current(asking.today).filter(shares__coach=asking.user, shares__ends=None)
    found = shared.select_related("user", "unit", "organisation").order_by("user__name", "pk")
    return [one for one in found if access.may_coach(asking.person, one.organisation_id, one.unit_id)]


def look(request: HttpRequest, what: Look.What, employments: Iterable[Employment]) -> Sitting | None:
    """Written down per organisation, for some coach in two. With nobody to look at it is not asked why."""
    by_organisation: dict[Organisation, list[int]] = defaultdict(list)
    for one in employments:
        by_organisation[one.organisation].append(one.user_id)
    sittings = [
        note(request, people=people, organisation=organisation, what=what, role=access.Role.COACH)
        for organisation, people in by_organisation.items()
    ]
    return sittings[0] if sittings else None


@login_required
@asks_purpose
def overview(request: HttpRequest) -> HttpResponse:
    asking = coach_of(request)
    if request.method == "POST":
        _close(request, asking)
        return redirect("coaching")
    requests, people = requests_for(asking), shared_with(asking)
    doubtful = worth_seeing(one.pk for one in people)
    sitting = look(request, Look.What.REQUESTS, [one.employment for one in requests])
    context = {
        "requests": requests,
        "people": [(one, doubtful.get(one.pk, [])) for one in people],
        "looking": look(request, Look.What.SHARED, people) or sitting,
    }
    return render(request, "dashboards/coaching/overview.html", context)


def _close(request: HttpRequest, asking: Asking) -> None:
    asked = next((one for one in requests_for(asking) if str(one.pk) == request.POST.get("request")), None)
    if asked is None:  # another coach was first, or she took it back
        messages.info(request, _("Somebody else already did this."))
        return
    now, name = timezone.now(), asked.employment.user.name
    if request.POST.get("outcome") == "works" and asked.kind == HelpRequest.Kind.CHECK:
        coaching.check_task(
            employment=asked.employment,
            activity=asked.activity,
            seen_on=asking.today,
            now=now,
            acting_user=asking.user,
        )
        messages.success(request, _("You saw the task of %(name)s.") % {"name": name})
    else:
        coaching.close_request(request=asked, now=now, acting_user=asking.user)
        messages.success(request, _("The question of %(name)s is closed.") % {"name": name})


@login_required
@asks_purpose
def person(request: HttpRequest, employment: int) -> HttpResponse:
    """What somebody shares: her states and levels as she sees them, and her tasks; never her answers."""
    asking = coach_of(request)
    found = next((one for one in shared_with(asking) if one.pk == employment), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        (_answer if "contradiction" in request.POST else _tick)(request, asking, found)
        return redirect("coached", found.pk)
    profile = profile_of(found, asking.today)
    standings = [one for one in Measured(found.user, profile, asking.today).standings if one.gap]
    context = {
        "looking": look(request, Look.What.SHARED, [found]),
        "employment": found,
        "contradictions": found.contradictions.open().select_related("competence"),
        "levels": validating.LEVELS,
        "profile": profile,
        "doubtful": worth_seeing_of(standings),
        "standings": standings,
        "tasks": tasks_of(found),
    }
    return render(request, "dashboards/coaching/person.html", context)


def tasks_of(employment: Employment) -> QuerySet[Activity]:
    """The tasks that somebody met, with whether she says she did them, and who saw it."""
    seen = TaskCheck.objects.standing().filter(user=employment.user_id).select_related("checked_by")
    ticks = employment.user.task_ticks.all()
    met = Q(module__enrolments__user=employment.user_id) | Q(help_requests__employment=employment)
    tasks = Activity.objects.live().filter(met, kind=Activity.Kind.TASK).distinct()
    return (
        tasks.annotate(
            done=Count("completions", filter=Q(completions__user=employment.user_id), distinct=True)
        )
        .select_related("module")
        .prefetch_related(
            Prefetch("checks", seen, to_attr="seen"), Prefetch("ticks", ticks, to_attr="ticked")
        )
        .order_by("module_id", "position")
    )


def _answer(request: HttpRequest, asking: Asking, employment: Employment) -> None:
    """What the coach saw, after the person said that her state is not right. Nobody else was first, or it is said."""
    which, level = request.POST.get("contradiction", ""), request.POST.get("level", "")
    if level not in map(str, validating.LEVELS):
        messages.warning(request, _("Choose the level that you saw."))
        return
    waiting = employment.contradictions.open().select_related("employment__user", "employment__organisation")
    found = next((one for one in waiting if str(one.pk) == which), None)
    if found and contradictions.answer(
        contradiction=found, level=int(level), now=timezone.now(), acting_user=asking.user
    ):
        messages.success(request, _("Your answer counts from now on."))
    else:  # another coach was first, or she took it back
        messages.info(request, _("Somebody else already did this."))


def _tick(request: HttpRequest, asking: Asking, employment: Employment) -> None:
    try:
        key = uuid.UUID(request.POST.get("task", ""))
    except ValueError:
        raise BadRequest("task") from None
    task = tasks_of(employment).filter(key=key).first()
    if task is None:
        raise Http404
    now = timezone.now()
    if request.POST.get("outcome") == "works":
        coaching.check_task(
            employment=employment,
            activity=task,
            seen_on=asking.today,
            now=now,
            acting_user=asking.user,
        )
        return
    for check in task.seen:
        if check.checked_by == asking.user:
            coaching.take_back_check(check=check, now=now, acting_user=asking.user)
