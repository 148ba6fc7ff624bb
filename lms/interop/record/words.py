"""A record in words, for the page and for the file."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.interop.record.mapping import Achievement, Aim, Concept, Known, Record, Skill
from lms.templatetags.ui import level_word
from skills.gaps import level_word as code_of
from skills.models import in_language


def in_words(record: Record) -> dict:
    return {
        "skills": [skill_in_words(one) for one in record.shown],
        "unknown": [named(one.concept) for one in record.unknown],
        "modules": [module_in_words(one) for one in record.achievements],
        "seen": [(in_language(one.titles), one.organisation, one.at) for one in record.seen],
    }


def named(concept: Concept) -> str:
    return f"{concept.notation} {in_language(concept.names)}"


def skill_in_words(skill: Skill) -> dict:
    return {
        "name": named(skill.concept),
        "level": level(skill),
        "sure": sure(skill),
        "last_shown": skill.last_shown,
    }


def level(skill: Skill) -> str:
    if skill.level == 0:
        return _("No full level yet")
    said = _("%(word)s (level %(number)s of 8)")
    return said % {"word": level_word(code_of(skill.level)), "number": skill.level}


def sure(skill: Skill) -> str:
    rests_on = max(1, round(skill.own_questions))
    said = ngettext("Rests on %(count)s question.", "Rests on %(count)s questions.", rests_on)
    between = _("Between %(least)s and %(most)s.") % {"least": skill.at_least, "most": skill.at_most}
    unsure = [_("Not sure yet.")] if skill.known is Known.UNSURE else []
    return " ".join([*unsure, between, said % {"count": rests_on}])


def module_in_words(one: Achievement) -> dict:
    return {
        "title": in_language(one.titles),
        "organisation": one.organisation,
        "minutes": one.minutes,
        "finished": one.finished,
        "goal_reached": one.goal_reached,
        "aims": "; ".join(aim_in_words(aim) for aim in one.aims),
    }


def aim_in_words(aim: Aim) -> str:
    if aim.lowest == aim.highest:
        levels = _("level %(number)s") % {"number": aim.lowest}
    else:
        levels = _("level %(lowest)s to %(highest)s") % {"lowest": aim.lowest, "highest": aim.highest}
    return f"{named(aim.concept)} ({levels})"
