"""Who sees what: the rules of an organisation in plain words, for everybody who works there."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lms.dashboards.forms import VISIBILITY_CHOICES
from lms.people import access, openness
from lms.people.access import Role, Visibility
from lms.people.models import Organisation
from lms.people.openness import What
from lms.people.sentences import SEEN, who_sees, words


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
        "lines": [(SEEN[what], what.value, who_sees(what, visibility)) for what in What],
        "roles": [role_lines(role, visibility) for role in openness.VIEWERS],
        "hides_small": openness.hides_small_groups(visibility, smallest),
        "hides_alike": openness.hides_all_alike(visibility, smallest),
        "ending": words(one for one in Role if openness.ends_at_the_unit(one, visibility)),
    }
    return render(request, "dashboards/who_sees_what.html", context)


def role_lines(role: Role | None, visibility: Visibility) -> dict:
    seen = openness.seen(role, visibility)
    return {
        "role": words([role])[0],
        "seen": [SEEN[what] for what in What if what in seen],
        "unseen": [SEEN[what] for what in What if what not in seen],
    }
