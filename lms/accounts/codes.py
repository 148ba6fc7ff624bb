"""The code on a card and the PIN that goes with it: what they look like, and which PINs anybody would try first."""

from __future__ import annotations

import secrets
from itertools import pairwise

# No vowels, so no words; and of signs that look alike only one. Whoever reads the other one off is understood.
ALPHABET = "CDFHJKMNPQRTVWX23456789"
READ_AS = str.maketrans("BGSZ", "8652")
LENGTH, GROUP = 12, 4
SHORTEST, LONGEST = 4, 6


def new_code() -> str:
    """One of 2 × 10¹⁶."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def grouped(code: str) -> str:
    """Nobody types twelve signs in one go."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def tidy(typed: str) -> str:
    """What somebody typed, as it was printed: in capitals, without gaps and dashes."""
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(READ_AS)


def is_code(tidied: str) -> bool:
    return len(tidied) == LENGTH and set(tidied) <= set(ALPHABET)


def is_pin(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and SHORTEST <= len(typed) <= LONGEST


def is_easy(pin: str) -> bool:
    """One digit, digits in a row (1234, 8765), a part that comes back (1212, 123123), or a year of birth."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    comes_back = any(pin == pin[:part] * (len(pin) // part) for part in (1, 2, 3))
    return (
        (len(steps) == 1 and steps <= {0, 1, 9}) or comes_back or (len(pin) == 4 and pin[:2] in {"19", "20"})
    )
