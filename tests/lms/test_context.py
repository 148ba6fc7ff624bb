"""The frame of every page, and what holds for all of them: who gets in, and what a page may fetch."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.translation import override

from lms.people.models import User
from tests.factories import a_module, an_activity


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def page(client, name="home", *args) -> str:
    return unescape(client.get(reverse(name, args=args)).content.decode())


def menu(client) -> list[str]:
    nav = re.search(r'<nav class="nav".*?</nav>', page(client), re.DOTALL)[0]
    return re.findall(r'<a href="([^"]+)"', nav)


LEARNER = ["home", "skills", "catalogue"]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("learner_a", []),
        ("coach_a", ["coaching"]),
        ("administrator_a", ["administration"]),
        ("hr_a", ["overview", "administration"]),
        ("manager_a", ["overview"]),
        ("trainer_a", ["wagtailadmin_home"]),
    ],
)
def test_the_menu_holds_what_a_person_may_open(as_user, cast, name, more):
    assert menu(as_user(getattr(cast, name))) == [reverse(one) for one in LEARNER + more]


def test_the_menu_says_which_page_this_is(as_user, cast):
    text = page(as_user(cast.learner_a), "skills")
    assert re.findall(r'href="([^"]+)" aria-current="page"', text) == [reverse("skills")]


def test_the_menu_says_to_which_page_this_one_belongs(as_user, cast):
    text = page(as_user(cast.learner_a), "why", "4.1")
    assert re.findall(r'href="([^"]+)" aria-current="true"', text) == [reverse("skills")]


def test_every_page_is_there_in_four_languages(as_user, cast):
    text = page(as_user(cast.learner_a), "why", "4.1")
    assert re.findall(r'href="([^"]+)" lang="(\w\w)"', text) == [
        (f"/{code}/skills/4.1/", code) for code in ("nl", "fr", "de", "en")
    ]


def test_the_page_has_the_colours_of_the_employer(as_user, cast):
    assert 'href="/theme/aalhoek.css"' in page(as_user(cast.learner_a))


def pages(cast) -> list[str]:
    an_activity(a_module(cast.a))
    return [
        page(cast.client, name, *args)
        for name, args in (("home", ()), ("skills", ()), ("why", ("4.1",)), ("overview", ()))
    ]


def test_no_page_calls_anybody_else(as_user, cast):
    cast.client = as_user(cast.hr_a)
    for text in pages(cast):
        addresses = re.findall(r'(?:src|href|action|srcset|poster|data)="([^"]*)"', text)
        assert [url for url in addresses if not re.match(r"(/(?!/)|#|\?)", url)] == []


def test_no_page_has_inline_scripts_or_styles(as_user, cast):
    cast.client = as_user(cast.hr_a)
    for text in pages(cast):
        assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=|javascript:", text) == []


def test_the_policy_allows_our_own_files_only(as_user, cast):
    policy = as_user(cast.learner_a).get(reverse("home"))["Content-Security-Policy"]
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert allowed["default-src"] == "'self'"
    assert allowed["object-src"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy


# --- signing in -------------------------------------------------------------------------------------------------------


def test_nobody_signs_up(client, db):
    before = User.objects.count()
    form = {"username": "newcomer", "password1": "a-long-password-1", "password2": "a-long-password-1"}
    client.post(reverse("account_signup"), form)
    assert User.objects.count() == before


def test_the_editor_has_no_door_of_its_own(client, db):
    for url in ("/admin/login/", "/admin/password_reset/"):
        door = client.get(url)
        assert (door.status_code, door.url.split("?")[0]) == (302, reverse("account_login"))
    assert client.post("/admin/login/", {"username": "hr_a", "password": "guess"}).status_code == 302
    assert "_auth_user_id" not in client.session


def refusal(client, name) -> str:
    response = client.post(reverse("account_login"), {"login": name, "password": "not-the-password"})
    assert response.status_code == 200
    text = unescape(response.content.decode())
    return re.sub(r'value="[^"]*"', "", text)


def test_a_wrong_password_is_refused_in_the_same_words_for_who_exists_and_who_does_not(client, cast):
    cast.learner_a.set_password("the-right-password")
    assert refusal(client, "learner_a") == refusal(client, "nobody_at_all")


def test_somebody_signs_in_with_user_name_and_password(client, cast):
    user = cast.learner_a
    user.set_password("the-right-password")
    user.save()
    response = client.post(reverse("account_login"), {"login": "learner_a", "password": "the-right-password"})
    assert response.url == reverse("home")


def test_after_many_wrong_passwords_the_door_stays_shut_for_a_while(client, cast):
    user = cast.learner_a
    user.set_password("the-right-password")
    user.save()
    for _again in range(6):
        client.post(reverse("account_login"), {"login": "learner_a", "password": "not-the-password"})
    client.post(reverse("account_login"), {"login": "learner_a", "password": "the-right-password"})
    assert "_auth_user_id" not in client.session
