"""My certificates: handing one in, what became of it, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.accounts.limits import limited
from lms.people.middleware import Asking
from skills.certificates import actions, forms
from skills.certificates.files import ENDINGS
from skills.models import Certificate, CertificateFile, Framework
from skills.queries import newest_framework, profile_of

REFUSED = 422


def framework_for(employment, today) -> Framework | None:
    profile = profile_of(employment, today)
    return profile.framework if profile else newest_framework()


@login_required
@limited("help")
def mine(request: HttpRequest) -> HttpResponse:
    asking: Asking = request.asking
    hers = Certificate.objects.of_person(request.user)
    if "take_back" in request.POST:
        return _take_back(request, hers)
    form = _form(request, asking)
    if form and form.is_valid() and _handed_in(request, asking, form):
        return redirect("my_certificates")
    for one in hers:
        one.is_over = one.has_ended(asking.today)
    if any(one.decided_at and not one.read_at for one in hers):
        actions.read_decisions(person=request.user, now=timezone.now(), acting_user=request.user)
    context = {"certificates": hers, "form": form, "today": asking.today, "kept": actions.KEPT.days // 30}
    status = REFUSED if form and form.is_bound else 200
    return render(request, "skills/certificates/mine.html", context, status=status)


def _form(request: HttpRequest, asking: Asking) -> forms.CertificateForm | None:
    """None for who works nowhere, and where nothing is on the list."""
    framework = framework_for(asking.employment, asking.today) if asking.employment else None
    if framework is None or not framework.accepted_certificates.live().exists():
        return None
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return forms.CertificateForm(*sent, framework=framework)


def _handed_in(request: HttpRequest, asking: Asking, form: forms.CertificateForm) -> bool:
    try:
        actions.hand_in(
            employment=asking.employment, now=timezone.now(), acting_user=request.user, **form.cleaned_data
        )
    except actions.Refused as refused:
        form.refuse(refused)
        return False
    messages.success(request, _("Your certificate is handed in. It counts once HR has looked at it."))
    return True


def _take_back(request: HttpRequest, hers) -> HttpResponse:
    found = next((one for one in hers if str(one.key) == request.POST["take_back"]), None)
    if found is None:
        raise Http404
    if actions.withdraw(certificate=found, now=timezone.now(), acting_user=request.user):
        messages.success(request, _("You took it back. It no longer counts, and the file is gone."))
    return redirect("my_certificates")


@require_safe
@login_required
def my_paper(request: HttpRequest, key: UUID) -> HttpResponse:
    found = CertificateFile.objects.filter(certificate__key=key, certificate__employment__user=request.user)
    return as_download(found.select_related("certificate").first())


def as_download(paper: CertificateFile | None) -> HttpResponse:
    """Saved, never shown: what a file from outside does stays out of our pages. Its name is ours."""
    if paper is None:
        raise Http404
    response = HttpResponse(bytes(paper.content), content_type=paper.type)
    name = f"certificate-{str(paper.certificate.key)[:8]}.{ENDINGS[paper.type]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cache-Control"] = "no-store, private"
    return response
