"""Telling: what is stored about a person, and how she reads it. Each app lists its own in `stored.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.people.models import User

Row = dict[str, Any]
CHUNK = 2000


class Group(TextChoices):
    """The parts of the page "My data", in this order."""

    YOU = "you", _("Who you are and where you work")
    LEARNING = "learning", _("What you learn")
    SKILLS = "skills", _("What we know of your skills")
    OTHERS = "others", _("You and other people")
    SIGNING_IN = "signing_in", _("How you sign in")
    ROLE = "role", _("What you do in a role")
    WRITING = "writing", _("What you write and publish")


@dataclass(frozen=True)
class Told:
    """One thing of a row. `key` stands in data.json and never changes; `path` is Django's way to it.

    `words` makes text for a reader out of the whole row.
    """

    key: str
    label: Promise | str
    path: str = ""
    words: Callable[[Row], Any] | None = None


@dataclass(frozen=True)
class Stored:
    """The rows of one model that are about a person, or (`acted`) in which she did something for somebody else.

    `paths` lead from a row to her; in a row she acted in, nobody else is told. `besides`: a path that leaves out rows
    told elsewhere already. `shape` makes of the stored values what is told, both in the file and on the page.
    `brief`: how many of the things told are enough to know which row it is.
    """

    key: str
    group: Group
    title: Promise | str
    model: type[Model]
    paths: tuple[str, ...]
    told: tuple[Told, ...]
    newest: str = "-pk"
    acted: bool = False
    besides: str = ""
    shape: Callable[[Row], Row] | None = None
    left_out: Promise | str = ""
    brief: int = 3

    def rows(self, person: User) -> QuerySet:
        hers = reduce(or_, (Q(**{path: person.pk}) for path in self.paths))
        found = self.model._base_manager.filter(hers)
        return found.exclude(**{self.besides: person.pk}) if self.besides else found

    def newest_first(self, person: User) -> QuerySet:
        return self.rows(person).order_by(self.newest, "pk")

    def read(self, rows: QuerySet) -> Iterator[Row]:
        """What is told of these rows; little of it in memory at a time."""
        columns = [one.path or one.key for one in self.told]
        for values in rows.values_list(*columns).iterator(CHUNK):
            row = dict(zip((one.key for one in self.told), values, strict=True))
            yield self.shape(row) if self.shape else row


def word_of(key: str, words: Mapping[Any, Any]) -> Callable[[Row], Any]:
    """For a code: its word."""
    return lambda row: words.get(row[key], row[key])
