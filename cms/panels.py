"""Panels of the editor that tell something, beside the fields."""

from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from courses.models import Label, Question


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


class CopiedFrom(Panel):
    """Of a module that began as a copy, or a part of it: where it came from, and whether that changed since."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/copying/panel.html"

        @cached_property
        def copy(self):
            from cms.models import CopiedModule, CopiedText  # pages have this panel

            key = self.instance.translation_key
            of_part = CopiedText.objects.filter(key=key).values_list("module__key", flat=True)[:1]
            return CopiedModule.objects.known_as(key, *of_part).first()

        @cached_property
        def source_changed(self) -> bool:
            from cms.copying.renewing import with_changed_source

            return bool(with_changed_source([self.copy]))

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.copy)


class StepsOfModule(Panel):
    """The lessons, tasks and tests of a module, and the way to a new one: its fields show neither."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/pages/steps.html"

        @cached_property
        def steps(self) -> list:
            from cms.models.questions import State  # pages have this panel

            steps = list(self.instance.get_children())
            for step in steps:
                step.state = State.of(step)
            return steps

        def is_shown(self) -> bool:
            return bool(self.instance.pk)


class UsedIn(Panel):
    """Of a question: the lessons and tests that it stands in."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtailadmin/questions/used_in.html"

        @cached_property
        def places(self) -> list:
            from cms.hanging import own_places  # questions have this panel

            return own_places(self.instance, self.request.user)

        @cached_property
        def others(self) -> str:
            from cms.hanging import places_of_others

            return places_of_others(self.instance, self.request.user)

        def is_shown(self) -> bool:
            return bool(self.instance.pk and (self.places or self.others))


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
