"""The editor's lists and choosers of questions and pages, each showing only what the policies allow."""

from django.http import QueryDict
from wagtail.admin.views.pages.listing import GenericPageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, PreviewOnCreateView, PreviewOnEditView, SnippetViewSet

from cms.models import AuthoredQuestion


def allowed_questions(user, action: str):
    return policy_registry.get_by_type(AuthoredQuestion).instances_user_has_any_permission_for(user, {action})


class AllowedOnly:
    def get_object_list(self):
        return allowed_questions(self.request.user, "choose")


class ChooseQuestion(AllowedOnly, ChooseView):
    pass


class ChooseQuestionResults(AllowedOnly, ChooseResultsView):
    pass


class QuestionChooser(SnippetChooserViewSet):
    choose_view_class = ChooseQuestion
    choose_results_view_class = ChooseQuestionResults


class QuestionIndex(IndexView):
    def get_edit_url(self, instance):
        """Wagtail asks about the model only; a shared question is looked at, not changed."""
        policy = self.permission_policy
        if policy.user_has_permission_for_instance(self.request.user, "change", instance):
            return super().get_edit_url(instance)
        return self.get_inspect_url(instance)


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
    list_display = ["name", "competence", "level", "organisation", "live"]
    list_filter = ["competence", "level", "live"]
    inspect_view_enabled = True
    index_view_class = QuestionIndex
    chooser_viewset_class = QuestionChooser
    preview_on_edit_view_class = PreviewOnEdit
    preview_on_add_view_class = PreviewOnCreate

    def get_queryset(self, request):
        return allowed_questions(request.user, "view").select_related("competence", "organisation")


class OwnPageFilters(GenericPageFilterSet):
    """Wagtail's filters name every author of every organisation."""

    owner = edited_by = site = None


class Pages(PageViewSet):
    model = Page
    filterset_class = OwnPageFilters
