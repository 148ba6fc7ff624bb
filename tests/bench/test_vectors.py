import copy
import json

import pytest

from bench.vectors import CASES, main

CONTENT = json.loads(CASES.read_text(encoding="utf-8"))


@pytest.fixture
def run(tmp_path, capsys):
    """Run a changed copy of the cases: status, output and errors."""

    def run(change=lambda content: None, *options):
        content = copy.deepcopy(CONTENT)
        change(content)
        path = tmp_path / "cases.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return main([str(path), *options]), *capsys.readouterr()

    return run


def set_mean(content):
    content["vectors"][1]["expect"]["4.1"]["mean"] += 0.05


def test_the_projects_own_cases_pass_without_arguments(capsys):
    assert main([]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(CONTENT["vectors"])


def test_a_figure_over_tolerance_is_named_and_fails(run):
    status, output, _ = run(set_mean)
    assert status == 1
    (off,) = (line for line in output.splitlines() if line.startswith("OFF"))
    assert off.endswith("one right answer at level 3 (4.1 mean)")


def test_a_wider_tolerance_lets_it_pass(run):
    assert run(set_mean, "--tolerance", "0.06")[0] == 0


def test_the_model_comes_from_the_file(run):
    status, output, _ = run(lambda content: content["model"].update(mean=4.0))
    assert status == 1
    assert output.startswith("OFF")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda content: content.pop("model"), 'The file needs a dict for "model".'),
        (lambda content: content["vectors"].clear(), "The file holds no cases."),
        (lambda content: content["model"].update(grid="wide"), "The model needs a grid"),
        (lambda content: content["vectors"][0]["expect"].clear(), 'Case 1 ("no evidence") expects nothing.'),
        (
            lambda content: content["vectors"][1]["events"][0].update(competence="9.9"),
            'event 1 names an unknown competence "9.9".',
        ),
        (lambda content: content["vectors"][1]["events"][0].pop("right"), 'needs a bool for "right".'),
        (lambda content: content["vectors"][1]["events"][0].update(age=3), "has an unknown field: age."),
        (lambda content: content["vectors"][1]["events"][0].update(kind="guess"), 'an unknown kind "guess".'),
        (
            lambda content: content["vectors"][0]["expect"]["1.1"].update(mean=float("nan")),
            'Case 1 ("no evidence") needs a number for "mean".',
        ),
        (
            lambda content: content["vectors"][0]["expect"]["1.1"].update(median=3),
            'expects an unknown figure "median".',
        ),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(run, change, sentence):
    status, output, errors = run(change)
    assert (status, output) == (1, "")
    assert sentence in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize("content", ["{", "[]", "\N{LATIN SMALL LETTER E WITH ACUTE}"])
def test_what_is_not_a_file_of_cases_is_refused(tmp_path, capsys, content):
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="latin-1")
    assert main([str(path)]) == 1
    assert main([str(tmp_path / "missing.json")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2
