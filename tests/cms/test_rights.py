import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page

from cms import rights
from cms.models import HomePage, SectionPage

pytestmark = pytest.mark.django_db


def counts():
    models = (SectionPage, Collection, Group, GroupPagePermission, GroupCollectionPermission)
    return [model.objects.count() for model in models]


def test_every_language_has_a_home_and_starts_with_nobodys_rights(cast):
    assert set(HomePage.objects.values_list("locale__language_code", flat=True)) == {"nl", "fr", "de", "en"}
    assert HomePage.objects.values("translation_key").distinct().count() == 1
    assert Page.find_problems() == ([], [], [], [], [])
    assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()


def test_an_organisation_gets_one_section_per_language_and_the_second_time_nothing(cast):
    rights.sync(cast.a)
    before = counts()
    sections = SectionPage.objects.filter(organisation=cast.a)
    assert sections.count() == Locale.objects.count()
    assert sections.values("translation_key").distinct().count() == 1

    rights.sync(cast.a)
    assert counts() == before


def test_authors_are_who_has_a_grant_that_runs(cast):
    rights.sync_all()
    group = Group.objects.get(name=f"authors:{cast.a.slug}")
    assert list(group.user_set.all()) == [cast.trainer_a]


def test_authors_choose_from_the_shared_collection_and_change_only_their_own(cast):
    rights.sync(cast.a)
    held = GroupCollectionPermission.objects.filter(group__name=f"authors:{cast.a.slug}")
    shared = held.filter(collection__name=cast.shared.slug).values_list("permission__codename", flat=True)
    assert set(shared) == {"choose_image", "choose_document"}
    assert set(held.values_list("collection__name", flat=True)) == {cast.shared.slug, cast.a.slug}


def test_the_first_author_of_an_organisation_finds_its_section_made(as_user, cast):
    assert as_user(cast.trainer_a).get(reverse("wagtailadmin_home")).status_code == 200
    assert SectionPage.objects.filter(organisation=cast.a).count() == 4
    assert not SectionPage.objects.filter(organisation=cast.b).exists()
