import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses.calibration.actions import calibrate
from courses.models import Calibration, Proposal, QuestionVersion
from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.models import User
from skills.levels import MODEL_VERSION
from skills.models import Recount, WayOfCounting
from skills.recount.actions import work_on_recount
from tests.cast import STARTED
from tests.courses.calibration.crowd import crowd
from tests.factories import SINGLE_CHOICE, a_question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def owner(cast) -> User:
    return somebody(Role.FRAMEWORK_OWNER, cast)


def somebody(role: Role, cast, name: str = "") -> User:
    user = User.objects.create(username=name or role.value, name="Petra")
    grant(user=user, role=role, organisation=cast.shared, starts=STARTED, acting_user=system_user())
    return user


def asked(organisation, prompt: str, level: int = 3) -> QuestionVersion:
    plain = {**SINGLE_CHOICE, "prompt": prompt}
    return a_question(organisation, plain=plain, level=level, in_check_up=True)


def a_proposal(version: QuestionVersion, **more) -> Proposal:
    figures = {"made_at": timezone.now(), "answers": 212, "right": 0.48, "expected": 0.66, "urgency": 1.0}
    picture = [[1.0, 70, 0.2, 0.3], [3.0, 71, 0.45, 0.5], [5.0, 71, 0.8, 0.7]]
    figures |= {"difficulty": 3.6, "difficulty_error": 0.2, "picture": picture}
    return Proposal.objects.create(version=version, **figures | more)


def page(client, name: str = "calibration", *args) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def send(client, name: str, *args, **fields):
    return client.post(reverse(name, args=args), fields)


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["learner_a", "manager_a", "hr_a", "coach_a", "administrator_a"])
def test_nobody_else_finds_these_pages(as_user, cast, name):
    one = a_proposal(asked(cast.shared, "A shared one"))
    client = as_user(getattr(cast, name))
    for address in (
        reverse("calibration"),
        reverse("calibration_proposal", args=[one.pk]),
        reverse("recount"),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {"do": "publish"}).status_code in (404, 405)
    assert Proposal.objects.open().count() == 1
    assert WayOfCounting.objects.count() == 0


@pytest.mark.parametrize("role", [Role.CATALOGUE_EDITOR, Role.PLATFORM_ADMINISTRATOR])
def test_other_roles_of_the_platform_do_not_decide_on_difficulties(as_user, cast, role):
    a_proposal(asked(cast.shared, "A shared one"))
    client = as_user(somebody(role, cast))
    assert client.get(reverse("calibration")).status_code == 404
    assert client.get(reverse("recount")).status_code == 404


def test_trainers_decide_on_their_own_questions_only(as_user, cast):
    shared, theirs = a_proposal(asked(cast.shared, "A shared one")), a_proposal(asked(cast.b, "One of B"))
    own = a_proposal(asked(cast.a, "One of A"))
    client = as_user(cast.trainer_a)
    found = page(client)
    assert "One of A" in found
    assert "A shared one" not in found
    assert "One of B" not in found
    for other in (shared, theirs):
        assert client.get(reverse("calibration_proposal", args=[other.pk])).status_code == 404
        assert send(client, "calibration_proposal", other.pk, do="publish").status_code == 404
    assert client.get(reverse("recount")).status_code == 404
    send(client, "calibration_proposal", own.pk, do="publish")
    assert set(Proposal.objects.open()) == {shared, theirs}


def test_the_owner_sees_shared_questions_only(as_user, cast, owner):
    one = a_proposal(asked(cast.a, "One of A"))
    a_proposal(asked(cast.shared, "A shared one"))
    client = as_user(owner)
    assert "One of A" not in page(client)
    assert "A shared one" in page(client)
    assert client.get(reverse("calibration_proposal", args=[one.pk])).status_code == 404


# --- in words and a picture -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("difficulty", "sentence"),
    [
        (3.6, "Harder than the label says: level 4, not 3. 212 answers."),
        (-0.4, "Easier than the label says: below level 1, not 3. 212 answers."),
        (0.7, "Easier than the label says: level 1, not 3. 212 answers."),
        (2.9, "A little harder than the label says, but still level 3. 212 answers."),
        (2.1, "A little easier than the label says, but still level 3. 212 answers."),
        (2.6, "As hard as the label says: level 3. 212 answers."),
    ],
)
def test_a_proposal_is_a_sentence(as_user, cast, owner, difficulty, sentence):
    a_proposal(asked(cast.shared, "Which one?"), difficulty=difficulty)
    assert sentence in page(as_user(owner))


