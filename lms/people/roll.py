"""Who works here, and what a list of people would change: who comes, who changes, who stays, who is not named.

A `Roll` holds rows against the people of one organisation, some thousand at a time, with a number of queries that does
not depend on how many. It only reads, and looks for nobody outside the organisation; `lms.people.importing` writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from lms.people.actions import bare
from lms.people.content import PersonRow
from lms.people.many import among
from lms.people.models import Employment, Organisation, Unit, User

BELOW = " > "
MOST_GUESSES = 100  # comparing every unknown name with every known one takes long, and nobody reads more
DAY = timedelta(days=1)

SENTENCES = {
    "nothing_to_recognise": _(
        "Fill in an external ID, an e-mail address or a username. "
        "Otherwise the person cannot be recognised next time."
    ),
    "same_person": _("This is %(name)s, who is also on row %(first)s. Keep one of the two rows."),
    "username_taken": _("The user name “%(name)s” is taken. Choose another one, or leave it out."),
    "unknown_unit": _(
        "There is no unit “%(unit)s”. Correct it, or let units be made that are not there yet."
    ),
    "unknown_unit_near": _("There is no unit “%(unit)s”. Do you mean “%(near)s”?"),
    "unit_closed": _("The unit “%(unit)s” is closed. Choose another one, or open it again first."),
    "unit_in_several_places": _("There are several units “%(unit)s”. Write the whole path: %(places)s."),
    "unknown_organisation": _(
        "There is no organisation “%(name)s”. Check the spelling, or let an administrator make it first."
    ),
    "organisation_almost_there": _(
        "There already is an organisation with the name “%(name)s”, or almost. Choose another name."
    ),
}

Param = str | int


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one row of an import, and where; `code` names a sentence."""

    line: int
    field: str
    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


class Kind(StrEnum):
    COMES = "comes"
    CHANGES = "changes"
    STAYS = "stays"


class Change(NamedTuple):
    field: str
    old: str
    new: str


class Known(NamedTuple):
    """An employment and its person, as they are stored."""

    employment: int
    user: int
    unit: int
    job: str
    starts: date
    ends: date | None
    external_id: str
    name: str
    email: str
    username: str | None

    def runs(self, today: date) -> bool:
        return self.ends is None or self.ends >= today


KNOWN = ("pk", "user_id", "unit_id", "job_title", "starts", "ends", "external_id")
KNOWN += ("user__name", "user__email", "user__username")


@dataclass(slots=True)
class Step:
    """What one row does. `kept`: what the file says otherwise, and only the person herself may change."""

    row: PersonRow
    kind: Kind
    place: tuple[str, ...]
    starts: date
    known: Known | None = None
    returns: bool = False
    changes: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)

    def changed(self) -> set[str]:
        return {change.field for change in self.changes}


# --- units ------------------------------------------------------------------------------------------------------------


class Units:
    """The tree of an organisation as paths of names, and what of a list does not fit in it yet."""

    def __init__(self, organisation: Organisation, *, make: bool) -> None:
        self.organisation, self.make = organisation, make
        found = list(organisation.units.values_list("pk", "parent", "name", "ends"))
        rows = {pk: (parent, name) for pk, parent, name, _ends in found}
        self.paths: dict[int, tuple[str, ...]] = {}
        for pk in rows:
            self.paths[pk] = tuple(_names_down_to(pk, rows))
        self.ids = {path: pk for pk, path in self.paths.items()}
        self.closed = {self.paths[pk] for pk, _parent, _name, ends in found if ends}
        self.nearly = {_bare_path(path): path for path in self.ids}
        self.ends: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for path in self.ids.keys() - self.closed:
            self.ends[bare(path[-1])].append(path)
        self.new: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._found: dict[tuple[str, ...], tuple[str, ...] | RowProblem] = {}
        self._guesses = 0

    def find(self, asked: tuple[str, ...]) -> tuple[str, ...] | RowProblem:
        """The path as the organisation writes it. A unit may be named alone when no other has that name."""
        found = self._found.get(asked)
        if found is None:
            found = self._found[asked] = self._open(self._look_for(asked))
        return found

    def _open(self, found: tuple[str, ...] | RowProblem) -> tuple[str, ...] | RowProblem:
        """Nobody comes to a unit that was closed, and nothing is made under it."""
        if isinstance(found, RowProblem):
            return found
        above = (found[:depth] for depth in range(1, len(found) + 1))
        if closed := next((path for path in above if path in self.closed), None):
            return RowProblem(0, "unit path", "unit_closed", {"unit": BELOW.join(closed)})
        return found

    def _look_for(self, asked: tuple[str, ...]) -> tuple[str, ...] | RowProblem:
        if known := self._known(asked):
            return known
        if self.make:
            return self._to_make(asked)
        same = self.ends.get(bare(asked[-1]), []) if len(asked) == 1 else []
        if len(same) == 1:
            return same[0]
        if same:
            places = "; ".join(BELOW.join(path) for path in sorted(same)[:5])
            return RowProblem(0, "unit path", "unit_in_several_places", {"unit": asked[0], "places": places})
        return self._unknown(asked)

    def _known(self, asked: tuple[str, ...]) -> tuple[str, ...] | None:
        return asked if asked in self.ids else self.nearly.get(_bare_path(asked))

    def _to_make(self, asked: tuple[str, ...]) -> tuple[str, ...]:
        """With as much of the tree above it as is known."""
        path: tuple[str, ...] = ()
        for name in asked:
            longer = (*path, name)
            key = _bare_path(longer)
            path = self._known(longer) or self.new.setdefault(key, longer)
        return path

    def _unknown(self, asked: tuple[str, ...]) -> RowProblem:
        text = BELOW.join(asked)
        self._guesses += 1
        if self._guesses <= MOST_GUESSES and (near := self._near(text, asked[-1])):
            return RowProblem(0, "unit path", "unknown_unit_near", {"unit": text, "near": near})
        return RowProblem(0, "unit path", "unknown_unit", {"unit": text})

    def _near(self, text: str, name: str) -> str:
        there = self.ids.keys() - self.closed
        paths = {BELOW.join(path).casefold(): BELOW.join(path) for path in there}
        names = {path[-1].casefold(): BELOW.join(path) for path in there}
        whole = get_close_matches(text.casefold(), paths, n=1, cutoff=0.75)
        last = whole or get_close_matches(name.casefold(), names, n=1, cutoff=0.75)
        return (paths | names)[last[0]] if last else ""

    def write(self) -> int:
        """Makes the new ones that are not there yet, a level at a time; returns how many."""
        before = len(self.ids)
        for depth in range(1, 1 + max(map(len, self.new.values()), default=0)):
            level = [path for path in self.new.values() if len(path) == depth and path not in self.ids]
            made = self.organisation.units.bulk_create(
                Unit(organisation=self.organisation, parent_id=self.ids.get(path[:-1]), name=path[-1])
                for path in level
            )
            self.ids |= {path: unit.pk for path, unit in zip(level, made, strict=True)}
        return len(self.ids) - before


