import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from cms.models import AuthoredQuestion
from courses.models import Question, QuestionVersion

pytestmark = pytest.mark.django_db
ITEMS = Path(__file__).parents[2] / "fixtures/items/5.1"


def run(folder: Path, **options) -> str:
    out = StringIO()
    call_command("import_items", folder, stdout=out, **options)
    return out.getvalue()


def record(id: str) -> Question:
    authored = AuthoredQuestion.objects.get(name=f"item-5-1-{id}", locale__language_code="nl")
    return Question.objects.get(key=authored.translation_key)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def counted(kept_for_module) -> str:
    """Said when the items were loaded, for all tests below."""
    with translation.override("en"):
        return run(ITEMS)


@pytest.fixture
def folder(counted, cast, tmp_path):
    """A copy of what is loaded, as 5.1 in a folder of items."""
    shutil.copytree(ITEMS, tmp_path / "5.1")
    return tmp_path


def change(folder: Path, old: str, new: str, file: str = "nl.md") -> None:
    path = folder / "5.1" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_items_are_published_in_the_shared_bank_and_the_second_time_nothing_changes(counted, cast, folder):
    assert "12 added" in counted
    found = Question.objects.filter(in_check_up=True, organisation=cast.shared)
    assert sorted(question.current.level for question in found) == [1, 2, 3, 4, 5, 6]
    assert all(set(question.current.texts) == {"nl", "en"} for question in found)
    assert {question.current.difficulty_error for question in found} == {1.0}
    assert AuthoredQuestion.objects.filter(name="item-5-1-zwart-scherm", live=True).count() == 2
    assert "nothing changed, 12 already right" in run(folder)


def test_only_the_item_that_differs_is_written(folder):
    change(folder, "text: The exact words of the message", "text: The words of the message", "en.md")
    assert "1 changed, 11 already right" in run(folder)
    current = record("bericht-aan-de-helpdesk").current
    assert (current.number, current.edition) == (3, 1)  # the source, its translation, other words in that


def test_a_changed_key_is_another_item_and_the_translation_comes_along(folder):
    change(folder, "    right: true\n", "")
    change(folder, "een nieuw scherm.\n", "een nieuw scherm.\n    right: true\n")
    assert "changed" in run(folder)
    current = record("zwart-scherm").current
    assert current.edition == 2
    assert [option["right"] for option in current.body["options"]] == [False, True, False, False]
    assert set(current.texts) == {"nl", "en"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("level: 2", "level: 9", r"5\.1/nl\.md, line 40, level: This must be a whole number from 1 to 8\."),
        ("type: sorting", "type: crossword", r"5\.1/nl\.md: waar-zit-de-storing: .*crossword"),
        (
            "# Niveau 2",
            "Iets anders.",
            r"5\.1/nl\.md, line 34: Between the questions only a heading may stand\.",
        ),
    ],
)
def test_with_one_slip_nothing_is_loaded_and_it_says_where(folder, old, new, said):
    before = QuestionVersion.objects.count()
    shutil.copytree(folder / "5.1", folder / "1.1")
    change(folder, old, new)
    for file in ("nl.md", "en.md"):
        path = folder / "1.1" / file
        path.write_text(path.read_text().replace('"5.1"', '"1.1"'))
    with pytest.raises(CommandError, match=said):
        run(folder)
    assert QuestionVersion.objects.count() == before


def test_a_competence_that_the_framework_does_not_have_is_refused(folder):
    for file in ("nl.md", "en.md"):
        path = folder / "5.1" / file
        path.write_text(path.read_text().replace('"5.1"', '"5.9"'))
    with pytest.raises(
        CommandError, match=r"5\.9/nl\.md: zwart-scherm: the framework has no competence 5\.9"
    ):
        run(folder)


def test_an_organisation_may_have_items_of_its_own(cast, folder):
    run(folder, organisation=cast.a.slug)
    assert Question.objects.filter(organisation=cast.a, in_check_up=True).count() == 6
    assert Question.objects.filter(organisation=cast.shared, in_check_up=True).count() == 6


def test_an_unknown_owner_or_an_empty_folder_is_refused(folder, tmp_path):
    with pytest.raises(CommandError, match="There is no organisation"):
        run(folder, organisation="nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError, match="holds no items"):
        run(tmp_path / "empty")
