"""What changes people and organisations. Each action is one transaction and says who did it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lms.lines import happened
from lms.people import changes
from lms.people.access import ORGANISATION_ROLES, ROLES_FOR_A_UNIT, Role, Visibility
from lms.people.models import Grant, Organisation, Unit, User

MAX_UNIT_DEPTH = 10  # as deep as an import of people may go


def system_user() -> User:
    """The account under which the installation itself writes."""
    return User.objects.get(username="bouwsteen")


@transaction.atomic
def create_organisation(
    *, name: str, kind: str = Organisation.Kind.MUNICIPALITY, acting_user: User
) -> Organisation:
    _refuse_organisation_name(name)
    slug = slugify(name.removeprefix("Gemeente ").removeprefix("Stad "))[:50].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    free = next(s for s in (slug, *(f"{slug}-{n}" for n in range(2, 1000))) if s not in taken)
    return Organisation.objects.create(name=name, slug=free, kind=kind)


def _refuse_organisation_name(name: str, ours: int | None = None) -> None:
    _refuse_without_letter(name)
    if _same_name(name, Organisation.objects.exclude(pk=ours)):
        text = _("There already is an organisation with the name “%(name)s”, or almost. Choose another name.")
        raise ValidationError({"name": text % {"name": name}})  # how theirs is written is not told


def _refuse_without_letter(name: str) -> None:
    if not any(sign.isalpha() for sign in name):
        raise ValidationError({"name": _("A name needs at least one letter.")})


def _same_name(name: str, others: QuerySet) -> str | None:
    """The name of one of the others that a reader would take for this one."""
    names = others.order_by("pk").values_list("name", flat=True)
    return next((other for other in names if bare(other) == bare(name)), None)


def bare(name: str) -> str:
    """Without capitals, accents, spaces and punctuation."""
    signs = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in signs if sign.isalnum())


@transaction.atomic
def start_organisation(
    *, name: str, kind: str, person: str = "", email: str = "", account: str = "", acting_user: User
) -> Grant:
    """A new organisation with its first administrator: a new `person` with an `email`, or an existing `account`."""
    organisation = create_organisation(name=name, kind=kind, acting_user=acting_user)
    return create_first_administrator(
        organisation=organisation, person=person, email=email, account=account, acting_user=acting_user
    )


@transaction.atomic
def create_first_administrator(
    *, organisation: Organisation, person: str = "", email: str = "", account: str = "", acting_user: User
) -> Grant:
    """Raises ValidationError when the account is not there, or when a new person has one already."""
    user = _account(account) if account else _new_account(person, email)
    return grant(user=user, role=Role.ADMINISTRATOR, organisation=organisation, acting_user=acting_user)


def _account(named: str) -> User:
    active = User.objects.filter(is_active=True)
    found = list(active.filter(username=named)[:1] or active.filter(email__iexact=named)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        text = _("More than one account has the e-mail address “%(name)s”. Give the user name.")
    else:
        text = _("Nobody has the user name or e-mail address “%(name)s”. Check how it is written.")
    raise ValidationError({"account": text % {"name": named}})


def _new_account(name: str, email: str) -> User:
    if not (name and email):
        raise ValidationError(
            _("Give a name and an e-mail address for a new account, or say whose account it is.")
        )
    if User.objects.filter(email__iexact=email).exists():
        text = _("Somebody has an account with this e-mail address. Fill it in at “Or an existing account”.")
        raise ValidationError({"email": text})
    user = User(name=name, email=email)
    user.set_unusable_password()
    user.save()
    return user


@transaction.atomic
def rename_organisation(*, organisation: Organisation, name: str, kind: str, acting_user: User) -> None:
    """Name and kind. The slug stays: addresses and the editor's groups have it."""
    if name != organisation.name:
        _refuse_organisation_name(name, ours=organisation.pk)
    _change(organisation, name=name, kind=kind)


@transaction.atomic
def change_branding(*, organisation: Organisation, hue: int, chroma: Decimal, acting_user: User) -> None:
    _change(organisation, brand_hue=hue, brand_chroma=chroma)


@transaction.atomic
def set_visibility(
    *,
    organisation: Organisation,
    visibility: Visibility,
    staff_notice: str = "",
    consulted_on: date | None = None,
    consultation_reference: str = "",
    smallest_group: int | None = None,
    acting_user: User,
) -> None:
    """What the organisation shows of its people. Raises ValidationError when staff were not told and consulted."""
    organisation.visibility = visibility
    organisation.staff_notice = staff_notice
    organisation.consulted_on = consulted_on
    organisation.consultation_reference = consultation_reference
    organisation.smallest_group = smallest_group or organisation.smallest_group
    organisation.full_clean()
    organisation.save()
    changes.note(
        organisation=organisation, what="visibility_set", visibility=visibility, acting_user=acting_user
    )


@transaction.atomic
def set_retention(*, organisation: Organisation, months: int, acting_user: User) -> None:
    """Raises ValidationError outside the bounds. Counts for who left already, too."""
    organisation.retention_months = months
    organisation.full_clean(validate_unique=False, validate_constraints=False)
    organisation.save(update_fields=["retention_months"])
    changes.note(organisation=organisation, what="retention_set", months=months, acting_user=acting_user)


