import pytest

from tools import with_postgres


@pytest.fixture
def bare_machine(monkeypatch):
    """No server anywhere, until a test puts one."""
    monkeypatch.setattr(with_postgres, "FOLDERS", ())
    monkeypatch.setattr(with_postgres.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("PG_BIN", raising=False)


def put_server(folder):
    folder.mkdir(parents=True)
    for program in ("initdb", "postgres"):
        (folder / program).touch(mode=0o755)
    return folder


def test_without_a_server_it_says_what_to_install(bare_machine):
    with pytest.raises(with_postgres.NoServer, match="apt-get install postgresql"):
        with_postgres.find()


def test_the_folder_that_somebody_names_comes_first(bare_machine, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(put_server(tmp_path / "path")))
    monkeypatch.setenv("PG_BIN", str(put_server(tmp_path / "named")))
    assert with_postgres.find() == tmp_path / "named"


def test_the_newest_version_is_taken(bare_machine, monkeypatch, tmp_path):
    for version in ("9.6", "15", "16"):
        put_server(tmp_path / version / "bin")
    monkeypatch.setattr(with_postgres, "FOLDERS", (f"{tmp_path}/*/bin",))
    assert with_postgres.find() == tmp_path / "16" / "bin"


def test_a_folder_with_only_client_programs_is_passed_over(bare_machine, monkeypatch, tmp_path):
    (tmp_path / "client").mkdir()
    monkeypatch.setenv("PG_BIN", str(tmp_path / "client"))
    with pytest.raises(with_postgres.NoServer):
        with_postgres.find()


def test_a_server_that_does_not_start_shows_why(bare_machine, monkeypatch, tmp_path):
    folder = put_server(tmp_path / "broken")
    (folder / "initdb").write_text("#!/bin/sh\necho no room on this disk >&2\nexit 1\n")
    (folder / "postgres").write_text("#!/bin/sh\n")
    monkeypatch.setenv("PG_BIN", str(folder))
    monkeypatch.setattr(with_postgres, "owner", dict)  # root may run it too
    with pytest.raises(with_postgres.NoServer, match="no room on this disk"), with_postgres.server():
        pass


def test_the_exit_code_of_the_command_is_passed_on(monkeypatch):
    monkeypatch.setenv("LMS_TEST_DATABASE_URL", "postgres://elsewhere/lms")
    assert (
        with_postgres.main(["/bin/sh", "-c", '[ "$DATABASE_URL" = postgres://elsewhere/lms ] && exit 7']) == 7
    )
