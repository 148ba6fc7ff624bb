from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from lms.people.access import ORGANISATION_ROLES, Role
from lms.people.actions import (
    create_first_administrator,
    create_organisation,
    end_grant,
    give_role,
    grant,
    rename_organisation,
    start_organisation,
    system_user,
)
from lms.people.models import Employment, Grant, Organisation, Unit, User
from lms.people.units import MAX_UNIT_DEPTH, add_unit, delete_unit, move_unit, rename_unit
from skills.actions import refresh_due_levels
from skills.models import HeldLevel

TODAY = date(2026, 11, 23)


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


# --- organisations


def refusal(action, **said) -> list[str]:
    """The boxes of a form that the refusal is about."""
    with pytest.raises(ValidationError) as refused:
        action(**said, acting_user=system_user())
    return list(refused.value.message_dict) if hasattr(refused.value, "error_dict") else ["__all__"]


def test_two_organisations_have_two_names(cast):
    for same in (cast.a.name, "GEMEENTE AALHOEK", "Geméénte Aalhoek", "Gemeente-Aalhoek!"):
        assert refusal(create_organisation, name=same) == ["name"]
    assert refusal(rename_organisation, organisation=cast.b, name=cast.a.name, kind="ocmw") == ["name"]
    rename_organisation(organisation=cast.a, name=cast.a.name, kind="ocmw", acting_user=system_user())
    assert Organisation.objects.get(name=cast.a.name).kind == "ocmw"


def test_a_name_of_a_unit_or_an_organisation_has_a_letter(cast):
    assert refusal(create_organisation, name="!!!") == ["name"]
    assert refusal(rename_organisation, organisation=cast.a, name="112", kind="ocmw") == ["name"]
    assert refusal(add_unit, organisation=cast.a, name="- 3 -") == ["name"]
    assert add_unit(organisation=cast.a, name="112-centrale", acting_user=system_user())


def test_an_older_name_that_would_now_be_refused_stays_as_long_as_nobody_changes_it(cast):
    old = Organisation.objects.create(name="AALHOEK!", slug="old")
    Organisation.objects.create(name="Aalhoek", slug="older")
    rename_organisation(organisation=old, name=old.name, kind="ocmw", acting_user=system_user())
    number = Unit.objects.create(organisation=old, name="3")
    above = add_unit(organisation=old, name="Top", acting_user=system_user())
    move_unit(unit=number, parent=above, acting_user=system_user())
    assert (old.kind, number.parent) == ("ocmw", above)


@pytest.mark.parametrize("name", ["Ö" * 120, "字" * 120, "-a"])
def test_every_name_gives_an_address_that_fits(db, name):
    made = create_organisation(name=name, acting_user=system_user())
    made.full_clean()


def test_the_first_administrator_is_somebody_new_without_a_password(db):
    given = start_organisation(
        name="Gemeente Vlierbeke",
        kind="municipality",
        person="Zoë Peeters",
        email="zoe@vlierbeke.example",
        acting_user=system_user(),
    )
    assert (given.role, given.organisation.name, given.unit) == (
        Role.ADMINISTRATOR,
        "Gemeente Vlierbeke",
        None,
    )
    assert (given.user.name, given.user.has_usable_password()) == ("Zoë Peeters", False)


def test_the_first_administrator_may_have_an_account(cast):
    User.objects.filter(username="learner_a").update(email="an@aalhoek.example")
    for account in ("learner_a", "AN@aalhoek.example"):
        given = create_first_administrator(organisation=cast.b, account=account, acting_user=system_user())
        assert given.user == cast.learner_a


@pytest.mark.parametrize(
    ("said", "box"),
    [
        ({}, "__all__"),
        ({"person": "Zoë"}, "__all__"),
        ({"account": "nobody"}, "account"),
        ({"account": "bouwsteen"}, "account"),  # the installation's own, which is shut
        ({"account": "two@aalhoek.example"}, "account"),
        ({"person": "Zoë", "email": "TWO@aalhoek.example"}, "email"),
    ],
)
def test_without_an_administrator_there_is_no_organisation(cast, said, box):
    User.objects.filter(username__in=["learner_a", "learner2_a"]).update(email="two@aalhoek.example")
    assert refusal(start_organisation, name="Gemeente Vlierbeke", kind="municipality", **said) == [box]


# --- units


def unit_of(organisation, name) -> Unit:
    return Unit.objects.get(organisation=organisation, name=name)


def test_a_unit_has_its_name_once_in_a_place(cast):
    services = unit_of(cast.a, "Services")
    for same in ("green", "Gréén", "Green.", "gre en"):
        assert refusal(add_unit, organisation=cast.a, name=same, parent=services) == ["name"]
    top = add_unit(organisation=cast.a, name="Green", acting_user=system_user())
    assert refusal(add_unit, organisation=cast.a, name="Green") == ["name"]
    assert refusal(rename_unit, unit=top, name="Services") == ["name"]
    assert refusal(move_unit, unit=top, parent=services) == ["parent"]
    rename_unit(unit=top, name="GREEN", acting_user=system_user())  # its own name is not taken
    assert refusal(add_unit, organisation=cast.a, name="A > B") == ["name"]


def test_a_unit_moves_with_all_under_it_and_never_under_itself(cast):
    services, green = unit_of(cast.a, "Services"), unit_of(cast.a, "Green")
    assert refusal(move_unit, unit=services, parent=green) == ["parent"]
    assert refusal(move_unit, unit=services, parent=services) == ["parent"]
    town = add_unit(organisation=cast.a, name="Town", acting_user=system_user())
    move_unit(unit=services, parent=town, acting_user=system_user())
    assert green.pk in Unit.objects.below(town)
    move_unit(unit=services, parent=None, acting_user=system_user())
    assert Unit.objects.below(town) == {town.pk}


