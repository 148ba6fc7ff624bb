import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.access import (
    Counts,
    Held,
    Person,
    Role,
    Visibility,
    added,
    administered_organisations,
    calibrated_organisations,
    card_making_role,
    certifying_organisations,
    correcting_organisations,
    correcting_role,
    counted_organisations,
    counted_units,
    may_administer,
    may_assign,
    may_author,
    may_be_proven_by,
    may_certify,
    may_change_own_name,
    may_coach,
    may_import_people,
    may_learn_from,
    may_look_into,
    may_see_bank,
    may_show,
    may_validate,
    may_withdraw,
    owns_frameworks,
    people_keeping_organisations,
    people_keeping_role,
    publishable,
    runs_the_platform,
)

ZONE, OTHER, SHARED = 1, 2, 3


def person(*held: Held, employers=(ZONE,)) -> Person:
    return Person(user=7, employers=frozenset(employers), held=held)


def test_people_learn_from_their_employers_and_the_shared_catalogue_only():
    anyone = person()
    assert [may_learn_from(anyone, where, shared=SHARED) for where in (ZONE, SHARED, OTHER)] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("role", list(Role))
def test_who_works_here_is_said_by_hr_of_the_whole_organisation_and_who_administers_it(role):
    everywhere = role is Role.PLATFORM_ADMINISTRATOR
    may = everywhere or role in (Role.HR, Role.ADMINISTRATOR)
    assert may_import_people(person(Held(role, ZONE)), ZONE) == may
    assert may_import_people(person(Held(role, OTHER)), ZONE) == everywhere
    assert may_import_people(person(Held(role, ZONE, frozenset({1}))), ZONE) == everywhere


def test_a_trainer_writes_for_the_organisation_of_the_grant_only():
    trainer = person(Held(Role.TRAINER, ZONE))
    assert may_author(trainer, ZONE)
    assert not may_author(trainer, OTHER)
    assert not may_author(trainer, SHARED)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.TRAINER, Role.CATALOGUE_EDITOR)])
def test_no_other_role_writes(role):
    assert not may_author(person(Held(role, ZONE)), ZONE)
    assert not may_look_into(person(Held(role, ZONE)), OTHER, offered=True)


def test_authors_look_into_their_own_modules_and_into_what_is_offered_to_all():
    trainer = person(Held(Role.TRAINER, ZONE))
    assert may_look_into(trainer, ZONE, offered=False)
    assert may_look_into(trainer, OTHER, offered=True)
    assert not may_look_into(trainer, OTHER, offered=False)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.HR, Role.MANAGER)])
def test_only_hr_and_managers_count(role):
    assert counted_organisations(person(Held(role, ZONE))) == frozenset()


def test_hr_counts_everywhere_and_a_manager_the_own_units():
    assert counted_units(person(Held(Role.HR, ZONE)), ZONE) is None
    manager = person(Held(Role.MANAGER, ZONE, frozenset({4, 5})), Held(Role.MANAGER, ZONE, frozenset({9})))
    assert counted_units(manager, ZONE) == {4, 5, 9}
    assert counted_units(manager, OTHER) == frozenset()


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        (Counts(2, 1, 1), False),  # four people
        (Counts(2, 2, 1), True),
        (Counts(5, 0, 0), False),  # tells about each of them
        (Counts(0, 0, 5), False),
        (Counts(0, 5, 0), True),  # nothing is known of anybody
        (Counts(0, 0, 0), True),
    ],
)
def test_groups_that_would_tell_about_a_person_stay_hidden(counts, shown):
    assert may_show(counts, Visibility.GROUPS, 5) is shown


def test_where_status_may_be_seen_small_groups_may_too():
    assert may_show(Counts(0, 0, 1), Visibility.STATUS, 5)


GROUPS = (Visibility.GROUPS, 5)


@pytest.mark.parametrize(
    ("jobs", "shown"),
    [
        ({"a": Counts(3, 2, 1), "b": Counts(4, 1, 1)}, [("a",), ("b",)]),
        ({"a": Counts(3, 2, 1), "b": Counts(1, 0, 1)}, [("a",)]),  # b would be the unit less a
        ({"a": Counts(1, 1, 1), "b": Counts(1, 0, 1)}, [("a", "b")]),  # five together
        ({"a": Counts(1, 1, 0), "b": Counts(1, 0, 1)}, []),  # four together
        ({"a": Counts(6, 0, 0), "b": Counts(1, 1, 0), "c": Counts(0, 1, 2)}, [("b", "c")]),  # a is all alike
        ({"a": Counts(2, 0, 0), "b": Counts(3, 0, 0)}, []),  # all alike together
        ({"a": Counts(0, 6, 0, unknown=6)}, [("a",)]),  # nobody is known
        ({"a": Counts(0, 6, 1, unknown=6)}, []),  # the one who is known stands out
        (
            {"a": Counts(0, 6, 1, unknown=6), "b": Counts(4, 1, 0, unknown=1)},
            [],
        ),  # only small ones go together
        ({"a": Counts(4, 4, 0, unknown=4), "b": Counts(0, 0, 1)}, []),  # together they would tell of b
        ({"a": Counts(5, 3, 0, unknown=3)}, []),  # all who are known are alike
    ],
)
def test_small_groups_of_a_unit_are_shown_together_or_not_at_all(jobs, shown):
    assert publishable(jobs, *GROUPS) == shown


