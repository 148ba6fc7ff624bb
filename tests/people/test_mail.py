import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from tests.accounts.conftest import PASSWORD


@pytest.fixture
def letters(client, cast):
    """What somebody gets who forgot her password, and who gives another address, in a language."""

    def send(language: str) -> list[mail.EmailMultiAlternatives]:
        mail.outbox.clear()
        person = cast.learner_a
        person.email, person.name = "learner@aalhoek.example", "Zoë <b> O'Neill"
        person.save()
        with override(language):
            client.post(reverse("account_reset_password"), {"email": person.email})
            person.set_password(PASSWORD)
            person.save()
            client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})
            client.post(reverse("account_email"), {"action_add": "", "email": "new@aalhoek.example"})
        return mail.outbox

    return send


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_every_mail_is_ours_in_words_and_in_looks(letters, language):
    for letter in letters(language):
        html, _type = letter.alternatives[0]
        for text in (letter.body, html):
            assert "Bouwsteen" in text
            assert "example.com" not in text
            assert f"http://testserver/{language}/account/" in text
        assert f'lang="{language}"' in html
        assert letter.subject.startswith("Bouwsteen: ")
    assert len(mail.outbox) == 2


def test_a_name_is_text_in_a_mail(letters):
    letter = letters("nl")[0]
    html, _type = letter.alternatives[0]
    assert "Zoë <b>" not in html
    assert "Zoë" in letter.body


def test_the_button_and_the_line_below_it_lead_to_one_place(letters):
    for letter in letters("nl"):
        html, _type = letter.alternatives[0]
        first, second = re.findall(r'href="(.*?)"', html)
        assert first == second
        assert first in letter.body
