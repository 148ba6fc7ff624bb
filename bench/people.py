"""python -m bench.people --rows 20000 --format xlsx: how long an import of people takes, and how much memory.

Each step runs in a process of its own, as a worker has one: that gives its peak of memory. Wants an empty database;
each format has an organisation of its own in it.
Beside the time on the clock stands the time that a processor worked on it, here and in the database: on a machine that
does other things too, that is what says how fast it is.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "fixtures"
UNITS = 300
HEAD = "Personeelsnummer;Naam;E-mail;Dienst;Functie;Profielcode;Startdatum"
STEPS = ("check", "create", "check unchanged", "unchanged")
WAY = {"csv": "CSV", "xlsx": "XLSX"}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=20_000)
    asked.add_argument("--format", choices=WAY, default="csv")
    asked.add_argument("--step", help=argparse.SUPPRESS)
    said = asked.parse_args()
    if said.step:
        print(json.dumps(run(said.step)))
    else:
        report(said.rows, said.format)


def report(rows: int, form: str) -> None:
    """Prints the figures. The database is that of DATABASE_URL, and is left filled."""
    start_django()
    fill(f"bench-{form}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"people.{form}"
        write_list(file, rows)
        size = file.stat().st_size / 1e6
        began = time.perf_counter()
        total = 0.0
        print(f"import of {rows} people from {WAY[form]} ({size:.1f} MB)")
        for part in (STEPS[:2], STEPS[2:]):
            hand_in(file)
            for step in part:
                total += show(step, rows)
        print(f"  {'all of it':16}{time.perf_counter() - began:8.1f} s")


def show(step: str, rows: int) -> float:
    """In a process of its own."""
    command = [sys.executable, "-m", "bench.people", "--step", step]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(told.stdout.splitlines()[-1])
    speed, worked = rows / found["seconds"], found["here"] + found["there"]
    print(
        f"  {step:16}{found['seconds']:8.1f} s{speed:9.0f} rows/s{found['mib']:7.0f} MiB  {found['state']:9}"
        f"processor {found['here']:.1f} s, database {found['there']:.1f} s: {rows / worked:.0f} rows/s"
    )
    return found["seconds"]


def run(step: str) -> dict:
    start_django()
    from django.db import connection
    from django.utils import timezone

    from lms.interop.people import actions

    connection.ensure_connection()
    if not step.startswith("check"):
        confirm()
    began, here, there = time.perf_counter(), time.process_time(), worked_in_database()
    done = actions.work_on_next(today=timezone.localdate())
    assert done
    return {
        "seconds": time.perf_counter() - began,
        "here": time.process_time() - here,
        "there": worked_in_database() - there,
        "mib": peak_of_memory(),
        "state": latest().state,
    }


def worked_in_database() -> float:
    """The seconds of the process that serves our connection; it has to be on this machine."""
    from django.db import connection

    pid = connection.connection.info.backend_pid
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def peak_of_memory() -> float:
    """In MiB. From Linux itself: getrusage also counts what the program that started this one once had."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024


def latest():
    from lms.people.models import PeopleImport

    return PeopleImport.objects.defer("content").latest("pk")


def confirm() -> None:
    """Also what has nothing to change: going through all of it is what is measured."""
    from lms.people.models import PeopleImport

    PeopleImport.objects.filter(pk=latest().pk).update(state="applying")


def hand_in(file: Path) -> None:
    from lms.interop.people import actions
    from lms.people.actions import system_user
    from lms.people.models import Organisation, PeopleImport

    with file.open("rb") as content:
        handed = actions.hand_in(
            organisation=Organisation.objects.get(slug=f"bench-{file.suffix[1:]}"),
            file=content,
            name=file.name,
            acting_user=system_user(),
        )
    PeopleImport.objects.filter(pk=handed.pk).update(
        state="checking", make_units=True, applied_by=system_user()
    )


def fill(name: str) -> None:
    from django.core.management import call_command

    from lms.people.actions import create_organisation, system_user
    from lms.people.models import Organisation

    with Path(os.devnull).open("w") as quiet:
        call_command("migrate", stdout=quiet)
        call_command("import_framework", str(FIXTURES / "frameworks/digcomp-3.0.json"), stdout=quiet)
        call_command("import_profiles", str(FIXTURES / "profiles/example-profiles.csv"), stdout=quiet)
    if not Organisation.objects.filter(slug=name).exists():
        create_organisation(name=name, acting_user=system_user())


def write_list(file: Path, rows: int) -> None:
    lines = (row(number, file.suffix[1:]).split(";") for number in range(rows))
    if file.suffix == ".csv":
        with file.open("w", encoding="utf-8") as out:
            out.write(HEAD + "\n")
            out.writelines(";".join(line) + "\n" for line in lines)
        return
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEAD.split(";"))
    for line in lines:
        sheet.append(line)
    book.save(file)


def row(number: int, form: str) -> str:
    unit, name = number % UNITS, f"Voornaam{number} De Familienaam"
    place = f"Domein {unit % 10} > Dienst {unit % 60} > Team {unit}"
    day = f"{1 + number % 28:02}/{1 + number % 12:02}/{2000 + number % 25}"
    return f"B{number:07};{name};m{number}@{form}.example;{place};Medewerker;P{1 + number % 12:02};{day}"


def start_django() -> None:
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="bouwsteen-bench-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    import django

    django.setup()


if __name__ == "__main__":
    main()
