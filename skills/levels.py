"""Levels: one Bayesian estimate per competence from a person's evidence.

A three-parameter model on a tree of general, areas and competences, estimated on a fixed grid with sums and
products of tables, no iteration. In every array the last axis is the grid of abilities, in levels. Messages
are logarithms, so that thousands of answers do not underflow.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skills.evidence import (
    SHORT_HALF_LIVES,
    Evidence,
    Kind,
    Reason,
    Weighed,
    order,
    weigh,
)

Array = NDArray[np.float64]
Numbers = NDArray[np.intp]

TOP_LEVEL = 8
RANGE_80 = 1.28  # standard errors each side of the level
TINY = 1e-300


@dataclass(frozen=True)
class Model:
    """The scale and the beliefs before any evidence, in levels."""

    lowest: float = -2.0
    highest: float = 10.0
    step: float = 0.25
    mean: float = 3.0
    sd: float = 1.6
    shares: tuple[float, float, float] = (
        0.50,
        0.15,
        0.35,
    )  # of the variance: general, area, competence
    own_estimate_sd: float = 4.0
    validation_sd: float = 1.2
    learning_sd: float = 0.7
    offsets: tuple[tuple[str, float], ...] = ()  # by competence: how far it lies above the mean for everybody

    @cached_property
    def grid(self) -> Array:
        return np.linspace(
            self.lowest,
            self.highest,
            round((self.highest - self.lowest) / self.step) + 1,
        )

    def sd_of(self, layer: int) -> float:
        return self.sd * math.sqrt(self.shares[layer])


# Every version that a stored level may carry stays here, so that the log can be replayed as it was counted then.
MODELS: Mapping[str, Model] = {"tree-1": Model()}
MODEL_VERSION = "tree-1"
MODEL = MODELS[MODEL_VERSION]


@dataclass(frozen=True)
class Tree:
    """Areas with their competences, local ones included."""

    areas: Mapping[str, Sequence[str]]

    @cached_property
    def competences(self) -> tuple[str, ...]:
        return tuple(code for codes in self.areas.values() for code in codes)

    @cached_property
    def area_of_each(self) -> Numbers:
        sizes = [len(codes) for codes in self.areas.values() if codes]
        return np.repeat(np.arange(len(sizes)), sizes)

    @cached_property
    def first_of_area(self) -> Numbers:
        return np.flatnonzero(np.diff(self.area_of_each, prepend=-1))


@dataclass(frozen=True)
class Estimate:
    level: float
    se: float
    posterior: tuple[float, ...]  # on the model's grid

    @property
    def low(self) -> float:
        return self.level - RANGE_80 * self.se

    @property
    def high(self) -> float:
        return self.level + RANGE_80 * self.se

    @property
    def shown(self) -> int:
        return shown_level(self.level)


@dataclass(frozen=True)
class Effect:
    evidence: Evidence
    weight: float
    why: tuple[Reason, ...]
    change: float  # the level now less the level without this row


@dataclass(frozen=True)
class Explanation:
    """Why a level is what it is."""

    estimate: Estimate
    alone: Estimate  # from the person's own evidence in this competence only
    others: float  # the level that everything else suggests
    effects: tuple[Effect, ...]  # oldest first
    helped: Mapping[str, float]  # by other competence: the level now less the level without its evidence


def shown_level(level: float) -> int:
    """Level k is shown from k - 0.5 up to, not including, k + 0.5."""
    return min(max(math.floor(level + 0.5), 0), TOP_LEVEL)


def p_gap(estimate: Estimate, required: int, model: Model = MODEL) -> float:
    """The chance that the person is below the required level; a requirement of 0 asks nothing."""
    if required <= 0:
        return 0.0
    return min(1.0, float(_below(required, model) @ np.array(estimate.posterior)))


def gap_chances(posteriors: Array, required: Numbers, model: Model = MODEL) -> Array:
    """`p_gap` of many: posteriors of shape (..., grid), required levels of shape (...) or one that broadcasts."""
    counted = np.array([_below(level, model) for level in range(TOP_LEVEL + 1)])
    chances: Array = (posteriors * counted[required]).sum(axis=-1)
    return np.where(required > 0, np.minimum(chances, 1.0), 0.0)


@lru_cache(maxsize=64)
def _below(required: int, model: Model) -> Array:
    """How much of each point of the grid lies below a level; the point on the cut counts half."""
    above_cut = model.grid - (required - 0.5)
    return np.where(np.isclose(above_cut, 0.0), 0.5, above_cut < 0).astype(np.float64)


@dataclass(frozen=True)
class Estimates:
    """Of many people in every competence of a tree, as arrays of shape (people, competences) and (…, grid)."""

    tree: Tree
    levels: Array
    errors: Array
    posteriors: Array

    def of(self, person: int) -> dict[str, Estimate]:
        found = self.levels[person], self.errors[person], self.posteriors[person]
        return dict(zip(self.tree.competences, _summaries(*found), strict=True))


def estimate(tree: Tree, weighed: Iterable[Weighed], model: Model = MODEL) -> dict[str, Estimate]:
    """By competence of the tree; evidence about a competence outside the tree is left aside."""
    return estimate_many(tree, [weighed], model).of(0)


def estimate_many(tree: Tree, people: Sequence[Iterable[Weighed]], model: Model = MODEL) -> Estimates:
    """The same for many people at once. Some 50 kB each are needed meanwhile: take a few hundred together."""
    chains = _Chains.of([rows for weighed in people for rows in _by_competence(tree, weighed)], model)
    shape = len(people), len(tree.competences), model.grid.size
    priors = log_priors(tree, chains.backward().reshape(shape), model)
    logs = chains.forward(priors.reshape(-1, model.grid.size)).reshape(shape)
    return Estimates(tree, *moments(logs, model))


def estimate_alone(competence: str, weighed: Iterable[Weighed], model: Model = MODEL) -> Estimate:
    """From the person's own evidence in this competence only, nothing borrowed."""
    own = _Chains.of(_by_competence(Tree({"": (competence,)}), weighed), model)
    prior = np.log(_normal(np.array(model.mean), model.sd, model))
    return _summaries(*moments(own.forward(prior), model))[0]


