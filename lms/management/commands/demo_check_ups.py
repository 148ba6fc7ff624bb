"""Let some of the demo's staff find out where they stand, after `demo_history` and `demo_people`. Only where DEMO=1."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from PIL import Image, ImageDraw

from courses.assigning import assign
from courses.check_ups import actions as check_ups
from courses.check_ups.queries import waiting
from courses.meant import Target
from courses.models import Asked, CheckUp, Module
from courses.sentences import OWN_ESTIMATES
from lms.management.commands.demo_history import person, staff_of
from lms.management.commands.demo_people import ACCOUNTS
from lms.management.demo import standing
from lms.management.demo.answers import respond
from lms.management.demo.history import Asked as Question
from lms.management.demo.history import Person, Town, chance_of_right
from lms.people.access import Role
from lms.people.models import Employment, Organisation, User
from lms.people.sharing import share_with_coach
from skills.actions import refresh_due_levels
from skills.adaptive import Mode
from skills.certificates.actions import confirm, hand_in, refuse
from skills.certificates.files import Paper, paper_from
from skills.models import Area, ProfileAssignment
from skills.validating import validate

WORKDAY = time(9)


class Command(BaseCommand):
    help = "Check-ups, what is asked of people, what was seen at work and certificates, by the acts of real people."

    def add_arguments(self, parser):
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed makes the same people do the same"
        )

    def handle(self, *args, seed: int, **options):
        if not settings.DEMO:
            raise CommandError("Check-ups that nobody did are only for a demo: set DEMO=1.")
        hr = Employment.objects.filter(user__username="hr", ends=None).select_related("organisation").first()
        if hr is None or CheckUp.objects.filter(organisation=hr.organisation).exists():
            self.stdout.write("Check-ups: nothing changed.")
            return
        stage = Stage(hr.organisation, seed, timezone.localtime())
        with transaction.atomic():
            stage.ask()
            stage.find_out()
            stage.see_at_work()
            stage.hand_in()
        while refresh_due_levels(now=timezone.now()):
            pass
        self.stdout.write(f"Check-ups: {standing.FINISHED} finished, {standing.UNDERWAY} under way.")


class Stage:
    """One organisation of the demo, where all of it happens, each act as of its own time."""

    def __init__(self, organisation: Organisation, seed: int, now: datetime) -> None:
        self.organisation, self.now = organisation, now
        self.chance = Random(f"{seed}/check-ups")  # noqa: S311 - it has to be repeatable, not secret
        self.accounts = User.objects.in_bulk(["hr", "coach", "manager"], field_name="username")
        staff = staff_of([organisation], now)
        self.people = {key: person(key, one, now) for key, one in staff.items()}
        self.town = Town(list(self.people.values()), {organisation.slug: []}, seed)
        self.staff = [
            (self.people[key], one)
            for key, one in staff.items()
            if one.employment.starts < (now - timedelta(days=90)).date()
        ]
        self.chance.shuffle(self.staff)

    def ago(self, days: int) -> datetime:
        """In the morning of a working day."""
        day = (self.now - timedelta(days=days)).date()
        day -= timedelta(days=max(0, day.isoweekday() - 5))
        morning = datetime.combine(day, WORKDAY, self.now.tzinfo)
        return morning + timedelta(seconds=self.chance.randint(0, 20_000))

    # --- what is asked ------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        for wish, profile in zip(standing.OF_A_JOB, self.jobs, strict=False):
            self._assign(wish, [Target(profile=profile)], "hr", Role.HR)
        boss = Employment.objects.get(user=self.accounts["manager"], ends=None)
        under = self.organisation.units.below(boss.unit)
        team = [one.employment.pk for _who, one in self.staff if one.employment.unit_id in under]
        if team:
            named = [Target(job=job) for job in team[: standing.NAMED]]
            self._assign(standing.BY_NAME, named, "manager", Role.MANAGER)

    @property
    def jobs(self) -> list[int]:
        """Ids of job profiles, what most people are first; not those of the accounts that visitors use."""
        theirs = ProfileAssignment.objects.filter(employment__user__username__in=ACCOUNTS, ends=None)
        taken = set(theirs.values_list("profile", flat=True))
        found = Counter(one.profile_id for _who, one in self.staff if one.profile_id not in taken)
        return [profile for profile, _people in found.most_common()]

    def _assign(self, wish: standing.Wish, targets: Sequence[Target], account: str, role: Role) -> None:
        at = self.now - wish.asked
        assign(
            organisation=self.organisation,
            module=None if wish.check_up else self.module,
            check_up=wish.check_up,
            targets=targets,
            due_on=(self.now + wish.due).date(),
            note=wish.note,
            role=role,
            now=at,
            today=at.date(),
            acting_user=self.accounts[account],
        )

    @property
    def module(self) -> Module:
        """What most people of the organisation learned."""
        live = Module.objects.open_to([self.organisation]).live()
        return live.annotate(learners=Count("enrolments")).order_by("-learners", "pk")[0]

    # --- check-ups ----------------------------------------------------------------------------------------------------

    def find_out(self) -> None:
        """First who was asked, then others; the last ones are not done yet."""
        full, look = [*self.jobs, None, None][:2]
        asked = [(pair, Mode.PROFILE) for pair in self.staff if pair[1].profile_id == full][:5]
        asked += [(pair, Mode.LOOK) for pair in self.staff if pair[1].profile_id == look][:7]
        there = {assignment.pk for (_who, assignment), _mode in asked}
        asked += [(pair, Mode.PROFILE) for pair in self.staff if pair[1].pk not in there]
        stops = [None] * standing.FINISHED + list(standing.STOPS_AFTER)
        for ((who, assignment), mode), stop in zip(asked, stops, strict=False):
            days_ago = self.chance.randint(3, 8) if stop else self.chance.randint(18, 30)
            self._check_up(who, assignment, mode, self.ago(days_ago), stop)

    def _check_up(
        self, who: Person, assignment: ProfileAssignment, mode: Mode, at: datetime, stop: int | None
    ) -> None:
        user, framework = assignment.employment.user, assignment.profile.framework
        about = {"acting_user": user, "now": at}
        started = check_ups.start(
            user=user, organisation=self.organisation, framework=framework, mode=mode, **about
        )
        if self.chance.random() < 0.6:
            levels = {area.code: self._thinks(who, area) for area in framework.areas.all()}
            check_ups.say_own_estimates(check_up=started, levels=levels, **about)
        for answered, (asked, moment) in enumerate(self._sittings(started, at), start=1):
            self._answer(who, asked, moment)
            if answered == stop:
                return

    def _thinks(self, who: Person, area: Area) -> float:
        """About what she can do, in the words of the page."""
        codes = [one.code for one in area.competences.all()]
        level = sum(self.town.level(who, code) for code in codes) / len(codes) + self.chance.gauss(0, 1.5)
        return float(min((said for said, _words in OWN_ESTIMATES), key=lambda said: abs(said - level)))

    def _sittings(self, check_up: CheckUp, at: datetime) -> Iterator[tuple[Asked, datetime]]:
        """Each question and when it is answered, until nothing is asked any more."""
        who = check_up.user
        while check_ups.go_on(check_up=check_up, now=at, acting_user=who):
            while asked := waiting(check_up):
                at += timedelta(seconds=self.chance.randint(*standing.SECONDS))
                yield asked, at
            check_ups.finish_when_done(check_up=check_up, now=at, acting_user=who)
            at += timedelta(days=self.chance.randint(*standing.DAYS_BETWEEN))

    def _answer(self, who: Person, asked: Asked, at: datetime) -> None:
        version, code = asked.version, asked.version.competence.code
        hard = Question(version.pk, code, version.difficulty, version.difficulty_error, version.guess)
        right = self.chance.random() < chance_of_right(self.town.level(who, code), hard)
        check_ups.answer(
            asked=asked,
            response=respond(version.type, version.body, right, self.chance),
            language=version.source_language,
            now=at,
            acting_user=asked.check_up.user,
        )

    # --- what others say ----------------------------------------------------------------------------------------------

    def see_at_work(self) -> None:
        """By the coach, of people who show her their skills; and by the manager, of his own people."""
        shown = self.staff[: standing.SHOWN]
        for _who, assignment in shown:
            share_with_coach(
                employment=assignment.employment,
                coach=self.accounts["coach"],
                now=self.ago(100),
                today=self.now.date(),
                acting_user=assignment.employment.user,
            )
        boss = Employment.objects.get(user=self.accounts["manager"], ends=None)
        under = self.organisation.units.below(boss.unit)
        team = [pair for pair in self.staff if pair[1].employment.unit_id in under]
        self._see(shown, "coach", standing.SEEN_BY_COACH)
        self._see(team[: standing.NAMED], "manager", standing.SEEN_BY_MANAGER)

    def _see(self, people: Sequence[tuple[Person, ProfileAssignment]], account: str, times: int) -> None:
        may = [(pair, code) for code in standing.TASKS for pair in people]
        for (who, assignment), code in self.chance.sample(may, min(times, len(may))):
            validate(
                employment=assignment.employment,
                competence=assignment.profile.framework.competences.get(code=code),
                level=max(1, min(6, round(self.town.level(who, code)))),
                task=standing.TASKS[code],
                seen_on=self.ago(self.chance.randint(3, 90)).date(),
                now=self.now,
                acting_user=self.accounts[account],
            )

    def hand_in(self) -> None:
        hr, accepted = self.accounts["hr"], list(self._accepted())
        for (_who, assignment), paper, which in zip(self.staff[4:], standing.PAPERS, accepted, strict=False):
            user, at = assignment.employment.user, self.ago(min(paper.days_ago, 14))
            handed = hand_in(
                employment=assignment.employment,
                accepted=which,
                issued_on=(self.now - timedelta(days=paper.days_ago)).date(),
                paper=drawn(user.name, which.name),
                now=at,
                acting_user=user,
            )
            decided = {"certificate": handed, "now": at + timedelta(hours=3), "acting_user": hr}
            if paper.decision == "confirmed":
                confirm(**decided)
            elif paper.decision == "refused":
                refuse(reason=paper.reason, **decided)

    def _accepted(self):
        framework = self.staff[0][1].profile.framework
        return framework.accepted_certificates.live().order_by("code")[: len(standing.PAPERS)]


def drawn(name: str, certificate: str) -> Paper:
    """Something for HR to look at."""
    sheet = Image.new("RGB", (640, 420), "white")
    ImageDraw.Draw(sheet).text((60, 120), f"{certificate}\n\n{name}\n\nVoorbeeld", fill="black", font_size=22)
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return paper_from(file.getvalue())
