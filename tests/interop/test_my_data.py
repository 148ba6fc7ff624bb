import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses import actions
from courses.models import Answer
from lms.interop.my_data import packing
from lms.interop.my_data.registry import NOT_TOLD, registry
from lms.people import looks
from lms.people.access import Role
from lms.people.models import Look
from tests.cast import NEIGHBOUR
from tests.factories import a_module, an_activity


@pytest.fixture
def learned(cast):
    """`learned(3)`: she answered so often."""

    def learn(times: int, user=None) -> None:
        user = user or cast.learner_a
        lesson = an_activity(a_module(cast.a, title="Mailing safely"))
        attempt = actions.open_attempt(
            user=user, activity=lesson, organisation=cast.a, now=timezone.now(), acting_user=user
        )
        version = lesson.placements.get().question.current
        for turn in range(1, times + 1):
            actions.answer(
                attempt=attempt,
                version=version,
                turn=turn,
                response={"choice": "b"},
                language="nl",
                now=timezone.now(),
                acting_user=user,
            )

    return learn


def looked_at(cast, said: str) -> None:
    now = timezone.now()
    session: dict = {}
    looks.begin(session, purpose=Look.Purpose.OTHER, said=said, now=now)
    looks.note(
        people=[cast.learner_a.pk, cast.learner2_a.pk],
        organisation=cast.a,
        what=Look.What.LIST,
        role=Role.HR,
        sitting=looks.sitting(session, now),
        now=now,
        acting_user=cast.hr_a,
    )


def downloaded(client) -> zipfile.ZipFile:
    reply = client.post(reverse("my_data_download"))
    assert (reply.status_code, reply["Content-Type"]) == (200, "application/zip")
    assert "no-store" in reply["Cache-Control"]
    return zipfile.ZipFile(io.BytesIO(b"".join(reply.streaming_content)))


def data_of(archive: zipfile.ZipFile) -> dict:
    return json.loads(archive.read("data.json"))


def test_the_file_has_every_part_with_what_is_stored(as_user, cast, learned):
    learned(2)
    data = data_of(downloaded(as_user(cast.learner_a)))
    assert (data["format"], data["version"], data["language"]) == ("bouwsteen-my-data", 1, "en")
    assert list(data["parts"]) == [part.key for part in registry()]
    first, second = data["parts"]["answers"]
    assert first["in_words"] == "Another one"
    assert first["question"] == {"nl": "Which one?"}
    assert (second["turn"], second["answer"], second["right"]) == (1, {"choice": "b"}, False)
    assert first["evidence"] in {row["key"] for row in data["parts"]["evidence"]}
    assert data["parts"]["employments"][0] | {"until": None} == {
        "organisation": "Gemeente Aalhoek",
        "unit": "Green",
        "job": "Job",
        "from": "2024-01-01",
        "until": None,
        "staff_number": "2",
        "moves_on": None,
        "moves_to": None,
    }
    assert set(NOT_TOLD) <= set(data["left_out"])


def test_the_page_in_the_file_can_be_read_without_this_website(as_user, cast, learned):
    learned(1)
    page = downloaded(as_user(cast.learner_a)).read("index.html").decode()
    assert "Learner_A" in page
    assert "Mailing safely" in page
    assert page.count("<dl>") == page.count("</dl>") >= 5
    assert not any(sign in page for sign in ("<script", "<link", "src=", 'href="/', 'href="http', "@import"))


def test_a_name_cannot_run_in_the_file(as_user, cast):
    cast.learner_a.__class__.objects.filter(username="learner_a").update(name="</td><script>x</script>")
    page = downloaded(as_user(cast.learner_a)).read("index.html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_somebody_else_finds_nothing_of_her_in_his_file(as_user, cast, learned):
    learned(1, cast.learner_a)
    data = data_of(downloaded(as_user(cast.learner2_a)))
    assert (data["parts"]["answers"], data["parts"]["evidence"]) == ([], [])
    assert "learner_a" not in json.dumps(data)
    assert NEIGHBOUR not in json.dumps(data)


def test_who_looked_is_told_and_at_whom_she_looked_is_not(as_user, cast):
    looked_at(cast, "I prepare Monday")
    (look,) = data_of(downloaded(as_user(cast.learner_a)))["parts"]["looks"]
    assert (look["who"], look["said"]) == ("Hr_A", "I prepare Monday")
    hers = downloaded(as_user(cast.hr_a))
    assert [row["said"] for row in data_of(hers)["parts"]["looks_made"]] == ["I prepare Monday"] * 2
    assert b"Learner" not in hers.read("data.json") + hers.read("index.html")


def test_a_long_list_comes_whole_and_in_pieces(as_user, cast, learned, monkeypatch):
    monkeypatch.setattr(packing, "AT_ONCE", 2)
    learned(5)
    archive = downloaded(as_user(cast.learner_a))
    assert [row["turn"] for row in data_of(archive)["parts"]["answers"]] == [5, 4, 3, 2, 1]
    assert archive.read("index.html").decode().count("Another one") == 5


def test_more_than_a_few_rows_come_in_a_table_that_is_shut(as_user, cast, learned, monkeypatch):
    monkeypatch.setattr(packing, "FEW", 2)
    learned(3)
    page = downloaded(as_user(cast.learner_a)).read("index.html").decode()
    assert page.count("<td>Another one</td>") == 3
    assert page.count("<details>") == page.count("</details>") == page.count("<table>") >= 2


def test_the_file_is_made_on_a_post_only_and_for_who_is_signed_in(client, as_user, cast):
    assert client.post(reverse("my_data_download")).status_code == 302
    assert as_user(cast.learner_a).get(reverse("my_data_download")).status_code == 405


def test_nobody_asks_for_it_without_end(as_user, cast, settings):
    settings.ACCOUNT_RATE_LIMITS = {"my_data": "1/h/user"}
    client = as_user(cast.learner_a)
    assert client.post(reverse("my_data_download")).status_code == 200
    reply = client.post(reverse("my_data_download"))
    assert reply.status_code == 429
    assert as_user(cast.learner2_a).post(reverse("my_data_download")).status_code == 200


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", ["/nl/my-data/", "/nl/my-data/all/answers/"])
def test_a_page_asks_as_much_for_three_rows_as_for_one(as_user, cast, learned, address):
    client = as_user(cast.learner_a)
    learned(1)
    one = queries_of(client, address)
    answer = Answer.objects.get()
    for turn in (2, 3):
        actions.answer(
            attempt=answer.attempt,
            version=answer.version,
            turn=turn,
            response={"choice": "a"},
            language="nl",
            now=timezone.now() + timedelta(minutes=turn),
            acting_user=cast.learner_a,
        )
    assert queries_of(client, address) == one < 25


def test_the_page_of_a_part_that_is_not_there_is_not_found(as_user, cast):
    client = as_user(cast.learner_a)
    assert client.get(reverse("my_data_part", args=["passwords"])).status_code == 404
    assert client.get(reverse("my_data_part", args=["comments"])).status_code == 200
