from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from lms.people.actions import system_user
from lms.people.models import Change
from skills import queries
from skills.actions import rebuild_levels, refresh_due_levels
from skills.levels import MODEL_VERSION
from skills.models import Evidence, HeldLevel, ProfileAssignment, Recount, WayOfCounting
from skills.queries import Measured, profile_of
from skills.recount import actions
from skills.recount.actions import look_at, order, publish_way, work_on_recount
from tests.shown import show_often

pytestmark = pytest.mark.django_db
LATER = {"asked": (4.5, 0.3)}  # of level 2 to level 5: harder than its label said


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def shown(cast):
    """Two people are sure to be in order or not, by a question that will turn out to be harder."""
    for number, learner in enumerate((cast.learner_a, cast.learner_b)):
        show_often(learner, cast.a if number == 0 else cast.b, right=number == 0, item="asked", days_ago=40)
    refresh()


def refresh() -> None:
    while refresh_due_levels(now=timezone.now()):
        pass


def new_way(cast, difficulties=None, offsets=None, days=0) -> WayOfCounting:
    return publish_way(
        offsets=offsets or {},
        difficulties=LATER if difficulties is None else difficulties,
        now=timezone.now() + timedelta(days=days),
        acting_user=cast.hr_a,
    )


def looked(way: str) -> Recount:
    made = look_at(way=way, now=timezone.now(), acting_user=system_user())
    work()
    made.refresh_from_db()
    return made


def work() -> int:
    rounds = 0
    while work_on_recount(now=timezone.now()):
        rounds += 1
    return rounds


def ordered(cast, way: str, django_capture_on_commit_callbacks) -> Recount:
    recount = looked(way)
    with django_capture_on_commit_callbacks(execute=True):
        order(recount=recount, now=timezone.now(), acting_user=cast.hr_a)
    work()
    recount.refresh_from_db()
    return recount


def held() -> dict:
    rows = HeldLevel.objects.order_by("employment", "competence")
    return {(row.employment_id, row.competence_id): (row.state, row.level, row.model_version) for row in rows}


def levels(found: dict) -> dict:
    return {key: (state, round(level, 6)) for key, (state, level, _version) in found.items()}


def test_publishing_a_way_changes_no_level(cast, shown):
    before = held()
    way = new_way(cast)
    assert way.name == f"{MODEL_VERSION}+{timezone.now():%Y-%m}"
    assert queries.counted_now() == MODEL_VERSION
    refresh()
    rebuild_levels(as_of=timezone.now())
    assert levels(held()) == levels(before)
    assert Change.objects.get(what="way_published").by == cast.hr_a


def test_the_same_way_sent_twice_is_one(cast):
    assert new_way(cast) == new_way(cast)
    assert WayOfCounting.objects.count() == 1


def test_another_way_in_the_same_month_has_a_number(cast):
    first, second = new_way(cast), new_way(cast, {"asked": (3.5, 0.2)})
    assert second.name == f"{first.name}.2"


def test_looking_tells_how_many_states_would_change_and_changes_nothing(cast, shown):
    before, log = held(), list(Evidence.objects.values().order_by("pk"))
    recount = looked(new_way(cast).name)
    assert recount.state == Recount.State.LOOKED
    assert recount.done == recount.total == ProfileAssignment.objects.filter(ends=None).count()
    moves = recount.moved[str(cast.competence("4.1").pk)]
    assert {move: moves[move] for move in moves if len(set(move.split(">"))) > 1} == {"learn>unsure": 1}
    assert sum(moves.values()) == recount.total
    assert held() == before
    assert list(Evidence.objects.values().order_by("pk")) == log


def test_a_recount_that_is_ordered_counts_everybody_so(cast, shown, django_capture_on_commit_callbacks):
    before, way = held(), new_way(cast)
    log = list(Evidence.objects.values().order_by("pk"))
    recount = ordered(cast, way.name, django_capture_on_commit_callbacks)
    assert recount.state == Recount.State.COUNTED
    assert recount.ordered_by == cast.hr_a
    assert {version for _state, _level, version in held().values()} == {way.name}
    changed = {key for key in before if before[key][0] != held()[key][0]}
    assert len(changed) == sum(
        number
        for moves in recount.moved.values()
        for move, number in moves.items()
        if len(set(move.split(">"))) > 1
    )
    assert list(Evidence.objects.values().order_by("pk")) == log
    assert Change.objects.get(what="recount_ordered").details == {"way": way.name}


def test_replaying_with_the_older_version_gives_the_older_levels(
    cast, shown, django_capture_on_commit_callbacks
):
    """As of the same moment, so that nothing ages in between."""
    moment, way = timezone.now(), new_way(cast)
    rebuild_levels(as_of=moment)
    before = held()
    ordered(cast, way.name, django_capture_on_commit_callbacks)
    rebuild_levels(as_of=moment, way=MODEL_VERSION)
    assert held() == before
    rebuild_levels(as_of=moment)
    assert levels(held()) != levels(before)
    newest = new_way(cast, {"asked": (0.1, 0.3)})
    assert newest.name != way.name
    again = held()
    rebuild_levels(as_of=moment, way=way.name)
    assert held() == again


