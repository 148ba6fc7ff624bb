"""Pictures and documents, without tags: those would be one list for all organisations."""

from pathlib import PurePath

from django.core.files.storage import default_storage
from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

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

    @property
    def kept_name(self) -> str:
        """Under which name the records keep this file: what is in it, not which row it is."""
        return f"{self.get_file_hash()}{PurePath(self.file.name).suffix.lower()}"

    def keep(self) -> None:
        """Copy the file to where the records have theirs: an old answer keeps its picture when the author's is gone."""
        place = f"{KEPT}/{self.kept_name}"
        if not default_storage.exists(place):
            with self.file.open("rb") as file:
                default_storage.save(place, file)


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]


class Attachment(AbstractDocument):
    admin_form_fields = ("title", "file", "collection")
