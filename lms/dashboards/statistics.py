"""What people's answers tell whoever wrote a question or a module, in plain words and without anybody's name."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses import questions
from courses.calibration.actions import title
from courses.models import Placement, QuestionVersion
from courses.queries import ask
from courses.statistics import queries
from courses.statistics.figures import (
    CLEARLY,
    SOMEWHAT,
    Advice,
    Figures,
    Hint,
    Most,
    Option,
    advice,
    few_on_the_other_side,
    told_share,
)
from lms.dashboards.calibration import name_of, percent, tenths
from lms.people import access
from skills.calibration import ANSWERS_NEEDED
from skills.curve import Curve, draw

FAILS = 0.5  # of a try-out: fewer are right the first time

SAID = {
    Hint.DRAWS_BEST: gettext_lazy(
        "“%(option)s” draws those who know most: check whether it is right, or can be read so."
    ),
    Hint.DOES_NOT_TELL: gettext_lazy(
        "Who knows more is not right more often: check the right answer, and whether it can be read in two ways."
    ),
    Hint.LIKE_GUESSING: gettext_lazy(
        "Hardly more people are right than by guessing: check the right answer, and what is asked."
    ),
    Hint.HARDER: gettext_lazy(
        "Harder than you thought: it behaves like level %(level)s, not %(label)s. Is the wording plain enough?"
    ),
    Hint.EASIER: gettext_lazy("Easier than you thought: it behaves like level %(level)s, not %(label)s."),
    Hint.NEARLY_ALL: gettext_lazy(
        "Nearly everybody is right: it tells little about who still has something to learn."
    ),
    Hint.NOT_KNOWN: gettext_lazy(
        "Many say that they do not know: is it explained anywhere, in the same words?"
    ),
    Hint.IDLE_OPTION: gettext_lazy(
        "Hardly anybody chooses “%(option)s”: write another wrong answer, or leave it out."
    ),
    Hint.WELL: gettext_lazy("It does what it should. There is nothing to change."),
}
NOT_MEASURED = gettext_lazy("This kind of question has no right or wrong: there is nothing to count.")
TELLS_APART = (
    (CLEARLY, gettext_lazy("It tells well who knows more: those are right clearly more often.")),
    (SOMEWHAT, gettext_lazy("It tells a little who knows more: those are right somewhat more often.")),
    (float("-inf"), gettext_lazy("It does not tell who knows more: those are not right more often.")),
)


@dataclass(frozen=True)
class Shown:
    """The figures of a question in words and a picture. `found` is None for what measures nothing."""

    version: QuestionVersion
    found: Figures | None
    seconds: int | None = None

    @property
    def title(self) -> str:
        return title(self.version)

    @cached_property
    def advice(self) -> tuple[Advice, ...]:
        return advice(self.found) if self.found else ()

    @property
    def sentence(self) -> str:
        return self._said(self.advice[0]) if self.advice else str(NOT_MEASURED)

    @property
    def more(self) -> list[str]:
        return [self._said(one) for one in self.advice[1:]]

    @property
    def is_urgent(self) -> bool:
        return bool(self.advice) and self.advice[0].hint not in (Hint.TOO_FEW, Hint.WELL)

    @property
    def place(self) -> int:
        """In a list: what is worst comes first."""
        return self.advice[0].place if self.advice else len(Hint)

    def _said(self, one: Advice) -> str:
        if one.hint is Hint.TOO_FEW:
            return self._too_few
        option = self.option_text(one.option) if one.option else ""
        return SAID[one.hint] % {"option": option, "level": one.level, "label": self.version.level}

    @property
    def _too_few(self) -> str:
        if not self.found.answers:
            return _("Too few answers yet to tell anything.")
        words = _("Too few answers yet for advice (%(answers)s of %(needed)s).")
        return words % {"answers": self.found.answers, "needed": ANSWERS_NEEDED}

    # In plain words

    @property
    def how_many(self) -> str:
        number = self.found.answers
        if self.found.item.practised:
            return ngettext(
                "%(number)s person tried it for the first time in a lesson.",
                "%(number)s people tried it for the first time in a lesson.",
                number,
            ) % {"number": number}
        return ngettext(
            "%(number)s person answered it for the first time in a test or a check-up.",
            "%(number)s people answered it for the first time in a test or a check-up.",
            number,
        ) % {"number": number}

    @property
    def right(self) -> str:
        return in_words(self.found.right, self.found.most)

    @property
    def promised(self) -> str:
        if self.found.expected is None:
            return ""
        words = _("By its level, %(share)s of these people would be right.")
        return words % {"share": share(self.found.expected)}

    @property
    def tells_apart(self) -> str:
        found = self.found.separation
        return "" if found is None else str(next(words for least, words in TELLS_APART if found >= least))

    @property
    def halves(self) -> str:
        if self.found.halves is None:
            return ""
        less, more = self.found.halves
        words = _(
            "Of the half that knows most of the subject %(more)s are right, of the other half %(less)s."
        )
        return words % {"more": share(more), "less": share(less)}

    @property
    def dont_know(self) -> str:
        return "" if self.found.dont_know is None else share(self.found.dont_know)

    @property
    def took(self) -> str:
        return "" if self.seconds is None else lasted(self.seconds)

    @property
    def languages(self) -> list[tuple[str, int, str]]:
        return [(name_of(code), answers, share(right)) for code, answers, right in self.found.languages]

    # Options and the picture

    @property
    def options(self) -> list[tuple[str, Option, str, str, str]]:
        """Text; option; of everybody, of the best third and of the others."""
        return [
            (self.option_text(one.id), one, *map(share_or_hidden, (one.share, one.best, one.rest)))
            for one in self.found.options
        ]

    def option_text(self, id: str) -> str:
        _language, texts = self.version.texts_in(get_language())
        choosing = questions.kind(self.version.type).choosing
        return texts.get(choosing.text.format(id), id) if choosing else id

    @cached_property
    def curve(self) -> Curve | None:
        if not self.found.points or self.found.difficulty is None:
            return None
        points = [(one.level, one.answers, one.right) for one in self.found.points]
        return draw(self.found.difficulty, self.found.item.b, self.found.item.guess, points)

    @property
    def groups(self) -> list[tuple[str, int, int, int]]:
        return [
            (tenths(one.level), one.answers, percent(one.right), percent(one.expected))
            for one in self.found.points
        ]


def share(part: float) -> str:
    return f"{percent(part)}\N{NO-BREAK SPACE}%"


def share_or_hidden(part: float | None) -> str:
    return _("hidden") if part is None else share(part)


def in_words(right: float | None, most: Most | None) -> str:
    if right is not None:
        return _("%(share)s are right.") % {"share": share(right)}
    if most is Most.RIGHT:
        return _("Nearly everybody is right: so few are wrong that we do not say how many.")
    if most is Most.WRONG:
        return _("Hardly anybody is right: so few that we do not say how many.")
    return _("They are too few to say how many are right.")


def lasted(seconds: int) -> str:
    if seconds < 90:
        return ngettext("%(number)s second", "%(number)s seconds", seconds) % {"number": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}


@require_safe
@login_required
def question(request: HttpRequest, question: uuid.UUID) -> HttpResponse:
    version, where = queries.question_of(request.asking.person, question)
    found = queries.figures_of([version], where).get(version.pk)
    seconds = queries.seconds_taken(version, where) if found and found.answers else None
    owner = version.question.organisation_id
    context = {
        "shown": Shown(version, found, seconds),
        "everywhere": where.is_everywhere,
        "smallest": where.smallest,
        "asked": ask(version, seed="statistics", language=get_language()),
        "calibrates": owner in access.calibrated_organisations(request.asking.person),
    }
    return render(request, "dashboards/statistics/question.html", context)


# --- a module ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TryOut:
    """How it goes the first time."""

    title: str
    place: Placement
    words: str
    right: float | None
    fails: bool

    @property
    def order(self) -> float:
        return 2.0 if self.right is None else self.right


def try_out(place: Placement, tried: tuple[int, int], smallest: int) -> TryOut:
    right = told_share(tried[0], sum(tried), smallest)
    most = few_on_the_other_side(*tried, smallest)
    fails = most is Most.WRONG or (right is not None and right < FAILS)
    said = in_words(right, most) if sum(tried) >= smallest else _("Too few tries yet to tell anything.")
    known = {Most.WRONG: 0.0, Most.RIGHT: 1.0}.get(most) if right is None else right
    return TryOut(title(place.question.current), place, said, known, fails)


@require_safe
@login_required
def module(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    found, where = queries.module_of(request.asking.person, key)
    placed = queries.placed_in(found)
    tries = queries.first_tries(placed, where)
    versions = list({one.question_id: one.question.current for one in placed}.values())
    figures = queries.figures_of(versions, where)
    way = queries.way_through(found, where)
    context = {
        "module": found,
        "everywhere": where.is_everywhere,
        "smallest": where.smallest,
        "reads_remarks": found.organisation_id in access.remarks_read_by(request.asking.person),
        "way": way,
        "steps": [(step, lasted(step.seconds) if step.seconds else "") for step in way.steps],
        "sitting": round(queries.ONE_SITTING.total_seconds() / 60),
        "tries": sorted(
            (
                try_out(one, tries.get((one.activity_id, one.question_id), (0, 0)), where.smallest)
                for one in placed
                if one.activity.kind == "lesson" and one.question.current_id in figures
            ),
            key=lambda one: one.order,
        ),
        "questions": sorted(
            (Shown(one, figures[one.pk]) for one in versions if one.pk in figures), key=lambda one: one.place
        ),
    }
    return render(request, "dashboards/statistics/module.html", context)
