"""Give the staff of the demo a year and a half of learning. Only where DEMO=1, and only to people who have none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from random import Random

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from courses.actions import answer, complete, enrol, finish_test, open_attempt
from courses.models import Activity, Attempt, Enrolment, Module, Placement, QuestionVersion
from lms.management.commands.demo_people import ACCOUNTS
from lms.management.demo.answers import respond
from lms.management.demo.history import Asked, Person, Step, Visit, histories
from lms.people.models import Employment, Organisation
from skills.actions import rebuild_levels
from skills.models import ProfileAssignment, Requirement

TOGETHER = 25  # people in one transaction


class Command(BaseCommand):
    help = (
        "Let most of the demo's staff learn, by the same acts as real people. The role accounts stay empty."
    )

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same history")
        parser.add_argument("--people", type=int, help="stop after so many people")
        parser.add_argument("--answers", type=int, default=3500, help="at most so many answers in all")

    def handle(self, *args, seed: int, people: int | None, answers: int, **options):
        if not settings.DEMO:
            raise CommandError("A history that nobody lived is only for a demo: set DEMO=1.")
        now = timezone.localtime()
        organisations = Organisation.objects.filter(employments__user__username__in=ACCOUNTS).distinct()
        staff = staff_of(organisations, now)
        offers = {organisation.slug: offers_to(organisation) for organisation in organisations}
        found = histories(
            [person(key, assignment, now) for key, assignment in staff.items()],
            offers,
            seed=seed,
            now=now,
            most_answers=answers,
        )
        done = set(Enrolment.objects.filter(organisation__in=organisations).values_list("user", flat=True))
        waiting = [key for key in found if staff[key].employment.user_id not in done][:people]
        if not waiting:
            self.stdout.write("Learning: nothing changed, everybody has their history.")
            return
        stage = Stage(offers)
        for start in range(0, len(waiting), TOGETHER):
            batch = waiting[start : start + TOGETHER]
            with transaction.atomic():
                for key in batch:
                    chance = Random(f"{seed}/{key}")  # noqa: S311 - it has to be repeatable, not secret
                    stage.live(staff[key].employment, found[key], chance)
            self.stdout.write(f"  {start + len(batch)} of {len(waiting)} people")
        rebuild_levels(as_of=now)
        self.stdout.write(
            f"Learning: {len(waiting)} of {len(staff)} people have a history now, {stage.answers} answers."
        )


def staff_of(organisations: Iterable[Organisation], now: datetime) -> dict[str, ProfileAssignment]:
    """By a key that is the same in every database; without the accounts that visitors of the demo use."""
    asked = Prefetch("profile__requirements", Requirement.objects.select_related("competence"))
    found = (
        ProfileAssignment.objects.current(now.date())
        .filter(employment__organisation__in=organisations)
        .exclude(employment__user__username__in=ACCOUNTS)
        .select_related("employment__organisation", "employment__user", "employment__unit", "profile")
        .prefetch_related(asked)
        .order_by("pk")
    )
    return {key_of(assignment.employment): assignment for assignment in found}


def key_of(employment: Employment) -> str:
    return f"{employment.organisation.slug}/{employment.external_id or employment.user.name}"


def person(key: str, assignment: ProfileAssignment, now: datetime) -> Person:
    employment = assignment.employment
    return Person(
        key=key,
        organisation=employment.organisation.slug,
        unit=f"{employment.organisation.slug}/{employment.unit.name}",
        since=datetime.combine(employment.starts, time.min, now.tzinfo),
        required={one.competence.code: one.level for one in assignment.profile.requirements.all()},
    )


def offers_to(organisation: Organisation) -> list[tuple[Step, ...]]:
    placed = Placement.objects.offered().select_related("question__current__competence")
    live = Activity.objects.live().prefetch_related(Prefetch("placements", placed))
    modules = Module.objects.open_to([organisation]).live().order_by("pk")
    return [as_steps(module) for module in modules.prefetch_related(Prefetch("activities", live))]


def as_steps(module: Module) -> tuple[Step, ...]:
    return tuple(
        Step(
            activity.pk,
            activity.kind,
            tuple(as_asked(place.question.current) for place in activity.placements.all()),
        )
        for activity in module.activities.all()
    )


def as_asked(version: QuestionVersion) -> Asked:
    return Asked(
        version.pk, version.competence.code, version.difficulty, version.difficulty_error, version.guess
    )


class Stage:
    """Where histories are lived: what was planned goes through the actions, each as of its own time."""

    def __init__(self, offers: Mapping[str, Sequence[tuple[Step, ...]]]) -> None:
        steps = [step for modules in offers.values() for module in modules for step in module]
        asked = {question.version for step in steps for question in step.questions}
        activities, versions = Activity.objects.select_related("module"), QuestionVersion.objects
        self.activities = activities.in_bulk({step.activity for step in steps})
        self.versions = versions.select_related("question", "competence").in_bulk(asked)
        self.answers = 0

    def live(self, employment: Employment, visits: Iterable[Visit], chance: Random) -> None:
        for visit in visits:
            activity = self.activities[visit.activity]
            who = {"user": employment.user, "acting_user": employment.user}
            where = {"organisation": employment.organisation, "now": visit.opened}
            if not visit.given:
                enrolment = enrol(module=activity.module, **who, **where)
            else:
                attempt = open_attempt(activity=activity, **who, **where)
                enrolment = attempt.enrolment
                self._answer(attempt, visit, chance)
            if visit.closed and visit.kind == Activity.Kind.TEST:
                finish_test(attempt=attempt, now=visit.closed, acting_user=employment.user)
            elif visit.closed:
                complete(activity=activity, enrolment=enrolment, now=visit.closed, **who)

    def _answer(self, attempt: Attempt, visit: Visit, chance: Random) -> None:
        for given in visit.given:
            version = self.versions[given.version]
            answer(
                attempt=attempt,
                version=version,
                turn=given.turn,
                response=respond(version.type, version.body, given.right, chance),
                language=version.source_language,
                now=given.at,
                acting_user=attempt.user,
            )
            self.answers += 1
