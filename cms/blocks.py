"""The blocks of a lesson, a task and a test."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from cms import questions
from courses.content import NoteKind

IN_BLOCK = ["bold", "italic", "ol", "ul", "link", "code"]
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
        required=False,
        max_length=250,
    )
    decorative = blocks.BooleanBlock(
        label=_("Only decoration"),
        help_text=_("Who does not see this picture misses nothing. It then has no text alternative."),
        required=False,
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Picture")
        label_format = "{image}"


class OptionalPictureBlock(PictureBlock):
    """`required=False` on a StructBlock says nothing of its fields: the picture itself has to be optional."""

    image = ImageChooserBlock(label=_("Picture"), required=False)


class NoteBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(label=_("Kind"), choices=list(NOTE_NAMES.items()), default=NoteKind.TIP)
    text = blocks.RichTextBlock(label=_("Text"), features=IN_BLOCK)

    class Meta:
        icon = "info-circle"
        label = _("Note")


class RecordingBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), help_text=_("What people hear or see."), max_length=150)
    file = DocumentChooserBlock(
        label=_("Sound or film"),
        help_text=_(
            "Sound: MP3 or M4A, at most 10 MB. Film: MP4 or WebM, at most 20 MB. Two minutes is long."
        ),
    )
    captions = DocumentChooserBlock(
        label=_("Captions"),
        help_text=_("A WebVTT file (.vtt). A film in which somebody speaks needs one."),
        required=False,
    )
    silent = blocks.BooleanBlock(
        label=_("Nobody speaks in this film"),
        help_text=_("Then it needs no captions, but a text that says what there is to see."),
        required=False,
    )
    transcript = blocks.RichTextBlock(
        label=_("The same as text"),
        help_text=_("All that is said. Sound needs this; for a film it helps too."),
        features=IN_BLOCK,
        required=False,
    )

    class Meta:
        icon = "media"
        label = _("Sound or film")
        label_format = "{title}"


class DownloadBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), help_text=_("What is in the file: the form for leave."), max_length=150
    )
    file = DocumentChooserBlock(
        label=_("Document"), help_text=_("People keep it on their own device. At most 20 MB.")
    )

    class Meta:
        icon = "download"
        label = _("Document to keep")
        label_format = "{title}"


class StepBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(
        label=_("Step"), help_text=_("One thing to do. Begin with what somebody does."), features=IN_BLOCK
    )
    picture = OptionalPictureBlock(required=False)

    class Meta:
        icon = "order"
        label = _("Step")
        label_format = "{text}"


class StepsBlock(blocks.StructBlock):
    one_by_one = blocks.BooleanBlock(
        label=_("One step at a time"),
        help_text=_(
            "People see one step, and buttons to go on and back. Without script they see the whole list."
        ),
        required=False,
    )
    items = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=2, max_num=12)

    class Meta:
        icon = "list-ol"
        label = _("Numbered steps")
        label_format = "{items}"  # else it is called after its first field: "No"


class FoldedBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), help_text=_("A question, or what is behind it."), max_length=150
    )
    text = blocks.RichTextBlock(label=_("Text"), features=IN_BLOCK)

    class Meta:
        icon = "collapse-down"
        label = _("Part")
        label_format = "{title}"


class AccordionBlock(blocks.StructBlock):
    items = blocks.ListBlock(
        FoldedBlock(),
        label=_("Parts"),
        help_text=_("Only for what not everybody needs: who does not open it does not read it."),
        min_num=1,
        max_num=10,
    )

    class Meta:
        icon = "collapse-down"
        label = _("Parts that fold out")


class SideBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.RichTextBlock(label=_("Text"), help_text=_("A short list is best."), features=IN_BLOCK)

    class Meta:
        icon = "form"
        label = _("Side")


class ComparisonBlock(blocks.StructBlock):
    left = SideBlock(label=_("First"))
    right = SideBlock(label=_("Second"))

    class Meta:
        icon = "table"
        label = _("Two beside each other")
        help_text = _("On a phone they stand below each other.")


class CardBlock(blocks.StructBlock):
    front = blocks.CharBlock(
        label=_("Front of the card"), help_text=_("A question or a word."), max_length=200
    )
    back = blocks.TextBlock(label=_("Back of the card"), max_length=400, rows=2)

    class Meta:
        icon = "copy"
        label = _("Card")
        label_format = "{front}"


class CardsBlock(blocks.StructBlock):
    items = blocks.ListBlock(
        CardBlock(),
        label=_("Cards"),
        help_text=_("People think first, and then turn the card. Nothing of it is kept."),
        min_num=1,
        max_num=12,
    )

    class Meta:
        icon = "copy"
        label = _("Flashcards")


class WordsBlock(blocks.StructBlock):
    items = blocks.ListBlock(
        SnippetChooserBlock("cms.Term", label=_("Word")),
        label=_("Words"),
        help_text=_("From the glossary. In the text of this page the first one of each can be tapped on."),
        min_num=1,
        max_num=12,
    )

    class Meta:
        icon = "openquote"
        label = _("Words to explain")


class SummaryBlock(blocks.StructBlock):
    items = blocks.ListBlock(
        blocks.CharBlock(label=_("Sentence"), max_length=200),
        label=_("What to remember"),
        help_text=_("Two or three short sentences."),
        min_num=1,
        max_num=5,
    )

    class Meta:
        icon = "check"
        label = _("Summary")


class AtWorkBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(
        label=_("Task"), help_text=_("Something small to do today, at the own workplace."), features=IN_BLOCK
    )

    class Meta:
        icon = "tasks"
        label = _("Do it at work")


class TextBlocks(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        label=_("Text"), help_text=_("Short sentences, one new idea at a time."), features=RICH_TEXT
    )
    picture = PictureBlock()
    note = NoteBlock()
    steps = StepsBlock()
    recording = RecordingBlock()
    download = DownloadBlock()
    accordion = AccordionBlock()
    comparison = ComparisonBlock()
    cards = CardsBlock()
    words = WordsBlock()
    summary = SummaryBlock()
    at_work = AtWorkBlock()


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
