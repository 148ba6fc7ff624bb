"""{% load signing_in %}: what the pages about signing in write in words that people know."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from lms.accounts import devices
from lms.accounts.card_forms import CodeForm
from lms.accounts.models import IdentityProvider

register = template.Library()


@register.filter
def device(user_agent: str) -> str:
    found = devices.device(user_agent)
    if found.browser and found.system:
        return _("%(browser)s on %(system)s") % {"browser": found.browser, "system": found.system}
    return found.browser or found.system or _("An unknown browser")


@register.simple_tag
def some_organisation_signs_in() -> bool:
    return IdentityProvider.objects.open().exists()


@register.simple_tag
def card_form() -> CodeForm:
    return CodeForm()


@register.filter
def in_fours(secret: str) -> str:
    """Nobody types 32 signs in one go."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
