"""Everybody who works here, will, or worked here: one line per person, whatever number of jobs she had."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, TextChoices, Value
from django.db.models import When as Where
from django.utils.translation import gettext_lazy as _

from lms.people.erasure import linked
from lms.people.models import Employment, Organisation, Unit, User, current
from skills.models import JobProfile, ProfileAssignment


class When(TextChoices):
    NOW = "now", _("Works here now")
    LATER = "later", _("Comes later")
    LEFT = "left", _("Left")


def staff(organisation: Organisation, today: date) -> QuerySet[Employment]:
    """Of each person the job that tells most: one that runs, else the next, else the last."""
    order = Case(
        Where(current(today), then=Value(0)),
        Where(starts__gt=today, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    hers = organisation.employments.filter(user=OuterRef("user")).order_by(order, "-starts", "-pk")
    telling = organisation.employments.filter(pk=Subquery(hers.values("pk")[:1]))
    return telling.select_related("user", "moves_to").order_by("user__name", "user", "pk")


def chosen(
    found: QuerySet[Employment],
    today: date,
    *,
    q: str,
    unit: Unit | None,
    profile: JobProfile | None,
    when: str,
) -> QuerySet[Employment]:
    if q:
        named = Q(user__name__icontains=q) | Q(user__username__icontains=q) | Q(external_id__icontains=q)
        found = found.filter(named)
    if unit:
        found = found.filter(unit__in=Unit.objects.below(unit))
    if profile:
        found = found.filter(Exists(asking(profile)))
    if when == When.NOW:
        return found.filter(current(today))
    if when == When.LATER:
        return found.filter(starts__gt=today)
    return found.filter(ends__lt=today) if when == When.LEFT else found


def asking(profile: JobProfile) -> QuerySet[ProfileAssignment]:
    """Whose job asks it, or asked it last."""
    of_job = ProfileAssignment.objects.filter(employment=OuterRef("employment")).order_by("-starts", "-pk")
    last = ProfileAssignment.objects.filter(pk=Subquery(of_job.values("pk")[:1]), profile=profile)
    return last.filter(employment=OuterRef("pk"))


def somebody(organisation: Organisation, user_id: int) -> User | None:
    """Who has or had a job or a role here."""
    return linked(organisation).filter(pk=user_id).first()


def when_of(employment: Employment, today: date) -> When:
    if employment.starts > today:
        return When.LATER
    return When.LEFT if employment.ends and employment.ends < today else When.NOW