def test_a_tree_has_an_end(cast):
    deepest = None
    for level in range(MAX_UNIT_DEPTH):
        deepest = add_unit(
            organisation=cast.a, name=f"Level {level}", parent=deepest, acting_user=system_user()
        )
    assert refusal(add_unit, organisation=cast.a, name="One more", parent=deepest) == ["parent"]
    assert refusal(move_unit, unit=unit_of(cast.a, "Services"), parent=deepest.parent) == ["parent"]
    move_unit(unit=unit_of(cast.a, "Library"), parent=deepest.parent, acting_user=system_user())


def test_only_an_empty_unit_goes(cast):
    services, green = unit_of(cast.a, "Services"), unit_of(cast.a, "Green")
    empty = add_unit(organisation=cast.a, name="Empty", parent=green, acting_user=system_user())
    assert refusal(delete_unit, unit=services) == ["__all__"]
    delete_unit(unit=empty, acting_user=system_user())
    assert refusal(delete_unit, unit=green) == ["__all__"]
    Employment.objects.filter(unit=green).update(ends=date(2025, 1, 1))
    assert refusal(delete_unit, unit=green) == ["__all__"]
    assert Unit.objects.filter(pk=green.pk).exists()


def test_a_unit_for_which_a_role_was_given_stays(cast):
    empty = add_unit(organisation=cast.a, name="Empty", acting_user=system_user())
    given = grant(
        user=cast.hr_a, role=Role.HR, organisation=cast.a, unit=empty, starts=TODAY, acting_user=system_user()
    )
    end_grant(grant=given, ends=TODAY - timedelta(days=1), acting_user=system_user())
    assert refusal(delete_unit, unit=empty) == ["__all__"]


def test_a_unit_of_which_counts_are_kept_stays_until_they_are_renewed(cast):
    refresh_due_levels(now=timezone.now())
    library = unit_of(cast.a, "Library")
    Employment.objects.filter(unit=library).update(unit=unit_of(cast.a, "Green"))
    assert refusal(delete_unit, unit=library) == ["__all__"]
    HeldLevel.objects.filter(unit=library).update(unit=unit_of(cast.a, "Green"))
    delete_unit(unit=library, acting_user=system_user())


# --- roles


def give(cast, **other) -> dict:
    said = {"user": cast.learner_a, "role": Role.HR, "organisation": cast.a, "unit": None}
    return said | {"starts": TODAY, "ends": None, "today": TODAY} | other


def test_a_role_is_given_for_the_days_that_were_said(cast):
    days = {"starts": date(2026, 12, 1), "ends": date(2026, 12, 31)}
    given = give_role(**give(cast, **days), acting_user=cast.administrator_a)
    assert (given.starts, given.ends, given.granted_by) == (*days.values(), cast.administrator_a)


@pytest.mark.parametrize(
    ("other", "box"),
    [
        ({"starts": date(2026, 11, 22)}, "starts"),
        ({"ends": date(2026, 11, 22)}, "ends"),
        *(({"role": role}, "role") for role in Role if role not in ORGANISATION_ROLES),
    ],
)
def test_what_is_no_role_to_give_is_refused(cast, other, box):
    assert refusal(give_role, **give(cast, **other)) == [box]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TRAINER, Role.AUDITOR])
def test_a_role_for_the_whole_organisation_is_not_for_a_unit(cast, role):
    assert refusal(give_role, **give(cast, role=role, unit=unit_of(cast.a, "Green"))) == ["unit"]


@pytest.mark.parametrize("ends", [None, date(2026, 12, 31)])
def test_a_role_is_not_given_twice_for_the_same_days(cast, ends):
    give_role(**give(cast, ends=ends), acting_user=system_user())
    december = give(cast, starts=date(2026, 12, 1))
    assert refusal(give_role, **december) == ["role"]
    give_role(**give(cast, unit=unit_of(cast.a, "Green")), acting_user=system_user())
    if ends:
        give_role(**give(cast, starts=date(2027, 1, 1)), acting_user=system_user())


def test_a_role_that_ends_before_it_starts_was_never_there(cast):
    given = give_role(**give(cast), acting_user=system_user())
    end_grant(grant=given, ends=TODAY - timedelta(days=1), acting_user=system_user())
    assert not Grant.objects.of(cast.learner_a, TODAY).exists()
    give_role(**give(cast), acting_user=system_user())


def test_the_only_administrator_cannot_leave(cast):
    alone, today = cast.administrator_a, timezone.localdate()
    hers = Grant.objects.get(user=alone)
    said = {"grant": hers, "ends": today}

    def another(user, *, starts=today, ends=None) -> None:
        Grant.objects.create(
            user=user, role=Role.ADMINISTRATOR, organisation=cast.a, starts=starts, ends=ends
        )

    def may_not_leave() -> bool:
        with pytest.raises(ValidationError):
            end_grant(**said, acting_user=alone)
        return Grant.objects.get(user=alone).ends is None

    assert may_not_leave()
    another(cast.learner_a, ends=today + timedelta(days=9))  # she leaves too
    another(cast.learner2_a, starts=today + timedelta(days=9))  # not there yet
    User.objects.filter(username="learner3_a").update(is_active=False)
    another(cast.learner3_a)
    assert may_not_leave()
    end_grant(**said, acting_user=system_user())  # by somebody else
    Grant.objects.filter(pk=hers.pk).update(ends=None)
    another(cast.learner4_a)
    end_grant(**said, acting_user=alone)
    assert Grant.objects.get(user=alone).ends == today
