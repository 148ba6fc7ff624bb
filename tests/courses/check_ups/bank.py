"""A bank of questions for check-ups, made by the real publishing action."""

from __future__ import annotations

from lms.people.models import Organisation
from skills.adaptive import ITEMS_NEEDED
from skills.models import Competence
from tests.factories import a_question


def fill_bank(organisation: Organisation, *codes: str, each: int = ITEMS_NEEDED, in_check_up=True) -> None:
    for code in codes or Competence.objects.values_list("code", flat=True):
        for number in range(each):
            a_question(organisation, code=code, level=1 + number % 4, in_check_up=in_check_up)
