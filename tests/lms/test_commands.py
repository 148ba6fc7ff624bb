import signal
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from courses.models import Calibration
from lms.models import SignOfLife
from lms.people.models import Employment, Grant, Organisation, User
from skills.levels import MODELS, Model
from skills.models import Framework, HeldLevel, JobProfile, ProfileAssignment, Recount
from skills.recount.actions import look_at, publish_way
from tests.cast import FIXTURES
from tests.courses.calibration.crowd import crowd
from tests.factories import a_question
from tests.shown import show, show_often


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _same_signals():
    """The worker listens to the signals that stop it; the tests go on listening to Ctrl-C."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def run(*words) -> str:
    out = StringIO()
    call_command(*map(str, words), stdout=out, stderr=out)
    return out.getvalue()


def refusal(*words) -> list[str]:
    with pytest.raises(CommandError) as refused:
        run(*words)
    return str(refused.value).splitlines()


@pytest.fixture
def file(tmp_path):
    def write(text: str, name: str = "people.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


HEAD = "External ID,Name,E-mail,User name,Organisation,Unit path,Job title,Profile code,Start date\n"
PEOPLE = (
    "V1,Zoë O'Neill,zoe@aalhoek.example,,Gemeente Aalhoek,Services > Pool,Lifeguard,P01,2026-01-01\n"
    "V2,Jan Peeters,,jan.peeters,Gemeente Aalhoek,Services > Pool,Lifeguard,P02,1/2/2026\n"
)


# --- people -----------------------------------------------------------------------------------------------------------


def test_people_come_in_with_their_jobs_and_profiles(cast, file):
    said = run("import_people", file(HEAD + PEOPLE))
    assert "People: 2 added, 0 changed, 0 already right." in said
    assert "Units: 1 made. Job profiles: 2 assigned." in said
    zoe = Employment.objects.get(external_id="V1", organisation=cast.a)
    assert (zoe.user.name, zoe.unit.name) == ("Zoë O'Neill", "Pool")
    assert zoe.profile_assignments.get().profile.code == "P01"


def test_the_same_people_again_change_nothing(cast, file):
    people = file(HEAD + PEOPLE)
    run("import_people", people)
    said = run("import_people", people)
    assert "People: nothing changed, 2 already right." in said
    assert "Units: 0 made. Job profiles: 0 assigned." in said


@pytest.mark.parametrize(
    ("row", "place", "sentence"),
    [
        ("V3,Els,,els,Nowhere,Services,Job,P01,2026-01-01", "organisation", "no organisation “Nowhere”"),
        ("V3,Els,,els,Gemeente Aalhoek,Services,Job,P99,2026-01-01", "profile", "no job profile “P99”"),
        (
            "V3,Els,,learner_b,Gemeente Aalhoek,Services,Job,P01,2026-01-01",
            "username",
            "“learner_b” is taken",
        ),
        ("V3,Els,,els,Gemeente Aalhoek,Services,Job,P01,31/2/2026", "start", "does not exist"),
        ("V3,,,els,Gemeente Aalhoek,Services,Job,P01,2026-01-01", "name", "This cell is empty"),
    ],
)
def test_one_wrong_row_refuses_all_people_with_line_field_and_sentence(cast, file, row, place, sentence):
    before = (User.objects.count(), Employment.objects.count(), ProfileAssignment.objects.count())
    *problems, last = refusal("import_people", file(HEAD + PEOPLE + row + "\n"))
    assert last == "Nothing was loaded: 1 thing(s) to mend."
    (problem,) = problems
    assert problem.startswith("people.csv, line 4, ")
    assert place in problem.split(":")[0].lower().replace(" ", "")
    assert sentence in problem
    assert (User.objects.count(), Employment.objects.count(), ProfileAssignment.objects.count()) == before


def test_organisations_are_made_only_when_asked(cast, file):
    people = file(HEAD + PEOPLE.replace("Aalhoek", "Vlierbeke"))
    refusal("import_people", people)
    assert not Organisation.objects.filter(name="Gemeente Vlierbeke").exists()
    run("import_people", people, "--make-organisations")
    assert Organisation.objects.get(name="Gemeente Vlierbeke").employments.count() == 2


@pytest.mark.parametrize("command", ["import_people", "import_profiles", "import_framework"])
def test_a_file_that_is_not_there_is_said_in_a_sentence(cast, tmp_path, command):
    first, _last = refusal(command, tmp_path / "nothing.csv")
    assert first.startswith("nothing.csv: ")


# --- profiles and frameworks ------------------------------------------------------------------------------------------


def test_profiles_come_in_once(cast, file):
    profiles = file("code,nl,en,1.1,4.1,core\nX1,Redder,Lifeguard,2,3,4.1\n", "profiles.csv")
    assert "Job profiles: 1 added" in run("import_profiles", profiles, "--organisation", "aalhoek")
    assert "Job profiles: nothing changed, 1 already right." in run(
        "import_profiles", profiles, "--organisation", "aalhoek"
    )
    profile = JobProfile.objects.get(code="X1")
    assert (profile.organisation, profile.is_example) == (cast.a, False)


def test_shared_profiles_are_examples(cast):
    said = run("import_profiles", FIXTURES / "profiles/example-profiles.csv")
    assert "nothing changed" in said
    assert set(JobProfile.objects.values_list("is_example", flat=True)) == {True}


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("code,nl,en,1.1,9.9,core\nX1,Redder,Lifeguard,2,3,\n", "profiles.csv, line 2, 9.9: DigComp"),
        ("code,nl,en,1.1,core\nX1,Redder,Lifeguard,9,\n", "profiles.csv, line 2, 1.1: "),
        ("code,nl,en,1.1,core\nX1,Redder,Lifeguard,2,4.1\n", "profiles.csv, line 2, core: "),
    ],
)
def test_a_wrong_profile_is_refused_with_line_field_and_sentence(cast, file, text, start):
    before = JobProfile.objects.count()
    first, last = refusal("import_profiles", file(text, "profiles.csv"))
    assert first.startswith(start)
    assert last == "Nothing was loaded: 1 thing(s) to mend."
    assert JobProfile.objects.count() == before


def test_profiles_of_an_unknown_organisation_or_framework_are_refused(cast):
    profiles = FIXTURES / "profiles/example-profiles.csv"
    assert "no organisation “nowhere”" in refusal("import_profiles", profiles, "--organisation", "nowhere")[0]
    assert "no such framework" in refusal("import_profiles", profiles, "--framework", "nothing")[0]


def test_the_same_framework_again_changes_nothing(cast):
    plain = FIXTURES / "frameworks/digcomp-3.0-plain.json"
    said = run("import_framework", FIXTURES / "frameworks/digcomp-3.0.json", "--plain", plain)
    assert "21 competences, 8 levels in 4 bands" in said
    assert "Framework: nothing changed" in said


def test_a_wrong_framework_is_refused(cast, file):
    first, *_more = refusal("import_framework", file('{"areas": [', "broken.json"))
    assert first.startswith("broken.json, line 1")
    assert Framework.objects.count() == 1


def test_wrong_everyday_names_are_refused(cast, file):
    framework = FIXTURES / "frameworks/digcomp-3.0.json"
    for text in ("[]", "{}", "{"):
        (said,) = refusal("import_framework", framework, "--plain", file(text, "plain.json"))
        assert said.startswith("plain.json: this is no file with everyday names")


# --- levels, worker, demo ---------------------------------------------------------------------------------------------


def test_a_rebuild_tells_how_many_rows_became_different(cast):
    run("worker", "--once")
    rows = HeldLevel.objects.count()
    assert f"{rows} rows, 0 different" in run("rebuild_levels")
    held = HeldLevel.objects.filter(employment__user=cast.learner_a, competence__code="4.1")
    held.update(level=7.0)
    assert f"{rows} rows, 1 different" in run("rebuild_levels")
    assert held.get().level < 7


def test_a_rebuild_as_of_yesterday_leaves_todays_answers_out(cast):
    run("worker", "--once")
    show_often(cast.learner_a, cast.a)
    run("worker", "--once")
    yesterday = timezone.localdate() - timedelta(days=1)
    run("rebuild_levels", "--as-of", yesterday)
    held = HeldLevel.objects.get(employment__user=cast.learner_a, competence__code="4.1")
    assert held.own_equivalents == 0
    assert timezone.localdate(held.as_of) == yesterday


def test_a_rebuild_with_an_older_model_gives_the_levels_of_then(cast, monkeypatch):
    show_often(cast.learner_a, cast.a)
    run("worker", "--once")
    held = HeldLevel.objects.filter(employment__user=cast.learner_a, competence__code="4.1")
    then = held.get()
    monkeypatch.setitem(MODELS, "tree-next", Model(offsets=(("4.1", -1.0),)))
    run("rebuild_levels", "--model", "tree-next")
    assert held.get().level < then.level - 0.1
    assert held.get().model_version == "tree-next"
    run("rebuild_levels", "--model", then.model_version)
    assert held.get().level == pytest.approx(then.level, abs=1e-6)
    assert held.get().model_version == then.model_version == "tree-1"


def test_a_model_that_never_was_is_refused(cast):
    (said,) = refusal("rebuild_levels", "--model", "tree-0")
    assert "tree-1" in said


@pytest.mark.parametrize("moment", ["yesterday", "2026-13-01", "2026-02-30", "2026-02-01T25:00"])
def test_a_moment_that_does_not_exist_is_refused(cast, moment):
    (said,) = refusal("rebuild_levels", "--as-of", moment)
    assert "is no day or moment" in said


def test_a_published_way_of_counting_is_replayed_by_its_name(cast):
    show_often(cast.learner_a, cast.a, item="asked")
    run("worker", "--once")
    then = HeldLevel.objects.get(employment__user=cast.learner_a, competence__code="4.1")
    way = publish_way(
        offsets={}, difficulties={"asked": (4.5, 0.3)}, now=timezone.now(), acting_user=cast.hr_a
    )
    run("rebuild_levels", "--model", way.name)
    held = HeldLevel.objects.get(employment__user=cast.learner_a, competence__code="4.1")
    assert held.level > then.level + 0.5
    assert held.model_version == way.name


def test_the_worker_looks_at_first_answers_once_a_day(cast):
    run("worker", "--once")
    run("worker", "--once")
    (made,) = Calibration.objects.all()
    assert (made.day, made.answers) == (timezone.localdate(), 0)


def test_first_answers_can_be_looked_at_right_now(cast):
    questions = [a_question(cast.shared, level=level, in_check_up=True) for level in (2, 3)]
    crowd(cast.a, questions, 30)
    said = run("calibrate").splitlines()
    assert said == [
        "60 first answers of 30 people to shared questions.",
        "2 proposals wait for a decision.",
    ]


def test_the_worker_counts_everybody_again_when_it_is_asked(cast):
    show_often(cast.learner_a, cast.a)
    run("worker", "--once")
    look_at(way="tree-1", now=timezone.now(), acting_user=cast.hr_a)
    assert run("worker", "--once") == ""
    assert Recount.objects.get().state == Recount.State.LOOKED


def test_the_worker_renews_what_is_due_and_gives_a_sign(cast):
    assert "levels of 12 employments renewed" in run("worker", "--once")
    assert SignOfLife.objects.count() == 1
    assert run("worker", "--once") == ""
    show(cast.learner_a, cast.a)
    assert "levels of 1 employments renewed" in run("worker", "--once")


def test_demo_accounts_are_only_for_a_demo(cast, settings):
    settings.DEMO = False
    (said,) = refusal("demo_people")
    assert "set DEMO=1" in said


def test_demo_accounts_get_their_role_and_password_once(cast, monkeypatch):
    run("import_people", FIXTURES.parent / "tests/files/people-journeys.csv", "--make-organisations")
    monkeypatch.setenv("DEMO_PASSWORD", "a-demo-password")
    made = run("demo_people")
    grants = Grant.objects.count()
    assert run("demo_people") == made
    assert Grant.objects.count() == grants
    hr = User.objects.get(username="hr")
    assert hr.check_password("a-demo-password")
    assert [grant.role for grant in hr.grants.all()] == ["hr"]
    assert not User.objects.get(username="medewerker").grants.exists()
    editor = User.objects.get(username="redactie")
    assert [(grant.role, grant.organisation) for grant in editor.grants.all()] == [
        ("catalogue_editor", cast.shared)
    ]
    assert editor.groups.filter(name=f"authors:{cast.shared.slug}").exists()
