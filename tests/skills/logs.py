"""Rows of evidence for the tests of the pure modules."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from hypothesis import strategies as st

from skills.evidence import Evidence, Kind, Purpose

TODAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
_numbers = count()


def row(kind, competence="1.3", days_ago=0.0, **fields):
    fields.setdefault("key", f"row-{next(_numbers):06}")
    return Evidence(kind=kind, competence=competence, at=NOON - timedelta(days=days_ago), **fields)


def answer(level=3, right=True, competence="1.3", days_ago=0.0, **fields):
    return row(Kind.ANSWER, competence, days_ago, right=right, b=level - 0.5, **fields)


@st.composite
def _rows(draw, index):
    kind = draw(st.sampled_from([*Kind, Kind.ANSWER, Kind.ANSWER]))
    return Evidence(
        kind=kind,
        competence=draw(st.sampled_from(["1.3", "4.1", "4.2"])),
        at=NOON - timedelta(days=draw(st.integers(-2, 900)), hours=draw(st.sampled_from([0, 7]))),
        key=f"row-{index}",
        right=draw(st.booleans()),
        b=draw(st.integers(1, 6)) - 0.5,
        b_error=draw(st.sampled_from([0.3, 1.0])),
        guess=draw(st.sampled_from([0.02, 0.2, 0.5])),
        item=draw(st.sampled_from(["", "p", "q"])),
        purpose=draw(st.sampled_from(Purpose)),
        level=draw(st.integers(0, 8)),
        by=draw(st.sampled_from(["an", "bo", "cem"])),
        gain=draw(st.sampled_from([0.0, 0.3])),
        reverses=f"row-{draw(st.integers(0, 12))}",
    )


def shuffled_logs():
    """Pairs of one log in two orders."""
    logs = st.integers(0, 12).flatmap(lambda size: st.tuples(*map(_rows, range(size))))
    return logs.flatmap(lambda log: st.tuples(st.just(log), st.permutations(log)))
