"""What authors hand in through the editor, whatever door they take and whatever the file is called."""

import io
import json
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from taggit.models import Tag
from wagtail.models import UploadedFile

from cms import rights
from cms.models import Attachment, Picture
from tests.cast import Cast
from tests.cms.authored import SVG
from tests.lms import test_safe_recordings as recordings
from tests.lms.test_safe_documents import RIGHT, office
from tests.lms.test_safe_pictures import HIDDEN, gif_bomb, png_bomb, with_place

TYPES = {"jpg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml"}


@pytest.fixture(scope="module")
def authors(kept_for_module) -> None:
    rights.sync(Cast().a)


@pytest.fixture
def author(as_user, cast, authors, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return as_user(cast.trainer_a)


def handed_in(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, TYPES.get(name.rpartition(".")[2], "application/octet-stream"))


def add(client, cast, kind: str, name: str, content: bytes):
    file, collection = handed_in(name, content), rights.collection(cast.a).pk
    return client.post(reverse(f"{kind}:add"), {"title": "T", "file": file, "collection": collection})


def add_many(client, cast, kind: str, name: str, content: bytes):
    sent = {"files[]": handed_in(name, content), "title": "T", "collection": rights.collection(cast.a).pk}
    return client.post(reverse(f"{kind}:add_multiple"), sent)


def choose(client, cast, kind: str, name: str, content: bytes):
    prefix = {"wagtailimages": "image", "wagtaildocs": "document"}[kind]
    sent = {"title": "T", "file": handed_in(name, content), "collection": rights.collection(cast.a).pk}
    named = {f"{prefix}-chooser-upload-{field}": value for field, value in sent.items()}
    return client.post(reverse(f"{kind}_chooser:create"), named)


DOORS = [add, add_many, choose]
WRONG_PICTURES = {
    "a drawing": ("x.svg", SVG),
    "a drawing that is called a photo": ("x.png", SVG),
    "a page": ("x.jpg", b"<html><script>alert(1)</script>"),
    "a photo of another kind": ("x.png", with_place("JPEG")),
    "nothing": ("x.png", b""),
    "a document": ("x.png", RIGHT["pdf"]),
    "a bomb": ("x.png", png_bomb(30_000, 30_000)),
    "half a picture": ("x.png", with_place("PNG")[:90]),
    "more than ten megabytes": ("x.jpg", with_place("JPEG") + bytes(10 * 1024 * 1024)),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_photo_is_kept_without_what_it_tells_of_its_maker(author, cast, door):
    assert door(author, cast, "wagtailimages", "me.jpg", with_place("JPEG") + HIDDEN).status_code < 400
    [picture] = Picture.objects.all()
    kept = picture.file.open("rb").read()
    assert b"Secret" not in kept
    assert HIDDEN not in kept
    assert (picture.width, picture.height, picture.file_size) == (40, 60, len(kept))
    assert Image.open(io.BytesIO(kept)).format == "JPEG"


@pytest.mark.parametrize(("kind", "name"), [("wagtailimages", "me.jpg"), ("wagtaildocs", "x.pdf")])
def test_no_half_upload_is_put_aside(author, cast, kind, name):
    content = with_place("JPEG") if name.endswith("jpg") else RIGHT["pdf"]
    sent = {"files[]": handed_in(name, content), "title": "x" * 300, "collection": ""}
    told = author.post(reverse(f"{kind}:add_multiple"), sent).json()
    assert not told["success"]
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("wrong", WRONG_PICTURES)
def test_what_is_no_picture_is_refused_with_a_sentence(author, cast, door, wrong):
    before = time.process_time()
    reply = door(author, cast, "wagtailimages", *WRONG_PICTURES[wrong])
    assert time.process_time() - before < 2
    assert reply.status_code in (200, 400)
    told = reply.content.decode()
    if door is add_many:
        assert json.loads(told)["error_message"]
    else:
        assert "error" in told
    assert not Picture.objects.exists()
    assert not UploadedFile.objects.exists()


def test_a_picture_that_moves_for_ever_takes_no_time(author, cast):
    before = time.process_time()
    add(author, cast, "wagtailimages", "x.gif", gif_bomb(400_000))
    assert time.process_time() - before < 2


def test_a_photo_is_replaced_by_one_that_is_drawn_anew_too(author, cast):
    add(author, cast, "wagtailimages", "me.png", with_place("PNG"))
    picture = Picture.objects.get()
    sent = {"title": "T", "file": handed_in("other.jpg", with_place("JPEG"))}
    sent["collection"] = picture.collection_id
    assert author.post(reverse("wagtailimages:edit", args=[picture.pk]), sent).status_code == 302
    assert b"Secret" not in Picture.objects.get().file.open("rb").read()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("ending", RIGHT)
def test_a_document_is_kept_as_it_is(author, cast, door, ending):
    assert door(author, cast, "wagtaildocs", f"x.{ending}", RIGHT[ending]).status_code < 400
    assert Attachment.objects.get().file.open("rb").read() == RIGHT[ending]


WRONG_DOCUMENTS = {
    "a page": ("x.html", b"<script>alert(1)</script>"),
    "a page that is called a PDF": ("x.pdf", b"<html><script>alert(1)</script>"),
    "a drawing": ("x.svg", SVG),
    "a program": ("x.txt", b"MZ\0\0"),
    "macros": ("x.docx", office("docx", **{"word/vbaProject.bin": b"x"})),
    "an archive": ("x.zip", RIGHT["docx"]),
    "a bomb": ("x.xlsx", office("xlsx", **{f"xl/{number}": bytes(50_000_000) for number in range(5)})),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("wrong", WRONG_DOCUMENTS)
def test_what_is_not_the_document_it_says_is_refused(author, cast, door, wrong):
    before = time.process_time()
    reply = door(author, cast, "wagtaildocs", *WRONG_DOCUMENTS[wrong])
    assert time.process_time() - before < 2
    assert reply.status_code in (200, 400)
    assert not Attachment.objects.exists()
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("ending", recordings.RIGHT)
def test_sound_and_film_are_kept_when_they_are_what_they_say(author, cast, ending):
    add(author, cast, "wagtaildocs", f"x.{ending}", recordings.RIGHT[ending])
    assert Attachment.objects.get().ending == ending
    add(author, cast, "wagtaildocs", f"y.{ending}", b"<html><script>alert(1)</script>")
    assert Attachment.objects.count() == 1


def test_a_recording_that_is_too_big_is_refused_with_a_sentence(author, cast):
    told = add(author, cast, "wagtaildocs", "x.mp3", recordings.RIGHT["mp3"] + bytes(10 * 1024 * 1024))
    assert "10,0" in told.content.decode()
    assert not Attachment.objects.exists()


def test_nobody_hands_in_a_picture_of_herself(author):
    page = author.get(reverse("wagtailadmin_account")).content.decode()
    assert 'type="file"' not in page
    author.post(reverse("wagtailadmin_account"), {"avatar-avatar": handed_in("x.png", with_place("PNG"))})
    assert not author.get(reverse("wagtailadmin_account")).wsgi_request.user.wagtail_userprofile.avatar


# --- tags -------------------------------------------------------------------------------------------------------------
# Wagtail has one list of them for everybody. So there are none: nobody can make one, and the list is shut.


def with_tags(cast, name: str, content: bytes, before: str = "") -> dict:
    """As Wagtail's own forms call them, at each door."""
    collection, file = rights.collection(cast.a).pk, handed_in(name, content)
    sent = {"title": "T", "file": file, "collection": collection, "tags": "Secret"}
    return {f"{before}{field}": value for field, value in sent.items()}


@pytest.mark.parametrize(
    ("kind", "model", "name", "content"),
    [
        ("wagtailimages", Picture, "x.png", with_place("PNG")),
        ("wagtaildocs", Attachment, "x.pdf", RIGHT["pdf"]),
    ],
)
def test_nobody_gives_a_tag_to_what_she_hands_in_or_has(author, cast, kind, model, name, content):
    adding, choosing = reverse(f"{kind}:add"), reverse(f"{kind}_chooser:create")
    prefix = {Picture: "image", Attachment: "document"}[model]
    assert author.post(adding, with_tags(cast, name, content)).status_code == 302
    chosen = with_tags(cast, name, content, f"{prefix}-chooser-upload-")
    assert author.post(choosing, chosen).status_code == 200
    many = with_tags(cast, name, content)
    many["files[]"] = many.pop("file")
    assert author.post(reverse(f"{kind}:add_multiple"), many).json()["success"]
    assert model.objects.count() == 3
    of_one = {"title": "Other", "collection": rights.collection(cast.a).pk, "tags": "Secret"}
    first, second, _third = model.objects.order_by("pk")
    assert author.post(reverse(f"{kind}:edit", args=[first.pk]), of_one).status_code == 302
    prefix = {Picture: "image", Attachment: "doc"}[model]
    many = {f"{prefix}-{second.pk}-{field}": value for field, value in of_one.items()}
    assert author.post(reverse(f"{kind}:edit_multiple", args=[second.pk]), many).json()["success"]
    assert model.objects.filter(title="Other").count() == 2
    assert not Tag.objects.exists()
    for address in (adding, reverse(f"{kind}:edit", args=[first.pk]), reverse(f"{kind}_chooser:choose")):
        assert not re.search('name="[^"]*tags"', author.get(address).content.decode()), address


def test_tags_of_the_neighbours_are_not_offered_to_be_finished(author, cast):
    Tag.objects.create(name="Secret")
    for address in (
        reverse("wagtailadmin_tag_autocomplete"),
        reverse("wagtailadmin_tag_model_autocomplete", args=["taggit", "tag"]),
    ):
        reply = author.get(address, {"term": "Sec"})
        assert (reply.status_code, "Secret" in reply.content.decode()) == (403, False)
