"""What answers say about the difficulty of questions, for who decides on it; and counting all levels again.

Numbers about questions and groups of answers only: nothing here names a person or an organisation.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from courses.actions import Refused
from courses.calibration import actions
from courses.calibration.queries import Compared, compared, newest_difficulties
from courses.models import Calibration, Proposal
from courses.queries import ask
from courses.sentences import refused
from lms.people import access
from lms.people.middleware import Asking
from lms.templatetags.ui import state_word
from skills.calibration import Flag
from skills.curve import Curve, draw, level_of
from skills.gaps import State
from skills.models import Competence, Recount, WayOfCounting
from skills.queries import counted_now, names_of_ways, newest_framework
from skills.recount import actions as recounting

PER_PAGE = 50
NEWEST = 10
LITTLE = 0.25  # levels; less is as good as nothing
FEW = 5  # a smaller number of people is not told exactly

FLAGS = {
    Flag.FAR_FROM_LABEL: (
        gettext_lazy("far from its label"),
        gettext_lazy(
            "It lies more than one and a half levels from its label. Does it ask something else than its author meant?"
        ),
    ),
    Flag.LIKE_GUESSING: (
        gettext_lazy("like guessing"),
        gettext_lazy(
            "Hardly more people are right than by guessing. Is the right answer the one that is marked as right?"
        ),
    ),
    Flag.DOES_NOT_TELL: (
        gettext_lazy("tells little"),
        gettext_lazy(
            "People who know more do not answer it better. Perhaps it can be understood in two ways."
        ),
    ),
    Flag.LEAKED: (
        gettext_lazy("perhaps passed round"),
        gettext_lazy(
            "Lately more people are right than their other answers explain. Perhaps the answer is passed round."
        ),
    ),
    Flag.DIFFERS_BY_LANGUAGE: (
        gettext_lazy("differs by language"),
        gettext_lazy(
            "People of the same level find it harder in one language than in another. Read the translations."
        ),
    ),
}


@dataclass(frozen=True)
class Shown:
    """A proposal in words and a picture."""

    proposal: Proposal

    @property
    def title(self) -> str:
        return actions.title(self.proposal.version)

    @property
    def sentence(self) -> str:
        return f"{_how_hard(self.proposal)} {_answers(self.proposal.answers)}"

    @property
    def flags(self) -> list[tuple[str, str]]:
        """In short, and in a sentence."""
        return [FLAGS[Flag(flag)] for flag in self.proposal.flags]

    @property
    def shares(self) -> str:
        words = _(
            "%(right)s were right. If the difficulty that counts now were true, it would be %(expected)s."
        )
        right, expected = (
            f"{percent(share)}\N{NO-BREAK SPACE}%" for share in (self.proposal.right, self.proposal.expected)
        )
        return words % {"right": right, "expected": expected}

    @property
    def groups(self) -> list[tuple[str, int, int, int]]:
        """The numbers of the picture: level, answers, percent right and expected."""
        return [
            (tenths(level), answers, percent(right), percent(expected))
            for level, answers, right, expected in self.proposal.picture
        ]

    @cached_property
    def curve(self) -> Curve:
        version, points = self.proposal.version, [tuple(group[:3]) for group in self.proposal.picture]
        return draw(self.proposal.difficulty, version.difficulty, version.guess, points)

    @property
    def languages(self) -> list[str]:
        most, others = compared(self.proposal.languages)
        return [_in_language(one, most) for one in others]


def tenths(levels: float) -> str:
    return number_format(round(levels, 1), 1)


def percent(share: float) -> int:
    return round(share * 100)


def _how_hard(proposal: Proposal) -> str:
    label, found = proposal.version.level, level_of(proposal.difficulty)
    off = proposal.difficulty - (label - 0.5)
    if found == 0:
        words = _("Easier than the label says: below level 1, not %(label)s.")
    elif found > label:
        words = _("Harder than the label says: level %(found)s, not %(label)s.")
    elif found < label:
        words = _("Easier than the label says: level %(found)s, not %(label)s.")
    elif off >= LITTLE:
        words = _("A little harder than the label says, but still level %(label)s.")
    elif off <= -LITTLE:
        words = _("A little easier than the label says, but still level %(label)s.")
    else:
        words = _("As hard as the label says: level %(label)s.")
    return words % {"found": found, "label": label}


def _answers(number: int) -> str:
    return ngettext("%(number)s answer.", "%(number)s answers.", number) % {"number": number}


def _in_language(one: Compared, most: str) -> str:
    said = {
        "language": name_of(one.language),
        "most": name_of(most),
        "levels": tenths(abs(one.harder)),
        "error": tenths(one.error),
    }
    if one.is_noticeable and one.harder > 0:
        return _("Harder in %(language)s than in %(most)s: %(levels)s levels, give or take %(error)s.") % said
    if one.is_noticeable:
        return _("Easier in %(language)s than in %(most)s: %(levels)s levels, give or take %(error)s.") % said
    return (
        _(
            "No noticeable difference between %(language)s and %(most)s: %(levels)s levels, give or take %(error)s."
        )
        % said
    )


def name_of(language: str) -> str:
    return get_language_info(language)["name_translated"]


# --- proposals --------------------------------------------------------------------------------------------------------


def mine(asking: Asking):
    """The proposals that this person decides on; else Http404, whether there are any or not."""
    organisations = access.calibrated_organisations(asking.person)
    if not organisations:
        raise Http404
    return Proposal.objects.of(organisations)


@login_required
def proposals(request: HttpRequest) -> HttpResponse:
    found = mine(request.asking)
    page = Paginator(found.open(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [Shown(one) for one in page],
        "decided": [Shown(one) for one in found.decided().order_by("-decided_at", "-pk")[:NEWEST]],
        "newest": Calibration.objects.newest(),
        "owns": access.owns_frameworks(request.asking.person),
    }
    return render(request, "dashboards/calibration/proposals.html", context)


@login_required
def proposal(request: HttpRequest, proposal: int) -> HttpResponse:
    found = mine(request.asking).filter(pk=proposal).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        return _decided(request, found)
    asked = ask(found.version, seed="calibration", language=get_language())
    return render(request, "dashboards/calibration/proposal.html", {"shown": Shown(found), "asked": asked})


DECISIONS = {
    "publish": (actions.publish_difficulty, gettext_lazy("Published. Answers from now on count with it.")),
    "leave": (actions.leave, gettext_lazy("Left as it is.")),
}


def _decided(request: HttpRequest, found: Proposal) -> HttpResponse:
    decision = DECISIONS.get(request.POST.get("do", ""))
    if decision is None:
        raise BadRequest("do")
    act, done = decision
    try:
        act(proposal=found, now=timezone.now(), acting_user=request.user)
        messages.success(request, done)
    except Refused as why:
        messages.warning(request, refused(why.code))
    return redirect("calibration")


# --- counting again ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Preview:
    """How many states a recount changes, of everybody together."""

    recount: Recount

    @cached_property
    def counts(self) -> dict[int, Counter[tuple[str, str]]]:
        """By id of the competence: how many go from one state to another."""
        return {
            int(competence): Counter({tuple(move.split(">")): number for move, number in moves.items()})
            for competence, moves in self.recount.moved.items()
        }

    @cached_property
    def all(self) -> Counter[tuple[str, str]]:
        return sum(self.counts.values(), Counter())

    @property
    def states(self) -> list[tuple[str, str, str]]:
        """Each with how many there are before and after. Where few change, these two would tell how many."""
        return [
            (
                state_word(state),
                few(sum(number for (was, _is), number in self.all.items() if was == state)),
                few(sum(number for (_was, becomes), number in self.all.items() if becomes == state)),
            )
            for state in State
        ]

    @property
    def changed(self) -> int:
        return sum(changed(self.all).values())

    @property
    def few_change(self) -> bool:
        return 0 < self.changed < FEW

    @cached_property
    def rows(self) -> list[tuple[Competence, list[tuple[str, str, str]]]]:
        """Of each competence where something changes, from what to what."""
        found = Competence.objects.filter(pk__in=self.counts)
        rows = [(one, changed(self.counts[one.pk])) for one in found]
        return [
            (one, [_move(*states, number) for states, number in sorted(moves.items())])
            for one, moves in rows
            if moves
        ]


def changed(moves: Counter[tuple[str, str]]) -> dict[tuple[str, str], int]:
    return {(was, becomes): number for (was, becomes), number in moves.items() if was != becomes}


def _move(was: str, becomes: str, number: int) -> tuple[str, str, str]:
    return state_word(was), state_word(becomes), few(number)


def few(number: int) -> str:
    return str(number) if number >= FEW or not number else _("fewer than %(number)s") % {"number": FEW}


@login_required
def recount(request: HttpRequest) -> HttpResponse:
    """How levels are counted, what another way would change, and counting them again in it."""
    if not access.owns_frameworks(request.asking.person):
        raise Http404
    if request.method == "POST":
        return _recounted(request)
    newest, now = Calibration.objects.newest(), counted_now()
    latest = Recount.objects.order_by("-pk").first()
    context = {
        "now": now,
        "newest": newest,
        "offsets": offsets_of(newest),
        "people_needed": actions.PEOPLE_NEEDED,
        "difficulties": len(newest_difficulties()),
        "ways": [name for name in reversed(names_of_ways()) if name != now],
        "latest": latest,
        "preview": Preview(latest) if latest else None,
        "few": FEW,
        "is_current": latest is not None and latest.before == now,
    }
    return render(request, "dashboards/calibration/recount.html", context)


def offsets_of(newest: Calibration | None) -> list[tuple[Competence, str]]:
    """What is most noticeable first."""
    offsets = newest.offsets if newest else {}
    noticeable = {code: offset for code, offset in offsets.items() if abs(offset) >= LITTLE}
    found = Competence.objects.filter(framework=newest_framework(), code__in=noticeable)
    in_order = sorted(found, key=lambda one: -abs(noticeable[one.code]))
    return [(one, _offset(noticeable[one.code])) for one in in_order]


def _offset(offset: float) -> str:
    words = _("%(levels)s levels harder than most") if offset < 0 else _("%(levels)s levels easier than most")
    return words % {"levels": tenths(abs(offset))}


def _recounted(request: HttpRequest) -> HttpResponse:
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise BadRequest("do")
    try:
        messages.success(request, act(request))
    except ValidationError as why:
        messages.warning(request, " ".join(why.messages))
    return redirect("recount")


def _publish(request: HttpRequest) -> str:
    made: WayOfCounting = actions.publish_way(now=timezone.now(), acting_user=request.user)
    return _("“%(way)s” is there. Nothing is counted in it yet: look first what would change.") % {
        "way": made
    }


def _look(request: HttpRequest) -> str:
    way = request.POST.get("way", "")
    if way not in names_of_ways():
        raise BadRequest("way")
    recounting.look_at(way=way, now=timezone.now(), acting_user=request.user)
    return _("We are looking. This can take some minutes.")


def _order(request: HttpRequest) -> str:
    number = request.POST.get("recount", "")
    found = Recount.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 10 else None
    if found is None:
        raise BadRequest("recount")
    recounting.order(recount=found, now=timezone.now(), acting_user=request.user)
    return _("All levels are being counted again. From now on they are counted so.")


ACTS = {"publish": _publish, "look": _look, "order": _order}
