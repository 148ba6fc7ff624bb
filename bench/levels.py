"""How fast levels are computed, on one core: python tools/with_postgres.py python -m bench.levels

One person in all 21 competences; many people at once, from their evidence to levels and chances of a gap; and from the
log to stored rows in the database, which wants an empty one. Processor time of the best of some rounds, except for the
database, which is by the clock.
"""

import argparse
import os
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from bench.vectors import DIGCOMP
from skills.evidence import Evidence, Kind, Weighed, weigh
from skills.levels import estimate, estimate_many, gap_chances

ANSWERS = 60
TOGETHER = 200
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TODAY = date(2026, 6, 1)
FIXTURES = Path(__file__).parent.parent / "fixtures"


def logs(people: int) -> list[list[Evidence]]:
    draw = random.Random(1)
    return [list(log(draw)) for _ in range(people)]


def log(draw: random.Random) -> Iterator[Evidence]:
    """Sixty answers over two years, an own estimate in every competence, and two modules learned."""
    for number in range(ANSWERS):
        level, code = draw.randint(1, 6), draw.choice(DIGCOMP.competences)
        yield Evidence(
            kind=Kind.ANSWER,
            competence=code,
            at=NOON - timedelta(minutes=draw.randint(0, 1_000_000)),
            key=f"{number:03}",
            right=draw.random() < 0.65,
            b=level - 0.5,
            guess=draw.choice((0.2, 0.25, 0.33)),
            item=f"{code}-{level}-{draw.randint(1, 4)}",
        )
    for number, code in enumerate(DIGCOMP.competences):
        yield Evidence(
            kind=Kind.SELF,
            competence=code,
            at=NOON - timedelta(days=700),
            key=f"self-{number}",
            level=draw.randint(0, 6),
        )
    for number in range(2):
        at = NOON - timedelta(days=draw.randint(0, 600))
        yield Evidence(
            kind=Kind.STEP, competence=draw.choice(DIGCOMP.competences), at=at, key=f"step-{number}"
        )


def best(work: Callable[[], object], rounds: int) -> float:
    """Seconds of processor time."""
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def levels_of(people: list[tuple[Weighed, ...]], required: np.ndarray) -> None:
    for start in range(0, len(people), TOGETHER):
        found = estimate_many(DIGCOMP, people[start : start + TOGETHER])
        gap_chances(found.posteriors, required)


def pure(people: int) -> None:
    rows = logs(people)
    weighed = [weigh(each, TODAY) for each in rows]
    required = np.full(len(DIGCOMP.competences), 3)
    one = best(lambda: estimate(DIGCOMP, weigh(rows[0], TODAY)), 50)
    many = best(lambda: levels_of(weighed, required), 5)
    both = best(lambda: levels_of([weigh(each, TODAY) for each in rows], required), 5)
    print(f"one person, all {len(DIGCOMP.competences)} competences: {one * 1000:.2f} ms")
    print(
        f"many people, {ANSWERS} answers each: {people / many:,.0f} people/s"
        f" ({people / both:,.0f} with the weighing of every row)"
    )


def stored(people: int) -> None:
    """The evidence of everybody is put in the database first; then every mark is worked off as the worker does."""
    start_django()
    from django.utils import timezone

    from skills.actions import refresh_due_levels
    from skills.models import HeldLevel

    fill(people)
    began, ours = time.perf_counter(), time.process_time()
    renewed = 0
    while some := refresh_due_levels(now=timezone.now(), limit=TOGETHER):
        renewed += some
    spent, ours = time.perf_counter() - began, time.process_time() - ours
    assert renewed == people
    rows = HeldLevel.objects.count()
    print(
        f"from the log to stored rows: {people / spent:,.0f} people/s by the clock, {rows / people:.0f} rows each"
        f" ({people / ours:,.0f} by the processor time of the worker)"
    )


def start_django() -> None:
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="bouwsteen-bench-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    import django

    django.setup()


def fill(people: int) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from lms.people.actions import create_organisation, system_user
    from lms.people.models import Employment, Unit, User
    from skills.models import JobProfile, ProfileAssignment

    with Path(os.devnull).open("w") as quiet:
        call_command("migrate", stdout=quiet)
        call_command("import_framework", str(FIXTURES / "frameworks/digcomp-3.0.json"), stdout=quiet)
        call_command("import_profiles", str(FIXTURES / "profiles/example-profiles.csv"), stdout=quiet)
    organisation = create_organisation(name="Bench", acting_user=system_user())
    unit = Unit.objects.filter(organisation=organisation).first() or Unit.objects.create(
        organisation=organisation, name="Bench"
    )
    users = User.objects.bulk_create(
        User(username=f"bench-{number}", name=f"Bench {number}") for number in range(people)
    )
    employments = Employment.objects.bulk_create(
        Employment(user=user, organisation=organisation, unit=unit, starts=TODAY) for user in users
    )
    profiles = list(JobProfile.objects.all())
    ProfileAssignment.objects.bulk_create(
        ProfileAssignment(
            employment=employment,
            profile=profiles[number % len(profiles)],
            starts=TODAY,
            levels_due_at=timezone.now(),
        )
        for number, employment in enumerate(employments)
    )
    put_evidence(users, organisation, profiles[0].framework)


def put_evidence(users, organisation, framework) -> None:
    from skills import models

    competences = {competence.code: competence for competence in framework.competences.all()}
    rows = (
        models.Evidence(
            key=uuid.uuid4(),
            user=user,
            organisation=organisation,
            competence=competences[row.competence],
            kind=row.kind.value,
            at=row.at,
            recorded_by=user,
            purpose="test" if row.kind is Kind.ANSWER else "",
            right=row.right if row.kind is Kind.ANSWER else None,
            difficulty=row.b,
            difficulty_error=row.b_error,
            guess=row.guess,
            item=row.item,
            level=row.level if row.kind is Kind.SELF else None,
        )
        for user, log in zip(users, logs(len(users)), strict=True)
        for row in log
    )
    models.Evidence.objects.bulk_create(rows, batch_size=2000)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.levels", description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    asked = parser.parse_args(arguments)
    pure(asked.people)
    if "DATABASE_URL" not in os.environ:
        print(
            "Stored rows: only with a database of its own, through tools/with_postgres.py.", file=sys.stderr
        )
        return
    stored(asked.people)


if __name__ == "__main__":
    main()
