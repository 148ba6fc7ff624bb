import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.models import Change, Grant, Look, Unit
from skills.certificates import actions
from skills.certificates.files import Paper
from skills.models import AcceptedCertificate, Certificate, Evidence, Framework
from tests.cast import NEIGHBOUR
from tests.looking import say_why
from tests.skills.certificates.papers import PDF

TODAY = timezone.localdate()
LIST = "certificates"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def as_user(db):
    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def hr(as_user, cast):
    return say_why(as_user(cast.hr_a))


@pytest.fixture
def accepted(cast) -> AcceptedCertificate:
    return keep(names={"nl": "Veilig"})


@pytest.fixture
def owner(as_user, cast):
    grant(user=cast.learner_a, role=Role.FRAMEWORK_OWNER, organisation=cast.shared, acting_user=system_user())
    return as_user(cast.learner_a)


def keep(**changes) -> AcceptedCertificate:
    values = {"issuer": "A school", "names": {"nl": "Veilig"}, "levels": {"4.1": 3}, "valid_months": None}
    who = {"accepted": None, "framework": Framework.objects.get(), "acting_user": system_user()}
    return actions.keep_accepted(**values | who | changes)


def handed_in(cast, accepted, of="learner_a") -> Certificate:
    person = getattr(cast, of)
    return actions.hand_in(
        employment=cast.employment(person),
        accepted=accepted,
        issued_on=TODAY,
        paper=Paper("application/pdf", PDF),
        now=timezone.now(),
        acting_user=person,
    )


def text_of(response) -> str:
    return unescape(response.content.decode())


def decide(client, certificate, do="confirm", **more):
    return client.post(reverse(LIST), {"certificate": certificate.key, "do": do} | more, follow=True)


def test_hr_looks_at_the_file_and_confirms(hr, cast, accepted):
    found = handed_in(cast, accepted)
    assert "1 certificate waits for you." in text_of(hr.get(reverse("overview")))
    page = text_of(hr.get(reverse(LIST)))
    assert cast.learner_a.name in page
    assert "4.1 level 3" in page
    reply = hr.get(reverse("certificate_paper", args=[found.key]))
    assert (reply.content, reply["Content-Disposition"][:10]) == (PDF, "attachment")
    assert "counts from now on" in text_of(decide(hr, found))
    assert Evidence.objects.get().level == 3.0
    assert Look.objects.filter(about=cast.learner_a, what=Look.What.CERTIFICATES).count() == 1
    assert Change.objects.get(what="certificate_confirmed").by == cast.hr_a


def test_somebody_else_was_first(hr, as_user, cast, accepted):
    found = handed_in(cast, accepted)
    decide(hr, found)
    assert "Somebody else already did this." in text_of(decide(hr, found))
    assert Evidence.objects.count() == 1


def test_who_does_not_confirm_says_why_and_the_person_reads_it(hr, as_user, cast, accepted):
    found = handed_in(cast, accepted)
    reply = decide(hr, found, "refuse", reason=" ")
    assert reply.status_code == 422
    assert "Say in one sentence why not." in text_of(reply)
    decide(hr, found, "refuse", reason="The name differs.")
    assert "The name differs." in text_of(as_user(cast.learner_a).get(reverse("my_certificates")))
    assert hr.get(reverse("certificate_paper", args=[found.key])).status_code == 404


@pytest.mark.parametrize("which", ["", "x", "\x00", "0b5c9f4e-1f0d-4c1e-9a53-2f3c8f6d7e10"])
def test_one_that_is_not_there_is_not_found(hr, which):
    assert hr.post(reverse(LIST), {"certificate": which, "do": "confirm"}).status_code == 404


def test_what_the_page_cannot_send_is_refused(hr, cast, accepted):
    assert decide(hr, handed_in(cast, accepted), "burn").status_code == 400


def test_nobody_decides_about_her_own(hr, cast, accepted):
    found = handed_in(cast, accepted, of="hr_a")
    assert decide(hr, found).status_code == 404
    assert hr.get(reverse("certificate_paper", args=[found.key])).status_code == 404
    assert hr.get(reverse("record_certificate", args=[found.employment_id])).status_code == 404


