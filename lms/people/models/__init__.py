"""Who: organisations with a tree of units, people, what they are employed as, and what they may do."""

from lms.people.models.changes import Change
from lms.people.models.corrections import Correction
from lms.people.models.erasures import Erasure, Tally
from lms.people.models.imports import PeopleImport, PeopleImportPage
from lms.people.models.looks import Look
from lms.people.models.organisations import Organisation, Unit
from lms.people.models.people import Employment, Grant, Share, User, current

__all__ = [
    "Change",
    "Correction",
    "Employment",
    "Erasure",
    "Grant",
    "Look",
    "Organisation",
    "PeopleImport",
    "PeopleImportPage",
    "Share",
    "Tally",
    "Unit",
    "User",
    "current",
]
