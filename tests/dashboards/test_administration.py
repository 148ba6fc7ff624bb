import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lms.people.access import Role
from lms.people.actions import create_organisation, grant, system_user
from lms.people.models import Change, Employment, Grant, Organisation, Unit, User
from lms.people.units import add_unit
from tests.cast import NEIGHBOUR, STARTED

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def administrator(as_user, cast):
    return as_user(cast.administrator_a)


@pytest.fixture
def platform(as_user, cast):
    """Somebody who runs the platform and works nowhere."""
    user = User.objects.create(username="platform", name="Petra")
    grant(
        user=user,
        role=Role.PLATFORM_ADMINISTRATOR,
        organisation=cast.shared,
        starts=STARTED,
        acting_user=system_user(),
    )
    return as_user(user)


def here(name: str, *more, organisation: str = "aalhoek") -> str:
    return reverse(name, args=[organisation, *more])


def text_of(response) -> str:
    return unescape(response.content.decode())


def unit_of(organisation, name: str) -> Unit:
    return Unit.objects.get(organisation=organisation, name=name)


def grant_of(user) -> Grant:
    return Grant.objects.get(user=user)


def every_address(organisation) -> list[str]:
    given = Grant.objects.get(organisation=organisation, role=Role.ADMINISTRATOR)
    more = {
        "organisation": (),
        "units": (),
        "unit": (organisation.units.first().pk,),
        "roles": (),
        "give_role": (given.user_id,),
        "end_role": (given.pk,),
    }
    return [here(name, *args, organisation=organisation.slug) for name, args in more.items()]


# --- who gets in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["learner_a", "trainer_a", "coach_a", "manager_a"])
def test_who_administers_nothing_finds_nothing(as_user, cast, name):
    person = as_user(getattr(cast, name))
    assert [person.get(address).status_code for address in every_address(cast.a)] == [404] * 6
    assert person.get(reverse("administration")).status_code == 403
    assert reverse("administration") not in text_of(person.get(reverse("home")))


def test_hr_comes_to_the_people_and_to_nothing_else_of_the_administrator(as_user, cast):
    hr = as_user(cast.hr_a)
    assert [hr.get(address).status_code for address in every_address(cast.a)] == [404] * 6
    assert hr.get(reverse("administration")).url == here("staff")


def test_an_administrator_opens_the_own_organisation_and_no_other(administrator, cast):
    assert [administrator.get(address).status_code for address in every_address(cast.a)] == [200] * 6
    assert [administrator.get(address).status_code for address in every_address(cast.b)] == [404] * 6
    assert administrator.get(reverse("administration")).url == here("organisation")
    assert reverse("administration") in text_of(administrator.get(reverse("home")))
    assert administrator.get(reverse("new_organisation")).status_code == 403


def test_the_things_of_another_organisation_are_not_found_in_the_own(administrator, cast):
    theirs = unit_of(cast.b, f"Green {NEIGHBOUR}")
    for address in (
        here("unit", theirs.pk),
        here("give_role", cast.learner_b.pk),
        here("end_role", grant_of(cast.hr_b).pk),
    ):
        assert administrator.get(address).status_code == 404
        assert administrator.post(address, {"do": "delete"}).status_code == 404


def test_who_runs_the_platform_opens_every_organisation_but_not_the_shared_catalogue(platform, cast):
    page = text_of(platform.get(reverse("administration")))
    assert cast.a.name in page
    assert cast.b.name in page
    for organisation in (cast.a, cast.b):
        assert [platform.get(address).status_code for address in every_address(organisation)] == [200] * 6
    assert platform.get(here("organisation", organisation=cast.shared.slug)).status_code == 404


def test_who_works_nowhere_has_a_home(platform):
    assert platform.get(reverse("home")).status_code == 200


def test_a_grant_that_ended_opens_nothing(administrator, cast):
    Grant.objects.filter(user=cast.administrator_a).update(ends=TODAY - timedelta(days=1))
    assert administrator.get(here("roles")).status_code == 404


def test_administering_opens_no_levels(administrator, cast):
    assert administrator.get(reverse("overview")).status_code == 403
    assert reverse("overview") not in text_of(administrator.get(here("roles")))


# --- the organisation -------------------------------------------------------------------------------------------------

VISIBILITY = {
    "do": "visibility",
    "visibility": "status",
    "staff_notice": "HR sees your status.",
    "consulted_on": "2026-01-31",
    "consultation_reference": "Report 7",
    "smallest_group": 8,
}


