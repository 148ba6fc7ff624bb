"""Every finding as a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from cms.gate.checks import Finding

SENTENCES = {
    "aim_not_measured": _("No question of the test is about %(competence)s. Add one, or remove the goal."),
    "alt_of_decoration": _(
        "This picture is marked as decoration and has a text alternative. Take one of the two away."
    ),
    "alt_is_file_name": _(
        "“%(alt)s” says nothing about the picture. Write what somebody needs to know of it."
    ),
    "cannot_be_played": _("This file is no sound or film. Choose an MP3, M4A, MP4 or WebM file."),
    "empty_heading": _("A heading is empty. Write something in it, or remove it."),
    "empty_link": _("A link has no words. Write where it leads, or remove it."),
    "few_key_questions": _(
        "The test has one key question. Mark at least %(least)s, so that refreshers can take turns."
    ),
    "film_without_text": _("Who does not see this film misses it. Write as text what there is to see."),
    "hard_to_read": _(
        "This text is hard to read: %(ease)s of 100 for reading ease, and %(plain)s is plain."
        " Write shorter sentences and shorter words."
    ),
    "heading_skips": _("Above “%(heading)s” a bigger heading is missing. Make this one bigger."),
    "heavy_word": _("“%(heavy)s” is a heavy word. Perhaps: “%(plain)s”."),
    "jargon": _(
        "Not everybody knows “%(word)s”. Use a plainer word, or put it in the glossary and explain it here."
    ),
    "level_out_of_range": _(
        "“%(name)s” is of level %(level)s, and the module is for level %(low)s to %(high)s."
        " Choose another question, or change the levels of the module."
    ),
    "link_is_address": _("The link “%(link)s” is an address. Write in words where it leads."),
    "link_says_nothing": _("The link “%(link)s” does not say where it leads. Write that instead."),
    "long_sentence": _("A sentence of %(words)s words is long: “%(begins)s” Make two of it."),
    "many_key_questions": _("The test has %(count)s key questions. Keep the %(most)s that matter most."),
    "minutes_far_off": _(
        "The module says %(says)s minutes, and we count about %(takes)s. Change the minutes, or the module."
    ),
    "no_alt": _(
        "This picture has no text alternative. Write what somebody needs to know of it, or mark it as decoration."
    ),
    "no_captions": _(
        "This film has no captions, so who does not hear it misses what is said. Add a WebVTT file."
    ),
    "no_key_question": _("The test has no key question, so there are no refreshers. Mark 2 to 4."),
    "no_lesson": _("There is no lesson yet. Add one."),
    "no_test": _("There is no test yet, so nothing shows what people learned. Add one."),
    "not_captions": _("This file holds no captions. Choose a WebVTT file (.vtt)."),
    "sound_without_text": _("Who does not hear this misses it. Write as text what is said."),
    "word_not_chosen": _(
        "“%(word)s” is in the glossary, and this page does not explain it. Add the block “Words to explain”."
    ),
}


def sentence(finding: Finding) -> str:
    return str(SENTENCES[finding.code]) % finding.params
