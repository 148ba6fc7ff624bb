"""When the source of a copy changes: what is told of it, and what an author takes over or leaves.

Taking over writes a draft; nothing goes live by it.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms import serving
from cms.authoring import Refused
from cms.copying import queries
from cms.copying.actions import Taking, all_things, is_missing
from cms.copying.comparing import Difference, by_key, differences, put
from cms.copying.raw import Part, fill, parts_of, swapped
from cms.models import AuthoredQuestion, CopiedModule, CopiedText
from courses.models import Module
from lms.people.models import User


@dataclass(frozen=True)
class Compared:
    """One page or question of a copy, beside its source."""

    text: CopiedText
    source: Page | AuthoredQuestion
    mine: Page | AuthoredQuestion
    found: list[Difference]


@dataclass(frozen=True)
class Changes:
    texts: list[Compared]
    new_steps: list[Page]
    lost_steps: list[CopiedText]
    source_is_gone: bool

    def __bool__(self) -> bool:
        return bool(self.texts or self.new_steps or self.lost_steps)


def changes_of(copy: CopiedModule) -> Changes:
    now = queries.said_now([copy])
    texts = {(text.source_key, text.language): text for text in copy.texts.all()}
    if is_gone(copy, now):
        return Changes([], [], [], source_is_gone=True)
    compared = [compare(copy, text, now[known]) for known, text in texts.items() if known in now]
    return Changes(
        sorted(filter(None, compared), key=lambda one: (not one.text.is_page, one.text.pk)),
        queries.new_steps(copy, texts, now),
        queries.lost_steps(texts, now),
        source_is_gone=False,
    )


def with_changed_source(copies: Iterable[CopiedModule]) -> set[uuid.UUID]:
    """The keys of the copies whose source says something that their authors did not decide about."""
    copies = list(copies)
    if not copies:
        return set()
    now, texts = queries.said_now(copies), defaultdict(dict)
    for text in CopiedText.objects.filter(module__in=copies):
        texts[text.module_id][text.source_key, text.language] = text
    return {copy.key for copy in copies if is_changed(copy, texts[copy.pk], now)}


def is_changed(copy: CopiedModule, texts: queries.Texts, now: queries.Now) -> bool:
    if is_gone(copy, now):
        return False
    return (
        bool(queries.new_steps(copy, texts, now))
        or bool(queries.lost_steps(texts, now))
        or any(compare(copy, text, now[known]) for known, text in texts.items() if known in now)
    )


def is_gone(copy: CopiedModule, now: queries.Now) -> bool:
    """Not published, or not shown to others any more."""
    return all(key != copy.source_key for key, _language in now)


def compare(copy: CopiedModule, text: CopiedText, source: Page | AuthoredQuestion) -> Compared | None:
    """None where there is nothing to decide, or where the copy has it no more."""
    now = parts_of(source)
    if text.seen == now or text.key is None:
        return None
    mine = own_edition(text, type(source))
    if mine is None:
        return None
    before, after = by_key(text.seen), by_key(now)
    as_ours = {
        key: tuple(
            part and as_our_part(copy, type(source), part) for part in (before.get(key), after.get(key))
        )
        for key in {*before, *after}
    }
    found = differences(text.seen, now, parts_of(mine), as_ours=as_ours)
    return Compared(text, source, mine, found) if found else None


def own_edition(text: CopiedText, model: type[models.Model]) -> Page | AuthoredQuestion | None:
    """As it is written now, published or not."""
    found = AuthoredQuestion.objects.known_as(text.key) if model is AuthoredQuestion else None
    if found is None:
        found = model._default_manager.filter(translation_key=text.key)
    one = found.filter(locale__language_code=text.language).first()
    return one and one.get_latest_revision_as_object()


def as_our_part(copy: CopiedModule, model: type[models.Model], part: Part) -> Part:
    """With those of our things that are known already; what is new in the source is nothing here yet."""

    def known(of: type[models.Model], pk: int) -> int | None:
        of = Page if issubclass(of, Page) else of
        return copy.ids.get(of._meta.model_name, {}).get(str(pk))

    return swapped(model, part, known)


# --- what an author decides -------------------------------------------------------------------------------------------


def decide(*, copy: CopiedModule, text: int, part: str, take_over: bool, acting_user: User) -> None:
    """About one part of one page or question. Raises LookupError for what is not there (any more), and Refused."""
    with transaction.atomic():
        compared = next((one for one in changes_of(copy).texts if one.text.pk == text), None)
        found = compared and next((one for one in compared.found if one.key == part), None)
        if compared is None or found is None:
            raise LookupError(part)
        if take_over:
            take_part(copy, compared, found, acting_user)
        now = parts_of(compared.source)
        order = [one["key"] for one in now]
        compared.text.seen = put(compared.text.seen, part, found.after, order=order)
        if sorted_parts(compared.text.seen) == sorted_parts(now):
            compared.text.seen, compared.text.revision = now, compared.source.live_revision_id
        compared.text.save(update_fields=["seen", "revision"])


def sorted_parts(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: part["key"])


def take_part(copy: CopiedModule, compared: Compared, found: Difference, acting_user: User) -> None:
    taking = begun(copy, acting_user)
    refuse_missing(taking.module, [compared.source])
    part = found.after and swapped(type(compared.source), found.after, taking.ours)
    order = [one["key"] for one in parts_of(compared.source)]
    fill(compared.mine, put(parts_of(compared.mine), found.key, part, order=order))
    compared.mine.save_revision(user=acting_user)
    copy.save(update_fields=["ids"])


def decide_step(*, copy: CopiedModule, step: uuid.UUID, take_over: bool, acting_user: User) -> None:
    """About a step that the source got, or has no more. Raises LookupError and Refused."""
    with transaction.atomic():
        found = changes_of(copy)
        new = with_their_modules([page for page in found.new_steps if page.translation_key == step], found)
        lost = [text for text in found.lost_steps if text.source_key == step]
        if not new and not lost:
            raise LookupError(step)
        if new and take_over:
            taking = begun(copy, acting_user)
            refuse_missing(taking.module, new)
            taking.write(new)
        elif new:
            CopiedText.objects.bulk_create(left_out(copy, page) for page in new)
        for text in lost:
            text.delete()  # it is ours alone from now on


def with_their_modules(steps: list[Page], found: Changes) -> list[Page]:
    """A language that the source got later begins with the page of the module itself."""
    languages = {page.locale_id for page in steps}
    above = [
        page for page in found.new_steps if page.depth == serving.MODULE_DEPTH and page.locale_id in languages
    ]
    return list({page.pk: page for page in [*above, *steps]}.values())


def left_out(copy: CopiedModule, page: Page) -> CopiedText:
    language = page.locale.language_code
    return CopiedText(module=copy, source_key=page.translation_key, is_page=True, language=language)


def begun(copy: CopiedModule, acting_user: User) -> Taking:
    """Going on with the copy, under the keys that its pages and questions have."""
    known = dict(copy.texts.exclude(key=None).values_list("source_key", "key"))
    module = Module.objects.offered().select_related("organisation").get(key=copy.source_key)
    return Taking(module, copy, acting_user, keys=known)


def refuse_missing(module: Module, things: list) -> None:
    for thing in things:
        if any(is_missing(module, *one) for one in all_things(thing)):
            raise Refused((_("Something in it is missing or not published. Ask the authors of the module."),))
