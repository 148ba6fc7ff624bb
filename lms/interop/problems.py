"""What is wrong with a received file, kept as codes so that reading stays free of Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

Param = str | int


@dataclass(frozen=True)
class Problem:
    """`line` counts from 1 (None: the format has no lines); `code` names a sentence of `sentences.py`."""

    code: str
    line: int | None = None
    field: str = ""
    file: str = ""
    params: Mapping[str, Param] = dataclass_field(default_factory=dict)


class BadFile(Exception):
    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(f"{p.file}:{p.line} {p.field} {p.code}" for p in problems))
        self.problems = problems


class Problems:
    """Collects everything that is wrong with a file, so that its owner can mend it in one go."""

    def __init__(self, file: str = "") -> None:
        self.file = file
        self.found: list[Problem] = []

    def add(self, code: str, /, *, line: int | None = None, field: str = "", **params: Param) -> None:
        self.found.append(Problem(code=code, line=line, field=field, file=self.file, params=params))

    def raise_if_any(self) -> None:
        if self.found:
            raise BadFile(tuple(self.found))
