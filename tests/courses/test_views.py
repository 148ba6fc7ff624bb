import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses.assigning import assign, end
from courses.meant import Target
from courses.models import Activity, Answer, Assignment, Attempt, Completion
from lms.people.access import Role
from lms.people.models import Employment, Unit
from skills.models import ProfileAssignment
from tests.factories import SINGLE_CHOICE, a_module, a_question, an_activity
from tests.shown import show_often


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def learner(as_user, cast):
    return as_user(cast.learner_a)


@pytest.fixture
def lesson(cast):
    return an_activity(a_module(cast.a))


@pytest.fixture
def exam(cast):
    return an_activity(a_module(cast.a), kind=Activity.Kind.TEST, questions=2)


def text_of(response) -> str:
    return unescape(response.content.decode())


def question_of(activity, place=0):
    return activity.placements.all()[place].question.current


def answer_url(activity, version) -> str:
    return reverse("answer", args=[activity.key, version.question.key])


def started(client, activity) -> Attempt:
    client.post(reverse("start_test", args=[activity.key]))
    return Attempt.objects.get(activity=activity)


def queries_of(client, url) -> int:
    client.get(url)  # the session and what Wagtail keeps are in the cache from here on
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


# --- the start page ---------------------------------------------------------------------------------------------------


def test_who_is_not_signed_in_is_asked_to(client, db):
    for name, args in (("home", []), ("skills", []), ("overview", []), ("attempt", [uuid.uuid4()])):
        url = reverse(name, args=args)
        assert client.get(url).url == f"{reverse('account_login')}?next={url}"


def test_the_start_page_offers_what_helps_the_job(learner, cast):
    module = a_module(cast.a, title="Messages")
    an_activity(module)
    page = text_of(learner.get(reverse("home")))
    assert "Messages" in page
    assert reverse("activity", args=[module.key]) in page
    assert reverse("skills") in page


def test_the_start_page_never_shows_modules_of_another_organisation(learner, cast):
    a_module(cast.b, title="Zwaluwhoek only")
    assert "Zwaluwhoek" not in text_of(learner.get(reverse("home")))


def test_what_was_begun_is_offered_first(learner, cast, lesson):
    other = a_module(cast.a, title="Begun")
    place, _next = (an_activity(other, position=number) for number in range(2))
    learner.post(reverse("done", args=[place.key]))
    assert "1 of 2 steps is done" in text_of(learner.get(reverse("home")))


def test_without_a_profile_the_start_page_still_works(learner, cast, lesson):
    ProfileAssignment.objects.filter(employment__user=cast.learner_a).delete()
    assert queries_of(learner, reverse("home")) <= 9
    assert "no profile yet" in text_of(learner.get(reverse("skills")))


def test_without_a_job_the_start_page_still_works(learner, cast, lesson):
    Employment.objects.filter(user=cast.learner_a).update(ends=timezone.localdate() - timedelta(days=1))
    assert queries_of(learner, reverse("home")) <= 8
    assert learner.get(reverse("skills")).status_code == 200
    assert learner.post(reverse("done", args=[lesson.key])).status_code == 404


def test_the_start_page_takes_as_many_queries_with_one_module_as_with_three(learner, cast):
    an_activity(a_module(cast.a))
    one = queries_of(learner, reverse("home"))
    for number in range(2):
        an_activity(a_module(cast.a, title=f"{number}", code="1.3"))
    show_often(cast.learner_a, cast.a)
    assert queries_of(learner, reverse("home")) == one
    assert one <= 8


# --- what HR or a manager asks ----------------------------------------------------------------------------------------


def asked(cast, module=None, *, days=14, note="", unit="Green", **more):
    today = timezone.localdate()
    made = assign(
        organisation=cast.a,
        module=module,
        targets=[Target(unit=Unit.objects.get(organisation=cast.a, name=unit).pk)],
        due_on=today,
        note=note,
        role=Role.HR,
        now=timezone.now(),
        today=today,
        acting_user=cast.hr_a,
        **more,
    )
    Assignment.objects.filter(pk=made.pk).update(due_on=today + timedelta(days=days))
    return made


def ahead(cast, *titles: str) -> list:
    modules = [a_module(cast.a, title=title) for title in titles]
    for module in modules:
        an_activity(module)
    return modules


