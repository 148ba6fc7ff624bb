"""Calibration: what real answers say about the difficulty of questions. It proposes; a person decides.

The model is that of `skills.levels`. Bayesian estimation item by item on a grid, with each person's posterior from her
other answers as the distribution of ability (a marginal likelihood with leave-one-out posteriors, after Bock & Aitkin
1981). The authors' labels keep defining the scale: they are the prior of each item and the mean of each competence.
Shapes: P people, C competences, A first answers, I items, G points of the grid. All difficulties are in levels.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import numpy as np

from skills.levels import MODEL, Array, Model, Numbers, Tree, answer_log_likelihoods, log_priors, moments

ANSWERS_NEEDED = 30  # first answers of an item
GROUP_NEEDED = 30  # first answers of each language that is compared
ROUNDS = 4
RELAXATION = 1.3
LABEL_SD = 1.0  # how far an author's label is off
B_GRID = np.linspace(-3.0, 11.0, 141)
PEOPLE_AT_ONCE = 500

FAR_FROM_LABEL = 1.5
ABOVE_GUESSING = 0.05
LEAST_CORRELATION = 0.1
LEAK = 0.15  # share right above what is expected
LEAK_ANSWERS = 100  # the newest ones
# ETS category C: a difference of 1.5 delta is 0.64 logit (Zwick 2012). Sure at 1 %, as every item is looked at.
UNFAIR = 0.64
STANDARD_ERRORS = 2.58


class Flag(StrEnum):
    FAR_FROM_LABEL = "far_from_label"
    LIKE_GUESSING = "like_guessing"
    DOES_NOT_TELL = "does_not_tell"  # who knows more does not answer it better
    LEAKED = "leaked"
    DIFFERS_BY_LANGUAGE = "differs_by_language"


@dataclass(frozen=True, kw_only=True)
class Question:
    """An item as it is counted now."""

    key: str
    competence: str
    label: float  # the author's level
    b: float
    b_error: float
    guess: float


@dataclass(frozen=True, kw_only=True)
class FirstAnswer:
    """Of a person to an item. The person is any word that is the same for all her answers."""

    person: str
    item: str
    right: bool
    at: datetime
    language: str = ""  # of the interface


@dataclass(frozen=True)
class Difficulty:
    b: float
    error: float
    answers: int


@dataclass(frozen=True)
class Point:
    """Of the picture: people of about one level, how many of them were right, and how many the model expects."""

    level: float
    answers: int
    right: float
    expected: float


@dataclass(frozen=True, kw_only=True)
class Proposal:
    question: Question
    answers: int
    right: float  # share
    b: float
    error: float
    point_biserial: float  # correlation of right or wrong with the level from all other answers
    drift: (
        float | None
    )  # share right less what is expected, over the newest answers; None when there are too few
    languages: Mapping[str, Difficulty]  # empty unless at least two groups are large enough
    flags: tuple[Flag, ...]
    picture: tuple[Point, ...]

    @property
    def off_label(self) -> float:
        return self.b - (self.question.label - 0.5)


@dataclass(frozen=True)
class Calibration:
    people: int
    offsets: Mapping[str, float]  # of the competences against their mean
    proposals: tuple[Proposal, ...]


def calibrate(
    tree: Tree, questions: Iterable[Question], answers: Iterable[FirstAnswer], model: Model = MODEL
) -> Calibration:
    """One proposal for every item with enough first answers; what is not in the tree or the bank is left aside."""
    data = _Data(tree, questions, answers)
    offsets = _offsets(data, model)
    model = replace(model, offsets=tuple(offsets.items()))
    leave_one_out = data.leave_one_out(model)
    found = {key: _proposal(data, key, leave_one_out, model) for key in data.well_answered}
    proposals = _on_the_scale_of_the_labels(found, data.questions)
    return Calibration(len(data.people), offsets, tuple(_flagged(each) for each in proposals))


class _Data:
    """The first answers as arrays of shape (A,), oldest first."""

    def __init__(self, tree: Tree, questions: Iterable[Question], answers: Iterable[FirstAnswer]) -> None:
        self.tree = tree
        self.questions = {each.key: each for each in questions if each.competence in tree.competences}
        known = (each for each in answers if each.item in self.questions)
        self.answers = sorted(known, key=lambda each: (each.at, each.person, each.item))
        self.people = {
            person: index for index, person in enumerate({each.person: 0 for each in self.answers})
        }
        asked = [self.questions[each.item] for each in self.answers]
        self.person = self._numbers(self.people[each.person] for each in self.answers)
        self.competence = self._numbers(tree.competences.index(each.competence) for each in asked)
        self.right = np.array([each.right for each in self.answers], dtype=np.float64)
        self.b = np.array([each.b for each in asked])
        self.b_error = np.array([each.b_error for each in asked])
        self.guess = np.array([each.guess for each in asked])
        self.rows: dict[str, list[int]] = {}
        for index, each in enumerate(self.answers):
            self.rows.setdefault(each.item, []).append(index)

    @staticmethod
    def _numbers(values: Iterable[int]) -> Numbers:
        return np.fromiter(values, dtype=np.intp)

    @property
    def well_answered(self) -> list[str]:
        return sorted(key for key, rows in self.rows.items() if len(rows) >= ANSWERS_NEEDED)

    def log_likelihoods(self, model: Model) -> Array:
        """Of each answer, shape (A, G)."""
        return answer_log_likelihoods(self.right, self.b, self.b_error, self.guess, model)

    def log_posteriors(self, model: Model) -> Array:
        """Of everybody in every competence, shape (P, C, G), up to a constant."""
        evidence = np.zeros((len(self.people), len(self.tree.competences), model.grid.size))
        np.add.at(evidence, (self.person, self.competence), self.log_likelihoods(model))
        for start in range(0, len(evidence), PEOPLE_AT_ONCE):
            some = evidence[start : start + PEOPLE_AT_ONCE]
            some += log_priors(self.tree, some, model)
        return evidence

    def leave_one_out(self, model: Model) -> Array:
        """The posterior of the person in the competence, without this answer; shape (A, G)."""
        logs = self.log_posteriors(model)[self.person, self.competence] - self.log_likelihoods(model)
        return moments(logs, model)[2]


def _offsets(data: _Data, model: Model) -> dict[str, float]:
    """How far each competence lies above the mean of all, for everybody. δ ← δ + 1.3 (mean_j − mean − δ), 4 times."""
    codes = data.tree.competences
    offsets = np.zeros(len(codes))
    for _ in range(ROUNDS if data.people else 0):
        now = replace(model, offsets=tuple(zip(codes, offsets.tolist(), strict=True)))
        means = moments(data.log_posteriors(now), now)[0].mean(axis=0)
        offsets += RELAXATION * (means - means.mean() - offsets)
    return dict(zip(codes, offsets.tolist(), strict=True))


def _proposal(data: _Data, key: str, leave_one_out: Array, model: Model) -> Proposal:
    rows, question = np.array(data.rows[key]), data.questions[key]
    others, right = leave_one_out[rows], data.right[rows]
    found = _difficulty(question, others, right, model)
    levels = others @ model.grid
    expected = others @ _chance_right(np.array([found.b]), question.guess, model)[0]
    return Proposal(
        question=question,
        answers=len(rows),
        right=float(right.mean()),
        b=found.b,
        error=found.error,
        point_biserial=_correlation(levels, right),
        drift=_drift(question, others, right, model),
        languages=_by_language(data, rows, question, others, right, model),
        flags=(),
        picture=_picture(levels, right, expected),
    )


def _chance_right(b: Array, guess: float, model: Model) -> Array:
    """For difficulties known exactly, shape (difficulties, G)."""
    return guess + (1.0 - guess) / (1.0 + np.exp(b[:, None] - model.grid))


def _difficulty(question: Question, others: Array, right: Array, model: Model) -> Difficulty:
    """Mean and standard deviation of
    log post(b) = −(b − (L − ½))² / (2·1²) + Σ_persons ln Σ_θ q_p(θ) P(x_p | θ, b)."""
    p = others @ _chance_right(B_GRID, question.guess, model).T
    logs = np.log(np.where(right[:, None] > 0, p, 1.0 - p)).sum(axis=0)
    logs -= (B_GRID - (question.label - 0.5)) ** 2 / (2 * LABEL_SD**2)
    posterior = np.exp(logs - logs.max())
    posterior /= posterior.sum()
    mean = float(posterior @ B_GRID)
    return Difficulty(mean, float(np.sqrt(posterior @ (B_GRID - mean) ** 2)), len(right))


def _correlation(levels: Array, right: Array) -> float:
    if levels.std() == 0 or right.std() == 0:
        return 0.0
    return float(np.corrcoef(levels, right)[0, 1])


def _drift(question: Question, others: Array, right: Array, model: Model) -> float | None:
    """Against the difficulty that the earlier answers give: a question that is passed round gets easier."""
    before = len(right) - LEAK_ANSWERS
    if before < ANSWERS_NEEDED:
        return None
    known = _difficulty(question, others[:before], right[:before], model)
    expected = others[before:] @ _chance_right(np.array([known.b]), question.guess, model)[0]
    return float((right[before:] - expected).mean())


def _by_language(
    data: _Data, rows: Numbers, question: Question, others: Array, right: Array, model: Model
) -> dict[str, Difficulty]:
    spoken = np.array([data.answers[row].language for row in rows])
    groups = {language: spoken == language for language in sorted(set(spoken.tolist()) - {""})}
    large = {language: one for language, one in groups.items() if one.sum() >= GROUP_NEEDED}
    if len(large) < 2:
        return {}
    return {
        language: _difficulty(question, others[one], right[one], model) for language, one in large.items()
    }


def _picture(levels: Array, right: Array, expected: Array) -> tuple[Point, ...]:
    """Groups of equal size, at most six and of at least ten people."""
    in_order = np.argsort(levels, kind="stable")
    groups = np.array_split(in_order, min(6, max(1, len(levels) // 10)))
    return tuple(
        Point(float(levels[one].mean()), len(one), float(right[one].mean()), float(expected[one].mean()))
        for one in groups
    )


def _on_the_scale_of_the_labels(
    found: Mapping[str, Proposal], questions: Mapping[str, Question]
) -> list[Proposal]:
    """Shifted so that the items of a competence lie on average where their authors put them.

    An item with too few answers lies where its label is.
    """
    moved: dict[str, list[float]] = {}
    for key, question in questions.items():
        off = found[key].off_label if key in found else 0.0
        moved.setdefault(question.competence, []).append(off)
    shifts = {code: sum(offs) / len(offs) for code, offs in moved.items()}
    return [_shifted(each, shifts[each.question.competence]) for each in found.values()]


def _shifted(proposal: Proposal, shift: float) -> Proposal:
    return replace(
        proposal,
        b=proposal.b - shift,
        languages={name: replace(one, b=one.b - shift) for name, one in proposal.languages.items()},
        picture=tuple(replace(point, level=point.level - shift) for point in proposal.picture),
    )


def _flagged(proposal: Proposal) -> Proposal:
    checks = {
        Flag.FAR_FROM_LABEL: abs(proposal.off_label) > FAR_FROM_LABEL,
        Flag.LIKE_GUESSING: proposal.right < proposal.question.guess + ABOVE_GUESSING,
        Flag.DOES_NOT_TELL: proposal.point_biserial < LEAST_CORRELATION,
        Flag.LEAKED: proposal.drift is not None and proposal.drift > LEAK,
        Flag.DIFFERS_BY_LANGUAGE: differs(tuple(proposal.languages.values())),
    }
    return replace(proposal, flags=tuple(flag for flag, holds in checks.items() if holds))


def differs(groups: Sequence[Difficulty]) -> bool:
    """Between people of the same level, more than chance explains and enough to matter."""
    return any(
        abs(one.b - other.b) >= UNFAIR
        and abs(one.b - other.b) > STANDARD_ERRORS * float(np.hypot(one.error, other.error))
        for index, one in enumerate(groups)
        for other in groups[:index]
    )
