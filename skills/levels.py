"""Levels: one Bayesian estimate per competence from a person's evidence.

A three-parameter model on a tree of general, areas and competences, estimated on a fixed grid with sums and
products of tables, no iteration. In every array the last axis is the grid of abilities, in levels. Messages
are logarithms, so that thousands of answers do not underflow.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise

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

MODEL_VERSION = "tree-1"
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

    @cached_property
    def grid(self) -> Array:
        return np.linspace(
            self.lowest,
            self.highest,
            round((self.highest - self.lowest) / self.step) + 1,
        )

    def sd_of(self, layer: int) -> float:
        return self.sd * math.sqrt(self.shares[layer])


MODEL = Model()


@dataclass(frozen=True)
class Tree:
    """Areas with their competences, local ones included; an offset says how far one lies above the mean."""

    areas: Mapping[str, Sequence[str]]
    offsets: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def competences(self) -> tuple[str, ...]:
        return tuple(code for codes in self.areas.values() for code in codes)

    @cached_property
    def area_of_each(self) -> NDArray[np.intp]:
        sizes = [len(codes) for codes in self.areas.values() if codes]
        return np.repeat(np.arange(len(sizes)), sizes)

    @cached_property
    def first_of_area(self) -> NDArray[np.intp]:
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
    above_cut = model.grid - (required - 0.5)
    counted = np.where(np.isclose(above_cut, 0.0), 0.5, above_cut < 0)
    return min(1.0, float(counted @ np.array(estimate.posterior)))


def estimate(tree: Tree, weighed: Iterable[Weighed], model: Model = MODEL) -> dict[str, Estimate]:
    """By competence of the tree; evidence about a competence outside the tree is left aside."""
    if not tree.competences:
        return {}
    chains = _chains(tree, weighed, model)
    priors = log_priors(tree, _at_start(chains)[None], model)[0]
    finals = [chain.forward(prior) for chain, prior in zip(chains.values(), priors, strict=True)]
    return dict(zip(chains, _summaries(finals, model), strict=True))


def estimate_alone(competence: str, weighed: Iterable[Weighed], model: Model = MODEL) -> Estimate:
    """From the person's own evidence in this competence only, nothing borrowed."""
    own = _chains(Tree({"": (competence,)}), weighed, model)[competence]
    return _summaries([own.forward(np.log(_normal(np.array(model.mean), model.sd, model)))], model)[0]


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
    chains = _chains(tree, weighed, model)
    own = chains[competence]
    # one person with all the evidence, and one without that of each other competence
    variants = np.repeat(_at_start(chains)[None], 1 + len(chains), axis=0)
    variants[np.arange(1, 1 + len(chains)), np.arange(len(chains))] = 0.0
    prior, *priors_without = log_priors(tree, variants, model)[:, tree.competences.index(competence)]
    whole, *without = _summaries([own.forward(each) for each in (prior, *priors_without)], model)
    helped = {code: whole.level - other.level for code, other in zip(chains, without, strict=True)}
    return Explanation(
        estimate=whole,
        alone=estimate_alone(competence, weighed, model),
        others=_summaries([prior], model)[0].level,
        effects=_effects(own, prior, whole.level),
        helped={code: change for code, change in helped.items() if chains[code].rows and code != competence},
    )