def test_what_matters_most_comes_first(as_user, cast, owner):
    for name, urgency in (("Little", 0.1), ("Flagged", 10.2), ("Much", 1.9)):
        a_proposal(asked(cast.shared, f"{name} to say"), urgency=urgency)
    found = page(as_user(owner))
    places = [found.index(f"{name} to say") for name in ("Flagged", "Much", "Little")]
    assert places == sorted(places)


def test_a_proposal_has_its_question_a_picture_and_the_same_numbers(as_user, cast, owner):
    one = a_proposal(asked(cast.shared, "Which one?"), flags=["does_not_tell"])
    found = page(as_user(owner), "calibration_proposal", one.pk)
    assert "The good one" in found
    assert found.count("<circle") == 3 + 1  # and the one of the legend
    assert '<td class="r">70</td><td class="r">20 %</td><td class="r">30 %</td>' in found.replace("\xa0", " ")
    assert "48 % were right. If the difficulty that counts now were true, it would be 66 %." in found.replace(
        "\xa0", " "
    )
    assert "People who know more do not answer it better." in found


def test_a_noticeable_difference_between_languages_is_a_sentence(as_user, cast, owner):
    languages = {"nl": [2.5, 0.2, 150], "fr": [3.6, 0.2, 60], "de": [2.7, 0.3, 31]}
    one = a_proposal(asked(cast.shared, "Which one?"), languages=languages)
    found = page(as_user(owner), "calibration_proposal", one.pk)
    assert "Harder in French than in Dutch: 1.1 levels, give or take 0.3." in found
    assert "No noticeable difference between German and Dutch: 0.2 levels, give or take 0.4." in found


def test_nothing_names_who_answered(as_user, cast, owner):
    crowd(cast.a, [asked(cast.shared, "Which one?", level) for level in (2, 3)], 30)
    calibrate(now=timezone.now())
    client = as_user(owner)
    one = Proposal.objects.open().first()
    for found in (page(client), page(client, "calibration_proposal", one.pk), page(client, "recount")):
        assert "Aalhoek" not in found
        assert "Somebody" not in found
    assert "Looked at on" in page(client)


def test_a_list_costs_the_same_queries_with_one_and_with_three(as_user, cast, owner):
    client = as_user(owner)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            page(client)
        return len(found)

    a_proposal(asked(cast.shared, "First"))
    page(client)
    with_one = queries()
    for number in range(2):
        a_proposal(asked(cast.shared, f"Another {number}"))
    assert queries() == with_one <= 12


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_publishing_and_leaving_are_one_press(as_user, cast, owner):
    one, other = (a_proposal(asked(cast.shared, name)) for name in ("First", "Second"))
    client = as_user(owner)
    assert send(client, "calibration_proposal", one.pk, do="publish").status_code == 302
    assert send(client, "calibration_proposal", other.pk, do="leave").status_code == 302
    found = page(client)
    assert "Nothing to decide" in found
    assert "Left as it is." in found
    one.version.question.refresh_from_db()
    assert one.version.question.current.difficulty == 3.6
    assert one.version.question.current.created_by == owner


def test_who_presses_second_reads_that_it_is_decided(as_user, cast, owner):
    one = a_proposal(asked(cast.shared, "First"))
    send(as_user(owner), "calibration_proposal", one.pk, do="publish")
    client = as_user(somebody(Role.FRAMEWORK_OWNER, cast, "another"))
    send(client, "calibration_proposal", one.pk, do="leave")
    assert "Somebody already decided about this proposal." in page(client)
    one.refresh_from_db()
    assert (one.state, one.decided_by) == (Proposal.State.PUBLISHED, owner)


@pytest.mark.parametrize("do", ["", "delete"])
def test_what_is_no_decision_is_refused(as_user, cast, owner, do):
    one = a_proposal(asked(cast.shared, "First"))
    assert send(as_user(owner), "calibration_proposal", one.pk, do=do).status_code == 400


# --- counting again ---------------------------------------------------------------------------------------------------


def work() -> None:
    while work_on_recount(now=timezone.now()):
        pass


def test_a_way_is_published_looked_at_and_ordered(as_user, cast, owner):
    send(as_user(owner), "calibration_proposal", a_proposal(asked(cast.shared, "First")).pk, do="publish")
    client = as_user(owner)
    assert "It takes the newest difficulty of 1 question." in page(client, "recount")
    send(client, "recount", do="publish")
    way = WayOfCounting.objects.get()
    assert way.published_by == owner
    send(client, "recount", do="look", way=way.name)
    assert "0 of 12 jobs counted." in page(client, "recount")
    work()
    assert f"What would change with {way}" in page(client, "recount")
    send(client, "recount", do="order", recount=Recount.objects.get().pk)
    assert "All levels are being counted again" in page(client, "recount")
    work()
    assert f"Now: {way}." in page(client, "recount")
    assert f"{MODEL_VERSION}</strong>" in page(client, "recount")


