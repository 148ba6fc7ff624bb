from html import unescape

import pytest
from django.urls import reverse
from django.utils.translation import override

from courses.models import Asked, CheckUp
from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.models import User
from skills.adaptive import Mode
from tests.cast import STARTED
from tests.courses.check_ups.bank import fill_bank
from tests.courses.check_ups.test_actions import answer_all, start


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def owner(cast) -> User:
    user = User.objects.create(username="owner", name="Olga")
    grant(
        user=user,
        role=Role.FRAMEWORK_OWNER,
        organisation=cast.shared,
        starts=STARTED,
        acting_user=system_user(),
    )
    return user


@pytest.fixture
def done(cast) -> CheckUp:
    fill_bank(cast.shared, "4.1", "2.1")
    found = start(cast, mode=Mode.LOOK)
    answer_all(found)
    return found


def look(client, key) -> tuple[int, str]:
    response = client.get(reverse("why_asked"), {"answer": key})
    return response.status_code, " ".join(unescape(response.content.decode()).split())


def test_the_owner_of_the_frameworks_replays_a_question_and_reads_no_name(as_user, cast, owner, done):
    for asked in done.asked.all():
        status, page = look(as_user(owner), asked.evidence_key)
        assert status == 200
        assert "Counted again, the same comes out" in page
        assert asked.reason["seed"] in page
        assert f"{asked.reason['level']:.2f} ± {asked.reason['se']:.2f}" in page
        for told in (cast.learner_a.name, cast.learner_a.username, cast.a.name, f"{asked.answered_at:%Y}"):
            assert told not in page.split("<main")[1].split("</main>")[0]


def test_what_does_not_come_out_is_said(as_user, owner, done):
    asked = done.asked.first()
    Asked.objects.filter(pk=asked.pk).update(reason=asked.reason | {"level": 7.0})
    _status, page = look(as_user(owner), asked.evidence_key)
    assert "Counted again, not everything comes out the same." in page
    assert "What was known before is different." in page


@pytest.mark.parametrize("key", ["0cc7c6ba-f0e0-4349-ba97-2e5450dca89e", "x", "", "x" * 400])
def test_what_is_no_reference_is_said_in_the_form(as_user, owner, done, key):
    status, page = look(as_user(owner), key)
    assert status == 404
    assert 'class="error"' in page


def test_a_trainer_replays_only_the_questions_of_her_own_organisation(as_user, cast, done):
    assert look(as_user(cast.trainer_a), done.asked.first().evidence_key)[0] == 404
    fill_bank(cast.a, "5.2")
    mine = start(cast, mode=Mode.LOOK, user=cast.learner2_a)
    answer_all(mine)
    own = mine.asked.get(question__organisation=cast.a)
    assert look(as_user(cast.trainer_a), own.evidence_key)[0] == 200
    assert look(as_user(cast.trainer_b), own.evidence_key)[0] == 404


def test_what_an_organisation_wrote_itself_stays_there(as_user, cast, owner, done):
    fill_bank(cast.a, "4.1", each=1)
    asked = done.asked.get(version__competence__code="4.1")
    own = cast.a.questions.get().current.item
    reason = asked.reason | {"candidates": [*asked.reason["candidates"][:2], own]}
    Asked.objects.filter(pk=asked.pk).update(reason=reason)
    _status, page = look(as_user(owner), asked.evidence_key)
    assert "A question that an organisation wrote for itself" in page
