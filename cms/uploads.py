"""What authors hand in: pictures, which are drawn anew; documents and recordings, which are what their name says."""

from __future__ import annotations

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from lms import safe_documents, safe_recordings
from lms.safe_pictures import MOST_PIXELS, NoPicture, TooLarge, redrawn

WRONG_RECORDING = gettext_lazy(
    "This file cannot be played: what is in it is not what its name says. Save it again as MP3, M4A, MP4 or WebM."
)
WRONG_CAPTIONS = gettext_lazy(
    "These captions cannot be read. They begin with WEBVTT and have times such as 00:01.000 --> 00:04.000,"
    " without styles. Save them again."
)


class PictureField(WagtailImageField):
    """What comes out of it is never what came in."""

    def check_image_pixel_size(self, f) -> None:
        """Ours looks before anything is unpacked; Wagtail would count the images of one that moves, one by one."""

    def to_python(self, data):
        handed_in = super().to_python(data)
        if handed_in is None:
            return None
        try:
            content = redrawn(handed_in.read())
        except TooLarge:
            most = MOST_PIXELS // 1_000_000
            text = _("This picture is too large: more than %(most)s million pixels. Make it smaller first.")
            raise ValidationError(text % {"most": most}) from None
        except NoPicture:
            raise ValidationError(
                _("This picture cannot be read. Save it again as JPEG or PNG, and try again.")
            ) from None
        return SimpleUploadedFile(handed_in.name, content, handed_in.content_type)


class AllOrNothing:
    """With anything wrong the file is not kept: a browser asks for it again, and Wagtail puts no half upload aside."""

    def full_clean(self) -> None:
        super().full_clean()
        if (
            self.errors
            and "file" in self.fields
            and "file" not in self.errors
            and "file" in self.changed_data
        ):
            self.add_error("file", _("Choose the file again."))


class PictureForm(AllOrNothing, BaseImageForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            asked = self.fields["file"]
            self.fields["file"] = PictureField(
                label=asked.label, required=asked.required, widget=asked.widget, max_length=100
            )


class AttachmentForm(AllOrNothing, BaseDocumentForm):
    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            check_document(PurePath(file.name).suffix.lower().removeprefix("."), file)
        return file


def check_document(ending: str, file) -> None:
    most = safe_recordings.MOST.get(ending)
    if most and file.size > most:
        text = _("This file is too big: a .%(ending)s has at most %(most)s. Make it shorter or smaller.")
        raise ValidationError(text % {"ending": ending, "most": filesizeformat(most)})
    if ending in safe_recordings.TYPES and not safe_recordings.is_what_it_says(ending, file):
        raise ValidationError(WRONG_CAPTIONS if ending in safe_recordings.CAPTIONS else WRONG_RECORDING)
    if ending not in safe_recordings.TYPES and not safe_documents.is_what_it_says(ending, file):
        text = _("This file is not what its name says (.%(ending)s), or it holds macros. Save it again.")
        raise ValidationError(text % {"ending": ending})
