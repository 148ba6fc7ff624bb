"""Backups: the database, the media and a manifest with checksums, in one tar file; and putting one back.

A backup is made by a command and put back by a command. It holds personal data: keep it as you keep the database.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from lms import erasing
from lms.accounts.erasure import forget_sessions
from lms.people.models import Organisation

FORMAT = 1
OURS = {"people", "accounts", "skills", "courses", "cms", "lms"}  # whose migrations tell the version
MANIFEST, DATABASE, MEDIA = "manifest.json", "database", "media"


class CannotGoOn(Exception):
    """Says what is wrong and how to mend it. Nothing was changed."""


@dataclass(frozen=True)
class Manifest:
    format: int
    made_at: str
    vendor: str
    migrations: list[str]
    checksums: dict[str, str]  # by the name in the archive

    @classmethod
    def read(cls, file: Path) -> Manifest:
        try:
            found = cls(**json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            raise CannotGoOn(
                "This file has no manifest that can be read. It is no backup of Bouwsteen."
            ) from None
        if found.format != FORMAT:
            raise CannotGoOn(f"This backup has format {found.format}; this version reads format {FORMAT}.")
        return found


# --- making -----------------------------------------------------------------------------------------------------------


def make(to: Path) -> tuple[Path, Manifest]:
    """Into this file, or into this folder under a name with the moment. The file is there whole or not at all."""
    now = timezone.localtime()
    file = to / f"bouwsteen-{now:%Y%m%d-%H%M%S}.tar.gz" if to.is_dir() else to
    if file.exists():
        raise CannotGoOn(f"{file} is there already. Give another name: a backup is never written over.")
    with tempfile.TemporaryDirectory(prefix="bouwsteen-backup-", dir=file.parent) as folder:
        database = Path(folder) / DATABASE
        dump(database)
        parts = {DATABASE: database, **dict(media_files())}
        manifest = Manifest(
            FORMAT,
            now.isoformat(),
            connection.vendor,
            sorted(".".join(one) for one in MigrationRecorder(connection).applied_migrations()),
            {},
        )
        half = Path(folder) / "archive"
        half.touch(mode=0o600)  # nobody else reads it, from the first byte on
        with tarfile.open(half, "w:gz") as archive:
            for name, path in parts.items():
                copy = Path(folder) / "copy"
                shutil.copyfile(path, copy)  # what is written in the meantime does not break its checksum
                manifest.checksums[name] = checksum(copy)
                archive.add(copy, name)
            listed = Path(folder) / MANIFEST
            listed.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
            archive.add(listed, MANIFEST)
        half.rename(file)
    return file, manifest


def media_files() -> Iterator[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{MEDIA}/{path.relative_to(root).as_posix()}", path


def checksum(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def dump(to: Path) -> None:
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(name)) as live, closing(sqlite3.connect(to)) as copy:
            live.backup(copy)
        return
    _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")


def _postgres(program: str, *words: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise CannotGoOn(
            f"{program} is not on this machine. Install the client programs of PostgreSQL, of the version of the "
            "server or newer; on Debian: apt-get install postgresql-client."
        )
    said = connection.settings_dict
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    env = os.environ | {name: str(said[ours]) for name, ours in names.items() if said[ours]}
    done = subprocess.run([found, *words], env=env, capture_output=True, text=True)  # noqa: S603 - our own words
    if done.returncode:
        raise CannotGoOn(f"{program} stopped, and nothing was changed:\n{done.stderr.strip()}")


# --- putting back -----------------------------------------------------------------------------------------------------


def restore(file: Path, *, replace: bool) -> tuple[Manifest, int]:
    """Returns the manifest, and how many people were erased again. Checks everything before it changes anything."""
    if not replace and Organisation.objects.with_staff().exists():
        raise CannotGoOn(
            "There are organisations in this database. With --replace, the backup takes their place."
        )
    lines = known_erasures()
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bouwsteen-restore-", dir=media.parent) as folder:
        unpacked, aside = Path(folder) / "new", Path(folder) / "old"
        unpack(file, unpacked)
        manifest = check(unpacked)
        (unpacked / MEDIA).mkdir(exist_ok=True)
        if media.exists():
            media.rename(aside)
        try:
            (unpacked / MEDIA).rename(media)
            load(unpacked / DATABASE)
        except BaseException:
            shutil.rmtree(media, ignore_errors=True)
            if aside.exists():
                aside.rename(media)
            raise
    call_command("migrate", verbosity=0)
    again = erasing.replay(lines)
    forget_sessions()
    cache.clear()
    return manifest, again


def known_erasures() -> list[erasing.Line]:
    """What this database knows and what is in the file beside it: the backup may be older than either."""
    file = erasing.ledger_file()
    try:
        written = erasing.read_ledger(file) if file.exists() else []
    except (OSError, ValueError) as error:
        raise CannotGoOn(
            f"The ledger of erasures cannot be read ({error}). Mend it first: without it, who was erased comes back."
        ) from error
    return [*written, *erasing.lines_of_database()]


def unpack(file: Path, to: Path) -> None:
    """Plain files with plain names only; the filter refuses ways out of the folder."""
    to.mkdir(mode=0o700)
    try:
        with tarfile.open(file, "r:gz") as archive:
            for member in archive:
                if not member.isreg():
                    raise CannotGoOn(f"“{member.name}” in the archive is no plain file. Nothing was changed.")
                archive.extract(member, to, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise CannotGoOn(f"The backup cannot be read, and nothing was changed: {error}") from error


def check(folder: Path) -> Manifest:
    manifest = Manifest.read(folder / MANIFEST)
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if strange := files - {MANIFEST} ^ set(manifest.checksums):
        raise CannotGoOn(
            f"The manifest and the files differ: {', '.join(sorted(strange)[:3])}. Nothing was changed."
        )
    for name, wanted in manifest.checksums.items():
        if checksum(folder / name) != wanted:
            raise CannotGoOn(f"“{name}” is damaged: its checksum is wrong. Nothing was changed.")
    if manifest.vendor != connection.vendor:
        raise CannotGoOn(f"This backup is of {manifest.vendor}, and this database is {connection.vendor}.")
    known = {".".join(one) for one in MigrationLoader(None).disk_migrations}
    if newer := {one for one in manifest.migrations if one.split(".")[0] in OURS} - known:
        raise CannotGoOn(f"This backup is of a newer version ({min(newer)}). Install that version first.")
    return manifest


def load(dumped: Path) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        name = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(dumped)) as copy, closing(sqlite3.connect(name, timeout=20)) as live:
            copy.backup(live)
        return
    connection.close()
    _postgres(
        "pg_restore",
        *(
            "--clean",
            "--if-exists",
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
        ),
        f"--dbname={connection.settings_dict['NAME']}",
        str(dumped),
    )
