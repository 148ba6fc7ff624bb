"""Every mistake in a question as a sentence that says what is wrong and how to mend it."""

from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from courses.plain_form import Problem
from courses.sameness import Change

SENTENCES = {
    "accepts_everything": _("Every answer is accepted. Write which words make an answer right."),
    "all_right": _("Every place is right. Add places that are not."),
    "always_right": _("Every way through this is right. Mark at least one way that is not."),
    "areas_overlap": _("This place lies over another one. Make one of them smaller, or move it."),
    "bad_character": _("This text holds an invisible character. Type it again."),
    "bad_formula": _(
        "“%(found)s” cannot be worked out for everybody. Use numbers, names from the question that are numbers, "
        "+ - * / and brackets."
    ),
    "bad_id": _("“%(id)s” cannot be a name. Use small letters, digits and hyphens."),
    "bad_variant": _(
        "“{%(found)s}” cannot be read. Write it like {n:3-9}, or like {name:An|Bo|Els} with 2 to 12 words."
    ),
    "bad_word": _("“%(found)s” cannot be used here. Use small letters, digits and hyphens."),
    "cells_differ": _(
        "This row has %(found)s cells and the table %(columns)s columns. Put a | between two cells."
    ),
    "double_id": _("The name “%(id)s” is there twice. Give each its own."),
    "double_text": _("Two of these say the same. Change or remove one."),
    "double_marker": _("Gap %(number)s is twice in the text. Keep one of them."),
    "few_fine": _("Nearly everything is wrong here. Leave at least %(least)s pieces that are right."),
    "fix_in_extra_row": _("This row has to go, so nothing in it is mended. Remove one of the two."),
    "formula_alone": _("With a formula there is no right number and there are no wrong ones. Remove them."),
    "from_above_values": _("The axis starts too high. Let it start below %(lowest)s."),
    "gap_without_marker": _("Gap %(number)s has no place. Write [%(number)s] in the text where it belongs."),
    "half_marked": _("The [ ] go around a whole piece. Put | before and after it."),
    "label_without_place": _(
        "There is a description here for a place that is not marked. Mark the place or remove the text."
    ),
    "marker_without_gap": _("There is no gap for [%(marker)s]. Add the gap or remove this from the text."),
    "missing_chart": _("There is no chart. Add one."),
    "missing_number": _("A number is missing. Fill it in."),
    "missing_picture": _("There is no picture. Choose one."),
    "missing_text": _("A text is missing. Fill it in."),
    "missing_word": _("Something has to be chosen here. Choose it."),
    "mistake_in_head": _("The heads of the columns cannot be marked. Take the [ ] away."),
    "near_is_right": _("This number is right as well. Choose one that is further away."),
    "never_exact": _(
        "For some people the right number has more than two decimals. Say by how much an answer may differ."
    ),
    "never_reached": _("Nothing leads to these steps: %(steps)s. Let a choice lead to them, or remove them."),
    "never_right": _("Nobody can get this right: the best way reaches %(best)s. Ask less."),
    "no_mistake": _("Nothing is marked as a mistake. Put [ ] around at least one piece."),
    "no_right": _("No answer is marked as right. Mark at least one."),
    "not_a_later_step": _("“%(next)s” is not a later step. Choose one that comes after this step."),
    "not_accepted": _("The example “%(answer)s” is not accepted itself. Add it to what is right."),
    "nothing_to_change": _("Every switch is right already. Let at least one be found the wrong way."),
    "nothing_to_mend": _("Nothing is wrong in this table. Say which cell or which row is wrong."),
    "number_expected": _("“%(found)s” is not a number. Write a number."),
    "one_box": _("Every card is in the same box. Use at least two boxes."),
    "one_match": _("Every line has the same match. Use at least two."),
    "one_outcome": _("Every case has the same outcome. Use at least two."),
    "one_right": _("Exactly one answer has to be right. Mark one."),
    "options_or_number": _("Write answers to choose from, or a right number: one of the two."),
    "out_of_range": _("This number has to be between %(low)s and %(high)s."),
    "other_width": _("This line needs %(expected)s pieces, as many as there are heads. Put | between them."),
    "outside_picture": _("This place runs off the picture. Make it smaller, or move it."),
    "right_already": _("What stands in the table now is right already. Change the table or remove this."),
    "same_cell": _("This cell is mended twice. Remove one of them."),
    "same_match": _("This match is written in two ways. Write “%(expected)s” both times."),
    "too_few": _("There are too few of these. Add some until there are %(least)s."),
    "too_few_matter": _("Too few switches matter. Say of at least two whether they have to be on or off."),
    "too_long": _("This text is too long. It may be at most %(limit)s characters."),
    "too_many": _("There are too many of these. Keep at most %(most)s."),
    "too_many_pieces": _("There are too many pieces. Keep at most %(most)s in all lines together."),
    "unknown_field": _("The field “%(field)s” does not exist here. Remove it or correct its name."),
    "unknown_name": _("“{%(found)s}” has no values. Write them in the question, like {%(found)s:3-9}."),
    "unknown_word": _("“%(found)s” cannot be used here. Choose one of: %(choices)s."),
}

# What a change of a question suggests; then the author chooses.
SAMENESS = {
    Change.WORDING: _("You changed words only. Usually that is still the same question, so that is chosen."),
    Change.ANSWERS: _(
        "You changed what is right or what there is to choose. Usually that is another question, so that is chosen."
    ),
    Change.MEASURE: _(
        "You changed the kind of question, the skill or the level. So it is another question, and that is chosen."
    ),
}
CHOOSE = _("Look whether you agree, and publish again.")


def measures_nothing(name: str) -> str:
    return _gettext(
        "%(name)s measures nothing, so a test or the check-up cannot ask it. Use it in a lesson."
    ) % {"name": name}


def sentence(problem: Problem) -> str:
    known = SENTENCES.get(problem.code)
    if known is None:
        return _gettext("This cannot be read (%(code)s). Write it again.") % {"code": problem.code}
    return str(known) % problem.params


def sentence_with_place(problem: Problem) -> str:
    return f"{problem.where}: {sentence(problem)}" if problem.where else sentence(problem)
