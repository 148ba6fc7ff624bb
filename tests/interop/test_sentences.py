import ast
from pathlib import Path

from lms.interop.problems import Problem
from lms.interop.sentences import SENTENCES, located_sentence

RAISERS = {"add", "wrong", "Problem", "UnsafePicture"}


def codes_in(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in RAISERS:
            yield from (each.value for each in node.args[:1] if isinstance(each, ast.Constant))


def test_every_code_has_a_sentence():
    codes = {code for path in Path("lms/interop").rglob("*.py") for code in codes_in(path)}
    assert len(codes) > 50
    assert codes - SENTENCES.keys() == set()


def test_every_sentence_is_used():
    sources = [path for path in Path("lms/interop").rglob("*.py") if path.name != "sentences.py"]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    assert [code for code in SENTENCES if f'"{code}"' not in text] == []


def test_a_sentence_says_where():
    problem = Problem("too_many_rows", line=5002, file="people.csv", params={"limit": 5000})
    assert located_sentence(problem) == (
        "people.csv, line 5002: There are too many rows. Split the file: at most 5000 rows are allowed."
    )
    assert located_sentence(Problem("json_not_an_object")) == (
        "An object between { and } is expected here. Correct it."
    )
