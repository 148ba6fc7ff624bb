"""A picture that somebody hands in, drawn anew: what is not picture stays behind.

So nothing says where and with what a photo was taken, no colour profile or program is carried along, and what hangs on
after the picture is gone. A picture that moves stands still: its first image is kept.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps

FORMATS = ("GIF", "JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
LARGEST = 2_560  # pixels a side; pages show half of it
SIZE = (LARGEST, LARGEST)
SAVED = {"JPEG": {"quality": 88}, "WEBP": {"quality": 88}}


class NoPicture(Exception):
    """It cannot be read as a picture of these formats."""


class TooLarge(NoPicture):
    """It unpacks to more pixels than we take."""


def redrawn(
    raw: bytes, *, formats: tuple[str, ...] = FORMATS, size: tuple[int, int] = SIZE, kind: str = ""
) -> bytes:
    """The same picture in the same format or that of `kind`, upright and no larger than `size`. Raises NoPicture."""
    try:
        with Image.open(io.BytesIO(raw), formats=formats) as image:
            return _drawn(image, size, kind or image.format or "")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise TooLarge from bomb
    except NoPicture:
        raise
    except Exception as broken:  # what a hostile picture can raise is not written down anywhere
        raise NoPicture from broken


def _drawn(image: Image.Image, size: tuple[int, int], kind: str) -> bytes:
    if image.width * image.height > MOST_PIXELS:
        raise TooLarge
    image.draft("RGB", size)  # a JPEG is read no larger than we keep it
    upright = ImageOps.exif_transpose(image)
    plain = upright.convert(_mode(upright, kind))
    plain.thumbnail(size)
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    out = io.BytesIO()
    bare.save(out, kind, **SAVED.get(kind, {}))
    return out.getvalue()


def _mode(image: Image.Image, kind: str) -> str:
    if kind != "JPEG" and image.has_transparency_data:
        return "RGBA"
    return "L" if image.mode in ("1", "L") else "RGB"
