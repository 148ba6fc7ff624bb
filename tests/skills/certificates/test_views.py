from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lms.people.actions import system_user
from lms.people.models import Employment
from skills.certificates import actions
from skills.content import AcceptedContent
from skills.models import AcceptedCertificate, Certificate, CertificateFile, Framework
from tests.skills.certificates.papers import PDF, picture

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def accepted(cast) -> AcceptedCertificate:
    content = AcceptedContent(2, "safe", "A school", {"nl": "Veilig"}, {"4.1": 3}, 12)
    actions.load_accepted(contents=[content], framework=Framework.objects.get(), acting_user=system_user())
    return AcceptedCertificate.objects.get()


@pytest.fixture
def learner(as_user, cast):
    return as_user(cast.learner_a)


def text_of(response) -> str:
    return unescape(response.content.decode())


def hand_in(client, accepted, /, *, raw=PDF, name="paper.pdf", **changes):
    sent = {"accepted": accepted.pk, "issued_on": f"{TODAY:%Y-%m-%d}"}
    paper = SimpleUploadedFile(name, raw, "text/html")
    return client.post(reverse("my_certificates"), sent | {"paper": paper} | changes, follow=True)


def paper_of() -> str:
    return reverse("my_paper", args=[Certificate.objects.get().key])


def test_it_is_handed_in_and_waits(learner, accepted):
    assert "It counts once HR has looked at it." in text_of(hand_in(learner, accepted))
    assert "Waits for HR" in text_of(learner.get(reverse("my_certificates")))
    assert Certificate.objects.get().state == "waiting"


@pytest.mark.parametrize(
    ("raw", "name", "type_", "ending"),
    [
        (PDF, "x.exe", "application/pdf", "pdf"),
        (picture("JPEG"), "x.html", "image/jpeg", "jpg"),
        (picture("PNG"), "../../x.png", "image/png", "png"),
    ],
)
def test_the_file_comes_back_as_a_download_whatever_it_was_called(
    learner, accepted, raw, name, type_, ending
):
    hand_in(learner, accepted, raw=raw, name=name)
    reply = learner.get(paper_of())
    assert reply["Content-Type"] == type_
    assert reply["Content-Disposition"].startswith('attachment; filename="certificate-')
    assert reply["Content-Disposition"].endswith(f'.{ending}"')
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in reply["Cache-Control"]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"<svg onload='alert(1)'/>", "no PDF, JPEG or PNG"),
        (b"<!doctype html><script>alert(1)</script>", "no PDF, JPEG or PNG"),
        (b"\x89PNG\r\n\x1a\n broken", "cannot be read"),
        (b"", "This file is empty"),
        (PDF + b"\0" * (5 * 1024 * 1024), "too big"),
    ],
)
def test_what_is_no_certificate_is_refused_in_a_sentence(learner, accepted, raw, sentence):
    reply = hand_in(learner, accepted, raw=raw)
    assert reply.status_code == 422
    assert sentence in text_of(reply)
    assert not Certificate.objects.exists()
    assert not CertificateFile.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"accepted": ""}, "Choose one."),
        ({"accepted": "999999"}, "Choose one from the list."),
        ({"accepted": "\x00"}, "Look at “Which certificate?”."),
        ({"issued_on": "9999-12-31"}, "still to come"),
        ({"issued_on": "0001-01-01"}, "too long ago"),
        ({"issued_on": f"{TODAY - timedelta(days=500):%Y-%m-%d}"}, "no longer valid"),
        ({"issued_on": "soon"}, "This is not a date."),
        ({"paper": ""}, "Choose a file."),
    ],
)
def test_a_slip_is_said_and_nothing_is_stored(learner, accepted, changes, sentence):
    reply = hand_in(learner, accepted, **changes)
    assert reply.status_code == 422
    assert sentence in text_of(reply)
    assert not Certificate.objects.exists()


