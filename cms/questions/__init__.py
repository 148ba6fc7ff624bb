"""The authoring blocks, one module per question type.

Each has `Block` (a StructBlock), `plain(value) -> dict` and `value(plain, pictures) -> dict` for the block. The file of
a picture in the plain form is `Picture.kept_name`; `pictures` maps such names to pictures.
"""

import pkgutil
from importlib import import_module


def modules() -> dict:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}") for name in names}


def blocks() -> list:
    return [(name, module.Block()) for name, module in modules().items()]
