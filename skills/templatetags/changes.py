"""{% load changes %}: what a test changed, in words. Standings come in pairs: before and now."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skills.gaps import State
from skills.queries import Standing

register = template.Library()

NOTICED = 0.05  # levels: less than this is no change to speak of

STAYED = {
    State.OK: gettext_lazy("This was in order, and it still is."),
    State.UNSURE: gettext_lazy("We are still not sure. More answers help."),
    State.LEARN: gettext_lazy("There is still something to learn."),
}
BECAME = {
    State.OK: gettext_lazy("You very likely know enough for your job now."),
    State.UNSURE: gettext_lazy("Perhaps it is enough for your job. We are not sure yet."),
    State.LEARN: gettext_lazy(
        "There is very likely something to learn here. Now you know where you can begin."
    ),
}


def _state(standing: Standing) -> State | None:
    return standing.gap.state if standing.gap else None


@register.filter
def any_other_state(pairs: Iterable[tuple[Standing, Standing]]) -> bool:
    """Whether a word beside the blocks is another one now."""
    return any(_state(before) is not _state(now) for before, now in pairs)


@register.simple_tag
def change_story(before: Standing, now: Standing) -> str:
    """What the answers of one test did, up or down, and no more than that. It ends on what can be done."""
    rise = _rise(before, now)
    said = [_where(before, now)]
    if rise > NOTICED:
        said.insert(0, _("You showed more than before."))
    if rise < -NOTICED:
        said.append(
            _("Your level went down, because not everything was right. New answers can bring it up again.")
        )
    return " ".join(map(str, said))


def _rise(before: Standing, now: Standing) -> float:
    """In levels; 0 where nothing of her own stood before: nobody falls from where we merely began."""
    return now.estimate.level - before.estimate.level if before.own.total else 0.0


def _where(before: Standing, now: Standing) -> str:
    was, state = _state(before), _state(now)
    surer = now.estimate.se < before.estimate.se
    if state is None:
        return _("We know a little more now.") if surer else STAYED[State.UNSURE]
    if was is State.OK and state is State.UNSURE:
        return _("We thought that this was in order. Now we are less sure.")
    if was is not state:
        return BECAME[state]
    if state is State.UNSURE and surer:
        return _("We know a little more, but not enough to be sure.")
    return STAYED[state]