def _names_down_to(pk: int, rows: Mapping[int, tuple[int | None, str]]) -> Iterator[str]:
    parent, name = rows[pk]
    if parent:
        yield from _names_down_to(parent, rows)
    yield name


def _bare_path(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(bare, path))


# --- people -----------------------------------------------------------------------------------------------------------


class Roll:
    """The people of one organisation while a list is held against them.

    `guard`: whoever has signed in, has a role, or works elsewhere too, keeps the e-mail address and user name that open
    her account. Without it, an import could open somebody's account to whoever imports.
    """

    def __init__(
        self, organisation: Organisation, today: date, *, make_units: bool = False, guard: bool = True
    ) -> None:
        self.organisation, self.today, self.guard = organisation, today, guard
        self.units = Units(organisation, make=make_units)
        self.named: dict[int, int] = {}  # employment → the line that names it
        with_id = organisation.employments.exclude(external_id="")
        self._some_without_id = organisation.employments.filter(external_id="").exists()
        self._some_over = with_id.exclude(ends=None).exists()

    def held_against(self, rows: Sequence[PersonRow]) -> tuple[list[Step], list[RowProblem]]:
        known = self._find(rows)
        taken = self._taken_user_names(rows)
        steps, problems = [], []
        for row in rows:
            wrong = [*self._problems(row, known.get(row.line), taken)]
            place = self.units.find(row.unit)
            if isinstance(place, RowProblem):
                wrong.append(RowProblem(row.line, place.field, place.code, place.params))
            if wrong:
                problems += wrong
            else:
                steps.append(self._step(row, known.get(row.line), place))
        self._take_over_starts(steps)
        self._keep_keys(steps)
        return steps, problems

    def _find(self, rows: Sequence[PersonRow]) -> dict[int, Known]:
        """By line: by external id, else by user name, else by e-mail; who works here now before who left."""
        mine = self.organisation.employments.all()
        ids = {row.external_id: row.line for row in rows if row.external_id}
        running = mine.exclude(external_id="").filter(among("external_id", ids), ends=None)
        found = {ids[one.external_id]: one for one in _known(running)}
        if self._some_over and (missing := [key for key, line in ids.items() if line not in found]):
            over = mine.filter(among("external_id", missing), ends__isnull=False)
            found |= self._newest((ids[one.external_id], one) for one in _known(over))
        others = [row for row in rows if row.line not in found]
        if self._some_without_id or not all(row.external_id for row in others):
            found |= self._find_otherwise(others)
        return found

    def _find_otherwise(self, rows: Sequence[PersonRow]) -> dict[int, Known]:
        by_username = {row.username: row for row in rows if row.username}
        by_email = {row.email: row for row in rows if row.email and not row.username}
        if not by_username and not by_email:
            return {}
        mine = self.organisation.employments.annotate(mail=Lower("user__email"))
        either = mine.filter(among("user__username", by_username) | among("mail", by_email))
        pairs = []
        for one in _known(either):
            row = by_username.get(one.username or "") or by_email.get(one.email.lower())
            # Who has an id of her own is not somebody with another one.
            if row and not (row.external_id and one.external_id):
                pairs.append((row.line, one))
        return self._newest(pairs)

    def _newest(self, pairs: Iterable[tuple[int, Known]]) -> dict[int, Known]:
        def order(pair: tuple[int, Known]):
            return pair[1].runs(self.today), pair[1].starts, pair[1].employment

        return dict(sorted(pairs, key=order))

    def _taken_user_names(self, rows: Sequence[PersonRow]) -> dict[str | None, int]:
        names = [row.username for row in rows if row.username]
        return (
            dict(User.objects.filter(among("username", names)).values_list("username", "pk")) if names else {}
        )

    def _problems(self, row: PersonRow, known: Known | None, taken: Mapping[str | None, int]):
        if not (row.external_id or row.username or row.email):
            yield RowProblem(row.line, "external id", "nothing_to_recognise")
        if row.username and taken.get(row.username, known and known.user) != (known and known.user):
            yield RowProblem(row.line, "username", "username_taken", {"name": row.username})
        if known:
            first = self.named.setdefault(known.employment, row.line)
            if first != row.line:
                yield RowProblem(row.line, "", "same_person", {"first": first, "name": known.name})

    def _step(self, row: PersonRow, known: Known | None, place: tuple[str, ...]) -> Step:
        if known is None:
            return Step(row, Kind.COMES, place, row.start or self.today)
        returns = not known.runs(self.today)
        step = Step(row, Kind.STAYS, place, known.starts, known, returns)
        if returns and known.ends:
            later = row.start if row.start and row.start > known.ends else max(self.today, known.ends + DAY)
            step.starts = later
        step.changes += _differences(row, known)
        if (path := self.units.paths.get(known.unit, ())) != place:
            step.changes.append(Change("unit path", BELOW.join(path), BELOW.join(place)))
        if returns or step.changes:
            step.kind = Kind.CHANGES
        return step

    def _take_over_starts(self, steps: Sequence[Step]) -> None:
        """Another first day corrects the one that is stored, unless she worked here before that day already:
        then the file tells when she first came, and this employment began when she moved or came back.
        """
        others = [s for s in steps if s.known and not s.returns and s.row.start not in (None, s.known.starts)]
        if not others:
            return
        of_user = {step.known.user: step.known.employment for step in others if step.known}
        before: dict[int, date] = {}
        older = self.organisation.employments.filter(user__in=of_user).exclude(pk__in=of_user.values())
        for user, ends in older.order_by(F("ends").asc(nulls_last=True)).values_list("user", "ends"):
            before[user] = ends or date.max
        for step in others:
            known, start = step.known, step.row.start
            if known is None or start is None or start <= before.get(known.user, date.min):
                continue
            if known.ends is None or start <= known.ends:
                step.starts = start
                step.changes.append(Change("start date", f"{known.starts}", f"{start}"))
                step.kind = Kind.CHANGES

    def _keep_keys(self, steps: Sequence[Step]) -> None:
        """What opens an account is not changed by a file once the account is somebody's own."""
        keys = {"email", "username"}
        asked = [step for step in steps if step.known and step.changed() & keys] if self.guard else []
        if not asked:
            return
        own = set(accounts_of_their_own(self.organisation, [s.known.user for s in asked if s.known]))
        for step in asked:
            if step.known and step.known.user in own:
                step.kept = [change for change in step.changes if change.field in keys]
                step.changes = [change for change in step.changes if change.field not in keys]
                step.kind = Kind.CHANGES if step.changes or step.returns else Kind.STAYS

    def running(self) -> QuerySet[Employment]:
        """Who works here today."""
        return self.organisation.employments.current(self.today)

    def not_named(self) -> list[int]:
        """The employments that run and that no row named, after all rows were held against the roll."""
        return [
            pk for pk in self.running().order_by("pk").values_list("pk", flat=True) if pk not in self.named
        ]


