"""Panels of the editor that tell something, beside the fields."""

from wagtail.admin.panels import Panel


class LevelIsOneLabel(Panel):
    """Shown as long as nobody but the author said how difficult a question of the check-up is."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/questions/one_label.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.in_check_up and not self.instance.is_reviewed)


class WhatAnswersTell(Panel):
    """The way to what people's answers tell of a question, once it is published."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/questions/answers.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.live)
