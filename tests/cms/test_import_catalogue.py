import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cms.models import ModulePage
from courses.models import Module

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
