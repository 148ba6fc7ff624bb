"""Reading what goes into a record: the levels as the person's own pages tell them, but not what her job asks."""

from __future__ import annotations

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Aim, Enrolment, TaskCheck
from lms.interop.record import mapping
from lms.people.middleware import Asking
from lms.people.models import User
from skills.gaps import REPORTED_FROM
from skills.models import Competence
from skills.picture import draw
from skills.queries import Measured, Standing, profile_of

AIMS_OF_MODULE = Prefetch("module__aims", Aim.objects.select_related("competence"))


def record_of(asking: Asking) -> mapping.Record:
    person = asking.user
    measured = Measured(person, profile_of(asking.employment, asking.today), asking.today)
    last = {row.competence_id: row.at for row in measured.rows}  # the newest comes last
    return mapping.Record(
        name=str(person),
        made_on=asking.today,
        framework=str(measured.framework or ""),
        achievements=tuple(achievements(person)),
        skills=tuple(skill(one, last.get(one.competence.pk)) for one in measured.standings),
        seen=tuple(seen(person)),
        based_on=_(
            "A level is an estimate. It is worked out from answers to questions, and from what a coach saw at work. "
            "The lowest and the highest level say how sure it is: in 4 of 5 cases the level lies between them. "
            "What somebody showed a long time ago counts less. Nobody signed this record."
        ),
    )


def skill(standing: Standing, last) -> mapping.Skill:
    found = draw(standing.estimate.level, standing.estimate.se)
    own = standing.own.total
    return mapping.Skill(
        concept=concept(standing.competence),
        known=mapping.known(own, REPORTED_FROM),
        level=standing.estimate.shown,
        at_least=found.shown,
        at_most=found.possible,
        own_questions=own,
        last_shown=timezone.localdate(last) if last else None,
    )


def concept(competence: Competence) -> mapping.Concept:
    return mapping.Concept(competence.code, competence.names)


def achievements(person: User):
    mine = Enrolment.objects.filter(user=person, finished_at__isnull=False).order_by("-finished_at", "pk")
    for one in mine.select_related("module", "organisation").prefetch_related(AIMS_OF_MODULE):
        yield mapping.Achievement(
            titles=one.module.titles,
            organisation=one.organisation.name,
            finished=timezone.localdate(one.finished_at),
            goal_reached=timezone.localdate(one.goal_reached_at) if one.goal_reached_at else None,
            minutes=one.module.minutes,
            aims=tuple(
                mapping.Aim(concept(aim.competence), aim.lowest, aim.highest) for aim in one.module.aims.all()
            ),
        )


def seen(person: User):
    mine = TaskCheck.objects.standing().filter(user=person).order_by("-at", "pk")
    for one in mine.select_related("activity", "organisation"):
        yield mapping.Seen(one.activity.titles, one.organisation.name, timezone.localdate(one.at))
