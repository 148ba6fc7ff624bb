"""Making a list of people true. What it changes is found by `lms.people.roll`; nobody is deleted."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lms.people import changes
from lms.people.actions import create_organisation
from lms.people.content import PersonRow
from lms.people.many import add_rows, in_chunks
from lms.people.models import Employment, Organisation, User
from lms.people.roll import DAY, Change, Kind, Known, Roll, RowProblem, Step


class RefusedImport(Exception):
    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__(", ".join(f"{p.line} {p.field} {p.code}" for p in problems[:20]))
        self.problems = problems


@transaction.atomic
def write(*, roll: Roll, steps: Sequence[Step], acting_user: User) -> dict[int, int]:
    """Makes the steps true; the units have to be there. Returns the employment that each line stands for.

    Who moves goes on in the other unit from today, and the time before becomes an employment of its own that is over.
    """
    changing = [step for step in steps if step.known and step.changes]
    _change_people([step for step in changing if step.changed() & {"name", "email", "username"}])
    _change_employments(roll, [step for step in changing if not step.returns])
    employments = {step.row.line: step.known.employment for step in steps if step.known}
    coming = [step for step in steps if step.known is None or step.returns]
    begun, people = _begin(roll, coming)
    roll.named |= {employment: line for line, employment in begun.items()}  # they have not left
    rest = [step for step in coming if not (step.known and step.changes)]
    _note(roll, [*changing, *rest], people, acting_user)
    return employments | begun


NOTED = {
    "name": "name_changed",
    "email": "email_changed",
    "username": "user_name_changed",
    "job title": "job_title_changed",
    "external id": "staff_number_changed",
}


def _note(roll: Roll, steps: Sequence[Step], people: Mapping[int, int], acting_user: User) -> None:
    """What the list changed about each of them: in one go, as they are many. `people`: who comes, by line."""
    noted: list[tuple[int | None, str, Mapping]] = []
    for step in steps:
        unit, day = step.place[-1], step.starts
        if step.known is None or step.returns:
            what = "person_back" if step.returns else "person_added"
            noted.append((people[step.row.line], what, {"unit": unit, "day": day}))
        if step.known is None:
            continue
        for one in step.changes:
            if one.field in NOTED:
                noted.append((step.known.user, NOTED[one.field], {"old": one.old, "new": one.new}))
            elif one.field == "unit path" and not step.returns:
                noted.append((step.known.user, "person_moved", {"unit": unit, "day": max(day, roll.today)}))
            elif one.field == "start date":
                noted.append((step.known.user, "first_day_changed", {"day": day}))
    changes.note_many(noted, organisation=roll.organisation, now=timezone.now(), acting_user=acting_user)


def _change_people(steps: Sequence[Step]) -> None:
    people = [_changed(step.known, step.changes) for step in steps if step.known]
    User.objects.bulk_update(people, ["name", "email", "username"], batch_size=500)


def _changed(known: Known, changes: Iterable[Change]) -> User:
    new = {change.field: change.new for change in changes}
    return User(
        pk=known.user,
        name=new.get("name", known.name),
        email=new.get("email", known.email),
        username=new.get("username", known.username),
    )


def _change_employments(roll: Roll, steps: Sequence[Step]) -> None:
    before, now = [], []
    for step in steps:
        changed = step.changed() & {"unit path", "job title", "start date", "external id"}
        if not changed or step.known is None:
            continue
        known, row, starts = step.known, step.row, step.starts
        if "unit path" in changed and starts < roll.today:
            before.append(_former(known, starts, roll.today - DAY))
            starts = roll.today
        now.append(
            Employment(
                pk=known.employment,
                unit_id=roll.units.ids[step.place],
                job_title=row.job or known.job,
                starts=starts,
                external_id=row.external_id or known.external_id,
            )
        )
    _add_employments(roll.organisation, before)
    roll.organisation.employments.bulk_update(
        now, ["unit", "job_title", "starts", "external_id"], batch_size=500
    )


def _former(known: Known, starts: date, ends: date) -> dict:
    return {
        "user_id": known.user,
        "unit_id": known.unit,
        "job_title": known.job,
        "starts": starts,
        "ends": ends,
        "external_id": known.external_id,
    }


def _begin(roll: Roll, steps: Sequence[Step]) -> tuple[dict[int, int], dict[int, int]]:
    """Accounts for who is new, and employments for them and for who came back. Returns these and the people, by line.

    Asking for what was just put in takes long: of a table that grows this fast the database knows no size.
    """
    new = [step.row for step in steps if step.known is None]
    users = dict(zip((row.line for row in new), add_rows(User, [_account(row) for row in new]), strict=True))
    firsts = [_first(step, roll, users) for step in steps]
    made = _add_employments(roll.organisation, firsts)
    lines = [step.row.line for step in steps]
    people = {line: first["user_id"] for line, first in zip(lines, firsts, strict=True)}
    return dict(zip(lines, made, strict=True)), people


def _first(step: Step, roll: Roll, users: Mapping[int, int]) -> dict:
    row, known = step.row, step.known
    return {
        "user_id": known.user if known else users[row.line],
        "unit_id": roll.units.ids[step.place],
        "job_title": row.job or (known.job if known else ""),
        "starts": step.starts,
        "ends": None,
        "external_id": row.external_id or (known.external_id if known else ""),
    }


def _add_employments(organisation: Organisation, rows: Sequence[Mapping]) -> list[int]:
    return add_rows(Employment, [{**row, "organisation_id": organisation.pk} for row in rows])


def _account(row: PersonRow) -> dict:
    # What starts with "!" opens nothing. Django's own way to say so takes as long as the rest of the row.
    password = f"!{secrets.token_urlsafe(30)}"
    return {
        "name": row.name,
        "username": row.username or None,
        "email": row.email,
        "password": password,
    }


@transaction.atomic
def end_employments(
    *, organisation: Organisation, employments: Sequence[int], today: date, acting_user: User
) -> int:
    """Yesterday was their last day; who began today stops today."""
    ended, now = 0, timezone.now()
    for part in in_chunks(employments):
        mine = organisation.employments.filter(pk__in=part)
        leaving = mine.filter(starts__lte=today).values_list("user", "starts")
        noted = [(user, "employment_ended", {"day": max(starts, today - DAY)}) for user, starts in leaving]
        changes.note_many(noted, organisation=organisation, now=now, acting_user=acting_user)
        ended += mine.filter(starts__lt=today).update(ends=today - DAY)
        ended += mine.filter(starts=today).update(ends=today)
    return ended


# --- a list of several organisations ----------------------------------------------------------------------------------


@dataclass
class Imported:
    """What an import did: the steps in each organisation, and the id of the employment that each line stands for."""

    employments: dict[int, int] = field(default_factory=dict)
    steps: list[tuple[Organisation, list[Step]]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


COUNTED = {Kind.COMES: "added", Kind.CHANGES: "changed", Kind.STAYS: "unchanged"}


@transaction.atomic
def import_people(
    *, rows: Sequence[PersonRow], make_organisations: bool = False, today: date, acting_user: User
) -> Imported:
    """Add and change people so that the rows are true. All rows or none: raises RefusedImport with every problem.

    For who runs the installation: the units that rows name are made, and no account is kept from being changed.
    """
    organisations, problems = _organisations(rows, make_organisations, acting_user)
    done = Imported()
    for name, organisation in organisations.items():
        roll = Roll(organisation, today, make_units=True, guard=False)
        mine = [row for row in rows if row.organisation == name]
        for part in in_chunks(mine):
            steps, wrong = roll.held_against(part)
            problems += wrong
            if not problems:
                done.counts["units"] += roll.units.write()
                done.employments |= write(roll=roll, steps=steps, acting_user=acting_user)
            done.steps.append((organisation, steps))
            done.counts.update(COUNTED[step.kind] for step in steps)
    if problems:
        raise RefusedImport(sorted(problems, key=lambda problem: problem.line))
    return done


def _organisations(
    rows: Sequence[PersonRow], make: bool, acting_user: User
) -> tuple[dict[str, Organisation], list[RowProblem]]:
    """By name; one problem per name that is not there, at the first row that has it."""
    lines: dict[str, int] = {}
    for row in rows:
        lines.setdefault(row.organisation, row.line)
    found = {one.name: one for one in Organisation.objects.filter(name__in=lines)}
    problems = []
    for name, line in lines.items():
        if name not in found and make:
            try:
                found[name] = create_organisation(name=name, acting_user=acting_user)
            except ValidationError:
                problems.append(RowProblem(line, "organisation", "organisation_almost_there", {"name": name}))
        elif name not in found:
            problems.append(RowProblem(line, "organisation", "unknown_organisation", {"name": name}))
    return found, problems
