"""Erasing a person: what becomes of every row that has to do with her, table by table.

Each app says it for its own tables in `erasure.RULES`, and those above come first: `lms.erasing` puts them in a row.
A rule has two fates. GONE: the row is about her. NAMELESS: she wrote or did it for others, so it stays, and says from
then on that a former colleague did it. What is counted of rows that go is kept in `Tally`, without any name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from django.db import models
from django.db.models import Max, Q
from django.utils.crypto import salted_hmac

from lms.people.models import (
    Change,
    Correction,
    Employment,
    Grant,
    Look,
    Organisation,
    PeopleImport,
    Share,
    User,
)

NOBODY = "former-colleague"  # the user name of the account that stands for everybody who was erased


class Fate(Enum):
    GONE = auto()
    NAMELESS = auto()


@dataclass(frozen=True)
class Rule:
    """`organisation` is the way to the one that the row is of; None for what goes with the account alone.

    `counted` is the name under which rows that go are counted, by the year of `at`.
    """

    model: type[models.Model]
    person: str
    fate: Fate
    organisation: str | None = None
    counted: str = ""
    at: str = ""
    own_words: str = ""  # what she wrote in a row that stays, and that goes

    def rows(self, person: User, organisation: Organisation | None) -> models.QuerySet:
        """Hers in this organisation; with None all of hers."""
        mine = Q(**{self.person: person})
        if organisation is not None:
            mine &= Q(**{self.organisation: organisation}) if self.organisation else Q(pk__in=[])
        return self.model._base_manager.filter(mine)


RULES = (
    Rule(Look, "about", Fate.GONE, "organisation"),
    Rule(Look, "by", Fate.NAMELESS, "organisation", own_words="said"),
    Rule(Change, "about", Fate.GONE, "organisation"),
    Rule(Change, "by", Fate.NAMELESS, "organisation"),
    Rule(PeopleImport, "made_by", Fate.NAMELESS, "organisation"),
    Rule(PeopleImport, "applied_by", Fate.NAMELESS, "organisation"),
    Rule(Share, "coach", Fate.GONE, "employment__organisation"),
    Rule(Share, "employment__user", Fate.GONE, "employment__organisation"),
    Rule(Grant, "granted_by", Fate.NAMELESS, "organisation"),
    Rule(Grant, "user", Fate.GONE, "organisation"),
    Rule(Correction, "answered_by", Fate.NAMELESS, "employment__organisation"),
    Rule(Correction, "employment__user", Fate.GONE, "employment__organisation"),
    Rule(Employment, "user", Fate.GONE, "organisation", counted="employments", at="starts"),
)


def nobody() -> User:
    return User.objects.get(username=NOBODY)


def apply(rules: Iterable[Rule], *, person: User, organisation: Organisation | None) -> tuple[int, Counter]:
    """How many rows went or lost their name, and what was counted of them: (what, year) to number."""
    touched, counted = 0, Counter()
    for rule in rules:
        rows = rule.rows(person, organisation)
        if rule.fate is Fate.NAMELESS:
            wiped = {rule.own_words: ""} if rule.own_words else {}
            touched += rows.update(**{rule.person: nobody()}, **wiped)
            continue
        if rule.counted:
            counted.update((rule.counted, at.year) for at in rows.values_list(rule.at, flat=True) if at)
        touched += rows.delete()[0]
    return touched, counted


def mark(person: User, organisation: Organisation) -> str:
    """What stands for her in the ledger. The day she was added is in it: another person may get her number again."""
    return salted_hmac(
        "bouwsteen.erasure",
        f"{person.pk}|{person.date_joined.isoformat()}|{organisation.slug}",
        algorithm="sha256",
    ).hexdigest()


def months_before(today: date, months: int) -> date:
    """The same day so many months ago, or the last one of that month."""
    index = today.year * 12 + today.month - 1 - months
    year, month = divmod(index, 12)
    for day in range(today.day, 0, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise AssertionError


def due(organisation: Organisation, today: date) -> list[User]:
    """Whose last day there, at work and in a role, is longer ago than the organisation keeps data."""
    last = months_before(today, organisation.retention_months)
    left: dict[int, date] = {}
    for model in (Employment, Grant):
        every = model.objects.filter(organisation=organisation).values("user").order_by()
        running = set(every.filter(Q(ends=None) | Q(ends__gte=today)).values_list("user", flat=True))
        for user, ends in every.annotate(last=Max("ends")).values_list("user", "last"):
            known = left.get(user, date.min)
            left[user] = date.max if user in running else max(known, ends)
    found = [user for user, ends in left.items() if ends < last]
    return list(User.objects.filter(pk__in=found).order_by("pk"))


def linked(organisation: Organisation) -> models.QuerySet[User]:
    """Everybody of whom the organisation holds a job or a role, whenever that was."""
    mine = Q(employments__organisation=organisation) | Q(grants__organisation=organisation)
    return User.objects.filter(mine).distinct().order_by("pk")


def is_linked_anywhere(person: User) -> bool:
    return person.employments.exists() or person.grants.exists()


def already(person: User, organisation: Organisation, marks: set[str]) -> bool:
    return mark(person, organisation) in marks
