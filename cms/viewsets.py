"""The editor's lists and choosers of questions and pages, each showing only what the policies allow."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator

import django_filters
from django import forms
from django.db.models import Case, Exists, Model, OuterRef, QuerySet, When
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import LocaleFilter, WagtailFilterSet
from wagtail.admin.ui.tables import Column, LocaleColumn, TitleColumn, UpdatedAtColumn
from wagtail.admin.views.pages.listing import GenericPageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.coreutils import get_content_languages
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.search.backends import get_search_backend
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, PreviewOnCreateView, PreviewOnEditView, SnippetViewSet

from cms.models import AuthoredQuestion, Term
from cms.models.questions import State
from cms.permissions import written_for
from courses.models import Module, Placement, Question
from lms.templatetags.ui import LEVEL_WORDS, level_word
from skills.models import Competence

QUESTIONS = "wagtailsnippets_cms_authoredquestion"


def allowed(model: type[Model], user, action: str) -> QuerySet:
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, {action})


def allowed_questions(user, action: str) -> QuerySet[AuthoredQuestion]:
    return allowed(AuthoredQuestion, user, action)


def with_words(allowed: QuerySet[AuthoredQuestion], words: str) -> QuerySet[AuthoredQuestion]:
    """Those with all these words, in any language. The last word may be unfinished."""
    found = get_search_backend().autocomplete(words, allowed.order_by(), operator="and")
    return allowed.filter(translation_key__in={question.translation_key for question in found})


def first_written(found: QuerySet[AuthoredQuestion], user) -> QuerySet[AuthoredQuestion]:
    """Each question once, in the language that it was first written in."""
    same = allowed_questions(user, "view").filter(translation_key=OuterRef("translation_key"))
    return found.filter(~Exists(same.filter(pk__lt=OuterRef("pk"))))


class AllowedOnly:
    def get_object_list(self):
        return allowed(self.model_class, self.request.user, "choose")


class Choose(AllowedOnly, ChooseView):
    pass


class ChooseResults(AllowedOnly, ChooseResultsView):
    pass


class OwnedChooser(SnippetChooserViewSet):
    choose_view_class = Choose
    choose_results_view_class = ChooseResults


# --- the list of questions --------------------------------------------------------------------------------------------


def in_sight(field: str):
    """What the questions that may be seen have in this field: a filter names nothing of others."""
    model = AuthoredQuestion._meta.get_field(field).related_model

    def choices(request) -> QuerySet:
        return model.objects.filter(pk__in=allowed_questions(request.user, "view").order_by().values(field))

    return choices


def type_names() -> dict[str, str]:
    blocks = AuthoredQuestion._meta.get_field("content").stream_block.child_blocks
    return {name: block.label for name, block in blocks.items()}


def competence_in_short(competence: Competence) -> str:
    return f"{competence.code} {competence.short_name}"


class CompetenceField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, competence: Competence) -> str:
        return competence_in_short(competence)


class CompetenceFilter(django_filters.ModelChoiceFilter):
    field_class = CompetenceField


class QuestionFilters(WagtailFilterSet):
    organisation = django_filters.ModelChoiceFilter(
        label=capfirst(_("organisation")), queryset=in_sight("organisation"), empty_label=_("All")
    )
    type = django_filters.ChoiceFilter(
        label=_("Type"),
        field_name="content__0__type",
        choices=lambda: type_names().items(),
        empty_label=_("All"),
    )
    competence = CompetenceFilter(
        label=capfirst(_("competence")), queryset=in_sight("competence"), empty_label=_("All")
    )
    level = django_filters.ChoiceFilter(
        label=capfirst(_("level")),
        choices=list(LEVEL_WORDS.items())[1:],  # nobody asks for a start
        method="of_level",
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    in_check_up = django_filters.ChoiceFilter(
        label=_("In the check-up"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        method="of_check_up",
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    labels = django_filters.ChoiceFilter(
        label=_("Labels"),
        choices=[("one", _("Wait for a second eye")), ("differ", _("Labels differ")), ("agree", _("Agree"))],
        method="of_labels",
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=State.choices,
        method="in_state",
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    locale = LocaleFilter(
        label=_("Language"),
        choices=lambda: get_content_languages().items(),
        empty_label=_("The first of each question"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = AuthoredQuestion
        fields: list[str] = []

    def of_level(self, found: QuerySet, _name: str, code: str) -> QuerySet:
        return found.filter(
            level__in=[level for level in range(1, 9) if level_word(level) == level_word(code)]
        )

    def of_check_up(self, found: QuerySet, _name: str, asked: str) -> QuerySet:
        return found.filter(in_check_up=asked == "yes")

    def of_labels(self, found: QuerySet, _name: str, which: str) -> QuerySet:
        seen = Question.objects.open_to(written_for(self.request.user))
        recorded = seen.exclude(current=None)
        some = {
            "one": recorded.filter(labels=1),
            "differ": recorded.differing(),
            "agree": recorded.reviewed(),
        }
        return found.filter(translation_key__in=some[which].values("key"))

    def in_state(self, found: QuerySet, _name: str, state: str) -> QuerySet:
        return found.filter(**State(state).fields)


class TickColumn(Column):
    """Only what she may change; the form that the ticks belong to stands below the table."""

    cell_template_name = "wagtailadmin/questions/tick_cell.html"


class QuestionColumn(TitleColumn):
    cell_template_name = "wagtailadmin/questions/title_cell.html"


class LinksColumn(Column):
    cell_template_name = "wagtailadmin/questions/links_cell.html"


class LevelColumn(Column):
    cell_template_name = "wagtailadmin/questions/level_cell.html"


class CheckUpColumn(Column):
    cell_template_name = "wagtailadmin/questions/check_up_cell.html"


class StateColumn(Column):
    cell_template_name = "wagtailadmin/questions/state_cell.html"


class OwnedIndex(IndexView):
    """Wagtail asks about the model only; what is shared is looked at, not changed."""

    def may_change(self, instance) -> bool:
        return self.permission_policy.user_has_permission_for_instance(self.request.user, "change", instance)

    def get_edit_url(self, instance):
        return super().get_edit_url(instance) if self.may_change(instance) else None

    def get_delete_url(self, instance):
        return super().get_delete_url(instance) if self.may_change(instance) else None

    def get_list_buttons(self, instance):
        """What others hook in is translating: two queries a row, and closed for what is shared."""
        listing = super() if self.may_change(instance) else super(IndexView, self)
        return listing.get_list_buttons(instance)


class QuestionIndex(OwnedIndex):
    default_ordering = ("-is_own", "-_updated_at")
    table_classname = "listing bs-questions"

    @cached_property
    def columns(self) -> list[Column]:
        return list(self.told())

    def told(self) -> Iterator[Column]:
        title = self._get_title_column_class(QuestionColumn)
        yield TickColumn("may_change", label=_("Choose"), accessor=self.may_change)
        yield title("first_words", label=capfirst(_("question")), accessor=str, get_url=self.address)
        yield Column(
            "competence",
            label=capfirst(_("competence")),
            accessor=lambda question: competence_in_short(question.competence),
            sort_key="competence__code",
        )
        yield LevelColumn(
            "level",
            label=capfirst(_("level")),
            accessor=lambda question: level_word(question.level),
            sort_key="level",
        )
        yield CheckUpColumn("in_check_up", label=_("Check-up"), sort_key="in_check_up")
        yield LinksColumn("editions", label=_("Language"))
        yield StateColumn("state", label=_("State"))
        yield Column("used_in", label=_("Used in"))
        yield UpdatedAtColumn(label=_("Last change"))

    def order_queryset(self, queryset):
        own = Case(When(organisation__in=written_for(self.request.user), then=True), default=False)
        return super().order_queryset(queryset.annotate(is_own=own))

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        if self.filters.form.cleaned_data.get("locale"):
            return found
        return first_written(found, self.request.user)

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        found = with_words(allowed_questions(self.request.user, "view"), self.search_query)
        return queryset.filter(pk__in=found.values("pk"))

    def get_table(self, object_list):
        keys = [question.translation_key for question in object_list]
        types, editions, modules = type_names(), self.editions(keys), self.modules(keys)
        own = written_for(self.request.user)
        recorded = Question.objects.open_to(own).filter(key__in=keys)
        rows = {row.key: row for row in recorded}
        differing = set(recorded.filter(organisation__in=own).differing().values_list("key", flat=True))
        for question in object_list:
            row = rows.get(question.translation_key)
            question.recorded = bool(row and row.current_id)
            question.withdrawn = bool(row and row.is_withdrawn)
            question.reviewed = bool(row and row.is_reviewed)
            question.labels_differ = question.translation_key in differing
            question.type_name = types.get(question.type, "")
            question.editions = editions[question.translation_key]
            question.used_in = ", ".join(dict.fromkeys(modules[question.translation_key]))
        return super().get_table(object_list)

    def editions(self, keys) -> dict[uuid.UUID, list[tuple[str, str]]]:
        """Languages, each with its address."""
        names, found = get_content_languages(), defaultdict(list)
        rows = allowed_questions(self.request.user, "view").filter(translation_key__in=keys)
        for row in rows.select_related("locale").defer("content").order_by("pk"):
            language = row.locale.language_code
            found[row.translation_key].append((names.get(language, language), self.address(row)))
        return found

    def modules(self, keys) -> dict[uuid.UUID, list[str]]:
        """Titles of the modules that learners meet it in; others may use a shared question too."""
        found = defaultdict(list)
        placed = Placement.objects.filter(question__key__in=keys).exclude(activity__languages=[])
        open_to_her = Module.objects.open_to(written_for(self.request.user)).live()
        placed = placed.filter(activity__module__in=open_to_her)
        for place in placed.select_related("question", "activity__module"):
            found[place.question.key].append(place.activity.module.title)
        return found

    def address(self, question: AuthoredQuestion) -> str:
        return self.get_edit_url(question) or self.get_inspect_url(question)


class Tried:
    """The preview is a made-up GET: the answer that is tried in it has to be handed over."""

    def get_extra_request_attrs(self):
        tried: QueryDict = self.request.GET
        return {**super().get_extra_request_attrs(), "tried": tried}


class PreviewOnEdit(Tried, PreviewOnEditView):
    pass


class PreviewOnCreate(Tried, PreviewOnCreateView):
    pass


class QuestionViewSet(SnippetViewSet):
    model = AuthoredQuestion
    icon = "help"
    menu_name = "questions"
    menu_order = 250
    add_to_admin_menu = True
    filterset_class = QuestionFilters
    inspect_view_enabled = True
    index_view_class = QuestionIndex
    index_results_template_name = "wagtailadmin/questions/index_results.html"
    chooser_viewset_class = OwnedChooser
    preview_on_edit_view_class = PreviewOnEdit
    preview_on_add_view_class = PreviewOnCreate

    def get_queryset(self, request):
        return allowed_questions(request.user, "view").select_related("competence", "organisation")


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "openquote"
    menu_name = "glossary"
    menu_label = _("Glossary")
    menu_order = 260
    add_to_admin_menu = True
    list_display = ["word", "explanation", LocaleColumn(), "organisation"]
    inspect_view_enabled = True
    index_view_class = OwnedIndex
    chooser_viewset_class = OwnedChooser

    def get_queryset(self, request):
        return allowed(Term, request.user, "view").select_related("organisation", "locale")


class OwnPageFilters(GenericPageFilterSet):
    """Wagtail's filters name every author of every organisation."""

    owner = edited_by = site = None


class Pages(PageViewSet):
    model = Page
    filterset_class = OwnPageFilters
