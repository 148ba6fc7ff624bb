"""An import of people from the file to the end: handed in, read, checked, applied, forgotten.

Checking and applying go through the file in the same way. What was shown is remembered as a stamp: when applying finds
something else, because somebody changed the people meanwhile, nothing is stored.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import PurePath
from typing import IO

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from lms.interop.people import reading
from lms.interop.people.lists import Lists, entry, keep_sample
from lms.interop.people.mapping import columns_of
from lms.interop.people.plan import Plan
from lms.interop.people.progress import Progress, claimed
from lms.interop.people.reading import MAX_BYTES, Asked, Reading
from lms.interop.problems import Problem
from lms.people import changes
from lms.people.many import in_chunks
from lms.people.models import Organisation, PeopleImport, User

State = PeopleImport.State
MAX_ROWS = 250_000
MAX_ROWS_ON_SQLITE = 5_000
AT_ONCE = 300_000  # bytes of a file that is checked while its owner waits: a list of some thousand people
SHOWN = 3  # rows to choose columns by
MOST_TRIES = 3
KEPT_FOR = timedelta(days=30)
MOST_LEAVERS = 0.2  # of the people who work here: more than this has to be said twice

logger = logging.getLogger(__name__)


class WrongState(Exception):
    """Somebody else was here first, or the page was old."""


def max_rows() -> int:
    return MAX_ROWS_ON_SQLITE if connection.vendor == "sqlite" else MAX_ROWS


# --- handing in -------------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_in(*, organisation: Organisation, file: IO[bytes], name: str, acting_user: User) -> PeopleImport:
    """Keeps the file, how it is read, and what was chosen last for a file like this. Raises BadFile."""
    found = reading.find_out(file)
    last = _last_like(organisation, found)
    importing = PeopleImport.objects.create(
        organisation=organisation,
        made_by=acting_user,
        file_name=PurePath(name.replace("\\", "/")).name[-120:] or "?",
        content=_packed(file),
        reading=found.kept(),
        headings_key=_key(found),
        columns=_columns(last, found),
        make_units=bool(last and last.make_units),
    )
    keep_sample(importing, _first_rows(file, found))
    return importing


def _first_rows(file: IO[bytes], found: Reading) -> list[tuple[str, ...]]:
    with reading.opened(file, found) as records:
        return [
            record.cells[: len(found.headings)] for record in islice(reading.until_broken(records), SHOWN)
        ]


@transaction.atomic
def read_otherwise(*, importing: PeopleImport, asked: Asked, acting_user: User) -> None:
    """The owner of the file knows better how it is read. Raises BadFile, and then nothing changes."""
    with unpacked(importing) as file:
        found = reading.find_out(file, asked)
        keep_sample(importing, _first_rows(file, found))
    _go_on(
        importing,
        (State.READ,),
        state=State.READ,
        reading=found.kept(),
        headings_key=_key(found),
        columns=_columns(_last_like(importing.organisation, found), found),
    )


def _key(found: Reading) -> str:
    return hashlib.blake2b("\n".join(found.headings).encode(), digest_size=16).hexdigest()


def _last_like(organisation: Organisation, found: Reading) -> PeopleImport | None:
    """The import in which the columns of such a file were chosen last."""
    before = PeopleImport.objects.of(organisation).filter(headings_key=_key(found)).exclude(columns={})
    return before.exclude(state=State.READ).order_by("-pk").first()


def _columns(last: PeopleImport | None, found: Reading) -> dict[str, int]:
    return last.columns if last else columns_of(found.headings)


def _packed(file: IO[bytes]) -> bytes:
    packer, parts = zlib.compressobj(1), []
    file.seek(0)
    while block := file.read(1024 * 1024):
        parts.append(packer.compress(block))
    return b"".join([*parts, packer.flush()])


@contextmanager
def unpacked(importing: PeopleImport) -> Iterator[IO[bytes]]:
    """The file as it was handed in, on disk: it may be read more than once, and never fills the memory."""
    content = PeopleImport.objects.filter(pk=importing.pk).values_list("content", flat=True).get()
    if content is None:
        raise WrongState
    with tempfile.TemporaryFile() as file:
        unpacker = zlib.decompressobj()
        waiting = bytes(content)
        del content
        while waiting and file.tell() <= MAX_BYTES:
            file.write(unpacker.decompress(waiting, 1024 * 1024))
            waiting = unpacker.unconsumed_tail
        file.write(unpacker.flush())
        yield file


def _go_on(importing: PeopleImport, since: tuple[str, ...], **values) -> None:
    """Changes the import, only when it still is in one of these states."""
    same = PeopleImport.objects.filter(pk=importing.pk, state__in=since)
    if not same.update(changed_at=timezone.now(), **values):
        raise WrongState
    for name, value in values.items():
        setattr(importing, name, value)


# --- checking ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def choose(
    *,
    importing: PeopleImport,
    columns: Mapping[str, int],
    make_units: bool,
    is_complete: bool,
    today: date,
    acting_user: User,
) -> None:
    """Which column says what. A small file is checked at once; a big one waits for the worker."""
    _go_on(
        importing,
        (State.READ,),
        state=State.CHECKING,
        columns=dict(columns),
        make_units=make_units,
        is_complete=is_complete,
        tries=0,
    )
    check_at_once(importing=importing, today=today, acting_user=acting_user)


@transaction.atomic
def choose_again(*, importing: PeopleImport, acting_user: User) -> None:
    _go_on(importing, (State.CHECKED, State.OUTDATED), state=State.READ)


@transaction.atomic
def check_again(*, importing: PeopleImport, today: date, acting_user: User) -> None:
    _go_on(importing, (State.CHECKED, State.OUTDATED), state=State.CHECKING, tries=0)
    check_at_once(importing=importing, today=today, acting_user=acting_user)


def check_at_once(*, importing: PeopleImport, today: date, acting_user: User) -> None:
    """When it is so small that its owner does not wait long."""
    with unpacked(importing) as file:
        size = file.seek(0, 2)
    if size <= AT_ONCE:
        check(importing=importing, today=today, acting_user=acting_user)


@transaction.atomic
def check(
    *,
    importing: PeopleImport,
    today: date,
    acting_user: User,
    told: Callable[[int], None] = lambda rows: None,
) -> None:
    """Works out what the import would do, and keeps it as lists. Nobody is changed. `told`: the rows done so far."""
    found, plan = Reading.from_kept(importing.reading), _plan(importing, today)
    lists = Lists(importing)
    lists.clear()
    with unpacked(importing) as file, reading.opened(file, found) as records:
        for batch in plan.batches(records, importing.columns, len(found.headings)):
            lists.add_batch(batch, plan.roll.units)
            told(plan.counts["rows"])
            if plan.counts["rows"] > max_rows():
                lists.put("wrong", [entry(_too_many())])
                plan.counts.update(wrong=1, wrong_rows=1)
                break
    if importing.is_complete:
        lists.add_leavers(plan.roll, plan.leavers())
    lists.finish()
    _go_on(
        importing,
        (State.CHECKING,),
        state=State.CHECKED,
        counts={**plan.counts, "running": plan.roll.running().count()},
        new_units=[list(path) for path in plan.roll.units.new.values()],
        plan=plan.stamp,
    )


def _plan(importing: PeopleImport, today: date) -> Plan:
    return Plan(importing.organisation, today, make_units=importing.make_units)


def _too_many() -> Problem:
    code = "too_many_rows_here" if connection.vendor == "sqlite" else "too_many_rows"
    return Problem(code, line=max_rows() + 1, params={"limit": max_rows()})


def ends_many(importing: PeopleImport) -> bool:
    """Whether so many would leave that it may well be a mistake."""
    counts = importing.counts
    return counts.get("leaves", 0) > MOST_LEAVERS * counts.get("running", 0)


def does_something(importing: PeopleImport) -> bool:
    return any(importing.counts.get(kind) for kind in ("comes", "changes", "leaves"))


def may_apply(importing: PeopleImport) -> bool:
    in_order = importing.state == State.CHECKED and not importing.counts.get("wrong")
    return in_order and does_something(importing)


# --- applying ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm(*, importing: PeopleImport, acting_user: User) -> None:
    """From now on a worker may apply it. Raises WrongState when there is something to mend first."""
    if not may_apply(importing):
        raise WrongState
    _go_on(importing, (State.CHECKED,), state=State.APPLYING, applied_by=acting_user, progress=0, tries=0)


class Outdated(Exception):
    """The people are no longer what they were when the import was checked."""


@transaction.atomic
def apply(
    *,
    importing: PeopleImport,
    today: date,
    acting_user: User,
    told: Callable[[int], None] = lambda rows: None,
) -> None:
    """All of it, or nothing: raises Outdated when it would do something else than was shown."""
    # Others may go on learning here: nothing of theirs waits for this lock, only who changes units or people.
    Organisation.objects.select_for_update(no_key=True).get(pk=importing.organisation_id)
    found, plan = Reading.from_kept(importing.reading), _plan(importing, today)
    with unpacked(importing) as file, reading.opened(file, found) as records:
        for batch in plan.batches(records, importing.columns, len(found.headings), checked=True):
            if batch.problems:
                raise Outdated
            plan.write(batch=batch, acting_user=acting_user)
            told(plan.counts["rows"])
    if importing.is_complete:
        plan.let_go(leavers=plan.leavers(), acting_user=acting_user)
    changes.note(
        organisation=importing.organisation,
        what="import_applied",
        acting_user=acting_user,
        comes=plan.counts["comes"],
        changes=plan.counts["changes"],
        leaves=plan.counts["leaves"],
    )
    if plan.stamp != importing.plan:
        raise Outdated
    _go_on(importing, (State.APPLYING,), state=State.DONE, content=None)


@transaction.atomic
def cancel(*, importing: PeopleImport, acting_user: User) -> None:
    """Takes the file and the names in the lists away too."""
    _go_on(importing, (State.READ, State.CHECKED, State.OUTDATED), state=State.CANCELLED)
    _forget(importing)


# --- for the worker ---------------------------------------------------------------------------------------------------


def work_on_next(*, today: date) -> PeopleImport | None:
    """Checks or applies the import that waits longest, if no other worker is at it. Returns it, or None."""
    for importing in PeopleImport.objects.waiting():
        try:
            with transaction.atomic():
                if not claimed(importing):
                    continue
                _try(importing, today)
        except Outdated:
            _stop(importing, State.OUTDATED)
        except OperationalError:
            raise  # the database is away or busy: another time
        except (
            Exception
        ):  # one broken import must not stop the worker; it ends as failed, and the log says why
            logger.exception("import of people %s", importing.pk)
            _stop(importing, State.FAILED)
        return importing
    return None


def _try(importing: PeopleImport, today: date) -> None:
    importing.refresh_from_db(fields=["state", "tries"])
    if not importing.is_waiting:
        return
    if importing.tries >= MOST_TRIES:
        raise RuntimeError("Workers stopped in the middle of this import, time after time.")
    with Progress(importing) as progress:
        said = {"importing": importing, "today": today, "told": progress.note}
        if importing.state == State.CHECKING:
            check(**said, acting_user=importing.made_by)
        else:
            apply(**said, acting_user=importing.applied_by or importing.made_by)


def _stop(importing: PeopleImport, state: str) -> None:
    _go_on(importing, (State.CHECKING, State.APPLYING), state=state)


def forget_old(*, now: datetime) -> int:
    """Of an old import stays who did it, when, and how many people it was about."""
    old = list(PeopleImport.objects.to_forget(now - KEPT_FOR).defer("content"))
    for part in in_chunks(old, 100):
        with transaction.atomic():
            for importing in part:
                _forget(importing)
    return len(old)


def _forget(importing: PeopleImport) -> None:
    importing.pages.all().delete()
    kept = {"content": None, "new_units": [], "forgotten": True}
    if importing.state not in (State.DONE, State.FAILED):
        kept["state"] = State.CANCELLED
    PeopleImport.objects.filter(pk=importing.pk).update(**kept)


@transaction.atomic
def forget_lists(*, organisation: Organisation, acting_user: User) -> None:
    """All lists of the organisation at once: somebody who has to be erased may be named in any of them."""
    for importing in PeopleImport.objects.of(organisation).filter(forgotten=False):
        _forget(importing)
    PeopleImport.objects.of(organisation).update(file_name="")
