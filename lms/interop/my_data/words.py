"""Stored values as a reader sees them."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from lms.people.telling import Group, Row, Stored

SHORT = 60  # signs


class Reader:
    """Makes text in the language that is active. What comes again and again (days, words) is worked out once."""

    def __init__(self) -> None:
        self.yes, self.no = _("yes"), _("no")
        self.days: dict[date, str] = {}
        self.numbers: dict[float, str] = {}
        self.words: dict[int, tuple[Promise, str]] = {}  # by id; holding the promise keeps the id its own

    def told(self, part: Stored, row: Row) -> list[str]:
        """The text of each thing told of a row, empty for what is not there."""
        return [self.text(one.words(row) if one.words else row[one.key]) for one in part.told]

    def labelled(self, part: Stored, row: Row) -> list[tuple[str, str]]:
        labels = [str(one.label) for one in part.told]
        return [pair for pair in zip(labels, self.told(part, row), strict=True) if pair[1]]

    def brief(self, part: Stored, row: Row) -> list[str]:
        """Enough to know which row it is."""
        return [Truncator(one).chars(SHORT) for one in self.told(part, row) if one][: part.brief]

    def text(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        if value is None or value in ([], {}):
            return ""
        if isinstance(value, bool):
            return self.yes if value else self.no
        if isinstance(value, datetime):
            local = timezone.localtime(value)
            return f"{self.day(local.date())}, {local:%H:%M}"
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, float):
            if value not in self.numbers:
                self.numbers[value] = floatformat(value, "-2")
            return self.numbers[value]
        if isinstance(value, Promise):
            return self.word(value)
        if isinstance(value, dict | list):
            return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
        return str(value)

    def day(self, day: date) -> str:
        if day not in self.days:
            self.days[day] = date_format(day, "j F Y")
        return self.days[day]

    def word(self, word: Promise) -> str:
        if id(word) not in self.words:
            self.words[id(word)] = (word, str(word))
        return self.words[id(word)][1]


# Of each part of the page: where it comes from, and who else sees it.
ABOUT = {
    Group.YOU: (
        _lazy("This comes from your organisation: from the list of HR, and from who gives roles."),
        _lazy(
            "HR and the administrator see it. Others see your name and your unit as your organisation chose."
        ),
    ),
    Group.LEARNING: (
        _lazy("This is written down while you learn."),
        _lazy(
            "Only you. A coach to whom you show your skills also sees your tasks. Nobody else sees your answers."
        ),
    ),
    Group.SKILLS: (
        _lazy("This is worked out from your answers, and from what a coach saw you do."),
        _lazy("Others see of it what your organisation chose, and a coach only if you want it."),
    ),
    Group.OTHERS: (
        _lazy("This is written down when you ask something, and when somebody looks."),
        _lazy("You, and the coach whom you ask."),
    ),
    Group.SIGNING_IN: (
        _lazy("This is written down when you sign in."),
        _lazy("Nobody else on this website."),
    ),
    Group.ROLE: (
        _lazy(
            "This is written down when you use your role. Whom it is about is not told here: that is theirs."
        ),
        _lazy("The people whom it is about see what you did."),
    ),
    Group.WRITING: (
        _lazy("This is written down when you work in the editor."),
        _lazy("Who writes for the same organisation sees your name beside it."),
    ),
}