def test_what_is_asked_comes_first_on_the_start_page_and_says_by_whom(learner, cast):
    mail, tables, begun = ahead(cast, "Mail", "Tables", "Begun")
    learner.post(reverse("done", args=[begun.activities.get().key]))
    asked(cast, tables, days=20)
    asked(cast, mail, days=10, note="Before we move")
    response = learner.get(reverse("home"))
    page, day = text_of(response), timezone.localdate() + timedelta(days=10)
    assert response.context["module"] == mail
    assert [wish.title for wish in response.context["wishes"]] == ["Mail", "Tables"]
    assert f"Do this by {day:%A} {day.day} {day:%B}." in page
    assert "Asked by Hr_A, HR." in page
    assert "<q>Before we move</q>" in page
    assert page.index("Mail</h2>") < page.index("This is asked of you too") < page.index("Tables</a>")
    assert "That day is over" not in page


def test_when_the_day_is_over_the_words_stay_calm(learner, cast):
    asked(cast, *ahead(cast, "Mail"), days=-3)
    assert "That day is over. You can still do it." in text_of(learner.get(reverse("home")))


def test_when_the_day_is_near_it_says_how_many_are_left(learner, cast):
    asked(cast, *ahead(cast, "Mail"), days=3)
    assert "3 days left." in text_of(learner.get(reverse("home")))


def test_what_is_asked_is_gone_when_it_is_done_or_ended(learner, cast):
    mail, tables = ahead(cast, "Mail", "Tables")
    asked(cast, mail)
    made = asked(cast, tables, days=20)
    learner.post(reverse("done", args=[mail.activities.get().key]))
    assert [wish.title for wish in learner.get(reverse("home")).context["wishes"]] == ["Tables"]
    end(assignment=made, now=timezone.now(), acting_user=cast.hr_a)
    assert "Asked by" not in text_of(learner.get(reverse("home")))


def test_what_is_asked_of_another_unit_is_not_on_her_start_page(learner, cast):
    asked(cast, *ahead(cast, "Mail"), unit="Office")
    assert learner.get(reverse("home")).context["wishes"] == []


def test_a_check_up_that_is_asked_comes_first_when_it_can_be_done(learner, cast):
    asked(cast, check_up="profile")
    assert learner.get(reverse("home")).context["wishes"] == []  # there are no questions for it
    a_question(cast.a, in_check_up=True)
    page = text_of(learner.get(reverse("home")))
    assert "The check-up for your job</h2>" in page
    assert f'href="{reverse("check_up")}"' in page


def test_the_start_page_takes_as_many_queries_with_nothing_asked_as_with_three(learner, cast):
    modules = ahead(cast, "Mail", "Tables", "Words")
    none = queries_of(learner, reverse("home"))
    for number, module in enumerate(modules):
        asked(cast, module, days=number)
        assert queries_of(learner, reverse("home")) == none
    asked(cast, check_up="look")
    assert queries_of(learner, reverse("home")) == none <= 8


# --- try-outs in a lesson ---------------------------------------------------------------------------------------------


def test_an_answer_is_stored_and_leads_back_to_the_lesson(learner, cast, lesson):
    version = question_of(lesson)
    done = learner.post(answer_url(lesson, version), {"version": version.pk, "turn": 1, "choice": "a"})
    assert (done.status_code, done.url) == (
        302,
        f"{reverse('activity', args=[lesson.key])}#q-{version.question.key}",
    )
    answer = Answer.objects.get()
    assert (answer.right, answer.language, answer.attempt.user) == (True, "en", cast.learner_a)


def test_sending_the_same_form_twice_stores_one_answer(learner, lesson):
    version = question_of(lesson)
    for choice in "ab":
        sent = learner.post(answer_url(lesson, version), {"version": version.pk, "turn": 1, "choice": choice})
        assert sent.status_code == 302
    assert Answer.objects.get().response == {"choice": "a"}


def test_a_missing_answer_is_asked_for_and_nothing_is_stored(learner, lesson):
    version = question_of(lesson)
    asked = learner.post(answer_url(lesson, version), {"version": version.pk, "turn": 1})
    assert asked.status_code == 422
    assert "Choose an answer first." in text_of(asked)
    assert "<h1>Try it yourself</h1>" in text_of(asked)
    assert not Answer.objects.exists()
    assert not Attempt.objects.exists()


MATCHING = {
    "prompt": "What goes with what?",
    "pairs": [{"item": "Read", "match": "Look"}, {"item": "Write", "match": "Change"}],
    "why": "So it goes.",
}


def test_what_was_filled_in_stays_when_something_is_missing(learner, cast):
    version = a_question(cast.a, plain=MATCHING, type="matching")
    lesson = place_in(a_module(cast.a), version)
    form = {"version": version.pk, "turn": 1}
    page = text_of(learner.post(answer_url(lesson, version), form))
    line = re.search(r'name="(match\.[^"]+)"', page)[1]
    match = re.search(r'<option value="([^"]+)"', page)[1]
    asked = learner.post(answer_url(lesson, version), {**form, line: match})
    assert asked.status_code == 422
    assert re.findall(r'<option value="([^"]+)" selected', text_of(asked)) == [match]


