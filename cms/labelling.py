"""A second eye: another author says at which level a question is, and only then reads the first label."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from cms.models import AuthoredQuestion
from cms.permissions import writing_for
from cms.viewsets import allowed_questions
from courses.actions import Refused
from courses.calibration.actions import title
from courses.labelling import actions, queries
from courses.models import Answer, Question, QuestionVersion
from courses.queries import Asked, ask
from courses.questions.base import DONT_KNOW
from courses.sentences import refused
from lms.people import access
from lms.people.models import User
from lms.templatetags.ui import level_word
from skills.models import Competence

PER_PAGE = 50
REFUSED = 422


def saves() -> QuerySet[Revision]:
    return Revision.objects.filter(base_content_type=ContentType.objects.get_for_model(AuthoredQuestion))


def written_by(user: User) -> set[uuid.UUID]:
    """Keys of the questions that she saved at least once: she knows their label."""
    saved = saves().filter(user=user).values_list("object_id", flat=True)
    numbers = [int(pk) for pk in saved.distinct().order_by()]
    return set(
        allowed_questions(user, "view").filter(pk__in=numbers).values_list("translation_key", flat=True)
    )


def writers_of(question: Question, user: User) -> frozenset[int]:
    editions = (
        allowed_questions(user, "view").filter(translation_key=question.key).values_list("pk", flat=True)
    )
    saved = saves().filter(object_id__in=[str(pk) for pk in editions]).exclude(user=None)
    wrote = set(saved.values_list("user", flat=True))
    return frozenset(wrote | actions.publishers(question))


class CompetenceField(forms.ModelChoiceField):
    def label_from_instance(self, competence: Competence) -> str:
        return f"{competence.code} {competence.short_name}"


class LabelForm(forms.Form):
    competence = CompetenceField(
        Competence.objects.none(), label=_("Which skill does it ask?"), empty_label=_("Choose a skill")
    )
    level = forms.TypedChoiceField(
        label=_("At which level?"),
        help_text=_(
            "Of people who just work at this level, about half know the answer. "
            "Of people who are well in it, two in three."
        ),
        coerce=int,
        choices=[],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("What do you want to say with it?"),
        help_text=_("The author reads this."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args, version: QuestionVersion, **more) -> None:
        super().__init__(*args, **more)
        there = Competence.objects.filter(framework=version.competence.framework_id)
        self.fields["competence"].queryset = there
        self.fields["level"].choices = [(level, f"{level} · {level_word(level)}") for level in range(1, 9)]
        self.initial["version"] = version.pk


@login_required
def second_eye(request: HttpRequest) -> HttpResponse:
    """What waits for her, and where she and somebody else do not agree."""
    organisations = writing_for(request)
    wrote = written_by(request.user)
    waiting = queries.waiting(organisations, request.user).exclude(key__in=wrote)
    differing = queries.of(organisations).differing()
    labelled, published = queries.labelled_by(request.user), queries.published_by(request.user)
    concerned = differing.filter(Q(labelled) | Q(published) | Q(key__in=wrote))
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, title(one.current)) for one in page],
        "differing": [(one, title(one.current)) for one in concerned],
    }
    return render(request, "cms/second_eye.html", context)


@login_required
def label_question(request: HttpRequest, question: uuid.UUID) -> HttpResponse:
    found = queries.of(writing_for(request)).filter(key=question).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        return _label(request, found)
    return _page(request, found, LabelForm(version=found.current))


def _label(request: HttpRequest, found: Question) -> HttpResponse:
    form = LabelForm(request.POST, version=found.current)
    if not form.is_valid():
        return _page(request, found, form)
    said = form.cleaned_data
    version = found.versions.filter(pk=said["version"]).first()
    if version is None:
        raise Http404
    try:
        actions.label(
            version=version,
            competence=said["competence"],
            level=said["level"],
            remark=said["remark"],
            authors=writers_of(found, request.user),
            now=timezone.now(),
            acting_user=request.user,
        )
    except Refused as why:
        messages.warning(request, refused(why.code))
    else:
        messages.success(request, _("Thank you. Here is what both of you said."))
    return redirect("label_question", found.key)


def _page(request: HttpRequest, found: Question, form: LabelForm) -> HttpResponse:
    labels = queries.labels_of(found)
    hers = any(one.by_id == request.user.pk for one in labels)
    person = request.asking.person
    waits = not hers and access.may_label(person, found.organisation_id, writers_of(found, request.user))
    context = {
        "question": found,
        "title": title(found.current),
        "asked": with_key(found.current),
        "form": form if waits else None,
        "labels": [] if waits else labels,
        "differs": found.labels == 1 and any(one.differs for one in labels),
    }
    return render(request, "cms/label_question.html", context, status=REFUSED if form.errors else 200)


def with_key(version: QuestionVersion) -> Asked:
    """As a learner sees it who said "I don't know": with the right answer, and why."""
    answer = Answer(version=version, response={DONT_KNOW: True})
    return ask(version, seed="label", language=get_language(), answer=answer)