def test_where_states_may_be_seen_every_group_is_shown():
    jobs = {"a": Counts(1, 0, 0), "b": Counts(0, 2, 0)}
    assert publishable(jobs, Visibility.STATUS, 5) == [("a",), ("b",)]


COUNTS = st.builds(
    lambda ok, doubted, learn, unknown: Counts(ok, doubted + unknown, learn, unknown),
    *[st.integers(0, 9)] * 4,
)


@given(st.dictionaries(st.integers(), COUNTS, max_size=6))
def test_nothing_that_is_shown_tells_of_a_small_group_or_of_people_all_alike(jobs):
    sets = publishable(jobs, *GROUPS)
    shown = [job for some in sets for job in some]
    assert len(shown) == len(set(shown))
    for some in sets:
        assert may_show(added(jobs[job] for job in some), *GROUPS)


def test_an_administrator_keeps_the_own_organisation_and_who_runs_the_platform_all():
    administrator = person(Held(Role.ADMINISTRATOR, ZONE))
    assert [may_administer(administrator, where) for where in (ZONE, OTHER, SHARED)] == [True, False, False]
    assert not runs_the_platform(administrator)
    platform = person(Held(Role.PLATFORM_ADMINISTRATOR, SHARED))
    assert administered_organisations(platform) is None
    assert [may_administer(platform, where) for where in (ZONE, OTHER)] == [True, True]


def test_whoever_administers_one_unit_does_not_keep_the_organisation():
    assert not may_administer(person(Held(Role.ADMINISTRATOR, ZONE, frozenset({4}))), ZONE)


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.PLATFORM_ADMINISTRATOR)]
)
def test_no_other_role_administers(role):
    assert administered_organisations(person(Held(role, ZONE))) == frozenset()


def test_who_administers_learns_nothing_about_skills_by_it():
    both = person(Held(Role.ADMINISTRATOR, ZONE), Held(Role.PLATFORM_ADMINISTRATOR, SHARED))
    assert counted_organisations(both) == frozenset()
    assert counted_units(both, ZONE) == frozenset()
    assert not may_author(both, ZONE)


def test_what_an_organisation_says_of_its_people_proves_its_own_roles_only():
    assert may_be_proven_by(1, Role.HR, 1)
    assert not may_be_proven_by(1, Role.HR, 2)
    assert not may_be_proven_by(None, Role.HR, 1)
    assert not may_be_proven_by(1, Role.PLATFORM_ADMINISTRATOR, 1)
    assert not may_be_proven_by(1, Role.CATALOGUE_EDITOR, 1)


def test_who_can_mend_a_name_or_a_unit_reads_that_it_is_not_right():
    everywhere = [person(Held(role, ZONE)) for role in Role]
    assert [one.held[0].role for one in everywhere if correcting_organisations(one)] == [
        Role.HR,
        Role.ADMINISTRATOR,
    ]
    assert correcting_organisations(person(Held(Role.HR, ZONE, frozenset({4})))) == frozenset()
    both = person(Held(Role.HR, ZONE, frozenset({4})), Held(Role.ADMINISTRATOR, ZONE))
    assert correcting_role(both, ZONE) is Role.ADMINISTRATOR


def test_hr_keeps_the_name_of_who_is_employed():
    assert may_change_own_name(Person(1, frozenset()))
    assert not may_change_own_name(Person(1, frozenset({ZONE})))


@pytest.mark.parametrize(
    ("held", "role"),
    [
        (Held(Role.HR, 1), Role.HR),
        (Held(Role.ADMINISTRATOR, 1), Role.ADMINISTRATOR),
        (Held(Role.HR, 1, frozenset({5})), None),
        (Held(Role.HR, 2), None),
        (Held(Role.MANAGER, 1), None),
        (Held(Role.PLATFORM_ADMINISTRATOR, 1), None),
    ],
)
def test_cards_are_made_by_hr_and_the_administrator_of_the_whole_organisation(held, role):
    assert card_making_role(Person(1, frozenset({1}), (held,)), 1) == role


@pytest.mark.parametrize(
    ("held", "role"),
    [
        (Held(Role.HR, 1), Role.HR),
        (Held(Role.ADMINISTRATOR, 1), Role.ADMINISTRATOR),
        (Held(Role.HR, 1, frozenset({5})), None),
        (Held(Role.ADMINISTRATOR, 2), None),
        (Held(Role.AUDITOR, 1), None),
        (Held(Role.PLATFORM_ADMINISTRATOR, 1), None),
    ],
)
def test_people_are_kept_by_hr_and_the_administrator_of_the_whole_organisation(held, role):
    keeper = Person(1, frozenset({1}), (held,))
    assert people_keeping_role(keeper, 1) == role
    assert (1 in people_keeping_organisations(keeper)) == (role is not None)


