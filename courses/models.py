"""Learning records: what there is to learn, and what each person did. No record points at a page.

Records are known by the translation key of the page or snippet they came from, so that pages can move, be rewritten,
translated and deleted while what people learned stays.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from courses.meant import Target, is_late
from courses.sameness import Written
from lms.people.access import Role
from lms.people.models import Employment, Organisation, Unit, User
from skills.evidence import FAST_HALF_LIFE
from skills.models import Competence, Framework, JobProfile, in_language, language_of


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


def hint_at(question_id: int, turn: int) -> str:
    return f"{question_id}/{turn}"


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


class Enrolment(models.Model):
    user = models.ForeignKey(User, models.PROTECT, related_name="enrolments")
    module = models.ForeignKey(Module, models.PROTECT, related_name="enrolments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    goal_reached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "module"], name="enrolled_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.module}"


class Attempt(models.Model):
    """One go at an activity. A test fixes the versions it asks in `plan`; a lesson has one attempt that stays open.

    `hints`: where she looked at the hint, as question/turn; her answer then says so, whatever her browser sends.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    user = models.ForeignKey(User, models.PROTECT, related_name="attempts")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(default=1)
    plan = models.JSONField(default=list)
    hints = models.JSONField(default=list)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "activity", "number"], name="attempt_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.activity} ({self.number})"

    def has_hint(self, question_id: int, turn: int) -> bool:
        return hint_at(question_id, turn) in self.hints


class Answer(models.Model):
    """What somebody answered. `turn` counts her goes at this question within the attempt: the same turn is stored once,
    however often and from however many browsers it is sent.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="answers")
    turn = models.PositiveIntegerField(default=1)
    evidence_key = models.UUIDField(unique=True)
    response = models.JSONField()
    share = models.FloatField()
    right = models.BooleanField()
    language = models.CharField(max_length=10)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question", "turn"], name="answer_stored_once")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.question_id}/{self.turn}"


class Completion(models.Model):
    user = models.ForeignKey(User, models.PROTECT, related_name="completions")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="completions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "activity"], name="completed_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.activity}"


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def open(self) -> HelpRequestQuerySet:
        return self.filter(closed_at=None)


class HelpRequest(models.Model):
    """Somebody asks her coach for help, or to look at a task that she did at work."""

    class Kind(models.TextChoices):
        HELP = "help", _("Help")
        CHECK = "check", _("Look at my task")

    employment = models.ForeignKey(Employment, models.CASCADE, related_name="help_requests")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="help_requests")
    kind = models.CharField(max_length=10, choices=Kind)
    message = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["employment", "activity", "kind"],
                condition=Q(closed_at__isnull=True),
                name="asked_once_at_a_time",
            ),
            models.UniqueConstraint(  # NULL differs from NULL
                fields=["employment", "kind"],
                condition=Q(closed_at__isnull=True, activity=None),
                name="asked_in_general_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employment}: {self.kind}"


class RemarkQuerySet(models.QuerySet["Remark"]):
    def read_by(self, owners) -> RemarkQuerySet:
        """Of what these organisations own; with what a list says of each, and never with who made it."""
        found = self.filter(owner__in=owners).select_related("activity__module", "version__question", "owner")
        return found.defer("user")

    def new(self) -> RemarkQuerySet:
        return self.filter(handled_at=None)

    def modules(self) -> OwnedQuerySet:
        return Module.objects.filter(pk__in=self.order_by().values("activity__module"))


class Remark(models.Model):
    """Somebody does not understand something, and says so to whoever wrote it, who does not see who it was.

    `version` is the question as she saw it; without one it is about the lesson, in its `revision`. `owner` is the
    organisation that it goes to, `organisation` the one where she learns.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="remarks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="remarks")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, null=True, related_name="remarks")
    revision = models.PositiveIntegerField(null=True)
    language = models.CharField(max_length=10)
    sentence = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "activity", "version"],
                condition=Q(handled_at__isnull=True),
                name="remark_on_question_once_at_a_time",
            ),
            models.UniqueConstraint(  # NULL differs from NULL
                fields=["user", "activity"],
                condition=Q(handled_at__isnull=True, version=None),
                name="remark_on_lesson_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.sentence}"


class TaskTicks(models.Model):
    """The steps of a task that somebody ticked off for herself: their places in the checklist, from 0."""

    user = models.ForeignKey(User, models.PROTECT, related_name="task_ticks")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="ticks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    steps = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "activity"], name="task_ticked_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.activity} {self.steps}"


