"""The cast: two organisations that must never see each other, the shared one, and people named after what they do.

Built once per test database, by the real importers' contents and the real actions; every test sees the same cast.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cached_property
from pathlib import Path

from lms.interop.digcomp import receive as digcomp
from lms.interop.profiles import receive as profiles
from lms.people.access import Role
from lms.people.actions import create_organisation, grant, system_user
from lms.people.content import PersonRow
from lms.people.importing import import_people
from lms.people.models import Employment, Organisation, User
from skills.actions import assign_profile, load_framework, load_profiles
from skills.models import Competence, Framework, JobProfile

FIXTURES = Path(__file__).parents[1] / "fixtures"
STARTED = date(2024, 1, 1)
NEIGHBOUR = "Zwaluwhoek"  # every name of organisation B has this word, so that a leak can be seen

ROLES = {
    "trainer": Role.TRAINER,
    "manager": Role.MANAGER,
    "hr": Role.HR,
    "coach": Role.COACH,
    "administrator": Role.ADMINISTRATOR,
}


def build() -> None:
    actor = system_user()
    framework = FIXTURES / "frameworks/digcomp-3.0.json"
    plain = json.loads((FIXTURES / "frameworks/digcomp-3.0-plain.json").read_text())
    load_framework(
        content=digcomp.receive(framework),
        plain={**plain["areas"], **plain["competences"]},
        acting_user=actor,
    )
    load_profiles(
        contents=profiles.receive(FIXTURES / "profiles/example-profiles.csv"),
        framework=Framework.objects.get(),
        organisation=Organisation.objects.shared(),
        is_example=True,
        acting_user=actor,
    )
    _people("Gemeente Aalhoek", "a", "")
    _people(f"Gemeente {NEIGHBOUR}", "b", f" {NEIGHBOUR}")


def _people(organisation: str, letter: str, mark: str) -> None:
    """Five learners in one unit, one more in another, and one for each role."""
    actor = system_user()
    made = create_organisation(name=organisation, acting_user=actor)
    learners = ["learner", *(f"learner{number}" for number in range(2, 7))]
    rows = [
        _row(line, organisation, f"{name}_{letter}", mark, unit)
        for line, (name, unit) in enumerate(
            [(name, "Library" if name == "learner6" else "Green") for name in learners]
            + [(name, "Office") for name in ROLES],
            start=2,
        )
    ]
    import_people(rows=rows, today=STARTED, acting_user=actor)
    profile = JobProfile.objects.get(code="P01")
    for employment in Employment.objects.filter(organisation=made).select_related("user", "unit"):
        name = employment.user.username.removesuffix(f"_{letter}")
        if name in ROLES:
            unit = employment.unit.parent if name in ("manager", "coach") else None
            grant(
                user=employment.user,
                role=ROLES[name],
                organisation=made,
                unit=unit,
                starts=STARTED,
                acting_user=actor,
            )
        else:
            assign_profile(employment=employment, profile=profile, starts=STARTED, acting_user=actor)


def _row(line: int, organisation: str, username: str, mark: str, unit: str) -> PersonRow:
    return PersonRow(
        line=line,
        organisation=organisation,
        unit=(f"Services{mark}", f"{unit}{mark}"),
        name=f"{username.title()}{mark}",
        email="",
        username=username,
        job=f"Job{mark}",
        profile="P01",
        start=STARTED,
        external_id=f"{line}",
    )


class Cast:
    """`cast.learner_a`, `cast.hr_b`, `cast.a`, `cast.shared`, …: looked up when a test asks."""

    def __getattr__(self, name: str) -> User:
        found = User.objects.filter(username=name).first()
        if found is None:
            raise AttributeError(name)
        return found

    @cached_property
    def a(self) -> Organisation:
        return Organisation.objects.get(name="Gemeente Aalhoek")

    @cached_property
    def b(self) -> Organisation:
        return Organisation.objects.get(name=f"Gemeente {NEIGHBOUR}")

    @cached_property
    def shared(self) -> Organisation:
        return Organisation.objects.shared()

    def employment(self, user: User) -> Employment:
        return Employment.objects.select_related("organisation", "unit").get(user=user, ends=None)

    def competence(self, code: str) -> Competence:
        return Competence.objects.get(code=code)
