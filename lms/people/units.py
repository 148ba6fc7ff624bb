"""The tree of an organisation: units are added, named, moved, put together, closed and opened again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people import changes
from lms.people.actions import change, end_role, lock, refuse_without_letter, same_name
from lms.people.employing import DAY, move_people, refuse_closed
from lms.people.models import Organisation, Unit, User

MAX_UNIT_DEPTH = 10  # as deep as an import of people may go


@transaction.atomic
def add_unit(*, organisation: Organisation, name: str, parent: Unit | None = None, acting_user: User) -> Unit:
    """Raises ValidationError, as all that changes the tree does, when the name or the place cannot be."""
    lock(organisation)
    _refuse_unit_name(name)
    _refuse_place(organisation, name, parent)
    _refuse_depth(organisation, parent)
    made = organisation.units.create(name=name, parent=parent)
    _note(made, "unit_added", acting_user)
    return made


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, acting_user: User) -> None:
    _hold(unit)
    if name != unit.name:
        _refuse_unit_name(name)
        _refuse_taken_place(unit.organisation, name, unit.parent, ours=unit.pk)
    old = unit.name
    if change(unit, name=name):
        _note(unit, "unit_renamed", acting_user, old=old)


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, acting_user: User) -> None:
    """With all that is under it, and everybody who works there."""
    organisation = _hold(unit)
    moved = Unit.objects.below(unit)
    if parent and parent.pk in moved:
        text = _("“%(parent)s” is this unit, or a part of it. A unit cannot be under itself.")
        raise ValidationError({"parent": text % {"parent": parent}})
    try:
        _refuse_place(organisation, unit.name, parent, ours=unit.pk)
    except ValidationError as taken:
        raise ValidationError({"parent": taken.messages}) from taken
    _refuse_depth(organisation, parent, moved)
    if change(unit, parent=parent):
        _note(unit, "unit_moved", acting_user, parent=parent.name if parent else "")


@transaction.atomic
def delete_unit(*, unit: Unit, acting_user: User) -> None:
    """Only a unit to which nothing points: no history of a person goes with it."""
    _hold(unit)
    if unit.children.exists():
        raise ValidationError(_("There are units under this one. Move or delete those first."))
    if unit.employments.not_over(timezone.localdate()).exists() or unit.expected.exists():
        raise ValidationError(_("People work in this unit, or will. Move them first."))
    if unit.employments.exists():
        raise ValidationError(
            _("People worked in this unit, and that stays known. You can close it instead.")
        )
    if unit.grants.exists():
        raise ValidationError(
            _("Roles were given for this unit, and that stays known. You can close it instead.")
        )
    if any(_points_at(relation, unit) for relation in unit._meta.get_fields(include_hidden=True)):
        text = _("Something else still names this unit, for example what people are asked to learn.")
        raise ValidationError([text, _("Try again tomorrow, or close the unit instead.")])
    _note(unit, "unit_deleted", acting_user)
    unit.delete()


@transaction.atomic
def close_unit(*, unit: Unit, today: date, acting_user: User) -> None:
    """Nobody can choose it from now on. Who worked there still worked there."""
    _hold(unit)
    if unit.children.open().exists():
        raise ValidationError(_("There are units under this one. Move or close those first."))
    if unit.employments.not_over(today).exists() or unit.expected.exists():
        raise ValidationError(_("People work in this unit, or will. Move them first."))
    if unit.grants.exclude(ends__lt=today).exists():
        raise ValidationError(_("Somebody has a role for this unit. End the role first."))
    if change(unit, ends=unit.ends or today):
        _note(unit, "unit_closed", acting_user)


@transaction.atomic
def open_unit(*, unit: Unit, acting_user: User) -> None:
    """Again. Raises ValidationError when it lies under a closed one."""
    _hold(unit)
    refuse_closed(unit.parent)
    if change(unit, ends=None):
        _note(unit, "unit_opened", acting_user)


@transaction.atomic
def merge_unit(*, unit: Unit, into: Unit, today: date, acting_user: User) -> list[int]:
    """Everybody and everything in the unit goes to the other one, and it is closed. Returns whose employments moved.

    Roles for the unit end: to go on in a bigger one would open more than was given.
    """
    organisation = _hold(unit)
    refuse_closed(into, "into")
    if into.pk in Unit.objects.below(unit):
        text = _("“%(into)s” is this unit, or a part of it. Choose another one.")
        raise ValidationError({"into": text % {"into": into}})
    for child in unit.children.open():
        try:
            move_unit(unit=child, parent=into, acting_user=acting_user)
        except ValidationError as refused:
            raise ValidationError({"into": refused.messages}) from refused
    for grant in unit.grants.exclude(ends__lt=today).select_related("user", "organisation"):
        end_role(grant=grant, ends=today - DAY, today=today, acting_user=acting_user)
    moved = move_people(
        organisation=organisation,
        employments=organisation.employments.not_over(today).filter(unit=unit),
        unit=into,
        day=today,
        acting_user=acting_user,
    )
    unit.expected.update(moves_to=into)
    close_unit(unit=unit, today=today, acting_user=acting_user)
    _note(unit, "unit_merged", acting_user, into=into.name)
    return moved


def _hold(unit: Unit) -> Organisation:
    """As it is now, and stays until this is written. Raises ValidationError when somebody deleted it meanwhile."""
    organisation = lock(unit.organisation)
    try:
        unit.refresh_from_db()
    except Unit.DoesNotExist:
        raise ValidationError(_("Somebody deleted this unit meanwhile.")) from None
    return organisation


def _note(unit: Unit, what: str, acting_user: User, **details) -> None:
    changes.note(
        organisation=unit.organisation, what=what, acting_user=acting_user, unit=unit.name, **details
    )


def _points_at(relation, unit: Unit) -> bool:
    """Parts of the product that this one does not know may have rows of a unit too."""
    if not relation.auto_created or relation.concrete:
        return False
    rows = relation.related_model._base_manager.filter(**{relation.field.name: unit})
    return rows.exists()


def _refuse_unit_name(name: str) -> None:
    refuse_without_letter(name)
    if ">" in name:
        raise ValidationError(
            {"name": _("Leave out “>”. A list of people uses it between a unit and its parts.")}
        )


def _refuse_place(
    organisation: Organisation, name: str, parent: Unit | None, ours: int | None = None
) -> None:
    refuse_closed(parent, "parent")
    _refuse_taken_place(organisation, name, parent, ours)


def _refuse_taken_place(
    organisation: Organisation, name: str, parent: Unit | None, ours: int | None = None
) -> None:
    beside = organisation.units.filter(parent=parent).exclude(pk=ours)
    if found := same_name(name, beside):
        text = _("There already is a unit “%(name)s” in this place.")
        raise ValidationError({"name": text % {"name": found}})


def _refuse_depth(organisation: Organisation, parent: Unit | None, moved: Iterable[int] = ()) -> None:
    """`moved`: the unit that gets this parent, and all under it; nothing for a new one."""
    above = dict(organisation.units.values_list("pk", "parent_id"))

    def depth(pk: int | None) -> int:
        return 1 + depth(above[pk]) if pk else 0

    depths = [depth(pk) for pk in moved] or [0]
    if depth(parent and parent.pk) + 1 + max(depths) - min(depths) > MAX_UNIT_DEPTH:
        text = _("This is too deep: a tree of units has at most %(levels)s levels.")
        raise ValidationError({"parent": text % {"levels": MAX_UNIT_DEPTH}})
