"""What changes people and organisations. Each action is one transaction and says who did it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lms.people.access import ORGANISATION_ROLES, ROLES_FOR_A_UNIT, Role, Visibility
from lms.people.content import PersonRow
from lms.people.models import Employment, Grant, Organisation, Unit, User

MAX_UNIT_DEPTH = 10  # as deep as an import of people may go


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one row of an import, where, and how to mend it."""

    line: int
    field: str
    sentence: str


class RefusedImport(Exception):
    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__(f"{len(problems)} rows refused")
        self.problems = problems


@dataclass
class Imported:
    """What an import did, and the employment that each line stands for."""

    employments: dict[int, Employment] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def system_user() -> User:
    """The account under which the installation itself writes."""
    return User.objects.get(username="bouwsteen")


@transaction.atomic
def create_organisation(
    *, name: str, kind: str = Organisation.Kind.MUNICIPALITY, acting_user: User
) -> Organisation:
    _refuse_taken_name(name)
    slug = slugify(name.removeprefix("Gemeente ").removeprefix("Stad "))[:50].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    free = next(s for s in (slug, *(f"{slug}-{n}" for n in range(2, 1000))) if s not in taken)
    return Organisation.objects.create(name=name, slug=free, kind=kind)


def _refuse_taken_name(name: str, ours: int | None = None) -> None:
    if Organisation.objects.filter(name__iexact=name).exclude(pk=ours).exists():
        text = _("There already is an organisation with the name “%(name)s”. Choose another name.")
        raise ValidationError({"name": text % {"name": name}})


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
    _refuse_taken_name(name, ours=organisation.pk)
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
    found, _made = Grant.objects.get_or_create(
        user=user,
        role=role,
        organisation=organisation,
        unit=unit,
        ends=ends,
        defaults={"starts": starts or timezone.localdate(), "granted_by": acting_user},
    )
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


