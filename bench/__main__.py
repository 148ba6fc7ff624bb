"""python -m bench: processor time per request of the pages that count, beside two floors of the same run.

Fills an empty database with the demo's fixtures, asks every page through the whole stack of middleware in one process,
and writes the figures to bench/results.json. The floors tell how much of a figure is the framework and this machine.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import my_data, people

ROUNDS = 60
HERE = Path(__file__).parent
FIXTURES = HERE.parent / "fixtures"


@dataclass(frozen=True)
class Figure:
    """Milliseconds of processor time and of waiting, medians; `ratio` is processor time over that of the floor."""

    name: str
    queries: int
    cpu_ms: float
    wall_ms: float
    floor: str
    ratio: float


def start_django() -> None:
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="bouwsteen-bench-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.ROOT_URLCONF = "bench.urls"
    settings.ALLOWED_HOSTS = ["testserver"]


def fill() -> None:
    from django.core.management import call_command

    with Path(os.devnull).open("w") as quiet:
        for command, *args in (
            ("migrate",),
            ("collectstatic", "--no-input"),
            ("import_framework", str(FIXTURES / "frameworks/digcomp-3.0.json")),
            ("import_profiles", str(FIXTURES / "profiles/example-profiles.csv")),
            ("import_people", str(FIXTURES / "people/demo-people.csv"), "--make-organisations"),
            ("import_catalogue", str(FIXTURES / "catalogue")),
            ("demo_people",),
            ("demo_history",),
        ):
            call_command(command, *args, stdout=quiet)


def client_of(username: str):
    from django.test import Client

    from lms.people.models import User

    client = Client()
    client.force_login(
        User.objects.get(username=username), "allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def measured(ask: Callable[[], object]) -> tuple[int, float, float]:
    """Queries, and the medians of processor and wall time in milliseconds; the first rounds only warm up."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _round in range(5):
        ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = len(captured)  # the next request empties the list
    cpu, wall = [], []
    for _round in range(ROUNDS):
        started, began = time.process_time(), time.perf_counter()
        ask()
        cpu.append(1000 * (time.process_time() - started))
        wall.append(1000 * (time.perf_counter() - began))
    return queries, statistics.median(cpu), statistics.median(wall)


def asked(client, path: str) -> Callable[[], object]:
    def ask():
        response = client.get(path)
        if response.status_code != 200:
            sys.exit(f"bench: {path} answered {response.status_code}")

    return ask


def answering(client, user) -> Callable[[], object]:
    """One more go at the first try-out of the catalogue, each time the next turn."""
    from courses.models import Answer, Placement

    placement = Placement.objects.filter(activity__kind="lesson").select_related(
        "question__current", "activity"
    )
    place = placement.filter(question__current__type="multi_select").first() or sys.exit(
        "bench: no try-out to answer"
    )
    version, activity = place.question.current, place.activity
    path = f"/nl/answer/{activity.key}/{place.question.key}/"
    given = {"version": version.pk, "dont_know": "1"}
    turn = iter(range(1, 10_000))

    def ask():
        response = client.post(path, {**given, "turn": next(turn)})
        if response.status_code != 302:
            sys.exit(f"bench: an answer came back with {response.status_code}")

    ask()
    if not Answer.objects.filter(attempt__user=user).exists():
        sys.exit("bench: the answer was not stored")
    return ask


def figures() -> list[Figure]:
    from courses.models import Activity
    from lms.people.models import User

    learner, hr = client_of("medewerker"), client_of("hr")
    lesson = Activity.objects.filter(kind="lesson").order_by("position").first()
    page = learner.get(f"/nl/learn/{lesson.key}/").url
    read, write = asked(learner, "/floor/read/"), asked(learner, "/floor/write/")
    runs = [
        ("floor: a signed-in page", read, "read"),
        ("floor: one insert", write, "write"),
        ("a lesson", asked(learner, page), "read"),
        ("the employee's home", asked(learner, "/nl/"), "read"),
        ("an answer", answering(learner, User.objects.get(username="medewerker")), "write"),
        ("the counts for HR", asked(hr, "/nl/overview/"), "read"),
    ]
    found: list[Figure] = []
    floors: dict[str, float] = {}
    for name, ask, floor in runs:
        queries, cpu, wall = measured(ask)
        floors.setdefault(floor, cpu)
        found.append(
            Figure(name, queries, round(cpu, 2), round(wall, 2), floor, round(cpu / floors[floor], 1))
        )
    return found


def main() -> None:
    start_django()
    from django.db import connection

    print("Filling the database …", file=sys.stderr)
    fill()
    found = figures()
    print(f"{'':28}{'queries':>8}{'cpu ms':>9}{'wall ms':>9}  × floor")
    for figure in found:
        row = f"{figure.name:28}{figure.queries:8}{figure.cpu_ms:9.2f}{figure.wall_ms:9.2f}"
        print(f"{row}  {figure.ratio:5.1f} ({figure.floor})")
    about = {"python": platform.python_version(), "database": connection.vendor, "rounds": ROUNDS}
    results = {"about": about, "figures": [asdict(figure) for figure in found]}
    (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    for form in people.WAY:
        people.report(5_000 if connection.vendor == "sqlite" else 20_000, form)
    my_data.report(20_000)


if __name__ == "__main__":
    main()
