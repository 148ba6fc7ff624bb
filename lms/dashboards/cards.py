"""The page on which HR and the administrator make cards for people without e-mail, and take them back."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lms.accounts.cards import MOST_AT_ONCE, MadeAlready, make_cards, revoke_cards
from lms.accounts.limits import limited
from lms.accounts.models import Card
from lms.dashboards.forms import NOT_IN_LIST, ActionForm, LineField, UnitField
from lms.dashboards.frame import frame
from lms.dashboards.looking import asks_purpose, note
from lms.dashboards.printing import printed
from lms.dashboards.queries import unit_paths
from lms.people import access
from lms.people.middleware import Asking
from lms.people.models import Employment, Look, Organisation, Unit

PER_PAGE = 50
REFUSED = 422


def place(asking: Asking, slug: str) -> tuple[Organisation, access.Role]:
    """Where she makes cards, and as what. Who may not does not learn whether it is there."""
    found = Organisation.objects.with_staff().filter(slug=slug).first()
    role = access.card_making_role(asking.person, found.pk) if found else None
    if found is None or role is None:
        raise Http404
    return found, role


class ChoiceForm(forms.Form):
    """Whom the list shows."""

    q = LineField(label=_("Name"), max_length=150, required=False)
    unit = UnitField(label=_("Unit"))
    without = forms.BooleanField(label=_("Only people who have no card yet"), required=False)

    def __init__(self, *args, units, **more) -> None:
        super().__init__(*args, **more)
        self.fields["unit"].offer(units, _("All units"))


class CardsForm(ActionForm):
    """The people ticked; `batch` is new on every page, so that a form that is sent twice makes cards once."""

    batch = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": _("Open this page again.")})
    people = forms.TypedMultipleChoiceField(coerce=int, required=False, error_messages=NOT_IN_LIST)
    everybody = forms.BooleanField(required=False)

    def __init__(self, *args, offered: list[Employment], **more) -> None:
        super().__init__(*args, **more)
        self.fields["people"].choices = [(job.user_id, job.user.name) for job in offered]

    def clean(self) -> dict:
        """Who is on the list, its other pages too, when that was ticked."""
        said = super().clean()
        if said.get("everybody"):
            said["people"] = [pk for pk, _name in self.fields["people"].choices]
        if len(said.get("people", ())) > MOST_AT_ONCE:
            raise ValidationError(_("At most %(most)s cards in one go.") % {"most": MOST_AT_ONCE})
        if not self.errors and not said["people"]:
            self.add_error("people", _("Tick at least one person."))
        return said

    def act(self, *, do: str, batch, everybody: bool, **said) -> None:
        if do == "revoke":
            self.revoked = revoke_cards(**said)
            return
        try:
            self.made = make_cards(batch=batch, **said)
        except MadeAlready as twice:
            text = _(
                "These cards were made already. Did you not get the paper? Open this page, make them again."
            )
            raise ValidationError(text) from twice


@login_required
@limited("cards")
@asks_purpose
def cards(request: HttpRequest, organisation: str) -> HttpResponse:
    about, role = place(request.asking, organisation)
    units = list(unit_paths(about.units.all()))
    choice = ChoiceForm(request.GET or None, units=[(unit, path) for unit, path in units if not unit.ends])
    listed = staff(request.asking, about, choice)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    jobs = list(page)
    offered = list(listed[: MOST_AT_ONCE + 1]) if request.POST.get("everybody") else jobs
    looking = note(
        request,
        people={job.user_id for job in [*jobs, *offered]},
        organisation=about,
        what=Look.What.CARDS,
        role=role,
    )
    do = request.POST.get("do")
    form = CardsForm(request.POST if do in {"make", "revoke"} else None, offered=offered)
    if form.is_bound and form.done(request.user, do=do, organisation=about, now=timezone.now()):
        if do == "make":
            return printed(request, about, form.made)
        messages.success(request, revoked(form.revoked))
        return redirect(f"{reverse('cards', args=[organisation])}#main")
    has = {card.user_id: card for card in Card.objects.of(about, [job.user_id for job in jobs])}
    paths = {unit.pk: path for unit, path in units}
    ticked = set(request.POST.getlist("people"))
    context = frame(request, about, "cards") | {
        "choice": choice,
        "looking": looking,
        "form": form,
        "batch": uuid4(),
        "most": MOST_AT_ONCE,
        "page": page,
        "rows": [
            {
                "job": job,
                "unit": paths[job.unit_id],
                "card": has.get(job.user_id),
                "ticked": str(job.user_id) in ticked,
            }
            for job in jobs
        ],
    }
    refused = bool(form.errors or choice.errors)
    return render(request, "dashboards/cards.html", context, status=REFUSED if refused else 200)


def revoked(count: int) -> str:
    return ngettext("%(count)s card no longer works.", "%(count)s cards no longer work.", count) % {
        "count": count
    }


def staff(asking: Asking, about: Organisation, choice: ChoiceForm):
    """Who works there today, once each, in order of name."""
    here = about.employments.current(asking.today).filter(user__is_active=True)
    if choice.is_bound and choice.is_valid():
        here = here.filter(user__name__icontains=choice.cleaned_data["q"])
        if unit := choice.cleaned_data["unit"]:
            here = here.filter(unit__in=Unit.objects.below(unit))
        if choice.cleaned_data["without"]:
            here = here.exclude(user__in=Card.objects.live().filter(organisation=about).values("user"))
    elif choice.is_bound:
        here = here.none()
    return here.select_related("user").order_by("user__name", "pk")