def accounts_of_their_own(organisation: Organisation, users: Iterable[int]) -> QuerySet:
    """Who of these (ids) signed in, has a role, or works elsewhere too: what opens the account is theirs to change."""
    theirs = Q(last_login__isnull=False) | Q(grants__isnull=False)
    theirs |= Q(is_staff=True) | Q(is_superuser=True)
    # Another organisation; Django turns "not this one" into something slower that says less.
    theirs |= Q(employments__organisation__lt=organisation.pk)
    theirs |= Q(employments__organisation__gt=organisation.pk)
    return User.objects.filter(theirs, pk__in=list(users)).values_list("pk", flat=True).distinct()


def _known(employments: QuerySet[Employment]) -> Iterator[Known]:
    return map(Known._make, employments.order_by().values_list(*KNOWN))


def _differences(row: PersonRow, known: Known) -> list[Change]:
    """Only what the file says: an empty cell takes nothing away."""
    said = []
    if row.name != known.name:
        said.append(Change("name", known.name, row.name))
    if row.email and row.email != known.email.lower():
        said.append(Change("email", known.email, row.email))
    if row.username and row.username != known.username:
        said.append(Change("username", known.username or "", row.username))
    if row.job and row.job != known.job:
        said.append(Change("job title", known.job, row.job))
    if row.external_id and row.external_id != known.external_id:
        said.append(Change("external id", known.external_id, row.external_id))
    return said