def test_the_hint_comes_when_it_is_asked_for_and_the_answer_says_so(learner, cast):
    version = a_question(cast.a, plain=SINGLE_CHOICE | {"hint": "Look twice."})
    lesson = place_in(a_module(cast.a), version)
    form = {"version": version.pk, "turn": 1}
    assert "Look twice." not in text_of(learner.post(answer_url(lesson, version), form))

    shown = learner.post(answer_url(lesson, version), {**form, "choice": "c", "hint": "ask"})
    assert shown.status_code == 200
    assert "Look twice." in text_of(shown)
    assert re.findall(r'value="(\w+)" checked', text_of(shown)) == ["c"]
    assert not Answer.objects.exists()

    used = re.search(r'<input type="hidden" name="hint" value="(\w+)"', text_of(shown))[1]
    learner.post(answer_url(lesson, version), {**form, "choice": "a", "hint": used})
    assert Answer.objects.get().response == {"choice": "a", "hint": True}


def test_a_hint_that_was_shown_stays_after_a_reload_and_the_answer_says_so_whatever_the_browser_sends(
    learner, cast
):
    version = a_question(cast.a, plain=SINGLE_CHOICE | {"hint": "Look twice."})
    exam = place_in(a_module(cast.a), version, kind=Activity.Kind.TEST)
    page = learner.post(reverse("start_test", args=[exam.key])).url
    assert "Look twice." not in text_of(learner.get(page))

    assert "Look twice." in text_of(learner.post(page, {"place": 1, "hint": "ask"}))
    assert "Look twice." in text_of(learner.get(page))
    learner.post(page, {"place": 1, "choice": "a"})
    stored = Answer.objects.get()
    assert (stored.response, stored.right) == ({"choice": "a", "hint": True}, True)


VARIED = {
    "prompt": "{who:An|Bo} has {n:3-9} trees. How many for two?",
    "formula": "2 * n",
    "why": "{n} and {n}.",
}


@pytest.mark.parametrize("kind", [Activity.Kind.TEST, Activity.Kind.LESSON])
def test_everybody_is_marked_by_the_numbers_that_she_got(learner, cast, kind):
    version = a_question(cast.a, plain=VARIED, type="number")
    place = place_in(a_module(cast.a), version, kind=kind)
    form = {"place": 1, "version": version.pk, "turn": 1}
    is_test = kind == Activity.Kind.TEST
    page = (
        learner.post(reverse("start_test", args=[place.key])).url if is_test else answer_url(place, version)
    )
    seen = re.search(r"(An|Bo) has (\d) trees", text_of(learner.post(page, form)))
    assert seen[0] in text_of(learner.post(page, form))
    learner.post(page, {**form, "answer": str(2 * int(seen[2]))})
    stored = Answer.objects.get()
    assert (stored.right, stored.response["variant"]) == (True, {"n": int(seen[2]), "who": seen[1]})


def test_enter_in_a_box_never_asks_for_the_hint(learner, cast):
    """A browser presses the first button of the form."""
    plain = {"prompt": "How many?", "answer": 3, "why": "So.", "hint": "Count."}
    version = a_question(cast.a, plain=plain, type="number")
    lesson = place_in(a_module(cast.a), version)
    page = text_of(learner.post(answer_url(lesson, version), {"version": version.pk, "turn": 1}))
    buttons = re.findall(r'<button[^>]* type="submit"([^>]*)>', page[page.index("/answer/") :])
    assert ["hint" in button for button in buttons[:2]] == [False, True]


def place_in(module, *versions, kind=Activity.Kind.LESSON) -> Activity:
    activity = an_activity(module, kind=kind, questions=0)
    for position, version in enumerate(versions):
        activity.placements.create(question=version.question, position=position)
    return activity


HOSTILE = [
    {"version": "abc"},
    {"version": "9" * 30},
    {"version": "-1"},
    {"version": "٣"},
    {"turn": "-1"},
    {"turn": "9" * 5000},
    {"turn": ""},
    {"choice": "x" * 10_000},
    {"choice": "a\x00"},
    {"choice": "nobody"},
    {"choice": ["a", "b"]},
]


