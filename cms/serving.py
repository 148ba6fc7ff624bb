"""Which pages there are to read, where they are, and who may read them, the documents and the pictures.

Our own check, not Wagtail's view restrictions: whoever publishes can change those, and they know no employers.
"""

from __future__ import annotations

import uuid

from django.contrib.auth.views import redirect_to_login
from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, override
from wagtail import hooks
from wagtail.documents.views.serve import serve
from wagtail.models import Page, ReferenceIndex, Site

from cms import playing
from cms.models import Attachment, AuthoredQuestion, Picture
from cms.models.media import KEPT
from cms.models.pages import SECTION_DEPTH
from courses.models import Module
from lms import safe_recordings
from lms.people import access
from lms.people.middleware import Asking
from lms.people.models import Organisation

MODULE_DEPTH = SECTION_DEPTH + 1
KINDS = ("sectionpage", "modulepage", "lessonpage", "taskpage", "testpage", "statementpage")


def above(depth: int) -> QuerySet[Page]:
    """Of the page that is asked for: the page at this depth over it, or itself."""
    return Page.objects.filter(path=Substr(OuterRef("path"), 1, depth * Page.steplen))


def owner_of_section() -> Subquery:
    """Of the page that is asked for: whose section it is in."""
    return Subquery(above(SECTION_DEPTH).values("sectionpage__organisation"))


def open_pages() -> QuerySet[Page]:
    """Live sections, modules, and what is live in them, each with its owner and its module. An alias has no record."""
    section, module = above(SECTION_DEPTH), above(MODULE_DEPTH)
    return (
        Page.objects.live()
        .filter(Exists(module.live()), depth__gte=SECTION_DEPTH, alias_of=None)
        .annotate(
            section_owner=owner_of_section(),
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
    owner = owner_of(document)
    if owner is None or not (
        may_read(request.asking, owner.pk, owner.kind) or is_offered(request.asking, document)
    ):
        raise Http404
    return None


def document(request: HttpRequest, pk: str, name: str) -> HttpResponseBase:
    """Wagtail's own view; but sound and film come in pieces, which it does not know."""
    found = Attachment.objects.select_related("collection").filter(pk=pk).first()
    if found is None or found.filename != name or found.ending not in safe_recordings.TYPES:
        return serve(request, pk, name)
    return guard_document(found, request) or playing.piece(found, request)


def owner_of(thing: Picture | Attachment) -> Organisation | None:
    return Organisation.objects.filter(slug=thing.collection.name).first()


# --- pictures ---------------------------------------------------------------------------------------------------------


def may_see(asking: Asking, name: str) -> bool:
    """Whether a file of the media may be shown: it is a picture on a page or of a question that she may read.

    Whoever writes for its organisation also sees what is on no page yet.
    """
    folder, _slash, rest = name.partition("/")
    if folder == KEPT:
        return may_see_kept(asking, rest.partition("/")[0])
    field = {"images": "renditions__file", "original_images": "file"}.get(folder)
    picture = field and Picture.objects.select_related("collection").filter(**{field: name}).first()
    return bool(picture) and (
        is_on_her_pages(asking, picture) or may_write_with(asking, picture) or is_offered(asking, picture)
    )


def may_see_kept(asking: Asking, organisation: str) -> bool:
    """Publishing put it there, so it was in a question that people got."""
    owner = organisation.isdecimal() and Organisation.objects.filter(pk=int(organisation)).first()
    return bool(owner) and may_read(asking, owner.pk, owner.kind)


def is_on_her_pages(asking: Asking, picture: Picture) -> bool:
    pages = open_pages().filter(pk__in=users_of(picture, "page"))
    owners = pages.values_list("section_owner", "section_kind").distinct()
    return any(may_read(asking, owner, kind) for owner, kind in owners)


def is_offered(asking: Asking, thing: Picture | Attachment) -> bool:
    """It stands in a module that authors of every organisation may look into, or in a question there.

    It has to be of who shares that module: nobody gives away what is another's.
    """
    owner = owner_of(thing)
    if owner is None or asking.with_card or asking.waiting or not access.writes_somewhere(asking.person):
        return False
    asked = AuthoredQuestion.objects.published().filter(pk__in=users_of(thing, "authoredquestion"))
    pages = {*users_of(thing, "page"), *(page for one in asked for page in users_of(one, "page"))}
    modules = open_pages().filter(pk__in=pages).values("module_key")
    return Module.objects.offered().filter(key__in=modules, organisation=owner).exists()


def users_of(thing: Model, kind: str) -> list[int]:
    """The ids of the pages or questions that use it."""
    used = ReferenceIndex.get_references_to(thing).filter(base_content_type__model=kind)
    return [int(pk) for pk in used.values_list("object_id", flat=True).distinct()]


def may_write_with(asking: Asking, picture: Picture) -> bool:
    owner = owner_of(picture)
    if owner is None or asking.with_card or asking.waiting:
        return False
    authors_shared = owner.kind == Organisation.Kind.SHARED and access.writes_somewhere(asking.person)
    return authors_shared or access.may_author(asking.person, owner.pk) or asking.user.is_superuser
