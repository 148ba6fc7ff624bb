"""Names, titles, remarks and reasons of hostile words: a page with them is made of what it is made of without."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms import rights
from cms.models import ModulePage, Picture, Term
from courses.assigning import assign
from courses.coaching import ask_coach
from courses.meant import Target
from courses.models import Activity, Assignment, HelpRequest, Module, QuestionVersion, Remark, Withdrawal
from courses.remarks.actions import remark
from courses.withdrawing.actions import withdraw
from lms.people.access import Role
from lms.people.changes import note
from lms.people.correcting import ask_correction
from lms.people.models import Change, Correction, Employment, Organisation, Unit, User
from lms.people.sharing import share_with_coach
from skills.models import JobProfile
from tests.cast import Cast
from tests.cms.authored import explain, write
from tests.hostile import ALL, Bones, bones, tame
from tests.looking import say_why

# Longer than a column takes, so on SQLite only.
pytestmark = [pytest.mark.django_db, pytest.mark.walk]

PAGES = {
    "learner_a": "home catalogue activity my_coach not_right",
    "trainer_a": "wagtailadmin_home remarks question_statistics module_statistics withdraw_question"
    " wagtailsnippets_cms_term:list wagtailimages:index",
    "hr_a": "overview people staff person assignments assignment changes corrections",
    "coach_a": "coaching",
    "administrator_a": "organisation units roles",
}
WRITTEN = {
    Assignment: ["note"],
    Activity: ["titles"],
    Change: ["details"],
    Correction: ["sentence"],
    Employment: ["job_title"],
    HelpRequest: ["message"],
    JobProfile: ["names"],
    Module: ["titles", "summaries"],
    ModulePage: ["summary", "goal", "picture_alt"],
    Organisation: ["name", "staff_notice", "consultation_reference"],
    Page: ["title", "draft_title"],
    Picture: ["title", "description"],
    QuestionVersion: ["texts"],
    Remark: ["sentence"],
    Term: ["word", "explanation"],
    Unit: ["name"],
    User: ["name"],
    Withdrawal: ["reason"],
}


@pytest.fixture(scope="module")
def written(kept_for_module) -> SimpleNamespace:
    """A module, and of everything that people write something."""
    cast, now = Cast(), timezone.now()
    write(cast.a)
    rights.sync(cast.a)
    Organisation.objects.filter(pk=cast.a.pk).update(visibility="detail", consulted_on=now.date())
    lesson = Activity.objects.get(organisation=cast.a, kind="lesson")
    version = lesson.placements.get().question.current
    job = cast.employment(cast.learner_a)
    hers = {"now": now, "acting_user": cast.learner_a}
    seen = {"activity": lesson, "revision": None, "organisation": cast.a, "language": "nl", "sentence": "x"}
    for about in (None, version):
        remark(version=about, **seen, **hers)
    ask_coach(employment=job, activity=None, kind=HelpRequest.Kind.HELP, message="x", **hers)
    ask_correction(employment=job, fact=Correction.Fact.UNIT, sentence="x", **hers)
    share_with_coach(employment=job, coach=cast.coach_a, today=now.date(), **hers)
    asked = {"module": lesson.module, "targets": [Target(job=job.pk)], "due_on": now.date(), "note": "x"}
    by_hr = {"organisation": cast.a, "acting_user": cast.hr_a}
    asked = assign(role=Role.HR, now=now, today=now.date(), **asked, **by_hr)
    withdraw(question=version.question, versions=[1], reason="x", now=now, acting_user=cast.trainer_a)
    Change.objects.all().delete()  # the others tell of dates and numbers
    note(what="own_name_changed", about=cast.learner_a, name="x", **by_hr)
    explain(cast.a, "word")
    return SimpleNamespace(
        activity=lesson.key,
        assignment=asked.key,
        module_statistics=lesson.module.key,
        person=job.pk,
        question_statistics=version.question.key,
        withdraw_question=version.question.key,
        **dict.fromkeys(("changes", "organisation", "roles", "staff", "units"), cast.a.slug),
    )


def say(words: str) -> None:
    """Each row something else, where no two may be the same."""
    for model, fields in WRITTEN.items():
        for row in model.objects.all():
            said = {name: instead(getattr(row, name), f"{words} {row.pk}") for name in fields}
            model.objects.filter(pk=row.pk).update(**said)
    cache.clear()


def instead(value, said: str):
    """Of texts in several languages, or of several parts, each."""
    return {name: instead(one, said) for name, one in value.items()} if isinstance(value, dict) else said


def made(written: SimpleNamespace) -> dict:
    return {(who, name): page for who in PAGES for name, page in pages_of(who, written)}


def pages_of(who: str, written: SimpleNamespace) -> Iterator[tuple[str, Bones]]:
    client = Client()
    client.force_login(User.objects.get(username=who))
    say_why(client)
    for name in PAGES[who].split():
        place = getattr(written, name, None)
        reply = client.get(reverse(name, args=[place] if place else []), follow=True)
        assert reply.status_code == 200, name
        yield name, bones(reply.content.decode())


def test_a_page_of_hostile_words_is_made_of_what_any_other_is(written):
    say(tame(ALL))
    usual = made(written)
    say(ALL)
    for name, page in made(written).items():
        assert page.found == usual[name].found, name
        assert page.led_astray == [], name
