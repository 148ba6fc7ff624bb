"""Variants of a question: names between { } in its text, each with the values that it may have.

{n:3-9} is a whole number from 3 to 9 and {name:An|Bo|Els} one of these words; {n} is the same value once more. What
somebody gets is drawn from a seed and kept with her answer. A number that is right is worked out of them, with + - * /
and brackets and nothing else: what an author writes is read here, and never run.
"""

from __future__ import annotations

import ast
import operator
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import prod

Spread = Mapping[str, str]  # by name, its values as the author wrote them: "3-9", "An|Bo|Els"
Drawn = Mapping[str, int | str]

MARK = re.compile(r"\{([a-z][a-z0-9_]{0,19})(?::([^{}]*))?\}")
SPAN = re.compile(r"([0-9]{1,4})-([0-9]{1,4})")
LONGEST = 80  # characters of a formula
MOST_WORDS = 12
MOST_VARIANTS = 5000  # that are all worked out when an author writes the question

OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class NoFormula(ValueError):
    """This cannot be worked out."""


def taken_out(text: str) -> tuple[str, dict[str, str]]:
    """The text with names only, and what stood beside them."""
    spread = {name: values for name, values in MARK.findall(text) if values}
    return MARK.sub(r"{\1}", text), spread


def put_back(text: str, spread: Spread) -> str:
    """The inverse: each name has its values where it stands first."""
    for name, values in spread.items():
        text = text.replace(f"{{{name}}}", f"{{{name}:{values}}}", 1)
    return text


def names_in(text: str) -> set[str]:
    return {name for name, _values in MARK.findall(text)}


def values_of(written: str) -> list[int | str]:
    """Empty when it cannot be read."""
    if span := SPAN.fullmatch(written.strip()):
        first, last = map(int, span.groups())
        return list(range(first, last + 1))
    words: list[int | str] = [word.strip() for word in written.split("|")]
    return words if 2 <= len(words) <= MOST_WORDS and all(words) else []


def draw(spread: Spread, seed: str | int) -> dict[str, int | str]:
    """The same for the same seed; in the order of the names, for a database may keep another one."""
    chance = random.Random(f"{seed}/variant")  # noqa: S311 - it has to be repeatable, not secret
    return {name: chance.choice(values_of(spread[name])) for name in sorted(spread)}


def filled(text: str, drawn: Drawn) -> str:
    return MARK.sub(lambda mark: str(drawn.get(mark[1], mark[0])), text)


def formula(written: str) -> ast.expr:
    if len(written) > LONGEST:
        raise NoFormula(written)
    try:
        read = ast.parse(written.strip().replace(",", "."), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NoFormula(written) from error
    names_of(read)
    return read


def names_of(read: ast.expr) -> set[str]:
    """The names that it asks for. Raises NoFormula for anything but numbers, names, + - * / and brackets."""
    match read:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return names_of(left) | names_of(right)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return names_of(operand)
        case ast.Name(id=name):
            return {name}
        case ast.Constant(value=value) if type(value) in (int, float):
            return set()
    raise NoFormula(ast.dump(read))


def worked_out(read: ast.expr, drawn: Drawn) -> Fraction:
    """Raises NoFormula where it has no value: divided by zero, or a word that is no number."""
    match read:
        case ast.BinOp(left=left, op=op, right=right):
            try:
                return OPERATORS[type(op)](worked_out(left, drawn), worked_out(right, drawn))
            except ZeroDivisionError as error:
                raise NoFormula("0") from error
        case ast.UnaryOp(operand=operand):
            return -worked_out(operand, drawn)
        case ast.Name(id=name):
            return _exact(drawn.get(name))
        case ast.Constant(value=value):
            return _exact(value)
    raise NoFormula(ast.dump(read))


def _exact(value: object) -> Fraction:
    """As it is written: 0.1 is one tenth."""
    if not isinstance(value, int | float):
        raise NoFormula(str(value))
    try:
        return Fraction(str(value))
    except ValueError as error:  # more than a number can hold
        raise NoFormula(str(value)) from error


def combinations(spread: Spread, names: Iterable[str]) -> Iterator[Drawn]:
    """All values that these names have together. Raises NoFormula when there are too many to look at."""
    wanted = sorted(names)
    values = [values_of(spread.get(name, "")) for name in wanted]
    if not 1 <= prod(map(len, values)) <= MOST_VARIANTS:
        raise NoFormula(", ".join(wanted))
    return (dict(zip(wanted, some, strict=True)) for some in product(*values))
