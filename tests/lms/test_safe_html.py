import pytest

from lms.safe_html import sanitize


@pytest.mark.parametrize(
    "html",
    [
        "<p>Dag <strong>jij</strong>, <em>ja</em> <code>=B2*C2</code></p>",
        '<ol start="3"><li>drie</li></ol>',
        '<a href="https://www.vlaanderen.be/">Vlaanderen</a>',
        '<a href="mailto:help@zonnebeek.example">help</a>',
        '<a href="/nl/modules/?q=a:b#x">modules</a>',
        '<a href="les-2/">volgende</a>',
        '<abbr title="Data Protection Officer">DPO</abbr>',
        '<table><tbody><tr><th scope="row">a</th><td colspan="2">1</td></tr></tbody></table>',
    ],
)
def test_what_authors_need_stays(html):
    assert sanitize(html) == html


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("<script>alert(1)</script>dag", "alert(1)dag"),
        ("<p onclick='x()' style='color:red' class='btn' id='x'>a</p>", "<p>a</p>"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<svg><script>alert(1)</script></svg>", "alert(1)"),
        ("<iframe src='https://evil.example'></iframe>", ""),
        ("<!-- <p>geheim</p> -->a", "a"),
        ("<a href='javascript:alert(1)'>x</a>", "<a>x</a>"),
        ("<a href=' JaVaScRiPt:alert(1)'>x</a>", "<a>x</a>"),
        ("<a href='java\tscript:alert(1)'>x</a>", "<a>x</a>"),
        ("<a href='java&#115;cript:alert(1)'>x</a>", "<a>x</a>"),
        ("<a href='data:text/html,x'>x</a>", "<a>x</a>"),
        ("<a href='//evil.example'>x</a>", "<a>x</a>"),
        ("<a href='/\\evil.example'>x</a>", "<a>x</a>"),
        ("<a href='/\t/evil.example'>x</a>", "<a>x</a>"),
        (
            "<a href='https://a.example' target='_blank' onfocus='x()'>x</a>",
            '<a href="https://a.example">x</a>',
        ),
        ("<form action='/x'><input name='a'></form>", ""),
        ("<p>1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        ("<math><mtext></p><img src=x onerror=alert(1)>", "<p></p>"),
    ],
)
def test_what_is_not_on_the_list_goes(html, safe):
    assert sanitize(html) == safe


def test_cleaning_twice_changes_nothing():
    once = sanitize("<p>1 < 2 <script>x</script> <a href='/a?b=1&c=2'>l</a>")
    assert sanitize(once) == once
