"""The fence around the editor. Every address is open, guarded by the things it names, or closed.

Wagtail's own checks leak between organisations in many places. An address that is in no table is closed, so an upgrade
cannot open a door; a test then asks where the new address belongs.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator

from django.apps import apps
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import DataError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.log import log_response
from wagtail.models import Page, UploadedFile
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation, TranslationSource

from cms import rights
from cms.copying import queries
from cms.models import Attachment, AuthoredQuestion, CopiedModule, Picture, Term
from cms.models.pages import SECTION_DEPTH
from cms.permissions import written_for
from lms.accounts.limits import too_many

Guarded = Iterator[tuple[str, Model]]
Rule = Callable[[HttpRequest, dict], Guarded]

# A field that is missing, no number, a number too big for the database, of nothing that is there.
UNREADABLE = (
    MultiValueDictKeyError,
    ValidationError,
    ValueError,
    OverflowError,
    DataError,
    ObjectDoesNotExist,
)
# Rich text that is JSON, and yet something else than its editor sends.
MISSHAPEN = (AttributeError, LookupError, TypeError)
READ = "value_from_datadict"  # where Django and Wagtail take a value out of a form
OURS = {"cms", "courses", "lms", "skills"}
THEIRS = {"wagtail", "wagtail_localize", "modelcluster"}
# Where it shows otherwise that a field is missing.
NEEDED = {"wagtailadmin_choose_page_external_link": {"external-link-chooser-url"}}
MOST_WORDS = 12  # that are searched for: each is a term of the query


class AdminFence:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if not match.route.startswith("admin/") or match.view_name in SIGN_IN:
            return None
        if any("\x00" in value for values in request.GET.lists() for value in values[1]):
            raise BadRequest("A NUL in the address.")
        if "export" in request.GET:  # Wagtail's tables, in which a title can be a formula
            raise PermissionDenied
        if "q" in request.GET:
            request.GET = request.GET.copy()
            request.GET["q"] = words_only(request.GET["q"])
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if request.asking.waiting or request.asking.with_card:
            raise PermissionDenied
        if request.user.is_superuser:
            return None
        rights.refresh_groups(request.user)
        if not may_pass(request, match.view_name, kwargs):
            # Not a 404: under a language prefix that would become a redirect.
            raise PermissionDenied
        if request.method == "POST" and not is_whole(request, match.view_name):
            return half_form(request)
        return too_many(request, "upload") if match.view_name in HANDING_IN else None

    def process_exception(self, request, error):
        """Wagtail's views take for granted that a form comes as their page sends it, and break over anything else.

        Only what broke in their reading of it is answered here. What breaks in our code is a mistake of ours.
        """
        of_the_editor = request.method == "POST" and request.resolver_match.route.startswith("admin/")
        if of_the_editor and is_of_the_form(error):
            return half_form(request, error)
        return None


def is_whole(request: HttpRequest, name: str) -> bool:
    """Wagtail saves before it finds out that the page to go on to is none."""
    onwards = [*request.GET.getlist("next"), *request.POST.getlist("next")]
    here = ("/", request.build_absolute_uri("/"))  # the form of a translation sends the whole address
    return NEEDED.get(name, set()) <= set(request.POST) and all(
        not to or to.startswith(here) for to in onwards
    )


def half_form(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """The trace is in the log: what looks like half a form may yet be a mistake."""
    response = render(request, "cms/half_form.html", status=400)
    log_response("Half a form: %s", request.path, response=response, request=request, exception=error)
    return response


def is_of_the_form(error: Exception) -> bool:
    """Whether their code broke over what was sent. Ours nearer to where it broke, and it is a mistake of ours."""
    frames = [frame for frame, _line in traceback.walk_tb(error.__traceback__)]
    packages = [frame.f_globals.get("__name__", "").partition(".")[0] for frame in frames]
    nearest = next((name for name in reversed(packages) if name in OURS | THEIRS), "")
    reading = any(frame.f_code.co_name == READ for frame in frames)
    return nearest in THEIRS and isinstance(error, UNREADABLE + (MISSHAPEN if reading else ()))


def words_only(query: str) -> str:
    """What somebody looks for, for Wagtail's searches: signs would mean something to the database."""
    return " ".join(re.findall(r"\w+", query)[:MOST_WORDS])


