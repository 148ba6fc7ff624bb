"""The authoring blocks, one module per question type: each has `Block`, `plain(value)` and `value(plain)`."""

import pkgutil
from importlib import import_module


def modules() -> dict:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}") for name in names}


def blocks() -> list:
    return [(name, module.Block()) for name, module in modules().items()]
