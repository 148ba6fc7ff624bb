import pytest

from cms.gate.rich_text import Found, read


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("", Found()),
        ("<p>Kijk <b>goed</b>.</p><p> </p>", Found(paragraphs=["Kijk goed."])),
        ("<h2>Eén</h2><h3> </h3><p>x</p>", Found(paragraphs=["x"], headings=[(2, "Eén"), (3, "")])),
        ("<ul><li>a &amp; b</li><li>c</li></ul>", Found(paragraphs=["a & b", "c"])),
        (
            '<p>Zie <a href="/x"><b>het</b> blad</a>.</p>',
            Found(paragraphs=["Zie het blad."], links=["het blad"]),
        ),
        ('<p><a linktype="page" id="3"></a></p>', Found(links=[""])),
        ("<p>niet dicht", Found(paragraphs=["niet dicht"])),
        ("<p>1 &lt; 2", Found(paragraphs=["1 < 2"])),
    ],
)
def test_what_a_piece_of_rich_text_holds(html, found):
    assert read(html) == found
