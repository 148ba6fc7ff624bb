"""Pictures and documents come to who may read what they are in, and to nobody else; and they can do no harm."""

import io
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from cms import rights
from cms.models import Attachment, LessonPage, Picture
from cms.models.media import KEPT
from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.models import Employment
from tests.cms.authored import SVG, lesson_page, publish, question, write_lesson

SIZE = "max-1280x1280"


def photo(kind: str = "PNG", size=(30, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "tomato").save(out, kind)
    return out.getvalue()


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def lesson(cast, media) -> LessonPage:
    """Of A, with a drawing on it."""
    write_lesson(cast.a)
    return lesson_page(cast.a)


@pytest.fixture
def loose(cast, media) -> Picture:
    """Of A, and on no page."""
    return Picture.objects.create(
        title="Loose", file=ContentFile(photo(), "loose.png"), collection=rights.collection(cast.a)
    )


def status(client, address: str) -> int:
    return client.get(address).status_code


def drawing_of(page) -> Picture:
    return next(block.value["image"] for block in page.body if block.block_type == "picture")


def who_sees(as_user, cast, address: str) -> dict[str, int]:
    people = ("learner_a", "trainer_a", "learner_b", "trainer_b", "hr_b")
    return {name: status(as_user(getattr(cast, name)), address) for name in people}


ONLY_A = {"learner_a": 200, "trainer_a": 200, "learner_b": 404, "trainer_b": 404, "hr_b": 404}
ONLY_AUTHORS_OF_A = ONLY_A | {"learner_a": 404}


def test_a_picture_on_a_page_is_for_who_may_read_the_page(as_user, cast, lesson, client):
    drawing = drawing_of(lesson)
    assert who_sees(as_user, cast, drawing.file.url) == ONLY_A


def test_a_picture_on_no_page_is_for_who_writes(as_user, cast, loose):
    assert who_sees(as_user, cast, loose.file.url) == ONLY_AUTHORS_OF_A
    assert who_sees(as_user, cast, loose.get_rendition(SIZE).file.url) == ONLY_AUTHORS_OF_A


def test_a_picture_of_a_page_that_was_withdrawn_is_for_who_writes(as_user, cast, lesson):
    drawing = drawing_of(lesson)
    lesson.module.unpublish()  # what is in it is then open to nobody
    assert who_sees(as_user, cast, drawing.file.url) == ONLY_AUTHORS_OF_A


def test_a_rendition_on_a_page_is_for_who_may_read_the_page(as_user, cast, lesson, loose):
    module = lesson.module
    module.picture = loose
    publish(module, cast.trainer_a)
    assert who_sees(as_user, cast, loose.get_rendition(SIZE).file.url) == ONLY_A


def test_a_picture_of_the_shared_catalogue_is_for_everybody_who_is_signed_in(as_user, cast, media, client):
    write_lesson(cast.shared)
    drawing = drawing_of(lesson_page(cast.shared)).file.url
    assert set(who_sees(as_user, cast, drawing).values()) == {200}
    client.logout()
    assert status(client, drawing) == 302


def test_the_kept_picture_of_a_question_is_for_who_may_learn_there(as_user, cast, lesson, loose):
    asked = question(cast.a)
    raw = asked.content.raw_data[0]
    raw["value"]["picture"] = {"file": loose.pk, "alt": "A photo"}
    asked.content = [raw]
    publish(asked, cast.trainer_a)
    address = f"/media/{KEPT}/{cast.a.pk}/{loose.kept_name}"
    assert who_sees(as_user, cast, address) == ONLY_A
    page = as_user(cast.learner_a).get(reverse("activity", args=[lesson.translation_key]), follow=True)
    assert f'src="{address}"' in page.content.decode()


def test_who_left_sees_no_pictures_any_more(as_user, cast, lesson):
    drawing = drawing_of(lesson).file.url
    learner = cast.learner_a
    Employment.objects.filter(user=learner).update(ends=date(2024, 2, 1))
    assert status(as_user(learner), drawing) == 404


def test_an_author_elsewhere_sees_loose_pictures_of_the_shared_catalogue(as_user, cast, media):
    picture = Picture.objects.create(
        title="Shared", file=ContentFile(photo(), "shared.png"), collection=rights.collection(cast.shared)
    )
    assert status(as_user(cast.trainer_a), picture.file.url) == 200
    assert status(as_user(cast.learner_a), picture.file.url) == 404


def test_a_role_that_waits_for_its_second_step_shows_no_loose_pictures(as_user, cast, loose, settings):
    settings.SECOND_FACTOR = True
    client = as_user(cast.trainer_a)
    assert client.get(loose.file.url).status_code != 200
    grant(user=cast.learner_b, role=Role.TRAINER, organisation=cast.b, acting_user=system_user())
    assert as_user(cast.learner_b).get(loose.file.url).status_code != 200


def test_a_picture_comes_with_a_policy_under_which_it_can_run_nothing(as_user, cast, lesson):
    reply = as_user(cast.learner_a).get(drawing_of(lesson).file.url)
    assert b"".join(reply.streaming_content) == SVG
    assert reply["Content-Type"] == "image/svg+xml"
    assert reply["Content-Security-Policy"].startswith(
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Cache-Control"] == "private, max-age=86400"


def test_a_picture_costs_as_much_when_it_is_on_more_pages(
    as_user, cast, lesson, django_assert_max_num_queries
):
    client, address = as_user(cast.learner_a), drawing_of(lesson).file.url
    with django_assert_max_num_queries(6):
        client.get(address)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plan.pdf", b"%PDF-1.7\n<html><script>alert(1)</script>", "application/pdf"),
        ("page.html", b"<script>alert(1)</script>", "application/octet-stream"),
        ("drawing.svg", SVG, "application/octet-stream"),
        ("list.csv", b"GIF89a=1;alert(1)//", "text/csv; charset=utf-8"),
        ("no-ending", b"<html>", "application/octet-stream"),
    ],
)
def test_a_document_is_handed_out_to_keep_and_never_opened_as_a_page(
    as_user, cast, media, name, content, kind
):
    document = Attachment.objects.create(
        title=name, file=ContentFile(content, name), collection=rights.collection(cast.a)
    )
    reply = as_user(cast.learner_a).get(document.url)
    assert reply["Content-Type"] == kind
    assert reply["Content-Disposition"].startswith("attachment; filename=")
    assert reply["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert (reply["X-Content-Type-Options"], reply["Cache-Control"]) == ("nosniff", "no-store, private")


def test_the_name_of_a_document_is_told_so_that_no_browser_misreads_it(as_user, cast, media):
    document = Attachment.objects.create(
        title="x", file=ContentFile(b"x", "x.txt"), collection=rights.collection(cast.a)
    )
    document.file.save('Zoë";\r\nX-Bad: 1.txt', ContentFile(b"x"))
    reply = as_user(cast.learner_a).get(document.url)
    assert "X-Bad" not in reply.headers
    told = reply["Content-Disposition"]
    assert told.startswith("attachment; filename")
    assert not set(told) & {"\r", "\n"}
