"""An attack on the counts: whatever HR can ask, with every filter, may not tell what is known of a small group.

First the rule itself: all worlds of a small unit are tried, and those that look alike from outside may not agree on
what they hide. Then the pages: every figure has to be a sum of groups that the rule lets through, and no others.
"""

import random
from collections import defaultdict
from datetime import date
from itertools import combinations, product

import pytest
from django.utils import timezone

from lms.dashboards.queries import Overview
from lms.people.access import Counts, Visibility, added, publishable
from lms.people.models import Employment, Organisation, Unit, User
from skills.gaps import State
from skills.models import Competence, HeldLevel, JobProfile, ProfileAssignment

SMALLEST = 5


def every_count(people: int) -> list[Counts]:
    return [
        Counts(ok, doubted + unknown, people - ok - doubted - unknown, unknown)
        for ok in range(people + 1)
        for doubted in range(people + 1 - ok)
        for unknown in range(people + 1 - ok - doubted)
    ]


def seen_from_outside(world: tuple[Counts, ...]) -> tuple:
    """The sums that are shown. Which small groups go together is not told, though their number is easily guessed."""
    jobs = dict(enumerate(world))
    return tuple(
        (some, added(jobs[job] for job in some)) for some in publishable(jobs, Visibility.GROUPS, SMALLEST)
    )


def all_in(state: str):
    return lambda counts: counts.known > 0 and getattr(counts, state) == counts.known


def told_of(sizes: tuple[int, ...], seen=seen_from_outside) -> set[tuple[tuple[int, ...], str]]:
    """Sets of jobs of which some outside tells: all who are known are in order, all have to learn, or all are alike."""
    looking_alike = defaultdict(list)
    for world in product(*map(every_count, sizes)):
        looking_alike[seen(world)].append(world)
    found = set()
    sets = [some for size in range(1, len(sizes) + 1) for some in combinations(range(len(sizes)), size)]
    for worlds, some in product(looking_alike.values(), sets):
        inside = [added(world[job] for job in some) for world in worlds]
        found |= {(some, state) for state in ("ok", "learn") if all(map(all_in(state), inside))}
        # One who is known is always like herself.
        several = inside[0].total >= SMALLEST and all(one.known > 1 for one in inside)
        if several and all(all_in("ok")(one) or all_in("learn")(one) for one in inside):
            found.add((some, "alike"))
    return found


@pytest.mark.parametrize("sizes", [(5,), (6, 2), (8, 1), (4, 3), (5, 5), (5, 2, 3), (1, 1, 4), (6, 1, 4)])
def test_no_outside_tells_what_a_hidden_group_is_like(sizes):
    assert told_of(sizes) == set()


def test_the_attack_is_not_blind():
    """Against two rules that were or could have been ours."""

    def all_that_is_large(world):
        return tuple(counts if counts.total >= SMALLEST else None for counts in world)

    def with_a_total(world):
        return seen_from_outside(world), added(world)

    assert ((0,), "ok") in told_of((5,), all_that_is_large)
    assert ((1,), "learn") in told_of((5, 1), with_a_total)


# The pages


@pytest.fixture(params=range(4))
def organisation(request, cast) -> Organisation:
    """Units under units, with groups of all sizes, in which many are alike."""
    dice = random.Random(request.param)
    made = Organisation.objects.create(name=f"Random {request.param}", slug=f"random-{request.param}")
    units: list[Unit] = []
    for number in range(5):
        above = dice.choice([None, *units])
        units.append(Unit.objects.create(organisation=made, parent=above, name=f"Unit {number}"))
    jobs = list(JobProfile.objects.order_by("code")[:3])
    skills = list(Competence.objects.order_by("code")[:3])
    for unit, job in product(units, jobs):
        usual = dice.choice([*State, None])
        for _person in range(dice.choice([0, 1, 2, 4, 5, 6, 9])):
            somebody(unit, job, {skill: dice.choice([usual, usual, *State, None]) for skill in skills})
    return made


