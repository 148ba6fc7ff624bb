"""Who asks: the person behind a request, looked up once and only when a page wants to know."""

from __future__ import annotations

from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone

from lms.people import access
from lms.people.models import Employment, Grant, Organisation, Unit, User


class Asking:
    """The signed-in person of a request: `employments` and `grants` each cost one query, at most once.

    Roles count only when it is proven who she is; until then they are `waiting`. Some are proven by one organisation
    (`proven_in`, by its id), for the roles there. Whether she `may_wait` for one is
    known without a query. Who came in `with_card` has no roles at all in this session.
    """

    is_proven = True
    proven_in: int | None = None
    may_wait = False
    with_card = False

    def __init__(self, user: User) -> None:
        self.user = user
        self.today = timezone.localdate()

    @cached_property
    def employments(self) -> list[Employment]:
        return list(Employment.objects.of(self.user, self.today))

    @cached_property
    def employment(self) -> Employment | None:
        """Where she works now; of several jobs, the one she has longest."""
        return self.employments[0] if self.employments else None

    @property
    def organisation(self) -> Organisation | None:
        if self.employment:
            return self.employment.organisation
        return self.grants[0].organisation if self.grants else None

    @cached_property
    def held(self) -> list[Grant]:
        if self.with_card:
            return []
        return list(Grant.objects.of(self.user, self.today))

    @property
    def grants(self) -> list[Grant]:
        if not self.is_proven and self.proven_in is None:
            return []
        return [grant for grant in self.held if self.counts(grant)]

    @property
    def waiting(self) -> list[Grant]:
        return [] if self.is_proven else [grant for grant in self.held if not self.counts(grant)]

    def counts(self, grant: Grant) -> bool:
        return self.is_proven or access.may_be_proven_by(
            self.proven_in, access.Role(grant.role), grant.organisation_id
        )

    @cached_property
    def person(self) -> access.Person:
        return access.Person(self.user.pk, self.employers, tuple(held(grant) for grant in self.grants))

    @cached_property
    def employers(self) -> frozenset[int]:
        return frozenset(employment.organisation_id for employment in self.employments)


def held(grant: Grant) -> access.Held:
    units = frozenset(Unit.objects.below(grant.unit)) if grant.unit else None
    return access.Held(access.Role(grant.role), grant.organisation_id, units)


class PersonMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        request.asking = Asking(request.user) if request.user.is_authenticated else None
        return self.get_response(request)
