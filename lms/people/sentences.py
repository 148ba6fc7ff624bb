"""What pages say about who sees what of a person."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from lms.people import openness
from lms.people.access import Role, Visibility
from lms.people.openness import What
from lms.templatetags.ui import role_word

SEEN = {
    What.NAME: _("Your name, your unit and your job"),
    What.COUNTS: _("Counts: how many people in a group can do something"),
    What.STATES: _("Your state in each skill: in order, not sure yet, or something to learn"),
    What.LEVELS: _("Your level in each skill"),
    What.SHOWN: _("The skills and the tasks that you show to a coach yourself"),
    What.REQUESTS: _("What you ask a coach"),
    What.CORRECTIONS: _("What you tell HR is not right, with your name"),
    What.PROGRESS: _("Which modules you do, and how far you are"),
    What.ANSWERS: _("Your answers and your scores"),
}
COLLEAGUE = _("A colleague without a role")


def words(roles: Iterable[Role | None]) -> list[str]:
    return [role_word(role) if role else str(COLLEAGUE) for role in roles]


def who_sees(what: What, visibility: Visibility) -> list[str]:
    """Everybody but herself."""
    return words(openness.viewers(what, visibility))
