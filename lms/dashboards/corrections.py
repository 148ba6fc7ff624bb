"""What people say is not right about their name, unit or job: saying it, and answering it."""

from __future__ import annotations

from collections import defaultdict

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lms.accounts.limits import limited
from lms.dashboards.forms import LineField
from lms.dashboards.frame import frame
from lms.dashboards.looking import asks_purpose, note
from lms.people import access, correcting
from lms.people.middleware import Asking
from lms.people.models import Correction, Employment, Look
from skills.queries import profile_of

REFUSED = 422
NEWEST = 20
CHOOSE = {"required": _("Choose one."), "invalid_choice": _("Choose one from the list.")}


class AskForm(forms.Form):
    employment = forms.TypedChoiceField(label=_("Where?"), error_messages=CHOOSE)
    fact = forms.ChoiceField(
        label=_("What is not right?"),
        choices=Correction.Fact.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    sentence = LineField(
        label=_("What should it be?"),
        help_text=_("One sentence is enough. For example: “Since May I work at the swimming pool.”"),
        max_length=correcting.LONGEST,
    )

    def __init__(self, *args, employments: list[Employment], **more) -> None:
        super().__init__(*args, **more)
        self.by_pk = {str(one.pk): one for one in employments}
        self.fields["employment"].choices = [
            (pk, f"{one.organisation} · {one.unit}") for pk, one in self.by_pk.items()
        ]
        if len(self.by_pk) == 1:
            self.fields["employment"].widget = forms.HiddenInput()
            self.initial["employment"] = next(iter(self.by_pk))


class NameForm(forms.Form):
    name = LineField(label=_("Your name"), max_length=150)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if not any(sign.isalpha() for sign in name):
            raise forms.ValidationError(_("A name needs at least one letter."))
        return name


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What did you do?"),
        choices=[
            (Correction.Outcome.MENDED, _("I mended it.")),
            (Correction.Outcome.KEPT, _("It stays as it is.")),
        ],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    answer = LineField(
        label=_("What do you want to say?"),
        help_text=_("The person reads this sentence. If it stays as it is, say why."),
        max_length=correcting.LONGEST,
        required=False,
    )

    def clean(self) -> dict:
        said = super().clean()
        if (
            said.get("outcome") == Correction.Outcome.KEPT
            and "answer" not in self.errors
            and not said["answer"]
        ):
            self.add_error("answer", _("Say in one sentence why it stays as it is."))
        return said


# --- who says it ------------------------------------------------------------------------------------------------------


@login_required
@limited("help")
def mine(request: HttpRequest) -> HttpResponse:
    """What HR keeps about the person who asks, and saying that it is not right. Who works nowhere names herself."""
    asking: Asking = request.asking
    do = request.POST.get("do")
    if request.method == "POST" and do not in ("ask", "take_back", "name"):
        raise BadRequest("do")
    if do == "take_back":
        return _take_back(request)
    ask = AskForm(request.POST if do == "ask" else None, employments=asking.employments)
    naming = NameForm(request.POST if do == "name" else None, initial={"name": request.user.name})
    may_change_name = access.may_change_own_name(asking.person)
    if may_change_name and naming.is_valid():
        return _named(request, naming.cleaned_data["name"])
    if ask.is_valid():
        return _asked(request, ask)
    context = {
        "facts": [(one, profile_of(one, asking.today)) for one in asking.employments],
        "ask": ask if asking.employments else None,
        "naming": naming if may_change_name else None,
        "said": Correction.objects.of_person(request.user),
    }
    return render(request, "dashboards/corrections/mine.html", context, status=REFUSED if do else 200)


def _named(request: HttpRequest, name: str) -> HttpResponse:
    correcting.change_own_name(
        user=request.user,
        name=name,
        organisations={grant.organisation for grant in request.asking.held},
        acting_user=request.user,
    )
    messages.success(request, _now("Saved."))
    return redirect("not_right")


def _asked(request: HttpRequest, ask: AskForm) -> HttpResponse:
    said = ask.cleaned_data
    correcting.ask_correction(
        employment=ask.by_pk[said["employment"]],
        fact=Correction.Fact(said["fact"]),
        sentence=said["sentence"],
        now=timezone.now(),
        acting_user=request.user,
    )
    messages.success(request, _now("HR can read it now. You find the answer here."))
    return redirect("not_right")


def _take_back(request: HttpRequest) -> HttpResponse:
    hers = Correction.objects.of_person(request.user).open()
    found = next((one for one in hers if str(one.pk) == request.POST.get("correction")), None)
    now = timezone.now()
    if found and correcting.take_back_correction(correction=found, now=now, acting_user=request.user):
        messages.success(request, _now("You took it back."))
    else:
        messages.info(request, _now("This was answered already."))
    return redirect("not_right")


# --- who answers it ---------------------------------------------------------------------------------------------------


@login_required
@asks_purpose
def answering(request: HttpRequest) -> HttpResponse:
    """What people of the own organisation say, the oldest first, and what was answered last."""
    asking: Asking = request.asking
    organisations = access.correcting_organisations(asking.person)
    if not organisations:
        raise PermissionDenied
    here = Correction.objects.at(organisations, asking.today).exclude(employment__user=asking.user)
    waiting, answered = list(here.open().order_by("made_at", "pk")), here.answered().order_by("-answered_at")
    sent = None
    if request.method == "POST":
        which = request.POST.get("correction", "")
        found = next((one for one in waiting if str(one.pk) == which), None)
        if found is None:  # another was first, or she took it back
            return _somebody_else(request, here, which)
        sent = AnswerForm(request.POST, auto_id=ids_of(found))
        if sent.is_valid():
            return _answered(request, found, sent.cleaned_data)
    context = {
        "waiting": [
            (one, sent if sent and str(one.pk) == which else AnswerForm(auto_id=ids_of(one)))
            for one in waiting
        ],
        "answered": answered[:NEWEST],
        "looking": _look(request, [*waiting, *answered[:NEWEST]]),
    }
    if len(organisations) == 1:  # of several there is no one organisation whose pages are beside this one
        about = next(one.organisation for one in asking.held if one.organisation_id in organisations)
        context |= frame(request, about, "corrections")
    return render(request, "dashboards/corrections/answering.html", context, status=REFUSED if sent else 200)


def ids_of(correction: Correction) -> str:
    """One page has many of these forms."""
    return f"c{correction.pk}_%s"


def _answered(request: HttpRequest, found: Correction, said: dict) -> HttpResponse:
    done = correcting.answer_correction(
        correction=found,
        outcome=Correction.Outcome(said["outcome"]),
        answer=said["answer"],
        now=timezone.now(),
        acting_user=request.user,
    )
    name = found.employment.user.name
    if done:
        messages.success(request, _now("%(name)s can read your answer now.") % {"name": name})
    else:
        messages.info(request, _now("Somebody else already did this."))
    return redirect(reverse("corrections") + "#main")


def _somebody_else(request: HttpRequest, here, which: str) -> HttpResponse:
    """Somebody else's is not found; what is gone from the list was done by another."""
    if not any(str(pk) == which for pk in here.values_list("pk", flat=True)):
        raise Http404
    messages.info(request, _now("Somebody else already did this."))
    return redirect("corrections")


def _look(request: HttpRequest, shown: list[Correction]):
    """Written down per organisation, for somebody may have the role in two."""
    people = defaultdict(set)
    for one in shown:
        people[one.employment.organisation].add(one.employment.user_id)
    sittings = [
        note(
            request,
            people=found,
            organisation=organisation,
            what=Look.What.CORRECTION,
            role=access.correcting_role(request.asking.person, organisation.pk),
        )
        for organisation, found in people.items()
    ]
    return sittings[0] if sittings else None
