import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses import coaching
from courses.models import Enrolment
from lms.interop.record import mapping
from lms.interop.record.mapping import Achievement, Aim, Concept, Known, Record, Skill
from lms.people.models import Employment
from skills.gaps import REPORTED_FROM
from tests.factories import a_module, an_activity
from tests.shown import show_often

SAFETY = Concept("4.1", {"nl": "Apparaten beschermen", "en": "Protecting devices"})
DAY = date(2026, 11, 3)


def test_as_data_a_record_has_open_names_numbers_and_days():
    known = Skill(SAFETY, Known.KNOWN, 3, 2, 4, 12.04, DAY)
    record = Record(
        name="Jef Claes",
        made_on=DAY,
        framework="DigComp 3.0",
        achievements=(Achievement({"nl": "Mail"}, "Aalhoek", DAY, None, 15, (Aim(SAFETY, 1, 2),)),),
        skills=(known, Skill(SAFETY, Known.UNKNOWN, 2, 0, 5, 0, None)),
        seen=(),
        based_on="Answers",
    )
    label = {"type": "Concept", "notation": "4.1", "prefLabel": dict(SAFETY.names)}
    assert mapping.as_data(record) == {
        "format": "bouwsteen-learning-record",
        "version": 1,
        "issuanceDate": "2026-11-03",
        "isSigned": False,
        "basedOn": "Answers",
        "credentialSubject": {"type": "Person", "fullName": "Jef Claes"},
        "inScheme": "DigComp 3.0",
        "learningAchievement": [
            {
                "type": "LearningAchievement",
                "title": {"nl": "Mail"},
                "awardedBy": {"legalName": "Aalhoek", "awardingDate": "2026-11-03"},
                "testPassed": None,
                "volumeOfLearning": "PT15M",
                "learningOutcome": [label | {"levels": {"lowest": 1, "highest": 2}}],
            }
        ],
        "skill": [
            label
            | {
                "known": "known",
                "level": 3,
                "levelAtLeast": 2,
                "levelAtMost": 4,
                "ownQuestions": 12.0,
                "lastShown": "2026-11-03",
            },
            label | {"known": "not_known_yet"},  # no level is told of what she showed nothing
        ],
        "taskSeenByCoach": [],
    }


@pytest.mark.parametrize(
    ("questions", "found"), [(0, Known.UNKNOWN), (1, Known.UNSURE), (3, Known.KNOWN), (9, Known.KNOWN)]
)
def test_a_level_is_known_from_as_much_as_others_may_be_told(questions, found):
    assert mapping.known(questions, REPORTED_FROM) is found


@pytest.fixture
def finished(cast):
    """She showed much in one skill, finished a module, and a coach saw a task."""
    module = a_module(cast.a, title="Mailing safely")
    now = timezone.now()
    Enrolment.objects.create(
        user=cast.learner_a, module=module, organisation=cast.a, started_at=now, finished_at=now
    )
    task = an_activity(module, kind="task", questions=0)
    coaching.check_task(
        employment=cast.employment(cast.learner_a),
        activity=task,
        seen_on=timezone.localdate(now),
        now=now,
        acting_user=cast.coach_a,
    )
    show_often(cast.learner_a, cast.a, level=6, times=20)


def test_the_page_the_file_and_the_data_say_the_same(as_user, cast, finished):
    client = as_user(cast.learner_a)
    page = client.get("/en/my-data/record/")
    file = client.get("/en/my-data/record.html")
    data = json.loads(client.get("/en/my-data/record.json").content)
    known = [one for one in data["skill"] if one["known"] == "known"]
    assert known
    assert [one["title"]["nl"] for one in data["learningAchievement"]] == ["Mailing safely"]
    assert len(data["taskSeenByCoach"]) == 1
    for reply in (page, file):
        text = reply.content.decode()
        assert "no-store" in reply["Cache-Control"]
        assert "Mailing safely" in text
        assert all(f"{one['notation']} {one['prefLabel']['en']}" in text for one in known)
        assert f"(level {known[0]['level']} of 8)" in text
    assert not any(sign in file.content.decode() for sign in ("<script", "<link", "src=", "href="))
    assert "attachment" in file["Content-Disposition"]


def test_who_left_still_has_her_record(as_user, cast, finished):
    Employment.objects.filter(user=cast.learner_a).update(ends=timezone.localdate() - timedelta(days=1))
    page = as_user(cast.learner_a).get(reverse("record"))
    assert b"Mailing safely" in page.content


def test_it_is_nobody_elses(as_user, client, cast, finished):
    assert client.get(reverse("record_json")).status_code == 302
    data = json.loads(as_user(cast.learner2_a).get(reverse("record_json")).content)
    assert (data["learningAchievement"], data["taskSeenByCoach"]) == ([], [])
    assert {one["known"] for one in data["skill"]} == {"not_known_yet"}
