"""python -m bench.my_data --answers 20000: how long somebody waits for the file with all her data, and the memory.

Wants an empty database. The file is made in a process of its own, as a server has one: that gives its peak of memory.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import uuid
from datetime import timedelta

from bench.people import fill, peak_of_memory, start_django

NAME = "bench-my-data"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--answers", type=int, default=20_000)
    asked.add_argument("--pack", action="store_true", help=argparse.SUPPRESS)
    said = asked.parse_args()
    if said.pack:
        print(json.dumps(packed()))
    else:
        report(said.answers)


def report(answers: int) -> None:
    """Prints the figures. The database is that of DATABASE_URL, and is left filled."""
    start_django()
    fill("bench")
    answer_often(answers)
    command = [sys.executable, "-m", "bench.my_data", "--pack"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(told.stdout.splitlines()[-1])
    print(f"all the data of a person with {answers} answers, as one file")
    print(f"  {found['seconds']:.1f} s, {found['mib']:.0f} MiB ({found['before']:.0f} before)")
    for name, size in found["files"].items():
        print(f"  {name:12}{size / 1e6:8.1f} MB")


def answer_often(answers: int) -> None:
    """Rows as they are stored, written in bulk: how answers come about is measured elsewhere."""
    from django.utils import timezone

    from courses.actions import open_attempt
    from courses.models import Answer
    from lms.people.models import Organisation, User
    from skills.evidence import Kind
    from skills.models import Evidence

    user = User.objects.create(username=NAME, name="Veel Antwoord")
    organisation, now = Organisation.objects.get(slug="bench"), timezone.now()
    lesson = a_lesson(organisation)
    version = lesson.placements.get().question.current
    attempt = open_attempt(user=user, activity=lesson, organisation=organisation, now=now, acting_user=user)
    keys = [uuid.uuid4() for _number in range(answers)]
    Answer.objects.bulk_create(
        [
            Answer(
                attempt=attempt,
                question=version.question,
                version=version,
                turn=turn,
                evidence_key=key,
                response={"choice": "b"},
                share=0.0,
                right=False,
                language="nl",
                answered_at=now - timedelta(minutes=turn),
            )
            for turn, key in enumerate(keys, start=1)
        ],
        batch_size=1000,
    )
    Evidence.objects.bulk_create(
        [
            Evidence(
                key=key,
                user=user,
                organisation=organisation,
                competence=version.competence,
                kind=Kind.ANSWER,
                at=now - timedelta(minutes=turn),
                recorded_by=user,
                purpose="practice",
                right=False,
                difficulty=2.0,
                difficulty_error=0.5,
                guess=0.25,
                item=version.item,
                item_version=version.number,
                about=lesson.module.titles,
            )
            for turn, key in enumerate(keys)
        ],
        batch_size=1000,
    )


def a_lesson(organisation):
    from courses import questions
    from courses.actions import publish_activity, publish_module, publish_question
    from lms.people.actions import system_user
    from skills.models import Competence

    competence, actor = Competence.objects.get(code="4.1"), system_user()
    common = {"organisation": organisation, "language": "nl", "acting_user": actor}
    module = publish_module(
        key=uuid.uuid4(),
        title="Veilig mailen",
        summary="Wat je eerst bekijkt.",
        subject="it",
        minutes=15,
        aims=[(competence, 2, 3)],
        **common,
    )
    options = [
        {"text": f"Een antwoord dat {n} zinnen lang is.", "feedback": "Kijk nog eens."} for n in "1234"
    ]
    options[0]["right"] = True
    plain = {"prompt": "Welke mail kan je vertrouwen? " * 4, "options": options, "why": "Daarom."}
    body, texts = questions.kind("single_choice").split(plain)
    asked = publish_question(
        key=uuid.uuid4(),
        is_source=True,
        type="single_choice",
        body=body,
        texts=texts,
        competence=competence,
        level=2,
        **common,
    )
    return publish_activity(
        key=uuid.uuid4(),
        module_key=module.key,
        kind="lesson",
        title="Van wie komt dit?",
        position=1,
        questions=[(asked.question.key, False)],
        **common,
    )


def packed() -> dict:
    start_django()
    from zipfile import ZipFile

    from django.utils import timezone

    from lms.interop.my_data.packing import pack
    from lms.people.models import User

    user, before = User.objects.get(username=NAME), peak_of_memory()
    began = time.perf_counter()
    file = pack(person=user, now=timezone.now())
    seconds = time.perf_counter() - began
    files = {one.filename: one.file_size for one in ZipFile(file).infolist()}
    file.seek(0, 2)
    return {
        "seconds": seconds,
        "before": before,
        "mib": peak_of_memory(),
        "files": files | {"the ZIP": file.tell()},
    }


if __name__ == "__main__":
    main()
