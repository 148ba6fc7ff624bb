"""YAML as authors mean it: plain values, the line of each, and nothing turned into something else.

Only `true`, `false`, numbers and `null` are read as such. In ordinary YAML `No` is false, 10:30 is 630 and
a date is an object, which silently changes what an author wrote. Anchors, tags and double keys are refused.
"""

import re
from typing import Any

import yaml

from lms.interop.problems import Problems

MAX_CHARACTERS = 50_000
TAG = "tag:yaml.org,2002:"


class AuthorLoader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[Any, Any] = {}

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call] - its stubs leave this out
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.composer.ComposerError(None, None, "* and & need quotes around them", event.start_mark)
        return super().compose_node(parent, index)


AuthorLoader.add_implicit_resolver(TAG + "bool", re.compile(r"^(?:true|false)$"), list("tf"))
AuthorLoader.add_implicit_resolver(
    TAG + "int", re.compile(r"^-?(?:0|[1-9][0-9]{0,14})$"), list("-0123456789")
)
AuthorLoader.add_implicit_resolver(
    TAG + "float", re.compile(r"^-?[0-9]{1,15}\.[0-9]{1,15}$"), list("-0123456789")
)
AuthorLoader.add_implicit_resolver(TAG + "null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])

Lines = dict[str, int]


def read_mapping(text: str, first_line: int, problems: Problems) -> tuple[dict[str, Any], Lines]:
    """The mapping and the line of every value by its dotted path ("options.2.text", lists count from 1)."""
    lines: Lines = {}
    if len(text) > MAX_CHARACTERS:
        problems.add("yaml_too_long", line=first_line, limit=MAX_CHARACTERS)
        return {}, lines
    try:
        node = yaml.compose(text, Loader=AuthorLoader)
    except yaml.MarkedYAMLError as error:
        line = first_line + _line_of_slip(error, text)
        problems.add("yaml_syntax", line=line, detail=error.problem or str(error.context))
        return {}, lines
    except (yaml.YAMLError, RecursionError):
        problems.add("yaml_unreadable", line=first_line)
        return {}, lines
    if not isinstance(node, yaml.MappingNode):
        problems.add("yaml_not_a_mapping", line=first_line)
        return {}, lines
    return _Reader(first_line, problems, lines).mapping(node, ""), lines


def _line_of_slip(error: yaml.MarkedYAMLError, text: str) -> int:
    """What is never closed is only noticed at the end of the text: then its beginning is the place to mend."""
    noticed, began = error.problem_mark, error.context_mark
    if noticed is None or (began is not None and noticed.line > text.rstrip().count("\n")):
        noticed = began
    return int(noticed.line) if noticed else 0


class _Reader:
    def __init__(self, first_line: int, problems: Problems, lines: Lines) -> None:
        self.first_line, self.problems, self.lines = first_line, problems, lines

    def value(self, node: yaml.Node, path: str) -> Any:
        self.lines[path] = self.line(node)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, f"{path}.{number}") for number, item in enumerate(node.value, 1)]
        return self.scalar(node, path)

    def mapping(self, node: yaml.MappingNode, path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
            key_path = f"{path}.{key}" if path else key
            if not key:
                self.problems.add("yaml_bad_key", line=self.line(key_node), field=path)
            elif key in found:
                self.problems.add("yaml_double_key", line=self.line(key_node), field=key_path, key=key)
            found[key] = self.value(value_node, key_path)
        return found

    def scalar(self, node: yaml.Node, path: str) -> str | int | float | bool | None:
        text, kind = str(node.value), node.tag.removeprefix(TAG)
        try:
            if kind == "int":
                return int(text)
            if kind == "float":
                return float(text)
        except ValueError:
            kind = "unknown"
        if kind in ("str", "bool"):
            return text if kind == "str" else text == "true"
        if kind != "null":
            self.problems.add("yaml_tag", line=self.line(node), field=path)
            return text
        return None

    def line(self, node: yaml.Node) -> int:
        return int(self.first_line + node.start_mark.line)