def effects(
    tree: Tree,
    log: Iterable[Evidence],
    today: date,
    competence: str,
    half_life: Mapping[str, float] = SHORT_HALF_LIVES,
    model: Model = MODEL,
) -> Explanation:
    """What every row of this competence does to its level, and what the other competences do."""
    weighed = weigh(log, today, half_life)
    codes = tree.competences
    all_rows = _by_competence(tree, weighed)
    where = codes.index(competence)
    rows = all_rows[where]
    # one person with all the evidence, and one without that of each other competence
    variants = np.repeat(_Chains.of(all_rows, model).backward()[None], 1 + len(codes), axis=0)
    variants[np.arange(1, 1 + len(codes)), np.arange(len(codes))] = 0.0
    priors = log_priors(tree, variants, model)[:, where]
    finals = _Chains.of([rows] * len(priors), model).forward(priors)
    whole, *without = _summaries(*moments(finals, model))
    helped = {code: whole.level - other.level for code, other in zip(codes, without, strict=True)}
    spoke = {code for code, own in zip(codes, all_rows, strict=True) if own}
    return Explanation(
        estimate=whole,
        alone=estimate_alone(competence, weighed, model),
        others=float(moments(priors[0], model)[0]),
        effects=_effects(rows, priors[0], whole.level, model),
        helped={code: change for code, change in helped.items() if code in spoke - {competence}},
    )


def _effects(rows: Sequence[Weighed], prior: Array, level: float, model: Model) -> tuple[Effect, ...]:
    without_each = [[*rows[:index], *rows[index + 1 :]] for index in range(len(rows))]
    left = moments(_Chains.of(without_each, model).forward(prior), model)[0]
    return tuple(
        Effect(row.evidence, row.weight, row.why, level - without)
        for row, without in zip(rows, left.tolist(), strict=True)
    )


def answer_log_likelihoods(
    right: Array, b: Array, b_error: Array, guess: Array, model: Model = MODEL
) -> Array:
    """Shape (..., grid) for answers of shape (...)."""
    distance = (model.grid - b[..., None]) * slope(b_error)[..., None]
    knows = 1.0 / (1.0 + np.exp(-distance))
    chance = guess[..., None]
    p_right = chance + (1.0 - chance) * knows
    return np.log(np.where(right[..., None] > 0, p_right, (1.0 - chance) * (1.0 - knows)))


def slope(b_error: Array) -> Array:
    """The error of a label flattens the curve; a logistic is close to a normal of standard deviation 1.7."""
    return 1.0 / np.sqrt(1.0 + b_error**2 / 1.7**2)


