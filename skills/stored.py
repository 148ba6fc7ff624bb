"""What is stored about a person's skills: what her job asks, what she showed, and what follows from it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.people.telling import Group, Stored, Told, word_of
from lms.templatetags.ui import STATES
from skills.evidence import Kind, Purpose
from skills.models import (
    Certificate,
    CertificateFile,
    Contradiction,
    Evidence,
    HeldLevel,
    ProfileAssignment,
    Recount,
    WayOfCounting,
    in_language,
)

KINDS = {
    Kind.ANSWER.value: _("An answer"),
    Kind.SELF.value: _("What you thought yourself"),
    Kind.VALIDATION.value: _("Somebody saw you do it"),
    Kind.CERTIFICATE.value: _("A certificate"),
    Kind.STEP.value: _("You finished lessons"),
    Kind.COUNTER.value: _("Taken back"),
}
PURPOSES = {
    Purpose.TEST.value: _("Test"),
    Purpose.CHECKUP.value: _("Check-up"),
    Purpose.PRACTICE.value: _("Practice"),
    Purpose.REFRESHER.value: _("Refresher"),
}


def titled(key: str, label: Promise, path: str) -> Told:
    """A text that is kept in every language: the file has all of them, a reader sees hers."""
    return Told(key, label, path, words=lambda row: in_language(row[key] or {}))


SKILL = titled("skill_name", _("Skill"), "competence__names")
CODE = Told("skill", _("DigComp number"), "competence__code")
STATE = Told("state", _("State"), words=word_of("state", STATES))

STORED = (
    Stored(
        "job_profiles",
        Group.YOU,
        _("What your job asks"),
        ProfileAssignment,
        ("employment__user",),
        (
            Told("organisation", _("Organisation"), "employment__organisation__name"),
            Told("profile", _("Reference"), "profile__code"),
            titled("profile_name", _("Job profile"), "profile__names"),
            Told("from", _("From"), "starts"),
            Told("until", _("Until"), "ends"),
            Told("levels_due_at", _("Levels wait to be counted again since"), "levels_due_at"),
        ),
        newest="-starts",
    ),
    Stored(
        "evidence",
        Group.SKILLS,
        _("What you showed"),
        Evidence,
        ("user",),
        (
            Told("at", _("Day")),
            CODE,
            SKILL,
            Told("kind", _("What"), words=word_of("kind", KINDS)),
            titled("about", _("About"), "about"),
            Told("purpose", _("In a"), words=word_of("purpose", PURPOSES)),
            Told("right", _("Right")),
            Told("level", _("Level")),
            Told("until", _("Valid until")),
            Told("recorded_by", _("Written down by"), "recorded_by__name"),
            Told("difficulty", _("How hard, as a level")),
            Told("difficulty_error", _("How unsure that is")),
            Told("guess", _("Chance to guess it")),
            Told("item", _("Number of the question")),
            Told("item_version", _("Version")),
            Told("half_life", _("Counts half after so many months")),
            Told("gain", _("Levels that one wins by it on average")),
            Told("takes_back", _("Takes back"), "reverses__key"),
            Told("reason", _("Why that does not count any more")),
            Told("organisation", _("Organisation"), "organisation__name"),
            Told("recorded_at", _("Written down on"), "recorded_at"),
            Told("key", _("Reference")),
        ),
        newest="-at",
    ),
    Stored(
        "levels",
        Group.SKILLS,
        _("What your organisation may count"),
        HeldLevel,
        ("employment__user",),
        (
            CODE,
            SKILL,
            Told("organisation", _("Organisation"), "organisation__name"),
            Told("unit", _("Unit"), "unit__name"),
            Told("asked", _("The job asks for level"), "required"),
            STATE,
            Told("level", _("Level")),
            Told("error", _("How unsure that is")),
            Told("chance_too_low", _("Chance that it is less than the job asks"), "p_gap"),
            Told("own_questions", _("Rests on so many questions of yours"), "own_equivalents"),
            Told("last_shown_at", _("Last shown on"), "last_evidence_at"),
            Told("computed_at", _("Computed on"), "as_of"),
            Told("way_of_counting", _("Way of counting"), "model_version"),
        ),
        newest="competence__code",
    ),
    Stored(
        "contradictions",
        Group.SKILLS,
        _("Where you said that a state is not right"),
        Contradiction,
        ("employment__user",),
        (
            Told("said_at", _("Said on"), "made_at"),
            CODE,
            SKILL,
            STATE,
            Told("sentence", _("What you said")),
            Told("taken_back_at", _("Taken back on"), "withdrawn_at"),
            Told("answered_at", _("Answered on")),
            Told("answered_by", _("Answered by"), "answered_by__name"),
        ),
        newest="-made_at",
    ),
    Stored(
        "certificates",
        Group.SKILLS,
        _("Certificates that you handed in"),
        Certificate,
        ("employment__user",),
        (
            Told("handed_in_at", _("Handed in on")),
            titled("certificate", _("Certificate"), "accepted__names"),
            Told("issuer", _("Given by"), "accepted__issuer"),
            Told("issued_on", _("Day on the certificate")),
            Told("ends_on", _("Valid until")),
            Told("state", _("State"), words=word_of("state", dict(Certificate.State.choices))),
            Told("handed_in_by", _("Handed in by"), "handed_in_by__name"),
            Told("decided_at", _("Decided on")),
            Told("decided_by", _("Decided by"), "decided_by__name"),
            Told("reason", _("Why not")),
            Told("read_at", _("Read by you on")),
            Told("taken_back_at", _("Taken back on"), "withdrawn_at"),
            Told("key", _("Reference")),
        ),
        newest="-handed_in_at",
    ),
    Stored(
        "certificate_files",
        Group.SKILLS,
        _("Files of your certificates"),
        CertificateFile,
        ("certificate__employment__user",),
        (
            Told("certificate", _("Reference"), "certificate__key"),
            Told("type", _("Kind of file")),
            Told("size", _("Size in bytes")),
        ),
        left_out=_("The files of your certificates themselves: you find them under “My certificates”."),
    ),
    Stored(
        "job_profiles_given",
        Group.ROLE,
        _("Job profiles that you gave to people"),
        ProfileAssignment,
        ("assigned_by",),
        (titled("profile_name", _("Job profile"), "profile__names"), Told("from", _("From"), "starts")),
        newest="-starts",
        acted=True,
        besides="employment__user",
    ),
    Stored(
        "evidence_recorded",
        Group.ROLE,
        _("What you wrote down about others’ skills"),
        Evidence,
        ("recorded_by",),
        (
            Told("at", _("Day")),
            CODE,
            SKILL,
            Told("kind", _("What"), words=word_of("kind", KINDS)),
            Told("level", _("Level")),
        ),
        newest="-at",
        acted=True,
        besides="user",
    ),
    Stored(
        "certificates_recorded",
        Group.ROLE,
        _("Certificates of others that you recorded"),
        Certificate,
        ("handed_in_by",),
        (
            Told("handed_in_at", _("Handed in on")),
            titled("certificate", _("Certificate"), "accepted__names"),
        ),
        newest="-handed_in_at",
        acted=True,
        besides="employment__user",
    ),
    Stored(
        "certificates_decided",
        Group.ROLE,
        _("Certificates of others that you decided about"),
        Certificate,
        ("decided_by",),
        (Told("decided_at", _("Decided on")), titled("certificate", _("Certificate"), "accepted__names")),
        newest="-decided_at",
        acted=True,
        besides="employment__user",
    ),
    Stored(
        "contradictions_answered",
        Group.ROLE,
        _("What you answered as a coach to “this is not right”"),
        Contradiction,
        ("answered_by",),
        (Told("answered_at", _("Answered on")), CODE, SKILL),
        newest="-answered_at",
        acted=True,
        besides="employment__user",
    ),
    Stored(
        "ways_published",
        Group.ROLE,
        _("Ways of counting that you published"),
        WayOfCounting,
        ("published_by",),
        (Told("published_at", _("Day")), Told("name", _("Way of counting"))),
        newest="-published_at",
        acted=True,
    ),
    Stored(
        "recounts_ordered",
        Group.ROLE,
        _("When you had all levels counted again"),
        Recount,
        ("ordered_by",),
        (Told("ordered_at", _("Day")), Told("way", _("Way of counting"))),
        newest="-ordered_at",
        acted=True,
    ),
)