@pytest.mark.parametrize("change", HOSTILE, ids=[f"{str(change)[:30]!r}" for change in HOSTILE])
def test_input_that_our_form_cannot_send_is_refused(learner, lesson, change):
    version = question_of(lesson)
    sent = learner.post(
        answer_url(lesson, version), {"version": version.pk, "turn": 1, "choice": "a", **change}
    )
    assert sent.status_code == 400
    assert not Answer.objects.exists()


def test_a_turn_that_cannot_be_yet_leads_back_with_a_sentence(learner, lesson):
    version = question_of(lesson)
    sent = learner.post(
        answer_url(lesson, version), {"version": version.pk, "turn": 999_999_999, "choice": "a"}
    )
    assert sent.status_code == 302
    assert not Answer.objects.exists()


def test_a_version_that_does_not_exist_is_not_found(learner, lesson):
    version = question_of(lesson)
    sent = learner.post(answer_url(lesson, version), {"version": 999_999_999, "turn": 1, "choice": "a"})
    assert sent.status_code == 404


def test_the_lesson_of_another_organisation_is_not_found(learner, cast):
    theirs = an_activity(a_module(cast.b))
    version = question_of(theirs)
    sent = learner.post(answer_url(theirs, version), {"version": version.pk, "turn": 1, "choice": "a"})
    assert sent.status_code == learner.post(reverse("done", args=[theirs.key])).status_code == 404


def test_a_test_question_is_not_answered_as_a_try_out(learner, exam):
    version = question_of(exam)
    sent = learner.post(answer_url(exam, version), {"version": version.pk, "turn": 1, "choice": "a"})
    assert sent.status_code == learner.post(reverse("done", args=[exam.key])).status_code == 404


def test_what_changes_something_takes_no_get(learner, lesson, exam):
    version = question_of(lesson)
    addresses = [
        answer_url(lesson, version),
        reverse("done", args=[lesson.key]),
        reverse("start_test", args=[exam.key]),
    ]
    assert [learner.get(url).status_code for url in addresses] == [405, 405, 405]


def test_a_finished_lesson_leads_to_the_next_step_and_the_last_one_to_the_module(learner, lesson):
    task = an_activity(lesson.module, kind=Activity.Kind.TASK, questions=0, position=1)
    assert learner.post(reverse("done", args=[lesson.key])).url == reverse("activity", args=[task.key])
    assert learner.post(reverse("done", args=[task.key])).url == reverse("activity", args=[lesson.module.key])
    assert Completion.objects.count() == 2


# --- tests ------------------------------------------------------------------------------------------------------------


def test_a_test_goes_question_by_question_to_its_result(learner, exam):
    attempt = started(learner, exam)
    page = reverse("attempt", args=[attempt.key])
    assert "question 1 of 2" in text_of(learner.get(page))
    assert learner.post(page, {"place": 1, "choice": "a"}).url == f"{page}?after=1"
    assert "Indeed." in text_of(learner.get(f"{page}?after=1"))
    assert "question 2 of 2" in text_of(learner.get(page))
    learner.post(page, {"place": 2, "choice": "b"})
    assert learner.get(page).url == reverse("result", args=[attempt.key])
    result = text_of(learner.get(reverse("result", args=[attempt.key])))
    assert "You had 1 of the 2 questions right." in result
    assert f"{page}?after=2" in result
    assert f"{page}?after=1" not in result
    attempt.refresh_from_db()
    assert attempt.finished_at


def test_the_result_of_an_open_test_leads_to_its_next_question(learner, exam):
    attempt = started(learner, exam)
    assert learner.get(reverse("result", args=[attempt.key])).url == reverse("attempt", args=[attempt.key])


def test_the_key_is_not_in_the_page_before_the_answer(learner, exam):
    attempt = started(learner, exam)
    page = reverse("attempt", args=[attempt.key])
    learner.post(page, {"place": 1, "choice": "b"})
    secrets = [SINGLE_CHOICE["why"], *{option["feedback"] for option in SINGLE_CHOICE["options"]}]
    unanswered = [learner.get(page), learner.get(f"{page}?after=2"), learner.post(page, {"place": 2})]
    for response in unanswered:
        assert "question 2 of 2" in text_of(response)
        assert [secret for secret in [*secrets, "is-right"] if secret in text_of(response)] == []
    assert SINGLE_CHOICE["why"] in text_of(learner.get(f"{page}?after=1"))


