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


@pytest.mark.parametrize("name", ["images/sms.svg", "question_pictures/mail.png"])
def test_a_picture_comes_with_a_policy_under_which_it_can_run_nothing(client, pictures, name):
    response = client.get(f"/media/{name}")
    assert b"".join(response.streaming_content) == f"this is {name}".encode()
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    [
        "documents/secret.txt",
        "images/../documents/secret.txt",
        "images/./../documents/secret.txt",
        "images//../documents/secret.txt",
        "images/%2e%2e/documents/secret.txt",
        "images/..%2fdocuments/secret.txt",
        "images/.",
        "images/nothing.png",
        "images/%00.png",
        "../settings.py",
    ],
)
def test_nothing_but_pictures_comes_out(client, db, pictures, name):
    assert client.get(f"/media/{name}").status_code == 404