def may_pass(request: HttpRequest, name: str, kwargs: dict) -> bool:
    if not written_for(request.user):
        return False
    if name in OPEN:
        return True
    try:
        return name in RULES and all(
            allowed(request.user, *guarded) for guarded in RULES[name](request, kwargs)
        )
    except Http404:
        return False


# --- who may do what with one thing -----------------------------------------------------------------------------------


def allowed(user, verb: str, thing: Model) -> bool:
    if isinstance(thing, Page):
        return page_allowed(user, verb, thing)
    if isinstance(thing, UploadedFile):
        return thing.uploaded_by_user_id == user.pk
    action = "change" if verb == "edit" else verb
    return policy_registry.get(thing).user_has_permission_for_instance(user, action, thing)


def page_allowed(user, verb: str, page: Page) -> bool:
    """`see`, `add` below it, `edit` it, or `change` where it is and whether it is there: not for a section itself."""
    if verb == "see":
        return policy_registry.get(page).explorable_instances(user).filter(pk=page.pk).exists()
    rights_here = page.permissions_for_user(user)
    if verb == "add":
        return rights_here.can_add_subpage()
    return rights_here.can_edit() and (verb == "edit" or page.depth > SECTION_DEPTH)


# --- which things an address names ------------------------------------------------------------------------------------


def named(model: type[Model], verb: str, argument: str = "pk") -> Rule:
    def rule(request: HttpRequest, kwargs: dict) -> Guarded:
        yield verb, get_object_or_404(model, pk=number(kwargs[argument]))

    return rule


def listed(model: type[Model], verb: str) -> Rule:
    """The things in ?id=1&id=2"""

    def rule(request: HttpRequest, kwargs: dict) -> Guarded:
        for pk in request.GET.getlist("id"):
            yield verb, get_object_or_404(model, pk=number(pk))

    return rule


def number(pk) -> int:
    try:
        return int(pk)
    except ValueError:
        raise Http404 from None


def moved_within_section(request: HttpRequest, kwargs: dict) -> Guarded:
    """To another section would split the record of its languages."""
    page = get_object_or_404(Page, pk=kwargs["page_to_move_id"])
    destination = get_object_or_404(Page, pk=kwargs["destination_id"])
    end = SECTION_DEPTH * Page.steplen
    if page.path[:end] != destination.path[:end]:
        raise Http404
    yield "change", page
    yield "edit", destination


def edited_together(request: HttpRequest, kwargs: dict) -> Guarded:
    yield "edit", thing_of_type(kwargs["app_label"], kwargs["model_name"], kwargs["object_id"])


def translated_question(request: HttpRequest, kwargs: dict) -> Guarded:
    yield "edit", thing_of_type(kwargs["app_label"], kwargs["model_name"], kwargs["pk"])


def thing_of_type(app_label: str, model_name: str, pk) -> Model:
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError:
        raise Http404 from None
    if not issubclass(model, Page | AuthoredQuestion | Term):
        raise Http404
    return get_object_or_404(model, pk=number(pk))


def translation(request: HttpRequest, kwargs: dict) -> Guarded:
    found = get_object_or_404(Translation, pk=kwargs["translation_id"])
    yield from both_ends(found.source, [found])


def translation_source(request: HttpRequest, kwargs: dict) -> Guarded:
    source = get_object_or_404(TranslationSource, pk=kwargs["translation_source_id"])
    yield from both_ends(source, source.translations.all())


def both_ends(source: TranslationSource, translations) -> Guarded:
    try:
        yield "edit", source.get_source_instance()
        for one in translations:
            yield "edit", one.get_target_instance()
    except source.specific_content_type.model_class().DoesNotExist:
        raise Http404 from None


def looked_into(request: HttpRequest, kwargs: dict) -> Guarded:
    """A module that its authors show to others, or her own."""
    if queries.looked_into(request.asking, kwargs["module"]) is None:
        raise Http404
    yield from ()


