"""Certificates of somebody else: the list of those that count here, and the people who have one.

Somebody hands hers in, or HR records it; HR confirms it, and then it is evidence from the day of issue until it ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from lms.people import changes
from lms.people.models import Employment, Organisation, User
from skills.actions import put, record_evidence, take_back_keys
from skills.certificates.files import Paper
from skills.content import AcceptedContent
from skills.evidence import Kind
from skills.models import (
    AcceptedCertificate,
    Certificate,
    CertificateFile,
    Framework,
    in_language,
)
from skills.validating import moment_of

EARLIEST = date(1990, 1, 1)
KEPT = timedelta(days=183)  # the file, after HR confirmed: time enough to look again
KEPT_WAITING = timedelta(days=365)
LONGEST_REASON = 300
MOST_MONTHS = 240


class Refused(Exception):
    """`code`: own, gone, future, early or ended."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# --- the list ---------------------------------------------------------------------------------------------------------


class UnknownCompetence(Exception):
    """A certificate stands for a competence that the framework does not have."""

    def __init__(self, line: int, codes: Iterable[str], framework: Framework) -> None:
        super().__init__(f"{', '.join(codes)} ({framework})")
        self.line, self.codes, self.framework = line, list(codes), framework


@transaction.atomic
def load_accepted(
    *, contents: Iterable[AcceptedContent], framework: Framework, acting_user: User
) -> Counter[str]:
    """Add what the list brings, as examples, or bring it up to date; what was ended stays ended."""
    counts: Counter[str] = Counter()
    known = set(framework.competences.values_list("code", flat=True))
    for one in contents:
        if unknown := sorted(set(one.levels) - known):
            raise UnknownCompetence(one.line, unknown, framework)
        values = {
            "issuer": one.issuer,
            "names": dict(one.names),
            "levels": dict(one.levels),
            "valid_months": one.valid_months,
            "is_example": True,
        }
        put(AcceptedCertificate, counts, framework=framework, code=one.code, defaults=values)
    return counts


@transaction.atomic
def keep_accepted(
    *,
    accepted: AcceptedCertificate | None,
    framework: Framework,
    issuer: str,
    names: Mapping[str, str],
    levels: Mapping[str, int],
    valid_months: int | None,
    acting_user: User,
) -> AcceptedCertificate:
    """Add one, or change it: from then on it is no example. What was confirmed before keeps its levels."""
    is_new = accepted is None
    found = accepted or AcceptedCertificate(framework=framework, code=_free_code(framework, names))
    found.issuer, found.names, found.levels = issuer, dict(names), dict(levels)
    found.valid_months, found.is_example = valid_months, False
    found.save()
    _note("accepted_added" if is_new else "accepted_changed", found, acting_user)
    return found


def _free_code(framework: Framework, names: Mapping[str, str]) -> str:
    base = slugify(in_language(dict(names), "nl"))[:34].strip("-") or "certificate"
    taken = set(framework.accepted_certificates.values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if code not in taken)


@transaction.atomic
def set_live(*, accepted: AcceptedCertificate, is_live: bool, acting_user: User) -> None:
    """Whether it can still be handed in. What people have already counts on."""
    if AcceptedCertificate.objects.filter(pk=accepted.pk, is_live=not is_live).update(is_live=is_live):
        _note("accepted_again" if is_live else "accepted_ended", accepted, acting_user)


def _note(what: str, accepted: AcceptedCertificate, acting_user: User) -> None:
    name = in_language(accepted.names, "nl")
    changes.note(
        organisation=Organisation.objects.shared(), what=what, acting_user=acting_user, certificate=name
    )


# --- of a person ------------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_in(
    *,
    employment: Employment,
    accepted: AcceptedCertificate,
    issued_on: date,
    paper: Paper | None,
    now: datetime,
    acting_user: User,
) -> Certificate:
    """Once: the same one sent again is the one that is there. Raises Refused."""
    ends_on = _refuse(accepted, issued_on, timezone.localdate(now))
    which = {"employment": employment, "accepted": accepted, "issued_on": issued_on}
    found = Certificate.objects.standing().filter(**which).first()
    if found:
        return found
    try:
        with transaction.atomic():
            made = Certificate.objects.create(
                **which, key=uuid4(), ends_on=ends_on, handed_in_by=acting_user, handed_in_at=now
            )
    except IntegrityError:  # the other click was first
        return Certificate.objects.standing().get(**which)
    if paper:
        content = paper.content
        CertificateFile.objects.create(certificate=made, type=paper.type, size=len(content), content=content)
    return made


def _refuse(accepted: AcceptedCertificate, issued_on: date, today: date) -> date | None:
    """The last day on which it is valid."""
    if not accepted.is_live:
        raise Refused("gone")
    if issued_on > today:
        raise Refused("future")
    if issued_on < EARLIEST:
        raise Refused("early")
    ends_on = months_after(issued_on, accepted.valid_months) if accepted.valid_months else None
    if ends_on and ends_on < today:
        raise Refused("ended")
    return ends_on


