from dataclasses import replace
from datetime import date

import pytest

from lms.people.access import Role
from lms.people.actions import RefusedImport, find_unit, grant, import_people, system_user
from lms.people.content import PersonRow
from lms.people.models import Employment, Grant, Organisation, Unit, User

TODAY = date(2026, 11, 23)


@pytest.fixture
def row(cast) -> PersonRow:
    return PersonRow(
        line=2,
        organisation=cast.a.name,
        unit=("Services", "Pool"),
        name="Zoë O'Neill",
        email="zoe@aalhoek.example",
        username="",
        job="Lifeguard",
        profile="",
        start=None,
        external_id="X-1",
    )


def take_in(*rows, **more):
    return import_people(rows=rows, today=TODAY, acting_user=system_user(), **more)


def test_a_new_person_gets_an_account_without_a_password_and_an_employment_from_today(row):
    done = take_in(row)
    employment = done.employments[2]
    assert (employment.user.name, employment.starts) == ("Zoë O'Neill", TODAY)
    assert not employment.user.has_usable_password()
    assert [unit.name for unit in (employment.unit.parent, employment.unit)] == ["Services", "Pool"]


def test_the_same_rows_again_change_nothing(row):
    first = take_in(row)
    again = take_in(row)
    assert again.counts["unchanged"] == 1
    assert again.counts["added"] == again.counts["changed"] == again.counts["units"] == 0
    assert again.employments[2] == first.employments[2]


def test_a_changed_name_and_unit_are_taken_over_by_the_same_person(row):
    first = take_in(row)
    take_in(replace(row, name="Zoë Peeters", unit=("Sports",)))
    user = User.objects.get(pk=first.employments[2].user_id)
    assert user.name == "Zoë Peeters"
    assert user.employments.get().unit.name == "Sports"


def test_an_empty_cell_takes_nothing_away(row):
    take_in(row)
    take_in(replace(row, email=""))
    assert User.objects.filter(email="zoe@aalhoek.example").exists()


def test_two_people_with_the_same_name_are_two_people(row):
    take_in(row, replace(row, line=3, external_id="X-2", email=""))
    assert User.objects.filter(name="Zoë O'Neill").count() == 2


def test_the_same_external_id_elsewhere_is_somebody_else(row, cast):
    take_in(row, replace(row, line=3, organisation=cast.b.name))
    assert User.objects.filter(name="Zoë O'Neill").count() == 2


def test_an_e_mail_of_another_organisations_person_claims_nobody(row, cast):
    theirs = take_in(replace(row, organisation=cast.b.name)).employments[2].user
    ours = take_in(replace(row, external_id="")).employments[2].user
    assert ours != theirs


def test_an_unknown_organisation_is_named_once_and_nothing_is_stored(row):
    before = User.objects.count()
    with pytest.raises(RefusedImport) as refused:
        take_in(
            row, replace(row, line=3, organisation="Nowhere"), replace(row, line=4, organisation="Nowhere")
        )
    assert [(p.line, p.field) for p in refused.value.problems] == [(3, "organisation")]
    assert "Nowhere" in refused.value.problems[0].sentence
    assert User.objects.count() == before


def test_an_organisation_is_made_when_asked(row):
    take_in(replace(row, organisation="Gemeente Vlierbeke"), make_organisations=True)
    assert Organisation.objects.get(name="Gemeente Vlierbeke").slug == "vlierbeke"


def test_a_row_that_could_never_be_found_again_is_refused(row):
    with pytest.raises(RefusedImport) as refused:
        take_in(replace(row, external_id="", email="", username=""))
    assert refused.value.problems[0].field == "external_id"


def test_a_user_name_that_somebody_has_is_refused(row, cast):
    with pytest.raises(RefusedImport) as refused:
        take_in(replace(row, username=cast.learner_b.username))
    assert refused.value.problems[0].field == "username"


def test_units_with_one_name_in_two_places_are_two_units(cast):
    one, _made = find_unit(organisation=cast.a, path=("North", "Desk"), acting_user=system_user())
    other, _made = find_unit(organisation=cast.a, path=("South", "Desk"), acting_user=system_user())
    assert one != other
    assert Unit.objects.below(one.parent) == {one.pk, one.parent_id}


def test_a_role_is_granted_once(cast):
    for _again in range(2):
        grant(user=cast.learner_a, role=Role.HR, organisation=cast.a, starts=TODAY, acting_user=system_user())
    assert Grant.objects.filter(user=cast.learner_a).count() == 1


def test_somebody_who_left_is_not_among_the_current(cast):
    employment = cast.employment(cast.learner_a)
    employment.ends = TODAY
    employment.save()
    assert employment in Employment.objects.current(TODAY)
    assert employment not in Employment.objects.current(date(2026, 11, 24))
