"""Every sentence of the product, in every language. What fails here is mended by `make messages` and translating."""

from importlib import resources

import polib
import pytest
from django.utils.translation import gettext, override, pgettext

from tools import messages
from tools.messages import Sentence

LANGUAGES = list(messages.PLURAL_FORMS)


@pytest.fixture(params=LANGUAGES)
def catalogue(request):
    return polib.pofile(str(messages.catalogue(request.param)))


def translations(entry):
    """Pairs of a sentence and what stands for it."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [(entry.msgid_plural, translation) for translation in entry.msgstr_plural.values()]


def test_catalogue_holds_exactly_the_sentences_of_code_and_templates(catalogue):
    assert {messages.identity(entry) for entry in catalogue} == set(messages.collect())


def test_every_sentence_is_translated(catalogue):
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []


def test_translations_keep_the_placeholders(catalogue):
    """The form for one may leave out its number, where the sentence itself does."""
    wrong = []
    for entry in catalogue.translated_entries():
        for said, translated in translations(entry):
            allowed = {said, entry.msgid} if translated == entry.msgstr_plural.get(0) else {said}
            if placeholders(translated) not in map(placeholders, allowed):
                wrong.append((said, translated))
    assert wrong == []


def placeholders(text):
    return sorted(messages.PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_says_what_its_source_says(language):
    source = messages.catalogue(language)
    compiled = polib.mofile(str(source.with_suffix(".mo")))
    written = polib.pofile(str(source)).translated_entries()
    said = {messages.identity(entry): translations(entry) for entry in written}
    assert {messages.identity(entry): translations(entry) for entry in compiled} == said


def test_borrowed_sentences_are_still_said_by_the_libraries():
    said = set()
    for package in ("allauth", "django.conf", "django.contrib.auth"):
        file = resources.files(package) / "locale/nl/LC_MESSAGES/django.po"
        said |= {messages.identity(entry) for entry in polib.pofile(file.read_text("utf-8"))}
    assert set(messages.BORROWED) - said == set()


def test_our_words_win_over_those_of_the_libraries():
    with override("nl"):
        assert gettext("This field is required.") == "Vul dit in."
        assert pgettext("field label", "Login") == "Gebruikersnaam of e-mail"


def test_english_speaks_for_itself():
    with override("en"):
        assert gettext("I don't know") == "I don't know"


def test_code_is_read_whatever_it_calls_gettext():
    source = """
from django.utils.translation import gettext_lazy as _, ngettext, npgettext as many
_("One" " sentence")
ngettext("%(n)s block", "%(n)s blocks", n)
many("wall", "a", "b", n)
_(variable)
print("not a sentence")
"""
    assert list(messages.in_code(source)) == [
        Sentence("One sentence"),
        Sentence("%(n)s block", "%(n)s blocks"),
        Sentence("a", "b", "wall"),
    ]


def test_templates_are_read_in_every_way_they_translate():
    source = """
{% translate "It's right" as word %}{% translate "To" context "mail" %}{% translate 'say "yes"' %}
{% blocktranslate count n=5 %}{{ n }} block{% plural %}{{ n }} blocks, 100 %{% endblocktranslate %}
{% include "x.html" with title=_("A title") %} not a sentence {# {% translate "nor this" %} #}
"""
    assert list(messages.in_template(source)) == [
        Sentence("It's right"),
        Sentence("To", "", "mail"),
        Sentence('say "yes"'),
        Sentence("%(n)s block", "%(n)s blocks, 100 %%"),
        Sentence("A title"),
    ]
