"""Pages to records. What is live now is what the records say: every receiver asks that, whatever the signal is called.

`record` is safe to repeat; `reconcile` repeats it for everything.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published, page_unpublished, post_page_move, published, unpublished

from cms import questions
from cms.models import AuthoredQuestion, LessonPage, ModulePage, Picture, SectionPage, TaskPage, TestPage
from courses import actions
from courses.models import Activity, Module, Question
from courses.plain_form import Body, Texts
from lms.people.actions import system_user
from lms.people.models import User

log = logging.getLogger(__name__)

ACTIVITY_PAGES = (LessonPage, TaskPage, TestPage)
AUTHORED = {Question: (AuthoredQuestion,), Module: (ModulePage,), Activity: ACTIVITY_PAGES}
RECORD_OF = {authored: record for record, kinds in AUTHORED.items() for authored in kinds}


@transaction.atomic
def record(thing, *, acting_user: User | None = None) -> None:
    """Make the record of this page or question say what is live now, in every language."""
    model = RECORD_OF.get(type(thing))
    if model is None or getattr(thing, "alias_of_id", None):
        return
    live = [edition for edition in live_editions(model, thing.translation_key) if edition.pk != thing.pk]
    settle(model, thing.translation_key, [*live, thing] if thing.live else live, acting_user or system_user())


def live_editions(model: type[models.Model], key: uuid.UUID) -> list:
    found = []
    for authored in AUTHORED[model]:
        editions = authored.objects.filter(translation_key=key, live=True).select_related("locale")
        found += editions.filter(alias_of=None) if issubclass(authored, Page) else editions
    return found


def settle(model: type[models.Model], key: uuid.UUID, live: Iterable, acting_user: User) -> None:
    """Publish the live editions, the source first; withdraw every other language."""
    editions = sorted(
        live, key=lambda edition: (language(edition) != settings.LANGUAGE_CODE, edition.locale_id)
    )
    for edition in editions:
        PUBLISH[model](edition, editions[0], acting_user)
    row = model.objects.filter(key=key).first()
    for code in set(row.languages if row else ()) - {language(edition) for edition in editions}:
        WITHDRAW[model](key=key, language=code, acting_user=acting_user)


def language(thing) -> str:
    return thing.locale.language_code


def publish_module(page: ModulePage, source: ModulePage, acting_user: User) -> None:
    """What has no language comes from the source, so that two languages cannot contradict each other."""
    actions.publish_module(
        key=page.translation_key,
        organisation=source.organisation,
        language=language(page),
        title=page.title,
        summary=page.summary,
        subject=source.subject,
        minutes=source.minutes,
        aims=[(aim.competence, aim.lowest, aim.highest) for aim in source.aims.select_related("competence")],
        shared_with_others=source.shared_with_others,
        licence=source.licence,
        author=source.author,
        acting_user=acting_user,
    )


def publish_activity(page, source, acting_user: User) -> None:
    module = source.module
    record_first(module, acting_user)
    actions.publish_activity(
        key=page.translation_key,
        module_key=module.translation_key,
        organisation=source.organisation,
        kind=source.kind,
        language=language(page),
        title=page.title,
        position=place_in_module(source),
        questions=[(question.translation_key, is_key) for question, is_key in source.placed_questions()],
        acting_user=acting_user,
    )


def record_first(module: ModulePage, acting_user: User) -> None:
    """A lesson can go live before its module: the module then has a record, and is offered in no language yet."""
    if Module.objects.filter(key=module.translation_key).exists():
        return
    publish_module(module, module, acting_user)
    record(module, acting_user=acting_user)


def place_in_module(page: Page) -> int:
    return page._str2int(page.path[-page.steplen :])


def publish_question(question: AuthoredQuestion, source: AuthoredQuestion, acting_user: User) -> None:
    is_source = question.pk == source.pk
    for picture in question.pictures.values():
        picture.keep(source.organisation_id)
    type, body, texts = content_of(question)
    is_new = is_source and not Question.objects.filter(key=question.translation_key).exists()
    actions.publish_question(
        key=question.translation_key,
        organisation=source.organisation,
        language=language(question),
        is_source=is_source,
        type=type,
        body=body if is_source else None,
        texts=texts,
        competence=question.competence,
        level=question.level,
        another_question=question.another_question if is_source else None,
        in_check_up=source.in_check_up,
        moves_fast=source.moves_fast,
        acting_user=acting_user,
    )
    forget_what_was_said(question)
    if is_new:
        place_where_used(question, acting_user)


def content_of(question: AuthoredQuestion) -> tuple[str, Body, Texts]:
    """As the records have it: the name of its type, the body and the texts. Raises Malformed."""
    type, body, texts = questions.split(question.content[0])
    return type, with_kept_names(body, question.pictures), texts


def with_kept_names(body, pictures: Mapping[str, Picture]):
    """The body with every picture under the name that the records keep it by."""
    if isinstance(body, list):
        return [with_kept_names(one, pictures) for one in body]
    if not isinstance(body, dict):
        return body
    kept = {name: with_kept_names(one, pictures) for name, one in body.items()}
    if kept.get("file") in pictures:
        kept["file"] = pictures[kept["file"]].kept_name
    return kept


def forget_what_was_said(question: AuthoredQuestion) -> None:
    """Whether it is the same question was said of one change; of the next one the author says it again."""
    if question.another_question is None:
        return
    question.another_question = None
    AuthoredQuestion.objects.filter(pk=question.pk).update(another_question=None)
    revision = question.get_latest_revision()
    if revision:
        revision.content["another_question"] = None
        revision.save(update_fields=["content"])


def place_where_used(question: AuthoredQuestion, acting_user: User) -> None:
    """Activities that went live before their question."""
    users = ReferenceIndex.get_references_to(question).values_list("object_id", flat=True)
    pages = [int(pk) for pk in users.filter(base_content_type__model="page").distinct()]
    for page in Page.objects.filter(pk__in=pages, live=True).specific():
        record(page, acting_user=acting_user)


PUBLISH = {Module: publish_module, Activity: publish_activity, Question: publish_question}
WITHDRAW = {
    Module: actions.withdraw_module,
    Activity: actions.withdraw_activity,
    Question: actions.withdraw_question,
}


# --- everything again -------------------------------------------------------------------------------------------------


@dataclass
class Reconciled:
    same: int = 0
    changed: int = 0
    failed: int = 0


def reconcile(*, acting_user: User | None = None) -> Reconciled:
    """Record everything again, each thing by itself, so that one broken page does not hold up the others."""
    acting_user = acting_user or system_user()
    done = Reconciled()
    for model in (Question, Module, Activity):
        for key in keys_of(model):
            _reconcile_one(model, key, done, acting_user)
    return done


def _reconcile_one(model: type[models.Model], key: uuid.UUID, done: Reconciled, acting_user: User) -> None:
    before = said(model, key)
    try:
        with transaction.atomic():
            settle(model, key, live_editions(model, key), acting_user)
    except Exception:  # whatever is wrong with one page, the others still have to be recorded
        log.exception("%s %s could not be recorded.", model.__name__, key)
        done.failed += 1
        return
    if said(model, key) == before:
        done.same += 1
    else:
        log.warning("%s %s did not say what is live; it does now.", model.__name__, key)
        done.changed += 1


def keys_of(model: type[models.Model]) -> Iterator[uuid.UUID]:
    recorded = model.objects.values_list("key", flat=True)
    live = [
        authored.objects.filter(live=True).values_list("translation_key", flat=True)
        for authored in AUTHORED[model]
    ]
    yield from sorted(set(recorded).union(*live))


def said(model: type[models.Model], key: uuid.UUID) -> tuple:
    """All that the records say about one thing, to compare."""
    rows = list(model.objects.filter(key=key).values())
    if model is Module:
        below = Module.aims.rel.related_model.objects.filter(module__key=key).order_by("pk").values()
    elif model is Activity:
        below = (
            Activity.placements.rel.related_model.objects.filter(activity__key=key).order_by("pk").values()
        )
    else:
        below = []
    return rows, list(below)


# --- receivers --------------------------------------------------------------------------------------------------------


def actor(revision=None) -> User | None:
    """Who published this revision, else who is working in the admin now."""
    return revision.user if revision and revision.user else get_active_log_context().user


def on_published(sender, instance, revision=None, **kwargs) -> None:
    record(instance, acting_user=actor(revision))


def on_unpublished(sender, instance, **kwargs) -> None:
    if sender in RECORD_OF:
        # Deleting sends this while the page still counts as live.
        instance.live = False
        record(instance, acting_user=actor())


def on_moved(sender, instance: Page, **kwargs) -> None:
    """Moving one page shifts its neighbours, and takes along what is below it."""
    page = instance.specific
    top = page if isinstance(page, ModulePage | SectionPage) else page.get_parent()
    for moved in Page.objects.descendant_of(top, inclusive=True).live().specific():
        record(moved, acting_user=actor())


def listen() -> None:
    page_published.connect(on_published, dispatch_uid="record_published_page")
    page_unpublished.connect(on_unpublished, dispatch_uid="record_unpublished_page")
    post_page_move.connect(on_moved, dispatch_uid="record_moved_page")
    published.connect(on_published, sender=AuthoredQuestion, dispatch_uid="record_published_question")
    unpublished.connect(on_unpublished, sender=AuthoredQuestion, dispatch_uid="record_unpublished_question")
    post_delete.connect(on_unpublished, sender=AuthoredQuestion, dispatch_uid="record_deleted_question")
