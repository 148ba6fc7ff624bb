"""A password that is made of words that everybody here would try first is refused."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.people.models import Organisation, User

# Of this product and its place: SECURITY.md has the same list.
WORDS = (
    "bouwsteen",
    "gemeente",
    "stad",
    "ocmw",
    "district",
    "welkom",
    "wachtwoord",
    "paswoord",
    "password",
    "passwort",
    "motdepasse",
    "geheim",
    "azerty",
    "qwerty",
    "vlaanderen",
    "leren",
    "digitaal",
)
LEFT = 5  # letters that have to be there besides those words


class OwnWordsValidator:
    """The words of this product, and those in the names of the person and of where she works."""

    def validate(self, password: str, user: User | None = None) -> None:
        letters = left = bare(password)
        for word in sorted({*WORDS, *words_about(user)}, key=len, reverse=True):
            left = left.replace(word, "")
        if left != letters and len(set(left)) < LEFT:
            raise ValidationError(
                _(
                    "This password is easy to guess: it is made of the name of your organisation, of this website or"
                    " of words that many people use. Put a few other words in it."
                ),
                code="password_own_words",
            )

    def get_help_text(self) -> str:
        return _("Use other words than the name of your organisation or of this website.")


def words_about(user: User | None) -> set[str]:
    if user is None or user.pk is None:
        return set()
    names = Organisation.objects.filter(employments__user=user).values_list("name", flat=True)
    said = " ".join([user.name, user.username or "", *names])
    return {word for word in map(bare, said.split()) if len(word) > 2}


def bare(text: str) -> str:
    """Only its letters, small and without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(re.findall(r"[^\W\d_]", plain))
