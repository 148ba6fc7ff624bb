"""What may be taken over, by whom, and what of it was taken over already."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

from wagtail.models import Page

from cms import serving
from cms.copying.raw import things_in
from cms.models import AuthoredQuestion, CopiedModule, CopiedText, ModulePage
from courses.models import Module
from lms.people import access
from lms.people.middleware import Asking
from lms.people.models import Organisation


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


# --- what the source says now -----------------------------------------------------------------------------------------

Known = tuple[uuid.UUID, str]  # the key of a page or question, and its language
Texts = dict[Known, CopiedText]
Now = dict[Known, Page | AuthoredQuestion]


def said_now(copies: Iterable[CopiedModule]) -> Now:
    """What learners see of the sources of these copies, as far as their authors still show it."""
    offered = Module.objects.offered().filter(key__in=[copy.source_key for copy in copies])
    owners = dict(offered.values_list("key", "organisation"))
    pages = list(serving.open_pages().filter(module_key__in=list(owners)).order_by("path").specific())
    asked = {pk for page in pages for model, pk in things_in(page) if model is AuthoredQuestion}
    published = AuthoredQuestion.objects.published()
    keys = published.filter(pk__in=asked).values("translation_key")
    givers = {*owners.values(), Organisation.objects.shared().pk}
    questions = published.filter(translation_key__in=keys, organisation__in=givers).select_related("locale")
    return {(one.translation_key, one.locale.language_code): one for one in [*pages, *questions]}


def new_steps(copy: CopiedModule, texts: Texts, now: Now) -> list[Page]:
    """Pages that nobody took over or left out yet. A page of several languages is there once for each."""
    steps = [
        thing for thing in now.values() if isinstance(thing, Page) and thing.module_key == copy.source_key
    ]
    return [page for page in steps if (page.translation_key, page.locale.language_code) not in texts]


def lost_steps(texts: Texts, now: Now) -> list[CopiedText]:
    return [text for known, text in texts.items() if text.is_page and text.key and known not in now]
