from django.core.management import get_commands

from tools import demo
from tools.demo import fingerprint


def test_the_demo_is_filled_again_when_its_data_changes_and_not_when_python_compiles(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "ROOT", tmp_path)
    migration = tmp_path / "migrations" / "0001_initial.py"
    migration.parent.mkdir()
    migration.write_text("one")
    before = fingerprint([migration.parent])

    compiled = migration.parent / "__pycache__" / "0001_initial.cpython-311.pyc"
    compiled.parent.mkdir()
    compiled.write_bytes(b"\0")
    assert fingerprint([migration.parent]) == before

    migration.write_text("two")
    assert fingerprint([migration.parent]) != before


def test_every_step_of_the_demo_is_a_command_and_its_files_are_there():
    for step in demo.STEPS:
        command, *words = step.split()
        assert command in get_commands()
        assert all((demo.ROOT / word).exists() for word in words if word.startswith("fixtures/"))
