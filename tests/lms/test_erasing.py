import json
import uuid
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail.users.models import UserProfile

from cms import rights
from cms.models import SectionPage
from courses import actions as learning
from courses.models import (
    Answer,
    Asked,
    AssignedTo,
    Assignment,
    CheckUp,
    Enrolment,
    HelpRequest,
    TaskCheck,
)
from lms import erasing
from lms.interop.people.actions import hand_in
from lms.people import changes, erasure
from lms.people.access import Role
from lms.people.actions import grant, system_user
from lms.people.models import Change, Employment, Erasure, Grant, Look, PeopleImport, Share, Tally, User
from lms.people.units import add_unit
from skills.actions import record_evidence
from skills.evidence import Kind
from skills.models import (
    AcceptedCertificate,
    Certificate,
    CertificateFile,
    Contradiction,
    Evidence,
    Framework,
    ProfileAssignment,
    Recount,
    WayOfCounting,
)
from tests.factories import a_module, an_activity

MARK = "Xyzzyqua"
NOW = timezone.now()
TODAY = timezone.localdate()
LEFT = TODAY - timedelta(days=800)


@pytest.fixture(autouse=True)
def ledger(settings, tmp_path) -> Path:
    settings.ERASURE_LEDGER = str(tmp_path / "ledger" / "erasures.jsonl")
    return Path(settings.ERASURE_LEDGER)


@pytest.fixture
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return Path(settings.MEDIA_ROOT)


@pytest.fixture
def leaver(cast, media) -> User:
    """She worked in A, learned, coached, wrote and looked there, and left long ago."""
    return with_history(cast, cast.learner_a)


def with_history(cast, person: User) -> User:
    User.objects.filter(pk=person.pk).update(
        name=f"{MARK} name", username=f"{MARK}-user", email=f"{MARK}@example.be", last_login=NOW
    )
    person.refresh_from_db()
    job = cast.employment(person)
    Employment.objects.filter(pk=job.pk).update(external_id=f"{MARK}1", job_title=f"{MARK} job")
    learn(cast, person, job)
    lead(cast, person, job)
    sign_in(person)
    write(cast, person)
    Employment.objects.filter(pk=job.pk).update(ends=LEFT, starts=LEFT - timedelta(days=100))
    Grant.objects.filter(user=person).update(ends=LEFT)
    return person


def learn(cast, person: User, job: Employment) -> None:
    activity = an_activity(a_module(cast.a))
    attempt = learning.open_attempt(
        user=person, activity=activity, organisation=cast.a, now=NOW, acting_user=person
    )
    placement = activity.placements.select_related("question__current").get()
    Answer.objects.create(
        attempt=attempt,
        question=placement.question,
        version=placement.question.current,
        evidence_key=uuid.uuid4(),
        response={"text": MARK},
        share=1.0,
        right=True,
        language="nl",
        answered_at=NOW,
    )
    check_up = CheckUp.objects.create(
        user=person, organisation=cast.a, framework=Framework.objects.get(), mode="profile", started_at=NOW
    )
    Asked.objects.create(
        check_up=check_up,
        step=1,
        sitting=1,
        question=placement.question,
        version=placement.question.current,
        reason={},
        left=1,
        asked_at=NOW,
        response={"text": MARK},
    )
    proof = record_evidence(
        key=uuid.uuid4(),
        user=person,
        organisation=cast.a,
        competence=cast.competence("4.1"),
        kind=Kind.VALIDATION,
        at=NOW,
        acting_user=cast.coach_a,
        level=2.0,
        about={"nl": MARK},
    )
    Evidence.objects.bulk_create(
        [
            Evidence(
                key=uuid.uuid4(),
                user=person,
                organisation=cast.a,
                competence=proof.competence,
                kind=Kind.VALIDATION,
                at=NOW,
                recorded_by=cast.coach_a,
                reverses=proof,
            )
        ]
    )
    Contradiction.objects.create(
        employment=job,
        competence=proof.competence,
        state="learn",
        sentence=MARK,
        made_at=NOW,
        answered_by=cast.coach_a,
        validation=proof,
    )
    certificate = Certificate.objects.create(
        employment=job,
        accepted=AcceptedCertificate.objects.create(
            framework=proof.competence.framework,
            code="safe",
            issuer="A school",
            names={"nl": "Veilig"},
            levels={"4.1": 1},
        ),
        issued_on=TODAY,
        handed_in_by=person,
        handed_in_at=NOW,
        reason=MARK,
    )
    CertificateFile.objects.create(
        certificate=certificate, type="application/pdf", size=1, content=MARK.encode()
    )
    asked = {"organisation": cast.a, "role": "hr", "made_at": NOW, "due_on": TODAY}
    for_her = Assignment.objects.create(check_up="look", made_by=cast.hr_a, **asked)
    AssignedTo.objects.create(assignment=for_her, employment=job)
    Assignment.objects.create(check_up="quick", made_by=person, note=MARK, ended_by=person, **asked)
    HelpRequest.objects.create(employment=job, kind="help", message=MARK, asked_at=NOW)
    Share.objects.create(employment=job, coach=cast.coach_a, starts=NOW)


