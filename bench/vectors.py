"""Hold the project's estimator against recorded cases: python -m bench.vectors [FILE] [--tolerance 0.01]"""

import argparse
import json
import math
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from skills.evidence import Evidence, Kind, Weighed
from skills.levels import Estimate, Model, Tree, estimate, p_gap

CASES = Path(__file__).with_name("vectors.json")
TOLERANCE = 0.01
START = datetime(2026, 1, 1, tzinfo=UTC)
EVENT_FIELDS = {
    "kind",
    "competence",
    "level",
    "right",
    "se_b",
    "guess",
    "weight",
    "gain",
}
AREA_SIZES = {"1": 3, "2": 6, "3": 4, "4": 4, "5": 4}
DIGCOMP = Tree(
    {area: tuple(f"{area}.{number + 1}" for number in range(size)) for area, size in AREA_SIZES.items()}
)

T = TypeVar("T")


class BadFile(Exception):
    """The cases cannot be read; the message is a sentence for a person."""


@dataclass(frozen=True)
class Deviation:
    case: str
    figure: str
    size: float


def largest_deviations(path: Path) -> Iterator[Deviation]:
    """One for every case in the file. Raises BadFile."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise BadFile(f"{path} is not JSON: {error}.") from error
    model = _model(_get(content, "model", dict, "The file"))
    cases = _get(content, "vectors", list, "The file")
    if not cases:
        raise BadFile("The file holds no cases.")
    for number, case in enumerate(cases, start=1):
        yield _largest_deviation(case, f"Case {number}", model)


def _largest_deviation(case: object, where: str, model: Model) -> Deviation:
    name = _get(case, "name", str, where)
    where = f'{where} ("{name}")'
    events = enumerate(_get(case, "events", list, where), start=1)
    weighed = [_weighed(event, number, f"{where}, event {number}") for number, event in events]
    estimates = estimate(DIGCOMP, weighed, model)
    found = [
        Deviation(
            name,
            f"{code} {figure}",
            abs(_figure(estimates[code], figure, where, model) - value),
        )
        for code, figure, value in _expected(case, where)
    ]
    if not found:
        raise BadFile(f"{where} expects nothing.")
    return max(found, key=lambda deviation: deviation.size)


def _weighed(event: object, number: int, where: str) -> Weighed:
    if not isinstance(event, dict):
        raise BadFile(f"{where} is not a record.")
    kind = _get(event, "kind", str, where)
    if kind not in set(Kind) - {Kind.COUNTER}:
        raise BadFile(f'{where} has an unknown kind "{kind}".')
    if unknown := sorted(set(event) - EVENT_FIELDS):
        raise BadFile(f"{where} has an unknown field: {', '.join(unknown)}.")
    level = _number(event, "level", where, default=0.0 if kind == Kind.STEP else None)
    evidence = Evidence(
        kind=Kind(kind),
        competence=_competence(_get(event, "competence", str, where), where),
        at=START + timedelta(minutes=number),
        key=f"{number:06}",
        right=kind == Kind.ANSWER and _get(event, "right", bool, where),
        b=level - 0.5,
        b_error=_number(event, "se_b", where, default=1.0),
        guess=_number(event, "guess", where, default=0.2),
        level=level,
        gain=_number(event, "gain", where, default=0.0),
    )
    return Weighed(evidence, _number(event, "weight", where, default=1.0))


def _expected(case: object, where: str) -> Iterator[tuple[str, str, float]]:
    for code, figures in _get(case, "expect", dict, where).items():
        competence = _competence(code, where)
        if not isinstance(figures, dict):
            raise BadFile(f"{where} expects no figures for {code}.")
        for figure in figures:
            yield competence, figure, _number(figures, figure, where)


def _figure(found: Estimate, figure: str, where: str, model: Model) -> float:
    if figure == "mean":
        return found.level
    if figure == "se":
        return found.se
    if below := re.fullmatch(r"p_below_level_([1-8])", figure):
        return p_gap(found, int(below[1]), model)
    raise BadFile(f'{where} expects an unknown figure "{figure}".')


def _model(stated: dict[str, Any]) -> Model:
    grid = re.fullmatch(r"(\S+)\.\.(\S+) step (\S+)", _get(stated, "grid", str, "The model"))
    shares = _get(stated, "shares", list, "The model")
    try:
        lowest, highest, step = map(float, grid.groups() if grid else ())
        general, area, competence = map(float, shares)
    except (TypeError, ValueError) as error:
        raise BadFile('The model needs a grid such as "-2..10 step 0.25" and three shares.') from error
    mean, sd = _number(stated, "mean", "The model"), _number(stated, "sd", "The model")
    return Model(lowest, highest, step, mean, sd, (general, area, competence))


def _competence(code: str, where: str) -> str:
    if code not in DIGCOMP.competences:
        raise BadFile(f'{where} names an unknown competence "{code}".')
    return code


def _number(record: dict[str, Any], field: str, where: str, default: float | None = None) -> float:
    value = record.get(field, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadFile(f'{where} needs a number for "{field}".')
    return float(value)


def _get(record: object, field: str, kind: type[T], where: str) -> T:
    value = record.get(field) if isinstance(record, dict) else None
    if not isinstance(value, kind):
        raise BadFile(f'{where} needs a {kind.__name__} for "{field}".')
    return value


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.vectors", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=CASES)
    parser.add_argument("--tolerance", type=float, default=TOLERANCE)
    options = parser.parse_args(arguments)
    try:
        found = list(largest_deviations(options.file))
    except BadFile as error:
        print(error, file=sys.stderr)
        return 1
    for deviation in found:
        mark = "ok " if deviation.size <= options.tolerance else "OFF"
        print(f"{mark} {deviation.size:.4f}  {deviation.case} ({deviation.figure})")
    return int(not all(deviation.size <= options.tolerance for deviation in found))


if __name__ == "__main__":
    sys.exit(main())
