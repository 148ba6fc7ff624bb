"""The blocks of a lesson that have parts: what each holds, and what is wrong with one.

In a file they are written as a plain form, and everything in them is for people to read; so they have no key, and each
language brings its own. Files are named, and lie beside the text.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from courses.plain_form import Field, Flag, Group, Items, Malformed, Problem, Text, check_fields, split_fields

LONG = 2_000  # of a piece of Markdown
TITLE = Text(150)
NAME = Text(160)  # of a file
PICTURE = Group({"file": NAME, "alt": Text(250)})
SIDE = Group({"title": Text(80), "text": Text(LONG)})

KINDS: Mapping[str, Mapping[str, Field]] = {
    "accordion": {"items": Items("item", {"title": TITLE, "text": Text(LONG)}, 1, 10)},
    "at_work": {"text": Text(LONG)},
    "cards": {"items": Items("item", {"front": Text(200), "back": Text(400)}, 1, 12)},
    "comparison": {"left": SIDE, "right": SIDE},
    "download": {"title": TITLE, "file": NAME},
    "recording": {
        "title": TITLE,
        "file": NAME,
        "captions": Text(160, required=False),
        "silent": Flag(),
        "transcript": Text(LONG, required=False),
    },
    "steps": {"one_by_one": Flag(), "items": Items("item", {"text": Text(LONG), "picture": PICTURE}, 2, 12)},
    "summary": {"items": Items("item", {"text": Text(200)}, 1, 5)},
    "words": {"items": Items("item", {"text": Text(60), "explanation": Text(300)}, 1, 12)},
}
NEEDED = {"comparison": ("left", "right")}


def problems(kind: str, plain: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        body, texts = split_fields(KINDS[kind], dict(plain))
    except Malformed as malformed:
        yield malformed.problem
        return
    yield from (Problem(name, "missing_text") for name in NEEDED.get(kind, ()) if name not in body)
    yield from check_fields(KINDS[kind], body, texts)


def files_of(plain: Any) -> Iterator[str]:
    """The names of the recordings and documents; those of pictures come with their pictures."""
    for name in ("file", "captions"):
        if isinstance(plain, dict) and isinstance(plain.get(name), str):
            yield plain[name]
