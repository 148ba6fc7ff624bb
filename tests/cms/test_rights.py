import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page

from cms import rights
from cms.models import HomePage, SectionPage
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def synced(kept_for_module) -> None:
    rights.sync(Cast().a)


def counts():
    models = (SectionPage, Collection, Group, GroupPagePermission, GroupCollectionPermission)
    return [model.objects.count() for model in models]


def test_every_language_has_a_home_and_starts_with_nobodys_rights(cast):
    assert set(HomePage.objects.values_list("locale__language_code", flat=True)) == {"nl", "fr", "de", "en"}
    assert HomePage.objects.values("translation_key").distinct().count() == 1
    assert Page.find_problems() == ([], [], [], [], [])
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()


def test_an_organisation_gets_one_section_per_language_and_the_second_time_nothing(synced, cast):
    before = counts()
    sections = SectionPage.objects.filter(organisation=cast.a)
    assert sections.count() == Locale.objects.count()
    assert sections.values("translation_key").distinct().count() == 1

    rights.sync(cast.a)
    assert counts() == before


def test_authors_are_who_has_a_grant_that_runs(synced, cast):
    rights.sync_all()
    for organisation, author in ((cast.a, cast.trainer_a), (cast.b, cast.trainer_b)):
        group = Group.objects.get(name=f"authors:{organisation.slug}")
        assert list(group.user_set.all()) == [author]


def test_authors_choose_from_the_shared_collection_and_change_only_their_own(synced, cast):
    held = GroupCollectionPermission.objects.filter(group__name=f"authors:{cast.a.slug}")
    shared = held.filter(collection__name=cast.shared.slug).values_list("permission__codename", flat=True)
    assert set(shared) == {"choose_image", "choose_document"}
    assert set(held.values_list("collection__name", flat=True)) == {cast.shared.slug, cast.a.slug}


def test_the_first_author_of_an_organisation_finds_its_section_made(synced, as_user, cast):
    assert as_user(cast.trainer_b).get(reverse("wagtailadmin_home")).status_code == 200
    assert SectionPage.objects.filter(organisation=cast.b).count() == 4
    assert not SectionPage.objects.filter(organisation=cast.shared).exists()
