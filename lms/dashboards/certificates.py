"""Certificates for HR: those that wait, what was decided, and recording one of which HR has seen the paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lms.dashboards.forms import LineField
from lms.dashboards.looking import asks_purpose, note
from lms.people import access
from lms.people.looks import Sitting
from lms.people.middleware import Asking
from lms.people.models import Employment, Look, Organisation
from skills.certificates import actions
from skills.certificates.forms import CertificateForm
from skills.certificates.views import as_download, framework_for
from skills.models import Certificate, CertificateFile

REFUSED = 422
NEWEST = 20
FOUND = 20


class ReasonForm(forms.Form):
    reason = LineField(
        label=gettext_lazy("Why not?"),
        help_text=gettext_lazy("The person reads this sentence."),
        max_length=actions.LONGEST_REASON,
        error_messages={"required": gettext_lazy("Say in one sentence why not.")},
    )


def certifier(request: HttpRequest) -> Asking:
    if not access.certifying_organisations(request.asking.person):
        raise PermissionDenied
    return request.asking


def certificates_for(asking: Asking, rows) -> Iterator[Certificate]:
    """Those of the rows about which this person decides; never her own."""
    here = rows.at(access.certifying_organisations(asking.person), asking.today)
    for one in here.exclude(employment__user=asking.user):
        if access.may_certify(asking.person, one.employment.organisation_id, one.employment.unit_id):
            yield one


def one_for(asking: Asking, key: UUID) -> Certificate:
    found = next(certificates_for(asking, Certificate.objects.known_as(key)), None)
    if found is None:
        raise Http404
    return found


def waiting_for(asking: Asking) -> list[Certificate]:
    """The oldest first."""
    return list(certificates_for(asking, Certificate.objects.waiting().order_by("handed_in_at", "pk")))


@login_required
@asks_purpose
def certificates(request: HttpRequest) -> HttpResponse:
    asking = certifier(request)
    sent = None
    if request.method == "POST":
        found = one_for(asking, key_in(request))
        sent = ReasonForm(request.POST, auto_id=ids_of(found))
        if _decided(request, found, sent):
            return redirect(reverse("certificates") + "#main")
    waiting = waiting_for(asking)
    decided = list(islice(certificates_for(asking, Certificate.objects.decided()), NEWEST))
    context = {
        "waiting": [(one, form_of(one, sent)) for one in waiting],
        "decided": [
            (one, form_of(one, sent) if one.state == Certificate.State.CONFIRMED else None) for one in decided
        ],
        "looking": look(request, [one.employment for one in (*waiting, *decided)]),
        "asked": request.GET.get("q", "").strip()[:100],
        "staff": staff(asking, request.GET.get("q", "")),
        "today": asking.today,
    }
    return render(
        request, "dashboards/certificates/certificates.html", context, status=REFUSED if sent else 200
    )


def key_in(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("certificate", ""))
    except ValueError:
        raise Http404 from None


def ids_of(certificate: Certificate) -> str:
    """One page has many of these forms."""
    return f"c{certificate.pk}_%s"


def form_of(certificate: Certificate, sent: ReasonForm | None) -> ReasonForm:
    auto_id = ids_of(certificate)
    return sent if sent and sent.auto_id == auto_id else ReasonForm(auto_id=auto_id)


def _decided(request: HttpRequest, found: Certificate, form: ReasonForm) -> bool:
    """False when it is not said why not."""
    do = request.POST.get("do")
    if do not in ("confirm", "refuse"):
        raise BadRequest("do")
    if do == "refuse" and not form.is_valid():
        return False
    who = {"certificate": found, "now": timezone.now(), "acting_user": request.user}
    done = (
        actions.confirm(**who)
        if do == "confirm"
        else actions.refuse(reason=form.cleaned_data["reason"], **who)
    )
    name = {"name": found.employment.user.name}
    if not done:  # another was first, or she took it back
        messages.info(request, _("Somebody else already did this."))
    elif do == "confirm":
        messages.success(request, _("The certificate of %(name)s counts from now on.") % name)
    else:
        messages.success(request, _("%(name)s can read why not. The file is gone.") % name)
    return True


def staff(asking: Asking, asked: str) -> list[Employment]:
    """Whom she may record one for, found by a part of the name; nobody without one."""
    words = asked.replace("\x00", "").split()
    if not words:
        return []
    mine = access.certifying_organisations(asking.person)
    found = Employment.objects.current(asking.today).filter(organisation__in=mine).exclude(user=asking.user)
    for word in words[:5]:
        found = found.filter(user__name__icontains=word[:100])
    found = found.select_related("user", "unit", "organisation").order_by("user__name", "pk")[: 5 * FOUND]
    return [one for one in found if access.may_certify(asking.person, one.organisation_id, one.unit_id)][
        :FOUND
    ]


def look(request: HttpRequest, employments: Iterable[Employment]) -> Sitting | None:
    """Written down per organisation, for somebody may have the role in two."""
    people: dict[Organisation, set[int]] = defaultdict(set)
    for one in employments:
        people[one.organisation].add(one.user_id)
    what, role = Look.What.CERTIFICATES, access.Role.HR
    sittings = [
        note(request, people=found, organisation=organisation, what=what, role=role)
        for organisation, found in people.items()
    ]
    return sittings[0] if sittings else None


@require_safe
@login_required
@asks_purpose
def paper(request: HttpRequest, key: UUID) -> HttpResponse:
    """The file of somebody else, for who decides about it."""
    found = one_for(certifier(request), key)
    look(request, [found.employment])
    return as_download(
        CertificateFile.objects.filter(certificate=found).select_related("certificate").first()
    )


@login_required
def record(request: HttpRequest, employment: int) -> HttpResponse:
    asking = certifier(request)
    found = Employment.objects.current(asking.today).exclude(user=asking.user).filter(pk=employment)
    whose = found.select_related("user", "unit", "organisation").first()
    if whose is None or not access.may_certify(asking.person, whose.organisation_id, whose.unit_id):
        raise Http404
    framework = framework_for(whose, asking.today)
    if framework is None:
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CertificateForm(*sent, framework=framework, paper_needed=False)
    if form.is_valid() and _recorded(request, whose, form):
        return redirect("certificates")
    context = {"employment": whose, "form": form}
    status = REFUSED if form.is_bound else 200
    return render(request, "dashboards/certificates/record.html", context, status=status)


def _recorded(request: HttpRequest, employment: Employment, form: CertificateForm) -> bool:
    try:
        actions.record(
            employment=employment, now=timezone.now(), acting_user=request.user, **form.cleaned_data
        )
    except actions.Refused as refused:
        form.refuse(refused)
        return False
    name = {"name": employment.user.name}
    messages.success(request, _("The certificate of %(name)s counts from now on.") % name)
    return True
