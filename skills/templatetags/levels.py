"""{% load levels %}: a standing as blocks, a wall and words."""

from collections.abc import Iterable
from dataclasses import replace

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.templatetags import ui
from skills import gaps, picture
from skills.evidence import Kind
from skills.levels import Effect
from skills.models import Area, Contradiction, Evidence
from skills.queries import Standing

register = template.Library()


def drawn(standing: Standing) -> picture.Picture:
    """Of somebody of whom nothing is known, no block was shown."""
    found = picture.draw(standing.estimate.level, standing.estimate.se, standing.required)
    return found if standing.known else replace(found, shown=0)


@register.simple_tag
def level_blocks(standing: Standing, size: str = "") -> SafeString:
    return ui.blocks(drawn(standing).blocks, standing.required or None, size)


@register.simple_tag
def skill_wall(standings: Iterable[Standing]) -> SafeString:
    return ui.wall([(one.competence.area.code, drawn(one).blocks, one.required or None) for one in standings])


@register.simple_tag
def areas_of(standings: Iterable[Standing]) -> list[Area]:
    return list(dict.fromkeys(standing.competence.area for standing in standings))


@register.simple_tag
def level_blocks_since(now: Standing, before: Standing) -> SafeString:
    """The blocks of now; those that were not shown before are new."""
    then = drawn(before).shown
    blocks = [
        "new" if block is picture.Block.ON and place > then else block
        for place, block in enumerate(drawn(now).blocks, start=1)
    ]
    return ui.blocks(blocks, now.required or None)


@register.simple_tag
def level_story(standing: Standing) -> str:
    """The blocks in words, and what follows for the state."""
    picture_ = drawn(standing)
    shown = ngettext("You showed %(shown)s block.", "You showed %(shown)s blocks.", picture_.shown)
    said = [shown % {"shown": picture_.shown}]
    if picture_.shown == 0:
        said = [_("You did not show a full block yet.")]
    if not standing.known:
        said = [_("We know nothing yet. After the first questions you see more here.")]
    elif picture_.possible > picture_.shown:
        said.append(_("Perhaps it is %(possible)s.") % {"possible": picture_.possible})
    if standing.gap and standing.known:
        said.append(_("Your job asks for %(required)s.") % {"required": standing.required})
        said.append(
            {
                gaps.State.OK: _("That is very likely enough."),
                gaps.State.UNSURE: _("That lies in between. So we are not sure yet."),
                gaps.State.LEARN: _("So there is very likely something to learn."),
            }[standing.gap.state]
        )
    return " ".join(said)


@register.simple_tag
def level_in_words(standing: Standing) -> str:
    if not standing.known:
        return _("not known yet")
    return ui.level_word(gaps.level_word(standing.estimate.shown))


@register.simple_tag
def answered_level(contradiction: Contradiction) -> str:
    """The level that a coach saw."""
    validation = contradiction.validation
    return ui.level_word(round(validation.level)) if validation else ""


@register.simple_tag
def own_questions(standing: Standing) -> str:
    """How much of her own this rests on, in questions."""
    count = round(standing.own.total)
    if standing.own.total == 0:
        return _("nothing of your own yet")
    if count == 0:
        return _("less than 1 question of your own")
    return ngettext("%(count)s question of your own", "%(count)s questions of your own", count) % {
        "count": count
    }


@register.filter
def borrows(standing: Standing) -> bool:
    """Whether other answers weigh in enough to say so."""
    return standing.own.total < gaps.REPORTED_FROM


@register.simple_tag
def proof_title(row: Evidence) -> str:
    kind = Kind(row.kind)
    if kind is Kind.ANSWER:
        return (
            _("Right: %(title)s") % {"title": row.title}
            if row.right
            else _("Not right: %(title)s") % {"title": row.title}
        )
    titles = {
        Kind.SELF: _("What you thought yourself"),
        Kind.VALIDATION: _("Somebody saw you do it: %(title)s") % {"title": row.title},
        Kind.CERTIFICATE: _("Certificate: %(title)s") % {"title": row.title},
        Kind.STEP: _("You finished the lessons of %(title)s") % {"title": row.title},
    }
    return titles[kind]


@register.simple_tag
def proof_weight(effect: Effect) -> str:
    """What it counts for, in plain words."""
    if effect.evidence.kind is Kind.STEP:
        return _("From here on, new answers count more than old ones.")
    weight = effect.weight
    if effect.evidence.kind is Kind.VALIDATION:
        count = round(4 * weight)
        words = ngettext(
            "Counts for about %(count)s question.", "Counts for about %(count)s questions.", count
        )
        return words % {"count": count}
    if effect.evidence.kind is Kind.SELF:
        return _("Counts for a third of a question.")
    for least, words in (
        (0.9, _("Counts for 1 question.")),
        (0.65, _("Counts for most of a question.")),
        (0.4, _("Counts for half a question.")),
        (0.2, _("Counts for a quarter of a question.")),
    ):
        if weight >= least:
            return words
    return _("Counts for very little.")


@register.simple_tag
def proof_reasons(effect: Effect) -> list[str]:
    said = {
        "practice": _("You were practising, with the lesson at hand."),
        "repeat": _("You had seen this question shortly before."),
        "second_validator": _("Somebody else also said it."),
        "aged": _("It is a while ago. What you showed grows old."),
    }
    return [said[reason.value] for reason in effect.why]


@register.simple_tag
def proof_effect(effect: Effect) -> str:
    """What it did to the level, without bare figures."""
    if effect.change > 0.05:
        return (
            _("It made your level go up.") if effect.change > 0.3 else _("It made your level go up a little.")
        )
    if effect.change < -0.05:
        return (
            _("It made your level go down.")
            if effect.change < -0.3
            else _("It made your level go down a little.")
        )
    return _("It hardly changed your level.")


@register.simple_tag
def weight_picture(effect: Effect) -> SafeString:
    """A brick as full as the evidence counts; a validation is full too."""
    return format_html(
        '<svg class="weight" viewBox="0 0 44 28" aria-hidden="true">'
        '<rect class="w-in" x="1" y="1" width="{}" height="26" rx="4"/>'
        '<rect class="w-bg" x="1" y="1" width="42" height="26" rx="4"/></svg>',
        f"{42 * min(1.0, effect.weight):.1f}",
    )
