"""{% load ui %}: the small drawings that a page repeats. Each says in words what it shows."""

from collections.abc import Iterable, Sequence

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from lms import bricks

register = template.Library()

STATES = {
    "ok": gettext_lazy("in order"),
    "unsure": gettext_lazy("not sure yet"),
    "learn": gettext_lazy("something to learn"),
    "contested": gettext_lazy("not agreed"),
}
LEVEL_WORDS = {
    "start": pgettext_lazy("level", "Start"),
    "basic": pgettext_lazy("level", "Basic"),
    "independent": pgettext_lazy("level", "Independent"),
    "advanced": pgettext_lazy("level", "Advanced"),
    "highly_advanced": pgettext_lazy("level", "Highly advanced"),
}
ROLE_WORDS = {
    "coach": gettext_lazy("Digital coach"),
    "trainer": gettext_lazy("Trainer"),
    "manager": gettext_lazy("Manager"),
    "hr": gettext_lazy("HR"),
    "administrator": gettext_lazy("Administrator"),
    "auditor": gettext_lazy("Auditor"),
    "catalogue_editor": gettext_lazy("Editor of the shared catalogue"),
    "framework_owner": gettext_lazy("Owner of the frameworks"),
    "platform_administrator": gettext_lazy("Administrator of the platform"),
}


@register.simple_tag
def lang(code: str) -> SafeString:
    """For a text of somebody's own, an attribute: the language it is in, when that is not the page's."""
    if code == get_language():
        return mark_safe("")
    return format_html(' lang="{}"', code)


@register.filter
def control(field: BoundField) -> SafeString:
    """Its box. One that is required and still empty is not wrong yet; without a word, browsers tell listeners it is."""
    fresh = field.field.required and not field.errors
    return field.as_widget(attrs={"aria-invalid": "false"} if fresh else None)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Decoration only: always put a word beside it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', sprite(), name)


@register.simple_tag
def logo() -> SafeString:
    return format_html('<svg class="org__logo" aria-hidden="true"><use href="{}#logo"/></svg>', sprite())


def sprite() -> str:
    return static("img/icons.svg")


@register.simple_tag
def blocks(cells: Sequence[str], required: int | None = None, size: str = "", label: str = "") -> SafeString:
    """One competence. Size: "" in a list, "chip" in a line of text, "big" alone on a page."""
    return format_html(
        '<svg class="blocks{}" viewBox="0 0 194 27" role="img" aria-label="{}">{}</svg>',
        f" blocks--{size}" if size else "",
        label or blocks_sentence(cells, required),
        mark_safe(bricks.row(cells, required)),  # only numbers and known kinds
    )


def blocks_sentence(cells: Sequence[str], required: int | None = None) -> str:
    shown = bricks.shown(cells)
    words = ngettext("%(shown)s of %(all)s blocks shown", "%(shown)s of %(all)s blocks shown", shown)
    said = [words % {"shown": shown, "all": bricks.LEVELS}]
    if highest := bricks.perhaps(cells):
        said.append(_("not sure yet up to %(highest)s") % {"highest": highest})
    if required:
        said.append(_("the job asks for %(required)s") % {"required": required})
    return ", ".join(said) + "."


@register.simple_tag
def brick(kind: str) -> SafeString:
    """One brick by itself, for a legend or a path. Kind "flag" is what the job asks."""
    drawing, box = (bricks.flag(), "-6 0 22 26") if kind == "flag" else (bricks.brick(kind), "0 6 22 20")
    return format_html(
        '<svg class="brick" viewBox="{}" aria-hidden="true">{}</svg>',
        box,
        mark_safe(drawing),  # only numbers and known kinds
    )


@register.simple_tag
def wall(towers: Iterable[tuple[str, Sequence[str], int | None]], label: str = "") -> SafeString:
    """The whole profile. Towers are (area, cells, required), in the order of the framework."""
    towers = list(towers)
    drawn = bricks.wall(towers)
    return format_html(
        '<svg class="wall" viewBox="-2 0 {} {}" role="img" aria-label="{}">{}</svg>',
        drawn.width + 4,
        bricks.WALL_HEIGHT,
        label or wall_sentence(towers),
        mark_safe(drawn.drawing),  # only numbers, and names that are escaped
    )


def wall_sentence(towers: Sequence[tuple[str, Sequence[str], int | None]]) -> str:
    count = len(towers)
    words = ngettext("A wall with %(towers)s tower.", "A wall with %(towers)s towers.", count)
    return words % {"towers": count}


@register.simple_tag
def state_icon(state: str) -> SafeString:
    return format_html(
        '<svg class="state is-{0}" viewBox="0 0 20 20" aria-hidden="true"><use href="{1}#s-{0}"/></svg>',
        state,
        sprite(),
    )


@register.simple_tag
def state_chip(state: str) -> SafeString:
    drawing = "" if state == "contested" else state_icon(state)
    return format_html('<span class="chip is-{}">{}{}</span>', state, drawing, state_word(state))


@register.simple_tag
def state_word(state: str) -> str:
    return str(STATES[state])


@register.simple_tag
def state_dots(states: Sequence[str]) -> SafeString:
    """The states of an area in one glance, with the count in words."""
    fine = sum(state == "ok" for state in states)
    return format_html(
        '<span class="dots" role="img" aria-label="{}">{}</span>',
        _("%(fine)s of %(all)s in order") % {"fine": fine, "all": len(states)},
        format_html_join("", "{}", ((state_icon(state),) for state in states)),
    )


@register.simple_tag
def split(ok: int, unsure: int, unknown: int, learn: int) -> SafeString:
    """How a group divides over the states, as one bar; write the numbers beside it."""
    return format_html(
        '<svg class="split" viewBox="0 0 400 28" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        mark_safe(
            bricks.split({"ok": ok, "unsure": unsure, "unknown": unknown, "learn": learn})
        ),  # numbers only
    )


@register.simple_tag
def steps(done: int, total: int, current: int = 0, label: str = "") -> SafeString:
    """Progress as a course of bricks. Write the count beside it too: `current` counts from 1, 0 is nowhere."""
    marks = (step_mark(number, done, current) for number in range(1, total + 1))
    return format_html(
        '<span class="steps" role="img" aria-label="{}">{}</span>',
        label or steps_sentence(done, total, current),
        format_html_join("", '<span class="{}"></span>', ((mark,) for mark in marks)),
    )


def step_mark(number: int, done: int, current: int) -> str:
    if number == current:
        return "here"
    return "done" if number <= done else "open"


def steps_sentence(done: int, total: int, current: int) -> str:
    if current:
        return _("Step %(current)s of %(total)s") % {"current": current, "total": total}
    words = ngettext("%(done)s of %(total)s done", "%(done)s of %(total)s done", done)
    return words % {"done": done, "total": total}


@register.simple_tag
def level_word(level: int | str) -> str:
    """The word for a level of 0 to 8, or for its code. Two levels share a word; 0 has its own."""
    code = level if isinstance(level, str) else tuple(LEVEL_WORDS)[(level + 1) // 2]
    return str(LEVEL_WORDS[code])


@register.filter
def role_word(role: str) -> str:
    return str(ROLE_WORDS[role])


@register.filter
def role_words(grants: Iterable) -> list[str]:
    """Each once: somebody can hold the same role for two units."""
    return list(dict.fromkeys(role_word(grant.role) for grant in grants))
