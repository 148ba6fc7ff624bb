"""Words that a lesson explains: what somebody reads when she taps on one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.forms import TermForm
from lms.people.models import Organisation


class TermQuerySet(models.QuerySet):
    def for_authors_of(self, organisation: Organisation) -> TermQuerySet:
        """What they may choose from: their own and the shared words."""
        return self.filter(Q(organisation=organisation) | Q(organisation__kind=Organisation.Kind.SHARED))


class Term(TranslatableMixin, index.Indexed, models.Model):
    """One word in one language. Those of the shared catalogue are for everybody to choose."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    word = models.CharField(
        _("word"), max_length=60, help_text=_("As it stands in lessons: phishing, or two-step sign-in.")
    )
    explanation = models.TextField(
        _("explanation"), max_length=300, help_text=_("One or two short sentences, without other hard words.")
    )

    objects = TermQuerySet.as_manager()

    base_form_class = TermForm
    panels = [FieldPanel("organisation"), FieldPanel("word"), FieldPanel("explanation")]
    override_translatable_fields = [
        SynchronizedField("organisation", overridable=False),
        TranslatableField("word"),
        TranslatableField("explanation"),
    ]
    search_fields = [
        index.SearchField("word"),
        index.AutocompleteField("word"),
        index.SearchField("explanation"),
        index.FilterField("organisation"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("word of the glossary")
        verbose_name_plural = _("words of the glossary")
        ordering = ["word"]
        constraints = [models.UniqueConstraint(fields=["organisation", "locale", "word"], name="word_once")]

    def __str__(self) -> str:
        return self.word
