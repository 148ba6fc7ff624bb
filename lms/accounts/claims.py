"""Claims are what an organisation's own sign-in says of a person: who she is, for whom she works, in which roles.

Only what is needed is read. The national number (`rrn`) is never asked for, and is dropped when it comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.people.access import ORGANISATION_ROLES, Role

LOCAL_GOVERNMENT = "LB"  # the target group (`vo_doelgroepcode`) of who works for a local government
NEVER_ASKED = frozenset({"rrn"})
LONGEST = 190
TENANT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# What `amr` says (RFC 8176) when somebody proved who she is with more than a password.
TWO_STEPS = frozenset({"mfa", "otp", "hwk", "swk", "sc", "fpt", "face", "pop"})


class Profile(StrEnum):
    GENERIC = "generic"
    ACM_IDM = "acm_idm"
    ENTRA = "entra"


class Reason(StrEnum):
    """Why somebody was not signed in."""

    STATE = "state"
    CANCELLED = "cancelled"
    DOWN = "down"
    RUBBISH = "rubbish"
    CODE = "code"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    NONCE = "nonce"
    EXPIRED = "expired"
    TENANT = "tenant"
    TARGET_GROUP = "target_group"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"
    ELSEWHERE = "elsewhere"


class Refused(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Wanted:
    """What an organisation's administrator filled in. `roles`: for each role, the values that give it."""

    profile: Profile
    issuer: str
    organisation_number: str = ""
    person_claim: str = ""
    role_claim: str = ""
    scopes: tuple[str, ...] = ()
    roles: Mapping[str, Iterable[str]] | None = None


@dataclass(frozen=True)
class Who:
    """`roles`: None when the organisation's sign-in does not decide about roles."""

    subject: str
    external_id: str
    roles: frozenset[Role] | None
    two_steps: bool


PERSON_CLAIM = {Profile.GENERIC: "employee_number", Profile.ACM_IDM: "vo_id", Profile.ENTRA: "employeeid"}


def scopes(wanted: Wanted) -> list[str]:
    base = ["openid", "profile", *(["vo"] if wanted.profile is Profile.ACM_IDM else [])]
    return list(dict.fromkeys(one for one in (*base, *wanted.scopes) if one not in NEVER_ASKED))


def tenant(issuer: str) -> str:
    """Of Entra ID, from the address of its issuer; "" when the address is not of one tenant."""
    found = TENANT.search(issuer)
    return found.group().lower() if found else ""


def who(claims: Mapping[str, Any], wanted: Wanted) -> Who:
    """Raises Refused for who comes from elsewhere."""
    subject = _text(claims.get("sub"))
    if wanted.profile is Profile.ACM_IDM:
        _check_acm_idm(claims, wanted)
    if wanted.profile is Profile.ENTRA:
        mine = tenant(wanted.issuer)
        if not mine or _text(claims.get("tid")).lower() != mine:
            raise Refused(Reason.TENANT)
        subject = _text(claims.get("oid"))
    if not subject:
        raise Refused(Reason.RUBBISH)
    person_claim = wanted.person_claim or PERSON_CLAIM[wanted.profile]
    return Who(subject, _text(claims.get(person_claim)), _roles(claims, wanted), _two_steps(claims, wanted))


def _check_acm_idm(claims: Mapping[str, Any], wanted: Wanted) -> None:
    if _text(claims.get("vo_doelgroepcode")) != LOCAL_GOVERNMENT:
        raise Refused(Reason.TARGET_GROUP)
    ours = digits(wanted.organisation_number)
    if not ours or digits(_text(claims.get("vo_orgcode"))) != ours:
        raise Refused(Reason.ORGANISATION)


def digits(number: str) -> str:
    """A KBO number is written with and without points: 0207.500.123."""
    return re.sub(r"[\s.]", "", number)


def _roles(claims: Mapping[str, Any], wanted: Wanted) -> frozenset[Role] | None:
    if not wanted.role_claim:
        return None
    said = claims.get(wanted.role_claim)
    values = {_of_us(_text(one), wanted) for one in (said if isinstance(said, list) else [said])} - {""}
    mapped = (wanted.roles or {}).items()
    given = {role for role, giving in mapped if values.intersection(giving)}
    return frozenset(role for role in ORGANISATION_ROLES if role.value in given)


def _of_us(value: str, wanted: Wanted) -> str:
    """ACM/IDM writes a role as `role:organisation`; a role at another organisation is none here."""
    if wanted.profile is not Profile.ACM_IDM or ":" not in value:
        return value
    role, _colon, organisation = value.rpartition(":")
    return role if digits(organisation) == digits(wanted.organisation_number) else ""


def _two_steps(claims: Mapping[str, Any], wanted: Wanted) -> bool:
    """ACM/IDM lets no one in for a local government with a password alone; the others have to say so."""
    said = claims.get("amr")
    named = {_text(one) for one in said} if isinstance(said, list) else set()
    return wanted.profile is Profile.ACM_IDM or bool(named & TWO_STEPS)


def _text(value: Any) -> str:
    """What is too long, or is no text or number, counts as not said."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value).strip()
    return text if len(text) <= LONGEST and text.isprintable() else ""
