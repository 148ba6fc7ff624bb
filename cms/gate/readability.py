"""How hard a Dutch text is to read: long sentences, heavy words, and one number for the whole.

The number is the Reading Ease of Flesch as W.H. Douma fitted it to Dutch (De leesbaarheid van landbouwbladen,
Landbouwhogeschool Wageningen, 1960): 206.835 - 0.77 x (syllables per 100 words) - 0.93 x (words per sentence).
Higher is easier: 60 and more is plain, 80 and more is easy.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from cms.gate.plainer import PLAINER

PLAIN = 60
LONG = 20  # words in one sentence
ENOUGH = 60  # words; with less the number jumps about

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]?[A-ZÀ-Ý0-9])")
SHORTENED = re.compile(
    r"\b(?:bv|bijv|nr|tel|art|blz|enz|ca|resp|incl|excl|max|min|[a-z](?:\.[a-z])+)\.$", re.IGNORECASE
)
# Two or three letters that are one sound first, so that what is left over counts one by one.
SOUND = re.compile(r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|au|ou|[aeiouyäëïöüáéíóúàèêîâûô]")
HEAVY = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, PLAINER), key=len, reverse=True))})\b", re.IGNORECASE
)


def sentences(paragraph: str) -> Iterator[str]:
    begun = ""
    for part in SENTENCE.split(" ".join(paragraph.split())):
        begun = f"{begun} {part}".strip()
        if not SHORTENED.search(part):
            yield begun
            begun = ""
    if begun:
        yield begun


def words(text: str) -> list[str]:
    return WORD.findall(text)


def syllables(word: str) -> int:
    return max(len(SOUND.findall(word.casefold())), 1)


def long_sentences(paragraphs: Iterable[str]) -> list[tuple[str, int]]:
    """Each with the number of its words."""
    found = ((one, len(words(one))) for paragraph in paragraphs for one in sentences(paragraph))
    return [(one, count) for one, count in found if count > LONG]


def heavy_words(paragraphs: Iterable[str]) -> dict[str, str]:
    """What stands there, with a plainer word, each once."""
    found = (word.casefold() for paragraph in paragraphs for word in HEAVY.findall(paragraph))
    return {word: PLAINER[word] for word in found}


def named(known: Collection[str], paragraphs: Iterable[str]) -> list[str]:
    """Which of these words stand there as whole words, in small letters, each once and in the order of the text."""
    if not known:
        return []
    longest_first = sorted(known, key=len, reverse=True)
    words = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)
    return list(dict.fromkeys(word.casefold() for one in paragraphs for word in words.findall(one)))


def flesch_douma(paragraphs: Sequence[str]) -> float | None:
    """None when there is too little text to say."""
    found = [one for paragraph in paragraphs for one in sentences(paragraph) if words(one)]
    said = [word for one in found for word in words(one)]
    if len(said) < ENOUGH:
        return None
    sounds = sum(map(syllables, said))
    return 206.835 - 0.77 * (100 * sounds / len(said)) - 0.93 * (len(said) / len(found))
