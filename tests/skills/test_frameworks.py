"""Versions of a framework stand beside each other: the same codes, other competences."""

import json

import pytest
from django.core.management import call_command
from django.utils import timezone

from skills.actions import refresh_due_levels
from skills.models import Framework, HeldLevel, JobProfile
from skills.queries import Measured, newest_framework
from tests.cast import FIXTURES
from tests.shown import show_often

FIRST = FIXTURES / "frameworks/digcomp-3.0.json"


@pytest.fixture
def second(cast, tmp_path) -> Framework:
    """The official file with another version and another name for one competence."""
    document = json.loads(FIRST.read_text())
    document["version"] = "3.1"
    file = tmp_path / "digcomp-3.1.json"
    file.write_text(json.dumps(document).replace("Samenwerken", "Samen werken"))
    call_command("import_framework", str(file))
    return Framework.objects.get(version="3.1")


def names(framework: Framework) -> set[str]:
    return {competence.names["nl"] for competence in framework.competences.all()}


def levels_of(user, profile: str | None = "P01") -> dict[str, float]:
    found = JobProfile.objects.get(code=profile) if profile else None
    return {
        one.competence.code: one.estimate.level
        for one in Measured(user, found, timezone.localdate()).standings
    }


def test_a_second_version_is_whole_and_leaves_the_first_alone(cast, second):
    first = Framework.objects.get(version="3.0")
    assert newest_framework() == second
    for part in ("areas", "competences", "levels"):
        assert getattr(second, part).count() == getattr(first, part).count() > 0
    assert "Samen werken via digitale technologie" not in names(first)
    assert "Samen werken via digitale technologie" in names(second)
    assert set(JobProfile.objects.values_list("framework", flat=True)) == {first.pk}


def test_what_is_shown_in_one_version_counts_there_only(cast, second):
    before = levels_of(cast.learner_a)
    show_often(cast.learner_a, cast.a, level=5, framework=second.slug)
    refresh_due_levels(now=timezone.now())
    assert levels_of(cast.learner_a) == before
    held = HeldLevel.objects.filter(employment__user=cast.learner_a)
    assert set(held.values_list("own_equivalents", flat=True)) == {0.0}
    assert set(held.values_list("competence__framework__version", flat=True)) == {"3.0"}
    assert levels_of(cast.learner_a, profile=None)["4.1"] > before["4.1"]  # without a profile: the newest
