"""What a page says when something cannot be done now."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REFUSED = {
    "too_soon": gettext_lazy("You just did this test. You can do it again tomorrow."),
    "no_questions": gettext_lazy("This test has no questions yet. Come back later."),
    "not_asked": gettext_lazy(
        "This question is no longer part of the lesson. Look at the newest version below."
    ),
    "out_of_turn": gettext_lazy("You already answered this question in another window. Here is that answer."),
    "answered": gettext_lazy("You already answered this question. Here is that answer."),
    "ended": gettext_lazy("You ended this check-up. This is your result."),
    "decided": gettext_lazy("Somebody already decided about this proposal."),
    "another_question": gettext_lazy("The question was rewritten since. Its answers start anew."),
    "withdrawn": gettext_lazy("This was withdrawn already: these answers do not count any more."),
    "not_withdrawn": gettext_lazy("This question is asked already. There is nothing to change."),
    "own_label": gettext_lazy("You wrote this question. A second label comes from somebody else."),
    "labelled": gettext_lazy("You labelled this question already. Here is what both of you said."),
    "unanswered": gettext_lazy("There is still a question without an answer."),
}


def refused(code: str) -> str:
    return str(REFUSED[code])


ASKED = gettext_lazy("Your coach got your question.")
ASKED_NOBODY = gettext_lazy("Your question is kept. As soon as there is a coach, she or he sees it.")
NOT_CLEAR = gettext_lazy("Thank you. Whoever wrote this reads it, without your name.")
TOO_LONG = gettext_lazy("That is too much text. Say it in 500 signs or fewer.")
DEALT_WITH = gettext_lazy("Dealt with. It stands under “Dealt with” now.")
NEW_AGAIN = gettext_lazy("It is new again.")
TICKS_KEPT = gettext_lazy("Your ticks are kept. You can go on later, on another device too.")
TAKEN_BACK = gettext_lazy("You took your question back.")


def shared_with(name: str) -> str:
    return _("%(name)s can see your skills now. You can stop this at any time.") % {"name": name}


def not_shared_with(name: str) -> str:
    return _("%(name)s does not see your skills any more.") % {"name": name}


OWN_ESTIMATES = (  # what somebody may think of herself in an area, with the level that it stands for
    (0, gettext_lazy("Not yet")),
    (2, gettext_lazy("A little, or with help")),
    (4, gettext_lazy("Yes, by myself")),
    (6, gettext_lazy("Yes, and I help others with it")),
)