def lead(cast, person: User, job: Employment) -> None:
    """What she did for and to others."""
    other = cast.employment(cast.learner2_a)
    grant(user=person, role=Role.COACH, organisation=cast.a, starts=LEFT, acting_user=system_user())
    grant(user=other.user, role=Role.HR, organisation=cast.a, acting_user=person)
    Share.objects.create(employment=other, coach=person, starts=NOW)
    changes.note(organisation=cast.a, what="role_given", role="hr", acting_user=person, about=other.user)
    changes.note(organisation=cast.a, what="role_given", role=MARK, acting_user=cast.hr_a, about=person)
    looked = {"organisation": cast.a, "role": "coach", "at": NOW, "what": "list", "purpose": "other"}
    Look.objects.create(about=other.user, by=person, said=MARK, sitting=uuid.uuid4(), **looked)
    Look.objects.create(about=person, by=cast.hr_a, said=MARK, sitting=uuid.uuid4(), **looked)
    task = an_activity(a_module(cast.a), kind="task")
    TaskCheck.objects.create(user=other.user, activity=task, organisation=cast.a, checked_by=person, at=NOW)
    ProfileAssignment.objects.filter(employment=other).update(assigned_by=person)
    rows = f"name;external id;unit path\n{MARK};{MARK}9;Green\n".encode()
    hand_in(organisation=cast.a, file=BytesIO(rows), name=f"{MARK}.csv", acting_user=person)


def sign_in(person: User) -> None:
    client = Client()
    client.force_login(person)
    session = client.session
    session["typed"] = MARK
    session.save()
    UserSession.objects.create(user=person, ip="127.0.0.1", user_agent=MARK, session_key=session.session_key)
    EmailAddress.objects.create(user=person, email=person.email)
    Authenticator.objects.create(user=person, type="totp", data={"secret": MARK})
    SocialAccount.objects.create(user=person, provider="elsewhere", uid=MARK, extra_data={"name": MARK})


def write(cast, person: User) -> None:
    rights.sync(cast.a)
    page = SectionPage.objects.filter(organisation=cast.a).first()
    page.owner = person
    page.save()
    page.save_revision(user=person)
    PageLogEntry.objects.log_action(page, "wagtail.edit", user=person)
    UserProfile.get_for_user(person).avatar.save(f"{MARK}.png", ContentFile(MARK.encode()))


