"""The question types. A new one is a module here with `KIND`; nothing else has to know about it."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from courses.questions.base import QuestionType


@cache
def kinds() -> Mapping[str, QuestionType]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != "base")
    return MappingProxyType({name: import_module(f"{__name__}.{name}").KIND for name in names})


def kind(name: str) -> QuestionType:
    """KeyError for a type that does not exist."""
    return kinds()[name]


def measuring() -> list[str]:
    """The names of the types whose answers say something of a level."""
    return [name for name, type in kinds().items() if type.measures]
