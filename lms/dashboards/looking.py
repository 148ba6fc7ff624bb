"""Why somebody looks, asked before the first record opens; and who looked, for the person whose record it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from lms.people import access, looks
from lms.people.models import Look, Organisation
from lms.templatetags.ui import role_word

PER_PAGE = 50
REFUSED = 422


class NoPurpose(Exception):
    """A record was about to open, and it is not said yet why."""


def asks_purpose(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page waits until it is said why somebody looks. The view decides first whether she may, and what is shown."""

    @wraps(view)
    def ask_first(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NoPurpose:
            back = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('purpose')}?{back}")

    return ask_first


def note(
    request: HttpRequest,
    *,
    people: Iterable[int],
    organisation: Organisation,
    what: Look.What,
    role: access.Role,
) -> looks.Sitting:
    """A look at these people (ids of users), written down before the page is shown."""
    sitting = sitting_of(request)
    looks.note(
        people=people,
        organisation=organisation,
        what=what,
        role=role,
        sitting=sitting,
        now=timezone.now(),
        acting_user=request.user,
    )
    return sitting


def sitting_of(request: HttpRequest) -> looks.Sitting:
    found = looks.sitting(request.session, timezone.now())
    if found is None:
        raise NoPurpose
    return found


class PurposeForm(forms.Form):
    purpose = forms.TypedChoiceField(
        label=_("Why do you look?"),
        choices=Look.Purpose.choices,
        coerce=Look.Purpose,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the four."),
            "invalid_choice": _("Choose one of the four."),
        },
    )
    said = forms.CharField(
        label=_("Something else? Say it in one sentence."),
        help_text=_("The people whom you look at read this sentence."),
        max_length=200,
        required=False,
    )

    def clean(self) -> dict:
        said = super().clean()
        other = said.get("purpose") == Look.Purpose.OTHER
        if other and not said.get("said") and "said" not in self.errors:
            self.add_error(
                "said", _("Say in one sentence why you look. For example: “I prepare the talk on Monday.”")
            )
        return said if other else said | {"said": ""}


@login_required
def purpose(request: HttpRequest) -> HttpResponse:
    """Asked once per sitting; it can be changed at any time, and then another sitting begins."""
    if not access.may_look_at_people(request.asking.person):
        raise PermissionDenied
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("home")
    now = timezone.now()
    sitting = looks.sitting(request.session, now)
    initial = {"purpose": sitting.purpose, "said": sitting.said} if sitting else {}
    form = PurposeForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        looks.begin(request.session, now=now, **form.cleaned_data)
        return redirect(back)
    context = {"form": form, "back": back if sitting else "", "hours": looks.LONGEST_SITTING.seconds // 3600}
    return render(request, "dashboards/purpose.html", context, status=REFUSED if form.is_bound else 200)


@login_required
def my_looks(request: HttpRequest) -> HttpResponse:
    """Who looked at what is known of the person who asks."""
    page = Paginator(Look.objects.at_person(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {"look": one, "role": role_word(one.role), "why": looks.why(one.purpose, one.said)} for one in page
    ]
    return render(request, "dashboards/my_looks.html", {"page": page, "rows": rows})
