"""How far a worker is with an import, told to others while the transaction that does the work is still open.

On SQLite there is one writer at a time, so nothing can be told before the end, and no second worker can be at it.
"""

from __future__ import annotations

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from lms.people.models import PeopleImport

TABLE = PeopleImport._meta.db_table
LOCK = 7_304_110  # which of the locks that PostgreSQL keeps for applications are ours


def claimed(importing: PeopleImport) -> bool:
    """Whether this transaction may work on it. The claim ends with the transaction, however that ends."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, importing.pk % 2**31])
        return cursor.fetchone()[0]


class Progress:
    """A second connection, that counts the try at once: a worker that dies in the middle leaves that behind."""

    def __init__(self, importing: PeopleImport) -> None:
        self.importing = importing
        self.aside: BaseDatabaseWrapper | None = None

    def __enter__(self) -> Progress:
        if connection.vendor == "postgresql":
            self.aside = connection.copy()
            self._tell("tries = tries + 1, progress = 0")
        return self

    def __exit__(self, *raised) -> None:
        if self.aside:
            self.aside.close()

    def note(self, rows: int) -> None:
        self._tell("progress = %s", rows)

    def _tell(self, what: str, *values: int) -> None:
        if self.aside:
            with self.aside.cursor() as cursor:
                cursor.execute(f"UPDATE {TABLE} SET {what} WHERE id = %s", [*values, self.importing.pk])  # noqa: S608 - our own words
