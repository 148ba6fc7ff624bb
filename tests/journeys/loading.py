"""Fill the database of the journeys by the product's own commands, in one process: `python -m tests.journeys.loading`.

The demo with few people and no history, and the people and modules of a municipality that it was not made with.
"""

import django

STEPS = (
    "import_people tests/files/people-journeys.csv --make-organisations",
    "import_people tests/files/people-vlierbeke.csv --make-organisations",
    "import_catalogue fixtures/catalogue",
    "import_catalogue tests/files/catalogue",
    "import_catalogue tests/files/catalogue/printer-doet-niets --organisation zonnebeek",
    "demo_people",
)
PASSWORD = "bouwsteen-demo"
GARDENER = "vlier01"
CONSULTANT = "inge.roels@vlierbeke.example"


def load() -> None:
    from django.core.management import call_command

    for step in STEPS:
        command, *words = step.split()
        call_command(command, *words)
    welcome_vlierbeke()


def welcome_vlierbeke() -> None:
    """What its administrator does: two people may sign in, one of them sees counts and coaches, and staff were told."""
    from django.utils import timezone

    from lms.people.access import Role, Visibility
    from lms.people.actions import grant, set_visibility, system_user
    from lms.people.models import Employment, User

    gardener, consultant = User.objects.get(username=GARDENER), User.objects.get(email=CONSULTANT)
    for user in (gardener, consultant):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    organisation = Employment.objects.get(user=consultant).organisation
    for role in (Role.HR, Role.COACH):
        grant(
            user=consultant,
            role=role,
            organisation=organisation,
            starts=timezone.localdate(),
            acting_user=system_user(),
        )
    set_visibility(
        organisation=organisation,
        visibility=Visibility.STATUS,
        staff_notice="HR sees who has something to learn.",
        consulted_on=timezone.localdate(),
        consultation_reference="2026/1",
        acting_user=system_user(),
    )


if __name__ == "__main__":
    django.setup()
    load()