def own_copy(request: HttpRequest, kwargs: dict) -> Guarded:
    if not CopiedModule.objects.made_by(written_for(request.user)).filter(key=kwargs["copy"]).exists():
        raise Http404
    yield from ()


IN_BULK = {
    ("wagtailcore", "page"): (Page, "change", {"delete", "publish", "unpublish"}),
    ("cms", "picture"): (Picture, "change", {"delete", "add_to_collection"}),
    ("cms", "attachment"): (Attachment, "change", {"delete", "add_to_collection"}),
}


def in_bulk(request: HttpRequest, kwargs: dict) -> Guarded:
    model, verb, actions = IN_BULK.get((kwargs["app_label"], kwargs["model_name"]), (Page, "change", ()))
    if kwargs["action"] not in actions or not request.GET.getlist("id"):
        raise Http404
    yield from listed(model, verb)(request, kwargs)


def pages(verb: str, *names: str, argument: str = "page_id") -> dict[str, Rule]:
    return {f"wagtailadmin_pages:{name}": named(Page, verb, argument) for name in names}


def question(verb: str, *names: str) -> dict[str, Rule]:
    return {f"{QUESTIONS}:{name}": named(AuthoredQuestion, verb) for name in names}


def term(verb: str, *names: str) -> dict[str, Rule]:
    return {f"{TERMS}:{name}": named(Term, verb) for name in names}


# --- the tables -------------------------------------------------------------------------------------------------------

QUESTIONS = "wagtailsnippets_cms_authoredquestion"
QUESTION_CHOOSER = "wagtailsnippetchoosers_cms_authoredquestion"
TERMS = "wagtailsnippets_cms_term"
TERM_CHOOSER = "wagtailsnippetchoosers_cms_term"
SIGN_IN = {"wagtailadmin_login"}
HANDING_IN = {
    f"{kind}{name}"
    for kind in ("wagtailimages", "wagtaildocs")
    for name in (":add", ":add_multiple", ":edit", "_chooser:create")
}

# Lists that the policies filter, and what belongs to nobody.
OPEN = {
    "wagtailadmin_home",
    "modules_to_take",
    "wagtailadmin_explore_root",
    "wagtailadmin_account",
    "wagtailadmin_logout",
    "wagtailadmin_dismissibles",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_block_preview",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_api:pages:listing",
    "wagtailadmin_editing_sessions:release",
    "wagtailadmin_pages:search",
    "wagtailadmin_pages:search_results",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:locked_pages_results",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:aging_pages_results",
    "wagtail_localize:javascript_catalog",
    "wagtailimages:index",
    "wagtailimages:index_results",
    "wagtailimages:add",
    "wagtailimages:add_multiple",
    "wagtailimages_chooser:choose",
    "wagtailimages_chooser:choose_results",
    "wagtailimages_chooser:create",
    "wagtaildocs:index",
    "wagtaildocs:index_results",
    "wagtaildocs:add",
    "wagtaildocs:add_multiple",
    "wagtaildocs_chooser:choose",
    "wagtaildocs_chooser:choose_results",
    "wagtaildocs_chooser:create",
    f"{QUESTIONS}:list",
    f"{QUESTIONS}:list_results",
    f"{QUESTIONS}:add",
    f"{QUESTIONS}:preview_on_add",
    f"{QUESTION_CHOOSER}:choose",
    f"{QUESTION_CHOOSER}:choose_results",
    f"{TERMS}:list",
    f"{TERMS}:list_results",
    f"{TERMS}:add",
    f"{TERM_CHOOSER}:choose",
    f"{TERM_CHOOSER}:choose_results",
}

