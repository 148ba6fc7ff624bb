"""What the demo shows of finding out where somebody stands: how many of each, and the words of what was seen at work.

Pure. The people and their hidden levels are those of `history`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

FINISHED, UNDERWAY = 12, 3  # check-ups
STOPS_AFTER = (3, 5, 8)  # answers, of those that are underway
SEEN_BY_COACH, SEEN_BY_MANAGER = 11, 4
SHOWN = 6  # people who show the coach their skills
SECONDS = (15, 70)  # for one question
DAYS_BETWEEN = (1, 4)  # two sittings


@dataclass(frozen=True)
class Paper:
    """A certificate: how long ago it was given, and what HR did with it."""

    days_ago: int
    decision: str = ""  # "confirmed", "refused"; nothing: it waits
    reason: str = ""


PAPERS = (
    Paper(400, "confirmed"),
    Paper(250, "confirmed"),
    Paper(90, "confirmed"),
    Paper(60, "refused", "Op het bestand staat een andere naam. Dien je eigen getuigschrift in."),
    Paper(30),
    Paper(12),
)


@dataclass(frozen=True)
class Wish:
    """What HR or a manager asks: a check-up or the module that most people know, and by when."""

    check_up: str
    asked: timedelta  # ago
    due: timedelta  # from today; before it when the day is over
    note: str = ""


OF_A_JOB = (  # HR, of everybody with a job profile
    Wish("profile", timedelta(days=35), timedelta(days=12), "Zo weten we welke vormingen nuttig zijn."),
    Wish("look", timedelta(days=45), timedelta(days=-4)),
    Wish("", timedelta(days=28), timedelta(days=20), "Doe dit op een rustig moment."),
)
BY_NAME = Wish("", timedelta(days=10), timedelta(days=5), "We hebben het nodig vanaf volgende maand.")
NAMED = 3

TASKS: Mapping[str, Mapping[str, str]] = {
    "1.1": {"nl": "Zocht de juiste openingsuren op", "en": "Looked up the right opening hours"},
    "1.3": {"nl": "Zette de foto’s van de werf in de juiste map", "en": "Put the photos in the right folder"},
    "2.1": {"nl": "Stuurde een bericht naar de ploeg", "en": "Sent a message to the team"},
    "2.2": {"nl": "Deelde een document met een collega", "en": "Shared a document with a colleague"},
    "3.1": {"nl": "Maakte een affiche voor het feest", "en": "Made a poster for the feast"},
    "4.1": {"nl": "Meldde een verdacht bericht aan ICT", "en": "Reported a suspicious message to IT"},
    "4.2": {"nl": "Vergrendelde het scherm aan de balie", "en": "Locked the screen at the counter"},
    "5.1": {"nl": "Kreeg de printer weer aan de praat", "en": "Got the printer going again"},
    "5.2": {"nl": "Vulde de werkbon in op de tablet", "en": "Filled in the work order on the tablet"},
}