def test_hr_of_a_unit_sees_that_unit_only(hr, cast, accepted):
    found = handed_in(cast, accepted)
    library = Unit.objects.get(organisation=cast.a, name="Library")
    Grant.objects.filter(user=cast.hr_a).update(unit=library)
    assert cast.learner_a.name not in text_of(hr.get(reverse(LIST)))
    assert decide(hr, found).status_code == 404


@pytest.mark.parametrize("name", ["learner2_a", "coach_a", "manager_a", "administrator_a", "trainer_a"])
def test_nobody_else_has_these_pages(as_user, cast, accepted, name):
    found, client = handed_in(cast, accepted), say_why(as_user(getattr(cast, name)))
    pages = [reverse(LIST), reverse("certificate_paper", args=[found.key])]
    pages += [reverse("record_certificate", args=[found.employment_id]), reverse("accepted_certificates")]
    pages += [reverse("new_accepted_certificate"), reverse("accepted_certificate", args=[accepted.pk])]
    assert [client.get(page).status_code for page in pages] == [403] * 6
    assert decide(client, found).status_code == 403


def test_hr_of_the_neighbours_sees_nothing(as_user, cast, accepted):
    found, theirs = handed_in(cast, accepted), say_why(as_user(cast.hr_b))
    assert cast.learner_a.name not in text_of(theirs.get(reverse(LIST) + "?q=learner"))
    assert decide(theirs, found).status_code == 404
    assert theirs.get(reverse("certificate_paper", args=[found.key])).status_code == 404
    assert theirs.get(reverse("record_certificate", args=[found.employment_id])).status_code == 404


def test_nothing_is_shown_before_it_is_said_why(as_user, cast, accepted):
    found, hasty = handed_in(cast, accepted), as_user(cast.hr_a)
    for page in (reverse(LIST), reverse("certificate_paper", args=[found.key])):
        assert reverse("purpose") in hasty.get(page)["Location"]


def test_hr_finds_somebody_and_records_a_certificate_on_paper(hr, cast, accepted):
    found = text_of(hr.get(reverse(LIST), {"q": "learner_a"}))
    record = reverse("record_certificate", args=[cast.employment(cast.learner_a).pk])
    assert record in found
    assert NEIGHBOUR not in found
    sent = {"accepted": accepted.pk, "issued_on": f"{TODAY:%Y-%m-%d}"}
    hr.post(record, sent)
    assert Certificate.objects.get().state == "confirmed"
    assert Evidence.objects.get().user == cast.learner_a
    broken = SimpleUploadedFile("x.pdf", b"no pdf")
    assert hr.post(record, sent | {"paper": broken}).status_code == 422


@pytest.mark.parametrize("asked", ["\x00", "%", "x" * 500, " "])
def test_odd_searches_find_nobody(hr, asked):
    assert hr.get(reverse(LIST), {"q": asked}).status_code == 200


def test_the_page_takes_as_many_queries_with_one_as_with_three(hr, cast, accepted):
    def count(name) -> int:
        hr.get(reverse(name))
        with CaptureQueriesContext(connection) as asked:
            hr.get(reverse(name))
        return len(asked)

    handed_in(cast, accepted)
    one = count(LIST), count("overview")
    for name in ("learner2_a", "learner3_a"):
        handed_in(cast, accepted, of=name)
    assert (count(LIST), count("overview")) == one


def fields(**changes) -> dict:
    return {"do": "save", "issuer": "A school", "nl": "Veilig", "4.1": "3", "valid_months": ""} | changes


