"""Modules to take over, in the editor: which there are, what is in them, and the button that takes a copy.

The fence let her in; these pages ask again who may look into a module.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail.admin import messages
from wagtail.models import Page

from cms.authoring import Refused
from cms.copying import renewing
from cms.copying.actions import take
from cms.copying.comparing import Difference, Mark, marked, words
from cms.copying.queries import copies_of, looked_into, open_editions
from cms.copying.raw import Part, block_of, readable, swapped
from cms.models import AuthoredQuestion, CopiedModule, ModulePage
from cms.permissions import written_for
from cms.views import learner_sees, one_of
from courses import catalogue as finding
from courses import queries
from courses.models import Module, Placement
from lms.people.models import Organisation

PER_PAGE = 50


def modules_to_take(request: HttpRequest) -> HttpResponse:
    wanted, licence = chosen(request)
    offered = list(of_others(request).prefetch_related(queries.AIMS))
    found = [module for module in offered if suits(module, wanted, licence)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    copies = copies_of([module.key for module in page], written_for(request.user))
    for module in page:
        module.copies = copies[module.key]
    context = {
        "page": page,
        "is_empty": not offered,
        "wanted": wanted,
        "licence": licence,
        "licences": Module.Licence.choices,
        "languages": settings.LANGUAGES,
        "minutes": finding.MINUTES,
        "names": dict(settings.LANGUAGES),
    }
    return render(request, "wagtailadmin/copying/modules.html", context)


def of_others(request: HttpRequest) -> QuerySet[Module]:
    """Who writes for one organisation finds nothing of that one here."""
    own = written_for(request.user)
    steps = Count("activities", filter=~Q(activities__languages=[]))
    found = Module.objects.offered().select_related("organisation").annotate(steps=steps)
    return (found.exclude(organisation__in=own) if len(own) == 1 else found).order_by("pk")


def chosen(request: HttpRequest) -> tuple[finding.Wanted, str]:
    """Anyone can write anything in an address: what is not among the choices is no choice."""
    given = request.GET
    wanted = finding.Wanted(
        words=given.get("words", "")[:100],
        minutes=int(one_of(given.get("minutes", ""), map(str, finding.MINUTES)) or 0),
        language=one_of(given.get("language", ""), dict(settings.LANGUAGES)),
    )
    return wanted, one_of(given.get("licence", ""), Module.Licence.values)


def suits(module: Module, wanted: finding.Wanted, licence: str) -> bool:
    module.finished = None  # of a person who learns; nobody does here
    return licence in {"", module.licence} and finding.suits(queries.offered(module), wanted)


# --- one of them ------------------------------------------------------------------------------------------------------


def module_to_take(request: HttpRequest, module: uuid.UUID) -> HttpResponse:
    found = look_into(request, module)
    organisations = destinations(request, found)
    if request.method == "POST":
        return take_it(request, found, organisations)
    copies = copies_of([module], [one.pk for one in organisations])[module]
    editions = open_editions(module)
    context = {
        "module": found,
        "shown": in_present_language(editions),
        "editions": [name for code, name in settings.LANGUAGES if code in editions],
        "organisations": organisations,
        "copies": list(zip(copies, map(page_of, copies), strict=True)),
        "forbidden": found.licence == Module.Licence.READ,
    }
    return render(request, "wagtailadmin/copying/module.html", context)


def look_into(request: HttpRequest, key: uuid.UUID) -> Module:
    module = looked_into(request.asking, key)
    if module is None:
        raise PermissionDenied
    return module


def destinations(request: HttpRequest, module: Module) -> list[Organisation]:
    own = Organisation.objects.filter(pk__in=written_for(request.user) - {module.organisation_id})
    return list(own.order_by("name"))


def in_present_language(editions: dict[str, list[Page]]) -> list[Page]:
    wanted = (get_language(), settings.LANGUAGE_CODE, *editions)
    return next((editions[code] for code in wanted if code in editions), [])


def page_of(copy: CopiedModule) -> ModulePage | None:
    """In the present language where it has that."""
    pages = ModulePage.objects.filter(translation_key=copy.key).select_related("locale").order_by("pk")
    return next((page for page in pages if page.locale.language_code == get_language()), pages.first())


def take_it(request: HttpRequest, module: Module, organisations: list[Organisation]) -> HttpResponse:
    wanted = request.POST.get("organisation", "")
    into = next((one for one in organisations if wanted in ("", one.slug)), None)
    if into is None:
        raise BadRequest("organisation")
    try:
        made = take(
            module=module,
            organisation=into,
            again="again" in request.POST,
            now=timezone.now(),
            acting_user=request.user,
        )
    except Refused as refused:
        messages.error(request, " ".join(refused.sentences))
        return redirect("module_to_take", module.key)
    messages.success(
        request,
        _(
            "This is your copy. It is a draft: change what you like, then publish its questions and its pages."
        ),
    )
    return redirect("wagtailadmin_explore", page_of(made).pk)


# --- what a learner sees of it ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Inside(queries.Asked):
    """A question that is only looked at. Its picture is the author's: what is kept for learners is for those."""

    picture_url: str = field(default="", kw_only=True)


