"""What there is to learn: modules, their steps, questions and their versions."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from courses.sameness import Written
from lms.people.models import Organisation, User
from skills.evidence import FAST_HALF_LIFE
from skills.models import Competence, in_language, language_of


class OwnedQuerySet(models.QuerySet):
    def open_to(self, organisations) -> OwnedQuerySet:
        """What employees of these organisations may learn: their own and the shared catalogue."""
        return self.filter(Q(organisation__in=organisations) | Q(organisation__kind=Organisation.Kind.SHARED))

    def live(self) -> OwnedQuerySet:
        return self.exclude(languages=[])


class ModuleQuerySet(OwnedQuerySet):
    def offered(self) -> ModuleQuerySet:
        """What authors of every organisation may look into: `access.may_look_into`, as a query."""
        return self.live().filter(Q(shared_with_others=True) | Q(organisation__kind=Organisation.Kind.SHARED))


class Module(models.Model):
    class Subject(models.TextChoices):
        COMPUTATIONAL_THINKING = "computational-thinking", _("Thinking in steps")
        DATA = "data", _("Working with data")
        IT = "it", _("Safe and handy with IT")

    class Licence(models.TextChoices):
        """What others may do with it."""

        READ = "read", _("Only to read")
        CC_BY = "cc-by", "CC BY 4.0"
        CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
        CC0 = "cc0", "CC0 1.0"

    key = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="modules")
    titles = models.JSONField(default=dict)
    summaries = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    subject = models.CharField(max_length=30, choices=Subject)
    minutes = models.PositiveSmallIntegerField(default=15)
    shared_with_others = models.BooleanField(default=False)  # of no meaning in the shared catalogue
    licence = models.CharField(max_length=10, choices=Licence, default=Licence.READ)
    author = models.CharField(max_length=120, blank=True)

    objects = ModuleQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def spoken(self) -> str:
        """The language that the title is shown in."""
        return language_of(self.titles)

    @property
    def summary(self) -> str:
        return in_language(self.summaries)


class Aim(models.Model):
    """A competence that a module works on, and the levels it takes people through."""

    module = models.ForeignKey(Module, models.CASCADE, related_name="aims")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["module", "competence"], name="aim_once")]

    def __str__(self) -> str:
        return f"{self.competence.code} {self.lowest}–{self.highest}"


class Activity(models.Model):
    """A lesson, a workplace task or a test: one, whatever the languages it is written in."""

    class Kind(models.TextChoices):
        LESSON = "lesson", "lesson"
        TASK = "task", "task"
        TEST = "test", "test"

    key = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="activities")
    module = models.ForeignKey(Module, models.PROTECT, related_name="activities")
    kind = models.CharField(max_length=10, choices=Kind)
    titles = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def spoken(self) -> str:
        """The language that the title is shown in."""
        return language_of(self.titles)


class QuestionQuerySet(OwnedQuerySet):
    def live(self) -> QuestionQuerySet:
        return super().live().filter(is_withdrawn=False)

    def known_as(self, key: uuid.UUID) -> QuestionQuerySet:
        """The one with this key, once there is a version of it; whoever asks for it says who may see it."""
        return (
            self.filter(key=key).exclude(current=None).select_related("organisation", "current__competence")
        )

    def reviewed(self) -> QuestionQuerySet:
        return self.filter(labels__gt=1)

    def differing(self) -> QuestionQuerySet:
        """Those of which a second person gave a label that does not fit the first, and nobody one that does."""
        from courses.models.judging import Label  # it is about a question

        found = Label.objects.standing().filter(question=OuterRef("pk"), differs=True)
        return self.filter(Exists(found), labels=1)


class Question(models.Model):
    key = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="questions")
    current = models.ForeignKey("QuestionVersion", models.PROTECT, null=True, related_name="+")
    languages = models.JSONField(default=list)
    in_check_up = models.BooleanField(default=False)
    moves_fast = models.BooleanField(default=False)  # its subject changes fast, such as AI
    labels = models.PositiveSmallIntegerField(
        default=1
    )  # how many people labelled its level, each by herself
    is_withdrawn = models.BooleanField(
        default=False
    )  # it was wrong: whatever is published, nobody is asked it
    wrong_versions = models.JSONField(default=list)  # numbers of those whose answers do not count

    objects = QuestionQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.key)

    @property
    def is_reviewed(self) -> bool:
        return self.labels > 1


def item_of(question: uuid.UUID, edition: int) -> str:
    return f"{question}/{edition}"


class QuestionVersion(models.Model):
    """A question as it was at one time. Never changed: an answer can always be shown with what was asked.

    `edition` goes up when the author says it has become another question; then it is measured anew.
    `texts` holds a flat dictionary per language; a language is listed only when it has every text.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    edition = models.PositiveIntegerField(default=1)
    type = models.CharField(max_length=40)
    body = models.JSONField()
    texts = models.JSONField()
    source_language = models.CharField(max_length=10)
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    difficulty = models.FloatField()
    difficulty_error = models.FloatField()
    guess = models.FloatField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="question_version_once")]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("A question version is never changed; publish a new one.")
        super().save(*args, **kwargs)

    @property
    def half_life(self) -> float | None:
        """In months, of an answer to it, when that is shorter than for its competence."""
        return FAST_HALF_LIFE if self.question.moves_fast else None

    @property
    def written(self) -> Written:
        """To compare it with what an author makes of it."""
        texts = self.texts[self.source_language]
        return Written(self.type, self.competence_id, self.level, self.body, texts)

    @property
    def is_wrong(self) -> bool:
        """Whether it was withdrawn, so that no answer to it counts."""
        return self.number in self.question.wrong_versions

    @property
    def item(self) -> str:
        """What counts as the same item in the evidence."""
        return item_of(self.question.key, self.edition)

    def texts_in(self, language: str) -> tuple[str, dict[str, str]]:
        """The language shown and its texts: the source when the wanted one is missing or behind."""
        code = language if language in self.texts else self.source_language
        return code, self.texts[code]


class PlacementQuerySet(models.QuerySet["Placement"]):
    def offered(self) -> PlacementQuerySet:
        """Those whose question is published, in some language, now, and was not withdrawn."""
        asked = self.filter(question__is_withdrawn=False)
        return asked.exclude(question__current=None).exclude(question__languages=[])


class Placement(models.Model):
    """A question in an activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="placements")
    question = models.ForeignKey(Question, models.PROTECT, related_name="placements")
    position = models.PositiveIntegerField()
    is_key = models.BooleanField(default=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["activity", "question"], name="question_placed_once")]

    def __str__(self) -> str:
        return f"{self.activity_id} #{self.position}"
