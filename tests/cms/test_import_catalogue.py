import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cms.models import Attachment, LessonPage, ModulePage, Term
from courses.models import Module
from tests.lms.test_safe_recordings import RIGHT

pytestmark = pytest.mark.django_db
ONE = Path(__file__).parents[1] / "files/catalogue/fotos-van-de-werf"


def run(folder: Path, **options) -> str:
    out = StringIO()
    call_command("import_catalogue", folder, stdout=out, **options)
    return out.getvalue()


def test_a_module_is_loaded_and_the_second_time_nothing_changes(cast):
    assert "added" in run(ONE)
    assert set(Module.objects.get(organisation=cast.shared).languages) == {"nl", "en"}
    assert "nothing changed" in run(ONE)


def spoil(folder: Path, kind: str) -> None:
    """Put a copy of the module there whose first ordering question has another type."""
    shutil.copytree(ONE, folder)
    file = folder / "nl.md"
    file.write_text(file.read_text().replace("type: ordering", f"type: {kind}"))


def test_with_one_bad_file_nothing_is_loaded_and_it_says_where(cast, tmp_path):
    shutil.copytree(ONE, tmp_path / "good")
    spoil(tmp_path / "wrong", "'not a type'")
    with pytest.raises(CommandError, match=r"wrong/nl\.md, line \d+, type: "):
        run(tmp_path)
    assert not ModulePage.objects.exists()


def test_what_only_the_platform_can_know_is_refused_with_the_file(cast, tmp_path):
    spoil(tmp_path / "one", "crossword")
    with pytest.raises(CommandError, match=r"fotos-van-de-werf/nl\.md: .*crossword"):
        run(tmp_path)
    assert not ModulePage.objects.exists()


@pytest.mark.parametrize("options", [{"organisation": "nowhere"}, {"user": "nobody"}])
def test_an_unknown_owner_or_author_is_refused(cast, options):
    with pytest.raises(CommandError, match="There is no"):
        run(ONE, **options)


def test_an_empty_folder_is_refused(cast, tmp_path):
    with pytest.raises(CommandError, match="holds no modules"):
        run(tmp_path)


def test_blocks_with_parts_come_with_their_files_and_words_in_every_language(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    shutil.copytree(ONE, tmp_path / "one")
    (tmp_path / "one/a.mp3").write_bytes(RIGHT["mp3"])
    for language, word in (("nl", "wolk"), ("en", "cloud")):
        put_in_first_lesson(tmp_path / f"one/{language}.md", BLOCKS.format(word=word))
    assert "added" in run(tmp_path / "one")
    assert "nothing changed" in run(tmp_path / "one")

    terms = {term.locale.language_code: term for term in Term.objects.select_related("locale")}
    assert {language: term.word for language, term in terms.items()} == {"nl": "wolk", "en": "cloud"}
    assert terms["nl"].translation_key == terms["en"].translation_key
    lesson = LessonPage.objects.filter(locale__language_code="en").order_by("path").first()
    blocks = {block.block_type: block.value for block in lesson.body}
    assert list(blocks["words"]["items"]) == [terms["en"]]
    assert blocks["recording"]["file"] == Attachment.objects.get()
    assert [step["text"].source for step in blocks["steps"]["items"]] == ["<p>One.</p>", "<p>Two.</p>"]


BLOCKS = """
```steps
items:
  - text: One.
  - text: Two.
```

```recording
title: A message
file: a.mp3
transcript: Hello.
```

```words
items:
  - {{id: cloud, text: {word}, explanation: Where your files are.}}
```
"""


def put_in_first_lesson(file: Path, blocks: str) -> None:
    heading, rest = file.read_text().split("\n# ", 1)
    first, after = rest.split("\n", 1)
    file.write_text(f"{heading}\n# {first}\n{blocks}{after}")


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ("```steps\nitems:\n  - text: One.\n```\n", "steps: items: "),
        ("```comparison\nleft: {title: x, text: x}\n```\n", "comparison: right: "),
        ("```cards\nitems: x\n```\n", "cards: items: "),
        ("```recording\ntitle: x\nfile: a.mp3\n```\n", "a.mp3"),
        ("```recording\ntitle: x\nfile: ../a.mp3\n```\n", "a.mp3"),
        ("Kijk [hier](https://a.example).\n", "hier"),
        ("```steps\nitems:\n", "nl.md, line"),
    ],
)
def test_a_block_that_is_wrong_is_refused_with_a_sentence(cast, tmp_path, blocks, said):
    shutil.copytree(ONE, tmp_path / "one")
    put_in_first_lesson(tmp_path / "one/nl.md", blocks)
    with pytest.raises(CommandError, match=said):
        run(tmp_path)
    assert not ModulePage.objects.exists()
