"""Every finding as a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from cms.gate.checks import Finding

SENTENCES = {
    "aim_not_measured": _("No question of the test is about %(competence)s. Add one, or remove the goal."),
    "alt_is_file_name": _(
        "“%(alt)s” says nothing about the picture. Write what somebody needs to know of it."
    ),
    "empty_heading": _("A heading is empty. Write something in it, or remove it."),
    "empty_link": _("A link has no words. Write where it leads, or remove it."),
    "hard_to_read": _(
        "This text is hard to read: %(ease)s of 100 for reading ease, and %(plain)s is plain."
        " Write shorter sentences and shorter words."
    ),
    "heading_skips": _("Above “%(heading)s” a bigger heading is missing. Make this one bigger."),
    "heavy_word": _("“%(heavy)s” is a heavy word. Perhaps: “%(plain)s”."),
    "level_out_of_range": _(
        "“%(name)s” is of level %(level)s, and the module is for level %(low)s to %(high)s."
        " Choose another question, or change the levels of the module."
    ),
    "link_is_address": _("The link “%(link)s” is an address. Write in words where it leads."),
    "link_says_nothing": _("The link “%(link)s” does not say where it leads. Write that instead."),
    "long_sentence": _("A sentence of %(words)s words is long: “%(begins)s” Make two of it."),
    "minutes_far_off": _(
        "The module says %(says)s minutes, and we count about %(takes)s. Change the minutes, or the module."
    ),
    "no_key_question": _("The test has no key question, so there are no refreshers. Mark one or two."),
    "no_lesson": _("There is no lesson yet. Add one."),
    "no_test": _("There is no test yet, so nothing shows what people learned. Add one."),
}


def sentence(finding: Finding) -> str:
    return str(SENTENCES[finding.code]) % finding.params