def _effects(own: "_Chain", prior: Array, level: float) -> tuple[Effect, ...]:
    finals = [own.without(index).forward(prior) for index in range(len(own.rows))]
    return tuple(
        Effect(row.evidence, row.weight, row.why, level - left.level)
        for row, left in zip(own.rows, _summaries(finals, own.model), strict=True)
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
    root, area_table, leaf_tables = _tables(tree, model)
    up = _through_each(evidence, leaf_tables.transpose(0, 2, 1))
    areas = np.add.reduceat(up, tree.first_of_area, axis=1)
    up_areas = _through(areas, area_table.T)
    general = root + up_areas.sum(axis=1, keepdims=True)
    down = _through(general - up_areas, area_table)
    return _through_each((down + areas)[:, tree.area_of_each] - up, leaf_tables)


def _tables(tree: Tree, model: Model) -> tuple[Array, Array, Array]:
    return _tables_of(tuple(tree.offsets.get(code, 0.0) for code in tree.competences), model)


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
class _Chain:
    """A person's evidence in one competence, cut into pieces by the learning steps."""

    rows: tuple[Weighed, ...]
    log_likelihoods: Array  # one for each row; a step's own is zero
    model: Model

    @cached_property
    def steps(self) -> list[int]:
        return [index for index, row in enumerate(self.rows) if row.evidence.kind is Kind.STEP]

    @cached_property
    def tables(self) -> list[Array]:
        return [_learning_table(self.rows[index].evidence.gain, self.model) for index in self.steps]

    @cached_property
    def pieces(self) -> list[Array]:
        cuts = pairwise((0, *self.steps, len(self.rows)))
        return [self.log_likelihoods[start:end].sum(axis=0) for start, end in cuts]

    def backward(self) -> Array:
        """The log-likelihood of the ability before the first step."""
        message = self.pieces[-1]
        for table, piece in zip(reversed(self.tables), reversed(self.pieces[:-1]), strict=True):
            message = piece + _through(message, table.T)
        return message

    def forward(self, log_prior: Array) -> Array:
        """The log-posterior of the ability after the last step, up to a constant."""
        message = log_prior + self.pieces[0]
        for table, piece in zip(self.tables, self.pieces[1:], strict=True):
            message = _through(message, table) + piece
        return message

    def without(self, index: int) -> "_Chain":
        rows = self.rows[:index] + self.rows[index + 1 :]
        return replace(
            self,
            rows=rows,
            log_likelihoods=np.delete(self.log_likelihoods, index, axis=0),
        )


def _chains(tree: Tree, weighed: Iterable[Weighed], model: Model) -> dict[str, _Chain]:
    rows: dict[str, list[Weighed]] = {code: [] for code in tree.competences}
    for row in sorted(weighed, key=lambda row: order(row.evidence)):
        rows.get(row.evidence.competence, []).append(row)
    in_tree = [row for own in rows.values() for row in own]
    ends = np.cumsum([len(own) for own in rows.values()])
    parts = np.split(_log_likelihoods(in_tree, model), ends[:-1])
    return {
        code: _Chain(tuple(own), part, model) for (code, own), part in zip(rows.items(), parts, strict=True)
    }


def _at_start(chains: Mapping[str, _Chain]) -> Array:
    return np.array([chain.backward() for chain in chains.values()])


def _log_likelihoods(weighed: Sequence[Weighed], model: Model) -> Array:
    result: Array = np.zeros((len(weighed), model.grid.size))
    answers = []
    for index, row in enumerate(weighed):
        if row.evidence.kind is Kind.ANSWER:
            answers.append(index)
        elif row.evidence.kind in _STATED:
            result[index] = _STATED[row.evidence.kind](row.evidence.level, model)
    given = [weighed[index].evidence for index in answers]
    facts = np.array([(row.right, row.b, row.b_error, row.guess) for row in given]).reshape(-1, 4)
    right, b, b_error, guess = facts.T
    result[answers] = answer_log_likelihoods(right, b, b_error, guess, model)
    weights: Array = np.array([row.weight for row in weighed])
    return result * weights[:, None]


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


def _summaries(log_posteriors: Sequence[Array], model: Model) -> list[Estimate]:
    """From log-posteriors up to a constant."""
    logs = np.array(log_posteriors).reshape(-1, model.grid.size)
    posteriors = np.exp(logs - logs.max(axis=-1, keepdims=True))
    posteriors /= posteriors.sum(axis=-1, keepdims=True)
    levels = posteriors @ model.grid
    errors = np.sqrt((posteriors * (model.grid - levels[:, None]) ** 2).sum(axis=-1))
    return [
        Estimate(level, error, tuple(posterior))
        for level, error, posterior in zip(levels.tolist(), errors.tolist(), posteriors.tolist(), strict=True)
    ]
