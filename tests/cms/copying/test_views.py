"""Where authors find modules of others, look at what is in them, and take a copy."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext
from wagtail.models import Collection

from cms import rights
from cms.models import Attachment, CopiedModule, Picture
from courses.models import Activity, Module
from tests.cast import NEIGHBOUR, Cast
from tests.cms.authored import module_page, publish, write

pytestmark = pytest.mark.django_db
MARK = f" {NEIGHBOUR}"


@pytest.fixture(scope="module")
def written(kept_for_module) -> dict[str, Module]:
    """One of B that is shared, one that is not, and one of the shared catalogue."""
    cast = Cast()
    write(cast.b, mark=MARK)
    write(cast.b, slug="own", mark=MARK)
    write(cast.shared, slug="for-all")
    for organisation in (cast.a, cast.b, cast.shared):
        rights.sync(organisation)
    page = module_page(cast.b)
    page.shared_with_others, page.licence = True, Module.Licence.CC_BY
    publish(page, cast.trainer_b)
    pages = {
        "given": page,
        "kept": module_page(cast.b, slug="own"),
        "all": module_page(cast.shared, slug="for-all"),
    }
    return {name: Module.objects.get(key=page.translation_key) for name, page in pages.items()}


@pytest.fixture
def trainer(written, as_user, cast):
    return as_user(cast.trainer_a)


def told(reply) -> str:
    return reply.content.decode()


def of(module: Module) -> str:
    return reverse("module_to_take", args=[module.key])


def step(module: Module, kind: str = "lesson") -> str:
    return reverse("step_to_take", args=[module.key, Activity.objects.get(module=module, kind=kind).key])


def test_the_list_has_what_is_for_all_and_what_others_share(trainer, written):
    page = told(trainer.get(reverse("modules_to_take")))
    assert [of(module) in page for module in written.values()] == [True, False, True]


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"words": NEIGHBOUR}, ["given"]), ({"language": "en"}, []), ({"minutes": "15"}, ["given", "all"])],
)
def test_the_list_can_be_searched(trainer, written, asked, found):
    page = told(trainer.get(reverse("modules_to_take"), asked))
    assert [name for name, module in written.items() if of(module) in page] == found


def test_what_is_typed_in_the_address_of_the_list_breaks_nothing(trainer):
    asked = {"minutes": "x", "licence": "x", "language": "x", "page": "x"}
    assert trainer.get(reverse("modules_to_take"), asked).status_code == 200


def test_the_list_costs_the_same_with_more_modules(trainer, written, cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            trainer.get(reverse("modules_to_take"))
        return len(counted)

    queries()
    before = queries()
    Module.objects.filter(key=written["kept"].key).update(shared_with_others=True)
    assert queries() == before


def test_a_step_shows_what_a_learner_sees_with_its_questions(trainer, written):
    assert trainer.get(of(written["given"])).status_code == 200
    lesson, test = (
        told(trainer.get(step(written["given"]))),
        told(trainer.get(step(written["given"], "test"))),
    )
    assert f"Nederlands which{MARK}" in lesson
    assert f"Nederlands first{MARK}" in test
    assert f"Nederlands second{MARK}" in test
    assert reverse("module_to_take", args=[written["given"].key]) in lesson


def test_what_is_not_shared_is_not_there(trainer, written):
    kept = written["kept"]
    crossed = reverse(
        "step_to_take", args=[written["given"].key, Activity.objects.filter(module=kept).first().key]
    )
    for address in (of(kept), step(kept), crossed):
        reply = trainer.get(address)
        assert (reply.status_code, reply.headers.get("Location")) in [(403, None), (302, "/admin/")]
        assert NEIGHBOUR not in told(reply)
    assert trainer.post(of(kept)).status_code == 403
    assert not CopiedModule.objects.exists()


def test_learners_look_into_nothing(as_user, written, cast):
    assert as_user(cast.learner_a).get(of(written["given"])).status_code == 403


def test_one_button_takes_a_copy_and_leads_to_it(trainer, written, cast):
    reply = trainer.post(of(written["given"]), follow=True)
    copy = module_page(cast.a)
    assert reply.redirect_chain[-1][0] == reverse("wagtailadmin_explore", args=[copy.pk])
    assert CopiedModule.objects.get().key == copy.translation_key
    assert reverse("wagtailadmin_explore", args=[copy.pk]) in told(trainer.get(of(written["given"])))
    assert trainer.get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).status_code == 200


@pytest.mark.parametrize(("licence", "fixed"), [("cc-by-sa", True), ("cc-by", False)])
def test_what_is_shared_alike_keeps_its_licence(trainer, written, cast, licence, fixed):
    Module.objects.update(licence=licence)
    trainer.post(of(written["given"]))
    edit = reverse("wagtailadmin_pages:edit", args=[module_page(cast.a).pk])
    assert trainer.get(edit).context["form"].fields["licence"].disabled is fixed


def test_a_second_time_is_refused_with_a_sentence(trainer, written):
    trainer.post(of(written["all"]))
    reply = trainer.post(of(written["all"]), follow=True)
    with translation.override("nl"):
        said = gettext(
            "There is a copy of this module in your section already. You can ask for a second one."
        )
    assert escape(said) in told(reply)
    trainer.post(of(written["all"]), {"again": "1"})
    assert CopiedModule.objects.count() == 2


def test_nobody_copies_into_a_section_that_is_not_hers(trainer, written, cast):
    assert trainer.post(of(written["all"]), {"organisation": cast.b.slug}).status_code == 400
    assert not CopiedModule.objects.exists()


# --- its pictures and documents ---------------------------------------------------------------------------------------


def may_see(client, thing: Picture | Attachment) -> bool:
    if isinstance(thing, Attachment):
        return client.get(reverse("wagtaildocs_serve", args=[thing.pk, thing.filename])).status_code == 200
    return client.get(reverse("media", args=[thing.file.name])).status_code == 200


def test_its_picture_is_seen_by_who_may_look_into_it_and_no_other(as_user, written, cast):
    picture = Picture.objects.get(collection__name=cast.b.slug)
    assert may_see(as_user(cast.trainer_a), picture)
    assert not may_see(as_user(cast.learner_a), picture)
    assert not may_see(as_user(cast.hr_a), picture)
    Module.objects.filter(organisation=cast.b).update(shared_with_others=False)
    assert not may_see(as_user(cast.trainer_a), picture)


def test_a_picture_of_another_is_not_given_away_with_it(as_user, written, cast):
    picture = Picture.objects.get(collection__name=cast.b.slug)
    picture.collection = Collection.get_first_root_node()
    picture.save()
    assert not may_see(as_user(cast.trainer_a), picture)
