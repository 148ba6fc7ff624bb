"""What was changed, by whom and when: noted by the action that changes it, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.lines import happened
from lms.people.models import Change, Organisation, User

# Each kind of change, in words. What is between brackets comes from the details that the action gave.
WORDS = {
    "visibility_set": _("What HR and managers see of people: %(visibility)s"),
    "retention_set": _("Personal data are erased %(months)s months after the last day at work"),
    "person_erased": _("The data of somebody who left were erased"),
    "sign_in_changed": _("The sign-in of the organisation itself was changed"),
    "sign_in_joined": _("Signed in through the organisation for the first time"),
    "sign_in_role_given": _("Got a role from the sign-in of the organisation: %(role)s"),
    "sign_in_role_taken": _("Lost a role by the sign-in of the organisation: %(role)s"),
    "role_given": _("Got the role: %(role)s"),
    "correction_answered": _("HR answered what she or he said is not right"),
    "own_name_changed": _("Changed her or his own name to %(name)s"),
    "accepted_added": _("A certificate was put on the list of those that count: %(certificate)s"),
    "accepted_changed": _("A certificate on the list of those that count was changed: %(certificate)s"),
    "accepted_ended": _("A certificate can no longer be handed in: %(certificate)s"),
    "accepted_again": _("A certificate can be handed in again: %(certificate)s"),
    "certificate_confirmed": _("HR confirmed a certificate: %(certificate)s"),
    "certificate_refused": _("HR did not confirm a certificate, or no longer: %(certificate)s"),
    "card_made": _("Got a card to sign in with"),
    "card_revoked": _("The card no longer works"),
    "card_locked": _("The card is locked: the PIN was wrong too often"),
    "card_pin_chosen": _("Chose a PIN for the card"),
}


def note(
    *, organisation: Organisation, what: str, acting_user: User, about: User | None = None, **details
) -> None:
    note_about([about], organisation=organisation, what=what, acting_user=acting_user, **details)


def note_about(
    people: Iterable[User | None], *, organisation: Organisation, what: str, acting_user: User, **details
) -> None:
    """The same change for each of them. Raises KeyError for a kind of change that has no words."""
    WORDS[what]
    people, now = list(people), timezone.now()
    for person in people:
        about = person and person.pk
        happened(what, organisation=organisation.pk, about=about, by=acting_user.pk)
    Change.objects.keep(
        Change(organisation=organisation, about=person, by=acting_user, at=now, what=what, details=details)
        for person in people
    )


def words(change: Change) -> str:
    return WORDS[change.what] % change.details
