"""Every block as people read it: whole, plain, and with nothing in it that can run."""

from html.parser import HTMLParser

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Locale
from wagtail_localize.segments.extract import extract_segments

from cms import rights
from cms.authoring import written_out
from cms.blocks import LessonBlocks, StepsBlock
from cms.models import Attachment, LessonPage, Picture
from cms.pieces import PLAIN, cut
from tests.cms.authored import SVG, explain
from tests.hostile import ALL, bones, tame
from tests.lms.test_safe_recordings import RIGHT

pytestmark = pytest.mark.django_db


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, name: str) -> list[dict]:
        return [attrs for tag, attrs in self.tags if tag == name]


@pytest.fixture
def files(cast, settings, tmp_path) -> dict:
    settings.MEDIA_ROOT = tmp_path
    collection = rights.collection(cast.a)
    found = {
        ending: Attachment.objects.create(
            title=ending, file=ContentFile(RIGHT[ending], f"a.{ending}"), file_size=1, collection=collection
        )
        for ending in ("mp3", "mp4", "vtt")
    }
    drawing = ContentFile(SVG, "a.svg")
    found["picture"] = Picture.objects.create(
        title="x", file=drawing, collection=collection, width=4, height=2
    )
    return found


def items(*values) -> list[dict]:
    return [{"type": "item", "value": value, "id": str(number)} for number, value in enumerate(values)]


def kept(said: str) -> str:
    """No form lets a NUL through, and PostgreSQL keeps none."""
    return said.replace("\0", "")


def every_block(cast, files, said: str) -> dict:
    """One of each, with these words in every field."""
    rich = f"<p>{said}</p>"
    picture = {"image": files["picture"].pk, "alt": said, "caption": said, "decorative": False}
    no_picture = {"image": None, "alt": "", "caption": "", "decorative": False}
    without = {"text": rich, "picture": no_picture}
    recorded = {"title": said, "transcript": rich, "captions": None}
    return {
        "text": rich,
        "picture": picture,
        "note": {"kind": "tip", "text": rich},
        "steps": {"one_by_one": True, "items": items({"text": rich, "picture": picture}, without)},
        "recording": {**recorded, "file": files["mp3"].pk},
        "download": {"title": said, "file": files["mp3"].pk},
        "accordion": {"items": items({"title": said, "text": rich})},
        "comparison": {side: {"title": said, "text": rich} for side in ("left", "right")},
        "cards": {"items": items({"front": said, "back": said})},
        "words": {"items": items(explain(cast.a, kept(said[:60]), kept(said)).pk)},
        "summary": {"items": items(said, said)},
        "at_work": {"text": rich},
    }


def lesson(*blocks: tuple) -> LessonPage:
    raw = [{"type": name, "value": value, "id": str(number)} for number, (name, value) in enumerate(blocks)]
    page = LessonPage(title="One", locale=Locale.objects.get(language_code="nl"))
    page.body = page.body.stream_block.to_python(raw)
    return page


def html_of(*blocks: tuple) -> str:
    return "".join(piece.html for piece in cut(lesson(*blocks)))


def test_every_block_says_all_that_is_in_it(cast, files):
    blocks = every_block(cast, files, "Zevenslaper")
    assert set(blocks) == set(LessonBlocks().child_blocks) - {"tryout"}
    for name, value in blocks.items():
        assert "Zevenslaper" in html_of((name, value)), name


def test_a_block_of_hostile_words_is_made_of_what_any_other_is(cast, files):
    usual = every_block(cast, files, tame(ALL))
    for name, value in every_block(cast, files, ALL).items():
        made = bones(html_of((name, value)))
        assert made.found == bones(html_of((name, usual[name]))).found, name
        assert made.led_astray == [], name


def test_a_step_needs_no_picture():
    block = StepsBlock()
    no_picture = {"image": None, "alt": "", "caption": "", "decorative": False}
    steps = items(*[{"text": f"<p>{text}</p>", "picture": no_picture} for text in ("One.", "Two.")])
    cleaned = block.clean(block.to_python({"one_by_one": False, "items": steps}))
    assert [step["picture"]["image"] for step in cleaned["items"]] == [None, None]


def test_an_unfinished_block_is_shown_too(cast, files):
    for name, block in LessonBlocks().child_blocks.items():
        if name != "tryout":
            html_of((name, block.get_prep_value(block.get_default())))


def test_only_a_page_with_rare_blocks_asks_for_their_sheet(cast, files):
    blocks = every_block(cast, files, "x")
    for name, value in blocks.items():
        assert html_of((name, value), (name, value)).count("css/blocks.css") == (name not in PLAIN), name


def test_sound_and_film_are_played_by_the_browser_itself(cast, files):
    sound = {"title": "A message", "file": files["mp3"].pk, "transcript": "<p>Dag</p>", "captions": None}
    heard = Tags(html_of(("recording", sound)))
    [player] = heard.of("audio")
    assert {"controls", "aria-label"} <= set(player)
    assert [one["src"] for one in heard.of("source")] == [files["mp3"].url]

    film = {**sound, "file": files["mp4"].pk, "captions": files["vtt"].pk}
    seen = Tags(html_of(("recording", film)))
    [track] = seen.of("track")
    assert (track["kind"], track["src"], track["srclang"]) == ("captions", files["vtt"].url, "nl")
    assert [one["type"] for one in seen.of("source")] == ["video/mp4"]
    assert "Dag" in html_of(("recording", film))


def test_a_picture_that_only_decorates_has_no_words(cast, files):
    picture = {"image": files["picture"].pk, "alt": "", "caption": "", "decorative": True}
    assert [one["alt"] for one in Tags(html_of(("picture", picture))).of("img")] == [""]


def test_a_word_of_the_glossary_is_explained_where_it_stands_and_in_a_list(cast, files):
    term = explain(cast.a, "phishing", "Vissen naar je codes.")
    words = {"items": items(term.pk)}
    html = html_of(("text", "<p>Dit is phishing, ja phishing.</p>"), ("words", words))
    tags = Tags(html)
    opening = [one for one in tags.of("button") if one["class"] == "term"]
    assert [one["popovertarget"] for one in opening] == [f"w-{term.pk}"]
    assert [one["id"] for one in tags.of("div") if "popover" in one] == [f"w-{term.pk}"]
    assert html.count("Vissen naar je codes.") == 2

    term.delete()
    assert "popover" not in html_of(("text", "<p>Dit is phishing.</p>"), ("words", words))


def test_every_block_can_be_translated_unfinished_ones_too(cast, files):
    stream = LessonBlocks().child_blocks
    for name, value in every_block(cast, files, "Zevenslaper").items():
        assert extract_segments(lesson((name, value))), name
        empty = stream[name].get_prep_value(stream[name].get_default())
        extract_segments(lesson((name, written_out(stream[name], empty))))
