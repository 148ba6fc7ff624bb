"""What the page "Who sees what?" claims, held against what the other pages really give."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses.actions import open_attempt
from courses.assigning import assign
from courses.meant import Target
from lms.people import access, openness
from lms.people.access import Role, Visibility
from lms.people.actions import system_user
from lms.people.models import Grant
from lms.people.openness import What
from skills.actions import refresh_due_levels
from skills.certificates.actions import hand_in, keep_accepted
from skills.models import Framework
from tests.cast import STARTED
from tests.factories import a_module, an_activity
from tests.looking import say_why
from tests.shown import show_often

VIEWERS = {
    None: "learner2_a",
    Role.COACH: "coach_a",
    Role.TRAINER: "trainer_a",
    Role.MANAGER: "manager_a",
    Role.HR: "hr_a",
    Role.ADMINISTRATOR: "administrator_a",
    Role.AUDITOR: "learner3_a",
    Role.PLATFORM_ADMINISTRATOR: "learner_b",
}


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response) -> str:
    return unescape(response.content.decode())


def certificate_of(person, cast) -> None:
    accepted = keep_accepted(
        accepted=None,
        framework=Framework.objects.get(),
        issuer="A school",
        names={"nl": "Veilig"},
        levels={"4.1": 1},
        valid_months=None,
        acting_user=system_user(),
    )
    hand_in(
        employment=cast.employment(person),
        accepted=accepted,
        issued_on=timezone.localdate(),
        paper=None,
        now=timezone.now(),
        acting_user=person,
    )


@pytest.fixture
def probes(cast):
    """For everything that somebody may see: whether a client really gets it."""
    her, work = cast.learner_a, cast.employment(cast.learner_a).pk
    show_often(her, cast.a, level=6, times=20)
    refresh_due_levels(now=timezone.now())
    test = an_activity(a_module(cast.a, title="Her module"), kind="test")
    sitting = open_attempt(user=her, activity=test, organisation=cast.a, now=timezone.now(), acting_user=her)
    hers = signed_in(her)
    hers.post(reverse("my_coach"), {"do": "ask", "message": "Only for a coach"})
    hers.post(reverse("my_coach"), {"do": "share", "coach": cast.coach_a.pk})
    wrong = {"do": "ask", "employment": work, "fact": "name", "sentence": "Only for HR"}
    hers.post(reverse("not_right"), wrong)
    certificate_of(her, cast)
    Grant.objects.create(user=cast.learner3_a, organisation=cast.a, role=Role.AUDITOR, starts=STARTED)
    Grant.objects.create(
        user=cast.learner_b, organisation=cast.shared, role=Role.PLATFORM_ADMINISTRATOR, starts=STARTED
    )
    page, shown, coaching = (
        reverse("person", args=[work]),
        reverse("coached", args=[work]),
        reverse("coaching"),
    )
    importing = reverse("people_import", args=[cast.a.slug])
    asked = assign(
        organisation=cast.a,
        module=a_module(cast.a, title="Asked module"),
        targets=[Target(unit=cast.employment(her).unit_id)],
        due_on=timezone.localdate(),
        note="",
        role=Role.HR,
        now=timezone.now(),
        today=timezone.localdate(),
        acting_user=cast.hr_a,
    )
    how_far = reverse("assignment", args=[asked.key])
    lists = [reverse("people"), coaching, reverse("roles", args=[cast.a.slug]) + f"?q={her.username}"]
    return {
        What.NAME: lambda client: (
            any(f"{her.name}</" in text_of(client.get(one)) for one in lists)
            or client.get(importing).status_code == 200  # what a list of people changes is shown by name
        ),
        What.COUNTS: lambda client: client.get(reverse("overview")).status_code == 200,
        What.STATES: lambda client: "in order" in text_of(client.get(page)),
        What.LEVELS: lambda client: "Highly advanced" in text_of(client.get(page)),
        What.SHOWN: lambda client: client.get(shown).status_code == 200,
        What.REQUESTS: lambda client: "Only for a coach" in text_of(client.get(coaching)),
        What.CORRECTIONS: lambda client: "Only for HR" in text_of(client.get(reverse("corrections"))),
        What.CERTIFICATES: lambda client: her.name in text_of(client.get(reverse("certificates"))),
        What.ASSIGNED: lambda client: f"{her.name}<" in text_of(client.get(how_far)),
        What.PROGRESS: lambda client: any("Her module" in text_of(client.get(one)) for one in (page, shown)),
        What.ANSWERS: lambda client: client.get(reverse("attempt", args=[sitting.key])).status_code == 200,
    }


@pytest.mark.parametrize("visibility", list(Visibility))
def test_every_claim_is_what_the_pages_give(cast, probes, visibility):
    cast.a.visibility = visibility
    cast.a.save()
    assert set(VIEWERS) == set(openness.VIEWERS)
    for role, name in VIEWERS.items():
        client = say_why(signed_in(getattr(cast, name)))
        given = {what for what in What if probes[what](client)}
        assert given == openness.seen(role, visibility), (role, visibility)


def rules(client, cast) -> str:
    return text_of(client.get(reverse("who_sees_what", args=[cast.a.slug])))


def test_the_page_changes_with_the_rules(as_user, cast, monkeypatch):
    person = as_user(cast.learner_a)
    lines = person.get(reverse("who_sees_what", args=[cast.a.slug])).context["lines"]
    assert {code: who for _line, code, who in lines}["states"] == []
    monkeypatch.setattr(access, "may_see_states", lambda visibility: True)
    lines = person.get(reverse("who_sees_what", args=[cast.a.slug])).context["lines"]
    assert {code: who for _line, code, who in lines}["states"] == ["Manager", "HR"]


def test_the_page_says_that_small_groups_are_hidden_only_where_they_are(as_user, cast):
    person = as_user(cast.learner_a)
    sentence = "Counts are shown only of groups of 5 people or more."
    assert sentence in rules(person, cast)
    cast.a.visibility = Visibility.STATUS
    cast.a.save()
    assert sentence not in rules(person, cast)


@pytest.mark.parametrize("name", ["learner_a", "hr_a", "administrator_a", "trainer_a"])
def test_who_works_there_reads_it(as_user, cast, name):
    person = as_user(getattr(cast, name))
    assert person.get(reverse("rules")).url == reverse("who_sees_what", args=[cast.a.slug])
    assert "Who sees what?" in rules(person, cast)


@pytest.mark.parametrize("name", ["learner_b", "hr_b", "administrator_b"])
def test_others_do_not(as_user, cast, name):
    person = as_user(getattr(cast, name))
    assert person.get(reverse("who_sees_what", args=[cast.a.slug])).status_code == 404
    assert person.get(reverse("who_sees_what", args=[cast.shared.slug])).status_code == 404
    assert person.get(reverse("who_sees_what", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize(
    ("visibility", "roles"), [("groups", ["Digital coach"]), ("status", ["Digital coach", "Manager"])]
)
def test_the_page_says_who_may_write_down_what_they_saw(as_user, cast, visibility, roles):
    cast.a.visibility = visibility
    cast.a.save()
    page = as_user(cast.learner_a).get(reverse("who_sees_what", args=[cast.a.slug]))
    assert page.context["validators"] == roles
