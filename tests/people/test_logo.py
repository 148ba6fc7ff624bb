"""The logo of an organisation, made anew from what came in."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from PIL import Image

from lms.people import logo
from lms.people.models import Change, Organisation


@pytest.fixture(autouse=True)
def _in_english(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with override("en"):
        yield


@pytest.fixture
def administrator(as_user, cast):
    return as_user(cast.administrator_a)


ADDRESS = "/en/administration/aalhoek/logo/"


def picture(kind: str = "PNG", size=(800, 200), mode: str = "RGB", **more) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "navy" if mode != "CMYK" else None).save(out, kind, **more)
    return out.getvalue()


def send(client, content: bytes, name: str = "logo.png"):
    return client.post(ADDRESS, {"do": "keep", "file": SimpleUploadedFile(name, content)})


def kept(cast) -> Organisation:
    return Organisation.objects.get(pk=cast.a.pk)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("WEBP", "RGB")]
)
def test_a_picture_is_kept_small_and_as_png_whatever_its_name(administrator, cast, kind, mode):
    assert send(administrator, picture(kind, mode=mode), "logo.exe").status_code == 302
    with Image.open(kept(cast).logo.path) as found:
        assert (found.format, found.size) == ("PNG", (400, 100))
    assert kept(cast).logo.name.startswith("logos/aalhoek-")
    assert Change.objects.of(cast.a).first().what == "logo_changed"


def test_what_the_file_says_besides_is_gone_and_it_is_upright(administrator, cast):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "SECRET"
    sent = picture("JPEG", size=(200, 80), exif=exif)
    assert b"SECRET" in sent
    send(administrator, sent)
    content = kept(cast).logo.open().read()
    assert b"SECRET" not in content
    with Image.open(io.BytesIO(content)) as found:
        assert (found.width < found.height, dict(found.getexif()), found.info) == (True, {}, {})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This is not a PNG, JPEG or WebP picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "This is not a PNG"),
        (picture("GIF", size=(10, 10)), "This is not a PNG"),
        (picture()[:60], "This is not a PNG"),
        (picture(size=(8_000, 6_000), mode="L"), "too many points"),
        (picture() + b"\0" * logo.MAX_BYTES, "bigger than 1 MB"),
        (picture() + b"\0" * 5 * logo.MAX_BYTES, "bigger than 1 MB"),
    ],
    ids=["empty", "svg", "gif", "broken", "points", "big", "huge"],
)
def test_what_is_no_such_picture_is_refused_with_a_sentence(administrator, cast, content, sentence):
    reply = send(administrator, content)
    assert reply.status_code == 422
    assert sentence in reply.content.decode()
    assert not kept(cast).logo


def test_no_file_at_all_is_refused_with_a_sentence(administrator):
    assert "Choose a file first." in administrator.post(ADDRESS, {"do": "keep"}).content.decode()


def test_the_people_of_the_organisation_see_it_with_its_name_and_others_do_not(administrator, as_user, cast):
    send(administrator, picture())
    shown = f'src="/media/{kept(cast).logo.name}" alt="Gemeente Aalhoek"'
    assert shown in as_user(cast.learner_a).get(reverse("home")).content.decode()
    assert "logos/" not in as_user(cast.learner_b).get(reverse("home")).content.decode()
    assert as_user(cast.learner_a).get(f"/media/{kept(cast).logo.name}").status_code == 200


@pytest.mark.django_db(transaction=False)
def test_another_logo_takes_the_place_of_the_first_and_it_can_be_removed(
    administrator, cast, django_capture_on_commit_callbacks, tmp_path
):
    with django_capture_on_commit_callbacks(execute=True):
        send(administrator, picture())
    with django_capture_on_commit_callbacks(execute=True):
        send(administrator, picture(size=(100, 100)))
    assert len(list((tmp_path / "logos").iterdir())) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert administrator.post(ADDRESS, {"do": "remove"}).status_code == 302
    assert list((tmp_path / "logos").iterdir()) == []
    assert not kept(cast).logo
    assert [one.what for one in Change.objects.of(cast.a)[:2]] == ["logo_removed", "logo_changed"]


def test_nobody_else_gives_a_logo(as_user, cast):
    for name in ("hr_a", "learner_a", "administrator_b"):
        assert send(as_user(getattr(cast, name)), picture()).status_code == 404