def _lock(organisation: Organisation) -> Organisation:
    """Who else changes the tree or the roles waits: what is checked here stays true until it is written."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


@transaction.atomic
def add_unit(*, organisation: Organisation, name: str, parent: Unit | None = None, acting_user: User) -> Unit:
    """Raises ValidationError, as all that changes the tree does, when the name or the place cannot be."""
    _lock(organisation)
    _refuse_unit_name(organisation, name, parent)
    _refuse_depth(organisation, parent)
    return Unit.objects.create(organisation=organisation, name=name, parent=parent)


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, acting_user: User) -> None:
    _lock(unit.organisation)
    _refuse_unit_name(unit.organisation, name, unit.parent, ours=unit.pk)
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
        _refuse_unit_name(organisation, unit.name, parent, ours=unit.pk)
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


def _refuse_unit_name(
    organisation: Organisation, name: str, parent: Unit | None, ours: int | None = None
) -> None:
    if ">" in name:
        raise ValidationError(
            {"name": _("Leave out “>”. A list of people uses it between a unit and its parts.")}
        )
    beside = Unit.objects.filter(organisation=organisation, parent=parent).exclude(pk=ours)
    if beside.filter(name__iexact=name).exists():
        text = _("There already is a unit “%(name)s” in this place.")
        raise ValidationError({"name": text % {"name": name}})


def _refuse_depth(organisation: Organisation, parent: Unit | None, moved: Iterable[int] = ()) -> None:
    """`moved`: the unit that gets this parent, and all under it; nothing for a new one."""
    above = dict(Unit.objects.filter(organisation=organisation).values_list("pk", "parent_id"))

    def depth(pk: int | None) -> int:
        return 1 + depth(above[pk]) if pk else 0

    depths = [depth(pk) for pk in moved] or [0]
    if depth(parent and parent.pk) + 1 + max(depths) - min(depths) > MAX_UNIT_DEPTH:
        text = _("This is too deep: a tree of units has at most %(levels)s levels.")
        raise ValidationError({"parent": text % {"levels": MAX_UNIT_DEPTH}})


@transaction.atomic
def find_unit(*, organisation: Organisation, path: Iterable[str], acting_user: User) -> tuple[Unit, bool]:
    """The unit at the end of the path of names, made where it is missing; and whether it was made."""
    unit, made = None, False
    for name in path:
        unit, made = Unit.objects.get_or_create(organisation=organisation, parent=unit, name=name)
    if unit is None:
        raise ValueError("A path of units names at least one unit.")
    return unit, made


@transaction.atomic
def import_people(
    *, rows: Sequence[PersonRow], make_organisations: bool = False, today: date, acting_user: User
) -> Imported:
    """Add and change people so that the rows are true. All rows or none: raises RefusedImport with every problem.

    A row finds its person again by external id, else by user name, else by e-mail, and only among the employments of
    its own organisation. The same rows again change nothing. Nobody is deleted.
    """
    organisations = _organisations(rows, make_organisations, acting_user)
    problems = [*_unknown_organisations(rows, organisations)]
    problems += [problem for row in rows for problem in _problems(row, organisations)]
    if problems:
        raise RefusedImport(problems)
    done = Imported()
    for row in rows:
        done.employments[row.line] = _import_row(
            row, organisations[row.organisation], today, done.counts, acting_user
        )
    return done


def _organisations(rows: Sequence[PersonRow], make: bool, acting_user: User) -> dict[str, Organisation]:
    names = dict.fromkeys(row.organisation for row in rows)
    found = {organisation.name: organisation for organisation in Organisation.objects.filter(name__in=names)}
    for name in names:
        if make and name not in found:
            found[name] = create_organisation(name=name, acting_user=acting_user)
    return found


def _unknown_organisations(
    rows: Sequence[PersonRow], organisations: dict[str, Organisation]
) -> Iterable[RowProblem]:
    """One problem per name, at the first row that has it."""
    text = _(
        "There is no organisation “%(name)s”. Check the spelling, or let an administrator make it first."
    )
    for name in dict.fromkeys(row.organisation for row in rows):
        if name not in organisations:
            line = next(row.line for row in rows if row.organisation == name)
            yield RowProblem(line, "organisation", text % {"name": name})


def _problems(row: PersonRow, organisations: dict[str, Organisation]) -> Iterable[RowProblem]:
    organisation = organisations.get(row.organisation)
    if organisation is None:
        return
    if not (row.external_id or row.username or row.email):
        text = _(
            "Give an external id, a user name or an e-mail. Without one, a second import cannot find this person."
        )
        yield RowProblem(row.line, "external_id", text)
    known = _employment(row, organisation)
    others = User.objects.filter(username=row.username).exclude(pk=known.user_id if known else None)
    if row.username and others.exists():
        text = _("The user name “%(name)s” is taken. Choose another one, or leave it out.")
        yield RowProblem(row.line, "username", text % {"name": row.username})


def _employment(row: PersonRow, organisation: Organisation) -> Employment | None:
    mine = (
        Employment.objects.filter(organisation=organisation).select_related("user").order_by("-starts", "-pk")
    )
    if row.external_id:
        found = mine.filter(external_id=row.external_id).first()
        if found:
            return found
        mine = mine.filter(external_id="")
    if row.username:
        return mine.filter(user__username=row.username).first()
    return mine.filter(user__email__iexact=row.email).first() if row.email else None


def _import_row(
    row: PersonRow, organisation: Organisation, today: date, counts: Counter[str], acting_user: User
) -> Employment:
    unit, made = find_unit(organisation=organisation, path=row.unit, acting_user=acting_user)
    counts["units"] += made
    employment = _employment(row, organisation)
    if employment is None:
        user = User(name=row.name, username=row.username or None, email=row.email)
        user.set_unusable_password()
        user.save()
        counts["added"] += 1
        return Employment.objects.create(
            user=user,
            organisation=organisation,
            unit=unit,
            job_title=row.job,
            starts=row.start or today,
            external_id=row.external_id,
        )
    changed = _change(employment.user, name=row.name, **_given(username=row.username, email=row.email))
    changed |= _change(
        employment,
        unit=unit,
        job_title=row.job,
        **_given(starts=row.start, external_id=row.external_id),
    )
    counts["changed" if changed else "unchanged"] += 1
    return employment


def _given(**values):
    """Only what the file says: an empty cell changes nothing."""
    return {name: value for name, value in values.items() if value}


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