def test_name_and_kind_are_saved(administrator, cast):
    sent = {"do": "basics", "name": "  Stad   Aalhoek ", "kind": "ocmw"}
    assert administrator.post(here("organisation"), sent).status_code == 302
    found = Organisation.objects.get(slug="aalhoek")
    assert (found.name, found.kind, found.slug) == ("Stad Aalhoek", "ocmw", "aalhoek")


def test_more_than_groups_is_seen_only_when_staff_were_told_and_consulted(administrator, cast):
    for name in ("staff_notice", "consulted_on", "consultation_reference"):
        reply = administrator.post(here("organisation"), VISIBILITY | {name: ""})
        assert reply.status_code == 422
        assert list(reply.context["visibility"].errors) == [name]
        assert "HR sees your status." in text_of(reply) or name == "staff_notice"  # nothing is lost
    tomorrow = TODAY + timedelta(days=1)
    reply = administrator.post(here("organisation"), VISIBILITY | {"consulted_on": tomorrow})
    assert list(reply.context["visibility"].errors) == ["consulted_on"]
    assert Organisation.objects.get(pk=cast.a.pk).visibility == "groups"
    assert administrator.post(here("organisation"), VISIBILITY).status_code == 302
    found = Organisation.objects.get(pk=cast.a.pk)
    assert (found.visibility, found.smallest_group, found.consultation_reference) == ("status", 8, "Report 7")


def test_no_group_under_five_is_counted(administrator, cast):
    reply = administrator.post(here("organisation"), VISIBILITY | {"smallest_group": 4})
    assert list(reply.context["visibility"].errors) == ["smallest_group"]


def test_a_colour_is_shown_before_it_is_saved(administrator, cast):
    sent = {"hue": 30, "chroma": "0.1"}
    page = administrator.post(here("organisation"), sent | {"do": "look"})
    assert page.status_code == 200
    sheet = unescape(re.search(r'href="([^"]+colour\.css[^"]+)"', page.content.decode())[1])
    assert administrator.get(sheet).content == b".sample { --brand-h: 30; --brand-c: 0.100; }\n"
    assert Organisation.objects.get(pk=cast.a.pk).brand_hue == 205
    assert administrator.post(here("organisation"), sent | {"do": "colour"}).status_code == 302
    assert administrator.get("/theme/aalhoek.css").content.endswith(b"--brand-h: 30; --brand-c: 0.100; }\n")


@pytest.mark.parametrize("hue", ["361", "-1", "30; } body { display: none", "", "9" * 5000, "\x00"])
def test_what_is_no_colour_gets_no_sheet(administrator, hue):
    said = {"hue": hue, "chroma": "0.1"}
    assert administrator.get(reverse("colour_sample"), said).status_code == 400
    assert administrator.get(here("organisation"), {"hue": hue}).status_code == 200


# --- units ------------------------------------------------------------------------------------------------------------


def test_the_tree_counts_who_works_in_each_unit_now(administrator, cast):
    Employment.objects.filter(user=cast.learner_a).update(ends=TODAY - timedelta(days=1))
    (services,) = administrator.get(here("units")).context["tree"]
    assert [(one.unit.name, one.people) for one in services.branches] == [
        ("Green", 4),
        ("Library", 1),
        ("Office", 5),
    ]


def test_a_unit_is_added_renamed_moved_and_deleted(administrator, cast):
    services = unit_of(cast.a, "Services")
    sent = {"do": "add", "name": "Pool", "parent": services.pk}
    assert administrator.post(here("units"), sent).url == here("units") + "#main"
    pool = unit_of(cast.a, "Pool")
    assert pool.parent == services
    for sent in ({"do": "rename", "name": "Sports"}, {"do": "move", "parent": ""}):
        assert administrator.post(here("unit", pool.pk), sent).status_code == 302
    assert unit_of(cast.a, "Sports").parent is None
    assert administrator.post(here("unit", pool.pk), {"do": "delete"}).status_code == 302
    assert not Unit.objects.filter(pk=pool.pk).exists()


