"""What the editor shows and serves. The policies come first: viewsets ask for them when they are made."""

from contextlib import suppress

from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.models import AbstractPage, Page
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.models import register_snippet

from cms.gate import advising
from cms.gate.sentences import sentence
from cms.models import AuthoredQuestion, Term
from cms.permissions import OwnedPolicy, SectionPolicy
from courses.plain_form import Malformed

register_permission_policy(AuthoredQuestion, OwnedPolicy(AuthoredQuestion))
register_permission_policy(Term, OwnedPolicy(Term))
register_permission_policy(AbstractPage, SectionPolicy())

from cms import alike, desk, serving, viewsets  # noqa: E402, F401 - after the policies; serving has hooks of its own
from cms.copying import urls as copying_pages  # noqa: E402 - after the policies too

register_snippet(viewsets.QuestionViewSet)
register_snippet(viewsets.TermViewSet)
AvatarSettingsPanel.is_active = lambda panel: False  # no page shows such a picture, so nobody hands one in

MAIN_MENU = {"explorer", "take-over", "images", "documents", "questions", "glossary", "reports", "help"}
REPORTS_MENU = {"locked-pages", "aging-pages"}
MOST_ADVICE = 8  # at one time
HELP_MENU = {"editor-guide", "keyboard-shortcuts-trigger"}


@hooks.register("register_admin_viewset")
def pages():
    return viewsets.Pages("pages")


@hooks.register("register_admin_urls")
def copying_urls():
    return copying_pages.urlpatterns


@hooks.register("register_admin_menu_item")
def modules_of_others():
    return MenuItem(
        _lazy("Take over"), reverse_lazy("modules_to_take"), name="take-over", icon_name="copy", order=240
    )


@hooks.register("construct_main_menu")
def only_open_doors(request, menu_items):
    keep(request, menu_items, MAIN_MENU)


@hooks.register("construct_reports_menu")
def only_open_reports(request, menu_items):
    keep(request, menu_items, REPORTS_MENU)


@hooks.register("construct_help_menu")
def only_help(request, menu_items):
    keep(request, menu_items, HELP_MENU)


@hooks.register("construct_homepage_panels")
def own_work_first(request, panels):
    """Instead of workflows, which are closed, and counts of pages."""
    if not request.user.is_superuser:
        panels[:] = desk.desks(request.user)


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counts(request, items):
    if not request.user.is_superuser:
        items.clear()


@hooks.register("insert_global_admin_css")
def our_sheet():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def advise(request, page):
    tell(request, advising.findings(page))


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def advise_on_question(request, snippet):
    if isinstance(snippet, AuthoredQuestion):
        with suppress(Malformed):  # a draft may be unreadable
            tell(request, advising.findings_of_question(snippet))


def tell(request, findings) -> None:
    """What could be better, once when the author saves; never while the editor saves by itself."""
    if not request.accepts("text/html"):
        return
    found = [sentence(finding) for finding in findings][:MOST_ADVICE]
    if found:
        said = format_html_join("", "<li>{}</li>", ((one,) for one in found))
        messages.warning(request, format_html("{}<ul>{}</ul>", _("Saved. This could be better:"), said))


@hooks.register("before_bulk_action")
def nothing_unfinished_goes_live(request, action_type, objects, action):
    """Several pages are published without their forms."""
    if action_type != "publish" or action.model is not Page:
        return None
    pages = list(objects)
    if action.cleaned_form.cleaned_data["include_descendants"]:
        pages += [draft for page in objects for draft in page.get_descendants().not_live()]
    drafts = [page.get_latest_revision_as_object() for page in pages]
    unfinished = [draft.title for draft in drafts if advising.is_unfinished(draft)]
    if not unfinished:
        return None
    text = _(
        "Nothing was published. Open these pages and publish them there, to see what is missing: %(titles)s."
    )
    messages.error(request, text % {"titles": ", ".join(unfinished)})
    return redirect(action.next_url)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def say_what_is_alike(request, thing):
    if isinstance(thing, AuthoredQuestion):
        alike.warn(request, thing)


def keep(request, menu_items, names) -> None:
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name in names]


@hooks.register("construct_page_chooser_queryset")
def only_explorable(pages, request):
    return pages & policy_registry.get_by_type(Page).explorable_instances(request.user)