def found_in_tables(*words: str) -> set[str]:
    """The tables with one of the words in any column, asked of the database itself."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            for row in cursor.fetchall():
                text = " ".join(spelled(value) for value in row).lower()
                if any(word.lower() in text for word in words):
                    found.add(table)
    return found


def spelled(value) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def found_in_files(folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if MARK in path.name or MARK.encode() in path.read_bytes()]


def run(*words) -> str:
    out = StringIO()
    call_command(*map(str, words), stdout=out)
    return out.getvalue()


def test_nothing_is_left_of_who_is_erased(cast, leaver, media, ledger, django_capture_on_commit_callbacks):
    number = leaver.pk
    assert len(found_in_tables(MARK)) >= 12
    assert found_in_files(media)
    staff = cast.a.employments.current(TODAY).count()
    with django_capture_on_commit_callbacks(execute=True):
        assert erasing.erase_due(now=NOW, today=TODAY) == 1
    assert found_in_tables(MARK) == set()
    assert found_in_files(media) == []
    assert pointing_at(number) == []
    assert not any(session_of(number))
    assert cast.a.employments.current(TODAY).count() == staff
    assert MARK not in ledger.read_text()
    assert cast.a.slug in ledger.read_text()
    numbers = dict(Tally.objects.filter(organisation=cast.a).values_list("what", "number"))
    learned = {"answers": 1, "attempts": 1, "enrolments": 1, "check-ups": 1, "check-up questions": 1}
    assert numbers == learned | {"evidence": 1, "employments": 1, "certificates": 1}


def pointing_at(number: int) -> list[str]:
    return [
        f"{model._meta.label}.{field.name}"
        for model, field in keys_to_people()
        if model._base_manager.filter(**{field.attname: number}).exists()
    ]


def session_of(number: int):
    from django.contrib.sessions.models import Session

    return [one for one in Session.objects.all() if one.get_decoded().get("_auth_user_id") == str(number)]


def test_what_she_did_for_others_stays_without_her_name(cast, leaver):
    erasing.erase_due(now=NOW, today=TODAY)
    nobody = erasure.nobody()
    assert Look.objects.get(about=cast.learner2_a).by == nobody
    assert Change.objects.exclude(what="person_added").get(about=cast.learner2_a).by == nobody
    assert TaskCheck.objects.get().checked_by == nobody
    asked = Assignment.objects.get(check_up="quick")
    assert (asked.made_by, asked.ended_by) == (nobody, nobody)
    assert Grant.objects.get(user=cast.learner2_a).granted_by == nobody
    assert PeopleImport.objects.get().made_by == nobody
    assert PageLogEntry.objects.filter(user=None).exists()


def test_who_works_elsewhere_too_loses_only_the_one_part(cast, leaver):
    unit = add_unit(organisation=cast.b, name="Elsewhere", acting_user=system_user())
    Employment.objects.create(user=leaver, organisation=cast.b, unit=unit, starts=LEFT)
    theirs = a_module(cast.b)
    learning.enrol(user=leaver, module=theirs, organisation=cast.b, now=NOW, acting_user=leaver)
    assert erasing.erase_due(now=NOW, today=TODAY) == 1
    assert list(Enrolment.objects.filter(user=leaver)) == [Enrolment.objects.get(module=theirs)]
    assert list(leaver.employments.values_list("organisation", flat=True)) == [cast.b.pk]
    assert not Evidence.objects.filter(user=leaver).exists()
    assert User.objects.get(pk=leaver.pk).name == f"{MARK} name"
    assert erasing.erase_due(now=NOW, today=TODAY) == 0


@pytest.mark.parametrize(("days", "expected"), [(1, 0), (0, 0), (-1, 1)])
def test_nobody_is_erased_before_her_time(cast, leaver, days, expected):
    last = erasure.months_before(TODAY, cast.a.retention_months)
    Employment.objects.filter(user=leaver).update(ends=last + timedelta(days=days))
    assert len(list(erasing.due(TODAY))) == expected


def test_who_still_has_a_role_is_not_erased(cast, leaver):
    Grant.objects.filter(user=leaver).update(ends=None)
    assert list(erasing.due(TODAY)) == []


def test_the_organisation_sees_nobody_after_the_last_day(cast, as_user):
    Employment.objects.filter(user=cast.learner_a).update(ends=TODAY - timedelta(days=1))
    page = as_user(cast.administrator_a).get(f"/nl/administration/{cast.a.slug}/roles/?q=Learner_A")
    assert page.status_code == 200
    assert "Learner_A<" not in page.content.decode()


def test_a_dry_run_tells_how_many_and_changes_nothing(cast, leaver):
    assert run("erase_due", "--dry-run") == "1 would be erased. Nothing was changed.\n"
    assert User.objects.filter(pk=leaver.pk).exists()
    assert run("erase_due") == "1 erased.\n"


def test_nothing_is_erased_as_if_it_were_another_day(cast, leaver):
    with pytest.raises(CommandError, match="before its time"):
        call_command("erase_due", "--today", "2040-01-01")


def test_a_ledger_from_after_the_backup_erases_again(cast, leaver):
    """The person is there again, and the ledger of the database is not: as after an old backup was put back."""
    mark = erasure.mark(leaver, cast.a)
    lines = [
        erasing.Line(mark, cast.a.slug, NOW.isoformat(), 3),
        erasing.Line("ab", "gone", NOW.isoformat(), 1),
    ]
    assert erasing.replay(lines) == 1
    assert found_in_tables(MARK) == set()
    assert [one.mark for one in Erasure.objects.all()] == [mark]
    assert erasing.replay(lines) == 0


def test_a_broken_ledger_is_refused_before_anything_is_erased(cast, leaver, tmp_path):
    file = tmp_path / "ledger.jsonl"
    file.write_text('{"mark": "x"}\n')
    with pytest.raises(CommandError, match=r"line 1 of ledger\.jsonl is no erasure"):
        call_command("replay_erasures", str(file))


# What becomes of a table is a decision, not an accident.

DJANGO_TAKES_THEM = ("CASCADE", "SET_NULL")  # with the account; nothing of ours relies on it


def keys_to_people():
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is User:
                yield model, field


def test_every_row_that_names_a_person_has_a_fate():
    decided = {(rule.model, rule.person) for rule in erasing.RULES}
    stripped = {"wagtailcore.ModelLogEntry.user", "wagtailcore.PageLogEntry.user"}  # cms.erasure
    open_ = [
        f"{model._meta.label}.{field.name}"
        for model, field in keys_to_people()
        if (model, field.name) not in decided
        and (
            model._meta.app_label in ("people", "skills", "courses", "accounts")
            or field.remote_field.on_delete.__name__ not in DJANGO_TAKES_THEM
        )
    ]
    assert set(open_) - stripped == {"people.User_groups.user", "people.User_user_permissions.user"}


def test_of_our_own_tables_only_those_of_the_platform_are_without_an_organisation():
    ours = ("people", "skills", "courses")
    without = {rule.model for rule in erasing.RULES if not rule.organisation}
    assert {model for model in without if model._meta.app_label in ours} == {Recount, WayOfCounting}
    assert settings.AUTH_USER_MODEL == "people.User"
