"""What the documents say of the code is so."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from lms import safe_recordings
from lms.accounts.passwords import WORDS
from lms.safe_documents import TYPES

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| ([a-z ]+) \| (.+) \|$", re.MULTILINE)
FILE = re.compile(
    r"`((?:lms|cms|courses|skills|templates|tests|docs|bench)/[^`\s]+|[\w.-]+\.(?:toml|txt|md))`"
)
SECURITY = (ROOT / "SECURITY.md").read_text()


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, str, str]]:
    return ROW.findall((ROOT / "docs/asvs.md").read_text())


def test_every_requirement_stands_in_the_map_once(rows):
    assert len(rows) == 203 + 5
    assert [id for id, number in Counter(id for id, *_more in rows).items() if number > 1] == []


def test_the_map_counts_what_is_in_it(rows):
    text = (ROOT / "docs/asvs.md").read_text()
    states = Counter(state for _id, state, _where in rows[:203])
    assert set(states) == {"met", "partly", "not", "not applicable"}
    told = ", ".join(f"{states[state]} {state}" for state in ("met", "partly", "not", "not applicable"))
    assert f"Of these 203: {told}." in text


def test_what_is_met_says_where_and_that_is_there(rows):
    for id, state, where in rows:
        assert len(where) > 5, id
        for name in FILE.findall(where):
            assert (ROOT / name).exists(), (id, name)
        assert state != "not" or "SECURITY.md" in where or "vault" in where, id


@pytest.mark.parametrize("name", ["SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_a_file_that_a_document_names_is_there(name):
    for named in FILE.findall((ROOT / name).read_text()):
        assert (ROOT / named).exists() or re.search(r"[x*{<]", named), named


def test_the_limits_in_the_document_are_those_of_the_settings():
    for action, rate in settings.ACCOUNT_RATE_LIMITS.items():
        assert f"| `{action}` | {rate} |" in SECURITY


def test_the_words_and_the_endings_in_the_document_are_those_of_the_code():
    assert ", ".join(WORDS) in " ".join(SECURITY.split())
    assert ", ".join(sorted(TYPES)) in " ".join(SECURITY.split())
    assert ", ".join(sorted(safe_recordings.TYPES)) in SECURITY