@transaction.atomic
def grant(
    *,
    user: User,
    role: Role,
    organisation: Organisation,
    unit: Unit | None = None,
    starts: date | None = None,
    ends: date | None = None,
    acting_user: User,
) -> Grant:
    """Give a role, once: a running grant of the same kind stays as it is."""
    found, made = Grant.objects.get_or_create(
        user=user,
        role=role,
        organisation=organisation,
        unit=unit,
        ends=ends,
        defaults={"starts": starts or timezone.localdate(), "granted_by": acting_user},
    )
    if made:
        happened("grant_made", grant=found.pk, role=found.role, about=user.pk, by=acting_user.pk)
    return found


@transaction.atomic
def give_role(
    *,
    user: User,
    role: Role,
    organisation: Organisation,
    unit: Unit | None,
    starts: date,
    ends: date | None,
    today: date,
    acting_user: User,
) -> Grant:
    """What an administrator does by hand. Raises ValidationError for what she may not give, or gave before."""
    _lock(organisation)
    if role not in ORGANISATION_ROLES:
        raise ValidationError({"role": _("This role is not yours to give.")})
    if unit and role not in ROLES_FOR_A_UNIT:
        raise ValidationError({"unit": _("This role is for the whole organisation. Choose no unit.")})
    if starts < today:
        raise ValidationError({"starts": _("This day is over. Choose today or later.")})
    if ends and ends < starts:
        raise ValidationError({"ends": _("The last day is before the first day.")})
    same = Grant.objects.filter(user=user, role=role, organisation=organisation, unit=unit)
    same = same.exclude(ends__lt=starts)
    if (same.exclude(starts__gt=ends) if ends else same).exists():
        raise ValidationError({"role": _("This person already has this role in these days.")})
    return grant(
        user=user,
        role=role,
        organisation=organisation,
        unit=unit,
        starts=starts,
        ends=ends,
        acting_user=acting_user,
    )


@transaction.atomic
def end_grant(*, grant: Grant, ends: date, acting_user: User) -> None:
    """`ends` is the last day that counts; before its start, the grant never counted.

    Raises ValidationError when somebody would leave the organisation without any administrator by leaving herself.
    """
    organisation = _lock(grant.organisation)
    if grant.role == Role.ADMINISTRATOR and grant.user_id == acting_user.pk:
        others = Grant.objects.filter(organisation=organisation, role=grant.role, unit=None, ends=None)
        others = others.filter(starts__lte=max(ends, timezone.localdate()), user__is_active=True)
        if not others.exclude(user=grant.user_id).exists():
            raise ValidationError(
                _(
                    "You are the only administrator. First give this role to somebody else, without a last day."
                )
            )
    grant.ends = ends
    grant.save(update_fields=["ends"])
    happened("grant_ends", grant=grant.pk, role=grant.role, about=grant.user_id, by=acting_user.pk)


def _lock(organisation: Organisation) -> Organisation:
    """Who else changes the tree or the roles waits: what is checked here stays true until it is written."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


@transaction.atomic
def add_unit(*, organisation: Organisation, name: str, parent: Unit | None = None, acting_user: User) -> Unit:
    """Raises ValidationError, as all that changes the tree does, when the name or the place cannot be."""
    _lock(organisation)
    _refuse_unit_name(name)
    _refuse_taken_place(organisation, name, parent)
    _refuse_depth(organisation, parent)
    return Unit.objects.create(organisation=organisation, name=name, parent=parent)


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, acting_user: User) -> None:
    _lock(unit.organisation)
    if name != unit.name:
        _refuse_unit_name(name)
        _refuse_taken_place(unit.organisation, name, unit.parent, ours=unit.pk)
    _change(unit, name=name)


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, acting_user: User) -> None:
    """With all that is under it, and everybody who works there."""
    organisation = _lock(unit.organisation)
    moved = Unit.objects.below(unit)
    if parent and parent.pk in moved:
        text = _("“%(parent)s” is this unit, or a part of it. A unit cannot be under itself.")
        raise ValidationError({"parent": text % {"parent": parent}})
    try:
        _refuse_taken_place(organisation, unit.name, parent, ours=unit.pk)
    except ValidationError as taken:
        raise ValidationError({"parent": taken.messages}) from taken
    _refuse_depth(organisation, parent, moved)
    _change(unit, parent=parent)


@transaction.atomic
def delete_unit(*, unit: Unit, acting_user: User) -> None:
    """Only a unit to which nothing points: no history of a person goes with it."""
    _lock(unit.organisation)
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
    _refuse_without_letter(name)
    if ">" in name:
        raise ValidationError(
            {"name": _("Leave out “>”. A list of people uses it between a unit and its parts.")}
        )


def _refuse_taken_place(
    organisation: Organisation, name: str, parent: Unit | None, ours: int | None = None
) -> None:
    beside = Unit.objects.filter(organisation=organisation, parent=parent).exclude(pk=ours)
    if found := _same_name(name, beside):
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


def _change(thing, **values) -> bool:
    changed = [name for name, value in values.items() if getattr(thing, name) != value]
    for name in changed:
        setattr(thing, name, values[name])
    if changed:
        thing.save(update_fields=changed)
    return bool(changed)


def people_named(organisation: Organisation, names: Iterable[str]) -> dict[str, User]:
    """The organisation's people by user name."""
    wanted = Q(employments__organisation=organisation, username__in=list(names))
    return {user.username: user for user in User.objects.filter(wanted).distinct() if user.username}
