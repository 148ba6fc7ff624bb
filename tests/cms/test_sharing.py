"""A module says who wrote it, what others may do with it, and whether its organisation shares it."""

import pytest
from django.urls import reverse

from cms import rights
from courses.models import Module
from lms.people.models import Change
from tests.cast import Cast
from tests.cms.authored import module_page, publish, write_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def written(kept_for_module):
    cast = Cast()
    for organisation in (cast.a, cast.shared):
        write_lesson(organisation)
        rights.sync(organisation)
    return cast.a


def offered() -> set[str]:
    return {module.organisation.slug for module in Module.objects.offered()}


def share(organisation, user, *, shared: bool = True, **said):
    page = module_page(organisation)
    for name, value in {"shared_with_others": shared, **said}.items():
        setattr(page, name, value)
    return publish(page, user)


def test_a_module_is_shared_when_its_authors_say_so_and_that_is_noted(written, cast):
    assert offered() == {cast.shared.slug}

    share(written, cast.trainer_a)
    assert offered() == {cast.shared.slug, written.slug}
    share(written, cast.trainer_a)
    share(written, cast.trainer_a, shared=False)
    assert offered() == {cast.shared.slug}

    noted = Change.objects.filter(organisation=written, what__startswith="module_").order_by("pk")
    assert [(change.what, change.by) for change in noted] == [
        ("module_shared", cast.trainer_a),
        ("module_not_shared", cast.trainer_a),
    ]


def test_a_module_that_is_not_published_is_not_offered(written, cast):
    share(written, cast.trainer_a).unpublish()
    assert offered() == {cast.shared.slug}


def test_the_switch_counts_when_it_is_published(written, cast):
    page = module_page(written)
    page.shared_with_others = True
    page.save_revision(user=cast.trainer_a)
    assert offered() == {cast.shared.slug}


def test_learners_read_author_and_licence(written, as_user, cast):
    share(written, cast.trainer_a, author="Gemeente Aalhoek", licence=Module.Licence.CC_BY)
    page = as_user(cast.learner_a).get(
        f"{reverse('activity', args=[module_page(written).translation_key])}", follow=True
    )
    assert "Gemeente Aalhoek" in page.content.decode()
    assert "CC BY 4.0" in page.content.decode()


def test_the_editor_has_the_switch_and_the_shared_catalogue_needs_none(written, as_user, cast):
    def fields(organisation, user) -> str:
        edit = reverse("wagtailadmin_pages:edit", args=[module_page(organisation).pk])
        return as_user(user).get(edit).content.decode()

    assert 'name="shared_with_others"' in fields(written, cast.trainer_a)
    cast.trainer_a.grants.update(organisation=cast.shared)
    shared = fields(cast.shared, cast.trainer_a)
    assert 'name="licence"' in shared
    assert 'name="shared_with_others"' not in shared


def test_modules_of_the_shared_catalogue_may_be_taken_from_the_start(written, cast):
    licences = dict(Module.objects.values_list("organisation__kind", "licence"))
    assert licences["shared"] == Module.Licence.CC_BY
    assert Module.objects.get(organisation=written).licence == Module.Licence.READ
