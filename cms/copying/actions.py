"""Taking over: a module of somebody else becomes a draft of our own, with everything that is in it.

What learners see of the source is taken, never a draft of it. Nothing of the copy hangs on the source afterwards.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Collection, Page

from cms import rights
from cms.authoring import Refused
from cms.copying.queries import copies_of, open_editions
from cms.copying.raw import fill, parts_of, swapped, things_in
from cms.models import (
    Attachment,
    AuthoredQuestion,
    CopiedModule,
    CopiedText,
    ModuleAim,
    ModulePage,
    Picture,
    Term,
)
from courses.models import Module
from lms.people import changes
from lms.people.models import Organisation, User

NAME_LENGTH = 110  # of a question, so that a number can come after it
ALSO_COPIED = ("goal", "subject", "minutes", "picture_alt", "summary", "licence")


def take(
    *, module: Module, organisation: Organisation, again: bool = False, now: datetime, acting_user: User
) -> CopiedModule:
    """A draft of all of it in the section of the organisation, in every language. Raises Refused.

    `again`: as one more copy beside the one that is there.
    """
    try:
        with transaction.atomic():
            return _take(module, organisation, again, now, acting_user)
    except IntegrityError:
        if not copies_of([module.key], [organisation.pk]):
            raise
        raise Refused((already(),)) from None  # two at the same time


def _take(module: Module, organisation: Organisation, again: bool, now: datetime, by: User) -> CopiedModule:
    pages = [page for some in in_order(open_editions(module.key)) for page in some]
    refuse(module, organisation, again, pages)
    rights.sections(organisation)
    made = CopiedModule.objects.create(
        key=uuid.uuid4(),
        organisation=organisation,
        number=1 + newest_number(organisation, module),
        taken_at=now,
        source_key=module.key,
        source_title=module.title[:255],
        source_organisation=module.organisation,
        source_owner=module.organisation.name,
        source_author=module.author,
        licence=module.licence,
    )
    taking = Taking(module, made, by, keys={module.key: made.key})
    taking.write(pages)
    changes.note(
        organisation=organisation,
        what="module_taken",
        module=module.title,
        source=module.organisation.name,
        acting_user=by,
    )
    return made


def in_order(editions: dict[str, list[Page]]) -> list[list[Page]]:
    """The language of the site first: what has no language comes from there."""
    return [
        editions[code] for code in sorted(editions, key=lambda code: (code != settings.LANGUAGE_CODE, code))
    ]


def newest_number(organisation: Organisation, module: Module) -> int:
    before = CopiedModule.objects.filter(organisation=organisation, source_key=module.key)
    return before.aggregate(newest=Max("number"))["newest"] or 0


# --- refusing ---------------------------------------------------------------------------------------------------------


def already() -> str:
    return _("There is a copy of this module in your section already. You can ask for a second one.")


def refuse(module: Module, organisation: Organisation, again: bool, pages: list[Page]) -> None:
    found = list(reasons(module, organisation, again)) or list(what_is_missing(module, pages))
    if found:
        raise Refused(tuple(found))


def reasons(module: Module, organisation: Organisation, again: bool) -> Iterator[str]:
    if module.organisation_id == organisation.pk:
        yield _("This module is in your own section already.")
    elif module.licence == Module.Licence.READ:
        yield _("The authors of this module let others read it only. Ask them for another licence.")
    elif not again and copies_of([module.key], [organisation.pk]):
        yield already()


def what_is_missing(module: Module, pages: list[Page]) -> Iterator[str]:
    """Nothing is taken half, and nothing that its owner did not give."""
    if not pages:
        yield _("This module is not published any more.")
    for page in pages:
        if any(is_missing(module, *found) for found in all_things(page)):
            yield _(
                "“%(title)s”: a question, picture or document in it is missing or not published. Ask its authors."
            ) % {"title": page.title}


def all_things(page: Page) -> Iterator[tuple[type[models.Model], int]]:
    for model, pk in things_in(page):
        yield model, pk
        if model is AuthoredQuestion:
            for edition in live_editions(pk):
                yield from things_in(edition)


def is_missing(module: Module, model: type[models.Model], pk: int) -> bool:
    """A link to a page that is not there becomes plain words; all else has to be there."""
    if issubclass(model, Page):
        return False
    thing = model._default_manager.filter(pk=pk).first()
    if thing is None or not is_given(module, thing):
        return True
    if model not in MAKE:  # no copy is made of it, so it has to be everybody's
        return thing.organisation.kind != Organisation.Kind.SHARED
    if isinstance(thing, AuthoredQuestion):
        return not live_editions(pk)
    return isinstance(thing, Picture | Attachment) and not thing.file.storage.exists(thing.file.name)


def is_given(module: Module, thing: models.Model) -> bool:
    """What somebody put in her module of yet another organisation is not hers to give."""
    givers = {module.organisation, Organisation.objects.shared()}
    if isinstance(thing, Picture | Attachment):
        return thing.collection.name in {one.slug for one in givers}
    return thing.organisation in givers


def live_editions(pk: int) -> list[AuthoredQuestion]:
    """The published languages of the question that this is one of."""
    key = AuthoredQuestion.objects.filter(pk=pk).values("translation_key")
    editions = AuthoredQuestion.objects.filter(translation_key__in=key, live=True)
    return sorted(
        editions.select_related("locale"),
        key=lambda one: (one.pk != pk, one.locale.language_code != settings.LANGUAGE_CODE),
    )


# --- writing ----------------------------------------------------------------------------------------------------------


@dataclass
class Taking:
    """One copy while it is written: which key and which thing of the source became which of ours."""

    module: Module
    made: CopiedModule
    acting_user: User
    keys: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    module_slug: str = ""

    @property
    def organisation(self) -> Organisation:
        return self.made.organisation

    def write(self, pages: list[Page]) -> None:
        """First where everything is, for steps link to each other; then what they say."""
        written = [(page, self.place(page).pk) for page in pages]
        for source, pk in written:
            self.say(source, type(source).objects.get(pk=pk))  # read again: it has steps now
        self.made.save(update_fields=["ids"])

    def key_of(self, key: uuid.UUID) -> uuid.UUID:
        return self.keys.setdefault(key, uuid.uuid4())

    def known(self, model: type[models.Model]) -> dict[str, int]:
        return self.made.ids.setdefault(model._meta.model_name, {})

    # --- pages

    def place(self, source: Page) -> Page:
        is_module = isinstance(source, ModulePage)
        section = rights.section_in(self.organisation, source.locale)
        parent = section if is_module else Page.objects.get(pk=self.known(Page)[str(source.get_parent().pk)])
        page = type(source)(
            title=source.title,
            slug=self.slug(source),
            locale=source.locale,
            translation_key=self.key_of(source.translation_key),
            owner=self.acting_user,
            live=False,
            **(self.module_fields(source) if is_module else {}),
        )
        fill(page, [swapped(type(source), part, self.without_pages) for part in parts_of(source)])
        parent.add_child(instance=page)
        self.known(Page)[str(source.pk)] = page.pk
        return page

    def slug(self, source: Page) -> str:
        """The same in every language, as that of the source is."""
        if not isinstance(source, ModulePage):
            return source.slug
        self.module_slug = self.module_slug or free(source.slug, self.slugs())
        return self.module_slug

    def slugs(self) -> set[str]:
        sections = rights.sections(self.organisation)
        return {slug for one in sections for slug in one.get_children().values_list("slug", flat=True)}

    def module_fields(self, source: ModulePage) -> dict[str, Any]:
        by = [self.made.source_author or self.made.source_owner, self.organisation.name]
        return {name: getattr(source, name) for name in ALSO_COPIED} | {
            "picture_id": self.ours(Picture, source.picture_id) if source.picture_id else None,
            "author": ", ".join(by)[:120],
            "aims": [
                ModuleAim(competence_id=aim.competence_id, lowest=aim.lowest, highest=aim.highest)
                for aim in source.aims.all()
            ],
        }

    def say(self, source: Page, page: Page) -> None:
        fill(page, [swapped(type(source), part, self.ours) for part in parts_of(source)])
        page.save()
        page.save_revision(user=self.acting_user)
        self.remember(source, page)

    def remember(self, source: Page | AuthoredQuestion, thing: Page | AuthoredQuestion) -> None:
        CopiedText.objects.create(
            module=self.made,
            key=thing.translation_key,
            source_key=source.translation_key,
            language=source.locale.language_code,
            is_page=isinstance(thing, Page),
            revision=source.live_revision_id,
            seen=parts_of(source),
        )

    # --- what is in them

    def ours(self, model: type[models.Model], pk: int) -> int | None:
        """What comes in the place of this one. Remembered also where that is the same: a later look has to know."""
        kind = Page if issubclass(model, Page) else model
        known = self.known(kind)
        if str(pk) not in known:
            found = MAKE.get(kind, kept)(self, pk)
            if found is not None:
                known[str(pk)] = found
        return known.get(str(pk))

    def without_pages(self, model: type[models.Model], pk: int) -> int | None:
        return None if issubclass(model, Page) else self.ours(model, pk)

    def picture(self, pk: int) -> int:
        source = Picture.objects.get(pk=pk)
        return copied_file(source, self, description=source.description)

    def document(self, pk: int) -> int:
        return copied_file(Attachment.objects.get(pk=pk), self)

    def term(self, pk: int) -> int:
        """What our own glossary says of the word, or else what theirs said; a word of everybody stays that."""
        source = Term.objects.select_related("organisation").get(pk=pk)
        if source.organisation.kind == Organisation.Kind.SHARED:
            return pk
        said = {"organisation": self.organisation, "locale": source.locale}
        found = Term.objects.filter(word__iexact=source.word, **said).first()
        return (found or Term.objects.create(word=source.word, explanation=source.explanation, **said)).pk

    def question(self, pk: int) -> int:
        """With all its languages."""
        known, editions = self.known(AuthoredQuestion), live_editions(pk)
        name = free(slugify(editions[0].name)[:NAME_LENGTH], self.question_names())
        for edition in editions:
            if str(edition.pk) not in known:  # asked for by an edition that is not published
                known[str(edition.pk)] = self.put_question(edition, name).pk
        return known[str(editions[0].pk)]

    def question_names(self) -> set[str]:
        here = AuthoredQuestion.objects.filter(organisation=self.organisation)
        return set(here.values_list("name", flat=True))

    def put_question(self, source: AuthoredQuestion, name: str) -> AuthoredQuestion:
        """Not in the check-up: its people would get the same question twice."""
        made = AuthoredQuestion(
            organisation=self.organisation,
            locale=source.locale,
            translation_key=self.key_of(source.translation_key),
            name=name,
            competence_id=source.competence_id,
            level=source.level,
            moves_fast=source.moves_fast,
            live=False,
        )
        fill(made, [swapped(AuthoredQuestion, part, self.ours) for part in parts_of(source)])
        made.save()
        made.save_revision(user=self.acting_user)
        self.remember(source, made)
        return made


def kept(taking: Taking, pk: int) -> int:
    return pk


def linked(taking: Taking, pk: int) -> int | None:
    """A page that everybody can read stays linked."""
    page = Page.objects.filter(pk=pk, live=True).first()
    section = page and page.get_ancestors(inclusive=True).filter(sectionpage__isnull=False).first()
    is_shared = section and section.sectionpage.organisation.kind == Organisation.Kind.SHARED
    return pk if is_shared else None


MAKE: dict[type[models.Model], Callable[[Taking, int], int | None]] = {
    Page: linked,
    Picture: Taking.picture,
    Attachment: Taking.document,
    AuthoredQuestion: Taking.question,
    Term: Taking.term,
}


def copied_file(source: Picture | Attachment, taking: Taking, **also: Any) -> int:
    """The same file is one picture or document in a collection, however often it is used."""
    collection: Collection = rights.collection(taking.organisation)
    digest = source.get_file_hash()
    model = type(source)
    found = model.objects.filter(collection=collection, file_hash=digest).first()
    if found:
        return found.pk
    with source.file.open("rb") as file:
        content = file.read()
    made = model(
        title=source.title,
        collection=collection,
        uploaded_by_user=taking.acting_user,
        file=ContentFile(content, name=PurePath(source.file.name).name),
        file_hash=digest,
        file_size=len(content),
        **also,
    )
    made.save()
    return made.pk


def free(name: str, taken: set[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found