def test_small_numbers_of_people_are_not_told_exactly(as_user, cast, owner):
    code = str(cast.competence("4.1").pk)
    Recount.objects.create(
        way=MODEL_VERSION,
        before=MODEL_VERSION,
        as_of=timezone.now(),
        total=30,
        state=Recount.State.LOOKED,
        moved={code: {"ok>ok": 20, "ok>unsure": 3, "learn>unsure": 7}},
    )
    found = page(as_user(owner), "recount")
    assert "10 states change." in found
    assert "From “in order” to “not sure yet”: fewer than 5" in found
    assert "From “something to learn” to “not sure yet”: 7" in found
    assert rows_of(found) == [
        ("in order", "23", "20"),
        ("not sure yet", "0", "10"),
        ("something to learn", "7", "0"),
    ]


def rows_of(found: str) -> list[tuple[str, str, str]]:
    return re.findall(r'<th scope="row">(.+?)</th><td class="r">(.+?)</td><td class="r">(.+?)</td>', found)


@pytest.mark.parametrize(
    ("moved", "sentence", "told"),
    [
        ({"ok>ok": 20, "ok>unsure": 4}, "Fewer than 5 states change.", []),
        ({"ok>ok": 20}, "0 states change.", [("20", "20"), ("0", "0"), ("0", "0")]),
        (
            {"ok>unsure": 6, "learn>learn": 2},
            "6 states change.",
            [("6", "0"), ("0", "6"), ("fewer than 5", "fewer than 5")],
        ),
    ],
)
def test_totals_hide_small_numbers_too(as_user, cast, owner, moved, sentence, told):
    Recount.objects.create(
        way=MODEL_VERSION,
        before=MODEL_VERSION,
        as_of=timezone.now(),
        total=30,
        state=Recount.State.LOOKED,
        moved={str(cast.competence("4.1").pk): moved},
    )
    found = page(as_user(owner), "recount")
    assert sentence in found
    assert [figures for _state, *figures in rows_of(found)] == [list(pair) for pair in told]


def test_skills_that_are_harder_for_everybody_are_named(as_user, cast, owner):
    Calibration.objects.create(
        day=timezone.localdate(), made_at=timezone.now(), offsets={"4.1": -0.62, "1.1": 0.1}
    )
    found = page(as_user(owner), "recount")
    assert "0.6 levels harder than most" in found
    assert "1.1" not in found.split("harder for everybody:")[1].split("</ul>")[0]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"do": "look", "way": "no such way"},
        {"do": "order"},
        {"do": "order", "recount": "x"},
        {"do": "order", "recount": "99999999999999999999"},
        {"do": "order", "recount": "²"},
    ],
)
def test_what_makes_no_sense_is_refused(as_user, owner, fields):
    assert send(as_user(owner), "recount", **fields).status_code == 400
    assert Recount.objects.count() == 0


def test_an_order_too_early_is_refused_in_words(as_user, owner):
    client = as_user(owner)
    send(client, "recount", do="look", way=MODEL_VERSION)
    send(client, "recount", do="order", recount=Recount.objects.get().pk)
    assert "This is not looked at yet." in page(client, "recount")
    assert Recount.objects.get().ordered_at is None


def test_only_the_owner_has_it_in_the_menu(as_user, cast, owner):
    link = f'href="{reverse("calibration")}"'
    assert link in page(as_user(owner), "home")
    assert link not in page(as_user(cast.trainer_a), "home")


# --- where levels are used --------------------------------------------------------------------------------------------


def test_hr_reads_how_many_questions_nobody_reviewed(as_user, cast):
    client = as_user(cast.hr_a)
    assert "reviewed by a second person" not in page(client, "overview")
    for level in (1, 2, 3):
        asked(cast.shared, "Which one?", level)
    version = asked(cast.a, "Which one?")
    version.question.labels = 2
    version.question.save()
    found = page(client, "overview")
    assert "3 of 4 questions of the check-up were not yet reviewed by a second person" in found
    assert reverse("bank", args=[cast.a.slug]) in found
    assert "The check-up can ask 4 questions." in page(client, "bank", cast.a.slug)


def test_a_manager_reads_it_without_the_bank(as_user, cast):
    asked(cast.shared, "Which one?")
    found = page(as_user(cast.manager_a), "overview")
    assert "1 of 1 question of the check-up was not yet reviewed by a second person" in found
    assert reverse("bank", args=[cast.a.slug]) not in found
