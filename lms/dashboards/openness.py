"""Who sees what: the rules of an organisation in plain words, for everybody who works there."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from lms.dashboards.forms import VISIBILITY_CHOICES
from lms.people import access, openness
from lms.people.access import Role, Visibility
from lms.people.models import Organisation
from lms.people.openness import What
from lms.templatetags.ui import role_word

WORDS = {
    What.NAME: _("Your name, your unit and your job"),
    What.COUNTS: _("Counts: how many people in a group can do something"),
    What.STATES: _("Your state in each skill: in order, not sure yet, or something to learn"),
    What.LEVELS: _("Your level in each skill"),
    What.SHOWN: _("The skills and the tasks that you show to a coach yourself"),
    What.REQUESTS: _("What you ask a coach"),
    What.CORRECTIONS: _("What you tell HR is not right, with your name"),
    What.CERTIFICATES: _("The certificates that you hand in"),
    What.PROGRESS: _("Which modules you do, and how far you are"),
    What.ANSWERS: _("Your answers and your scores"),
}
COLLEAGUE = _("A colleague without a role")


@login_required
def rules(request: HttpRequest, organisation: str = "") -> HttpResponse:
    """Of the own organisation when none is named. Another one's are not found."""
    asking = request.asking
    if not organisation:
        if asking.organisation is None:
            raise Http404
        return redirect("who_sees_what", asking.organisation.slug)
    about = Organisation.objects.with_staff().filter(slug=organisation).first()
    if about is None or not access.may_read_rules(asking.person, about.pk):
        raise Http404
    visibility, smallest = Visibility(about.visibility), about.smallest_group
    context = {
        "about": about,
        "setting": VISIBILITY_CHOICES[visibility],
        "shown": visibility is not Visibility.GROUPS,
        "lines": [(WORDS[what], what.value, words(openness.viewers(what, visibility))) for what in What],
        "roles": [role_lines(role, visibility) for role in openness.VIEWERS],
        "hides_small": openness.hides_small_groups(visibility, smallest),
        "hides_alike": openness.hides_all_alike(visibility, smallest),
        "validators": words(openness.validators(visibility)),
        "ending": words(one for one in Role if openness.ends_at_the_unit(one, visibility)),
    }
    return render(request, "dashboards/who_sees_what.html", context)


def words(roles: Iterable[Role | None]) -> list[str]:
    return [role_word(role) if role else str(COLLEAGUE) for role in roles]


def role_lines(role: Role | None, visibility: Visibility) -> dict:
    seen = openness.seen(role, visibility)
    return {
        "role": words([role])[0],
        "seen": [WORDS[what] for what in What if what in seen],
        "unseen": [WORDS[what] for what in What if what not in seen],
    }
