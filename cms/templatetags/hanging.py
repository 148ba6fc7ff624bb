"""{% load hanging %}: what hangs on the page or question that a page of the editor is about."""

from django import template

from cms.hanging import sentences

register = template.Library()


@register.simple_tag(takes_context=True)
def what_hangs(context, thing=None) -> list[str]:
    """On `thing`, else on what Wagtail's own pages call the page (of several: one of them) or the object."""
    found = thing or context.get("page") or context.get("object")
    found = found["item"] if isinstance(found, dict) else found
    return sentences(found, context["request"].user) if hasattr(found, "translation_key") else []
