"""The page on which the administrator gives the organisation a logo, or takes it away."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from lms.dashboards.administration import administered, shown
from lms.dashboards.forms import ActionForm
from lms.people.logo import MAX_BYTES, change_logo, remove_logo, too_big
from lms.people.models import Organisation
from lms.uploads import AtMost

ROOM = 64 * 1024  # for the rest of the form


class LogoForm(ActionForm):
    file = forms.FileField(
        label=_("Picture"),
        help_text=_("A PNG, JPEG or WebP of at most 1 MB. We make it at most 400 points wide and 160 high."),
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/png,image/jpeg,image/webp", "class": "input"}
        ),
        allow_empty_file=True,  # its own sentence says more
        error_messages={"required": _("Choose a file first.")},
    )

    def act(self, **said) -> None:
        change_logo(**said)


@csrf_exempt  # only until the limit on what comes in is set; the view itself is protected
@login_required
def logo(request: HttpRequest, organisation: str) -> HttpResponse:
    about = administered(request.asking, organisation)
    if request.method == "POST":
        request.upload_handlers.insert(0, AtMost(request, MAX_BYTES + ROOM))
    return _logo(request, about)


@csrf_protect
def _logo(request: HttpRequest, about: Organisation) -> HttpResponse:
    do = request.POST.get("do")
    if do == "remove":
        remove_logo(organisation=about, acting_user=request.user)
        return _saved(request, about)
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm()
    if form.is_bound and form.done(request.user, organisation=about):
        return _saved(request, about)
    if getattr(request, "too_big", False):
        form.errors.clear()
        form.add_error("file", too_big())
    return shown(request, "logo", about, {"form": form})


def _saved(request: HttpRequest, about: Organisation) -> HttpResponse:
    messages.success(request, _now("Saved."))
    return redirect(reverse("logo", args=[about.slug]) + "#main")