def test_a_missing_test_answer_is_asked_for(learner, exam):
    attempt = started(learner, exam)
    asked = learner.post(reverse("attempt", args=[attempt.key]), {"place": 1})
    assert asked.status_code == 422
    assert "Choose an answer first." in text_of(asked)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"place": "abc"}, 400),
        ({"place": "0"}, 404),
        ({"place": "3"}, 404),
        ({"place": "9" * 5000}, 400),
        ({"choice": "\x00"}, 400),
    ],
    ids=str,
)
def test_a_test_refuses_what_its_form_cannot_send(learner, exam, change, status):
    attempt = started(learner, exam)
    sent = learner.post(reverse("attempt", args=[attempt.key]), {"place": 1, "choice": "a", **change})
    assert sent.status_code == status
    assert not Answer.objects.exists()


@pytest.mark.parametrize("after", ["abc", "-1", "0", "3", "9" * 5000, "²", "\x00"])
def test_a_strange_address_shows_the_question_that_waits(learner, exam, after):
    attempt = started(learner, exam)
    page = learner.get(reverse("attempt", args=[attempt.key]), {"after": after})
    assert "question 1 of 2" in text_of(page)


def test_the_attempt_of_somebody_else_is_not_found(learner, client, cast, exam):
    attempt = started(learner, exam)
    client.force_login(cast.learner2_a)
    for name in ("attempt", "result"):
        assert client.get(reverse(name, args=[attempt.key])).status_code == 404
    assert client.post(reverse("attempt", args=[attempt.key]), {"place": 1, "choice": "a"}).status_code == 404


def test_a_test_of_another_organisation_does_not_start(learner, cast):
    theirs = an_activity(a_module(cast.b), kind=Activity.Kind.TEST)
    assert learner.post(reverse("start_test", args=[theirs.key])).status_code == 404
    assert not Attempt.objects.exists()


def test_a_lesson_does_not_start_as_a_test(learner, lesson):
    assert learner.post(reverse("start_test", args=[lesson.key])).status_code == 404


def test_too_soon_leads_back_to_the_page_of_the_test(learner, exam):
    finish(learner, exam)
    again = learner.post(reverse("start_test", args=[exam.key]))
    assert again.url == reverse("activity", args=[exam.key])
    assert Attempt.objects.count() == 1


def finish(client, exam) -> Attempt:
    attempt = started(client, exam)
    for place in range(1, len(attempt.plan) + 1):
        client.post(reverse("attempt", args=[attempt.key]), {"place": place, "choice": "a"})
    return attempt


def test_an_answer_that_was_given_before_is_shown_again(learner, exam):
    attempt = started(learner, exam)
    page = reverse("attempt", args=[attempt.key])
    for choice in "ba":
        assert learner.post(page, {"place": 1, "choice": choice}).url == f"{page}?after=1"
    assert Answer.objects.get().response == {"choice": "b"}


@pytest.mark.parametrize("has_profile", [True, False])
def test_the_result_shows_what_moved(learner, cast, exam, has_profile):
    if not has_profile:
        ProfileAssignment.objects.filter(employment__user=cast.learner_a).delete()
    attempt = finish(learner, exam)
    page = text_of(learner.get(reverse("result", args=[attempt.key])))
    assert "You reached the goal" in page
    assert reverse("why", args=["4.1"]) in page
    assert ("This changed" if has_profile else "This is what we know now") in page
    assert (
        "You very likely know enough for your job now." if has_profile else "We know a little more"
    ) in page


def test_the_result_of_one_question_speaks_of_one_question(learner, cast):
    exam = an_activity(a_module(cast.a), kind=Activity.Kind.TEST, questions=1)
    page = text_of(learner.get(reverse("result", args=[finish(learner, exam).key])))
    assert "There was 1 question. You had 1 right." in page


def test_the_result_stays_readable_after_leaving(learner, cast, exam):
    attempt = finish(learner, exam)
    Employment.objects.filter(user=cast.learner_a).update(ends=timezone.localdate() - timedelta(days=1))
    assert learner.get(reverse("result", args=[attempt.key])).status_code == 200


def test_a_test_takes_as_many_queries_with_one_question_as_with_three(learner, cast):
    counts = {}
    for questions in (1, 3):
        exam = an_activity(a_module(cast.a), kind=Activity.Kind.TEST, questions=questions)
        attempt = started(learner, exam)
        counts[questions] = queries_of(learner, reverse("attempt", args=[attempt.key]))
    assert counts[1] == counts[3] <= 8


def test_the_result_takes_as_many_queries_with_one_question_as_with_three(learner, cast):
    counts = []
    for questions in (1, 3):
        attempt = finish(learner, an_activity(a_module(cast.a), kind=Activity.Kind.TEST, questions=questions))
        counts.append(queries_of(learner, reverse("result", args=[attempt.key])))
    assert counts[0] == counts[1]