def step_to_take(request: HttpRequest, module: uuid.UUID, activity: uuid.UUID) -> HttpResponse:
    look_into(request, module)
    steps = [page for page in in_present_language(open_editions(module)) if page.translation_key == activity]
    if not steps or isinstance(steps[0], ModulePage):
        raise PermissionDenied
    asked = {one.key: one for one in questions_in(activity)}
    also = {"asked": asked, "inside": asked.values(), "back": reverse("module_to_take", args=[module])}
    return learner_sees(request, steps[0], **also)


def questions_in(activity: uuid.UUID) -> list[Inside]:
    placed = (
        Placement.objects.offered()
        .filter(activity__key=activity)
        .select_related("question__current__question")
    )
    found = [queries.ask(one.question.current, seed="look", language=get_language()) for one in placed]
    return [Inside(**{**vars(one), "picture_url": picture_url(one)}) for one in found]


def picture_url(asked: queries.Asked) -> str:
    if not asked.shown["picture"]:
        return ""
    written = AuthoredQuestion.objects.published().filter(translation_key=asked.key).order_by("pk").first()
    pictures = list(written.pictures.values()) if written else []
    return pictures[0].file.url if pictures else ""


# --- when the source changes ------------------------------------------------------------------------------------------


def source_changes(request: HttpRequest, copy: uuid.UUID) -> HttpResponse:
    made = CopiedModule.objects.made_by(written_for(request.user)).filter(key=copy).first()
    if made is None:
        raise PermissionDenied
    if request.method == "POST":
        return decide(request, made)
    found = renewing.changes_of(made)
    context = {
        "copy": made,
        "page": page_of(made),
        "changes": found,
        "texts": [(one, [told(one, difference) for difference in one.found]) for one in found.texts],
        "new_steps": each_once(found.new_steps, "translation_key"),
        "lost_steps": each_once(found.lost_steps, "source_key"),
    }
    return render(request, "wagtailadmin/copying/changes.html", context)


def each_once(things: list, name: str) -> list:
    """Of a step in several languages the first one."""
    return list({getattr(thing, name): thing for thing in reversed(things)}.values())[::-1]


def told(compared: renewing.Compared, found: Difference) -> dict:
    model = type(compared.source)
    before, after = (in_words(model, part) for part in (found.before, found.after))
    said = marked(before, after)
    same_words = all(mark is Mark.SAME for mark, _text in said)
    return {"found": found, "name": part_name(model, found), "marked": said, "same_words": same_words}


def part_name(model: type[Model], found: Difference) -> str:
    part = found.after or found.before
    if part["type"] == "":
        return capfirst(model._meta.get_field(part["key"]).verbose_name)
    return capfirst(block_of(model, part).label)


def in_words(model: type[Model], part: Part | None) -> str:
    """With the names of the pictures, documents and questions in it."""
    if part is None:
        return ""
    names = []

    def name(of: type[Model], pk: int) -> int:
        thing = of._default_manager.filter(pk=pk).first()
        names.append(str(thing) if thing else "–")
        return pk

    swapped(model, part, name)
    return "\n".join([words(readable(model, part)), *names]).strip()


def decide(request: HttpRequest, copy: CopiedModule) -> HttpResponse:
    given = request.POST
    take_over = {"take": True, "keep": False}.get(given.get("do", ""))
    if take_over is None:
        raise BadRequest("do")
    who = {"copy": copy, "take_over": take_over, "acting_user": request.user}
    try:
        if "step" in given:
            renewing.decide_step(step=uuid.UUID(given["step"]), **who)
        else:
            renewing.decide(text=int(given.get("text", "")), part=given.get("part", ""), **who)
    except ValueError:
        raise BadRequest("text") from None
    except LookupError:
        messages.warning(request, _("This was decided already, or the source changed again. Look once more."))
    except Refused as refused:
        messages.error(request, " ".join(refused.sentences))
    else:
        messages.success(request, TAKEN if take_over else KEPT)
    return redirect("source_changes", copy.key)


TAKEN = _lazy("This is in your copy now, as a draft. Publish the page when you are ready.")
KEPT = _lazy("Your text stays as it is. This change is not told again.")
