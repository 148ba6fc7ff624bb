from datetime import date, timedelta

import pytest
from django.utils import timezone

from lms.people.actions import system_user
from lms.people.models import Change
from skills.certificates import actions
from skills.certificates.files import Paper
from skills.content import AcceptedContent
from skills.evidence import Kind
from skills.models import AcceptedCertificate, Certificate, CertificateFile, Evidence, Framework
from skills.queries import Measured
from tests.skills.certificates.papers import PDF

PAPER = Paper("application/pdf", PDF)
NOW = timezone.now()
TODAY = timezone.localdate()


def content(**changes) -> AcceptedContent:
    values = {"line": 2, "code": "safe", "issuer": "A school", "names": {"nl": "Veilig", "en": "Safely"}}
    return AcceptedContent(**values | {"levels": {"4.1": 3, "4.2": 2}, "valid_months": 12} | changes)


def load(**changes):
    framework = Framework.objects.get()
    return actions.load_accepted(
        contents=[content(**changes)], framework=framework, acting_user=system_user()
    )


@pytest.fixture
def accepted(cast) -> AcceptedCertificate:
    load()
    return AcceptedCertificate.objects.get()


@pytest.fixture
def handed_in(cast, accepted):
    def hand_in(issued_on=TODAY - timedelta(days=30), of="learner_a", paper=PAPER) -> Certificate:
        person = getattr(cast, of)
        return actions.hand_in(
            employment=cast.employment(person),
            accepted=accepted,
            issued_on=issued_on,
            paper=paper,
            now=NOW,
            acting_user=person,
        )

    return hand_in


def decide(certificate, by, **more) -> bool:
    act = actions.refuse if more else actions.confirm
    return act(certificate=certificate, now=NOW, acting_user=by, **more)


def own(user, today=TODAY, code="4.1"):
    found = Measured(user, None, today).standings
    return next(one for one in found if one.competence.code == code).own


def test_loading_the_list_twice_changes_nothing(accepted):
    assert load() == {"unchanged": 1}
    assert load(valid_months=24) == {"changed": 1}


def test_a_competence_that_is_not_in_the_framework_is_refused_and_nothing_is_loaded(cast):
    with pytest.raises(actions.UnknownCompetence, match=r"9\.9"):
        load(levels={"9.9": 1})
    assert not AcceptedCertificate.objects.exists()


def test_it_counts_from_the_day_of_issue_once_hr_confirmed_it(cast, handed_in):
    found = handed_in()
    assert own(cast.learner_a).total == 0
    assert decide(found, cast.hr_a)
    rows = {row.competence.code: row for row in Evidence.objects.all()}
    assert {code: row.level for code, row in rows.items()} == {"4.1": 3.0, "4.2": 2.0}
    row = rows["4.1"]
    assert (row.kind, row.until, row.recorded_by) == (Kind.CERTIFICATE, found.ends_on, cast.hr_a)
    assert timezone.localdate(row.at) == found.issued_on
    assert row.about == {"nl": "Veilig (A school)", "en": "Safely (A school)"}
    assert (own(cast.learner_a).certified, own(cast.learner_a).shown) == (3.0, 0)


def test_after_its_last_day_it_no_longer_counts(cast, handed_in):
    found = handed_in()
    decide(found, cast.hr_a)
    assert own(cast.learner_a, found.ends_on).certified == 3.0
    assert own(cast.learner_a, found.ends_on + timedelta(days=1)).certified == 0


def test_handing_in_the_same_twice_is_handing_it_in_once(handed_in):
    assert handed_in() == handed_in()
    assert CertificateFile.objects.count() == 1


def test_two_of_hr_at_once_confirm_it_once(cast, handed_in):
    found = handed_in()
    assert [decide(found, cast.hr_a), decide(found, cast.administrator_a)] == [True, False]
    assert Evidence.objects.count() == 2
    assert Change.objects.get(what="certificate_confirmed").about == cast.learner_a