class TaskCheckQuerySet(models.QuerySet["TaskCheck"]):
    def standing(self) -> TaskCheckQuerySet:
        return self.filter(taken_back_at=None)


class TaskCheck(models.Model):
    """A coach or manager saw somebody do a task at work.

    `evidence_keys`: the validations that came of it. Empty for what was ticked off before these counted.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="task_checks")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="checks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    evidence_keys = models.JSONField(default=list)

    objects = TaskCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "activity"], condition=Q(taken_back_at__isnull=True), name="task_checked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.activity}"


class CheckUpQuerySet(models.QuerySet["CheckUp"]):
    def running(self) -> CheckUpQuerySet:
        return self.filter(finished_at=None)


class CheckUp(models.Model):
    """Somebody finds out where she stands: questions that are chosen one by one, in as many sittings as she likes."""

    class Mode(models.TextChoices):
        """How thoroughly, as `skills.adaptive` means it."""

        LOOK = "look", _("A quick look")
        QUICK = "quick", _("A short check-up")
        STANDARD = "standard", _("The whole check-up")
        CAREFUL = "careful", _("The careful check-up")
        PROFILE = "profile", _("The check-up for your job")

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    user = models.ForeignKey(User, models.PROTECT, related_name="check_ups")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode)
    number = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = CheckUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(finished_at__isnull=True),
                name="one_running_check_up",
            ),
            models.UniqueConstraint(fields=["user", "number"], name="check_up_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.mode} ({self.number})"


class AskedQuerySet(models.QuerySet["Asked"]):
    def answered(self) -> AskedQuerySet:
        return self.exclude(answered_at=None)


class Asked(models.Model):
    """A question of a check-up, why it was chosen, and her answer: one row for both, so that an answer is stored once.

    `left` is how many more questions there will be, about, this one included. Before the answer, `response` only says
    that she looked at the hint.
    """

    check_up = models.ForeignKey(CheckUp, models.PROTECT, related_name="asked")
    step = models.PositiveIntegerField()
    sitting = models.PositiveIntegerField()
    question = models.ForeignKey(Question, models.PROTECT, related_name="asked")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="asked")
    reason = models.JSONField()
    left = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    response = models.JSONField(null=True)
    share = models.FloatField(null=True)
    right = models.BooleanField(null=True)
    language = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True)
    evidence_key = models.UUIDField(unique=True, null=True)

    objects = AskedQuerySet.as_manager()

    class Meta:
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(fields=["check_up", "step"], name="step_asked_once"),
            models.UniqueConstraint(fields=["check_up", "question"], name="question_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.check_up_id}/{self.step}"


# As whoever asks others to do one says it.
CHECK_UP_OF_OTHERS = {**dict(CheckUp.Mode.choices), "profile": _("The check-up for their job")}


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def at(self, organisation: Organisation) -> AssignmentQuerySet:
        """With what its pages show; the first due first."""
        found = self.filter(organisation=organisation).select_related("module", "made_by", "ended_by")
        whom = AssignedTo.objects.select_related("unit", "profile", "employment__user")
        return found.prefetch_related(models.Prefetch("targets", whom))

    def running(self) -> AssignmentQuerySet:
        return self.filter(ended_at=None)


class Assignment(models.Model):
    """HR or a manager asks people to do something by a day: a module, or a check-up. `courses.meant` says whom."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assignments")
    module = models.ForeignKey(Module, models.PROTECT, null=True, related_name="assignments")
    check_up = models.CharField(max_length=10, choices=CheckUp.Mode, blank=True)
    due_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=[(role.value, role.value) for role in Role])
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(module__isnull=True) ^ Q(check_up=""), name="assigned_module_or_check_up"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.due_on})"

    @property
    def title(self) -> str:
        return self.module.title if self.module else str(CHECK_UP_OF_OTHERS[self.check_up])

    @property
    def spoken(self) -> str:
        """The language that the title is shown in; none for a check-up, which has one in each."""
        return self.module.spoken if self.module else ""

    def is_late(self, today: date) -> bool:
        return is_late(self.due_on, today)


