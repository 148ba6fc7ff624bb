"""What changes people and organisations. Each action is one transaction and says who did it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lms.people.access import Role, Visibility
from lms.people.content import PersonRow
from lms.people.models import Employment, Grant, Organisation, Unit, User


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
    slug = slugify(name.removeprefix("Gemeente ").removeprefix("Stad ")) or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    free = next(s for s in (slug, *(f"{slug}-{n}" for n in range(2, 1000))) if s not in taken)
    return Organisation.objects.create(name=name, slug=free, kind=kind)


@transaction.atomic
def set_visibility(
    *,
    organisation: Organisation,
    visibility: Visibility,
    staff_notice: str = "",
    consulted_on: date | None = None,
    consultation_reference: str = "",
    acting_user: User,
) -> None:
    """What the organisation shows of its people. Raises ValidationError when staff were not told and consulted."""
    organisation.visibility = visibility
    organisation.staff_notice = staff_notice
    organisation.consulted_on = consulted_on
    organisation.consultation_reference = consultation_reference
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
    acting_user: User,
) -> Grant:
    """Give a role, once: a running grant of the same kind stays as it is."""
    found, _made = Grant.objects.get_or_create(
        user=user,
        role=role,
        organisation=organisation,
        unit=unit,
        ends=None,
        defaults={"starts": starts or timezone.localdate(), "granted_by": acting_user},
    )
    return found


@transaction.atomic
def end_grant(*, grant: Grant, ends: date, acting_user: User) -> None:
    grant.ends = max(ends, grant.starts)
    grant.save(update_fields=["ends"])


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
