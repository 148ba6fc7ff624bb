"""What pages say about levels and validations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# What somebody at each level does, in words for whoever saw it at work.
LEVEL_MEANS = {
    0: _("does not manage it yet, not with help either"),
    1: _("does simple things with help"),
    2: _("does simple things alone"),
    3: _("does usual tasks alone, when it is clear what to do"),
    4: _("does usual tasks well, and solves usual problems alone"),
    5: _("does difficult tasks too, and explains them to others"),
    6: _("chooses the best way, also in a new situation"),
    7: _("solves hard problems for others, and leads them"),
    8: _("works out new ways of working for the whole field"),
}
NOT_VALIDATED = {
    "own": _("You cannot say this about yourself."),
    "level": _("Choose the level that you saw."),
    "task": _("Say in a few words which task you saw."),
    "future": _("This day is still to come. Choose the day on which you saw it."),
    "old": _("This is more than a year ago. Look again, and write down what you see now."),
}


def not_validated(code: str) -> str:
    return str(NOT_VALIDATED[code])
