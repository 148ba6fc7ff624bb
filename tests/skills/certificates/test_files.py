from io import BytesIO

import pytest
from PIL import Image

from skills.certificates.files import MOST_BYTES, NotTaken, paper_from
from tests.skills.certificates.papers import PDF, picture


def test_a_pdf_is_kept_as_it_is():
    paper = paper_from(PDF)
    assert (paper.type, paper.content) == ("application/pdf", PDF)


@pytest.mark.parametrize(("kind", "type_"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_is_drawn_anew_and_what_hangs_on_after_it_is_gone(kind, type_):
    paper = paper_from(picture(kind, hidden=b"<script>alert(1)</script>"))
    assert paper.type == type_
    assert b"script" not in paper.content
    assert Image.open(BytesIO(paper.content)).size == (40, 30)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "kind"),
        (b"<html><script>alert(1)</script>", "kind"),
        (b"MZ\x90\x00", "kind"),
        (b"GIF89a" + b"\0" * 40, "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (b" %PDF-1.7 but not at the beginning", "kind"),
        (b"PK\x03\x04", "kind"),
        (b"\x89PNG\r\n\x1a\nand then nothing of a picture", "picture"),
        (b"\xff\xd8\xff and then nothing of a picture", "picture"),
        (PDF + b"\0" * MOST_BYTES, "big"),
    ],
)
def test_what_is_hostile_or_something_else_is_not_taken(raw, code):
    with pytest.raises(NotTaken) as refused:
        paper_from(raw)
    assert refused.value.code == code


def test_a_picture_that_unpacks_too_large_is_not_taken(monkeypatch):
    monkeypatch.setattr("lms.safe_pictures.MOST_PIXELS", 100)
    with pytest.raises(NotTaken, match="large"):
        paper_from(picture())
