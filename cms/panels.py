"""Panels of the editor that tell something, beside the fields."""

from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from courses.models import Question


class LevelIsOneLabel(Panel):
    """Shown as long as nobody but the author said how difficult a question of the check-up is."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/questions/one_label.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.in_check_up and not self.instance.is_reviewed)


class Withdrawing(Panel):
    """The way to say that a question that was published is wrong, and that it was said."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/questions/withdrawing.html"

        @cached_property
        def recorded(self) -> Question | None:
            return Question.objects.known_as(self.instance.translation_key).first()

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.recorded)


class WhatAnswersTell(Panel):
    """The way to what people's answers tell of a question, once it is published."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/questions/answers.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.live)
