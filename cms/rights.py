"""What the authors of an organisation may do in the editor: one section per language, one collection, one group.

`sync` makes all of it and may be repeated. Who is in the group follows from the grants that run today.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale

from cms.models import HomePage, SectionPage
from cms.permissions import authors_of, written_for
from lms.people.models import Organisation, User

PREFIX = "authors:"
IN_SECTION = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
IN_COLLECTION = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
IN_SHARED_COLLECTION = ("choose_image", "choose_document")
ON_TERMS = ("add", "change", "delete", "view")
ON_QUESTIONS = ("add", "change", "delete", "view", "publish", "lock", "unlock")
ANYWHERE = (
    *("access_admin", "submit_translation"),
    *(f"{verb}_authoredquestion" for verb in ON_QUESTIONS),
    *(f"{verb}_term" for verb in ON_TERMS),
)


@transaction.atomic
def sync(organisation: Organisation) -> None:
    group, _made = Group.objects.get_or_create(name=PREFIX + organisation.slug)
    group.permissions.set(permissions(ANYWHERE))
    for section in sections(organisation):
        for permission in permissions(IN_SECTION):
            GroupPagePermission.objects.get_or_create(group=group, page=section, permission=permission)
    allow_collection(group, collection(organisation), IN_COLLECTION)
    shared = Organisation.objects.shared()
    if organisation != shared:
        allow_collection(group, collection(shared), IN_SHARED_COLLECTION)
    group.user_set.set(authors_of([organisation]))


def sync_all() -> int:
    organisations = list(Organisation.objects.all())
    for organisation in organisations:
        sync(organisation)
    return len(organisations)


def permissions(codenames) -> list[Permission]:
    apps = ("wagtailadmin", "wagtailcore", "wagtailimages", "wagtaildocs", "wagtail_localize", "cms")
    return list(Permission.objects.filter(codename__in=codenames, content_type__app_label__in=apps))


def allow_collection(group: Group, owned: Collection, codenames) -> None:
    for permission in permissions(codenames):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=owned, permission=permission)


def collection(organisation: Organisation) -> Collection:
    """Pictures and documents of the organisation, in a collection that is named by its slug."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=organisation.slug).first()
    return found or root.add_child(name=organisation.slug)


def sections(organisation: Organisation) -> list[SectionPage]:
    """The section in every language: one page and its translations."""
    homes = HomePage.objects.select_related("locale").order_by("path")
    found = {page.locale_id: page for page in SectionPage.objects.filter(organisation=organisation)}
    for home in homes:
        if home.locale_id not in found:
            found[home.locale_id] = make_section(home, organisation, next(iter(found.values()), None))
    return list(found.values())


def make_section(home: HomePage, organisation: Organisation, other: SectionPage | None) -> SectionPage:
    key = {"translation_key": other.translation_key} if other else {}
    section = SectionPage(
        title=organisation.name, slug=organisation.slug, locale=home.locale, organisation=organisation, **key
    )
    home.add_child(instance=section)
    section.save_revision().publish()
    return section


def section_in(organisation: Organisation, locale: Locale) -> SectionPage:
    return SectionPage.objects.get(organisation=organisation, locale=locale)


def refresh_groups(user: User) -> None:
    """A grant that ended yesterday ends here, at the first request of today; one that began, begins.

    The first author of an organisation finds its section made.
    """
    organisations = {PREFIX + one.slug: one for one in Organisation.objects.filter(pk__in=written_for(user))}
    for name in organisations.keys() - set(
        Group.objects.filter(name__in=organisations).values_list("name", flat=True)
    ):
        sync(organisations[name])
    present = set(user.groups.filter(name__startswith=PREFIX))
    wanted = set(Group.objects.filter(name__in=organisations))
    if wanted != present:
        user.groups.add(*(wanted - present))
        user.groups.remove(*(present - wanted))
