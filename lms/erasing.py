"""Erasing people: when it is due, and again after a backup from before was put back.

The ledger (`Erasure`) is also written to a file beside the database, ERASURE_LEDGER. It is no part of a backup: after
an old backup is put back, it says who was erased since, and those are erased again before anybody signs in.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cms import erasure as in_cms
from courses import erasure as in_courses
from lms.accounts import erasure as in_accounts
from lms.interop.people.actions import forget_lists
from lms.people import changes
from lms.people import erasure as in_people
from lms.people.actions import system_user
from lms.people.models import Erasure, Organisation, Tally, User
from skills import erasure as in_skills

logger = logging.getLogger(__name__)
# Whatever points at something goes before it.
RULES = (*in_courses.RULES, *in_skills.RULES, *in_accounts.RULES, *in_people.RULES)


@dataclass(frozen=True)
class Line:
    """One line of the ledger's file."""

    mark: str
    organisation: str
    at: str
    rows: int


@transaction.atomic
def erase(*, person: User, organisation: Organisation, now: datetime, acting_user: User) -> Erasure:
    """What the organisation holds of her; her account and all the rest too, when nobody else holds anything."""
    mark = in_people.mark(person, organisation)
    touched, counted = in_people.apply(RULES, person=person, organisation=organisation)
    in_accounts.leave_provider(person, organisation)
    forget_lists(organisation=organisation, acting_user=acting_user)
    if in_people.is_linked_anywhere(person):
        in_skills.mark_levels(person, now)
    else:
        more, counted_more = in_people.apply(RULES, person=person, organisation=None)
        touched, counted = touched + more, counted + counted_more
        in_cms.strip(person)
        in_accounts.end_sessions(person)
        person.delete()
    Tally.objects.add(organisation, [(what, year, number) for (what, year), number in counted.items()])
    erasure, made = Erasure.objects.get_or_create(
        mark=mark, defaults={"organisation": organisation, "at": now, "rows": touched}
    )
    if made:
        changes.note(organisation=organisation, what="person_erased", acting_user=acting_user)
    transaction.on_commit(lambda: write_down([erasure]))
    return erasure


def due(today: date) -> Iterator[tuple[User, Organisation]]:
    for organisation in Organisation.objects.with_staff():
        for person in in_people.due(organisation, today):
            yield person, organisation


def erase_due(*, now: datetime, today: date) -> int:
    """Everybody whose time is over, each in a transaction of its own: one that fails does not keep the others."""
    in_accounts.sessions().clear_expired()
    done = 0
    for person, organisation in list(due(today)):
        try:
            erase(person=person, organisation=organisation, now=now, acting_user=system_user())
            done += 1
        except Exception:  # whatever is wrong with one person, the others still have to be erased
            logger.exception("somebody of organisation %s could not be erased", organisation.pk)
    return done


# --- the ledger -------------------------------------------------------------------------------------------------------


def ledger_file() -> Path:
    return Path(settings.ERASURE_LEDGER)


def line(erasure: Erasure) -> Line:
    return Line(erasure.mark, erasure.organisation.slug, erasure.at.isoformat(), erasure.rows)


def write_down(erasures: Iterable[Erasure]) -> None:
    """At the end of the file. When the file cannot be written, the log says so: what is erased stays erased."""
    try:
        ledger_file().parent.mkdir(parents=True, exist_ok=True)
        with ledger_file().open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(vars(line(one))) + "\n" for one in erasures)
    except OSError:
        logger.exception("the ledger of erasures could not be written")


def read_ledger(file: Path) -> list[Line]:
    """Raises ValueError with the number of a line that is none."""
    found = []
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            said = json.loads(text)
            found.append(
                Line(str(said["mark"]), str(said["organisation"]), str(said["at"]), int(said["rows"]))
            )
            datetime.fromisoformat(found[-1].at)
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"line {number} of {file.name} is no erasure") from None
    return found


def lines_of_database() -> list[Line]:
    return [line(one) for one in Erasure.objects.select_related("organisation")]


def replay(lines: Iterable[Line]) -> int:
    """Erases again who is in the ledger, and keeps what the ledger says. Returns how many people were there again."""
    lines = {one.mark: one for one in lines}
    organisations = {one.slug: one for one in Organisation.objects.with_staff()}
    again = 0
    for organisation in organisations.values():
        for person in list(in_people.linked(organisation)):
            if said := lines.get(in_people.mark(person, organisation)):
                erase(
                    person=person,
                    organisation=organisation,
                    now=datetime.fromisoformat(said.at),
                    acting_user=system_user(),
                )
                again += 1
    known = Erasure.objects.marks()
    Erasure.objects.bulk_create(
        Erasure(mark=one.mark, organisation=organisations[one.organisation], at=one.at, rows=one.rows)
        for one in lines.values()
        if one.mark not in known and one.organisation in organisations
    )
    return again
