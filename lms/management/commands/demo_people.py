"""Give the demo accounts their roles and their password. Only where DEMO=1."""

import os

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cms.rights import sync
from lms.people.access import Role, Visibility
from lms.people.actions import grant, set_visibility, system_user
from lms.people.models import Employment, Organisation, User

ROLES = {
    "medewerker": None,
    "trainer": Role.TRAINER,
    "manager": Role.MANAGER,
    "hr": Role.HR,
    "coach": Role.COACH,
    "beheerder": Role.ADMINISTRATOR,
}
PLATFORM = {  # for all organisations, and working at none of them
    "platform": ("Platform", Role.PLATFORM_ADMINISTRATOR),
    "kader": ("Kaderbeheer", Role.FRAMEWORK_OWNER),
    "redactie": ("Redactie", Role.CATALOGUE_EDITOR),
}
ACCOUNTS = {f"{name}{which}": role for which in ("", "-2") for name, role in ROLES.items()}


class Command(BaseCommand):
    help = "Make the imported accounts that are named after a role usable in the demo."

    @transaction.atomic
    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Demo accounts are only for a demo: set DEMO=1.")
        password = os.environ.get("DEMO_PASSWORD") or "bouwsteen-demo"
        hashed = make_password(password)  # once for all: hashing is slow on purpose
        found = {user.username: user for user in User.objects.filter(username__in=ACCOUNTS)}
        organisations = {}
        for name, user in sorted(found.items()):
            if not user.has_usable_password() or not user.check_password(password):
                user.password = hashed
                user.save(update_fields=["password"])
            employment = Employment.objects.select_related("organisation", "unit").get(user=user, ends=None)
            organisations[employment.organisation_id] = employment.organisation
            self.give(ACCOUNTS[name], user, employment)
        self.run_the_platform(hashed)
        for organisation in organisations.values():
            sync(organisation)
            self.tell_staff(organisation)
        for name, user in ((name, found[name]) for name in ACCOUNTS if name in found):
            where = user.employments.select_related("organisation").get(ends=None).organisation
            self.stdout.write(f"  {name:14} {user.name}, {where.name}")
        for name, (who, _role) in PLATFORM.items():
            self.stdout.write(f"  {name:14} {who}, all organisations")
        self.stdout.write(f"Password of all: {password}")

    def run_the_platform(self, hashed: str) -> None:
        """No page gives these roles, and no import brings these people."""
        shared = Organisation.objects.shared()
        for name, (who, role) in PLATFORM.items():
            user, _made = User.objects.update_or_create(
                username=name, defaults={"name": who, "password": hashed}
            )
            grant(user=user, role=role, organisation=shared, acting_user=system_user())
        sync(shared)

    def tell_staff(self, organisation: Organisation) -> None:
        """Demo organisations are small, and invented: their groups may be seen."""
        set_visibility(
            organisation=organisation,
            visibility=Visibility.STATUS,
            staff_notice="Demo",
            consulted_on=timezone.localdate(),
            consultation_reference="Demo",
            acting_user=system_user(),
        )

    def give(self, role: Role | None, user: User, employment: Employment) -> None:
        if role:
            unit = employment.unit if role is Role.MANAGER else None
            grant(
                user=user,
                role=role,
                organisation=employment.organisation,
                unit=unit,
                starts=employment.starts,
                acting_user=system_user(),
            )
