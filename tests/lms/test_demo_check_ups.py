from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from courses.models import Asked, Assignment, CheckUp
from courses.queries import how_far
from lms.management.commands.demo_people import ACCOUNTS
from lms.people.models import Employment, Organisation, Share
from skills.models import Certificate, CertificateFile, Evidence, ProfileAssignment
from tests.cast import FIXTURES, Cast
from tests.courses.check_ups.bank import fill_bank
from tests.factories import a_module

HEAD = "organisation;unit;name;email;username;job;profile code;start;external id\n"
VISITORS = ("medewerker", "hr", "coach", "manager")


def run() -> str:
    out = StringIO()
    call_command("demo_check_ups", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module", autouse=True)
def said(kept_for_module, tmp_path_factory) -> str:
    """What the command said in a town of the demo, with few questions so that it is quick."""
    job = "Gemeente Zonnebeek;Groen;{name};;{account};Job;P0{profile};2020-01-01;{name}\n"
    rows = [job.format(name=f"{name} Claes", account=name, profile=9) for name in VISITORS]
    rows += [job.format(name=f"Naam {n}", account="", profile=1 + n % 4) for n in range(24)]
    file = tmp_path_factory.mktemp("town") / "people.csv"
    file.write_text(HEAD + "".join(rows))
    shared = Cast().shared
    a_module(shared)
    fill_bank(shared, "1.1", "2.1", "4.1", "5.1")
    with override_settings(DEMO=True):
        call_command("import_people", str(file), "--make-organisations", stdout=StringIO())
        call_command("import_certificates", str(FIXTURES / "certificates/accepted.csv"), stdout=StringIO())
        call_command("demo_people", stdout=StringIO())
        return run()


@pytest.fixture
def town(db) -> Organisation:
    return Organisation.objects.get(name="Gemeente Zonnebeek")


def test_some_found_out_where_they_stand_and_some_are_busy_with_it(town, said):
    assert said == "Check-ups: 12 finished, 3 under way.\n"
    done = CheckUp.objects.filter(organisation=town).exclude(finished_at=None)
    assert Counter(done.values_list("mode", flat=True)).keys() == {"profile", "look"}
    assert done.count() == 12
    underway = CheckUp.objects.running().filter(organisation=town)
    assert underway.count() == 3
    assert all(one.asked.answered().exists() for one in underway)
    assert Evidence.objects.filter(organisation=town, kind="self").exists()


def test_what_is_asked_is_done_by_some_and_not_by_all(town):
    asked = list(Assignment.objects.at(town))
    assert Counter(one.role for one in asked) == {"hr": 3, "manager": 1}
    assert Counter(one.check_up for one in asked) == {"": 2, "profile": 1, "look": 1}
    assert sum(one.is_late(timezone.localdate()) for one in asked) == 1
    far = how_far(asked, Employment.objects.filter(organisation=town))
    assert "done" in Counter(far.values())


def test_a_coach_and_a_manager_saw_people_at_work(town):
    seen = Evidence.objects.filter(organisation=town, kind="validation")
    by = Counter(seen.values_list("recorded_by__username", flat=True))
    assert by == {"coach": 11, "manager": 4}
    shown = Share.objects.running().filter(employment__organisation=town)
    of_coach = seen.filter(recorded_by__username="coach").values_list("user", flat=True)
    assert set(of_coach) <= set(shown.values_list("employment__user", flat=True))


def test_certificates_are_confirmed_refused_or_wait_with_something_to_look_at(town):
    handed_in = Certificate.objects.filter(employment__organisation=town)
    assert Counter(handed_in.values_list("state", flat=True)) == {"confirmed": 3, "refused": 1, "waiting": 2}
    waiting = CertificateFile.objects.filter(certificate__in=handed_in.waiting())
    assert {paper.type for paper in waiting} == {"image/png"}
    assert Evidence.objects.filter(organisation=town, kind="certificate").exists()


def test_the_accounts_of_visitors_stay_empty_and_nothing_lies_in_the_future(town):
    mine = Evidence.objects.filter(organisation=town)
    assert not mine.filter(user__username__in=ACCOUNTS).exists()
    assert not mine.filter(at__gt=timezone.now()).exists()
    assert not Asked.objects.filter(answered_at__gt=timezone.now()).exists()
    assert mine.filter(at__lt=timezone.now() - timedelta(days=10)).exists()


def test_levels_are_ready_when_it_is_done(town):
    assert not ProfileAssignment.objects.filter(employment__organisation=town).due().exists()


def test_a_second_run_changes_nothing(town, settings):
    settings.DEMO = True
    before = Evidence.objects.count()
    assert run() == "Check-ups: nothing changed.\n"
    assert Evidence.objects.count() == before


def test_it_is_only_for_a_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="set DEMO=1"):
        run()
