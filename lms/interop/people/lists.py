"""What an import would do as lists to page through: kept when it is checked, so that a page costs one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lms.interop.people.plan import Batch
from lms.interop.problems import Problem
from lms.people.many import in_chunks
from lms.people.models import PeopleImport, PeopleImportPage
from lms.people.roll import BELOW, Change, Kind, Roll, Step, Units

PARTS = ("wrong", "comes", "changes", "kept", "leaves", "stays")
SAMPLE = "sample"  # the first rows as they are, to choose columns by
PER_PAGE = 50
MOST_WRONG = 5_000  # who has more to mend mends one thing that is wrong everywhere
LONGEST_VALUE = 200


class Lists:
    def __init__(self, importing: PeopleImport) -> None:
        self.importing = importing
        self.waiting: dict[str, list] = {part: [] for part in PARTS}
        self.numbers = dict.fromkeys(PARTS, 0)

    def clear(self) -> None:
        self.importing.pages.exclude(part=SAMPLE).delete()

    def add_batch(self, batch: Batch, units: Units) -> None:
        room = MOST_WRONG - self.numbers["wrong"] * PER_PAGE - len(self.waiting["wrong"])
        self.put("wrong", map(entry, batch.problems[: max(room, 0)]))
        for kind in Kind:
            self.put(kind.value, (_line(step) for step in batch.steps if step.kind is kind))
        self.put("kept", (_line(step, step.kept) for step in batch.steps if step.kept))

    def add_leavers(self, roll: Roll, leavers: Sequence[int]) -> None:
        for part in in_chunks(leavers):
            self.put("leaves", _leaving(roll, part))

    def put(self, part: str, lines: Iterable) -> None:
        self.waiting[part].extend(lines)
        whole = len(self.waiting[part]) // PER_PAGE * PER_PAGE
        if whole:
            self._store(part, self.waiting[part][:whole])
            del self.waiting[part][:whole]

    def finish(self) -> None:
        for part, lines in self.waiting.items():
            self._store(part, lines)

    def _store(self, part: str, lines: list) -> None:
        pages = []
        for page in in_chunks(lines, PER_PAGE):
            self.numbers[part] += 1
            pages.append(
                PeopleImportPage(of=self.importing, part=part, number=self.numbers[part], lines=page)
            )
        PeopleImportPage.objects.bulk_create(pages)


def keep_sample(importing: PeopleImport, rows: Iterable[Sequence[str]]) -> None:
    lines = [[_clipped(cell) for cell in row] for row in rows]
    importing.pages.update_or_create(part=SAMPLE, number=1, defaults={"lines": lines})


def sample_of(importing: PeopleImport) -> list[list[str]]:
    kept = importing.pages.filter(part=SAMPLE).first()
    return kept.lines if kept else []


def entry(problem: Problem) -> dict:
    """Without the signs that a database refuses, and never a whole cell of a hostile file."""
    params = {name: _clipped(value) for name, value in problem.params.items()}
    return {"line": problem.line, "field": problem.field, "code": problem.code, "params": params}


def _clipped(value: object) -> object:
    if not isinstance(value, str):
        return value
    return "".join(sign if sign.isprintable() else "�" for sign in value[:LONGEST_VALUE])


def _line(step: Step, changes: Sequence[Change] | None = None) -> dict:
    row = step.row
    told = {"line": row.line, "name": row.name, "unit": BELOW.join(step.place)}
    if step.known:
        listed = step.changes if changes is None else changes
        return told | {"returns": step.returns, "changes": [list(change) for change in listed]}
    return told | {"job": row.job, "profile": row.profile, "starts": step.starts.isoformat()}


def _leaving(roll: Roll, employments: Sequence[int]) -> Iterator[dict]:
    """In the order of the alphabet within some thousand; with a word when a role stays behind."""
    mine = roll.running().filter(pk__in=employments).select_related("user").order_by("user__name", "pk")
    with_role = _with_role(roll, [one.user_id for one in mine])
    for one in mine:
        unit = BELOW.join(roll.units.paths[one.unit_id])
        yield {"name": one.user.name, "unit": unit, "job": one.job_title, "role": one.user_id in with_role}


def _with_role(roll: Roll, users: Sequence[int]) -> set[int]:
    held = roll.organisation.grants.current(roll.today).filter(user__in=users)
    return set(held.values_list("user", flat=True))


class Stored:
    """One list as Django's paginator wants it: it asks how many there are, and for one page at a time."""

    def __init__(self, importing: PeopleImport, part: str) -> None:
        self.importing, self.part = importing, part

    def __len__(self) -> int:
        found = self.importing.counts.get(self.part, 0)
        return min(found, MOST_WRONG) if self.part == "wrong" else found

    def __getitem__(self, wanted: slice) -> list[dict]:
        number = wanted.start // PER_PAGE + 1
        page = self.importing.pages.filter(part=self.part, number=number).first()
        return page.lines if page else []


def wrong_lines(importing: PeopleImport) -> Mapping[int, list[dict]]:
    """What is wrong, by line of the file."""
    found: dict[int, list[dict]] = {}
    for page in importing.pages.filter(part="wrong"):
        for problem in page.lines:
            if problem["line"]:
                found.setdefault(problem["line"], []).append(problem)
    return found
