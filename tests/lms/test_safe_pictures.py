"""Pictures are drawn anew: what is not picture stays behind, and what would fill the memory is refused at once."""

import io
import struct
import time
import zlib
from contextlib import suppress

import pytest
from PIL import Image, PngImagePlugin

from lms.safe_pictures import LARGEST, NoPicture, TooLarge, redrawn

HIDDEN = b"<script>alert('hidden')</script>"
SECONDS = 1


def picture(kind: str, mode: str = "RGB", size=(60, 40), **more) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 90).save(out, kind, **more)
    return out.getvalue()


def opened(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw))


def with_place(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (50.0, 51.0, 3.0)
    exif[0x0112] = 6  # lies on its side
    return picture(kind, exif=exif, icc_profile=b"SecretProfile" * 9)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_and_with_what_it_was_taken_is_gone_and_it_stands_upright(kind):
    raw = with_place(kind)
    assert b"Secret" in raw
    image = opened(redrawn(raw))
    assert (image.format, image.size) == (kind, (40, 60))
    assert dict(image.getexif()) == {}
    assert "icc_profile" not in image.info
    assert b"Secret" not in redrawn(raw)


@pytest.mark.parametrize("kind", ["GIF", "JPEG", "PNG", "WEBP"])
def test_what_hangs_on_behind_the_picture_is_gone(kind):
    assert HIDDEN not in redrawn(picture(kind) + HIDDEN)


def test_remarks_in_a_picture_are_gone():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", HIDDEN.decode(), zip=False)
    assert HIDDEN not in redrawn(picture("PNG", pnginfo=texts))
    assert HIDDEN not in redrawn(picture("JPEG", comment=HIDDEN))
    assert HIDDEN not in redrawn(picture("GIF", comment=HIDDEN))


def test_a_picture_that_is_a_program_too_is_only_a_picture_after():
    raw = b"GIF89a/*" + picture("GIF")[8:] + b"*/=1;alert(1)"
    with suppress(NoPicture):  # its size is nonsense
        assert b"alert" not in redrawn(raw)


def test_what_moves_stands_still():
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue", "green")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=50, loop=0)
    assert opened(redrawn(out.getvalue())).n_frames == 1


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *[("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")],
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("GIF", "P"),
        ("WEBP", "RGBA"),
    ],
)
def test_every_kind_of_colours_is_drawn(kind, mode):
    assert opened(redrawn(picture(kind, mode))).size == (60, 40)


def test_what_shows_through_keeps_showing_through():
    raw = io.BytesIO()
    Image.new("RGBA", (5, 5), (255, 0, 0, 0)).save(raw, "PNG")
    assert opened(redrawn(raw.getvalue())).getpixel((2, 2))[3] == 0


def test_a_very_large_photo_is_kept_no_larger_than_pages_need():
    assert opened(redrawn(picture("JPEG", size=(6000, 3000)))).size == (LARGEST, LARGEST // 2)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_bomb(width: int, height: int) -> bytes:
    """As many bytes of nothing as would be unpacked, without making them all here."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = packer.compress(bytes(1 + width // 8) * 4000) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif_bomb(frames: int) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6)
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02D\x01\x00"
    return head + frame * frames + b";"


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (12_000, 12_000), (8_000, 8_000)])
def test_a_picture_that_unpacks_too_large_is_refused_at_once(width, height):
    raw, before = png_bomb(width, height), time.process_time()
    with pytest.raises(TooLarge):
        redrawn(raw)
    assert time.process_time() - before < SECONDS


def test_a_picture_of_endless_images_costs_no_more_than_its_first():
    before = time.process_time()
    assert opened(redrawn(gif_bomb(500_000))).size == (1, 1)
    assert time.process_time() - before < SECONDS


def test_texts_in_a_picture_that_unpack_too_big_are_refused_at_once():
    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000), 9))
    raw = picture("PNG")
    before = time.process_time()
    with pytest.raises(NoPicture):
        redrawn(raw[:33] + text + raw[33:])
    assert time.process_time() - before < SECONDS


@pytest.mark.parametrize(
    "raw",
    [b"", b"GIF89a", b"\xff\xd8\xff\xe0", b"<svg xmlns='x'/>", b"%!PS-Adobe-3.0", b"BM" + bytes(99)],
)
def test_what_is_no_picture_is_refused(raw):
    with pytest.raises(NoPicture):
        redrawn(raw)


def test_half_a_picture_is_refused():
    raw = picture("PNG", size=(300, 300))
    with pytest.raises(NoPicture):
        redrawn(raw[: len(raw) // 2])
