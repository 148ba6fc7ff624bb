"""Pictures and documents, without tags: those would be one list for all organisations."""

from pathlib import PurePath

from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from lms import safe_documents, safe_recordings

TYPES = safe_documents.TYPES | safe_recordings.TYPES
KEPT = "question_pictures"


class Picture(AbstractImage):
    """`description` is what somebody hears who does not see the picture."""

    admin_form_fields = (
        "title",
        "file",
        "description",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [models.Index(fields=["file"], name="picture_by_file")]  # each time it is shown

    @property
    def kept_name(self) -> str:
        """Under which name the records keep this file: what is in it, not which row it is."""
        return f"{self.get_file_hash()}{PurePath(self.file.name).suffix.lower()}"

    def keep(self, organisation: int) -> None:
        """Copy the file to where the records have theirs: an old answer keeps its picture when the author's is gone.

        By organisation (its id), for only who may learn from that one may see it.
        """
        place = f"{KEPT}/{organisation}/{self.kept_name}"
        if not default_storage.exists(place):
            with self.file.open("rb") as file:
                default_storage.save(place, file)


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]
        indexes = [models.Index(fields=["file"], name="rendition_by_file")]


class Attachment(AbstractDocument):
    """Handed out to be kept, never to be opened by the browser as if it were a page; sound and film are played."""

    admin_form_fields = ("title", "file", "collection")

    @property
    def content_type(self) -> str:
        return TYPES.get(self.ending, "application/octet-stream")

    @property
    def ending(self) -> str:
        return self.file_extension.lower()

    @property
    def is_sound(self) -> bool:
        return self.ending in safe_recordings.SOUND

    @property
    def is_film(self) -> bool:
        return self.ending in safe_recordings.FILM

    @property
    def is_captions(self) -> bool:
        return self.ending in safe_recordings.CAPTIONS
