"""The pages on which HR and the administrator keep who works here."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lms.dashboards.actions import follow_the_calendar
from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.models import Change, Employment, Grant, Look, Share, Unit, User
from skills.models import JobProfile, ProfileAssignment
from tests.cast import NEIGHBOUR, STARTED
from tests.looking import say_why

TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def hr(as_user, cast):
    return say_why(as_user(cast.hr_a))


def here(name: str, *more, organisation: str = "aalhoek", **said) -> str:
    return reverse(name, args=[organisation, *more])


def text_of(response) -> str:
    return unescape(response.content.decode())


def unit_of(organisation, name: str) -> Unit:
    return Unit.objects.get(organisation=organisation, name=name)


def job_of(user) -> Employment:
    return Employment.objects.filter(user=user).order_by("-starts", "-pk").first()


def told_of(user) -> list[str]:
    """What was changed about her, the newest first, without how she came in the list."""
    found = Change.objects.filter(about=user).exclude(what__in=["person_added", "role_given"])
    return list(found.values_list("what", flat=True))


def names(response) -> list[str]:
    return [row["job"].user.username for row in response.context["rows"]]


def newcomer(cast, **said) -> dict:
    sent = {"name": "Zoë Peeters", "unit": unit_of(cast.a, "Green").pk, "starts": TODAY, "external_id": "77"}
    return sent | said


def deeds(user) -> list[str]:
    job = job_of(user)
    return [
        here("change_person", user.pk),
        here("bring_back", user.pk),
        *(here(name, user.pk, job.pk) for name in ("change_job", "move_person", "change_profile", "end_job")),
    ]


# --- who gets in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["learner_a", "manager_a", "coach_a", "trainer_a", "hr_b", "administrator_b"]
)
def test_others_find_nothing(as_user, cast, name):
    person = say_why(as_user(getattr(cast, name)))
    places = [here("staff"), here("add_person"), here("staff_person", cast.learner_a.pk), here("changes")]
    for address in [*places, here("changes_csv"), *deeds(cast.learner_a)]:
        assert person.get(address).status_code == 404
        assert person.post(address, newcomer(cast)).status_code == 404


def test_who_runs_the_platform_keeps_nobodys_list(as_user, cast):
    user = User.objects.create(username="platform", name="Petra")
    grant(
        user=user,
        role=Role.PLATFORM_ADMINISTRATOR,
        organisation=cast.shared,
        starts=STARTED,
        acting_user=system_user(),
    )
    platform = as_user(user)
    assert here("staff") not in text_of(platform.get(here("units")))
    for name in ("staff", "changes"):
        assert platform.get(here(name)).status_code == 404


def test_hr_of_one_unit_does_not_keep_the_list(as_user, cast):
    Grant.objects.filter(user=cast.hr_a).update(unit=unit_of(cast.a, "Green"))
    assert as_user(cast.hr_a).get(here("staff")).status_code == 404


def test_people_of_another_organisation_are_not_found_in_the_own(hr, cast):
    theirs = job_of(cast.learner_b)
    for name in ("staff_person", "change_person", "bring_back"):
        assert hr.get(here(name, cast.learner_b.pk)).status_code == 404
    for name in ("change_job", "move_person", "change_profile", "end_job"):
        for user in (cast.learner_b, cast.learner_a):
            assert hr.get(here(name, user.pk, theirs.pk)).status_code == 404


def test_a_list_and_a_page_ask_why_first_and_are_looks(as_user, cast):
    client = as_user(cast.hr_a)
    for address in (here("staff"), here("staff_person", cast.learner_a.pk), here("changes")):
        assert client.get(address).url.startswith(reverse("purpose"))
    assert say_why(client).get(here("staff"), {"q": "learner6"}).status_code == 200
    assert list(Look.objects.values_list("about__username", "what", "role")) == [("learner6_a", "work", "hr")]
    client.get(here("staff_person", cast.learner_a.pk))
    assert Look.objects.filter(about=cast.learner_a, what="work").count() == 1


# --- the list ---------------------------------------------------------------------------------------------------------


def test_people_are_found_by_name_user_name_and_number(hr, cast):
    User.objects.filter(username="learner_a").update(name="Zoë Peeters")
    Employment.objects.filter(user=cast.learner_a).update(external_id="ZX-9")
    for asked in ("zoë", "Peeters", "learner_a", "zx-9"):
        assert "learner_a" in names(hr.get(here("staff"), {"q": asked}))
    assert names(hr.get(here("staff"), {"q": NEIGHBOUR})) == []


def test_the_list_is_narrowed_to_a_unit_with_all_under_it_a_profile_and_a_time(hr, cast):
    library, services = unit_of(cast.a, "Library"), unit_of(cast.a, "Services")
    assert names(hr.get(here("staff"), {"unit": library.pk})) == ["learner6_a"]
    assert len(names(hr.get(here("staff"), {"unit": services.pk}))) == 11
    profile = JobProfile.objects.get(code="P01")
    assert len(names(hr.get(here("staff"), {"profile": profile.pk}))) == 6
    Employment.objects.filter(user=cast.learner_a).update(ends=YESTERDAY)
    Employment.objects.filter(user=cast.learner2_a).update(starts=TOMORROW)
    assert names(hr.get(here("staff"), {"when": "left"})) == ["learner_a"]
    assert names(hr.get(here("staff"), {"when": "later"})) == ["learner2_a"]
    assert len(names(hr.get(here("staff"), {"when": "now"}))) == 9
    assert hr.get(here("staff"), {"when": "never"}).status_code == 200
    assert names(hr.get(here("staff"), {"unit": unit_of(cast.b, f"Green {NEIGHBOUR}").pk})) == []


def test_somebody_with_several_jobs_is_one_line(hr, cast):
    hr.post(
        here("move_person", cast.learner_a.pk, job_of(cast.learner_a).pk),
        {"unit": unit_of(cast.a, "Library").pk, "day": TODAY},
    )
    found = hr.get(here("staff"), {"q": "learner_a"})
    assert [row["unit"] for row in found.context["rows"]] == ["Services › Library"]


# --- coming -----------------------------------------------------------------------------------------------------------


def test_a_new_person_comes_and_chooses_a_password_by_mail(hr, cast, client):
    sent = newcomer(cast, email="Zoe@aalhoek.example", profile=JobProfile.objects.get(code="P01").pk)
    reply = hr.post(here("add_person"), sent)
    zoe = User.objects.get(name="Zoë Peeters")
    assert reply.url == here("staff_person", zoe.pk) + "#main"
    job = job_of(zoe)
    assert (zoe.email, job.unit.name, job.starts, job.external_id) == (
        "zoe@aalhoek.example",
        "Green",
        TODAY,
        "77",
    )
    assert job.profile_assignments.get().profile.code == "P01"
    told = Change.objects.filter(about=zoe).values_list("what", "by__username").order_by("pk")
    assert list(told) == [("person_added", "hr_a"), ("profile_assigned", "hr_a")]
    client.logout()
    client.post(reverse("account_reset_password"), {"email": "zoe@aalhoek.example"})
    assert re.search(r"/password/reset/key/\S+", mail.outbox[0].body)


def test_where_no_unit_is_yet_the_page_says_how_one_comes(hr, cast):
    assert "no units yet" not in text_of(hr.get(here("add_person")))
    cast.a.units.update(ends=TODAY)
    assert "no units yet" in text_of(hr.get(here("add_person")))


def test_somebody_who_works_elsewhere_only_is_nobody_here(hr, cast):
    """Whether an account exists elsewhere is told to nobody: two accounts may have one e-mail address."""
    User.objects.filter(pk=cast.learner_b.pk).update(email="jan@example.be")
    assert hr.post(here("add_person"), newcomer(cast, email="jan@example.be")).status_code == 302
    assert User.objects.filter(email="jan@example.be").count() == 2


def test_who_is_here_already_is_not_added_again(hr, cast):
    User.objects.filter(pk=cast.learner_a.pk).update(email="jan@example.be")
    number = job_of(cast.learner2_a).external_id
    for box, said in {"email": "JAN@example.be", "username": "learner3_a", "external_id": number}.items():
        reply = hr.post(here("add_person"), newcomer(cast, external_id="") | {box: said})
        assert reply.status_code == 422
        assert list(reply.context["form"].errors) == [box]
    assert "Look for Learner_A in the list" in text_of(
        hr.post(here("add_person"), newcomer(cast, email="jan@example.be"))
    )
    assert not User.objects.filter(name="Zoë Peeters").exists()


def test_two_people_may_have_the_same_name_when_something_else_tells_them_apart(hr, cast):
    for number in ("77", "78"):
        assert hr.post(here("add_person"), newcomer(cast, external_id=number)).status_code == 302
    assert len(names(hr.get(here("staff"), {"q": "Zoë Peeters"}))) == 2
    reply = hr.post(here("add_person"), newcomer(cast, external_id=""))
    assert "does not recognise this person" in text_of(reply)


def test_a_user_name_that_is_taken_anywhere_is_refused(hr, cast):
    reply = hr.post(here("add_person"), newcomer(cast, username="learner_b"))
    assert "The user name “learner_b” is taken." in text_of(reply)
    assert NEIGHBOUR not in text_of(reply)


# --- changing ---------------------------------------------------------------------------------------------------------


def test_a_name_is_changed_and_the_old_one_stays_known(hr, cast):
    user = cast.learner_a
    hr.post(here("change_person", user.pk), {"name": "Zoë  Maes", "username": "learner_a"})
    user.refresh_from_db()
    assert (user.name, told_of(user)) == ("Zoë Maes", ["name_changed"])
    page = text_of(hr.get(here("staff_person", user.pk)))
    assert "The name was Learner_A and is Zoë Maes" in page
    assert "Hr_A" in page


def test_what_opens_an_account_changes_only_while_it_is_nobodys_own(hr, cast):
    user = cast.learner_a
    sent = {"name": user.name, "username": "zoe", "email": "ZOE@example.be"}
    assert hr.post(here("change_person", user.pk), sent).status_code == 302
    user.refresh_from_db()
    assert (user.username, user.email) == ("zoe", "zoe@example.be")
    assert sorted(told_of(user)) == ["email_changed", "user_name_changed"]
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    reply = hr.post(here("change_person", user.pk), sent | {"email": "hr@example.be"})
    assert reply.status_code == 422
    assert f"Only {user.name} can change this." in text_of(reply)
    user.refresh_from_db()
    assert user.email == "zoe@example.be"


def test_hr_cannot_take_the_account_of_somebody_of_two_organisations(hr, cast):
    user = cast.learner_a
    unit = unit_of(cast.b, f"Green {NEIGHBOUR}")
    Employment.objects.create(user=user, organisation=cast.b, unit=unit, starts=STARTED)
    reply = hr.post(here("change_person", user.pk), {"name": user.name, "username": "mine"})
    assert reply.status_code == 422
    page = text_of(hr.get(here("staff_person", user.pk)))
    assert NEIGHBOUR not in page + text_of(reply)
    assert "learner_a" in page


def test_job_and_number_are_changed_and_a_number_is_of_one_person(hr, cast):
    job, other = job_of(cast.learner_a), job_of(cast.learner2_a)
    address = here("change_job", cast.learner_a.pk, job.pk)
    assert hr.post(address, {"job_title": "Gardener", "external_id": "900"}).status_code == 302
    job.refresh_from_db()
    assert (job.job_title, job.external_id) == ("Gardener", "900")
    reply = hr.post(address, {"job_title": "Gardener", "external_id": other.external_id})
    assert list(reply.context["form"].errors) == ["external_id"]
    assert told_of(cast.learner_a) == ["staff_number_changed", "job_title_changed"]


# --- moving -----------------------------------------------------------------------------------------------------------


def test_who_moves_keeps_what_she_shares_and_the_time_before_stays_known(hr, cast):
    user, job = cast.learner_a, job_of(cast.learner_a)
    share = Share.objects.create(employment=job, coach=cast.coach_a, starts=timezone.now())
    ProfileAssignment.objects.update(levels_due_at=None)
    library = unit_of(cast.a, "Library")
    hr.post(here("move_person", user.pk, job.pk), {"unit": library.pk, "day": TODAY})
    before, now = Employment.objects.filter(user=user).order_by("starts")
    assert (now.pk, now.unit, now.starts, now.ends) == (job.pk, library, TODAY, None)
    assert (before.unit.name, before.starts, before.ends) == ("Green", STARTED, YESTERDAY)
    share.refresh_from_db()
    assert share.employment == now
    assert ProfileAssignment.objects.get(employment=now).levels_due_at
    assert told_of(user) == ["person_moved"]


def test_a_move_that_is_to_come_waits_for_its_day(hr, cast):
    user, job, library = cast.learner_a, job_of(cast.learner_a), unit_of(cast.a, "Library")
    day = TODAY + timedelta(days=10)
    hr.post(here("move_person", user.pk, job.pk), {"unit": library.pk, "day": day})
    follow_the_calendar(today=day - timedelta(days=1), acting_user=system_user())
    assert job_of(user).unit.name == "Green"
    assert "Goes to Library on" in text_of(hr.get(here("staff_person", user.pk)))
    follow_the_calendar(today=day, acting_user=system_user())
    follow_the_calendar(today=day, acting_user=system_user())
    before, now = Employment.objects.filter(user=user).order_by("starts")
    assert (now.pk, now.unit, now.starts) == (job.pk, library, day)
    assert before.ends == day - timedelta(days=1)


def test_a_move_that_is_to_come_can_be_taken_back(hr, cast):
    user, job = cast.learner_a, job_of(cast.learner_a)
    sent = {"unit": unit_of(cast.a, "Library").pk, "day": TOMORROW}
    hr.post(here("move_person", user.pk, job.pk), sent)
    hr.post(here("staff_person", user.pk), {"do": "drop_move", "job": job.pk})
    follow_the_calendar(today=TOMORROW, acting_user=system_user())
    assert job_of(user).unit.name == "Green"
    assert told_of(user) == ["move_dropped", "move_planned"]


def test_a_move_of_today_leaves_one_that_is_to_come(hr, cast):
    user, job = cast.learner_a, job_of(cast.learner_a)
    for name, day in (("Library", TOMORROW), ("Office", TODAY)):
        hr.post(here("move_person", user.pk, job.pk), {"unit": unit_of(cast.a, name).pk, "day": day})
    follow_the_calendar(today=TOMORROW, acting_user=system_user())
    jobs = Employment.objects.filter(user=user).order_by("starts")
    assert [one.unit.name for one in jobs] == ["Green", "Office", "Library"]


def test_two_who_move_her_at_once_move_her_once(hr, cast):
    """The second form was opened before the first was sent."""
    from lms.dashboards.actions import move_person

    first, second = job_of(cast.learner_a), job_of(cast.learner_a)
    library = unit_of(cast.a, "Library")
    said = {"unit": library, "day": TODAY, "today": TODAY, "acting_user": cast.hr_a}
    move_person(employment=first, **said)
    with pytest.raises(ValidationError):
        move_person(employment=second, **said)
    assert Employment.objects.filter(user=cast.learner_a).count() == 2


def test_nobody_moves_before_she_came_or_after_she_left(hr, cast):
    job, library = job_of(cast.learner_a), unit_of(cast.a, "Library")
    address = here("move_person", cast.learner_a.pk, job.pk)
    reply = hr.post(address, {"unit": library.pk, "day": STARTED - timedelta(days=1)})
    assert list(reply.context["form"].errors) == ["day"]
    Employment.objects.filter(pk=job.pk).update(ends=TOMORROW)
    reply = hr.post(address, {"unit": library.pk, "day": TODAY + timedelta(days=2)})
    assert list(reply.context["form"].errors) == ["day"]
    reply = hr.post(address, {"unit": job.unit_id, "day": TODAY})
    assert list(reply.context["form"].errors) == ["unit"]
    assert Employment.objects.filter(user=cast.learner_a).count() == 1


# --- leaving and coming back ------------------------------------------------------------------------------------------


def test_a_last_day_is_given_and_taken_back_while_it_has_not_passed(hr, cast):
    user, job = cast.learner_a, job_of(cast.learner_a)
    hr.post(here("end_job", user.pk, job.pk), {"ends": TOMORROW})
    assert job_of(user).ends == TOMORROW
    hr.post(here("staff_person", user.pk), {"do": "take_back", "job": job.pk})
    assert job_of(user).ends is None
    assert told_of(user) == ["end_taken_back", "employment_ended"]
    hr.post(here("end_job", user.pk, job.pk), {"ends": YESTERDAY})
    reply = hr.post(here("staff_person", user.pk), {"do": "take_back", "job": job.pk}, follow=True)
    assert "The last day is over." in text_of(reply)
    assert job_of(user).ends == YESTERDAY


def test_nothing_is_asked_any_more_of_who_left(hr, cast):
    user, job = cast.learner_a, job_of(cast.learner_a)
    hr.post(here("end_job", user.pk, job.pk), {"ends": TODAY})
    assert ProfileAssignment.objects.get(employment=job).ends is None
    follow_the_calendar(today=TOMORROW, acting_user=system_user())
    assert ProfileAssignment.objects.get(employment=job).ends == TODAY


def test_a_last_day_before_the_first_is_refused(hr, cast):
    address = here("end_job", cast.learner_a.pk, job_of(cast.learner_a).pk)
    reply = hr.post(address, {"ends": STARTED - timedelta(days=1)})
    assert list(reply.context["form"].errors) == ["ends"]


def test_who_left_comes_back_to_the_same_account(hr, cast):
    user, job = cast.learner_a, job_of(cast.learner_a)
    address, green = here("bring_back", user.pk), unit_of(cast.a, "Green")
    sent = {"unit": green.pk, "starts": TODAY, "external_id": job.external_id}
    assert hr.post(address, sent).status_code == 422  # she works here
    hr.post(here("end_job", user.pk, job.pk), {"ends": YESTERDAY})
    reply = hr.post(address, sent | {"starts": YESTERDAY})
    assert list(reply.context["form"].errors) == ["starts"]
    assert hr.post(address, sent).status_code == 302
    assert hr.post(address, sent).status_code == 422  # sent twice, back once
    jobs = Employment.objects.filter(user=user).order_by("starts")
    assert [(one.starts, one.ends) for one in jobs] == [(STARTED, YESTERDAY), (TODAY, None)]
    assert told_of(user) == ["person_back", "employment_ended"]


def test_who_moved_left_and_came_back_keeps_her_history_and_the_next_list_agrees(hr, cast):
    from lms.people.content import PersonRow
    from lms.people.roll import Kind, Roll

    user, job, library = cast.learner_a, job_of(cast.learner_a), unit_of(cast.a, "Library")
    moved, left, back = date(2025, 1, 1), date(2025, 6, 30), date(2026, 1, 1)
    hr.post(here("move_person", user.pk, job.pk), {"unit": library.pk, "day": moved})
    hr.post(here("end_job", user.pk, job.pk), {"ends": left})
    sent = {"unit": unit_of(cast.a, "Green").pk, "starts": back, "external_id": job.external_id}
    hr.post(here("bring_back", user.pk), sent | {"job_title": "Gardener"})
    hr.post(here("change_person", user.pk), {"name": "Zoë Maes", "username": "learner_a"})
    jobs = Employment.objects.filter(user=user).order_by("starts")
    assert [(one.unit.name, one.starts, one.ends) for one in jobs] == [
        ("Green", STARTED, moved - timedelta(days=1)),
        ("Library", moved, left),
        ("Green", back, None),
    ]
    row = PersonRow(2, cast.a.name, ("Green",), "Zoë Maes", "", "", "", "", STARTED, job.external_id)
    ((step,), problems) = Roll(cast.a, TODAY).held_against([row])
    assert (step.kind, problems) == (Kind.STAYS, [])


def test_the_job_profile_changes_from_a_day_on(hr, cast):
    job, profile = job_of(cast.learner_a), JobProfile.objects.get(code="P02")
    address = here("change_profile", cast.learner_a.pk, job.pk)
    for day in (STARTED - timedelta(days=1), TOMORROW):
        reply = hr.post(address, {"profile": profile.pk, "starts": day})
        assert list(reply.context["form"].errors) == ["starts"]
    assert hr.post(address, {"profile": profile.pk, "starts": TODAY}).status_code == 302
    before, now = job.profile_assignments.order_by("starts")
    assert (before.ends, now.profile, now.starts) == (YESTERDAY, profile, TODAY)
    reply = hr.post(address, {"profile": profile.pk, "starts": TODAY})
    assert list(reply.context["form"].errors) == ["profile"]
    assert told_of(cast.learner_a) == ["profile_assigned"]


def test_who_has_a_role_and_never_worked_here_can_get_a_job(hr, cast):
    first = User.objects.create(name="Ann", username="ann")
    grant(user=first, role=Role.ADMINISTRATOR, organisation=cast.a, acting_user=system_user())
    sent = {"unit": unit_of(cast.a, "Green").pk, "starts": TODAY}
    assert hr.get(here("staff_person", first.pk)).status_code == 200
    assert hr.post(here("bring_back", first.pk), sent).status_code == 302
    assert job_of(first).organisation == cast.a


# --- whatever is sent -------------------------------------------------------------------------------------------------

RUBBISH = [
    "",
    "\x00",
    "a\x00b",
    "x" * 100_000,
    "-1",
    "0001-01-01",
    "9999-12-31",
    "=1+1",
    "a\u202eb",
    "9" * 5000,
]


@pytest.mark.parametrize("rubbish", RUBBISH, ids=range(len(RUBBISH)))
def test_rubbish_is_refused_with_a_page(hr, cast, rubbish):
    boxes = ["name", "email", "username", "unit", "job_title", "profile", "starts", "external_id", "day"]
    everywhere = dict.fromkeys([*boxes, "ends", "do", "job"], rubbish)
    before = list(Employment.objects.order_by("pk").values())
    job = job_of(cast.learner_a)
    sensible = {"unit": unit_of(cast.a, "Library").pk, "profile": JobProfile.objects.get(code="P02").pk}
    for address in [here("add_person"), here("staff_person", cast.learner_a.pk), *deeds(cast.learner_a)]:
        replies = [hr.post(address, sent) for sent in (everywhere, everywhere | sensible)]
        if "jobs" in address and address.endswith("/change/"):
            Employment.objects.filter(pk=job.pk).update(job_title=job.job_title, external_id=job.external_id)
        assert {reply.status_code for reply in replies} <= {302, 400, 422}
    asked = dict.fromkeys(["q", "unit", "profile", "when", "page"], rubbish)
    assert hr.get(here("staff"), asked).status_code in (200, 422)
    assert list(Employment.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("name", ["=cmd", "Zo\u202eë", "- 3 -", "x" * 151])
def test_a_name_that_no_list_may_hold_is_refused_here_too(hr, cast, name):
    reply = hr.post(here("add_person"), newcomer(cast, name=name))
    assert list(reply.context["form"].errors) == ["name"]


# --- queries ----------------------------------------------------------------------------------------------------------


def queries(client, address: str, **said) -> int:
    client.get(address, said)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address, said).status_code == 200
    return len(asked)


def test_pages_take_as_many_queries_with_one_thing_as_with_three(hr, cast):
    user, job = cast.learner6_a, job_of(cast.learner6_a)
    places = [(here("staff"), "learner6"), (here("staff_person", user.pk), ""), (here("changes"), "")]

    def count() -> list[int]:
        return [queries(hr, address, q=asked) for address, asked in places]

    with_one = count()
    places[0] = (here("staff"), "learner")
    for days in (30, 60, 90):
        day = TODAY - timedelta(days=100 - days)
        unit = unit_of(cast.a, "Green" if job_of(user).unit.name == "Library" else "Library")
        hr.post(here("move_person", user.pk, job.pk), {"unit": unit.pk, "day": day})
        profile = JobProfile.objects.get(code=f"P{days // 30 + 1:02}")
        hr.post(here("change_profile", user.pk, job.pk), {"profile": profile.pk, "starts": day})
        grant(
            user=user,
            role=Role.COACH,
            organisation=cast.a,
            unit=unit,
            starts=day,
            ends=day,
            acting_user=system_user(),
        )
    assert Employment.objects.filter(user=user).count() == 4
    assert count() == with_one
    assert max(with_one) <= 18
