"""A way of counting: a model, and the difficulties that count in place of those that the log copied at the time.

A stored level says in which way it was counted. A way never changes, so the log replayed in it gives the same again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from skills.evidence import Evidence, Kind
from skills.levels import MODEL, MODEL_VERSION, MODELS, Model

Difficulties = Mapping[str, tuple[float, float]]  # by item: b and its error


@dataclass(frozen=True)
class Way:
    name: str
    model: Model
    difficulties: Difficulties = field(default_factory=dict)

    def read(self, log: Iterable[Evidence]) -> list[Evidence]:
        """The log as this way counts it. An item without a newer difficulty keeps what was copied."""
        if not self.difficulties:
            return list(log)
        return [self._read(row) for row in log]

    def _read(self, row: Evidence) -> Evidence:
        known = self.difficulties.get(row.item) if row.kind is Kind.ANSWER else None
        return replace(row, b=known[0], b_error=known[1]) if known else row


FIRST = Way(MODEL_VERSION, MODEL)


def way_of(name: str, base: str, offsets: Mapping[str, float], difficulties: Difficulties) -> Way:
    """`base` is the version of the model that it builds on."""
    model = replace(MODELS[base], offsets=tuple(sorted(offsets.items())))
    return Way(name, model, difficulties)