def test_every_refusal_is_a_sentence_in_the_form(administrator, cast):
    services, green = unit_of(cast.a, "Services"), unit_of(cast.a, "Green")
    theirs = unit_of(cast.b, f"Green {NEIGHBOUR}")
    for address, sent, sentence in (
        (here("units"), {"do": "add", "name": "green", "parent": services.pk}, "There already is a unit"),
        (here("units"), {"do": "add", "name": " "}, "This field is required."),
        (here("units"), {"do": "add", "name": "!!!"}, "A name needs at least one letter."),
        (here("units"), {"do": "add", "name": "Pool", "parent": theirs.pk}, "Choose one from the list."),
        (here("unit", green.pk), {"do": "rename", "name": "Office"}, "There already is a unit"),
        (here("unit", services.pk), {"do": "move", "parent": green.pk}, "A unit cannot be under itself"),
        (here("unit", green.pk), {"do": "move", "parent": theirs.pk}, "Choose one from the list."),
        (here("unit", green.pk), {"do": "delete"}, "People work in this unit, or will."),
        (here("unit", services.pk), {"do": "delete"}, "There are units under this one."),
    ):
        reply = administrator.post(address, sent)
        assert reply.status_code == 422
        assert sentence in text_of(reply)
        assert NEIGHBOUR not in text_of(reply)
        assert f'value="{sent.get("name", "")}"' in text_of(reply) or not sent.get("name", "").strip()
    assert cast.a.units.count() == 4


def test_a_name_that_is_almost_that_of_another_organisation_is_refused(administrator, platform, cast):
    almost = f"gemeente-{NEIGHBOUR}".lower()
    for client, address, sent in (
        (administrator, here("organisation"), {"do": "basics"}),
        (platform, reverse("new_organisation"), {"do": "make"}),
    ):
        reply = client.post(address, sent | {"name": almost, "kind": "ocmw"})
        assert reply.status_code == 422
        assert "or almost. Choose another name." in text_of(reply)


# --- roles ------------------------------------------------------------------------------------------------------------


def test_the_page_says_who_has_which_role_for_what_since_when(administrator, cast):
    Employment.objects.filter(user=cast.hr_a).update(ends=TODAY - timedelta(days=1))
    Grant.objects.filter(user=cast.trainer_a).update(ends=TODAY - timedelta(days=1))
    Grant.objects.filter(user=cast.coach_a).update(starts=TODAY + timedelta(days=1))
    rows = administrator.get(here("roles")).context["rows"]
    assert [(str(row["grant"].user), str(row["role"]), row["unit"], row["left"]) for row in rows] == [
        ("Administrator_A", "Administrator", None, False),
        ("Coach_A", "Digital coach", "Services", False),
        ("Hr_A", "HR", None, True),
        ("Manager_A", "Manager", "Services", False),
    ]
    assert [row["starts_later"] for row in rows] == [False, True, False, False]


def test_a_colleague_is_found_by_name_and_nobody_else_is(administrator, cast):
    Employment.objects.filter(user=cast.learner2_a).update(ends=TODAY - timedelta(days=1))
    User.objects.filter(username="learner3_a").update(is_active=False)
    found = administrator.get(here("roles"), {"q": "learner"}).context["found"]
    assert [one["employment"].user.username for one in found] == [
        "learner4_a",
        "learner5_a",
        "learner6_a",
        "learner_a",
    ]
    assert administrator.get(here("roles"), {"q": NEIGHBOUR}).context["found"] == []
    assert administrator.get(here("give_role", cast.learner2_a.pk)).status_code == 404


def test_a_role_is_given_and_taken_away_at_once(administrator, as_user, cast):
    sent = {"do": "give", "role": "hr", "unit": unit_of(cast.a, "Green").pk, "starts": TODAY, "ends": ""}
    assert administrator.post(here("give_role", cast.learner_a.pk), sent).url == here("roles") + "#main"
    given = grant_of(cast.learner_a)
    assert (given.role, given.unit.name, given.granted_by) == ("hr", "Green", cast.administrator_a)
    assert as_user(cast.learner_a).get(reverse("overview")).status_code == 200
    as_user(cast.administrator_a).post(here("end_role", given.pk), {"do": "end", "ends": ""})
    assert as_user(cast.learner_a).get(reverse("overview")).status_code == 403


def test_a_role_may_end_later(administrator, cast):
    given, later = grant_of(cast.hr_a), TODAY + timedelta(days=30)
    administrator.post(here("end_role", given.pk), {"do": "end", "ends": later})
    assert grant_of(cast.hr_a).ends == later
    yesterday = TODAY - timedelta(days=1)
    reply = administrator.post(here("end_role", given.pk), {"do": "end", "ends": yesterday})
    assert reply.status_code == 422
    assert grant_of(cast.hr_a).ends == later


