from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from lms.people.models import User
from skills.actions import refresh_due_levels, take_back
from skills.evidence import Kind
from skills.models import Evidence, HeldLevel
from skills.queries import Measured
from skills.validating import Refused, has_said, take_back_validation, validate

TASK = {"nl": "Ze maakte een lijst"}


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def saw(cast, now):
    """A coach saw the learner do something."""

    def see(
        by: User | None = None, *, code="4.1", level=5, task=TASK, days_ago=1, of="learner_a"
    ) -> Evidence:
        return validate(
            employment=cast.employment(getattr(cast, of)),
            competence=cast.competence(code),
            level=level,
            task=task,
            seen_on=timezone.localdate(now) - timedelta(days=days_ago),
            now=now,
            acting_user=by or cast.coach_a,
        )

    return see


def standing(user, code="4.1", today: date | None = None):
    found = Measured(user, None, today or timezone.localdate()).standings
    return next(one for one in found if one.competence.code == code)


def test_a_validation_at_5_with_nothing_else_gives_what_the_specification_says(cast, saw):
    saw(days_ago=0)
    found = standing(cast.learner_a).estimate
    assert (round(found.level, 2), round(found.se, 2)) == (4.28, 0.96)


def test_it_says_who_saw_what_and_when(cast, saw, now):
    row = saw()
    assert (row.kind, row.recorded_by, row.about, row.level) == (Kind.VALIDATION, cast.coach_a, TASK, 5.0)
    assert timezone.localtime(row.at).hour == 12
    assert timezone.localdate(row.at) == timezone.localdate(now) - timedelta(days=1)


def test_what_was_seen_today_counts_in_the_levels_of_today(cast, saw, now):
    saw(days_ago=0)
    assert Evidence.objects.get().at <= now
    refresh_due_levels(now=timezone.now())
    held = HeldLevel.objects.get(employment__user=cast.learner_a, competence__code="4.1")
    assert held.own_equivalents == 4.0


def test_a_double_click_is_one_validation(saw):
    assert saw() == saw()
    assert Evidence.objects.count() == 1


def test_another_word_about_the_same_day_takes_the_place_of_the_first(cast, saw):
    saw(level=2)
    saw(level=4)
    assert [row.level for row in Evidence.objects.standing().filter(kind="validation")] == [4.0]
    assert standing(cast.learner_a).own.total == 4.0


def test_two_validators_at_once_both_count_and_the_second_half(cast, saw):
    saw()
    saw(by=cast.manager_a)
    assert standing(cast.learner_a).own.total == 6.0


def test_two_validations_by_one_person_in_a_year_count_once(cast, saw):
    saw(days_ago=100)
    saw(days_ago=10)
    assert standing(cast.learner_a).own.total == 4.0


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"of": "coach_a"}, "own"),
        ({"level": 9}, "level"),
        ({"level": -1}, "level"),
        ({"task": {}}, "task"),
        ({"task": {"nl": ""}}, "task"),
        ({"days_ago": -1}, "future"),
        ({"days_ago": 366}, "old"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(saw, what, code):
    with pytest.raises(Refused) as refused:
        saw(**what)
    assert refused.value.code == code
    assert not Evidence.objects.exists()


def test_what_was_seen_a_year_ago_to_the_day_is_not_too_old(saw):
    assert saw(days_ago=365)


def test_it_is_taken_back_and_can_be_said_again(cast, saw, now):
    row, employment = saw(), cast.employment(cast.learner_a)
    what = {"employment": employment, "key": row.key, "now": now}
    assert not take_back_validation(**what, acting_user=cast.manager_a)
    assert take_back_validation(**what, acting_user=cast.coach_a)
    assert not take_back_validation(**what, acting_user=cast.coach_a)
    assert standing(cast.learner_a).own.total == 0
    saw()
    assert standing(cast.learner_a).own.total == 4.0


def test_two_who_take_it_back_at_once_take_it_back_once(cast, saw, now):
    row = saw()
    first, second = (take_back(evidence=row, at=now, acting_user=cast.coach_a) for _click in range(2))
    assert first == second
    assert standing(cast.learner_a).own.total == 0


def test_what_somebody_said_within_the_year_is_known(cast, saw, now):
    saw(level=4)
    asked = cast.coach_a, cast.employment(cast.learner_a), cast.competence("4.1")
    assert [has_said(*asked, level, now) for level in (3, 4, 5)] == [True, True, False]
    assert not has_said(*asked, 3, now + timedelta(days=400))
    assert not has_said(cast.manager_a, *asked[1:], 3, now)


def test_what_was_said_of_her_lately_is_news_until_it_is_taken_back(cast, saw, now):
    row = saw()

    def news(user, since=now - timedelta(days=14)) -> list[Evidence]:
        return Measured(user, None, timezone.localdate()).seen_since(since)

    assert news(cast.learner_a) == [row]
    assert news(cast.learner2_a) == []
    assert news(cast.learner_a, timezone.now() + timedelta(days=1)) == []
    employment = cast.employment(cast.learner_a)
    take_back_validation(employment=employment, key=row.key, now=now, acting_user=cast.coach_a)
    assert news(cast.learner_a) == []
