"""What was changed, by whom and when: noted by the action that changes it, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lms.lines import happened
from lms.people.many import add_rows
from lms.people.models import Change, Organisation, User
from lms.templatetags.ui import ROLE_WORDS


class Kind(models.TextChoices):
    """What somebody looks for in the list of changes."""

    PEOPLE = "people", _("People, their units and jobs")
    ROLES = "roles", _("Roles")
    UNITS = "units", _("Units")
    CERTIFICATES = "certificates", _("Certificates")
    SIGN_IN = "sign-in", _("Signing in and cards")
    ASKED = "asked", _("What people are asked to learn")
    ORGANISATION = "organisation", _("The organisation itself")
    MODULES = "modules", _("Modules that others use")
    MEASURING = "measuring", _("How hard questions are, and how levels are counted")


# Each kind of change, in words. What is between brackets comes from the details that the action gave.
BY_KIND = {
    Kind.PEOPLE: {
        "person_added": _("Is in the list of people: works in %(unit)s from %(day)s"),
        "person_back": _("Came back: works in %(unit)s from %(day)s"),
        "person_moved": _("Works in %(unit)s from %(day)s"),
        "move_planned": _("Goes to %(unit)s on %(day)s"),
        "move_dropped": _("Does not go to %(unit)s"),
        "employment_ended": _("The last day at work is %(day)s"),
        "end_taken_back": _("The last day at work was taken back"),
        "first_day_changed": _("The first day at work is %(day)s"),
        "name_changed": _("The name was %(old)s and is %(new)s"),
        "email_changed": _("The e-mail address was %(old)s and is %(new)s"),
        "user_name_changed": _("The user name was %(old)s and is %(new)s"),
        "job_title_changed": _("The job was %(old)s and is %(new)s"),
        "staff_number_changed": _("The staff number was %(old)s and is %(new)s"),
        "profile_assigned": _("The job profile from %(day)s is %(profile)s"),
        "own_name_changed": _("Changed her or his own name to %(name)s"),
        "correction_answered": _("HR answered what she or he said is not right"),
        "person_erased": _("The data of somebody who left were erased"),
        "import_applied": _(
            "A list of people was applied: %(comes)s came, %(changes)s changed, %(leaves)s left"
        ),
    },
    Kind.ROLES: {
        "role_given": _("Got the role: %(role)s"),
        "role_ends": _("The last day of the role %(role)s is %(day)s"),
        "role_taken": _("Lost the role: %(role)s"),
        "sign_in_role_given": _("Got a role from the sign-in of the organisation: %(role)s"),
        "sign_in_role_taken": _("Lost a role by the sign-in of the organisation: %(role)s"),
    },
    Kind.UNITS: {
        "unit_added": _("The unit %(unit)s was added"),
        "unit_renamed": _("The unit %(old)s is called %(unit)s now"),
        "unit_moved": _("The unit %(unit)s moved. It is under: %(parent)s"),
        "unit_merged": _("The unit %(unit)s became a part of %(into)s"),
        "unit_closed": _("The unit %(unit)s was closed"),
        "unit_opened": _("The unit %(unit)s was opened again"),
        "unit_deleted": _("The unit %(unit)s was deleted"),
    },
    Kind.CERTIFICATES: {
        "accepted_added": _("A certificate was put on the list of those that count: %(certificate)s"),
        "accepted_changed": _("A certificate on the list of those that count was changed: %(certificate)s"),
        "accepted_ended": _("A certificate can no longer be handed in: %(certificate)s"),
        "accepted_again": _("A certificate can be handed in again: %(certificate)s"),
        "certificate_confirmed": _("HR confirmed a certificate: %(certificate)s"),
        "certificate_refused": _("HR did not confirm a certificate, or no longer: %(certificate)s"),
    },
    Kind.SIGN_IN: {
        "sign_in_changed": _("The sign-in of the organisation itself was changed"),
        "sign_in_joined": _("Signed in through the organisation for the first time"),
        "card_made": _("Got a card to sign in with"),
        "card_revoked": _("The card no longer works"),
        "card_locked": _("The card is locked: the PIN was wrong too often"),
        "card_pin_chosen": _("Chose a PIN for the card"),
    },
    Kind.ASKED: {
        "assigned": _("Asked people to do “%(asked)s” by %(day)s"),
        "assignment_due_changed": _("“%(asked)s” has to be done by %(day)s now"),
        "assignment_ended": _("“%(asked)s” is not asked any more"),
    },
    Kind.ORGANISATION: {
        "organisation_made": _("The organisation %(name)s was made"),
        "organisation_renamed": _("The organisation was called %(old)s and is called %(name)s"),
        "kind_changed": _("Another kind of organisation"),
        "colour_changed": _("Another house colour"),
        "logo_changed": _("Another logo"),
        "logo_removed": _("The logo was removed"),
        "visibility_set": _("What HR and managers see of people: %(visibility)s"),
        "retention_set": _("Personal data are erased %(months)s months after the last day at work"),
    },
    Kind.MODULES: {
        "module_shared": _("The module “%(module)s” is shared with other organisations"),
        "module_not_shared": _("The module “%(module)s” is no longer shared with other organisations"),
        "module_taken": _("A copy was made of the module “%(module)s” of %(source)s"),
    },
    Kind.MEASURING: {
        "difficulty_published": _("The difficulty of a question was %(old)s and is %(new)s: %(question)s"),
        "question_withdrawn": _("A question was wrong and is withdrawn: %(question)s. Why: %(reason)s"),
        "question_asked_again": _("A question that was withdrawn is asked again: %(question)s"),
        "label_agrees": _(
            "A second person looked at the level of a question: %(new)s. The first label was %(old)s. %(question)s"
        ),
        "label_differs": _(
            "A second person does not agree with the level of a question: %(new)s. The first label was %(old)s. "
            "%(question)s"
        ),
        "way_published": _("A way of counting was published: %(way)s"),
        "recount_ordered": _("All levels are counted again in the way: %(way)s"),
    },
}
WORDS = {what: said for of_kind in BY_KIND.values() for what, said in of_kind.items()}
DETAIL_WORDS: dict[str, Mapping[Any, Any]] = {
    "role": ROLE_WORDS,
    "visibility": dict(Organisation.Seen.choices),
}


def note(
    *, organisation: Organisation, what: str, acting_user: User, about: User | None = None, **details
) -> None:
    note_about([about], organisation=organisation, what=what, acting_user=acting_user, **details)


def note_about(
    people: Iterable[User | None], *, organisation: Organisation, what: str, acting_user: User, **details
) -> None:
    """The same change for each of them. Raises KeyError for a kind of change that has no words."""
    about = [person.pk if person else None for person in people]
    note_many(
        [(pk, what, details) for pk in about],
        organisation=organisation,
        now=timezone.now(),
        acting_user=acting_user,
    )
    for pk in about:
        happened(what, organisation=organisation.pk, about=pk, by=acting_user.pk)


def note_many(
    found: Sequence[tuple[int | None, str, Mapping]],
    *,
    organisation: Organisation,
    now: datetime,
    acting_user: User,
) -> None:
    """Each with the id of the person it is about: as many as there are, in one go."""
    if unknown := {what for _about, what, _details in found} - WORDS.keys():
        raise KeyError(*unknown)
    rows = [
        {
            "organisation_id": organisation.pk,
            "about_id": person,
            "by_id": acting_user.pk,
            "at": now,
            "what": what,
            "details": {name: _stored(value) for name, value in details.items()},
        }
        for person, what, details in found
    ]
    add_rows(Change, rows)


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def words(what: str, details: Mapping) -> str:
    try:
        return str(WORDS[what]) % {name: told(name, value) for name, value in details.items()}
    except KeyError:  # of an older version of the program
        return what


def told(name: str, value: Any) -> Any:
    if name == "day":
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    if value == "":
        return "–"
    known = DETAIL_WORDS.get(name)
    return known.get(value, value) if known else value
