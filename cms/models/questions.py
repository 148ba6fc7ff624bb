"""A question as a trainer writes it: a draft, a preview, a workflow and translations; publishing makes a version."""

from __future__ import annotations

import html
import uuid
from pathlib import PurePath

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.forms import RadioSelect
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.blocks import Blocks, QuestionBlocks
from cms.forms import AuthoredQuestionForm
from cms.models.media import Picture
from cms.models.pages import LEVELS, PhoneFirst
from cms.panels import (
    CopiedFrom,
    LevelIsOneLabel,
    QuestionsAlike,
    UsedIn,
    WhatAnswersTell,
    WhatOthersSaid,
    Withdrawing,
)
from courses.models import Question
from courses.templatetags.questions import plain_markdown
from lms.people.models import Organisation
from skills.models import Competence

FIRST_WORDS = 90  # characters
SAME_OR_ANOTHER = [
    (False, _("The same question: only better words. What was measured of it still counts for new answers.")),
    (True, _("Another question: it is easier, harder, or asks something else. It is measured anew.")),
]


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CHANGED = "changed", _("Published, with changes")

    @classmethod
    def of(cls, thing: DraftStateMixin) -> State:
        if not thing.live:
            return cls.DRAFT
        return cls.CHANGED if thing.has_unpublished_changes else cls.PUBLISHED

    @property
    def fields(self) -> dict[str, bool]:
        """What `of` looks at, for a query."""
        if self is State.DRAFT:
            return {"live": False}
        return {"live": True, "has_unpublished_changes": self is State.CHANGED}


class AuthoredQuestionQuerySet(models.QuerySet["AuthoredQuestion"]):
    def published(self) -> AuthoredQuestionQuerySet:
        """What learners can get, of whomever it is."""
        return self.filter(live=True)

    def known_as(self, key: uuid.UUID) -> AuthoredQuestionQuerySet:
        return self.filter(translation_key=key)


class AuthoredQuestion(
    PhoneFirst,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    name = models.SlugField(_("name"), max_length=120, help_text=_("Short, such as sms-about-a-parcel."))
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+", verbose_name=_("competence"))
    level = models.PositiveSmallIntegerField(_("level"), validators=LEVELS)
    in_check_up = models.BooleanField(
        _("may be asked in the check-up"),
        default=False,
        help_text=_("Only a question that stands alone: nobody needs a lesson to understand it."),
    )
    moves_fast = models.BooleanField(
        _("is about something that changes fast"),
        default=False,
        help_text=_("Such as AI. Then an answer counts half after one year, and not after two."),
    )
    content = Blocks(QuestionBlocks(), min_num=1, max_num=1, verbose_name=_("question"))
    another_question = models.BooleanField(
        _("is it still the same question?"),
        null=True,
        blank=True,
        choices=SAME_OR_ANOTHER,
        help_text=_("Choose when you publish a change. What people answered before stays as it is."),
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="authored_question",
        for_concrete_model=False,
    )
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="authored_question")

    objects = AuthoredQuestionQuerySet.as_manager()

    base_form_class = AuthoredQuestionForm
    panels = [
        CopiedFrom(),
        UsedIn(),
        FieldPanel("organisation"),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("competence"), FieldPanel("level")]),
        LevelIsOneLabel(),
        WhatOthersSaid(),
        WhatAnswersTell(),
        QuestionsAlike(),
        FieldPanel("in_check_up"),
        FieldPanel("moves_fast"),
        FieldPanel("content"),
        FieldPanel("another_question", widget=RadioSelect),
        Withdrawing(),
    ]
    override_translatable_fields = [
        SynchronizedField("organisation", overridable=False),
        SynchronizedField("name", overridable=False),
        SynchronizedField("competence", overridable=False),
        SynchronizedField("level", overridable=False),
        SynchronizedField("in_check_up", overridable=False),
        SynchronizedField("moves_fast", overridable=False),
        SynchronizedField("another_question", overridable=False),
        TranslatableField("content"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("content"),
        index.AutocompleteField("content"),
        index.FilterField("organisation"),
        index.FilterField("competence"),
        index.FilterField("level"),
        index.FilterField("locale"),
        index.FilterField("live"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "locale", "name"], name="question_name_once")
        ]

    def __str__(self) -> str:
        return self.first_words or self.name

    @property
    def revisions(self):
        return self._revisions

    @property
    def type(self) -> str:
        return self._written.get("type", "")

    @property
    def state(self) -> State:
        return State.of(self)

    @property
    def is_reviewed(self) -> bool:
        """Whether a second person labelled the level; nobody labels what was never published."""
        return Question.objects.filter(key=self.translation_key).reviewed().exists()

    @property
    def first_words(self) -> str:
        """Without its Markdown, for a list."""
        prompt = self._written.get("value", {}).get("prompt") or ""
        words = html.unescape(strip_tags(plain_markdown(prompt))).split()
        return Truncator(" ".join(words)).chars(FIRST_WORDS)

    @property
    def _written(self) -> dict:
        """As it is stored: a list of questions would else ask for the pictures of each."""
        return self.content.raw_data[0] if self.content else {}

    @property
    def pictures(self) -> dict[str, Picture]:
        """The pictures in the question, by the name of their file."""
        used = [
            (model, pk) for model, pk, *_path in self.content.stream_block.extract_references(self.content)
        ]
        found = Picture.objects.filter(pk__in=[pk for model, pk in used if model is Picture])
        return {PurePath(picture.file.name).name: picture for picture in found}

    def get_preview_template(self, request, mode_name: str) -> str:
        return "cms/question_preview.html"

    def get_preview_context(self, request, mode_name: str) -> dict:
        from cms.trying import tried

        return {
            **super().get_preview_context(request, mode_name),
            **tried(self, getattr(request, "tried", {})),
        }
