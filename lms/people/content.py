"""People as an organisation hands them over: one row per employment, before it becomes records."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PersonRow:
    """`unit` is the path from the top of the organisation down; an empty text: the file does not say."""

    line: int
    organisation: str
    unit: tuple[str, ...]
    name: str
    email: str
    username: str
    job: str
    profile: str
    start: date | None
    external_id: str
