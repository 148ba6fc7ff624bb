"""The log: one line for one thing that happened."""

import io
import logging
import sys

import pytest

from lms.lines import Line, happened


@pytest.fixture
def log():
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Line())
    logger = logging.getLogger("tests.lines")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, out
    logger.removeHandler(handler)


FORGED = "x\n2026-01-01T00:00:00Z INFO security signed_in user=1"


@pytest.mark.parametrize("sign", ["\n", "\r", "\r\n", "\x85", "\u2028", "\x1b[2J", "\0"])
def test_nobody_forges_a_line(log, sign):
    logger, out = log
    logger.warning("Not found: %s", FORGED.replace("\n", sign))
    assert len(out.getvalue().splitlines()) == 1
    assert sign[0] not in out.getvalue()[:-1]


def test_a_trace_stands_indented_below_its_line(log):
    logger, out = log
    try:
        raise ValueError(FORGED)
    except ValueError:
        logger.exception("Broken")
    first, *trace = out.getvalue().splitlines()
    assert first.endswith("Z ERROR tests.lines Broken")
    assert len(trace) >= 4
    assert all(line.startswith("    ") for line in trace)
    assert sys.exc_info() == (None, None, None)


def test_a_line_tells_when_in_utc(log):
    logger, _out = log
    record = logger.makeRecord("n", logging.INFO, "", 0, "said", (), None)
    record.created = 0
    assert Line().format(record) == "1970-01-01T00:00:00Z INFO n said"


def test_what_is_not_known_is_left_out(caplog):
    caplog.set_level(logging.INFO, "security")
    happened("signed_in", user=7, card=None)
    assert caplog.messages == ["signed_in user=7"]
