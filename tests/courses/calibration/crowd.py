"""A crowd that answered questions in check-ups, written in bulk: nobody waits for thousands of real answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

import numpy as np
from django.utils import timezone

from courses.models import Asked, CheckUp, QuestionVersion
from lms.people.models import Organisation, User
from skills.models import Framework

Off = Callable[[QuestionVersion, int], float]  # how much harder a question is for a person than its label


def crowd(
    organisation: Organisation,
    versions: Sequence[QuestionVersion],
    size: int,
    *,
    off: Off = lambda version, person: 0.0,
    language: Callable[[int], str] = lambda person: "nl",
    seed: int = 1,
    level: float = 3.0,
) -> list[User]:
    """Everybody answers every question."""
    draw, start, first = np.random.default_rng(seed), timezone.now(), User.objects.count()
    users = User.objects.bulk_create(
        User(username=f"crowd-{first + number}", name="Somebody") for number in range(size)
    )
    framework = Framework.objects.get()
    check_ups = CheckUp.objects.bulk_create(
        CheckUp(
            user=user,
            organisation=organisation,
            framework=framework,
            mode="standard",
            started_at=start,
            finished_at=start,
        )
        for user in users
    )
    abilities = draw.normal(level, 1.4, size)
    Asked.objects.bulk_create(
        (
            Asked(
                check_up=check_up,
                step=step,
                sitting=1,
                question_id=version.question_id,
                version=version,
                reason={},
                left=1,
                asked_at=start,
                response={"choice": "a"},
                share=1.0,
                right=_is_right(draw, abilities[person], version, off(version, person)),
                language=language(person),
                answered_at=start + timedelta(seconds=person),
                evidence_key=uuid.uuid4(),
            )
            for person, check_up in enumerate(check_ups)
            for step, version in enumerate(versions, start=1)
        ),
        batch_size=2000,
    )
    return users


def _is_right(draw: np.random.Generator, ability: float, version: QuestionVersion, off: float) -> bool:
    b = version.level - 0.5 + off
    return bool(draw.random() < version.guess + (1 - version.guess) / (1 + np.exp(b - ability)))
