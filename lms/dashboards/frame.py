"""The frame of the pages of an organisation: what HR and the administrator reach beside each other."""

from __future__ import annotations

from django.http import HttpRequest

from lms.people import access
from lms.people.models import Organisation


def frame(request: HttpRequest, about: Organisation, tab: str) -> dict:
    person = request.asking.person
    mine = access.administered_organisations(person)
    kept = access.people_keeping_organisations(person)
    return {
        "about": about,
        "tab": tab,
        "several": mine is None or len(mine | kept) > 1,
        "administers": access.may_administer(person, about.pk),
        "keeps": about.pk in kept,
    }
