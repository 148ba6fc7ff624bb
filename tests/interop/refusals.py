"""What a refused file says, in the form that its owner sees."""

import pytest

from lms.interop.problems import BadFile
from lms.interop.sentences import sentence


def refusals(receive, source):
    """(file, line, field, sentence) of every problem."""
    with pytest.raises(BadFile) as caught:
        receive(source)
    return [(each.file, each.line, each.field, sentence(each)) for each in caught.value.problems]


def refusal(receive, source):
    """(line, field, sentence) of the one problem."""
    (found,) = refusals(receive, source)
    return found[1:]