RULES: dict[str, Rule] = {
    "wagtailadmin_explore": named(Page, "see", "parent_page_id"),
    "wagtailadmin_explore_results": named(Page, "see", "parent_page_id"),
    "wagtailadmin_choose_page_child": named(Page, "see", "parent_page_id"),
    "wagtailadmin_choose_page_chosen_multiple": listed(Page, "see"),
    "wagtailadmin_api:pages:detail": named(Page, "see"),
    **pages("add", "add", "preview_on_add", "add_subpage", argument="parent_page_id"),
    **pages(
        "edit",
        "edit",
        "preview_on_edit",
        "view_draft",
        "usage",
        "history",
        "history_results",
        "lock",
        "unlock",
    ),
    **pages("edit", "revisions_index", "revisions_view", "revisions_revert", "revisions_unschedule"),
    **pages("edit", "revisions_compare", argument="pk"),
    **pages("change", "delete", "unpublish", "copy", "convert_alias"),
    **pages("change", "move", "set_page_position", argument="page_to_move_id"),
    "wagtailadmin_pages:move_confirm": moved_within_section,
    "wagtail_bulk_action": in_bulk,
    "module_to_take": looked_into,
    "step_to_take": looked_into,
    "source_changes": own_copy,
    "wagtailadmin_editing_sessions:ping": edited_together,
    "wagtail_localize:submit_page_translation": named(Page, "edit", "page_id"),
    "wagtail_localize:submit_snippet_translation": translated_question,
    "wagtail_localize:update_translations": translation_source,
    "wagtail_localize:edit_string_translation": translation,
    "wagtail_localize:download_pofile": translation,
    "wagtail_localize:upload_pofile": translation,
    "wagtail_localize:preview_translation": translation,
    "wagtail_localize:stop_translation": translation,
    "wagtailimages:edit": named(Picture, "change", "image_id"),
    "wagtailimages:delete": named(Picture, "change", "image_id"),
    "wagtailimages:image_usage": named(Picture, "change", "image_id"),
    "wagtailimages:edit_multiple": named(Picture, "change", "image_id"),
    "wagtailimages:delete_multiple": named(Picture, "change", "image_id"),
    "wagtailimages:create_multiple_from_uploaded_image": named(UploadedFile, "change", "uploaded_file_id"),
    "wagtailimages:delete_upload_multiple": named(UploadedFile, "change", "uploaded_file_id"),
    "wagtailimages_chooser:chosen": named(Picture, "choose"),
    "wagtailimages_chooser:chosen_multiple": listed(Picture, "choose"),
    "wagtailimages_chooser:select_format": named(Picture, "choose", "image_id"),
    "wagtaildocs:edit": named(Attachment, "change", "document_id"),
    "wagtaildocs:delete": named(Attachment, "change", "document_id"),
    "wagtaildocs:document_usage": named(Attachment, "change", "document_id"),
    "wagtaildocs:edit_multiple": named(Attachment, "change", "doc_id"),
    "wagtaildocs:delete_multiple": named(Attachment, "change", "doc_id"),
    "wagtaildocs:create_multiple_from_uploaded_document": named(UploadedFile, "change", "uploaded_file_id"),
    "wagtaildocs:delete_upload_multiple": named(UploadedFile, "change", "uploaded_file_id"),
    "wagtaildocs_chooser:chosen": named(Attachment, "choose"),
    "wagtaildocs_chooser:chosen_multiple": listed(Attachment, "choose"),
    **question("view", "inspect", "copy"),
    **question(
        "edit", "edit", "preview_on_edit", "usage", "history", "history_results", "delete", "unpublish"
    ),
    **question("edit", "lock", "unlock", "revisions_view", "revisions_revert", "revisions_compare"),
    **question("edit", "revisions_unschedule"),
    f"{QUESTION_CHOOSER}:chosen": named(AuthoredQuestion, "choose"),
    f"{QUESTION_CHOOSER}:chosen_multiple": listed(AuthoredQuestion, "choose"),
    **term("view", "inspect", "copy"),
    **term("edit", "edit", "usage", "history", "history_results", "delete"),
    f"{TERM_CHOOSER}:chosen": named(Term, "choose"),
    f"{TERM_CHOOSER}:chosen_multiple": listed(Term, "choose"),
}

