"""The rules of ARCHITECTURE.md that a machine can check: who imports whom, who points at whom, who asks."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = {contract["name"]: contract for contract in PYPROJECT["tool"]["importlinter"]["contracts"]}

# A model may point at its own app and at those before it.
ORDER = ("people", "skills", "courses", "cms", "lms")
# Where a queryset may be built from scratch; the second line has the actions and queries of cms.
DOORS = ("models", "actions", "queries", "management", "migrations")
DOORS += ("erasure", "erasing", "authoring", "permissions", "publishing", "rights")
BARE = {name for name in dir(models.QuerySet) if not name.startswith("_")}
SHORTCUTS = {"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"}


# Imports


def test_imports_follow_the_contracts(capfd, monkeypatch):
    monkeypatch.setattr("importlinter.cli._configure_logging", lambda verbose: None)  # it ends our own log
    monkeypatch.chdir(ROOT)
    broken = lint_imports(config_filename="pyproject.toml", no_cache=True, no_logo=True)
    assert not broken, capfd.readouterr().out


def test_every_module_of_lms_has_its_place_in_the_layers():
    layers = " ".join(CONTRACTS["Imports run one way"]["layers"])
    placed = {word.strip("()") for word in layers.split()} - {"|", ":"}
    found = {f"lms.{path.stem}" for path in (ROOT / "lms").iterdir() if is_python(path)}
    assert found <= placed


def is_python(path: Path) -> bool:
    return (path / "__init__.py").exists() or (path.suffix == ".py" and path.stem != "__init__")


def test_what_is_free_of_django_is_also_fully_typed():
    typed = {name.removesuffix(".py").replace("/", ".") for name in PYPROJECT["tool"]["mypy"]["files"]}
    assert typed == set(CONTRACTS["Pure modules import no Django"]["source_modules"])


# Foreign keys


def own_models() -> list[type[models.Model]]:
    return [
        model for label in ORDER for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]


def relations(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    """With what Django adds itself, and with keys named by a string, which an import linter does not see."""
    for field in model._meta.get_fields():
        if field.is_relation and field.related_model and not (field.auto_created and not field.concrete):
            yield field.name, field.related_model


def points_the_wrong_way(model: type[models.Model], target: type[models.Model]) -> bool:
    ours, theirs = model._meta.app_label, target._meta.app_label
    if theirs in ORDER:
        return ORDER.index(theirs) > ORDER.index(ours)
    return ours != "cms" and target.__module__.split(".")[0].startswith("wagtail")


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_run_one_way(model):
    assert [name for name, target in relations(model) if points_the_wrong_way(model, target)] == []


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_records_have_no_keys_that_can_point_anywhere(model):
    """Wagtail's page classes bring some of their own; a record never has one."""
    anywhere = [field.name for field in model._meta.private_fields if isinstance(field, GenericForeignKey)]
    assert anywhere == [] or model._meta.app_label == "cms"


def test_dashboards_keep_nothing_themselves():
    assert list(apps.get_app_config("dashboards").get_models()) == []


# Rows of an organisation


def owned_models() -> set[str]:
    return {model.__name__ for model in own_models() if "organisation" in field_names(model)}


def field_names(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.get_fields()}


def outside_the_doors() -> list[Path]:
    files = [path for app in ("cms", "courses", "lms", "skills") for path in (ROOT / app).rglob("*.py")]
    return [path for path in files if not set(path.relative_to(ROOT).with_suffix("").parts) & set(DOORS)]


def bare_queries(source: str, owned: set[str]) -> list[str]:
    """Where a file asks for rows by Django's own methods instead of one that says who may see them."""
    tree = ast.parse(source)
    aliases = {
        name.asname: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if name.asname
    }

    def is_owned(node: ast.expr) -> bool:
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        return aliases.get(name, name) in owned

    def is_manager(node: ast.AST) -> bool:
        managers = {"objects", "_default_manager", "_base_manager"}
        return isinstance(node, ast.Attribute) and node.attr in managers and is_owned(node.value)

    named = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and is_manager(node.value) and node.attr not in BARE
    }
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if (is_manager(node) and id(node) not in named) or is_shortcut(node, is_owned)
    ]


def is_shortcut(node: ast.AST, is_owned) -> bool:
    if not (isinstance(node, ast.Call) and node.args):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in SHORTCUTS and is_owned(node.args[0])


def test_rows_of_an_organisation_are_asked_for_by_a_method_that_says_who_sees_them():
    owned = owned_models()
    found = {
        str(path.relative_to(ROOT)): bare_queries(path.read_text(), owned) for path in outside_the_doors()
    }
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_the_models_that_belong_to_an_organisation_are_known():
    assert {"Unit", "Employment", "Grant"} <= owned_models()


@pytest.mark.parametrize(
    "line",
    [
        "Grant.objects.all()",
        "Grant.objects.create(role='hr')",
        "people.models.Grant.objects.filter(role='hr').first()",
        "Grant._default_manager.get(pk=1)",
        "rows = Grant.objects",
        "from lms.people.models import Grant as G\nG.objects.first()",
        "get_object_or_404(Grant, pk=1)",
    ],
)
def test_a_bare_query_is_noticed(line):
    assert len(bare_queries(line, {"Grant"})) == 1


@pytest.mark.parametrize(
    "line", ["Grant.objects.seen_by(viewer).filter(role='hr')", "Language.objects.all()"]
)
def test_a_named_query_is_fine(line):
    assert bare_queries(line, {"Grant"}) == []
