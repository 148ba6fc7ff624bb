"""What an organisation says itself about privacy and accessibility, beside the text that stands for everybody."""

from __future__ import annotations

from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from cms.forms import AuthoredPageForm
from cms.models.pages import InSection

NOT_AN_ADDRESS = _("Enter a mail address, such as dpo@town.be, or the address of a page: https://…")


def mail_or_web_address(value: str) -> None:
    """It becomes a link, and no other kind of address may be one."""
    validate = URLValidator(schemes=["http", "https"]) if "/" in value else validate_email
    try:
        validate(value)
    except ValidationError:
        raise ValidationError(NOT_AN_ADDRESS) from None


class StatementForm(AuthoredPageForm):
    """A section has one page of each kind: with two, which one counts would be a guess."""

    def clean(self):
        data = super().clean()
        self.check_kind(data.get("kind"))
        if not self.is_deferred_validation:
            self.check_officer(data)
        return data

    def check_kind(self, kind: str) -> None:
        others = StatementPage.objects.child_of(self.parent_page).exclude(pk=self.instance.pk)
        if kind and others.filter(kind=kind).exists():
            self.add_error(
                "kind", ValidationError(_("There is already a page about this. Change that one instead."))
            )

    def check_officer(self, data: dict) -> None:
        name, address = data.get("officer"), data.get("officer_address")
        if (name or address) and data.get("kind") != StatementPage.Kind.PRIVACY:
            self.add_error("officer", _("Only the page about privacy names a data protection officer."))
        elif name and not address and "officer_address" not in self.errors:
            self.add_error("officer_address", _("Say too how people reach the data protection officer."))
        elif address and not name:
            self.add_error("officer", _("Say too who this is: a name or a service."))


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
    officer = models.CharField(
        _("data protection officer"),
        max_length=200,
        blank=True,
        help_text=_("Only on the page about privacy: who watches over personal data in your organisation."),
    )
    officer_address = models.CharField(
        _("how to reach the data protection officer"),
        max_length=254,
        blank=True,
        validators=[mail_or_web_address],
        help_text=_("A mail address, or the address of a page with a form."),
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
        FieldPanel("officer"),
        FieldPanel("officer_address"),
        FieldPanel("body"),
    ]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in ("kind", "officer", "officer_address")
    ]
    parent_page_types = ["cms.SectionPage"]
    subpage_types: list = []

    class Meta:
        verbose_name = _("page about privacy or accessibility")

    @property
    def officer_link(self) -> str:
        address = self.officer_address
        is_page = address.lower().startswith(("https://", "http://"))
        return address if is_page else f"mailto:{quote(address, safe='@')}"