CLOSED = {
    "shows or changes things of every organisation": {
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:site_history_results",
        "wagtailadmin_reports:page_types_usage",
        "wagtailadmin_reports:page_types_usage_results",
        "wagtailadmin_pages:type_use",
        "wagtailadmin_pages:type_use_results",
        "wagtailadmin_pages:choose_parent",
        "wagtailadmin_api:pages:find",
        "wagtailadmin_api:pages:action",
        "wagtailadmin_api:documents:listing",
        "wagtailadmin_api:documents:detail",
        "wagtailadmin_api:documents:find",
        "wagtailadmin_api:images:listing",
        "wagtailadmin_api:images:detail",
        "wagtailadmin_api:images:find",
        "wagtailadmin_tag_autocomplete",
        "wagtailadmin_tag_model_autocomplete",
        "wagtailsnippets:index",
        "wagtail_localize:translations_report",
        "wagtail_localize:translations_report_results",
        "wagtail_localize:snippets_api_listing",
        "wagtail_localize:snippets_api_detail",
    },
    "is for the people who run the platform": {
        *(f"wagtailadmin_collections:{name}" for name in ("index", "add", "edit", "delete", "set_privacy")),
        *(f"wagtaillocales:{name}" for name in ("index", "index_results", "add", "edit", "delete")),
        *(f"wagtaillocales:{name}" for name in ("history", "history_results", "usage", "copy")),
        *(f"wagtailusers_users:{name}" for name in ("index", "index_results", "add", "edit", "delete")),
        *(f"wagtailusers_users:{name}" for name in ("history", "history_results", "usage", "copy")),
        *(f"wagtailusers_groups:{name}" for name in ("index", "index_results", "add", "edit", "delete")),
        *(f"wagtailusers_groups:{name}" for name in ("history", "history_results", "usage")),
    },
    "there is no approval workflow": {
        "wagtailadmin_workflows:index",
        "wagtailadmin_workflows:index_results",
        "wagtailadmin_workflows:add",
        "wagtailadmin_workflows:enable",
        "wagtailadmin_workflows:disable",
        "wagtailadmin_workflows:edit",
        "wagtailadmin_workflows:usage",
        "wagtailadmin_workflows:usage_results",
        "wagtailadmin_workflows:remove",
        "wagtailadmin_workflows:add_task",
        "wagtailadmin_workflows:select_task_type",
        "wagtailadmin_workflows:task_index",
        "wagtailadmin_workflows:task_index_results",
        "wagtailadmin_workflows:edit_task",
        "wagtailadmin_workflows:disable_task",
        "wagtailadmin_workflows:enable_task",
        "wagtailadmin_workflows:task_chooser",
        "wagtailadmin_workflows:task_chooser_results",
        "wagtailadmin_workflows:task_chooser_create",
        "wagtailadmin_workflows:task_chosen",
        "wagtailadmin_reports:workflow",
        "wagtailadmin_reports:workflow_results",
        "wagtailadmin_reports:workflow_tasks",
        "wagtailadmin_reports:workflow_tasks_results",
        *(
            f"wagtailadmin_pages:{name}"
            for name in ("workflow_action", "workflow_preview", "workflow_history")
        ),
        "wagtailadmin_pages:collect_workflow_action_data",
        "wagtailadmin_pages:confirm_workflow_cancellation",
        "wagtailadmin_pages:workflow_history_detail",
        *(f"{QUESTIONS}:{name}" for name in ("workflow_action", "workflow_preview", "workflow_history")),
        f"{QUESTIONS}:collect_workflow_action_data",
        f"{QUESTIONS}:confirm_workflow_cancellation",
        f"{QUESTIONS}:workflow_history_detail",
    },
    "who may read is decided in lms.people.access": {"wagtailadmin_pages:set_privacy"},
    "a translation keeps the pictures and settings of its source": {"wagtail_localize:edit_override"},
    "the translation would have no record": {"wagtail_localize:convert_to_alias"},
    "calls or shows third parties": {
        "wagtail_localize:machine_translate",
        "wagtailembeds:chooser",
        "wagtailembeds:chooser_upload",
    },
    "makes addresses of pictures that nobody needs": {
        "wagtailimages:url_generator",
        "wagtailimages:url_generator_output",
        "wagtailimages:preview",
    },
    "a question or a word is written on a page of its own": {
        f"{QUESTION_CHOOSER}:create",
        f"{TERM_CHOOSER}:create",
    },
    "only tests the error page": {"wagtailadmin_error_test"},
    "the password has one door, and it is not here": {
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
    },
}