@pytest.mark.parametrize(
    "role", ["platform_administrator", "catalogue_editor", "framework_owner", "king", ""]
)
def test_no_role_of_the_platform_is_given_here(administrator, platform, as_user, cast, role):
    for user in (cast.administrator_a, User.objects.get(username="platform")):
        reply = as_user(user).post(
            here("give_role", cast.learner_a.pk), {"do": "give", "role": role, "starts": TODAY}
        )
        assert list(reply.context["form"].errors) == ["role"]
    assert not Grant.objects.filter(user=cast.learner_a).exists()


def give_platform_role(client, **changes):
    sent = {"do": "give", "role": "framework_owner", "account": "hr_a", "starts": TODAY}
    return client.post(reverse("platform_roles"), sent | changes)


def test_who_runs_the_platform_makes_an_owner_of_the_frameworks_and_takes_it_back(platform, as_user, cast):
    account = cast.hr_a.username
    give_platform_role(platform, account=account)
    given = Grant.objects.get(user=cast.hr_a, role=Role.FRAMEWORK_OWNER)
    assert (given.organisation, given.unit) == (cast.shared, None)
    assert "Owner of the frameworks" in text_of(platform.get(reverse("platform_roles")))
    assert Change.objects.get(organisation=cast.shared, what="role_given").about == cast.hr_a
    assert as_user(cast.hr_a).get(reverse("recount")).status_code == 200
    as_user(User.objects.get(username="platform")).post(reverse("platform_roles"), {"end": given.pk})
    assert as_user(cast.hr_a).get(reverse("recount")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"role": "platform_administrator"}, "role"),
        ({"role": "hr"}, "role"),
        ({"account": "nobody at all"}, "account"),
        ({"account": ""}, "account"),
        ({"starts": TODAY - timedelta(days=1)}, "starts"),
        ({"ends": TODAY - timedelta(days=1)}, "ends"),
    ],
)
def test_what_cannot_be_given_for_the_platform_is_said_in_the_form(platform, cast, changes, wrong):
    before = Grant.objects.count()
    reply = give_platform_role(platform, **{"account": cast.hr_a.username} | changes)
    assert reply.status_code == 422
    assert list(reply.context["form"].errors) == [wrong]
    assert Grant.objects.count() == before


def test_who_runs_the_platform_ends_no_other_grant_there(platform, cast):
    mine = Grant.objects.get(user__username="platform")
    for pk in (mine.pk, grant_of(cast.hr_a).pk, "x"):
        assert platform.post(reverse("platform_roles"), {"end": pk}).status_code == 404
    mine.refresh_from_db()
    assert mine.ends is None


def test_the_only_administrator_stays_and_one_of_two_may_go(administrator, cast):
    mine = grant_of(cast.administrator_a)
    reply = administrator.post(here("end_role", mine.pk), {"do": "end"})
    assert "You are the only administrator." in text_of(reply)
    grant(user=cast.hr_a, role=Role.ADMINISTRATOR, organisation=cast.a, acting_user=cast.administrator_a)
    assert administrator.post(here("end_role", mine.pk), {"do": "end"}).url == reverse("home")
    assert administrator.get(here("roles")).status_code == 404


def test_several_roles_at_once_begin_and_end_each_in_their_own_time(administrator, as_user, cast):
    learner, address = cast.learner_a, here("give_role", cast.learner_a.pk)
    later, last = TODAY + timedelta(days=10), TODAY + timedelta(days=20)
    for role, starts, ends in (("hr", TODAY, TODAY), ("auditor", later, last), ("auditor", TODAY, TODAY)):
        sent = {"do": "give", "role": role, "starts": starts, "ends": ends}
        assert administrator.post(address, sent).status_code == 302
    sent = {"do": "give", "role": "auditor", "starts": last, "ends": ""}
    assert list(administrator.post(address, sent).context["form"].errors) == ["role"]  # these days overlap
    sent = {"do": "give", "role": "coach", "starts": later, "ends": TODAY}
    assert list(administrator.post(address, sent).context["form"].errors) == ["ends"]
    held = Grant.objects.of(learner, TODAY).order_by("role").values_list("role", flat=True)
    assert list(held) == ["auditor", "hr"]
    assert [one.role for one in Grant.objects.of(learner, later)] == ["auditor"]
    assert [one.role for one in Grant.objects.of(learner, last + timedelta(days=1))] == []
    assert as_user(learner).get(reverse("overview")).status_code == 200


