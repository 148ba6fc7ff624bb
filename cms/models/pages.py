"""A fixed tree: home, the section of an organisation, its modules, and their lessons, tasks and tests."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from cms.blocks import RICH_TEXT, Blocks, LessonBlocks, TaskBlocks, TestBlocks
from cms.forms import AuthoredPageForm, CopyWithoutAlias, ModuleForm, TestPageForm
from cms.panels import CopiedFrom, StepsOfModule
from courses.models import Activity, Module
from lms.people.models import Organisation
from skills.models import Competence

SECTION_DEPTH = 3
PHONE = 360  # pixels
LEVELS = [MinValueValidator(1), MaxValueValidator(8)]


class HomePage(Page):
    """The root of one language. Learners see the home of `cms.views` instead."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.SectionPage"]

    class Meta:
        verbose_name = _("home page")


class SectionPage(Page):
    """All pages of one organisation in one language. Made by `cms.rights`, never by hand."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    promote_panels: list = []
    override_translatable_fields = [SynchronizedField("organisation", overridable=False)]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ModulePage", "cms.StatementPage"]
    is_creatable = False

    class Meta:
        verbose_name = _("section")

    @property
    def section(self) -> SectionPage:
        return self


class PhoneFirst:
    """Most people learn on a phone, so that is how the editor shows it first."""

    @property
    def preview_sizes(self) -> list[dict]:
        phone, *wider = super().preview_sizes
        return [{**phone, "device_width": PHONE}, *wider]


class InSection(PhoneFirst, models.Model):
    """What modules and their activities share. They belong to the organisation whose section they are in."""

    base_form_class = AuthoredPageForm
    copy_form_class = CopyWithoutAlias
    promote_panels = [FieldPanel("slug")]

    class Meta:
        abstract = True

    @cached_property
    def section(self) -> SectionPage:
        end = SECTION_DEPTH * self.steplen
        return SectionPage.objects.select_related("organisation", "locale").get(path=self.path[:end])

    @property
    def organisation(self) -> Organisation:
        return self.section.organisation

    def serve_preview(self, request, mode_name):
        from cms.views import preview

        return preview(request, self)


class ModulePage(InSection, Page):
    base_form_class = ModuleForm
    summary = models.TextField(_("summary"), max_length=400)
    goal = models.TextField(_("goal"), max_length=400, help_text=_("What somebody can do afterwards: I …"))
    subject = models.CharField(_("subject"), max_length=30, choices=Module.Subject)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=15, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    picture = models.ForeignKey(
        "cms.Picture", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    picture_alt = models.CharField(_("text alternative of the picture"), max_length=250, blank=True)
    shared_with_others = models.BooleanField(
        _("share with other organisations"),
        default=False,
        help_text=_(
            "Authors of all organisations then see this module, with its lessons, tests and questions."
            " It counts from the moment that you publish the module."
        ),
    )
    licence = models.CharField(
        _("licence"),
        max_length=10,
        choices=Module.Licence,
        default=Module.Licence.READ,
        help_text=_("What others may do with it. “Only to read”: they cannot take a copy."),
    )
    author = models.CharField(
        _("author"),
        max_length=120,
        blank=True,
        help_text=_("Shown to everybody who sees the module. Best the name of the organisation."),
    )

    content_panels = [
        CopiedFrom(),
        StepsOfModule(heading=_("Lessons, tests and tasks")),
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("goal"),
        FieldRowPanel([FieldPanel("subject"), FieldPanel("minutes")]),
        FieldPanel("picture"),
        FieldPanel("picture_alt"),
        InlinePanel("aims", label=_("competence"), min_num=1),
        MultiFieldPanel(
            [FieldPanel("shared_with_others"), FieldPanel("licence"), FieldPanel("author")],
            heading=_("Author and sharing"),
        ),
    ]
    override_translatable_fields = [
        SynchronizedField("subject", overridable=False),
        SynchronizedField("minutes", overridable=False),
        SynchronizedField("aims"),
        SynchronizedField("shared_with_others", overridable=False),
        SynchronizedField("licence", overridable=False),
        SynchronizedField("author", overridable=False),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("goal")]
    parent_page_types = ["cms.SectionPage"]
    subpage_types = ["cms.LessonPage", "cms.TaskPage", "cms.TestPage"]

    class Meta:
        verbose_name = _("module")


class ModuleAim(Orderable):
    """A competence that the module works on, and the levels it takes people through."""

    page = ParentalKey(ModulePage, related_name="aims", on_delete=models.CASCADE)
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+", verbose_name=_("competence"))
    lowest = models.PositiveSmallIntegerField(_("lowest level"), validators=LEVELS)
    highest = models.PositiveSmallIntegerField(_("highest level"), validators=LEVELS)

    panels = [
        FieldPanel("competence"),
        FieldRowPanel([FieldPanel("lowest"), FieldPanel("highest")]),
    ]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "competence"], name="page_aim_once")]

    def __str__(self) -> str:
        return f"{self.competence} {self.lowest}–{self.highest}"


class InModule(InSection):
    """A step of a module. The order of the pages is the order of the steps."""

    kind: Activity.Kind
    parent_page_types = ["cms.ModulePage"]
    subpage_types: list = []

    class Meta:
        abstract = True

    @property
    def module(self) -> ModulePage:
        return self.get_parent().specific

    def placed_questions(self) -> list:
        """Pairs of an AuthoredQuestion, in the language of the page, and whether it is a key question."""
        return []


class LessonPage(InModule, Page):
    kind = Activity.Kind.LESSON
    body = Blocks(LessonBlocks(), verbose_name=_("body"))

    content_panels = [CopiedFrom(), *Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("lesson")

    def placed_questions(self) -> list:
        return [(block.value, False) for block in self.body if block.block_type == "tryout" and block.value]


class TaskPage(InModule, Page):
    kind = Activity.Kind.TASK
    body = Blocks(TaskBlocks(), verbose_name=_("body"))

    content_panels = [CopiedFrom(), *Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("task at work")


class TestPage(InModule, Page):
    kind = Activity.Kind.TEST
    base_form_class = TestPageForm
    intro = RichTextField(_("introduction"), features=RICH_TEXT, blank=True)
    questions = Blocks(TestBlocks(), verbose_name=_("questions"))

    content_panels = [CopiedFrom(), *Page.content_panels, FieldPanel("intro"), FieldPanel("questions")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("test")

    def placed_questions(self) -> list:
        values = [block.value for block in self.questions]
        return [(value["question"], bool(value["is_key"])) for value in values if value["question"]]
