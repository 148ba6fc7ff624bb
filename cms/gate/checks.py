"""What is wrong with a page, and what could be better. What is wrong stops publishing; the rest only informs."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cms.gate import readability
from cms.gate.jargon import JARGON
from cms.gate.rich_text import Found

MOST_NAMED = 3  # of the same kind, so that nobody drowns
PER_MINUTE = 130  # words that somebody reads who does not read easily
PER_QUESTION = 1.5  # minutes
FEWEST_KEY, MOST_KEY = 2, 4
FAR_OFF = 1.5  # times as long, or as short, as the module says

SAYS_NOTHING = {
    *("hier", "klik hier", "klik", "lees meer", "meer", "link", "deze link", "meer info", "website"),
    *("here", "click here", "read more", "more", "this link", "more info"),
}
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
FILE_NAME = re.compile(
    r"\S+\.(?:jpe?g|png|gif|webp|svg|heic)|(?:img|dsc|image|foto|screenshot)[ _-]?\d+", re.IGNORECASE
)


@dataclass(frozen=True)
class Finding:
    """`at` is the number of the block that it is about, and `field` the one to mend."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    stops: bool = False
    at: int | None = None
    field: str = ""


@dataclass(frozen=True)
class Picture:
    alt: str
    decorative: bool = False
    at: int | None = None
    field: str = "alt"


class Kind(StrEnum):
    """Of a file that is to be played."""

    SOUND = "sound"
    FILM = "film"
    OTHER = "other"


@dataclass(frozen=True)
class Recording:
    """`captions` is None without any, else whether the file holds captions."""

    kind: Kind
    captions: bool | None = None
    silent: bool = False
    has_text: bool = False
    at: int | None = None


@dataclass(frozen=True)
class Writing:
    """What an author wrote on one page. `texts` are its pieces of rich text, in the order of the page.

    `glossary` holds the words that she could choose from it, `explained` those that the page explains.
    """

    language: str
    texts: Sequence[Found]
    pictures: Sequence[Picture] = ()
    recordings: Sequence[Recording] = ()
    glossary: frozenset[str] = frozenset()
    explained: frozenset[str] = frozenset()

    @property
    def paragraphs(self) -> list[str]:
        return [paragraph for text in self.texts for paragraph in text.paragraphs]


@dataclass(frozen=True)
class Aim:
    """A competence and the levels that the module is for."""

    competence: str
    lowest: int
    highest: int


@dataclass(frozen=True)
class Asked:
    name: str
    competence: str
    level: int
    is_key: bool


@dataclass(frozen=True)
class Whole:
    """A module with all that is in it: `practised` are the questions of its lessons, `asked` those of its test."""

    minutes: int
    words: int
    practised: Sequence[Asked]
    aims: Sequence[Aim]
    asked: Sequence[Asked]
    lessons: int
    tests: int
    picture: Picture | None = None


def of_writing(writing: Writing) -> Iterator[Finding]:
    yield from of_headings([heading for text in writing.texts for heading in text.headings])
    yield from of_links([link for text in writing.texts for link in text.links])
    for picture in writing.pictures:
        yield from of_picture(picture)
    for recording in writing.recordings:
        yield from of_recording(recording)
    if writing.language == "nl":
        yield from of_reading(writing.paragraphs)
    yield from of_words(writing)


def of_picture(picture: Picture) -> Iterator[Finding]:
    alt = picture.alt.strip()
    code = ""
    if not alt and not picture.decorative:
        code = "no_alt"
    elif alt and picture.decorative:
        code = "alt_of_decoration"
    elif FILE_NAME.fullmatch(alt):
        code = "alt_is_file_name"
    if code:
        yield Finding(code, {"alt": alt}, True, picture.at, picture.field)


def of_recording(recording: Recording) -> Iterator[Finding]:
    """Who does not hear it reads it, and who does not see it hears or reads it (WCAG 2.2: 1.2.1 and 1.2.2)."""
    if recording.kind == Kind.OTHER:
        yield Finding("cannot_be_played", stops=True, at=recording.at, field="file")
    if recording.captions is False:
        yield Finding("not_captions", stops=True, at=recording.at, field="captions")
    needs_text = recording.kind == Kind.SOUND or (recording.kind == Kind.FILM and recording.silent)
    if needs_text and not recording.has_text:
        code = "sound_without_text" if recording.kind == Kind.SOUND else "film_without_text"
        yield Finding(code, stops=True, at=recording.at, field="transcript")
    if recording.kind == Kind.FILM and not recording.silent and recording.captions is None:
        yield Finding("no_captions", stops=True, at=recording.at, field="captions")