def test_a_role_that_ended_is_not_in_the_list_and_may_be_given_again(administrator, cast):
    given = grant_of(cast.hr_a)
    administrator.post(here("end_role", given.pk), {"do": "end", "ends": ""})
    assert administrator.get(here("end_role", given.pk)).status_code == 404
    sent = {"do": "give", "role": "hr", "starts": TODAY, "ends": ""}
    assert administrator.post(here("give_role", cast.hr_a.pk), sent).status_code == 302
    assert Grant.objects.filter(user=cast.hr_a).count() == 2
    told = Change.objects.of(cast.a).filter(about=cast.hr_a, what__startswith="role").order_by("pk")
    assert [(one.what, one.by) for one in told] == [
        ("role_taken", cast.administrator_a),
        ("role_given", cast.administrator_a),
    ]


def test_every_setting_says_who_changed_it(administrator, cast):
    about = cast.a
    for sent in (
        {"do": "basics", "name": "Stad Aalhoek", "kind": "ocmw"},
        {"do": "colour", "hue": 30, "chroma": "0.1"},
        VISIBILITY,
        {"do": "retention", "months": 36},
    ):
        administrator.post(here("organisation"), sent)
    told = Change.objects.of(about).filter(by=cast.administrator_a).order_by("pk")
    assert [one.what for one in told] == [
        "organisation_renamed",
        "kind_changed",
        "colour_changed",
        "visibility_set",
        "retention_set",
    ]


def test_a_unit_is_put_together_with_another_closed_and_opened_on_its_page(administrator, cast):
    green, office = unit_of(cast.a, "Green"), unit_of(cast.a, "Office")
    theirs = unit_of(cast.b, f"Green {NEIGHBOUR}")
    for into in (theirs.pk, green.pk, "", "\x00"):
        reply = administrator.post(here("unit", green.pk), {"do": "merge", "into": into})
        assert (reply.status_code, list(reply.context["merge"].errors)) == (422, ["into"])
    assert administrator.post(here("unit", office.pk), {"do": "close"}).status_code == 422
    assert administrator.post(here("unit", green.pk), {"do": "merge", "into": office.pk}).status_code == 302
    page = administrator.get(here("units"))
    assert [one.name for one, _path in page.context["closed"]] == ["Green"]
    assert [one.unit.name for one in page.context["tree"][0].branches] == ["Library", "Office"]
    assert administrator.post(here("unit", green.pk), {"do": "open"}).status_code == 302
    assert administrator.post(here("unit", green.pk), {"do": "close"}).status_code == 302
    assert unit_of(cast.a, "Green").ends == TODAY


# --- the platform -----------------------------------------------------------------------------------------------------


def test_the_list_counts_staff_and_units(platform, cast):
    Employment.objects.filter(user=cast.learner_a).update(ends=TODAY - timedelta(days=1))
    twice = cast.employment(cast.learner2_a)
    twice.pk, twice.external_id = None, ""
    twice.save()
    rows = platform.get(reverse("administration")).context["rows"]
    assert [(one, staff, units) for one, _door, staff, units in rows] == [(cast.a, 10, 4), (cast.b, 11, 4)]


def test_a_new_administrator_chooses_a_password_by_mail(platform, client):
    sent = {"do": "make", "name": "Gemeente Vlierbeke", "kind": "municipality"}
    refused = platform.post(reverse("new_organisation"), sent)
    assert refused.status_code == 422
    assert 'value="Gemeente Vlierbeke"' in text_of(refused)
    sent |= {"person": "Zoë Peeters", "email": "zoe@vlierbeke.example"}
    made = platform.post(reverse("new_organisation"), sent)
    assert made.url == here("roles", organisation="vlierbeke") + "#main"
    assert "to ask for a new password" in text_of(platform.get(made.url))
    client.logout()
    client.post(reverse("account_reset_password"), {"email": "zoe@vlierbeke.example"})
    (sent_mail,) = mail.outbox
    link = re.search(r"/en/account/password/reset/key/\S+", sent_mail.body)[0]
    form = client.get(link, follow=True)
    password = {"password1": "drie-blauwe-fietsen", "password2": "drie-blauwe-fietsen"}
    client.post(form.redirect_chain[-1][0], password)
    login = {"login": "zoe@vlierbeke.example", "password": "drie-blauwe-fietsen"}
    client.post(reverse("account_login"), login)
    assert client.get(here("roles", organisation="vlierbeke")).status_code == 200
    assert client.get(here("roles")).status_code == 404


