"""A player asks for sound and film piece by piece."""

import pytest
from django.core.files.base import ContentFile

from cms import rights
from cms.models import Attachment
from cms.playing import OutOfRange, part
from tests.lms.test_safe_recordings import RIGHT


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", None),
        ("bytes=0-", (0, 99)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=20-10", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("items=0-5", None),
    ],
)
def test_which_piece_is_asked_for(asked, found):
    assert part(asked, 100) == found


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_what_lies_behind_the_end_is_not_there(asked):
    with pytest.raises(OutOfRange):
        part(asked, 100)


@pytest.fixture
def film(cast, settings, tmp_path) -> Attachment:
    settings.MEDIA_ROOT = tmp_path
    return Attachment.objects.create(
        title="Film", file=ContentFile(RIGHT["mp4"], "film.mp4"), collection=rights.collection(cast.a)
    )


def test_a_film_comes_whole_or_in_the_piece_that_is_asked_for(as_user, cast, film):
    client, raw = as_user(cast.learner_a), RIGHT["mp4"]
    whole = client.get(film.url)
    assert (whole.status_code, whole["Content-Type"], whole["Accept-Ranges"]) == (200, "video/mp4", "bytes")
    assert b"".join(whole.streaming_content) == raw
    assert "default-src 'none'" in whole["Content-Security-Policy"]

    some = client.get(film.url, headers={"range": "bytes=100-199"})
    assert (some.status_code, b"".join(some.streaming_content)) == (206, raw[100:200])
    assert (some["Content-Range"], some["Content-Length"]) == (f"bytes 100-199/{len(raw)}", "100")

    beyond = client.get(film.url, headers={"range": "bytes=99999999-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(raw)}")
    older = client.get(film.url, headers={"range": "bytes=0-9", "if-range": '"other"'})
    assert older.status_code == 200


def test_a_film_whose_file_is_gone_is_not_there(as_user, cast, film):
    film.file.storage.delete(film.file.name)
    assert as_user(cast.learner_a).get(film.url).status_code == 404


def test_a_film_is_for_who_may_learn_there(as_user, cast, film, client):
    piece = {"range": "bytes=0-9"}
    assert as_user(cast.learner_b).get(film.url, headers=piece).status_code == 404
    client.logout()
    assert client.get(film.url, headers=piece).status_code == 302
