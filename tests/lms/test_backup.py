"""The drill, in a process of its own: a backup, changes, an erasure, and the backup is put back."""

import os
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from lms import backup
from lms.backup import CannotGoOn

ROOT = Path(__file__).parents[2]
DRILL = """
import os, sys, django
from pathlib import Path
django.setup()
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from lms.erasing import erase
from lms.people.actions import create_organisation, system_user
from lms.people.models import Erasure, Organisation, User
folder = Path(sys.argv[1])
media = Path(settings.MEDIA_ROOT)
media.mkdir(parents=True)
(media / "photo.txt").write_text("as it was")
call_command("backup", folder / "kept.tar.gz")
person = User.objects.get(username="learner_a")
organisation = Organisation.objects.get(name="Gemeente Aalhoek")
erase(person=person, organisation=organisation, now=timezone.now(), acting_user=system_user())
create_organisation(name="Later", acting_user=system_user())
(media / "photo.txt").write_text("changed")
(media / "later.txt").write_text("later")
try:
    call_command("restore", folder / "kept.tar.gz")
except CommandError as refused:
    print(refused)
call_command("restore", folder / "kept.tar.gz", "--replace")
print("learner2 is here:", User.objects.filter(username="learner2_a").exists())
print("the erased is here:", User.objects.filter(username="learner_a").exists())
print("the ledger knows:", Erasure.objects.count())
print("later is here:", Organisation.objects.filter(name="Later").exists())
print("files:", sorted(path.name for path in media.iterdir()), (media / "photo.txt").read_text())
"""


@pytest.fixture
def drill_database(template, tmp_path) -> str:
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        shutil.copy(template, tmp_path / "drill.sqlite3")
        yield f"sqlite:///{tmp_path / 'drill.sqlite3'}"
        return
    import psycopg

    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/".format(**database)
    name = f"drill_{os.getpid()}"
    with psycopg.connect(url + "postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield url + name
    with psycopg.connect(url + "postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.database
def test_a_restore_brings_back_what_was_and_not_who_was_erased(drill_database, tmp_path):
    env = os.environ | {
        "DATABASE_URL": drill_database,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "VAR_DIR": str(tmp_path / "var"),
    }
    (tmp_path / "var").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", DRILL, str(tmp_path)], cwd=ROOT, env=env, capture_output=True, text=True
    )
    if "version mismatch" in done.stderr or "pg_dump is not on this machine" in done.stderr:
        pytest.skip("the client programs of PostgreSQL are older than the server, or not there")
    assert done.returncode == 0, done.stderr
    assert "With --replace, the backup takes their place." in done.stdout
    assert done.stdout.splitlines()[-6:] == [
        "1 people who were erased since are erased again. Everybody signs in anew.",
        "learner2 is here: True",
        "the erased is here: False",
        "the ledger knows: 1",
        "later is here: False",
        "files: ['photo.txt'] as it was",
    ]


@pytest.fixture
def archive(tmp_path):
    def pack(members: dict[str, bytes], **kinds) -> Path:
        with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as file:
            for name, content in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                info.type = kinds.get("type", tarfile.REGTYPE)
                info.linkname = kinds.get("linkname", "")
                file.addfile(info, BytesIO(content))
        return tmp_path / "b.tar.gz"

    return pack


def test_a_way_out_of_the_folder_is_refused(archive, tmp_path):
    with pytest.raises(CannotGoOn, match="nothing was changed"):
        backup.unpack(archive({"../outside": b"x"}), tmp_path / "new")
    assert not (tmp_path / "outside").exists()


def test_a_link_is_refused(archive, tmp_path):
    with pytest.raises(CannotGoOn, match="is no plain file"):
        backup.unpack(
            archive({"media/x": b""}, type=tarfile.SYMTYPE, linkname="/etc/passwd"), tmp_path / "new"
        )


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    (tmp_path / "text").write_text("hello")
    with pytest.raises(CannotGoOn, match="cannot be read"):
        backup.unpack(tmp_path / "text", tmp_path / "new")


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"database": b"changed"}, "“database” is damaged"),
        ({"database": b"as listed", "media/more": b"x"}, "differ: media/more"),
        ({}, "differ: database"),
    ],
)
def test_what_the_manifest_does_not_say_is_refused(files, sentence, archive, tmp_path):
    listed = tmp_path / "listed"
    listed.write_bytes(b"as listed")
    manifest = (
        '{"format": 1, "made_at": "2026-11-24", "vendor": "sqlite", "migrations": [], "checksums": {"database": "'
        + backup.checksum(listed)
        + '"}}'
    )
    backup.unpack(archive({**files, "manifest.json": manifest.encode()}), tmp_path / "new")
    with pytest.raises(CannotGoOn, match=sentence):
        backup.check(tmp_path / "new")


def test_a_backup_without_manifest_is_refused(archive, tmp_path):
    backup.unpack(archive({"database": b"x"}), tmp_path / "new")
    with pytest.raises(CannotGoOn, match="no backup of Bouwsteen"):
        backup.check(tmp_path / "new")
