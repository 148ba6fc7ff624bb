"""Another competence or level for several questions at once: first what would change, then changing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cms.labelling import CompetenceField
from cms.models import AuthoredQuestion
from cms.models.questions import State
from cms.permissions import writing_for
from cms.viewsets import QUESTIONS, allowed_questions
from courses.views import small_number
from lms.people.models import User
from lms.templatetags.ui import level_word
from skills.models import Competence

MOST = 100  # at one time
REFUSED = 422

WHAT = {  # what happens in one of its languages; the first that fits is told
    State.PUBLISHED: _(
        "A new version is published now. It counts as another question, and is measured anew."
    ),
    State.CHANGED: _(
        "It has changes that are not published. This is one of them: publish them when they are ready."
    ),
    State.DRAFT: _("It stays a draft."),
}
STAYS = _("Nothing changes.")
LOCKED = _("Somebody locked it. It stays as it is.")


class ChangeForm(forms.Form):
    competence = CompetenceField(
        Competence.objects.none(), label=_("Skill"), required=False, empty_label=_("Stays as it is")
    )
    level = forms.TypedChoiceField(label=_("Level"), required=False, coerce=int, empty_value=None)
    looked_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, ticked: Sequence[AuthoredQuestion], **more) -> None:
        super().__init__(*args, **more)
        frameworks = {one.competence.framework_id for one in ticked}
        self.fields["competence"].queryset = Competence.objects.filter(framework__in=frameworks)
        levels = [(level, f"{level} · {level_word(level)}") for level in range(1, 9)]
        self.fields["level"].choices = [("", _("Stays as it is")), *levels]
        self.ticked = ticked

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("competence") and not data.get("level"):
            raise forms.ValidationError(_("Choose another skill, another level, or both."))
        return data

    @property
    def shown(self) -> str:
        """What the list below the form is about."""
        data = self.cleaned_data
        numbers = sorted(one.pk for one in self.ticked)
        return f"{data['competence'].pk if data['competence'] else ''}/{data['level'] or ''}/{numbers}"

    @property
    def was_looked_at(self) -> bool:
        return self.cleaned_data["looked_at"] == self.shown


@dataclass(frozen=True)
class Row:
    question: AuthoredQuestion
    before: str
    after: str
    states: frozenset[State]  # of its languages

    @property
    def changes(self) -> bool:
        return self.before != self.after and not self.question.locked

    @property
    def what(self) -> str:
        if self.question.locked:
            return str(LOCKED)
        return str(next(WHAT[state] for state in WHAT if state in self.states) if self.changes else STAYS)


def rows_of(
    ticked: Iterable[AuthoredQuestion], competence: Competence | None, level: int | None, user: User
) -> list[Row]:
    found = list(ticked)
    states = states_of(found, user)
    return [
        Row(
            one,
            said(one.competence, one.level),
            said(competence or one.competence, level or one.level),
            states[one.translation_key],
        )
        for one in found
    ]


def editions_of(keys: Iterable[UUID], user: User) -> QuerySet[AuthoredQuestion]:
    return allowed_questions(user, "change").filter(translation_key__in=keys)


def states_of(ticked: Iterable[AuthoredQuestion], user: User) -> dict[UUID, frozenset[State]]:
    editions = editions_of([one.translation_key for one in ticked], user)
    found: dict[UUID, frozenset[State]] = defaultdict(frozenset)
    for edition in editions.only("translation_key", "live", "has_unpublished_changes"):
        found[edition.translation_key] |= {edition.state}
    return found


def said(competence: Competence, level: int) -> str:
    return f"{competence.code} {competence.short_name} · {level}"


@login_required
def change_questions(request: HttpRequest) -> HttpResponse:
    writing_for(request)
    ticked = questions_named(request)
    form = ChangeForm(request.POST or None, ticked=ticked)
    do = request.POST.get("do", "")
    if request.method == "POST" and do not in ("look", "change"):
        raise BadRequest("do")
    if not ticked or not form.is_bound or not form.is_valid():
        return _page(request, form)
    if do == "look" or not form.was_looked_at:
        return _page(
            request,
            form,
            rows_of(ticked, form.cleaned_data["competence"], form.cleaned_data["level"], request.user),
        )
    count = change(
        questions=ticked,
        competence=form.cleaned_data["competence"],
        level=form.cleaned_data["level"],
        acting_user=request.user,
    )
    done = ngettext("%(number)s question was changed.", "%(number)s questions were changed.", count)
    messages.success(request, done % {"number": count})
    return redirect(f"{QUESTIONS}:list")


def questions_named(request: HttpRequest) -> list[AuthoredQuestion]:
    """Those with the numbers in the address or the form; 404 when one of them is not hers to change."""
    sent = request.POST if request.method == "POST" else request.GET
    numbers = {small_number(text) for text in sent.getlist("id")}
    mine = allowed_questions(request.user, "change").select_related("competence", "organisation")
    found = list(mine.filter(pk__in=numbers - {None}))
    if len(found) != len(numbers) or len(found) > MOST:
        raise Http404
    return found


def _page(request: HttpRequest, form: ChangeForm, rows: list[Row] | None = None) -> HttpResponse:
    context = {
        "form": form,
        "ticked": form.ticked,
        "rows": rows,
        "changing": sum(row.changes for row in rows or ()),
        "looked_at": form.shown if rows else "",
    }
    return render(request, "cms/change_questions.html", context, status=REFUSED if form.errors else 200)


@transaction.atomic
def change(
    *,
    questions: Iterable[AuthoredQuestion],
    competence: Competence | None,
    level: int | None,
    acting_user: User,
) -> int:
    """In every language; how many questions changed. What was published, and nothing else is waiting, is published."""
    changing = [
        row.question.translation_key
        for row in rows_of(questions, competence, level, acting_user)
        if row.changes
    ]
    for edition in editions_of(changing, acting_user).select_related("competence", "locale"):
        _change(edition, competence or edition.competence, level or edition.level, acting_user)
    return len(changing)


def _change(edition: AuthoredQuestion, competence: Competence, level: int, acting_user: User) -> None:
    state = edition.state
    newest = edition.get_latest_revision_as_object()
    newest.competence, newest.level = competence, level
    if state is State.DRAFT:
        newest.save()
    revision = newest.save_revision(user=acting_user)
    if state is State.PUBLISHED:
        revision.publish(user=acting_user)
