from decimal import Decimal

import pytest


@pytest.fixture
def pictures(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for name in ("images/sms.svg", "documents/secret.txt", "question_pictures/mail.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"this is {name}")


def test_the_sheet_of_an_organisation_holds_its_hue_and_chroma(client, cast):
    cast.a.brand_hue, cast.a.brand_chroma = 150, Decimal("0.100")
    cast.a.save()
    sheet = client.get("/theme/aalhoek.css")
    assert sheet["Content-Type"] == "text/css"
    assert sheet.content.decode() == ":root, .org-theme { --brand-h: 150; --brand-c: 0.100; }\n"
    assert client.get("/theme/nowhere.css").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "documents/secret.txt",
        "images/../documents/secret.txt",
        "images/./../documents/secret.txt",
        "images//../documents/secret.txt",
        "images/%2e%2e/documents/secret.txt",
        "images/..%2fdocuments/secret.txt",
        "logos/../documents/secret.txt",
        "logos/%2e%2e/documents/secret.txt",
        "question_pictures/{own}/../../documents/secret.txt",
        "images/.",
        "images/sms.svg",
        "images/nothing.png",
        "images/%00.png",
        "question_pictures/mail.png",
        "question_pictures/%00/mail.png",
        "question_pictures/99999999999999999999/mail.png",
        "question_pictures/²/mail.png",
        "../settings.py",
    ],
)
def test_nothing_but_pictures_of_the_records_comes_out(as_user, cast, pictures, name):
    address = f"/media/{name.format(own=cast.a.pk)}"
    assert as_user(cast.learner_a).get(address).status_code == 404


def test_a_stranger_is_sent_to_the_door_for_every_picture(client, db, pictures):
    reply = client.get("/media/question_pictures/mail.png")
    assert (reply.status_code, reply["Location"].partition("?")[0]) == (302, "/nl/account/login/")
