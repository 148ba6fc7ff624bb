"""What is stored about a person here: who she is, where she works, what she may do, and who looked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.changes import words
from lms.people.models import (
    Change,
    Correction,
    Employment,
    Grant,
    Look,
    PeopleImport,
    Share,
    User,
)
from lms.people.telling import Group, Row, Stored, Told, word_of
from lms.templatetags.ui import ROLE_WORDS

ORGANISATION = Told("organisation", _("Organisation"), "organisation__name")
FROM, UNTIL = Told("from", _("From"), "starts"), Told("until", _("Until"), "ends")
DAY = Told("at", _("Day"))
ROLE = Told("role", _("Role"), words=word_of("role", ROLE_WORDS))
WHAT_SEEN = Told("what", _("What was seen"), words=word_of("what", dict(Look.What.choices)))
WHY = Told("purpose", _("Why"), words=word_of("purpose", dict(Look.Purpose.choices)))
SAID = Told("said", _("What was said"))


def change_in_words(row: Row) -> str:
    return words(row["what"], row["details"])


STORED = (
    Stored(
        "person",
        Group.YOU,
        _("Your account"),
        User,
        ("pk",),
        (
            Told("name", _("Name")),
            Told("user_name", _("User name"), "username"),
            Told("email", _("E-mail address")),
            Told("since", _("Account made on"), "date_joined"),
            Told("signed_in", _("Last signed in on"), "last_login"),
            Told("active", _("Can sign in"), "is_active"),
            Told("staff", _("Staff of the installation"), "is_staff"),
            Told("superuser", _("Owner of the installation"), "is_superuser"),
            Told("number", _("Number of your account"), "pk"),
        ),
        left_out=_("Your password. We do not know it ourselves: we keep a scrambled form of it."),
    ),
    Stored(
        "employments",
        Group.YOU,
        _("Where you work and worked"),
        Employment,
        ("user",),
        (
            ORGANISATION,
            Told("unit", _("Unit"), "unit__name"),
            Told("job", _("Job"), "job_title"),
            FROM,
            UNTIL,
            Told("staff_number", _("Staff number"), "external_id"),
            Told("moves_on", _("Goes to another unit on")),
            Told("moves_to", _("To which unit?"), "moves_to__name"),
        ),
        newest="-starts",
    ),
    Stored(
        "roles",
        Group.YOU,
        _("Your roles"),
        Grant,
        ("user",),
        (ROLE, ORGANISATION, Told("unit", _("Unit"), "unit__name"), FROM, UNTIL),
        newest="-starts",
    ),
    Stored(
        "editor_groups",
        Group.YOU,
        _("Your groups in the editor"),
        User.groups.through,
        ("user",),
        (Told("group", _("Group"), "group__name"),),
    ),
    Stored(
        "editor_rights",
        Group.YOU,
        _("Rights in the editor that you have without a group"),
        User.user_permissions.through,
        ("user",),
        (Told("right", _("What you may do"), "permission__name"),),
    ),
    Stored(
        "corrections",
        Group.YOU,
        _("What you said is not right"),
        Correction,
        ("employment__user",),
        (
            Told("organisation", _("Organisation"), "employment__organisation__name"),
            Told("fact", _("What is not right"), words=word_of("fact", dict(Correction.Fact.choices))),
            Told("sentence", _("What you said"), "sentence"),
            Told("said_at", _("Said on"), "made_at"),
            Told("taken_back_at", _("Taken back on"), "withdrawn_at"),
            Told("outcome", _("Outcome"), words=word_of("outcome", dict(Correction.Outcome.choices))),
            Told("answer", _("Answer")),
            Told("answered_at", _("Answered on")),
            Told("answered_by", _("Answered by"), "answered_by__name"),
        ),
        newest="-made_at",
    ),
    Stored(
        "shares",
        Group.OTHERS,
        _("Coaches to whom you showed your skills"),
        Share,
        ("employment__user",),
        (Told("coach", _("Coach"), "coach__name"), FROM, UNTIL),
        newest="-starts",
    ),
    Stored(
        "looks",
        Group.OTHERS,
        _("Who looked at your data"),
        Look,
        ("about",),
        (DAY, Told("who", _("Who"), "by__name"), ROLE, ORGANISATION, WHAT_SEEN, WHY, SAID),
        newest="-at",
    ),
    Stored(
        "changes",
        Group.OTHERS,
        _("What was changed about you"),
        Change,
        ("about",),
        (
            DAY,
            ORGANISATION,
            Told("what", _("What"), words=change_in_words),
            Told("details", _("Details")),
            Told("who", _("Who"), "by__name"),
        ),
        newest="-at",
    ),
    Stored(
        "looks_made",
        Group.ROLE,
        _("When you looked at data of others"),
        Look,
        ("by",),
        (DAY, ROLE, ORGANISATION, WHAT_SEEN, WHY, SAID),
        newest="-at",
        acted=True,
        besides="about",
    ),
    Stored(
        "changes_made",
        Group.ROLE,
        _("What you changed for others"),
        Change,
        ("by",),
        (DAY, ORGANISATION, Told("what", _("What"), words=change_in_words), Told("details", _("Details"))),
        newest="-at",
        acted=True,
        besides="about",
    ),
    Stored(
        "roles_given",
        Group.ROLE,
        _("Roles that you gave"),
        Grant,
        ("granted_by",),
        (ROLE, ORGANISATION, FROM, UNTIL),
        newest="-starts",
        acted=True,
        besides="user",
    ),
    Stored(
        "shown_to_you",
        Group.ROLE,
        _("When people showed you their skills, as their coach"),
        Share,
        ("coach",),
        (FROM, UNTIL),
        newest="-starts",
        acted=True,
    ),
    Stored(
        "corrections_answered",
        Group.ROLE,
        _("What you answered to “this is not right”"),
        Correction,
        ("answered_by",),
        (
            Told("answered_at", _("Answered on")),
            Told("fact", _("What is not right"), words=word_of("fact", dict(Correction.Fact.choices))),
            Told("outcome", _("Outcome"), words=word_of("outcome", dict(Correction.Outcome.choices))),
            Told("answer", _("Answer")),
        ),
        newest="-answered_at",
        acted=True,
        besides="employment__user",
    ),
    Stored(
        "imports",
        Group.ROLE,
        _("Lists of people that you handed in or applied"),
        PeopleImport,
        ("made_by", "applied_by"),
        (
            Told("made_at", _("Handed in on")),
            ORGANISATION,
            Told("file", _("File"), "file_name"),
            Told("state", _("State"), words=word_of("state", dict(PeopleImport.State.choices))),
            Told("changed_at", _("Changed on")),
        ),
        newest="-made_at",
        acted=True,
        left_out=_("The lists themselves: they hold names of other people."),
    ),
)
