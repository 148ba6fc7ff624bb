"""Things to learn, made by the real publishing actions."""

from __future__ import annotations

import uuid

from courses import questions
from courses.actions import publish_activity, publish_module, publish_question
from courses.models import Activity, Module, QuestionVersion
from lms.people.actions import system_user
from lms.people.models import Organisation
from skills.models import Competence

SINGLE_CHOICE = {
    "prompt": "Which one?",
    "options": [
        {"text": "The good one", "right": True, "feedback": "Indeed."},
        {"text": "Another one", "feedback": "Look again."},
        {"text": "A third one", "feedback": "Look again."},
    ],
    "why": "Because it is good.",
}


def a_question(
    organisation: Organisation,
    *,
    code: str = "4.1",
    level: int = 2,
    key: uuid.UUID | None = None,
    plain: dict | None = None,
    type: str = "single_choice",
    language: str = "nl",
    **more,
) -> QuestionVersion | None:
    body, texts = questions.kind(type).split(plain or SINGLE_CHOICE)
    return publish_question(
        key=key or uuid.uuid4(),
        organisation=organisation,
        language=language,
        is_source=language == "nl",
        type=type,
        body=body,
        texts=texts,
        competence=Competence.objects.get(code=code),
        level=level,
        acting_user=system_user(),
        **more,
    )


def an_activity(
    module: Module,
    *,
    kind: str = Activity.Kind.LESSON,
    questions: int = 1,
    position: int = 0,
    code: str = "4.1",
) -> Activity:
    asked = [a_question(module.organisation, code=code) for _ in range(questions)]
    return publish_activity(
        key=uuid.uuid4(),
        module_key=module.key,
        organisation=module.organisation,
        kind=kind,
        language="nl",
        title=f"{kind} {position}",
        position=position,
        questions=[(version.question.key, False) for version in asked],
        acting_user=system_user(),
    )


def a_module(organisation: Organisation, *, title: str = "A module", code: str = "4.1") -> Module:
    return publish_module(
        key=uuid.uuid4(),
        organisation=organisation,
        language="nl",
        title=title,
        summary="What it is about.",
        subject=Module.Subject.IT,
        minutes=15,
        aims=[(Competence.objects.get(code=code), 2, 3)],
        acting_user=system_user(),
    )
