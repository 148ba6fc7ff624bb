"""The first of each word can be tapped on, and nothing else changes."""

import pytest

from cms.taps import Taps


def tap(place: str, word: str) -> str:
    return f'<button class="term" type="button" popovertarget="{place}">{word}</button>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Phishing is phishing.</p>", f"<p>{tap('w', 'Phishing')} is phishing.</p>"),
        ("<p>Een phishingmail, of phishing-mail.</p>", "<p>Een phishingmail, of phishing-mail.</p>"),
        (
            '<h2>Phishing</h2><p><a href="/x" title="phishing">phishing</a>, phishing</p>',
            f'<h2>Phishing</h2><p><a href="/x" title="phishing">phishing</a>, {tap("w", "phishing")}</p>',
        ),
        ("<p><b>phishing</b></p>", f"<p><b>{tap('w', 'phishing')}</b></p>"),
        ("<p>1 &lt; phishing</p>", f"<p>1 &lt; {tap('w', 'phishing')}</p>"),
        (
            '<p><abbr title="a > phishing">b</abbr> phishing</p>',
            f'<p><abbr title="a > phishing">b</abbr> {tap("w", "phishing")}</p>',
        ),
        ("<p>ph\u0131shing</p>", "<p>" + tap("w", "ph\u0131shing") + "</p>"),
        ("<p>ph\u0130shing</p>", "<p>" + tap("w", "ph\u0130shing") + "</p>"),
        ("", ""),
    ],
)
def test_the_first_of_a_word_is_tapped_on(html, expected):
    assert Taps({"phishing": "w"}).in_text(html) == expected


def test_each_word_has_its_own_however_many_texts_go_by():
    taps = Taps({"link": "w-1", "vreemde link": "w-2", "R&B": "w-3"})
    assert taps.in_text("<p>Een vreemde link.</p>") == f"<p>Een {tap('w-2', 'vreemde link')}.</p>"
    assert taps.in_text("<p>Link, vreemde link.</p>") == f"<p>{tap('w-1', 'Link')}, vreemde link.</p>"
    assert taps.in_text("<p>R&amp;B</p>") == f"<p>{tap('w-3', 'R&amp;B')}</p>"


def test_a_word_is_found_as_it_is_written_and_never_inside_a_sign():
    photos = "foto's"
    assert Taps({photos: "w"}).in_text(f"<p>{photos}</p>") == f"<p>{tap('w', photos)}</p>"
    assert Taps({"amp": "w"}).in_text("<p>R&amp;B</p>") == "<p>R&amp;B</p>"


def test_without_words_nothing_changes():
    assert Taps({}).in_text("<p>Een link.</p>") == "<p>Een link.</p>"
