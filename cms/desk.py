"""The start page of the editor: the modules and questions of the organisations that somebody writes for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from cms import rights
from cms.copying.renewing import with_changed_source
from cms.models import CopiedModule, ModulePage
from cms.models.questions import State
from cms.permissions import written_for
from cms.viewsets import allowed_questions
from courses.remarks.actions import waiting
from lms.people.models import Organisation, User

SHOWN = 8  # of each, those that changed last


def desks(user: User) -> list[Desk]:
    return [Desk(one) for one in Organisation.objects.filter(pk__in=written_for(user)).order_by("name")]


class Desk(Component):
    """What there is of one organisation, in every language, and what of it is a draft."""

    order = 10
    template_name = "wagtailadmin/home/desk.html"

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation

    def get_context_data(self, parent_context):
        sections = rights.sections(self.organisation)
        here = {section.locale.language_code: section for section in sections}
        own = allowed_questions(parent_context["request"].user, "change")
        return {
            "organisation": self.organisation,
            "section": here.get(get_language()) or next(iter(sections), None),
            "modules": modules_in(sections),
            "remarks": waiting([self.organisation.pk]),
            "questions": last_changed(
                own.filter(organisation=self.organisation), "latest_revision__created_at"
            ),
        }


def modules_in(sections: Iterable[Page]) -> list[ModulePage]:
    """Each with `drafts`: how many of its steps learners do not see as they are written now."""
    modules = last_changed(ModulePage.objects.filter(below(sections)), "latest_revision_created_at")
    waiting = Page.objects.filter(below(modules)).filter(Q(live=False) | Q(has_unpublished_changes=True))
    paths = list(waiting.values_list("path", flat=True)) if modules else []
    copies = CopiedModule.objects.known_as(*(module.translation_key for module in modules))
    changed = with_changed_source(copies)
    for module in modules:
        module.source_changed = module.translation_key in changed
        module.state = State.of(module)
        module.drafts = sum(path.startswith(module.path) for path in paths)
    return modules


def below(pages: Iterable[Page]) -> Q:
    inside = (Q(path__startswith=page.path, depth=page.depth + 1) for page in pages)
    return reduce(or_, inside, Q(pk__in=[]))


def last_changed(things: QuerySet, moment: str) -> list:
    return list(things.select_related("locale").order_by(F(moment).desc(nulls_last=True), "pk")[:SHOWN])
