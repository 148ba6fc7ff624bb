"""The tree of an organisation: units are added, named, moved, put together, closed and opened again."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people.actions import change, lock, refuse_without_letter, same_name
from lms.people.models import Organisation, Unit, User

MAX_UNIT_DEPTH = 10  # as deep as an import of people may go


@transaction.atomic
def add_unit(*, organisation: Organisation, name: str, parent: Unit | None = None, acting_user: User) -> Unit:
    """Raises ValidationError, as all that changes the tree does, when the name or the place cannot be."""
    lock(organisation)
    _refuse_unit_name(name)
    _refuse_taken_place(organisation, name, parent)
    _refuse_depth(organisation, parent)
    return Unit.objects.create(organisation=organisation, name=name, parent=parent)


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, acting_user: User) -> None:
    lock(unit.organisation)
    if name != unit.name:
        _refuse_unit_name(name)
        _refuse_taken_place(unit.organisation, name, unit.parent, ours=unit.pk)
    change(unit, name=name)


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, acting_user: User) -> None:
    """With all that is under it, and everybody who works there."""
    organisation = lock(unit.organisation)
    moved = Unit.objects.below(unit)
    if parent and parent.pk in moved:
        text = _("“%(parent)s” is this unit, or a part of it. A unit cannot be under itself.")
        raise ValidationError({"parent": text % {"parent": parent}})
    try:
        _refuse_taken_place(organisation, unit.name, parent, ours=unit.pk)
    except ValidationError as taken:
        raise ValidationError({"parent": taken.messages}) from taken
    _refuse_depth(organisation, parent, moved)
    change(unit, parent=parent)


@transaction.atomic
def delete_unit(*, unit: Unit, acting_user: User) -> None:
    """Only a unit to which nothing points: no history of a person goes with it."""
    lock(unit.organisation)
    if unit.children.exists():
        raise ValidationError(_("There are units under this one. Move or delete those first."))
    if unit.employments.current(timezone.localdate()).exists():
        raise ValidationError(_("People work in this unit. Move them first."))
    if unit.employments.exists():
        raise ValidationError(
            _("People worked in this unit, and that stays known. You can give it another name or place.")
        )
    if unit.grants.exists():
        raise ValidationError(
            _("Roles were given for this unit, and that stays known. You can give it another name or place.")
        )
    if any(_points_at(relation, unit) for relation in unit._meta.get_fields(include_hidden=True)):
        raise ValidationError(_("The figures of this unit are still being renewed. Try again tomorrow."))
    unit.delete()


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


def _refuse_taken_place(
    organisation: Organisation, name: str, parent: Unit | None, ours: int | None = None
) -> None:
    beside = Unit.objects.filter(organisation=organisation, parent=parent).exclude(pk=ours)
    if found := same_name(name, beside):
        text = _("There already is a unit “%(name)s” in this place.")
        raise ValidationError({"name": text % {"name": found}})


def _refuse_depth(organisation: Organisation, parent: Unit | None, moved: Iterable[int] = ()) -> None:
    """`moved`: the unit that gets this parent, and all under it; nothing for a new one."""
    above = dict(Unit.objects.filter(organisation=organisation).values_list("pk", "parent_id"))

    def depth(pk: int | None) -> int:
        return 1 + depth(above[pk]) if pk else 0

    depths = [depth(pk) for pk in moved] or [0]
    if depth(parent and parent.pk) + 1 + max(depths) - min(depths) > MAX_UNIT_DEPTH:
        text = _("This is too deep: a tree of units has at most %(levels)s levels.")
        raise ValidationError({"parent": text % {"levels": MAX_UNIT_DEPTH}})