def somebody(unit: Unit, job: JobProfile, states: dict[Competence, State | None]) -> None:
    """Somebody in these states; None where nothing is known."""
    now = timezone.now()
    work = Employment.objects.create(
        user=User.objects.create(name="X"), organisation=unit.organisation, unit=unit, starts=date(2024, 1, 1)
    )
    ProfileAssignment.objects.create(employment=work, profile=job, starts=work.starts)
    HeldLevel.objects.bulk_create(
        HeldLevel(
            employment=work,
            organisation=unit.organisation,
            unit=unit,
            profile=job,
            competence=skill,
            required=2,
            level=2,
            error=1,
            p_gap=0.5,
            own_equivalents=4 if state else 0,
            state=state or State.UNSURE,
            last_evidence_at=now if state else None,
            as_of=now,
        )
        for skill, state in states.items()
    )


def harmless(counts: Counts) -> bool:
    """Nobody, or at least five people, of whom nobody or at least five are known, and these are not all alike."""
    if counts.total == 0:
        return True
    large = counts.total >= SMALLEST and (counts.known == 0 or counts.known >= SMALLEST)
    return large and not all_in("ok")(counts) and not all_in("learn")(counts)


def less(whole: Counts, part: Counts) -> Counts:
    return Counts(
        whole.ok - part.ok,
        whole.unsure - part.unsure,
        whole.learn - part.learn,
        whole.unknown - part.unknown,
    )


NOTHING = Counts(0, 0, 0)


def test_every_figure_of_every_filter_is_a_sum_of_groups_that_may_be_shown(organisation):
    today = timezone.localdate()
    everything = Overview(organisation, None, today)
    by_job = {job.pk: Overview(organisation, None, today, job=job.pk) for job in everything.jobs}
    pieces: dict[
        tuple[int, int, int | None], Counts
    ] = {}  # by competence, unit and job (None: the small ones)
    for skill in everything.competences:
        for job, filtered in by_job.items():
            for row in filtered.by_place(skill):
                pieces[skill.pk, row.of.pk, job] = row.cells[0].counts or NOTHING
        for row in everything.by_place(skill):
            whole = row.cells[0].counts or NOTHING
            shown = added(pieces.get((skill.pk, row.of.pk, job), NOTHING) for job in by_job)
            pieces[skill.pk, row.of.pk, None] = less(whole, shown)
    assert all(harmless(piece) for piece in pieces.values())

    def expected(units, skills, job) -> Counts:
        return added(
            piece
            for (skill, unit, of), piece in pieces.items()
            if unit in units and skill in skills and (job is None or of == job)
        )

    for unit, job in product([None, *everything.places], [None, *by_job]):
        chosen = Overview(organisation, None, today, unit=unit, job=job)
        units, skills = chosen.chosen_units, {skill.pk for skill in everything.competences}
        assert (chosen.total.counts or NOTHING) == expected(units, skills, job)
        for skill, cell in chosen.by_competence:
            assert (cell.counts or NOTHING) == expected(units, {skill.pk}, job)
        for row in chosen.by_unit:
            here = {row.of.pk} if row.here else chosen._under(row.of.pk)
            for area, cell in zip(chosen.areas, row.cells, strict=True):
                of_area = {skill.pk for skill in chosen.competences if skill.area_id == area.pk}
                assert (cell.counts or NOTHING) == expected(here, of_area, job)
        for row in chosen.by_job(chosen.competences):
            whole = row.cells[0].counts or NOTHING
            of_job = expected(units, skills, row.of.pk) if row.of else None
            assert whole == of_job if of_job is not None else whole.total == 0 or whole.total >= SMALLEST


def test_who_manages_one_unit_sees_no_other_pieces_than_hr(organisation):
    today = timezone.localdate()
    everything = Overview(organisation, None, today)
    for unit in everything.places:
        managed = Overview(organisation, frozenset({unit}), today)
        for skill in managed.competences:
            theirs = {row.of.pk: row.cells[0].counts for row in managed.by_place(skill)}
            ours = {row.of.pk: row.cells[0].counts for row in everything.by_place(skill) if row.of.pk == unit}
            assert theirs == ours


def test_who_takes_part_is_told_of_groups_of_five_and_more_only(organisation):
    today = timezone.localdate()
    everything = Overview(organisation, None, today)
    for unit, job in product(everything.places, [None, *everything.jobs]):
        part = Overview(organisation, frozenset({unit}), today, job=job and job.pk).taking_part.counts
        assert part is None or part.total >= SMALLEST
