"""The pages that people see: the catalogue, and what trainers wrote.

Wagtail's own `serve` has no address here: it costs 18 queries for a lesson, ours at most 7.
What is not found here is nowhere.
"""

from __future__ import annotations

import math
import uuid
from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms import serving, statements
from cms.models import ModulePage, StatementPage
from cms.pieces import cut, pieces_of
from courses import catalogue as finding
from courses import progress, queries, scoring
from courses.models import Activity, Attempt, Module, Placement, QuestionVersion
from courses.queries import Asked
from lms.people import access
from lms.people.models import Organisation

QUESTIONS_A_MINUTE = 2


@login_required
def catalogue(request: HttpRequest) -> HttpResponse:
    modules = list(queries.open_modules(request.asking).prefetch_related(queries.AIMS))
    wanted = wish(request.GET)
    suiting = set(finding.find(map(queries.offered, modules), wanted))
    found = [module for module in modules if str(module.key) in suiting]
    groups = [(subject, name, of_subject(found, subject)) for subject, name in Module.Subject.choices]
    there = {module.subject for module in modules}
    skills = {aim.competence for module in modules for aim in module.aims.all()}
    context = {
        "found": found,
        "groups": [group for group in groups if group[-1]],
        "subjects": [choice for choice in Module.Subject.choices if choice[0] in there],
        "skills": sorted(skills, key=lambda competence: competence.code),
        "levels": finding.LEVELS,
        "minutes": finding.MINUTES,
        "wanted": wanted,
        "is_empty": not modules,
        "language": get_language(),
    }
    return render(request, "cms/catalogue.html", context)


def wish(chosen: QueryDict) -> finding.Wanted:
    """Anyone can write anything in an address: what is not among the choices is no choice."""
    minutes = chosen.get("minutes", "")
    return finding.Wanted(
        words=chosen.get("q", "")[:100],
        subject=one_of(chosen.get("subject", ""), Module.Subject.values),
        skill=chosen.get("skill", "")[:10],
        level=one_of(chosen.get("level", ""), finding.LEVELS),
        minutes=int(one_of(minutes, map(str, finding.MINUTES)) or 0),
        language=one_of(chosen.get("language", ""), dict(settings.LANGUAGES)),
        new="new" in chosen,
    )


def one_of(value: str, choices: Iterable[str]) -> str:
    return value if value in set(choices) else ""


def of_subject(modules: list[Module], subject: str) -> list[Module]:
    return [module for module in modules if module.subject == subject]


