"""What a page says when an answer cannot be taken as it is: what, and how to mend it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

UNANSWERED = {
    "choose_one": gettext_lazy("Choose one answer first."),
    "choose_some": gettext_lazy("Choose at least one answer first."),
    "choose_action": gettext_lazy("Choose what you do first."),
    "match_all": gettext_lazy("Choose something for every line."),
    "place_all": gettext_lazy("Give every line a place."),
    "same_place": gettext_lazy("Two lines have the same place. Give every line its own number."),
    "write_something": gettext_lazy("Write your answer first."),
}
REFUSED = {
    "too_soon": gettext_lazy("You just did this test. You can do it again tomorrow."),
    "no_questions": gettext_lazy("This test has no questions yet. Come back later."),
    "not_asked": gettext_lazy("This question is no longer part of the lesson. Look at the newest version below."),
    "out_of_turn": gettext_lazy("You already answered this question in another window. Here is that answer."),
    "answered": gettext_lazy("You already answered this question. Here is that answer."),
    "unanswered": gettext_lazy("There is still a question without an answer."),
}


def unanswered(code: str) -> str:
    return str(UNANSWERED.get(code) or _("Something is still missing. Look at the question again."))


def bad_answer(code: str) -> str:
    if code == "too_long":
        return _("Your answer is too long. Make it shorter and send it again.")
    return _("We could not read that answer. Choose again and send it once more.")


def refused(code: str) -> str:
    return str(REFUSED[code])