# --- whatever is sent -------------------------------------------------------------------------------------------------

RUBBISH = [
    "",
    "\x00",
    "a\x00b",
    "9" * 5000,
    "-1",
    "NaN",
    "1e999",
    "0001-01-01",
    "9999-12-31",
    "<b>" * 200,
    "🧱\u202e",
]
BOXES = ["name", "kind", "visibility", "staff_notice", "consulted_on", "consultation_reference"]
BOXES += ["smallest_group", "hue", "chroma", "parent", "role", "unit", "starts", "ends"]
BOXES += ["person", "email", "account", "into"]
DEEDS = [
    ["basics", "visibility", "colour", "look"],
    ["add"],
    ["rename", "move", "delete", "merge", "close", "open"],
    [],
    ["give"],
    ["end"],
]


@pytest.mark.parametrize("rubbish", RUBBISH, ids=range(len(RUBBISH)))
def test_rubbish_is_refused_with_a_page(platform, cast, rubbish):
    pages = dict(zip(every_address(cast.a), DEEDS, strict=True)) | {reverse("new_organisation"): ["make"]}
    sensible = {"role": "hr", "starts": TODAY, "visibility": "groups", "smallest_group": 5, "kind": "ocmw"}
    everywhere = dict.fromkeys(BOXES, rubbish)
    for address, deeds in pages.items():
        asked = platform.get(address, dict.fromkeys(["q", "page", "hue", "parent"], rubbish))
        replies = [asked, platform.post(address, {"do": rubbish})]
        for do in deeds:
            for sent in ({}, everywhere, everywhere | sensible):
                replies.append(platform.post(address, sent | {"do": do}))
        assert {reply.status_code for reply in replies} <= {200, 302, 404, 422}


def test_a_number_that_no_row_can_have_is_not_found(administrator):
    for name in ("unit", "give_role", "end_role"):
        for number in (0, 2**63, 10**4000):
            assert administrator.get(here(name, number)).status_code == 404
    assert administrator.get(here("unit", 1).replace("/1/", f"/{'9' * 5000}/")).status_code == 404


# --- queries ----------------------------------------------------------------------------------------------------------


def queries(client, address: str, **said) -> int:
    client.get(address, said)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address, said).status_code == 200
    return len(asked)


def test_pages_take_as_many_queries_with_one_thing_as_with_three(administrator, cast):
    def count() -> list[int]:
        return [queries(administrator, address, q="learner") for address in every_address(cast.a)]

    Employment.objects.filter(organisation=cast.a, user__username__regex=r"learner\d").update(ends=STARTED)
    Grant.objects.filter(organisation=cast.a).exclude(user=cast.administrator_a).update(ends=STARTED)
    with_one = count()
    Employment.objects.filter(organisation=cast.a).update(ends=None)
    Grant.objects.filter(organisation=cast.a).update(ends=None)
    for name in ("One", "Two", "Three"):
        add_unit(organisation=cast.a, name=name, acting_user=system_user())
    assert count() == with_one
    assert max(with_one) <= 12


def test_the_list_takes_as_many_queries_with_two_organisations_as_with_five(platform):
    two = queries(platform, reverse("administration"))
    for name in ("Gemeente Vlierbeke", "Gemeente Wilgendam", "Gemeente Elzenrode"):
        create_organisation(name=name, acting_user=system_user())
    assert queries(platform, reverse("administration")) == two <= 12


# How long data are kept


def test_the_administrator_sets_how_long_data_are_kept(administrator, cast):
    administrator.post(here("organisation"), {"do": "retention", "months": 36})
    cast.a.refresh_from_db()
    assert cast.a.retention_months == 36
    assert cast.a.changes.first().what == "retention_set"


@pytest.mark.parametrize("months", ["0", "121", "1.5", "", "9" * 400, "\0"])
def test_a_time_outside_the_bounds_is_refused(administrator, cast, months):
    answer = administrator.post(here("organisation"), {"do": "retention", "months": months})
    assert answer.status_code == 422
    cast.a.refresh_from_db()
    assert cast.a.retention_months == 24
