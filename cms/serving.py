"""Which pages there are to read, where they are, and who may read them and the documents.

Our own check, not Wagtail's view restrictions: whoever publishes can change those, and they know no employers.
"""

from __future__ import annotations

import uuid

from django.contrib.auth.views import redirect_to_login
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from wagtail import hooks
from wagtail.models import Page, Site

from cms.models import Attachment
from cms.models.pages import SECTION_DEPTH
from lms.people import access
from lms.people.middleware import Asking
from lms.people.models import Organisation

MODULE_DEPTH = SECTION_DEPTH + 1
KINDS = ("sectionpage", "modulepage", "lessonpage", "taskpage", "testpage", "statementpage")


def above(depth: int) -> QuerySet[Page]:
    """Of the page that is asked for: the page at this depth over it, or itself."""
    return Page.objects.filter(path=Substr(OuterRef("path"), 1, depth * Page.steplen))


def open_pages() -> QuerySet[Page]:
    """Live sections, modules, and what is live in them, each with its owner and its module. An alias has no record."""
    section, module = above(SECTION_DEPTH), above(MODULE_DEPTH)
    return (
        Page.objects.live()
        .filter(Exists(module.live()), depth__gte=SECTION_DEPTH, alias_of=None)
        .annotate(
            section_owner=Subquery(section.values("sectionpage__organisation")),
            section_kind=Subquery(section.values("sectionpage__organisation__kind")),
            module_key=Subquery(module.values("translation_key")),
            module_title=Subquery(module.values("title")),
        )
        .select_related("locale")
    )


def page_at(path: str) -> Page | None:
    """The open page with this address in the present language, with all its fields, in one query."""
    root = roots().get(get_language())
    return (
        root
        and open_pages().select_related(*KINDS, "modulepage__picture").filter(url_path=root + path).first()
    )


def editions(key: uuid.UUID) -> dict[str, Page]:
    """The open pages of a module or activity, by language."""
    return {page.locale.language_code: page for page in open_pages().filter(translation_key=key)}


def address(page: Page) -> str:
    language = page.locale.language_code
    with override(language):
        return reverse("wagtail_serve", args=[page.url_path.removeprefix(roots()[language])])


def roots() -> dict[str, str]:
    """Where the pages of each language begin; Wagtail keeps this in the cache."""
    return {root.language_code: root.root_path for root in Site.get_site_root_paths()}


def may_learn(asking: Asking, owner: int, owner_kind: str) -> bool:
    return bool(asking.employers) and (owner_kind == Organisation.Kind.SHARED or owner in asking.employers)


def may_read(asking: Asking, owner: int, owner_kind: str) -> bool:
    """`access.may_learn_from`, without the query for grants where an employer is enough, as on each lesson."""
    if may_learn(asking, owner, owner_kind) or owner_kind == Organisation.Kind.SHARED:
        return True
    return access.may_author(asking.person, owner)


@hooks.register("before_serve_document")
def guard_document(document: Attachment, request: HttpRequest) -> HttpResponse | None:
    """A document is of the organisation whose collection it is in; in any other collection it is nobody's."""
    if request.asking is None:
        return redirect_to_login(request.get_full_path())
    owner = Organisation.objects.filter(slug=document.collection.name).first()
    if owner is None or not may_read(request.asking, owner.pk, owner.kind):
        raise Http404
    return None
