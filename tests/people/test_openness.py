import pytest

from lms.people import access, openness
from lms.people.access import Role, Visibility
from lms.people.openness import What, ends_at_the_unit, seen, viewers

MANAGING = {Role.MANAGER, Role.HR}


@pytest.mark.parametrize("visibility", list(Visibility))
def test_answers_and_progress_are_nobody_elses(visibility):
    assert [viewers(what, visibility) for what in (What.ANSWERS, What.PROGRESS)] == [[], []]


def test_what_an_organisation_shows_depends_on_its_setting():
    by_setting = {one: (set(viewers(What.STATES, one)), set(viewers(What.LEVELS, one))) for one in Visibility}
    assert by_setting == {
        Visibility.GROUPS: (set(), set()),
        Visibility.STATUS: (MANAGING, set()),
        Visibility.DETAIL: (MANAGING, MANAGING),
    }


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.AUDITOR])
@pytest.mark.parametrize("visibility", list(Visibility))
def test_most_roles_see_nothing_of_anybody(role, visibility):
    assert seen(role, visibility) == set()


def test_a_role_for_a_unit_ends_there():
    ending = {role for role in Role if ends_at_the_unit(role, Visibility.STATUS)}
    assert ending == {Role.COACH, Role.MANAGER, Role.HR}


def test_the_lines_follow_the_rules(monkeypatch):
    monkeypatch.setattr(access, "may_see_levels", lambda visibility: True)
    monkeypatch.setattr(access, "may_see_answers", lambda person, somebody: person.holds({Role.AUDITOR}, 1))
    assert What.LEVELS in seen(Role.HR, Visibility.GROUPS)
    assert viewers(What.ANSWERS, Visibility.GROUPS) == [Role.AUDITOR]


def test_small_groups_are_said_to_be_hidden_where_they_are():
    found = [openness.hides_small_groups(one, 5) and openness.hides_all_alike(one, 5) for one in Visibility]
    assert found == [True, False, False]