def of_words(writing: Writing) -> Iterator[Finding]:
    """Words that not everybody knows, and that the page does not explain. Of the language we have a list for."""
    known = writing.glossary | (JARGON if writing.language == "nl" else frozenset())
    found = readability.named(known - writing.explained, writing.paragraphs)
    for word in found[:MOST_NAMED]:
        yield Finding("word_not_chosen" if word in writing.glossary else "jargon", {"word": word})


def of_headings(headings: Iterable[tuple[int, str]]) -> Iterator[Finding]:
    """The title of the page is above all of them, so they begin at 2."""
    above = 1
    for level, text in headings:
        if not text:
            yield Finding("empty_heading", stops=True)
        elif level > above + 1:
            yield Finding("heading_skips", {"heading": text}, stops=True)
        above = level


def of_links(links: Iterable[str]) -> Iterator[Finding]:
    for link in links:
        if not link:
            yield Finding("empty_link", stops=True)
        elif link.casefold().strip(" .!:→>") in SAYS_NOTHING:
            yield Finding("link_says_nothing", {"link": link}, stops=True)
        elif ADDRESS.fullmatch(link):
            yield Finding("link_is_address", {"link": link})


def of_reading(paragraphs: Sequence[str]) -> Iterator[Finding]:
    longest = sorted(readability.long_sentences(paragraphs), key=lambda found: -found[1])
    for sentence, count in longest[:MOST_NAMED]:
        yield Finding("long_sentence", {"words": count, "begins": beginning(sentence)})
    for heavy, plain in list(readability.heavy_words(paragraphs).items())[: 2 * MOST_NAMED]:
        yield Finding("heavy_word", {"heavy": heavy, "plain": plain})
    ease = readability.flesch_douma(paragraphs)
    if ease is not None and ease < readability.PLAIN:
        yield Finding("hard_to_read", {"ease": round(ease), "plain": readability.PLAIN})


def beginning(sentence: str) -> str:
    return " ".join(sentence.split()[:6]) + " …"


def of_module(whole: Whole) -> Iterator[Finding]:
    """Its own picture stops it. The rest is advice: a module goes live before what is in it."""
    if whole.picture:
        yield from of_picture(whole.picture)
    if not whole.lessons:
        yield Finding("no_lesson")
    if whole.tests:
        yield from of_test(whole)
    else:
        yield Finding("no_test")
    yield from of_levels(whole)
    yield from of_minutes(whole)


def of_test(whole: Whole) -> Iterator[Finding]:
    yield from of_key_questions(sum(question.is_key for question in whole.asked))
    measured = {question.competence for question in whole.asked}
    for aim in whole.aims:
        if aim.competence not in measured:
            yield Finding("aim_not_measured", {"competence": aim.competence})


def of_key_questions(count: int) -> Iterator[Finding]:
    """They come back in refreshers: with more than four, a refresher is a second test."""
    if not count:
        yield Finding("no_key_question")
    elif count < FEWEST_KEY:
        yield Finding("few_key_questions", {"least": FEWEST_KEY})
    elif count > MOST_KEY:
        yield Finding("many_key_questions", {"count": count, "most": MOST_KEY})


def of_levels(whole: Whole) -> Iterator[Finding]:
    ranges = {aim.competence: aim for aim in whole.aims}
    for question in (*whole.practised, *whole.asked):
        aim = ranges.get(question.competence)
        if aim and not aim.lowest <= question.level <= aim.highest:
            yield Finding(
                "level_out_of_range",
                {"name": question.name, "level": question.level, "low": aim.lowest, "high": aim.highest},
            )


def of_minutes(whole: Whole) -> Iterator[Finding]:
    takes = minutes_of(whole)
    if takes > whole.minutes * FAR_OFF or whole.minutes > takes * FAR_OFF:
        yield Finding("minutes_far_off", {"says": whole.minutes, "takes": takes})


def minutes_of(whole: Whole) -> int:
    return max(round(whole.words / PER_MINUTE + PER_QUESTION * (len(whole.practised) + len(whole.asked))), 1)
