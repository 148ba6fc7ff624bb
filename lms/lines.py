"""The log of the installation: one line for one thing that happened, which nobody can forge with what she types."""

from __future__ import annotations

import logging
import re
import time

INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
security = logging.getLogger("security")


def happened(what: str, level: int = logging.INFO, **facts: object) -> None:
    """Something that whoever looks into a break-in wants to know. Only ids: the log lies outside our own rules."""
    told = [f"{name}={value}" for name, value in facts.items() if value is not None]
    security.log(level, "%s", " ".join([what, *told]))


class Line(logging.Formatter):
    """UTC, level, part of the program, and what happened; a trace stands indented below it."""

    converter = time.gmtime

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def formatMessage(self, record: logging.LogRecord) -> str:
        return INVISIBLE.sub(escaped, super().formatMessage(record))

    def formatException(self, ei) -> str:
        return indented(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:
        return indented(super().formatStack(stack_info))


def escaped(sign: re.Match[str]) -> str:
    return sign.group().encode("unicode_escape").decode()


def indented(text: str) -> str:
    return "\n".join("    " + INVISIBLE.sub(escaped, line) for line in text.split("\n"))