class AssignedTo(models.Model):
    """Whom an assignment is for: one employment, or a unit with all under it, a job profile, or that profile there."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="targets")
    employment = models.ForeignKey(Employment, models.CASCADE, null=True, related_name="assigned")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="assigned")
    profile = models.ForeignKey(JobProfile, models.PROTECT, null=True, related_name="assigned")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(employment__isnull=False, unit__isnull=True, profile__isnull=True)
                | Q(employment__isnull=True) & ~Q(unit__isnull=True, profile__isnull=True),
                name="assigned_to_a_job_or_a_group",
            )
        ]

    def __str__(self) -> str:
        return " · ".join(str(one) for one in (self.employment, self.profile, self.unit) if one)

    @property
    def target(self) -> Target:
        return Target(self.employment_id, self.unit_id, self.profile_id)


class CalibrationQuerySet(models.QuerySet["Calibration"]):
    def newest(self) -> Calibration | None:
        return self.exclude(made_at=None).order_by("day").last()


class Calibration(models.Model):
    """One night's look at all first answers. `offsets`: how far each competence lies above the mean, for everybody."""

    day = models.DateField(unique=True)
    made_at = models.DateTimeField(null=True)  # while it is worked on
    answers = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    offsets = models.JSONField(default=dict)

    objects = CalibrationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.day}"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> ProposalQuerySet:
        return self.filter(state=Proposal.State.OPEN)

    def decided(self) -> ProposalQuerySet:
        return self.exclude(state=Proposal.State.OPEN)

    def of(self, organisations) -> ProposalQuerySet:
        """About their own questions; what most needs somebody to look at it first."""
        mine = self.filter(version__question__organisation__in=organisations)
        return mine.select_related("version__question", "version__competence").order_by("-urgency", "pk")


class Proposal(models.Model):
    """What first answers say about the difficulty of a question. It holds figures of groups, and no person.

    Nothing follows from it by itself: a person publishes it, or leaves it.
    """

    class State(models.TextChoices):
        OPEN = "open", "open"
        PUBLISHED = "published", "published"
        LEFT = "left", "left"

    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="proposals")
    made_at = models.DateTimeField()
    answers = models.PositiveIntegerField()
    right = models.FloatField()  # share
    expected = models.FloatField()  # share, if the difficulty that counts now were true
    difficulty = models.FloatField()
    difficulty_error = models.FloatField()
    flags = models.JSONField(default=list)
    picture = models.JSONField(
        default=list
    )  # of each group by level: level, answers, share right, share expected
    languages = models.JSONField(default=dict)  # by language: difficulty, its error, answers
    urgency = models.FloatField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version"], condition=Q(state="open"), name="one_open_proposal")
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.difficulty:.2f} ({self.state})"


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def standing(self) -> WithdrawalQuerySet:
        return self.filter(asked_again_at=None)

    def of(self, version: QuestionVersion) -> Withdrawal:
        """The newest that says that this version was wrong."""
        newest = self.filter(question=version.question_id).select_related("by").order_by("-at", "-pk")
        return next(one for one in newest if version.number in one.versions)


class Withdrawal(models.Model):
    """A question was wrong: its answers to the versions with these numbers no longer count. `answers`: how many."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="withdrawals")
    versions = models.JSONField()
    reason = models.CharField(max_length=300)
    answers = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_again_at = models.DateTimeField(null=True)
    asked_again_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.versions}"


class LabelQuerySet(models.QuerySet["Label"]):
    def standing(self) -> LabelQuerySet:
        """Of the question as it is now: another one is labelled anew."""
        return self.filter(edition=F("question__current__edition"))


class Label(models.Model):
    """What a second person says of a question, without having seen the label that it has.

    `differs`: she and the author do not agree. `first_competence` and `first_level`: the label that it had then.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="given_labels")
    edition = models.PositiveIntegerField()
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    first_competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    first_level = models.PositiveSmallIntegerField()
    remark = models.CharField(max_length=300, blank=True)
    differs = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = LabelQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["question", "edition", "by"], name="labelled_once")]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.edition}: {self.level}"