@pytest.mark.parametrize("role", Role)
def test_the_bank_is_seen_by_who_writes_it_administers_or_counts_its_levels(role):
    readers = {Role.TRAINER, Role.CATALOGUE_EDITOR, Role.HR, Role.ADMINISTRATOR, Role.PLATFORM_ADMINISTRATOR}
    assert may_see_bank(person(Held(role, ZONE)), ZONE) is (role in readers)
    assert may_see_bank(person(Held(role, OTHER)), ZONE) is (role is Role.PLATFORM_ADMINISTRATOR)


UNIT, LIBRARY = frozenset({4}), 9


@pytest.mark.parametrize(
    ("held", "shown", "visibility", "may"),
    [
        (Held(Role.COACH, 1), True, Visibility.GROUPS, True),
        (Held(Role.COACH, 1), False, Visibility.DETAIL, False),
        (Held(Role.COACH, 1, frozenset({LIBRARY})), True, Visibility.DETAIL, False),
        (Held(Role.COACH, 2), True, Visibility.DETAIL, False),
        (Held(Role.MANAGER, 1), False, Visibility.GROUPS, False),
        (Held(Role.MANAGER, 1), False, Visibility.STATUS, True),
        (Held(Role.MANAGER, 1, UNIT), False, Visibility.DETAIL, True),
        (Held(Role.MANAGER, 1, frozenset({LIBRARY})), False, Visibility.DETAIL, False),
        (Held(Role.MANAGER, 2), True, Visibility.DETAIL, False),
        (Held(Role.HR, 1), True, Visibility.DETAIL, False),
        (Held(Role.PLATFORM_ADMINISTRATOR, 1), True, Visibility.DETAIL, False),
    ],
)
def test_who_writes_down_what_was_seen_at_work(held, shown, visibility, may):
    assert may_validate(person(held), 1, 4, visibility, shown=shown) is may


def test_certificates_are_for_hr_of_the_unit_or_of_the_organisation_only():
    everywhere = [person(Held(role, ZONE)) for role in Role]
    assert [one.held[0].role for one in everywhere if certifying_organisations(one)] == [Role.HR]
    assert may_certify(person(Held(Role.HR, ZONE)), ZONE, 4)
    assert may_certify(person(Held(Role.HR, ZONE, UNIT)), ZONE, 4)
    assert not may_certify(person(Held(Role.HR, ZONE, UNIT)), ZONE, LIBRARY)
    assert not may_certify(person(Held(Role.HR, OTHER)), ZONE, 4)
    assert not may_certify(person(Held(Role.MANAGER, ZONE)), ZONE, 4)


def test_requests_reach_a_coach_of_the_unit_or_of_the_organisation_only():
    assert may_coach(person(Held(Role.COACH, ZONE)), ZONE, 4)
    assert may_coach(person(Held(Role.COACH, ZONE, UNIT)), ZONE, 4)
    assert not may_coach(person(Held(Role.COACH, ZONE, UNIT)), ZONE, LIBRARY)
    assert not may_coach(person(Held(Role.COACH, OTHER)), ZONE, 4)
    assert not may_coach(person(Held(Role.HR, ZONE)), ZONE, 4)


@pytest.mark.parametrize("role", Role)
def test_people_are_asked_to_learn_by_who_may_count_them(role):
    asks = role in {Role.HR, Role.MANAGER}
    everywhere, in_unit = person(Held(role, ZONE)), person(Held(role, ZONE, frozenset({5})))
    assert [may_assign(everywhere, ZONE, unit) for unit in (None, 5, 6)] == [asks] * 3
    assert [may_assign(in_unit, ZONE, unit) for unit in (None, 5, 6)] == [False, asks, False]
    assert not may_assign(everywhere, OTHER, None)


@pytest.mark.parametrize("role", Role)
def test_only_the_owner_of_the_framework_decides_how_levels_are_counted(role):
    assert owns_frameworks(person(Held(role, ZONE))) is (role is Role.FRAMEWORK_OWNER)


@pytest.mark.parametrize("role", Role)
def test_difficulties_are_published_by_the_owner_of_the_framework_and_by_who_writes_own_questions(role):
    publishers = {Role.FRAMEWORK_OWNER, Role.TRAINER}
    found = calibrated_organisations(person(Held(role, ZONE)))
    assert found == (frozenset({ZONE}) if role in publishers else frozenset())


@pytest.mark.parametrize("role", Role)
def test_a_wrong_question_is_withdrawn_by_who_writes_questions_there_or_keeps_them(role):
    withdrawers = {Role.TRAINER, Role.CATALOGUE_EDITOR, Role.FRAMEWORK_OWNER}
    somebody = person(Held(role, ZONE))
    assert may_withdraw(somebody, ZONE) is (role in withdrawers)
    assert not may_withdraw(somebody, ZONE + 1)
