"""Whose account it is that an organisation's own sign-in speaks of, and which roles it gives her there.

Nobody is made here. Who is not in the list of people would have no unit and no job, HR would not know of her, and her
own row in the next list would make a second account. So who is not found is told whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone

from lms.accounts.claims import Reason, Refused, Who
from lms.accounts.models import IdentityProvider, ProvidedGrant
from lms.people import changes
from lms.people.access import Role
from lms.people.actions import end_grant, grant, system_user
from lms.people.models import Employment, Grant, Organisation, User


@transaction.atomic
def join(*, who: Who, provider: IdentityProvider, present: User | None) -> User:
    """By the subject, else by the number that HR imported; never by an e-mail address. Raises Refused.

    Only for who works there today. Who also works or has a role elsewhere is joined only while she is signed in in
    her usual way (`present`): else whoever keeps the sign-in of one organisation could open what is of another.
    """
    today = timezone.localdate()
    organisation = provider.organisation
    # Two sign-ins of one person at the same time would give a role twice.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    joined = SocialAccount.objects.filter(provider=provider.key, uid=who.subject).first()
    user = joined.user if joined else numbered(who.external_id, organisation, today)
    if user is None or not user.is_active or not works_at(user, organisation, today):
        raise Refused(Reason.UNKNOWN)
    if joined is None:
        if user != present and is_known_elsewhere(user, organisation, today):
            raise Refused(Reason.ELSEWHERE)
        remember(user, who, provider)
    if who.roles is not None:
        give_and_take(user, who.roles, organisation, today)
    return user


def numbered(external_id: str, organisation: Organisation, today: date) -> User | None:
    if not external_id:
        return None
    found = organisation.employments.current(today).filter(external_id=external_id).select_related("user")
    people = {one.user for one in found}
    return people.pop() if len(people) == 1 else None


def works_at(user: User, organisation: Organisation, today: date) -> bool:
    return any(one.organisation_id == organisation.pk for one in Employment.objects.of(user, today))


def is_known_elsewhere(user: User, organisation: Organisation, today: date) -> bool:
    theirs: Iterable = [*Employment.objects.of(user, today), *Grant.objects.of(user, today)]
    return any(one.organisation_id != organisation.pk for one in theirs)


def remember(user: User, who: Who, provider: IdentityProvider) -> None:
    """HR's number is what counts: a new subject with it takes the place of the old one."""
    SocialAccount.objects.filter(provider=provider.key, user=user).delete()
    SocialAccount.objects.create(provider=provider.key, uid=who.subject, user=user, extra_data={})
    changes.note(
        organisation=provider.organisation, what="sign_in_joined", acting_user=system_user(), about=user
    )


def give_and_take(user: User, roles: frozenset[Role], organisation: Organisation, today: date) -> None:
    """What people gave by hand is neither given again nor taken away."""
    acting_user = system_user()
    running = list(ProvidedGrant.objects.running(user, organisation))
    for one in running:
        if one.grant.role not in roles:
            end_grant(grant=one.grant, ends=today - timedelta(days=1), acting_user=acting_user)
            told("sign_in_role_taken", user, Role(one.grant.role), organisation, acting_user)
    has = {
        one.role
        for one in Grant.objects.of(user, today)
        if one.organisation_id == organisation.pk and not one.unit
    }
    for role in sorted(roles - has):
        given = grant(user=user, role=role, organisation=organisation, starts=today, acting_user=acting_user)
        ProvidedGrant.objects.get_or_create(grant=given)
        told("sign_in_role_given", user, role, organisation, acting_user)


def told(what: str, user: User, role: Role, organisation: Organisation, acting_user: User) -> None:
    changes.note(organisation=organisation, what=what, acting_user=acting_user, about=user, role=role.value)
