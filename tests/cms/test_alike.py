"""What is much like a question: of its organisation and of the shared catalogue, and of nobody else."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from cms import rights
from cms.alike import is_new, like, text_of, warn
from tests.cast import NEIGHBOUR, Cast
from tests.cms.authored import question, write_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def written(kept_for_module):
    """The same question three times: the own one, the neighbours' and the shared one."""
    cast = Cast()
    for organisation in (cast.a, cast.b, cast.shared):
        write_lesson(organisation, mark=f" {NEIGHBOUR}" if organisation == cast.b else "")
    rights.sync(cast.a)
    return cast


def test_what_is_compared_is_what_somebody_reads_before_she_answers(written):
    said = " ".join(text_of(question(written.a)).split())
    assert said == "Nederlands which? Nederlands good Nederlands bad"


def test_the_shared_one_is_found_and_the_neighbours_never(written, cast, as_user):
    ((found, share),) = like(question(written.a), cast.trainer_a)
    assert (found.organisation, share) == (cast.shared, 1)
    page = as_user(cast.trainer_a).get(reverse("alike_questions", args=[question(written.a).translation_key]))
    said = page.content.decode()
    assert reverse("wagtailsnippets_cms_authoredquestion:inspect", args=[found.pk]) in said
    assert NEIGHBOUR not in said


@pytest.mark.parametrize(("accept", "told"), [("text/html", 1), ("application/json", 0)])
def test_who_saves_a_new_one_is_told_but_not_while_the_editor_saves_by_itself(written, cast, accept, told):
    asked = question(written.a)
    asked.first_published_at = None
    request = RequestFactory(headers={"accept": accept}).post("/")
    request.user, request._messages = cast.trainer_a, Kept()
    warn(request, asked)
    assert len(request._messages.said) == told
    assert is_new(asked)


class Kept:
    def __init__(self) -> None:
        self.said = []

    def add(self, level, message, extra_tags="") -> None:
        self.said.append(message)
