"""An import from the file to the end, as HR does it and as the worker does it."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import Workbook

from lms.interop.people import actions
from lms.people.access import Role
from lms.people.models import Employment, Grant, PeopleImport, Unit, User
from skills.models import JobProfile, ProfileAssignment

pytestmark = pytest.mark.django_db
HEAD = "Personeelsnummer;Naam;E-mail;Dienst;Functie;Profiel;In dienst"
NEW = "Z1;Noor Peeters;noor@aalhoek.example;Services > Green;Tuinier;P01;01/03/2021"
State = PeopleImport.State
ON_SQLITE = connection.vendor == "sqlite"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def a_file(*rows, head=HEAD, name="staff.csv", encoding="utf-8"):
    return SimpleUploadedFile(name, "\n".join([head, *rows]).encode(encoding))


@pytest.fixture
def hr(as_user, cast):
    return as_user(cast.hr_a)


def hand_in(client, cast, file, **more):
    address = reverse("people_import", args=[cast.a.slug])
    return client.post(address, {"file": file}, **more)


def latest() -> PeopleImport:
    return PeopleImport.objects.latest("pk")


def post(client, importing, do, **said):
    address = reverse("people_import_file", args=[importing.organisation.slug, importing.pk])
    return client.post(address, {"do": do, **said}, follow=True)


def columns(importing, **more):
    return {name.replace(" ", "_"): index for name, index in importing.columns.items()} | more


def checked(client, cast, *rows, head=HEAD, **more) -> PeopleImport:
    hand_in(client, cast, a_file(*rows, head=head))
    importing = latest()
    page = post(client, importing, "choose", **columns(importing, **more))
    assert page.status_code == 200
    return latest()


def work() -> PeopleImport | None:
    return actions.work_on_next(today=timezone.localdate())


def listed(client, importing, part) -> list[dict]:
    address = reverse("people_import_file", args=[importing.organisation.slug, importing.pk])
    return client.get(address, {"list": part}).context["lines"]


def everybody_of(organisation, **changed) -> list[str]:
    """The list that changes nothing."""
    here = Employment.objects.filter(organisation=organisation, ends=None).select_related(
        "user", "unit__parent"
    )
    return [
        f"{one.external_id};{changed.get(one.external_id, one.user.name)};;{one.unit.parent} > {one.unit};;;"
        for one in here.order_by("pk")
    ]


# --- who may


@pytest.mark.parametrize("who", ["hr_a", "administrator_a"])
def test_hr_and_the_administrator_hand_in_a_list(as_user, cast, who):
    reply = as_user(getattr(cast, who)).get(reverse("people_import", args=[cast.a.slug]))
    assert reply.status_code == 200


@pytest.mark.parametrize("who", ["learner_a", "manager_a", "trainer_a", "coach_a", "hr_b", "administrator_b"])
def test_nobody_else_learns_that_there_is_such_a_page(as_user, cast, who):
    theirs = PeopleImport.objects.create(
        organisation=cast.a, made_by=cast.hr_a, file_name="staff.csv", headings_key="x"
    )
    client = as_user(getattr(cast, who))
    for name in ("people_import", "people_template_csv", "people_template_xlsx"):
        assert client.get(reverse(name, args=[cast.a.slug])).status_code == 404
    for name in ("people_import_file", "people_import_refused"):
        assert client.get(reverse(name, args=[cast.a.slug, theirs.pk])).status_code == 404


def test_hr_of_a_unit_does_not_say_who_works_in_the_organisation(as_user, cast):
    unit = Unit.objects.filter(organisation=cast.a).first()
    Grant.objects.create(
        user=cast.learner_a, organisation=cast.a, unit=unit, role=Role.HR, starts=date(2024, 1, 1)
    )
    assert as_user(cast.learner_a).get(reverse("people_import", args=[cast.a.slug])).status_code == 404


def test_an_import_of_the_neighbours_is_not_at_the_own_address(hr, cast):
    theirs = PeopleImport.objects.create(
        organisation=cast.b, made_by=cast.hr_b, file_name="x.csv", headings_key="x"
    )
    assert hr.get(reverse("people_import_file", args=[cast.a.slug, theirs.pk])).status_code == 404


# --- the whole way


def test_from_the_file_to_the_people(hr, cast):
    importing = checked(hr, cast, NEW)
    assert (importing.state, importing.counts["comes"]) == (State.CHECKED, 1)
    assert not User.objects.filter(name="Noor Peeters").exists()
    post(hr, importing, "apply")
    assert latest().state == State.APPLYING
    assert work().pk == importing.pk
    importing = latest()
    assert (importing.state, importing.applied_by, importing.content) == (State.DONE, cast.hr_a, None)
    noor = Employment.objects.get(organisation=cast.a, external_id="Z1")
    assert (noor.user.name, noor.starts, noor.unit.name) == ("Noor Peeters", date(2021, 3, 1), "Green")
    given = noor.profile_assignments.get()
    assert (given.profile.code, given.assigned_by) == ("P01", cast.hr_a)
    assert work() is None


def test_the_same_list_again_has_nothing_to_apply(hr, cast):
    importing = checked(hr, cast, NEW)
    post(hr, importing, "apply")
    work()
    again = checked(hr, cast, NEW)
    assert again.counts["stays"] == 1
    assert "nothing to apply" in hr.get(f"/en/import/{cast.a.slug}/people/{again.pk}/").content.decode()
    post(hr, again, "apply")
    assert latest().state == State.CHECKED


def test_a_workbook_goes_the_same_way(hr, cast):
    book = Workbook()
    book.active.append(["Onze mensen in 2026"])
    book.active.append([])
    book.active.append(HEAD.split(";"))
    book.active.append(
        [1001, "Noor Peeters", None, "Services > Green", "Tuinier", "P01", timezone.datetime(2021, 3, 1)]
    )
    out = io.BytesIO()
    book.save(out)
    hand_in(hr, cast, SimpleUploadedFile("staff.xlsx", out.getvalue()))
    importing = latest()
    assert (importing.reading["line"], importing.reading["format"]) == (3, "xlsx")
    post(hr, importing, "choose", **columns(importing))
    post(hr, latest(), "apply")
    work()
    noor = Employment.objects.get(organisation=cast.a, external_id="1001")
    assert noor.starts == date(2021, 3, 1)


def test_a_big_file_is_checked_by_the_worker(hr, cast, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 10)
    hand_in(hr, cast, a_file(NEW))
    importing = latest()
    page = post(hr, importing, "choose", **columns(importing))
    assert 'http-equiv="refresh"' in page.content.decode()
    work()
    assert latest().state == State.CHECKED


# --- what is found, and what is remembered


def test_what_was_found_is_shown_and_can_be_corrected(hr, cast):
    hand_in(
        hr,
        cast,
        a_file("Lijst van 2026", "", HEAD.replace(";", "|"), *[NEW.replace(";", "|")] * 2, head="Titel"),
    )
    importing = latest()
    assert (importing.reading["delimiter"], importing.reading["line"]) == ("|", 4)
    page = post(hr, importing, "read", encoding="cp1252", delimiter="|", line=5)
    assert latest().reading["line"] == 5
    assert "Windows-1252" in page.content.decode()


def test_the_columns_of_the_last_time_are_remembered_by_organisation(hr, cast, as_user):
    head = "nr;wie;dienst"
    rows = ["Z1;Noor Peeters;Green"]
    importing = checked(hr, cast, *rows, head=head, external_id=0, name=1)
    assert importing.columns == {"external id": 0, "name": 1, "unit path": 2}
    hand_in(hr, cast, a_file(*rows, head=head))
    assert latest().columns == importing.columns
    client = as_user(cast.hr_b)
    client.post(reverse("people_import", args=[cast.b.slug]), {"file": a_file(*rows, head=head)})
    assert latest().columns == {"unit path": 2}


def test_units_are_made_the_next_time_too_and_nobody_leaves_unasked(hr, cast):
    checked(hr, cast, NEW, make_units="on", is_complete="on")
    hand_in(hr, cast, a_file(NEW))
    assert (latest().make_units, latest().is_complete) == (True, False)
    hand_in(hr, cast, a_file("Z1;Noor Peeters;Green", head="nr;wie;dienst"))
    assert not latest().make_units


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"unit_path": ""}, "unit_path"),
        ({"external_id": "", "email": ""}, "external_id"),
        ({"job_title": "1"}, "job_title"),  # is the name too
        ({"email": "99"}, "email"),
    ],
)
def test_columns_that_cannot_be_are_told_at_the_question(hr, cast, said, field):
    hand_in(hr, cast, a_file(NEW))
    importing = latest()
    page = post(hr, importing, "choose", **columns(importing) | said)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert latest().state == State.READ


def test_first_and_last_name_make_a_name(hr, cast):
    importing = checked(hr, cast, "Z1;Noor;Peeters;Green", head="Stamnummer;Voornaam;Familienaam;Dienst")
    assert [line["name"] for line in listed(hr, importing, "comes")] == ["Noor Peeters"]


# --- what is wrong


def test_who_has_to_mend_a_profile_reads_which_there_are(hr, cast):
    importing = checked(hr, cast, "Z1;Els;;Green;;P99;")
    mine = JobProfile.objects.open_to(cast.a)
    for name, more in (("people_import", []), ("people_import_file", [importing.pk])):
        page = hr.get(reverse(name, args=[cast.a.slug, *more])).content.decode()
        assert all(f"<li>{profile.code}: {profile.name}</li>" in page for profile in mine)


def test_every_mistake_is_told_by_row_and_column(hr, cast):
    importing = checked(
        hr,
        cast,
        NEW,
        "Z1;Jan;;Green;;;",
        "Z3;Els;els(at)x;Gren;;;",
        "Z4;;;Green;;P99;31/02/2026",
        "=1+1;Piet;;Green;;;",
    )
    assert not actions.may_apply(importing)
    found = [(line["line"], line["place"], line["code"]) for line in listed(hr, importing, "wrong")]
    assert found == [
        (3, "A · Personeelsnummer", "double_value"),
        (4, "C · E-mail", "bad_email"),
        (4, "D · Dienst", "unknown_unit_near"),
        (5, "B · Naam", "empty_cell"),
        (5, "F · Profiel", "unknown_profile_near"),
        (5, "G · In dienst", "no_such_date"),
        (6, "A · Personeelsnummer", "formula"),
    ]
    assert importing.counts["wrong_rows"] == 4
    post(hr, importing, "apply")
    assert latest().state == State.CHECKED


def test_the_rows_to_mend_come_as_a_file_that_runs_nothing(hr, cast):
    importing = checked(hr, cast, NEW, "=1+1;Piet;;Green;;;")
    reply = hr.get(reverse("people_import_refused", args=[cast.a.slug, importing.pk]))
    lines = reply.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("Personeelsnummer;Naam;")
    assert lines[1].startswith("'=1+1;Piet;")
    assert "begins like a formula" in lines[1]


def test_a_quote_that_is_not_closed_is_told_and_the_rest_is_not_guessed(hr, cast):
    importing = checked(hr, cast, NEW, 'Z2;"Jan;;Green;;;', "Z3;Els;;Green;;;")
    assert [(one["line"], one["code"]) for one in listed(hr, importing, "wrong")] == [(3, "broken_quotes")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty"),
        (HEAD.encode(), "no rows under the headings"),
        (b"%PDF-1.7 ...", "no table"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel file"),
        (b"PK\x03\x04 broken", "cannot be read"),
        (HEAD.encode() + b"\nZ1;Jan\0;;Green;;;", "zero byte"),
        (b";".join(b"h%d" % n for n in range(101)) + b"\n1", "too many columns"),
    ],
)
def test_what_is_no_list_is_refused_at_the_door(hr, cast, content, said):
    reply = hand_in(hr, cast, SimpleUploadedFile("staff.csv", content))
    assert reply.status_code == 422
    assert said in reply.content.decode()
    assert not PeopleImport.objects.exists()


def test_a_file_that_is_too_big_is_not_kept(hr, cast, monkeypatch):
    monkeypatch.setattr("lms.interop.people.reading.MAX_BYTES", 1000)
    reply = hand_in(hr, cast, a_file(*[NEW] * 2000))
    assert "bigger than 30 MB" in reply.content.decode()
    assert not PeopleImport.objects.exists()


def test_a_list_that_is_too_long_is_refused_with_the_reason(hr, cast, monkeypatch):
    monkeypatch.setattr(actions, "MAX_ROWS_ON_SQLITE" if ON_SQLITE else "MAX_ROWS", 2)
    importing = checked(hr, cast, *(f"Z{n};Jan;;Green;;;" for n in range(5)))
    (line,) = listed(hr, importing, "wrong")
    assert line["code"] == ("too_many_rows_here" if ON_SQLITE else "too_many_rows")
    assert ("PostgreSQL" in line["sentence"]) == ON_SQLITE


def test_a_row_of_another_organisation_is_refused(hr, cast):
    importing = checked(
        hr, cast, f"Z1;Jan;Green;{cast.b.name}", head="Personeelsnummer;Naam;Dienst;Organisatie"
    )
    assert [one["code"] for one in listed(hr, importing, "wrong")] == ["other_organisation"]


# --- who leaves, who stays


def test_who_is_not_in_the_list_stays_unless_the_list_is_complete(hr, cast):
    rows = everybody_of(cast.a)[1:]
    importing = checked(hr, cast, *rows, NEW)
    assert importing.counts.get("leaves", 0) == 0
    post(hr, importing, "choose_again")
    post(hr, importing, "choose", **columns(importing, is_complete="on"))
    assert [line["name"] for line in listed(hr, latest(), "leaves")] == ["Learner_A"]
    post(hr, latest(), "apply")
    work()
    assert Employment.objects.get(external_id="Z1").ends is None
    left = Employment.objects.get(user=cast.learner_a)
    assert left.ends == timezone.localdate() - timedelta(days=1)
    assert ProfileAssignment.objects.get(employment=left).ends == left.ends
    assert User.objects.filter(pk=left.user_id).exists()


def test_many_leavers_have_to_be_meant(hr, cast):
    importing = checked(hr, cast, *everybody_of(cast.a)[:5], is_complete="on")
    page = post(hr, importing, "apply")
    assert page.status_code == 422
    assert latest().state == State.CHECKED
    post(hr, importing, "apply", sure="on")
    assert latest().state == State.APPLYING


def test_a_row_that_is_wrong_makes_nobody_leave(hr, cast):
    rows = everybody_of(cast.a)
    rows[0] = rows[0].replace(";;", ";no-mail;", 1)
    importing = checked(hr, cast, *rows, is_complete="on")
    assert (importing.counts["wrong"], importing.counts["leaves"]) == (1, 0)


def test_a_change_shows_what_was_and_what_comes(hr, cast):
    importing = checked(hr, cast, *everybody_of(cast.a, **{"2": "Lea Nieuw"}))
    (line,) = listed(hr, importing, "changes")
    assert [tuple(map(str, change)) for change in line["changes"]] == [
        ("Full name", "Learner_A", "Lea Nieuw")
    ]
    assert importing.counts["stays"] == len(everybody_of(cast.a)) - 1


def test_another_profile_follows_the_one_before(hr, cast):
    importing = checked(hr, cast, "2;Learner_A;;Green;;P02;")
    post(hr, importing, "apply")
    work()
    before, now = ProfileAssignment.objects.filter(employment__user=cast.learner_a).order_by("starts")
    assert (before.profile.code, now.profile.code) == ("P01", "P02")
    assert (before.ends, now.starts) == (now.starts - timedelta(days=1), timezone.localdate())


# --- all or nothing


def test_when_somebody_changed_the_people_meanwhile_nothing_is_stored(hr, cast):
    importing = checked(hr, cast, NEW, "2;Learner_A;;Green;Head;;")
    Employment.objects.filter(user=cast.learner_a).update(job_title="Head")
    post(hr, importing, "apply")
    work()
    assert latest().state == State.OUTDATED
    assert not Employment.objects.filter(external_id="Z1").exists()
    assert "Somebody changed" in post(hr, importing, "").content.decode()
    post(hr, importing, "check_again")
    post(hr, importing, "apply")
    work()
    assert latest().state == State.DONE


def test_a_worker_that_dies_leaves_nothing_and_another_takes_over(hr, cast, monkeypatch):
    importing = checked(hr, cast, NEW)
    post(hr, importing, "apply")

    def die(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("lms.interop.people.plan.Jobs.assign", die)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert latest().state == State.APPLYING
    assert not Employment.objects.filter(external_id="Z1").exists()
    work()
    assert Employment.objects.filter(external_id="Z1").count() == 1


def test_what_cannot_be_applied_does_not_stop_the_worker(hr, cast, monkeypatch):
    importing = checked(hr, cast, NEW)
    post(hr, importing, "apply")
    monkeypatch.setattr("lms.interop.people.plan.Jobs.assign", lambda *_a, **_m: 1 / 0)
    work()
    assert latest().state == State.FAILED
    assert not Employment.objects.filter(external_id="Z1").exists()
    assert work() is None


def test_what_was_done_is_not_done_again_from_an_old_page(hr, cast):
    importing = checked(hr, cast, NEW)
    post(hr, importing, "apply")
    work()
    for do in ("apply", "cancel", "choose_again", "check_again", "choose"):
        post(hr, importing, do, **columns(importing))
        assert latest().state == State.DONE


def test_a_stopped_import_leaves_no_file_and_no_names(hr, cast):
    importing = checked(hr, cast, NEW)
    post(hr, importing, "cancel")
    importing = latest()
    assert (importing.state, importing.content) == (State.CANCELLED, None)
    assert not importing.pages.exists()


def test_of_an_old_import_stays_only_who_did_what_and_when(hr, cast):
    importing = checked(hr, cast, NEW)
    post(hr, importing, "apply")
    work()
    assert actions.forget_old(now=timezone.now()) == 0
    assert actions.forget_old(now=timezone.now() + timedelta(days=31)) == 1
    importing = latest()
    assert (importing.state, importing.counts["comes"], importing.pages.count()) == (State.DONE, 1, 0)
    assert actions.forget_old(now=timezone.now() + timedelta(days=31)) == 0


# --- the file to start from


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_example_is_understood_in_every_language(hr, cast, language, ending):
    with translation.override(language):
        content = hr.get(reverse(f"people_template_{ending}", args=[cast.a.slug])).content
    hand_in(hr, cast, SimpleUploadedFile(f"list.{ending}", content))
    importing = latest()
    assert len(importing.columns) == len(importing.reading["headings"]) == 7
    post(hr, importing, "choose", **columns(importing, make_units="on"))
    assert (latest().counts["wrong"], latest().counts["comes"]) == (0, 1)
