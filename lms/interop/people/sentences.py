"""What is wrong with a row, in the reader's language, wherever it was found."""

from __future__ import annotations

from collections.abc import Mapping

from lms.interop.problems import Problem
from lms.interop.sentences import SENTENCES
from lms.people import roll
from lms.people.roll import RowProblem

EVERY = {**SENTENCES, **roll.SENTENCES}


def sentence_of(problem: Problem | RowProblem) -> str:
    return said(problem.code, problem.params)


def said(code: str, params: Mapping) -> str:
    return str(EVERY[code]) % params
