"""Boxes for units as the units lie under each other: a list of all their names would be too long to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.forms.boundfield import BoundWidget

from lms.dashboards.queries import Place


@dataclass
class Branch:
    name: str
    box: BoundWidget
    under: list[Branch] = field(default_factory=list)

    @property
    def has_chosen(self) -> bool:
        return self.box.data["selected"] or any(one.has_chosen for one in self.under)


def branches(places: Mapping[int, Place], boxes: Iterable[BoundWidget]) -> list[Branch]:
    """The highest ones; `boxes` are in the order of the places."""
    found = {pk: Branch(places[pk].unit.name, box) for pk, box in zip(places, boxes, strict=True)}
    highest = []
    for pk, branch in found.items():
        above = found.get(places[pk].unit.parent_id or 0)
        (above.under if above else highest).append(branch)
    return highest
