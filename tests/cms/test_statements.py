"""Whom a page about privacy names to write to. That the page says how long is in test_views."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, rich_text

from cms import rights
from cms.models import SectionPage, StatementPage
from cms.models.statements import mail_or_web_address
from lms.people.models import Organisation
from tests.cast import Cast

OFFICER = "Watcher of Aalhoek"
PLATFORM = "Watcher of the platform"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture(scope="module")
def written(kept_for_module) -> StatementPage:
    cast = Cast()
    name_officer(cast.shared, PLATFORM, "https://platform.example/privacy")
    return name_officer(cast.a, OFFICER, "dpo@aalhoek.example")


def name_officer(organisation: Organisation, name: str, address: str) -> StatementPage:
    rights.sync(organisation)
    section = SectionPage.objects.get(organisation=organisation, locale=Locale.get_default())
    named = {"officer": name, "officer_address": address}
    page = StatementPage(title="Privacy", slug="privacy", kind="privacy", contact="<p>HR</p>", **named)
    return section.add_child(instance=page)


def told(client) -> str:
    return client.get(reverse("privacy")).content.decode()


@pytest.mark.django_db
def test_people_read_who_watches_over_their_data_in_their_own_organisation(written, as_user, cast):
    page = told(as_user(cast.learner_a))
    assert f'{OFFICER}: <a href="mailto:dpo@aalhoek.example">dpo@aalhoek.example</a>' in page
    assert PLATFORM not in page
    assert f'{PLATFORM}: <a href="https://platform.example/privacy">' in told(Client())


@pytest.mark.django_db
def test_where_none_is_named_nobody_elses_stands_there(written, as_user, cast):
    page = told(as_user(cast.learner_b))
    assert "<p>HR</p>" in page
    assert OFFICER not in page
    assert PLATFORM not in page
    assert "<h3>" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"officer": "", "officer_address": ""}, []),
        ({"officer_address": ""}, ["officer_address"]),
        ({"officer_address": "javascript:alert(1)"}, ["officer_address"]),
        ({"officer": ""}, ["officer"]),
        ({"kind": "accessibility"}, ["officer"]),
    ],
)
def test_an_officer_has_a_name_and_an_address_on_the_page_about_privacy(written, cast, changes, wrong):
    about = {"kind": "privacy", "officer": OFFICER, "officer_address": "https://aalhoek.example/dpo"}
    sent = {"title": "Privacy", "slug": "privacy", "contact": rich_text("<p>HR</p>"), "body": rich_text("")}
    form_class = StatementPage.get_edit_handler().get_form_class()
    form = form_class(
        nested_form_data(sent | about | changes),
        instance=written,
        parent_page=written.get_parent(),
        for_user=cast.trainer_a,
    )
    assert list(form.errors) == wrong


@pytest.mark.parametrize(
    "address", ["dpo@town.be", "https://town.be/dpo", "https://me@town.be/", "HTTP://town.be/"]
)
def test_a_mail_address_or_a_page_is_an_address(address):
    mail_or_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "town",
        "town.be",
        "javascript:alert(1)",
        "javascript://town.be/%0aalert(1)",
        "ftp://town.be/",
        "a b@c.be",
    ],
)
def test_nothing_else_is(address):
    with pytest.raises(ValidationError, match="mail address"):
        mail_or_web_address(address)


def test_what_a_mail_address_holds_adds_nothing_to_the_letter(db):
    page = StatementPage(officer_address="dpo?cc=other@town.be")
    assert page.officer_link == "mailto:dpo%3Fcc%3Dother@town.be"