@login_required
def activity(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """To the page of a module, lesson, task or test: in the present language, else in Dutch, else in any.

    In another language it is shown here, so that all around the text stays in the language of the reader.
    """
    editions = serving.editions(key)
    present = get_language()
    wanted = (present, settings.LANGUAGE_CODE, *editions)
    language = next((language for language in wanted if language in editions), None)
    if language is None:
        raise Http404
    if language == present:
        require_reader(request, editions[language])
        return redirect(serving.address(editions[language]))
    return read(request, editions[language])


@login_required
def page(request: HttpRequest, path: str) -> HttpResponse:
    found = serving.page_at(path)
    if found is None:
        raise Http404
    return read(request, found)


def read(request: HttpRequest, found: Page) -> HttpResponse:
    require_reader(request, found)
    return VIEWS[found.cached_content_type.model](request, found)


def require_reader(request: HttpRequest, found: Page) -> None:
    if not serving.may_read(request.asking, found.section_owner, found.section_kind):
        raise Http404


def section(request: HttpRequest, found: Page) -> HttpResponse:
    return redirect("catalogue")


def statement(request: HttpRequest, found: Page) -> HttpResponse:
    """It has one address for everybody, in every language."""
    return redirect(found.statementpage.kind)


def module(request: HttpRequest, found: Page) -> HttpResponse:
    asking = request.asking
    live = Module.objects.live().prefetch_related(queries.AIMS).filter(key=found.translation_key)
    record = queries.with_wish(live, asking).first()
    if record is None:
        raise Http404
    activities = queries.steps_of(record, asking.user.pk)
    following = progress.next_step(queries.as_steps(activities))
    context = {
        "page": found.modulepage,
        "spoken": found.locale.language_code,
        "module": record,
        "path": path_of(activities, following),
        "next": following,
        "begun": any(one.done for one in activities),
        "wish": queries.wish_of(record.asked, asking.today) if following else None,
        "crumbs": [{"url": reverse("catalogue"), "label": _("Modules")}],
        "may_edit": access.may_author(asking.person, found.section_owner),
        "may_count": may_count(request, found),
        "languages": languages(record.key),
    }
    return render(request, "cms/module.html", context)


def may_count(request: HttpRequest, found: Page) -> bool:
    """An author of an organisation counts what its people did in a shared module, too."""
    is_shared = found.section_kind == Organisation.Kind.SHARED
    counted = access.answers_counted_for(request.asking.person, found.section_owner, shared=is_shared)
    return counted != frozenset()


def path_of(activities: list[Activity], following: progress.Step | None) -> list[dict]:
    """The steps of a module; each is numbered among those of its kind."""
    numbers: Counter = Counter()
    found = []
    for one in activities:
        numbers[one.kind] += 1
        here = following is not None and str(one.key) == following.key
        mark = "on" if one.done else "here" if here else "off"
        found.append({"activity": one, "number": numbers[one.kind], "here": here, "mark": mark})
    return found


def lesson(request: HttpRequest, found: Page) -> HttpResponse:
    context = activity_context(request, found)
    context["pieces"] = pieces_of(context["page"])
    asked = queries.try_outs(request.asking, found.translation_key, get_language())
    context["asked"] = with_empty_form(request, asked)
    return render(request, "cms/lesson.html", context)


def with_empty_form(request: HttpRequest, asked: dict[uuid.UUID, Asked]) -> dict[uuid.UUID, Asked]:
    """`?again=` with the key of a question that was answered: she has another go, at the question as it is now."""
    wanted = request.GET.get("again", "")
    key = next((key for key, one in asked.items() if one.answer and str(key) == wanted), None)
    if key is None:
        return asked
    once_more = queries.again(request.asking, asked[key], current_version(asked[key].version), get_language())
    return {**asked, key: once_more}


def current_version(version: QuestionVersion) -> QuestionVersion:
    current = version.question.current_id
    if current == version.pk:
        return version
    return QuestionVersion.objects.select_related("question").get(pk=current)


def task(request: HttpRequest, found: Page) -> HttpResponse:
    context = activity_context(request, found)
    context["pieces"] = pieces_of(context["page"])
    context["ticked"] = queries.ticked(request.asking, context["activity"])
    return render(request, "cms/task.html", context)


def test(request: HttpRequest, found: Page) -> HttpResponse:
    count = Placement.objects.filter(activity__key=found.translation_key).offered().count()
    mine = Attempt.objects.filter(user=request.asking.user, activity__key=found.translation_key)
    last = mine.order_by("-number").first()
    context = {
        "count": count,
        "minutes": minutes(count),
        "running": last if last and last.finished_at is None else None,
        "finished": last if last and last.finished_at else None,
        "may_retry": last is not None and scoring.may_retry(last.finished_at, timezone.now()),
    }
    return render(request, "cms/test.html", activity_context(request, found) | context)


def minutes(questions: int) -> int:
    return math.ceil(questions / QUESTIONS_A_MINUTE)


VIEWS = {
    "sectionpage": section,
    "modulepage": module,
    "lessonpage": lesson,
    "taskpage": task,
    "testpage": test,
    "statementpage": statement,
}


def activity_context(request: HttpRequest, found: Page) -> dict:
    """What lessons, tasks and tests share: the page, and where in its module somebody is."""
    asking = request.asking
    steps = queries.steps_of(found.module_key, asking.user.pk)
    here = next((step for step in steps if step.key == found.translation_key), None)
    if here is None:
        raise Http404
    alike = [step for step in steps if step.kind == here.kind] if here.kind == Activity.Kind.LESSON else steps
    return {
        "page": getattr(found, found.cached_content_type.model),
        "spoken": found.locale.language_code,
        "activity": here,
        "module_key": found.module_key,
        "module_title": found.module_title,
        "number": alike.index(here) + 1,
        "total": len(alike),
        "done": sum(step.done for step in alike),
        "learner": serving.may_learn(asking, found.section_owner, found.section_kind),
        "languages": languages(here.key),
    }


def languages(key: uuid.UUID) -> list[dict]:
    """For the language switch: this page, in its own words where it has none in that language."""
    return [
        {"code": code, "label": label, "url": url_in(code, key), "current": code == get_language()}
        for code, label in settings.LANGUAGES
    ]


def url_in(language: str, key: uuid.UUID) -> str:
    with override(language):
        return reverse("activity", args=[key])


def preview(request: HttpRequest, page: Page) -> HttpResponse:
    """For the editor: the page as it is being written. It has no records yet, and nobody learns from it."""
    if isinstance(page, StatementPage):
        return statements.show(request, page.kind, [page], page)
    if isinstance(page, ModulePage):
        return render(
            request,
            "cms/module.html",
            {"page": page, "module": page, "spoken": page.locale.language_code, "languages": []},
        )
    return learner_sees(request, page)


def learner_sees(request: HttpRequest, page: Page, **also) -> HttpResponse:
    """A step, for who only looks at it."""
    context = {
        "page": page,
        "spoken": page.locale.language_code,
        "activity": {"kind": page.kind},
        "module_key": page.module.translation_key,
        "module_title": page.module.title,
        "number": 1,
        "total": 1,
        "done": 0,
        "asked": {},
        "pieces": list(cut(page)) if hasattr(page, "body") else [],
        "count": len(page.placed_questions()),
        "minutes": minutes(len(page.placed_questions())),
        "preview": True,
        "languages": [],
    }
    return render(request, f"cms/{page.kind.value}.html", context | also)
