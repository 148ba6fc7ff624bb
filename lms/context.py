"""What the frame of every page shows. All of it is worked out only when a template asks for it."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.people import access


def page_frame(request: HttpRequest) -> dict:
    asking = getattr(request, "asking", None)
    return {
        "demo": settings.DEMO,
        "asking": asking,
        "organisation": SimpleLazyObject(lambda: asking.organisation) if asking else None,
        "nav": cache(lambda: navigation(request)),
        "foot": cache(statements),
        "languages": cache(lambda: other_languages(request)),
    }


def navigation(request: HttpRequest) -> list[dict]:
    asking = getattr(request, "asking", None)
    if asking is None:
        return []
    items = [
        ("home", _("Start"), "home"),
        ("skills", _("I can"), "wall"),
        ("catalogue", _("Modules"), "book"),
    ]
    if access.coached_organisations(asking.person):
        items.append(("coaching", _("Coaching"), "coach"))
    if access.counted_organisations(asking.person):
        items.append(("overview", _("Overview"), "chart"))
    if access.owns_frameworks(asking.person):
        items.append(("accepted_certificates", _("Certificates"), "badge"))
    if access.administered_organisations(asking.person) != frozenset() or access.people_keeping_organisations(
        asking.person
    ):
        items.append(("administration", _("Administration"), "org"))
    if access.owns_frameworks(asking.person):
        items.append(("calibration", _("Questions"), "check"))
    found = [
        {
            "url": reverse(name),
            "label": label,
            "icon": icon,
            "current": whether_current(request.path, reverse(name)),
        }
        for name, label, icon in items
    ]
    if any(held.role in access.AUTHORS for held in asking.person.held):
        found.append(
            {"url": reverse("wagtailadmin_home"), "label": _("Write"), "icon": "edit", "current": ""}
        )
    return found


def statements() -> list[dict]:
    return [
        {"url": reverse("privacy"), "label": _("Privacy")},
        {"url": reverse("accessibility"), "label": _("Accessibility")},
    ]


def whether_current(path: str, address: str) -> str:
    """For aria-current: this very page, or one that belongs to it. Everything lies under the start page."""
    if path == address:
        return "page"
    return "true" if path.startswith(address) and address != reverse("home") else ""


def other_languages(request: HttpRequest) -> list[dict]:
    return [
        {
            "code": code,
            "label": label,
            "url": translate_url(request.get_full_path(), code),
            "current": code == get_language(),
        }
        for code, label in settings.LANGUAGES
    ]
