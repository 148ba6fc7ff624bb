"""The blocks of a lesson, a task and a test."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from cms import questions
from courses.content import NoteKind

RICH_TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "code"]
NOTE_NAMES = {NoteKind.TIP: _("Tip"), NoteKind.WARNING: _("Careful"), NoteKind.EXAMPLE: _("Example")}


class Blocks(StreamField):
    """A StreamField whose blocks stay out of the migrations, so that a new question type needs none."""

    def deconstruct(self):
        name, _path, _args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", [[]], {**kwargs, "block_lookup": {}}


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("Text alternative"),
        help_text=_("What somebody needs to know who does not see the picture."),
        max_length=250,
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Picture")


class NoteBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(label=_("Kind"), choices=list(NOTE_NAMES.items()), default=NoteKind.TIP)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "ol", "ul", "link", "code"])

    class Meta:
        icon = "info-circle"
        label = _("Note")


class TextBlocks(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT)
    picture = PictureBlock()
    note = NoteBlock()


class LessonBlocks(TextBlocks):
    tryout = SnippetChooserBlock("cms.AuthoredQuestion", label=_("Try-out question"), icon="help")


class TaskBlocks(TextBlocks):
    checklist = blocks.ListBlock(
        blocks.CharBlock(label=_("Step"), max_length=300), label=_("Checklist"), icon="list-ul"
    )


class TestQuestionBlock(blocks.StructBlock):
    question = SnippetChooserBlock("cms.AuthoredQuestion", label=_("Question"))
    is_key = blocks.BooleanBlock(
        label=_("Key question"), help_text=_("Comes back in short refreshers."), required=False
    )

    class Meta:
        icon = "help"
        label = _("Question")


class TestBlocks(blocks.StreamBlock):
    question = TestQuestionBlock()


class QuestionBlocks(blocks.StreamBlock):
    """One block per question type that `cms.questions` finds."""

    def __init__(self, **kwargs):
        super().__init__(questions.blocks(), **kwargs)
