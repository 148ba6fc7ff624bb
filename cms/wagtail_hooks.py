"""What the editor shows and serves. The policies come first: viewsets ask for them when they are made."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import AbstractPage, Page
from wagtail.permissions import policy_registry, register_permission_policy

from cms.models import AuthoredQuestion
from cms.permissions import QuestionPolicy, SectionPolicy
from lms.people import access
from lms.people.models import Organisation

register_permission_policy(AuthoredQuestion, QuestionPolicy(AuthoredQuestion))
register_permission_policy(AbstractPage, SectionPolicy())

from cms import viewsets  # noqa: E402 - after the policies
from wagtail.snippets.models import register_snippet  # noqa: E402

register_snippet(viewsets.QuestionViewSet)

MAIN_MENU = {"explorer", "images", "documents", "questions", "reports", "help"}
REPORTS_MENU = {"locked-pages", "aging-pages"}


@hooks.register("register_admin_viewset")
def pages():
    return viewsets.Pages("pages")


@hooks.register("construct_main_menu")
def only_open_doors(request, menu_items):
    keep(request, menu_items, MAIN_MENU)


@hooks.register("construct_reports_menu")
def only_open_reports(request, menu_items):
    keep(request, menu_items, REPORTS_MENU)


def keep(request, menu_items, names) -> None:
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name in names]


@hooks.register("construct_page_chooser_queryset")
def only_explorable(pages, request):
    return pages & policy_registry.get_by_type(Page).explorable_instances(request.user)


@hooks.register("before_serve_page")
def only_own_and_shared_pages(page, request, serve_args, serve_kwargs):
    """The net under the learner's own views: everything else that Wagtail would serve."""
    section = getattr(page.specific, "section", None)
    if not request.user.is_authenticated:
        return redirect("account_login")
    if section is None or not may_read(request, section.organisation):
        raise Http404
    return None


@hooks.register("before_serve_document")
def only_own_and_shared_documents(document, request):
    if not request.user.is_authenticated:
        return redirect("account_login")
    owner = Organisation.objects.filter(slug=document.collection.name).first()
    if not request.user.is_superuser and (owner is None or not may_read(request, owner)):
        raise PermissionDenied
    return None


def may_read(request, organisation: Organisation) -> bool:
    shared = Organisation.objects.shared().pk
    return access.may_learn_from(request.asking.person, organisation.pk, shared=shared)
