"""The registry: everything that is stored about a person, as each app lists it in its own `stored.py`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module

from django.apps import apps
from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from lms.people.models import User
from lms.people.telling import Group, Stored

# Has something of a person, and is not told row by row. The key is the label of the model.
NOT_TOLD = {
    "sessions.Session": _(
        "What the website remembers while you are signed in: that you are, why you look at data of others, and a "
        "message for the next page. It goes when you sign out, or after half a day."
    ),
    "people.PeopleImportPage": _(
        "What a list of people of HR would change. It has names and staff numbers, and those of your colleagues too. "
        "It goes some weeks after the list was handed in. What came of it, you find here."
    ),
}


@cache
def registry() -> tuple[Stored, ...]:
    """In the order of the groups, and within each in that of the apps."""
    apart = [config for config in apps.get_app_configs() if module_has_submodule(config.module, "stored")]
    found = [one for config in apart for one in import_module(f"{config.name}.stored").STORED]
    return tuple(sorted(found, key=lambda one: list(Group).index(one.group)))


def part(key: str) -> Stored | None:
    return next((one for one in registry() if one.key == key), None)


def counts(person: User, parts: Sequence[Stored]) -> dict[str, int]:
    """How many rows of each, in one query."""
    wanted = {f"all_{one.key}": Coalesce(Subquery(number_of(one.rows(person))), 0) for one in parts}
    # She herself is one row to hang the counts on.
    found = User.objects.filter(pk=person.pk).values(**wanted).get()
    return {one.key: found[f"all_{one.key}"] for one in parts}


def number_of(rows: QuerySet) -> QuerySet:
    return rows.order_by().values(all=Value(1)).annotate(number=Count("pk")).values("number")
