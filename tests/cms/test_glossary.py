"""Words of the glossary: each organisation keeps its own, and may choose the shared ones."""

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext

from cms import rights
from cms.forms import may_choose
from cms.models import Term
from tests.cast import Cast
from tests.cms.authored import explain

pytestmark = pytest.mark.django_db
LIST, ADD, EDIT = (f"wagtailsnippets_cms_term:{name}" for name in ("list", "add", "edit"))


@pytest.fixture(scope="module")
def written(kept_for_module) -> dict[str, Term]:
    cast = Cast()
    owners = {"own": cast.a, "theirs": cast.b, "shared": cast.shared}
    for organisation in (cast.a, cast.b):
        rights.sync(organisation)
    return {name: explain(owner, f"Woord {name}") for name, owner in owners.items()}


@pytest.fixture
def trainer(written, as_user, cast):
    return as_user(cast.trainer_a)


def form(organisation, word: str) -> dict:
    return {"organisation": organisation.pk, "word": word, "explanation": "Kort en klaar."}


def test_an_author_adds_a_word_and_changes_it(trainer, cast):
    assert trainer.post(reverse(ADD), form(cast.a, "browser")).status_code == 302
    made = Term.objects.get(word="browser")
    assert (made.organisation, made.locale.language_code) == (cast.a, "nl")
    changed = form(cast.a, "browser") | {"explanation": "Een programma voor websites."}
    assert trainer.post(reverse(EDIT, args=[made.pk]), changed).status_code == 302
    assert Term.objects.get(word="browser").explanation == "Een programma voor websites."


def test_a_word_stands_in_a_glossary_once(trainer, cast, written):
    told = trainer.post(reverse(ADD), form(cast.a, "WOORD own")).content.decode()
    assert escape(gettext("This word is in the glossary already. Change that one instead.")) in told
    assert trainer.post(reverse(ADD), form(cast.a, "Woord theirs")).status_code == 302


def test_nobody_writes_in_the_glossary_of_others(trainer, cast, written):
    assert trainer.post(reverse(ADD), form(cast.b, "binnen")).status_code == 200
    assert trainer.post(reverse(ADD), form(cast.shared, "binnen")).status_code == 200
    for term in (written["theirs"], written["shared"]):
        assert trainer.post(reverse(EDIT, args=[term.pk]), form(cast.a, "binnen")).status_code == 403
    assert not Term.objects.filter(word="binnen").exists()


def test_own_and_shared_words_are_shown_and_chosen(trainer, cast, written):
    told = trainer.get(reverse(LIST)).content.decode()
    assert ("Woord own" in told, "Woord shared" in told, "Woord theirs" in told) == (True, True, False)
    assert reverse(EDIT, args=[written["shared"].pk]) not in told
    may = {name: may_choose(cast.trainer_a, Term, str(term.pk)) for name, term in written.items()}
    assert may == {"own": True, "shared": True, "theirs": False}
