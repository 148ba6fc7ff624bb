"""What may be taken over, by whom, and what of it was taken over already."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

from wagtail.models import Page

from cms import serving
from cms.models import CopiedModule, ModulePage
from courses.models import Module
from lms.people import access
from lms.people.middleware import Asking


def looked_into(asking: Asking, key: uuid.UUID) -> Module | None:
    """The module, if she may see all that is in it."""
    module = Module.objects.live().select_related("organisation").filter(key=key).first()
    offered = Module.objects.offered().filter(key=key).exists()
    if module and access.may_look_into(asking.person, module.organisation_id, offered=offered):
        return module
    return None


def open_editions(key: uuid.UUID) -> dict[str, list[Page]]:
    """What learners see of a module, by language: its own page, then its steps. A draft is in none of them."""
    found = defaultdict(list)
    for page in serving.open_pages().filter(module_key=key).order_by("path").specific():
        found[page.locale.language_code].append(page)
    return dict(found)


def copies_of(keys: Iterable[uuid.UUID], organisations: Iterable[int]) -> dict[uuid.UUID, list[CopiedModule]]:
    """Of each module, the copies in these organisations that are still there, the newest first."""
    copies = CopiedModule.objects.made_by(organisations).filter(source_key__in=list(keys)).order_by("-number")
    there = set(
        ModulePage.objects.filter(translation_key__in=copies.values("key")).values_list(
            "translation_key", flat=True
        )
    )
    found = defaultdict(list)
    for copy in copies:
        if copy.key in there:
            found[copy.source_key].append(copy)
    return found
