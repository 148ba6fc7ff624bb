"""What an organisation says itself about privacy and accessibility, beside the text that stands for everybody."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from cms.forms import AuthoredPageForm
from cms.models.pages import InSection


class StatementForm(AuthoredPageForm):
    """A section has one page of each kind: with two, which one counts would be a guess."""

    def clean(self):
        data = super().clean()
        kind = data.get("kind")
        others = StatementPage.objects.child_of(self.parent_page).exclude(pk=self.instance.pk)
        if kind and others.filter(kind=kind).exists():
            self.add_error(
                "kind", ValidationError(_("There is already a page about this. Change that one instead."))
            )
        return data


class StatementPage(InSection, Page):
    class Kind(models.TextChoices):
        PRIVACY = "privacy", _("Privacy")
        ACCESSIBILITY = "accessibility", _("Accessibility")

    base_form_class = StatementForm

    kind = models.CharField(_("about"), max_length=20, choices=Kind)
    contact = RichTextField(
        _("contact"),
        features=["bold", "link", "ul"],
        help_text=_("Whom people ask or tell about this: a name, a mail address, a phone number."),
    )
    body = RichTextField(
        _("text"),
        features=["h2", "h3", "bold", "italic", "ol", "ul", "link"],
        blank=True,
        help_text=_("Leave this empty to keep the text of Bouwsteen, which is brought up to date with it."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("contact"),
        FieldPanel("body"),
    ]
    override_translatable_fields = [SynchronizedField("kind", overridable=False)]
    parent_page_types = ["cms.SectionPage"]
    subpage_types: list = []

    class Meta:
        verbose_name = _("page about privacy or accessibility")
