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
from lms.people.access import ROLES_FOR_A_UNIT, Role, Visibility, givable_roles
from lms.people.models import Grant, Organisation, Unit, User


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
    made = Organisation.objects.create(name=name, slug=free, kind=kind)
    changes.note(organisation=made, what="organisation_made", acting_user=acting_user, name=name)
    return made


def _refuse_organisation_name(name: str, ours: int | None = None) -> None:
    refuse_without_letter(name)
    if same_name(name, Organisation.objects.exclude(pk=ours)):
        text = _("There already is an organisation with the name “%(name)s”, or almost. Choose another name.")
        raise ValidationError({"name": text % {"name": name}})  # how theirs is written is not told


def refuse_without_letter(name: str) -> None:
    if not any(sign.isalpha() for sign in name):
        raise ValidationError({"name": _("A name needs at least one letter.")})


def same_name(name: str, others: QuerySet) -> str | None:
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
    given = grant(user=user, role=Role.ADMINISTRATOR, organisation=organisation, acting_user=acting_user)
    note_role(given, "role_given", acting_user)
    return given


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
    old = organisation.name
    changed = change(organisation, name=name, kind=kind)
    if "name" in changed:
        changes.note(
            organisation=organisation,
            what="organisation_renamed",
            acting_user=acting_user,
            old=old,
            name=name,
        )
    if "kind" in changed:
        changes.note(organisation=organisation, what="kind_changed", acting_user=acting_user)


@transaction.atomic
def change_branding(*, organisation: Organisation, hue: int, chroma: Decimal, acting_user: User) -> None:
    if change(organisation, brand_hue=hue, brand_chroma=chroma):
        changes.note(organisation=organisation, what="colour_changed", acting_user=acting_user)


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
    lock(organisation)
    if role not in givable_roles(shared=organisation.kind == Organisation.Kind.SHARED):
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
    given = grant(
        user=user,
        role=role,
        organisation=organisation,
        unit=unit,
        starts=starts,
        ends=ends,
        acting_user=acting_user,
    )
    note_role(given, "role_given", acting_user)
    return given


@transaction.atomic
def give_platform_role(*, account: str, acting_user: User, **said) -> Grant:
    """To an `account` that is there. Raises ValidationError."""
    shared = Organisation.objects.shared()
    return give_role(user=_account(account), organisation=shared, unit=None, acting_user=acting_user, **said)


def note_role(grant: Grant, what: str, acting_user: User, **details) -> None:
    changes.note(
        organisation=grant.organisation,
        what=what,
        acting_user=acting_user,
        about=grant.user,
        role=grant.role,
        **details,
    )


@transaction.atomic
def end_grant(*, grant: Grant, ends: date, acting_user: User) -> None:
    """`ends` is the last day that counts; before its start, the grant never counted.

    Raises ValidationError when somebody would leave the organisation without any administrator by leaving herself.
    """
    organisation = lock(grant.organisation)
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


@transaction.atomic
def end_role(*, grant: Grant, ends: date, today: date, acting_user: User) -> None:
    """What an administrator does by hand."""
    end_grant(grant=grant, ends=ends, acting_user=acting_user)
    if ends < today:
        note_role(grant, "role_taken", acting_user)
    else:
        note_role(grant, "role_ends", acting_user, day=ends)


def lock(organisation: Organisation) -> Organisation:
    """Who else changes the tree or the roles waits: what is checked here stays true until it is written."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def change(thing, **values) -> list[str]:
    """Makes it so. Returns the names of what was not so yet."""
    changed = [name for name, value in values.items() if getattr(thing, name) != value]
    for name in changed:
        setattr(thing, name, values[name])
    if changed:
        thing.save(update_fields=changed)
    return changed


def people_named(organisation: Organisation, names: Iterable[str]) -> dict[str, User]:
    """The organisation's people by user name."""
    wanted = Q(employments__organisation=organisation, username__in=list(names))
    return {user.username: user for user in User.objects.filter(wanted).distinct() if user.username}