def log_priors(tree: Tree, evidence: Array, model: Model = MODEL) -> Array:
    """What all the other competences say about each one, up to a constant.

    `evidence` holds log-likelihoods, shape (people, competences, grid); a row of zeros says nothing. The
    result has the same shape; added to the evidence it is the log-posterior.
    """
    if not tree.competences:
        return evidence
    root, area_table, leaf_tables = _tables(tree, model)
    up = _through_each(evidence, leaf_tables.transpose(0, 2, 1))
    areas = np.add.reduceat(up, tree.first_of_area, axis=1)
    up_areas = _through(areas, area_table.T)
    general = root + up_areas.sum(axis=1, keepdims=True)
    down = _through(general - up_areas, area_table)
    return _through_each((down + areas)[:, tree.area_of_each] - up, leaf_tables)


def _tables(tree: Tree, model: Model) -> tuple[Array, Array, Array]:
    offsets = dict(model.offsets)
    return _tables_of(tuple(offsets.get(code, 0.0) for code in tree.competences), model)


@lru_cache(maxsize=16)
def _tables_of(offsets: tuple[float, ...], model: Model) -> tuple[Array, Array, Array]:
    root = np.log(_normal(np.array(model.mean), model.sd_of(0), model))
    leaves = np.array([_normal(model.grid + offset, model.sd_of(2), model) for offset in offsets])
    return root, _normal(model.grid, model.sd_of(1), model), leaves


@lru_cache(maxsize=64)
def _learning_table(gain: float, model: Model) -> Array:
    """Each row is cut off as far below as above: the end of the grid does not push, and 0 stays neutral."""
    means = np.clip(model.grid + gain, model.lowest, model.highest)[:, None]
    distance = np.abs(model.grid - means)
    reach = np.minimum(means - model.lowest, model.highest - means) + 1e-9
    density: Array = np.where(distance <= reach, np.exp(-0.5 * (distance / model.learning_sd) ** 2), 0.0)
    return _rows_to_one(density)


def _normal(means: Array, sd: float, model: Model) -> Array:
    """A normal on the grid for every mean, each adding up to 1."""
    distance = model.grid - means[..., None]
    return _rows_to_one(np.maximum(np.exp(-0.5 * (distance / sd) ** 2), TINY))


def _rows_to_one(density: Array) -> Array:
    total: Array = density.sum(axis=-1, keepdims=True)
    return density / total


def _through(message: Array, table: Array) -> Array:
    """Sum a message over the grid, with table[from, to]; rescaled, so a constant is lost."""
    scaled: Array = np.exp(message - message.max(axis=-1, keepdims=True))
    summed: Array = np.maximum(scaled @ table, TINY)
    return np.log(summed)


def _through_each(messages: Array, tables: Array) -> Array:
    """The same with a table of its own for each competence."""
    return _through(messages.transpose(1, 0, 2), tables).transpose(1, 0, 2)


@dataclass(frozen=True)
class _Chains:
    """The evidence of many, each in one competence, cut into pieces by learning steps."""

    pieces: Array  # log-likelihoods, shape (pieces, grid); those of one chain after each other
    gains: Array  # of the step before each piece; not a number before the first of a chain
    firsts: Numbers  # the first piece of each chain
    model: Model

    @classmethod
    def of(cls, chains: Sequence[Sequence[Weighed]], model: Model) -> "_Chains":
        """Each oldest first, unless it holds no learning step."""
        rows = [row for chain in chains for row in chain]
        facts = [_facts(row.evidence) for row in rows]
        is_step = np.array([each[0] is Kind.STEP for each in facts], dtype=np.bool_)
        steps_before = np.append(0, np.cumsum(is_step))
        sizes = np.array([len(chain) for chain in chains], dtype=np.intp)
        firsts = np.arange(sizes.size) + steps_before[np.cumsum(sizes) - sizes]
        piece_of_row = np.repeat(np.arange(sizes.size), sizes) + steps_before[1:]
        gains = np.full(sizes.size + steps_before[-1], math.nan)
        gains[piece_of_row[is_step]] = [each[1] for each in facts if each[0] is Kind.STEP]
        pieces = np.zeros((gains.size, model.grid.size))
        if rows:
            starts = np.flatnonzero(np.diff(piece_of_row, prepend=-1))
            weights: Array = np.array([row.weight for row in rows])
            each_row = _log_likelihoods(facts, model) * weights[:, None]
            pieces[piece_of_row[starts]] = np.add.reduceat(each_row, starts)
        return cls(pieces, gains, firsts, model)

    def backward(self) -> Array:
        """The log-likelihoods of the abilities before the first step, shape (chains, grid)."""
        message = self.pieces.copy()
        for later in reversed(self._after_each_step):
            message[later - 1] += self._stepped(message[later], later, back=True)
        return message[self.firsts]

    def forward(self, log_priors: Array) -> Array:
        """The log-posteriors of the abilities after the last step, up to a constant. One prior each, or one for all."""
        message = self.pieces.copy()
        message[self.firsts] += log_priors
        for later in self._after_each_step:
            message[later] += self._stepped(message[later - 1], later, back=False)
        lasts = np.append(self.firsts, len(message))[1:] - 1
        found: Array = message[lasts]
        return found

    @cached_property
    def _after_each_step(self) -> list[Numbers]:
        """The pieces right after the first step of their chains, those after the second, and so on."""
        begins = np.zeros(len(self.gains), dtype=np.intp)
        begins[self.firsts] = self.firsts
        depth = np.arange(len(self.gains)) - np.maximum.accumulate(begins)
        return [np.flatnonzero(depth == number) for number in range(1, depth.max(initial=0) + 1)]

    def _stepped(self, messages: Array, later: Numbers, *, back: bool) -> Array:
        result = np.empty_like(messages)
        for gain in np.unique(self.gains[later]):
            same = self.gains[later] == gain
            table = _learning_table(float(gain), self.model)
            result[same] = _through(messages[same], table.T if back else table)
        return result


