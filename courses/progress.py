"""Progress: which steps of a module are done, and which comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One activity of a module, in order. `kind` is lesson, task or test."""

    key: str
    kind: str
    done: bool


def next_step(steps: Sequence[Step], after: str = "") -> Step | None:
    """The first step not done, looking on from `after` and then from the start again."""
    keys = [step.key for step in steps]
    start = keys.index(after) + 1 if after in keys else 0
    return next((step for step in (*steps[start:], *steps[:start]) if not step.done), None)


def lessons_done(steps: Sequence[Step]) -> bool:
    lessons = [step for step in steps if step.kind == "lesson"]
    return bool(lessons) and all(step.done for step in lessons)


def all_done(steps: Sequence[Step]) -> bool:
    return bool(steps) and all(step.done for step in steps)