def months_after(day: date, months: int) -> date:
    """The day before the same day so many months later, or before the first of the month after."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        same = date(year, month + 1, day.day)
    except ValueError:  # a shorter month
        same = date(year, month + 2, 1)
    return same - timedelta(days=1)


@transaction.atomic
def confirm(*, certificate: Certificate, now: datetime, acting_user: User) -> bool:
    """It counts from now on. The first one who decides counts. Raises Refused for one's own."""
    employment = certificate.employment
    if employment.user_id == acting_user.pk:
        raise Refused("own")
    waiting = Certificate.objects.waiting().filter(pk=certificate.pk)
    if not waiting.update(state=Certificate.State.CONFIRMED, decided_by=acting_user, decided_at=now):
        return False
    keys = _record(certificate, now, acting_user)
    Certificate.objects.filter(pk=certificate.pk).update(evidence_keys=keys)
    _note_about(employment, "certificate_confirmed", certificate, acting_user)
    return True


def _record(certificate: Certificate, now: datetime, acting_user: User) -> list[str]:
    accepted, employment = certificate.accepted, certificate.employment
    about = {language: f"{name} ({accepted.issuer})" for language, name in accepted.names.items() if name}
    competences = accepted.framework.competences.filter(code__in=accepted.levels)
    rows = [
        record_evidence(
            key=uuid4(),
            user=employment.user,
            organisation=employment.organisation,
            competence=competence,
            kind=Kind.CERTIFICATE,
            at=moment_of(certificate.issued_on, now),
            acting_user=acting_user,
            level=float(accepted.levels[competence.code]),
            until=certificate.ends_on,
            about=about,
        )
        for competence in competences
    ]
    return [str(row.key) for row in rows]


@transaction.atomic
def record(
    *,
    employment: Employment,
    accepted: AcceptedCertificate,
    issued_on: date,
    paper: Paper | None,
    now: datetime,
    acting_user: User,
) -> Certificate:
    """HR has seen the paper: it is confirmed at once."""
    found = hand_in(
        employment=employment,
        accepted=accepted,
        issued_on=issued_on,
        paper=paper,
        now=now,
        acting_user=acting_user,
    )
    confirm(certificate=found, now=now, acting_user=acting_user)
    return found


@transaction.atomic
def refuse(*, certificate: Certificate, reason: str, now: datetime, acting_user: User) -> bool:
    """Also of what was confirmed by mistake: then it counts no longer. Raises Refused for one's own."""
    if certificate.employment.user_id == acting_user.pk:
        raise Refused("own")
    ended = {
        "state": Certificate.State.REFUSED,
        "decided_by": acting_user,
        "decided_at": now,
        "reason": reason,
        "read_at": None,
    }
    if not _end(certificate, ended, now, acting_user):
        return False
    _note_about(certificate.employment, "certificate_refused", certificate, acting_user)
    return True


def read_decisions(*, person: User, now: datetime, acting_user: User) -> None:
    """She was on the page that says what HR decided, so it is no news any more."""
    hers = Certificate.objects.decided().filter(employment__user=person, read_at=None)
    hers.update(read_at=now)


@transaction.atomic
def withdraw(*, certificate: Certificate, now: datetime, acting_user: User) -> bool:
    """By the person whose it is."""
    ended = {"state": Certificate.State.WITHDRAWN, "withdrawn_at": now}
    return _end(certificate, ended, now, acting_user)


def _end(certificate: Certificate, ended: dict, now: datetime, acting_user: User) -> bool:
    """Its file goes, and its evidence counts no longer."""
    standing = Certificate.objects.standing().filter(pk=certificate.pk)
    if not standing.update(**ended):
        return False
    certificate.refresh_from_db(fields=["evidence_keys"])  # it may have been confirmed a moment ago
    take_back_keys(keys=certificate.evidence_keys, at=now, acting_user=acting_user)
    CertificateFile.objects.filter(certificate=certificate).delete()
    return True


def _note_about(employment: Employment, what: str, certificate: Certificate, acting_user: User) -> None:
    changes.note(
        organisation=employment.organisation,
        what=what,
        acting_user=acting_user,
        about=employment.user,
        certificate=in_language(certificate.accepted.names, "nl"),
    )


def forget_files(*, now: datetime) -> int:
    """Those whose time to look again is over; what HR decided stays."""
    confirmed = CertificateFile.objects.filter(certificate__decided_at__lt=now - KEPT)
    forgotten = CertificateFile.objects.filter(certificate__handed_in_at__lt=now - KEPT_WAITING)
    return confirmed.delete()[0] + forgotten.delete()[0]
