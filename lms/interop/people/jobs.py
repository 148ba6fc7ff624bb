"""The job profiles that a list of people names: found, held against what people have, and assigned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches

from lms.interop.problems import Problem
from lms.people.models import Organisation, User
from lms.people.roll import MOST_GUESSES, Change, Kind, Step
from skills.assigning import assign_profiles, end_assignments, renew_levels_of, running_profiles
from skills.models import JobProfile


class Jobs:
    """The profiles that an organisation may use, by code or by name in any language; its own before the examples."""

    def __init__(self, organisation: Organisation, today: date) -> None:
        self.today = today
        mine = JobProfile.objects.open_to(organisation)
        profiles = sorted(mine, key=lambda profile: (profile.organisation_id == organisation.pk, -profile.pk))
        self.profiles = {profile.pk: profile for profile in profiles}
        self.words = {name.casefold(): one for one in profiles for name in one.names.values() if name}
        self.words |= {profile.code.casefold(): profile for profile in profiles}
        self._running: dict[int, int] = {}
        self._guesses = 0

    def hold(self, steps: Iterable[Step]) -> list[Problem]:
        """Adds to the steps which profile becomes another. Returns what is wrong; those steps stay as they were."""
        asked = [step for step in steps if step.row.profile]
        known = [step.known.employment for step in asked if step.known and not step.returns]
        self._running = running_profiles(known) if known else {}
        problems = []
        for step in asked:
            profile = self.words.get(step.row.profile.casefold())
            if profile is None:
                problems.append(self._unknown(step))
            elif step.known and not step.returns:
                self._compare(step, profile)
        return problems

    def _compare(self, step: Step, profile: JobProfile) -> None:
        before = self._running.get(step.known.employment) if step.known else None
        if before != profile.pk:
            old = self.profiles[before].code if before in self.profiles else ""
            step.changes.append(Change("profile code", old, profile.code))
            step.kind = Kind.CHANGES

    def _unknown(self, step: Step) -> Problem:
        said = step.row.profile
        self._guesses += 1
        near = get_close_matches(said.casefold(), self.words, n=1) if self._guesses <= MOST_GUESSES else []
        params = {"profile": said} | ({"near": str(self.words[near[0]])} if near else {})
        code = "unknown_profile_near" if near else "unknown_profile"
        return Problem(code, step.row.line, "profile code", params=params)

    def assign(self, *, steps: Sequence[Step], employments: Mapping[int, int], acting_user: User) -> int:
        """After the steps were held against the jobs and made true. Returns how many people got a profile."""
        asked = {}
        for step in steps:
            new = step.known is None or step.returns or "profile code" in step.changed()
            if step.row.profile and new:
                profile = self.words[step.row.profile.casefold()]
                asked[employments[step.row.line]] = (profile.pk, self._starts(step))
        assigned = assign_profiles(asked=asked, acting_user=acting_user) if asked else 0
        moved = [employments[step.row.line] for step in steps if step.known and "unit path" in step.changed()]
        if moved:
            renew_levels_of(moved)
        return assigned

    def _starts(self, step: Step) -> date:
        replaces = step.known and not step.returns and step.known.employment in self._running
        return max(step.starts, self.today) if replaces else step.starts

    def end(self, *, employments: Sequence[int], ends: date, acting_user: User) -> None:
        end_assignments(employments=employments, ends=ends, acting_user=acting_user)
