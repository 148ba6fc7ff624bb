from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.people import looks
from lms.people.access import Role
from lms.people.models import Look

NOW = timezone.now()


def begun(purpose=Look.Purpose.TRAINING, said="") -> looks.Sitting:
    session: dict = {}
    looks.begin(session, purpose=purpose, said=said, now=NOW)
    found = looks.sitting(session, NOW)
    assert found
    return found


def note(cast, sitting, *people, what=Look.What.LIST) -> None:
    looks.note(
        people=[person.pk for person in people],
        organisation=cast.a,
        what=what,
        role=Role.HR,
        sitting=sitting,
        now=NOW,
        acting_user=cast.hr_a,
    )


def test_a_reason_counts_for_half_a_day():
    session: dict = {}
    assert looks.sitting(session, NOW) is None
    looks.begin(session, purpose=Look.Purpose.OTHER, said="I prepare the talk.", now=NOW)
    kept = looks.sitting(session, NOW + looks.LONGEST_SITTING - timedelta(seconds=1))
    assert (kept.purpose, kept.why) == (Look.Purpose.OTHER, "I prepare the talk.")
    assert looks.sitting(session, NOW + looks.LONGEST_SITTING) is None
    assert looks.sitting(session, NOW - timedelta(seconds=1)) is None  # a clock that was put back


def test_in_one_sitting_the_same_look_is_written_once(cast):
    sitting = begun()
    for _again in range(2):
        note(cast, sitting, cast.learner_a)
    note(cast, sitting, cast.learner_a, what=Look.What.STATES)
    note(cast, begun(), cast.learner_a)  # the reason was given again
    assert Look.objects.at_person(cast.learner_a).count() == 3


def test_a_list_is_a_look_at_everybody_in_it_in_one_statement(cast):
    people = [getattr(cast, name) for name in ("learner_a", "learner2_a", "learner3_a")]
    sitting = begun()
    who, where = cast.hr_a, cast.a
    with CaptureQueriesContext(connection) as asked:
        looks.note(
            people=[person.pk for person in [*people, who]],
            organisation=where,
            what=Look.What.LIST,
            role=Role.HR,
            sitting=sitting,
            now=NOW,
            acting_user=who,
        )
    assert len([one for one in asked if one["sql"].startswith("INSERT")]) == 1
    assert [Look.objects.at_person(person).count() for person in people] == [1, 1, 1]
    assert not Look.objects.at_person(who).exists()  # at herself


@pytest.mark.parametrize("purpose", [one for one in Look.Purpose if one != Look.Purpose.OTHER])
def test_every_reason_has_words(purpose):
    assert looks.why(purpose, "") == purpose.label
