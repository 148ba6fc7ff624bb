"""Nothing that is stored about a person stays untold: every table that points at her is in the registry."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from lms.interop.my_data.registry import NOT_TOLD, counts, part, registry

User = get_user_model()


def fields_to(target: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if field.related_model is target:
                yield model, field.name


def people_fields() -> list[tuple[type[models.Model], str]]:
    return list(fields_to(User))


def told_paths() -> set[tuple[type[models.Model], str]]:
    return {(one.model, path) for one in registry() for path in one.paths}


@pytest.mark.parametrize(
    ("model", "name"), people_fields(), ids=lambda value: getattr(value, "__name__", value)
)
def test_every_field_that_points_at_a_person_is_told_or_is_left_out_for_a_reason(model, name):
    assert (model, name) in told_paths() or model._meta.label in NOT_TOLD


def about_her() -> set[type[models.Model]]:
    """The models whose rows are about a person, with those that she only did something in left out."""
    return {one.model for one in registry() if not one.acted}


def test_what_hangs_on_a_row_about_her_is_told_too():
    """Answers hang on an attempt, shares on an employment: no field of theirs need point at her."""
    known = {one.model for one in registry()}
    missing = {
        f"{model._meta.label}.{name}"
        for target in about_her() - {User}
        for model, name in fields_to(target)
        if model not in known and model._meta.label not in NOT_TOLD
    }
    assert missing == set()


def test_a_number_of_a_person_without_a_key_is_noticed_too():
    """A column that is named after a user, and is no foreign key."""
    loose = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if not field.is_relation and field.name.split("_")[0] in ("user", "person", "owner")
        if model not in {one.model for one in registry()}
    }
    # How an organisation's sign-in names people; the name of a claim, nobody's number.
    assert loose == {"accounts.IdentityProvider.person_claim"}


def test_what_is_left_out_exists():
    assert {apps.get_model(label)._meta.label for label in NOT_TOLD} == set(NOT_TOLD)


def test_every_key_is_there_once():
    keys = [one.key for one in registry()]
    assert len(keys) == len(set(keys))
    for one in registry():
        assert len({told.key for told in one.told}) == len(one.told), one.key


def test_every_part_can_be_read(cast):
    """Its paths lead somewhere, however little there is."""
    for one in registry():
        assert isinstance(list(one.read(one.newest_first(cast.learner_a))), list), one.key


def test_no_secret_is_told():
    secret = {"password", "data", "key", "key_hash", "session_key", "token", "token_secret", "prefix"}
    signing_in = [
        one for one in registry() if one.model._meta.app_label in ("account", "mfa", "usersessions")
    ]
    assert signing_in
    for one in [*signing_in, part("person"), part("editor_keys"), part("sign_in_keys")]:
        assert secret.isdisjoint({told.path or told.key for told in one.told}), one.key


def test_what_somebody_does_for_others_names_nobody_else():
    for one in registry():
        if one.acted:
            paths = {told.path or told.key for told in one.told}
            assert not any("user" in path or path.startswith(("about", "by")) for path in paths), one.key


def test_all_is_counted_in_one_query(cast):
    person = cast.learner_a
    with CaptureQueriesContext(connection) as captured:
        found = counts(person, registry())
    assert len(captured) == 1
    assert (found["person"], found["employments"], found["job_profiles"], found["answers"]) == (1, 1, 1, 0)


def test_every_part_and_key_is_documented():
    lines = (Path(settings.BASE_DIR) / "docs/my-data.md").read_text().splitlines()
    documented = {
        line.split("`")[1]: set(line.split("|")[3].split("`")[1::2]) for line in lines if "| `" in line[:3]
    }
    told = {one.key: {told.key for told in one.told} for one in registry()}
    assert {key: keys for key, keys in documented.items() if key in told} == told