def test_own_pages_follow_the_same_way(cast, shown, django_capture_on_commit_callbacks):
    def own() -> float:
        employment = cast.employment(cast.learner_a)
        today = timezone.localdate()
        measured = Measured(cast.learner_a, profile_of(employment, today), today)
        (level,) = (one.estimate.level for one in measured.standings if one.competence.code == "4.1")
        assert measured.explanation("4.1").estimate.level == pytest.approx(level)
        return level

    before, way = own(), new_way(cast)
    looked(way.name)
    assert own() == before
    ordered(cast, way.name, django_capture_on_commit_callbacks)
    assert own() > before + 0.5
    kept = HeldLevel.objects.get(employment__user=cast.learner_a, competence__code="4.1")
    assert own() == pytest.approx(kept.level)


def test_one_can_go_back(cast, shown, django_capture_on_commit_callbacks):
    rebuild_levels(as_of=timezone.now())
    before = levels(held())
    ordered(cast, new_way(cast).name, django_capture_on_commit_callbacks)
    assert levels(held()) != before
    ordered(cast, MODEL_VERSION, django_capture_on_commit_callbacks)
    assert levels(held()) == before
    assert queries.counted_now() == MODEL_VERSION


def test_what_is_answered_meanwhile_is_counted_in_the_new_way(
    cast, shown, django_capture_on_commit_callbacks
):
    way = new_way(cast)
    ordered(cast, way.name, django_capture_on_commit_callbacks)
    show_often(cast.learner2_a, cast.a, times=2)
    refresh()
    rows = HeldLevel.objects.filter(employment__user=cast.learner2_a)
    assert {row.model_version for row in rows} == {way.name}


def test_an_offset_moves_levels_of_who_showed_nothing_there(cast, shown):
    found = queries.way_named(new_way(cast, {}, {"4.1": -1.0}).name)
    assignments = list(queries.assignments_to_measure())
    before, after = (
        {(row["employment_id"], row["competence_id"]): row["level"] for row in queries.measured(*args)}
        for args in ((assignments, timezone.now()), (assignments, timezone.now(), found))
    )
    unknown = (cast.employment(cast.learner3_a).pk, cast.competence("4.1").pk)
    assert after[unknown] < before[unknown] - 0.5


def test_it_goes_on_where_it_stopped(cast, shown, monkeypatch):
    whole = looked(new_way(cast).name).moved
    monkeypatch.setattr(actions, "TOGETHER", 5)
    look_at(way=WayOfCounting.objects.get().name, now=timezone.now(), acting_user=system_user())
    assert work() == 12 // 5 + 2  # groups, and the end
    assert Recount.objects.last().moved == whole


def test_two_workers_at_once_count_nobody_twice(cast, shown, monkeypatch):
    look_at(way=new_way(cast).name, now=timezone.now(), acting_user=system_user())
    moves, raced = actions._moves, []

    def slow(*args):
        found = moves(*args)
        if not raced:
            raced.append(True)
            work()  # the other worker is faster
        return found

    monkeypatch.setattr(actions, "_moves", slow)
    work()
    recount = Recount.objects.get()
    assert recount.done == recount.total
    assert {sum(counts.values()) for counts in recount.moved.values()} == {recount.total}


def test_two_owners_who_order_at_once_order_one(cast, shown):
    recount = looked(new_way(cast).name)
    order(recount=recount, now=timezone.now(), acting_user=cast.hr_a)
    with pytest.raises(ValidationError, match="Look again"):
        order(recount=recount, now=timezone.now(), acting_user=cast.hr_b)
    recount.refresh_from_db()
    assert recount.ordered_by == cast.hr_a


def test_what_is_not_looked_at_yet_cannot_be_ordered(cast, shown):
    recount = look_at(way=new_way(cast).name, now=timezone.now(), acting_user=system_user())
    with pytest.raises(ValidationError, match="not looked at"):
        order(recount=recount, now=timezone.now(), acting_user=cast.hr_a)


def test_while_levels_are_counted_again_no_other_recount_is_ordered(cast, shown):
    way = new_way(cast)
    recount = looked(way.name)
    order(recount=recount, now=timezone.now(), acting_user=cast.hr_a)
    other = Recount.objects.create(
        way=MODEL_VERSION, before=way.name, as_of=timezone.now(), total=0, state=Recount.State.LOOKED
    )
    with pytest.raises(ValidationError, match="just now"):
        order(recount=other, now=timezone.now(), acting_user=cast.hr_a)


def test_who_looks_twice_gets_the_same_look(cast, shown):
    name = new_way(cast).name
    first = look_at(way=name, now=timezone.now(), acting_user=system_user())
    assert look_at(way=name, now=timezone.now(), acting_user=system_user()) == first