def test_nobody_decides_about_her_own(cast, handed_in):
    found = handed_in(of="hr_a")
    for more in ({}, {"reason": "No"}):
        with pytest.raises(actions.Refused, match="own"):
            decide(found, cast.hr_a, **more)
    assert not Evidence.objects.exists()


def test_a_refused_one_keeps_the_reason_and_not_the_file(cast, handed_in):
    found = handed_in()
    assert decide(found, cast.hr_a, reason="The name differs.")
    found.refresh_from_db()
    assert (found.state, found.reason) == ("refused", "The name differs.")
    assert not CertificateFile.objects.exists()
    assert not decide(found, cast.hr_a)
    assert handed_in() != found  # it can be handed in again


def test_what_was_confirmed_by_mistake_counts_no_longer(cast, handed_in):
    found = handed_in()
    decide(found, cast.hr_a)
    assert decide(found, cast.hr_a, reason="That was a mistake.")
    assert own(cast.learner_a).total == 0
    assert Evidence.objects.filter(kind=Kind.COUNTER).count() == 2


def test_who_takes_hers_back_takes_back_what_it_counted_for(cast, handed_in):
    found = handed_in()
    decide(found, cast.hr_a)
    what = {"certificate": found, "now": NOW, "acting_user": cast.learner_a}
    assert [actions.withdraw(**what), actions.withdraw(**what)] == [True, False]
    assert own(cast.learner_a).total == 0
    assert not CertificateFile.objects.exists()


def test_hr_records_one_that_counts_at_once(cast, accepted):
    employment = cast.employment(cast.learner_a)
    made = actions.record(
        employment=employment,
        accepted=accepted,
        issued_on=TODAY,
        paper=None,
        now=NOW,
        acting_user=cast.hr_a,
    )
    made.refresh_from_db()
    assert (made.state, made.handed_in_by, own(cast.learner_a).certified) == ("confirmed", cast.hr_a, 3.0)


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "future"), (400, "ended"), (40_000, "early"), (700_000, "early")]
)
def test_a_day_that_cannot_be_is_refused(handed_in, days, code):
    with pytest.raises(actions.Refused, match=code):
        handed_in(issued_on=TODAY - timedelta(days=days))
    assert not Certificate.objects.exists()


def test_what_is_no_longer_on_the_list_cannot_be_handed_in_and_what_there_is_counts_on(
    cast, accepted, handed_in
):
    decide(handed_in(), cast.hr_a)
    actions.set_live(accepted=accepted, is_live=False, acting_user=system_user())
    accepted.refresh_from_db()
    with pytest.raises(actions.Refused, match="gone"):
        handed_in(issued_on=TODAY)
    assert own(cast.learner_a).certified == 3.0
    assert load() == {"unchanged": 1}
    assert not AcceptedCertificate.objects.live().exists()


def test_another_level_on_the_list_leaves_what_was_confirmed_as_it_was(cast, accepted, handed_in):
    decide(handed_in(), cast.hr_a)
    actions.keep_accepted(
        accepted=accepted,
        framework=accepted.framework,
        issuer="A school",
        names={"nl": "Veilig"},
        levels={"4.1": 1},
        valid_months=None,
        acting_user=system_user(),
    )
    assert Evidence.objects.get(competence__code="4.1").level == 3.0
    assert not AcceptedCertificate.objects.get().is_example
    assert Change.objects.filter(what="accepted_changed").exists()


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 5, 10), 12, date(2027, 5, 9)),
        (date(2026, 8, 30), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
    ],
)
def test_the_last_day_is_the_one_before_so_many_months_later(day, months, last):
    assert actions.months_after(day, months) == last


def test_a_file_is_thrown_away_half_a_year_after_it_was_confirmed(cast, handed_in):
    decide(handed_in(), cast.hr_a)
    assert actions.forget_files(now=NOW + actions.KEPT) == 0
    assert actions.forget_files(now=NOW + actions.KEPT + timedelta(days=1)) == 1
    assert Certificate.objects.get().state == "confirmed"


def test_a_file_that_waits_is_not_kept_for_ever(handed_in):
    handed_in()
    assert actions.forget_files(now=NOW + actions.KEPT_WAITING + timedelta(days=1)) == 1
