"""The logo of an organisation: whatever picture comes in, a small PNG is kept, made anew from what it shows."""

from __future__ import annotations

import hashlib
import io
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from lms.people import changes
from lms.people.actions import lock
from lms.people.models import Organisation, User

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_BYTES = 1024 * 1024
MAX_PIXELS = 16_000_000
MAX_SIZE = (400, 160)


@transaction.atomic
def change_logo(*, organisation: Organisation, file: IO[bytes], acting_user: User) -> None:
    """Raises ValidationError for what is no picture of these kinds, or is too big."""
    content = redrawn(file)
    lock(organisation)
    before = organisation.logo.name
    # Another picture has another address: browsers keep this one for a day.
    digest = hashlib.sha256(content).hexdigest()[:16]
    organisation.logo.save(f"{organisation.slug}-{digest}.png", ContentFile(content), save=False)
    organisation.save(update_fields=["logo"])
    _forget(organisation, before)
    changes.note(organisation=organisation, what="logo_changed", acting_user=acting_user)


@transaction.atomic
def remove_logo(*, organisation: Organisation, acting_user: User) -> None:
    lock(organisation)
    before = organisation.logo.name
    if not before:
        return
    organisation.logo = ""
    organisation.save(update_fields=["logo"])
    _forget(organisation, before)
    changes.note(organisation=organisation, what="logo_removed", acting_user=acting_user)


def _forget(organisation: Organisation, before: str) -> None:
    """The file goes when it is sure that nothing names it any more."""
    if before and before != organisation.logo.name:
        transaction.on_commit(lambda: organisation.logo.storage.delete(before))


def redrawn(file: IO[bytes]) -> bytes:
    """As a PNG of a bearable size, upright, without anything that the file said besides."""
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValidationError({"file": too_big()})
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as found:
            if found.width * found.height > MAX_PIXELS:
                raise ValidationError({"file": _("This picture has too many points. Make it smaller first.")})
            picture = ImageOps.exif_transpose(found).convert("RGBA")
    except ValidationError:
        raise
    except Exception as error:  # what a broken picture makes Pillow raise is not written down anywhere
        text = _("This is not a PNG, JPEG or WebP picture that can be read. Save it again as PNG.")
        raise ValidationError({"file": text}) from error
    picture.thumbnail(MAX_SIZE)
    return _as_png(picture)


def _as_png(picture: Image.Image) -> bytes:
    bare = Image.new("RGBA", picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, "PNG", optimize=True)
    return out.getvalue()


def too_big() -> str:
    return _("This picture is bigger than 1 MB. Make it smaller first.")
