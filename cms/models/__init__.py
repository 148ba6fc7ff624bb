"""Pages: what trainers write. The records in `courses` follow from what is live here."""

from cms.models.copies import CopiedModule, CopiedText
from cms.models.glossary import Term
from cms.models.media import Attachment, Picture, PictureRendition
from cms.models.pages import HomePage, LessonPage, ModuleAim, ModulePage, SectionPage, TaskPage, TestPage
from cms.models.questions import AuthoredQuestion
from cms.models.statements import StatementPage

__all__ = [
    "Attachment",
    "AuthoredQuestion",
    "CopiedModule",
    "CopiedText",
    "HomePage",
    "LessonPage",
    "ModuleAim",
    "ModulePage",
    "Picture",
    "PictureRendition",
    "SectionPage",
    "StatementPage",
    "TaskPage",
    "Term",
    "TestPage",
]
