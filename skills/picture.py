"""Picture: a level as a row of eight blocks, some shown for certain, some perhaps."""

from dataclasses import dataclass
from enum import StrEnum

from skills.levels import RANGE_80, TOP_LEVEL, shown_level


class Block(StrEnum):
    ON = "on"
    MAYBE = "maybe"
    OFF = "off"


@dataclass(frozen=True)
class Picture:
    shown: int  # blocks shown for certain
    possible: int  # blocks up to which it may be
    required: int  # 0: not asked

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(self._block(level) for level in range(1, TOP_LEVEL + 1))

    def _block(self, level: int) -> Block:
        if level <= self.shown:
            return Block.ON
        return Block.MAYBE if level <= self.possible else Block.OFF


def draw(level: float, se: float, required: int = 0) -> Picture:
    """The ends of the 80 % range, each rounded like a level."""
    return Picture(shown_level(level - RANGE_80 * se), shown_level(level + RANGE_80 * se), required)
