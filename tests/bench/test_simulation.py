"""The simulation runs the same rules as the pages: one simulated person, asked again question by question."""

import json

import pytest

from bench import simulation
from bench.simulation import CODES, check_ups, figures_of, main, world
from bench.vectors import DIGCOMP
from skills.adaptive import PLANS, Item, Mode, next_question
from skills.evidence import Evidence, Kind
from skills.levels import MODEL
from tests.skills.logs import NOON, TODAY


@pytest.fixture(scope="module")
def done():
    return check_ups(world(12, 3), PLANS[Mode.STANDARD], own_estimates=True).run()


def items_of(done):
    bank = done.items.bank
    return [
        Item(
            key=f"{index:03}",
            competence=CODES[bank.competence[index]],
            b=float(bank.b[index]),
            b_error=1.0,
            guess=0.2,
        )
        for index in range(bank.b.size)
    ]


@pytest.mark.parametrize("person", [0, 7])
def test_one_person_is_asked_the_same_as_in_the_crowd(done, person):
    bank = items_of(done)
    log = [
        Evidence(kind=Kind.SELF, competence=code, at=NOON, key=code, level=level)
        for code, level in zip(CODES, done.people.own_estimate[person].tolist(), strict=True)
    ]
    required = dict(zip(CODES, done.people.required[person].tolist(), strict=True))
    crowd = [int(chosen[who == person][0]) for who, chosen in done.picked if person in who]
    asked = []
    for item in crowd:
        choice = next_question(
            tree=DIGCOMP, log=log, today=TODAY, required=required, core=frozenset(), mode=Mode.STANDARD,
            bank=bank, asked=asked, seed=f"{done.seed}-{person}",
        )  # fmt: skip
        assert choice.item == bank[item]
        asked.append(choice.item)
        log.append(
            Evidence(
                kind=Kind.ANSWER,
                competence=choice.item.competence,
                at=NOON,
                key=choice.item.key,
                right=bool(done.right[person, item]),
                b=choice.item.b,
                guess=0.2,
                item=choice.item.key,
            )
        )
    assert (
        next_question(
            tree=DIGCOMP, log=log, today=TODAY, required=required, core=frozenset(), mode=Mode.STANDARD,
            bank=bank, asked=asked, seed=f"{done.seed}-{person}",
        )
        is None
    )  # fmt: skip


def test_the_crowd_is_estimated_as_one_person_is(done):
    found = list(simulation.estimates([simulation.answers_of(done, person) for person in range(3)]))
    alone = check_ups(world(12, 3), PLANS[Mode.STANDARD])
    evidence = done.evidence + 0.5 * ((MODEL.grid - done.people.own_estimate[..., None]) / 4.0) ** 2
    alone.evidence[:] = evidence
    alone._update(range(12))
    for person in range(3):
        levels = [found[person][code].level for code in CODES]
        assert levels == pytest.approx(alone.level[person].tolist(), abs=1e-9)


def test_nobody_is_asked_the_same_twice_and_the_plan_is_kept(done):
    assert done.used.sum() == done.asked.sum() == sum(len(who) for who, _ in done.picked)
    assert done.asked.max() == 5
    assert figures_of(done)["questions"] == pytest.approx(done.used.sum() / 12, abs=1e-3)


def test_the_same_seed_gives_the_same_people_and_another_one_others():
    one, same, other = world(20, 1), world(20, 1), world(20, 2)
    assert (one.people.ability == same.people.ability).all()
    assert (one.people.ability != other.people.ability).any()


def test_the_population_is_the_one_described():
    people = world(4000, 5).people
    gap = people.ability < people.required - 0.5
    assert people.ability.mean() == pytest.approx(3.26, abs=0.1)
    assert people.ability.std() == pytest.approx(1.61, abs=0.05)
    assert simulation.mean_correlation(people.ability) == pytest.approx(0.64, abs=0.02)
    assert gap.mean() == pytest.approx(0.41, abs=0.04)


def test_the_figures_can_be_had_as_a_file(tmp_path, capsys):
    path = tmp_path / "figures.json"
    main(["--people", "12", "--seed", "4", "--json", str(path)])
    found = json.loads(path.read_text())
    for part in ("42", "63", "84", "standard"):
        assert {"questions", "rmse", "within_1", "gap_right", "sure_share", "sure_right", "cover_80"} <= set(
            found[part]
        )
    assert "42 questions: RMSE" in capsys.readouterr().out


def test_nobody_cannot_be_simulated(capsys):
    with pytest.raises(SystemExit):
        main(["--people", "0"])
    assert "at least 10 people" in capsys.readouterr().err
