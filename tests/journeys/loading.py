"""Fill the database of the journeys by the product's own commands, in one process: `python -m tests.journeys.loading`.

The demo with few people and no history, and the people and modules of a municipality that it was not made with.
"""

import django

STEPS = (
    "import_people tests/files/people-journeys.csv --make-organisations",
    "import_people tests/files/people-vlierbeke.csv --make-organisations",
    "import_certificates fixtures/certificates/accepted.csv",
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
    make_one_of_each()


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


def make_one_of_each() -> None:
    """What pages are about and nobody makes on the way: of somebody without an account, whom no journey meets."""
    from datetime import timedelta

    from django.utils import timezone

    from courses.assigning import assign
    from courses.meant import Target
    from courses.models import Calibration, Proposal, QuestionVersion
    from lms.people.access import Role
    from lms.people.correcting import ask_correction
    from lms.people.models import Correction, Employment, Organisation, User
    from skills.certificates.actions import hand_in
    from skills.certificates.files import Paper
    from skills.models import AcceptedCertificate
    from tests.skills.certificates.papers import PDF

    now, today, hr = timezone.now(), timezone.localdate(), User.objects.get(username="hr")
    gardener = Employment.objects.get(user__email="dirk.vermeulen@zonnebeek.example")
    assign(
        organisation=gardener.organisation,
        check_up="profile",
        targets=[Target(job=gardener.pk)],
        due_on=today,
        note="Dit helpt bij de nieuwe tablets.",
        role=Role.HR,
        now=now,
        today=today,
        acting_user=hr,
    )
    hand_in(
        employment=gardener,
        accepted=AcceptedCertificate.objects.order_by("pk")[0],
        issued_on=today - timedelta(days=30),
        paper=Paper("application/pdf", PDF),
        now=now,
        acting_user=gardener.user,
    )
    ask_correction(
        employment=gardener,
        fact=Correction.Fact.UNIT,
        sentence="Sinds mei werk ik bij Wegen.",
        now=now,
        acting_user=gardener.user,
    )
    Calibration.objects.create(
        day=today, made_at=now
    )  # else the worker makes proposals of its own in place of this
    Proposal.objects.create(
        version=QuestionVersion.objects.filter(question__organisation=Organisation.objects.shared())[0],
        made_at=now,
        answers=212,
        right=0.48,
        expected=0.66,
        difficulty=3.6,
        difficulty_error=0.2,
        flags=["far_from_label"],
        picture=[[1.0, 70, 0.2, 0.3], [3.0, 71, 0.45, 0.5], [5.0, 71, 0.8, 0.7]],
        urgency=1.0,
    )


if __name__ == "__main__":
    django.setup()
    load()
