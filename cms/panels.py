"""Panels of the editor that tell something, beside the fields."""

from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from courses.models import Label


class LevelIsOneLabel(Panel):
    """Shown as long as nobody but the author said how difficult a question of the check-up is."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/questions/one_label.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.in_check_up and not self.instance.is_reviewed)


class QuestionsAlike(Panel):
    """The way to what is much like this question. Looking takes a while, so the form itself does not."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/questions/alike.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)


class WhatOthersSaid(Panel):
    """That a second person labelled the level of this question, and whether she agrees."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/questions/labels.html"

        @cached_property
        def labels(self) -> list[Label]:
            return list(Label.objects.standing().filter(question__key=self.instance.translation_key))

        @property
        def differs(self) -> bool:
            return all(label.differs for label in self.labels)

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.labels)
