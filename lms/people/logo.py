"""The logo of an organisation: whatever picture comes in, a small PNG is kept, made anew from what it shows."""

from __future__ import annotations

import hashlib
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from lms import safe_pictures
from lms.people import changes
from lms.people.actions import lock
from lms.people.models import Organisation, User
from lms.safe_pictures import NoPicture, TooLarge

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_BYTES = 1024 * 1024
MAX_SIZE = (400, 160)


@transaction.atomic
def change_logo(*, organisation: Organisation, file: IO[bytes], acting_user: User) -> None:
    """Raises ValidationError for what is no picture of these kinds, or is too big."""
    content = small_png(file)
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


def small_png(file: IO[bytes]) -> bytes:
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValidationError({"file": too_big()})
    try:
        return safe_pictures.redrawn(content, formats=FORMATS, size=MAX_SIZE, kind="PNG")
    except TooLarge as error:
        text = _("This picture has too many points. Make it smaller first.")
        raise ValidationError({"file": text}) from error
    except NoPicture as error:
        text = _("This is not a PNG, JPEG or WebP picture that can be read. Save it again as PNG.")
        raise ValidationError({"file": text}) from error


def too_big() -> str:
    return _("This picture is bigger than 1 MB. Make it smaller first.")
