"""Learning records: what there is to learn, and what each person did. No record points at a page.

Records are known by the translation key of the page or snippet they came from, so that pages can move, be rewritten,
translated and deleted while what people learned stays.
"""

from courses.models.assignments import CHECK_UP_OF_OTHERS, AssignedTo, Assignment, AssignmentQuerySet
from courses.models.check_ups import Asked, AskedQuerySet, CheckUp, CheckUpQuerySet
from courses.models.content import (
    Activity,
    Aim,
    Module,
    ModuleQuerySet,
    OwnedQuerySet,
    Placement,
    PlacementQuerySet,
    Question,
    QuestionQuerySet,
    QuestionVersion,
    item_of,
)
from courses.models.help import HelpRequest, HelpRequestQuerySet, Remark, RemarkQuerySet
from courses.models.judging import (
    Calibration,
    CalibrationQuerySet,
    Label,
    LabelQuerySet,
    Proposal,
    ProposalQuerySet,
    Withdrawal,
    WithdrawalQuerySet,
)
from courses.models.learning import (
    Answer,
    Attempt,
    Completion,
    Enrolment,
    TaskCheck,
    TaskCheckQuerySet,
    TaskTicks,
    hint_at,
)

__all__ = [
    "Activity",
    "Aim",
    "Answer",
    "Asked",
    "AskedQuerySet",
    "AssignedTo",
    "Assignment",
    "AssignmentQuerySet",
    "Attempt",
    "CHECK_UP_OF_OTHERS",
    "Calibration",
    "CalibrationQuerySet",
    "CheckUp",
    "CheckUpQuerySet",
    "Completion",
    "Enrolment",
    "HelpRequest",
    "HelpRequestQuerySet",
    "Label",
    "LabelQuerySet",
    "Module",
    "ModuleQuerySet",
    "OwnedQuerySet",
    "Placement",
    "PlacementQuerySet",
    "Proposal",
    "ProposalQuerySet",
    "Question",
    "QuestionQuerySet",
    "QuestionVersion",
    "Remark",
    "RemarkQuerySet",
    "TaskCheck",
    "TaskCheckQuerySet",
    "TaskTicks",
    "Withdrawal",
    "WithdrawalQuerySet",
    "hint_at",
    "item_of",
]