def test_the_owner_of_the_framework_adds_changes_and_ends_one(owner, cast):
    owner.post(reverse("new_accepted_certificate"), fields(fr="En sécurité", valid_months="36"))
    found = AcceptedCertificate.objects.get()
    assert (found.names, found.levels) == ({"nl": "Veilig", "fr": "En sécurité"}, {"4.1": 3})
    assert (found.valid_months, found.code) == (36, "veilig")
    page = reverse("accepted_certificate", args=[found.pk])
    owner.post(page, fields(**{"4.1": "2", "4.2": "1"}))
    found.refresh_from_db()
    assert (found.levels, found.valid_months) == ({"4.1": 2, "4.2": 1}, None)
    owner.post(page, {"do": "end"})
    assert not AcceptedCertificate.objects.live().exists()
    owner.post(page, {"do": "again"})
    assert AcceptedCertificate.objects.live().exists()
    noted = set(Change.objects.values_list("what", flat=True))
    assert {"accepted_added", "accepted_changed", "accepted_ended", "accepted_again"} <= noted


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"4.1": ""}, "Choose a level for at least one skill."),
        ({"4.1": "9"}, "Look at “4.1"),
        ({"nl": ""}, "Look at “Name in Dutch”."),
        ({"issuer": ""}, "Look at “Who gives it?”."),
        ({"issuer": "a" * 121}, "Look at “Who gives it?”."),
        ({"valid_months": "0"}, "Look at “How many months is it valid?”."),
        ({"valid_months": "9999999"}, "Look at “How many months is it valid?”."),
    ],
)
def test_a_slip_on_the_list_is_said_and_nothing_is_stored(owner, changes, sentence):
    reply = owner.post(reverse("new_accepted_certificate"), fields(**changes))
    assert reply.status_code == 422
    assert sentence in text_of(reply)
    assert not AcceptedCertificate.objects.exists()


def rows(reply) -> list[str]:
    return re.findall(r'name="(\d\.\d)"', text_of(reply))


def test_only_what_counts_has_a_row_and_a_skill_is_added_without_losing_anything(owner):
    page = reverse("new_accepted_certificate")
    assert rows(owner.get(page)) == []
    added = owner.post(page, fields(do="add", issuer="", nl="Mijn net", skill="2.1", level="2"))
    assert (added.status_code, rows(added)) == (200, ["2.1", "4.1"])
    assert 'value="Mijn net"' in text_of(added)
    assert "Added. Save to keep it." in text_of(added)
    assert not AcceptedCertificate.objects.exists()
    saved = fields(**{"2.1": "2"}, skill="5.2", level="1")  # nobody has to press Add first
    owner.post(page, saved)
    found = AcceptedCertificate.objects.get()
    assert found.levels == {"2.1": 2, "4.1": 3, "5.2": 1}
    page = reverse("accepted_certificate", args=[found.pk])
    assert rows(owner.get(page)) == ["2.1", "4.1", "5.2"]
    assert rows(owner.post(page, fields(do="add", skill="1.1", level="1"))) == ["1.1", "2.1", "4.1", "5.2"]


@pytest.mark.parametrize(
    "said",
    [{"skill": "2.1"}, {"level": "2"}, {"skill": "9.9", "level": "2"}, {"skill": "2.1", "level": "9"}],
)
@pytest.mark.parametrize("do", ["add", "save"])
def test_half_a_skill_is_not_added(owner, do, said):
    reply = owner.post(reverse("new_accepted_certificate"), fields(do=do, **said))
    assert reply.status_code == 422
    assert "Choose one" in text_of(reply)
    assert not AcceptedCertificate.objects.exists()


def test_two_with_the_same_name_both_get_a_code(owner):
    for _again in range(2):
        owner.post(reverse("new_accepted_certificate"), fields())
    assert sorted(AcceptedCertificate.objects.values_list("code", flat=True)) == ["veilig", "veilig-2"]


def test_the_owner_finds_the_list_in_the_menu(owner, accepted):
    assert reverse("accepted_certificates") in text_of(owner.get(reverse("home")))
    assert "Veilig" in text_of(owner.get(reverse("accepted_certificates")))


def test_the_owner_sees_no_certificate_of_anybody(owner, cast, accepted):
    handed_in(cast, accepted, of="learner2_a")
    assert owner.get(reverse(LIST)).status_code == 403
