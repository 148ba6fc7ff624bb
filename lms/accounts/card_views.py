"""Signing in with a card: first its code, then the PIN. And saying that people share this device.

The code goes in the body of a form only. The square on a card has it behind the # of the address, which browsers keep
to themselves.
"""

from __future__ import annotations

from logging import WARNING

from allauth.core.internal import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lms.accounts import card_sessions, cards, shared_device
from lms.accounts.card_forms import WRONG, ChoosePinForm, CodeForm, PinForm
from lms.accounts.models import Card
from lms.lines import happened
from lms.people import access

APP = "allauth.account"  # whose settings have the rates
REFUSED = 422


@sensitive_post_parameters("code", "pin", "again")
@never_cache
def card(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return shown(request, "there")
    if request.method != "POST":
        return shown(request, "code", CodeForm())
    if not ratelimit.consume(request, app=APP, action="card_code"):
        return ratelimit.respond_429(request)
    code = CodeForm(request.POST)
    if not code.is_valid():
        return shown(request, "code", code)
    found = Card.objects.with_code(code.cleaned_data["code"], timezone.localdate())
    first_time = found is not None and not found.pin
    if "pin" not in request.POST:
        kind = ChoosePinForm if first_time else PinForm
        return shown(request, "pin", kind(initial=code.cleaned_data), first_time=first_time)
    return begin(request, found) if first_time else come_back(request, found)


def begin(request: HttpRequest, found: Card) -> HttpResponse:
    """The first use. Of a form that is sent twice, the second finds the PIN that the first chose."""
    form = ChoosePinForm(request.POST)
    if not form.is_valid():
        return shown(request, "pin", form, first_time=True)
    pin = form.cleaned_data["pin"]
    if not cards.choose_pin(card=found, pin=pin, now=timezone.now(), acting_user=found.user):
        return redirect("card")
    return entered(request, found)


def come_back(request: HttpRequest, found: Card | None) -> HttpResponse:
    form = PinForm(request.POST)
    if not form.is_valid():
        return shown(request, "pin", form)
    usage = ratelimit.consume(request, app=APP, action="card_failed", key=form.cleaned_data["code"])
    if usage is None:
        return ratelimit.respond_429(request)
    if not cards.opens(card=found, pin=form.cleaned_data["pin"], now=timezone.now()):
        happened("card_failed", WARNING, card=found and found.pk)
        form.add_error(None, WRONG)
        return shown(request, "pin", form)
    usage.rollback()  # only wrong tries count: a town hall has one address for everybody
    return entered(request, found)


def entered(request: HttpRequest, found: Card) -> HttpResponse:
    card_sessions.enter(request, found)
    return redirect("home")


def shown(request: HttpRequest, step: str, form: forms.Form | None = None, **more) -> HttpResponse:
    status = REFUSED if form is not None and form.errors else 200
    response = render(request, f"account/card_{step}.html", {"form": form} | more, status=status)
    if request.is_shared_device:
        shared_device.share(response)
    return response


@login_required
@never_cache
def share_device(request: HttpRequest) -> HttpResponse:
    if not access.makes_cards(request.asking.person):
        raise PermissionDenied
    do = request.POST.get("do")
    if do not in {"share", "keep"}:
        return render(request, "account/share_device.html")
    response = redirect("share_device")
    request.is_shared_device = do == "share"
    if request.is_shared_device:
        shared_device.share(response)
        messages.success(request, _("This device is shared now. Sign out, and it is ready for the next one."))
    else:
        shared_device.share_no_more(response)
        request.session.pop(shared_device.SEEN, None)
        messages.success(request, _("This device is not shared any more."))
    return response
