"""The authoring blocks: one module per question type, each with `Block`; the scan finds a new one by itself."""

import pkgutil
from functools import cache
from importlib import import_module

from wagtail.blocks.stream_block import StreamValue

from courses.plain_form import Body, Problem, Texts
from courses.questions import kind


@cache
def modules() -> dict:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != "base")
    return {name: import_module(f"{__name__}.{name}") for name in names}


def blocks() -> list:
    return [(name, module.Block()) for name, module in modules().items()]


def split(child: StreamValue.StreamChild) -> tuple[str, Body, Texts]:
    """The name of the type, the body and the texts. Malformed when the ids cannot be used."""
    body, texts = kind(child.block_type).split(child.block.to_plain(child.value))
    return child.block_type, body, texts


def check(child: StreamValue.StreamChild) -> tuple[Problem, ...]:
    name, body, texts = split(child)
    return kind(name).check(body, texts)