def test_what_has_ended_on_the_list_cannot_be_chosen(learner, accepted):
    actions.set_live(accepted=accepted, is_live=False, acting_user=system_user())
    assert learner.get(reverse("my_certificates")).context["form"] is None
    hand_in(learner, accepted)
    assert not Certificate.objects.exists()


def test_she_takes_hers_back_and_nobody_else_does(as_user, cast, accepted):
    hand_in(as_user(cast.learner_a), accepted)
    undo = {"take_back": str(Certificate.objects.get().key)}
    assert as_user(cast.learner2_a).post(reverse("my_certificates"), undo).status_code == 404
    assert Certificate.objects.get().state == "waiting"
    as_user(cast.learner_a).post(reverse("my_certificates"), undo)
    assert Certificate.objects.get().state == "withdrawn"


@pytest.mark.parametrize("name", ["learner2_a", "hr_a", "coach_a", "manager_a", "administrator_a", "hr_b"])
def test_the_address_of_her_file_gives_nothing_to_anybody_else(as_user, cast, accepted, name):
    hand_in(as_user(cast.learner_a), accepted)
    assert as_user(getattr(cast, name)).get(paper_of()).status_code == 404


def test_who_works_nowhere_sees_the_page_and_hands_in_nothing(learner, cast, accepted):
    Employment.objects.filter(user=cast.learner_a).update(ends=TODAY - timedelta(days=1))
    assert hand_in(learner, accepted).status_code == 200
    assert not Certificate.objects.exists()


def test_it_stands_on_why_until_it_ends(learner, cast, accepted):
    hand_in(learner, accepted)
    now = timezone.now()
    actions.confirm(certificate=Certificate.objects.get(), now=now, acting_user=cast.hr_a)
    why = text_of(learner.get(reverse("why", args=["4.1"])))
    assert "Certificate: Veilig (A school)" in why
    assert "at least level 3 · Independent · valid until" in why
    assert "It counts." in text_of(learner.get(reverse("my_certificates")))


def decided(cast, learner, accepted, *, confirmed: bool, days_ago: int = 0) -> None:
    hand_in(learner, accepted)
    act = actions.confirm if confirmed else actions.refuse
    act(
        certificate=Certificate.objects.get(),
        now=timezone.now() - timedelta(days=days_ago),
        acting_user=cast.hr_a,
        **({} if confirmed else {"reason": "Another name."}),
    )


@pytest.mark.parametrize(
    ("confirmed", "sentence"),
    [
        (True, "HR confirmed a certificate of yours. It counts now."),
        (False, "HR did not confirm a certificate of yours."),
    ],
)
def test_what_hr_decided_is_told_on_the_start_page_until_she_reads_it(
    learner, cast, accepted, confirmed, sentence
):
    decided(cast, learner, accepted, confirmed=confirmed)
    assert sentence in text_of(learner.get(reverse("home")))
    learner.get(reverse("my_certificates"))
    assert "a certificate of yours" not in text_of(learner.get(reverse("home")))
    assert Certificate.objects.get().read_at is not None


def test_what_hr_decided_is_no_news_for_a_colleague(as_user, learner, cast, accepted):
    decided(cast, learner, accepted, confirmed=True)
    colleague = as_user(cast.learner2_a)
    assert "a certificate of yours" not in text_of(colleague.get(reverse("home")))


def test_what_was_decided_long_ago_is_no_news(learner, cast, accepted):
    decided(cast, learner, accepted, confirmed=True, days_ago=15)
    assert "a certificate of yours" not in text_of(learner.get(reverse("home")))


def test_what_is_refused_after_all_is_news_again(learner, cast, accepted):
    decided(cast, learner, accepted, confirmed=True)
    learner.get(reverse("my_certificates"))
    actions.refuse(
        certificate=Certificate.objects.get(),
        reason="A mistake.",
        now=timezone.now(),
        acting_user=cast.hr_a,
    )
    assert "HR did not confirm a certificate of yours." in text_of(learner.get(reverse("home")))
