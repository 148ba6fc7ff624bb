"""Who may see and change which pages and questions in the editor.

Wagtail's own rights do most of it, through the group of an organisation's authors. Questions and words of the glossary
have no place in the tree, so they ask for the grant of the person; and authors may look at the live pages of the shared
catalogue.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.models import SectionPage
from lms.people import access
from lms.people.middleware import Asking
from lms.people.models import Grant, Organisation, User, current

LOOK = {"view", "choose"}


def written_for(user: User) -> frozenset[int]:
    """Organisations that somebody writes for today. Kept on the user for the length of a request."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not hasattr(user, "_written_for"):
        held = Asking(user).person.held
        user._written_for = frozenset(grant.organisation for grant in held if grant.role in access.AUTHORS)
    return user._written_for


def writing_for(request: HttpRequest) -> frozenset[int]:
    """The same, for a page of our own: nobody with a card, nor before the second step. Raises Http404 for none."""
    organisations = access.authored_organisations(request.asking.person)
    if not organisations:
        raise Http404
    return organisations


def authors_of(organisations) -> QuerySet[User]:
    running = Grant.objects.filter(current(timezone.localdate()), role__in=access.AUTHORS)
    return User.objects.filter(
        is_active=True, grants__in=running.filter(organisation__in=organisations)
    ).distinct()


def shared_sections() -> QuerySet[SectionPage]:
    return SectionPage.objects.filter(organisation__kind=Organisation.Kind.SHARED)


class OwnedPolicy(ModelPermissionPolicy):
    """Own organisation: what the group allows. Shared: look. Others: nothing."""

    def user_has_permission(self, user, action):
        return super().user_has_permission(user, "view" if action in LOOK else action)

    def user_has_permission_for_instance(self, user, action, instance):
        if not self.user_has_permission(user, action):
            return False
        if user.is_superuser or instance.organisation_id in written_for(user):
            return True
        return action in LOOK and instance.organisation_id in self._shared()

    def instances_user_has_any_permission_for(self, user, actions):
        allowed = [action for action in actions if self.user_has_permission(user, action)]
        if not allowed:
            return self.model.objects.none()
        if user.is_superuser:
            return self.model.objects.all()
        shared = self._shared() if LOOK & set(allowed) else frozenset()
        return self.model.objects.filter(organisation__in=written_for(user) | shared)

    def users_with_any_permission_for_instance(self, actions, instance):
        users = self.users_with_any_permission(actions)
        return users.filter(Q(is_superuser=True) | Q(pk__in=authors_of([instance.organisation_id])))

    @staticmethod
    def _shared() -> frozenset[int]:
        return frozenset(
            Organisation.objects.filter(kind=Organisation.Kind.SHARED).values_list("pk", flat=True)
        )


class SectionPolicy(PagePermissionPolicy):
    """Wagtail's rights in the tree; and an author also sees what is live in the shared sections."""

    def explorable_instances(self, user):
        pages = super().explorable_instances(user)
        if user.is_superuser or not written_for(user):
            return pages
        manager = self.model._default_manager
        shared = [manager.descendant_of(section, inclusive=True).live() for section in shared_sections()]
        return reduce(or_, shared, pages)
