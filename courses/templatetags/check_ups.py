"""{% load check_ups %}: why a question was asked, in plain words, and own estimates."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Asked

register = template.Library()

WHY = {
    "first": gettext_lazy("We begin with a question that most people can answer. It is about “%(skill)s”."),
    "round": gettext_lazy("Each skill gets its turn. Now it is the turn of “%(skill)s”."),
    "unsettled": gettext_lazy("We do not know enough yet about “%(skill)s”. So we ask a little more."),
}
OWN = (
    (0, gettext_lazy("Not yet")),
    (2, gettext_lazy("A little, or with help")),
    (4, gettext_lazy("Yes, by myself")),
    (6, gettext_lazy("Yes, and I help others with it")),
)


@register.simple_tag
def why_asked(asked: Asked) -> list[str]:
    """From what was kept with the question."""
    skill = asked.version.competence.short_name
    said = [str(WHY[asked.reason["why"]]) % {"skill": skill}]
    if len(asked.reason["candidates"]) > 1:
        said.append(
            _("There were %(count)s good questions for you. The program drew one of them.")
            % {"count": len(asked.reason["candidates"])}
        )
    else:
        said.append(
            _("This question tells us most now: it should not be too easy for you, and not too hard.")
        )
    return said


@register.simple_tag
def own_choices() -> tuple[tuple[int, str], ...]:
    """What somebody may think of herself in an area, with the level that it stands for."""
    return OWN


@register.filter
def own_word(level: float) -> str:
    """What she said, in the words that she chose."""
    return str(dict(OWN)[round(level)])
