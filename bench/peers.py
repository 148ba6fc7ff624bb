"""Our sums beside those of others: make peers

The estimate of one competence, nothing borrowed, against girth's `ability_3pl_eap` (within 0.05 level), and the
information of a question against catsim's (within 1e-9). Both in an environment of their own.
"""

import sys
from datetime import UTC, datetime, timedelta

import numpy as np
from catsim.irt import inf
from girth import ability_3pl_eap

from skills.adaptive import information
from skills.evidence import Evidence, Kind, Weighed
from skills.levels import MODEL, estimate_alone, slope

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ITEMS = 12
PEOPLE = 300
GIRTH = {
    "distribution": lambda theta: np.exp(-0.5 * ((theta - MODEL.mean) / MODEL.sd) ** 2),
    "quadrature_bounds": (MODEL.mean - 5 * MODEL.sd, MODEL.mean + 5 * MODEL.sd),
    "quadrature_n": 81,
}


def off_girth() -> float:
    """The largest difference in levels, over people with one to twelve answers to items of all kinds."""
    draw = np.random.default_rng(1)
    worst = 0.0
    for count in range(1, ITEMS + 1):
        b = draw.uniform(-0.5, 6.5, count)
        b_error = draw.choice([0.3, 0.5, 0.7, 1.0], count)
        guess = draw.choice([0.02, 0.2, 0.25, 0.33, 0.5], count)
        ability = draw.normal(3.26, 1.6, PEOPLE // ITEMS)
        p = guess[:, None] + (1 - guess[:, None]) / (1 + np.exp(b[:, None] - ability))
        right = draw.random(p.shape) < p
        theirs = ability_3pl_eap(right.astype(int), b, slope(b_error), guess, GIRTH)
        ours = [estimate_alone("x", answers(each, b, b_error, guess)).level for each in right.T]
        worst = max(worst, float(np.abs(theirs - ours).max()))
    return worst


def answers(right, b, b_error, guess) -> list[Weighed]:
    return [
        Weighed(
            Evidence(
                kind=Kind.ANSWER,
                competence="x",
                at=NOON + timedelta(minutes=number),
                key=str(number),
                right=bool(right[number]),
                b=float(b[number]),
                b_error=float(b_error[number]),
                guess=float(guess[number]),
            ),
            1.0,
        )
        for number in range(len(b))
    ]


def off_catsim() -> float:
    worst = 0.0
    for b_error in (0.0, 0.3, 1.0):
        for guess in (0.0, 0.2, 0.5):
            for level in np.arange(-2.0, 10.25, 0.25):
                a = float(slope(np.array(b_error)))
                ours = information(*map(np.array, (level, 3.5, b_error, guess)))
                worst = max(worst, abs(float(ours) - inf(level, a, 3.5, guess)))
    return worst


def main() -> int:
    found = {"girth, ability_3pl_eap": (off_girth(), 0.05), "catsim, information": (off_catsim(), 1e-9)}
    for name, (off, limit) in found.items():
        print(f"{'ok ' if off <= limit else 'OFF'} {name}: at most {off:.1e} apart (may be {limit:g})")
    return int(any(off > limit for off, limit in found.values()))


if __name__ == "__main__":
    sys.exit(main())