def _by_competence(tree: Tree, weighed: Iterable[Weighed]) -> list[list[Weighed]]:
    """Where there is a learning step it matters what came first."""
    found: dict[str, list[Weighed]] = {code: [] for code in tree.competences}
    stepped = set()
    for row in weighed:
        competence = row.evidence.competence
        if competence in found:
            found[competence].append(row)
            if row.evidence.kind is Kind.STEP:
                stepped.add(competence)
    for competence in stepped:
        found[competence].sort(key=lambda row: order(row.evidence))
    return list(found.values())


# What settles a log-likelihood: right, b, b_error and guess of an answer, else its kind and a level (or a gain).
_Facts = tuple[Any, ...]


def _facts(row: Evidence) -> _Facts:
    if row.kind is Kind.ANSWER:
        return row.right, row.b, row.b_error, row.guess
    return row.kind, row.gain if row.kind is Kind.STEP else row.level


def _log_likelihoods(facts: Sequence[_Facts], model: Model) -> Array:
    """Shape (facts, grid). Each question is worked out once, however many answered it."""
    known: dict[_Facts, int] = {}
    which = [known.setdefault(each, len(known)) for each in facts]
    table: Array = np.zeros((len(known), model.grid.size))
    answers = [each for each in known if len(each) == 4]
    right, b, b_error, guess = np.array(answers, dtype=np.float64).reshape(-1, 4).T
    table[[known[each] for each in answers]] = answer_log_likelihoods(right, b, b_error, guess, model)
    for each, index in known.items():
        if each[0] in _STATED:
            table[index] = _STATED[each[0]](each[1], model)
    found: Array = table[which]
    return found


def _own_estimate(level: float, model: Model) -> Array:
    return -0.5 * ((model.grid - level) / model.own_estimate_sd) ** 2


def _validation(level: float, model: Model) -> Array:
    return -0.5 * ((model.grid - level) / model.validation_sd) ** 2


def _certificate(level: float, model: Model) -> Array:
    """A lower bound only: above the level all abilities are equally likely."""
    return np.log(0.1 + 0.9 / (1.0 + np.exp(-2.0 * (model.grid - level + 0.5))))


_STATED: Mapping[Kind, Callable[[float, Model], Array]] = {
    Kind.SELF: _own_estimate,
    Kind.VALIDATION: _validation,
    Kind.CERTIFICATE: _certificate,
}


def moments(log_posteriors: Array, model: Model = MODEL) -> tuple[Array, Array, Array]:
    """Levels, their standard errors and the posteriors, from log-posteriors of shape (..., grid) up to a constant."""
    posteriors: Array = np.exp(log_posteriors - log_posteriors.max(axis=-1, keepdims=True))
    posteriors /= posteriors.sum(axis=-1, keepdims=True)
    levels = posteriors @ model.grid
    variance = (posteriors * (model.grid - levels[..., None]) ** 2).sum(axis=-1)
    return levels, np.sqrt(variance), posteriors


def _summaries(levels: Array, errors: Array, posteriors: Array) -> list[Estimate]:
    """One for each row."""
    return [
        Estimate(level, error, tuple(posterior))
        for level, error, posterior in zip(levels.tolist(), errors.tolist(), posteriors.tolist(), strict=True)
    ]
