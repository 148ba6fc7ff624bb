"""What hangs on a page or question, in words: for who is about to take it away or to move it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms import serving
from cms.models import AuthoredQuestion, CopiedModule, LessonPage, ModulePage, TestPage
from cms.permissions import written_for
from cms.publishing import ACTIVITY_PAGES
from courses.depending import queries
from courses.depending.queries import Depending
from lms.people.models import User

FEW = 5  # a smaller number of people or copies is not told exactly


def sentences(thing: Model, user: User) -> list[str]:
    """Empty where nothing hangs on it, or where it is not something that people learn from."""
    thing = thing.specific if isinstance(thing, Page) else thing
    found = depending_on(thing)
    if found is None:
        return []
    return [*of_people(found), *of_places(thing, user), *of_copies(thing, user)]


def depending_on(thing: Model) -> Depending | None:
    if isinstance(thing, ModulePage):
        return queries.on_module(thing.translation_key)
    if isinstance(thing, AuthoredQuestion):
        return queries.on_question(thing.translation_key)
    return queries.on_activity(thing.translation_key) if isinstance(thing, ACTIVITY_PAGES) else None


def of_people(found: Depending) -> Iterator[str]:
    if found.under_way:
        text = _("On their way in it: %(number)s people. They cannot go on while it is not published.")
        yield text % {"number": few(found.under_way)}
    if found.asked:
        yield _("Asked of people by HR or a manager: %(number)s times.") % {"number": few(found.asked)}
    if found.learned:
        text = _("Learned or answered something in it: %(number)s people. What they learned stays.")
        yield text % {"number": few(found.learned)}


def of_places(thing: Model, user: User) -> Iterator[str]:
    if not isinstance(thing, AuthoredQuestion):
        return
    own = [page.title for page in own_places(thing, user)]
    if own:
        yield _("Used in: %(titles)s.") % {"titles": ", ".join(dict.fromkeys(own))}
    if others := places_of_others(thing, user):
        yield others


def places_of_others(question: AuthoredQuestion, user: User) -> str:
    number = queries.placed_by_others(question.translation_key, written_for(user))
    text = _("Used by other organisations in %(number)s lessons and tests.")
    return text % {"number": few(number)} if number else ""


def of_copies(thing: Model, user: User) -> Iterator[str]:
    copies = CopiedModule.objects.made_from(thing.translation_key).made_by_others(written_for(user)).count()
    if copies:
        yield _("Copies that others made: %(number)s. They stay as they are.") % {"number": few(copies)}


def few(number: int) -> str:
    return str(number) if number >= FEW else _("fewer than %(number)s") % {"number": FEW}


# --- where a question is used -----------------------------------------------------------------------------------------


def own_places(question: AuthoredQuestion, user: User) -> list[LessonPage | TestPage]:
    """Lessons and tests of her own organisations with this question in any language, drafts included."""
    editions = AuthoredQuestion.objects.known_as(question.translation_key)
    used = {pk for edition in editions for pk in serving.users_of(edition, "page")}
    pages = (
        Page.objects.filter(pk__in=used).annotate(section_owner=serving.owner_of_section()).order_by("path")
    )
    return list(pages.filter(section_owner__in=written_for(user)).specific())
