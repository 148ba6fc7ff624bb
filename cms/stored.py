"""What Wagtail and its translations store about a person: what she wrote, uploaded, published, locked and said."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile
from wagtail_localize.models import SegmentOverride, StringTranslation

from cms.models import Attachment, AuthoredQuestion, Picture
from lms.people.telling import Group, Stored, Told

DAY, MADE, TITLE = Told("at", _("Day"), "timestamp"), Told("made_at", _("Made on"), "created_at"), _("Title")
ACTION, LABEL = Told("action", _("What")), Told("title", TITLE, "label")
TEXT, PAGE = Told("text", _("Text")), Told("page", _("Page"), "page__title")
UPLOADED = (MADE, Told("title", TITLE), Told("file", _("File")))
TRANSLATED = (
    Told("changed_at", _("Changed on"), "updated_at"),
    Told("language", _("Language"), "locale__language_code"),
)


def uploads(key: str, title, model) -> Stored:
    return Stored(
        key, Group.WRITING, title, model, ("uploaded_by_user",), UPLOADED, newest="-created_at", acted=True
    )


STORED = (
    Stored(
        "editor_settings",
        Group.WRITING,
        _("Your settings of the editor"),
        UserProfile,
        ("user",),
        (
            Told("language", _("Language"), "preferred_language"),
            Told("time_zone", _("Time zone"), "current_time_zone"),
            Told("picture", _("Picture"), "avatar"),
            Told("theme", _("Theme")),
            Told("contrast", _("Contrast")),
            Told("density", _("Density")),
            Told("keyboard_shortcuts", _("Keyboard shortcuts")),
            Told("mail_submitted", _("Mail when something is handed in"), "submitted_notifications"),
            Told("mail_approved", _("Mail when something is approved"), "approved_notifications"),
            Told("mail_rejected", _("Mail when something is refused"), "rejected_notifications"),
            Told("mail_comments", _("Mail about comments"), "updated_comments_notifications"),
            Told("closed", _("Notes that you closed"), "dismissibles"),
        ),
    ),
    Stored(
        "editor_keys",
        Group.WRITING,
        _("Keys for programs that write for you"),
        APIToken,
        ("user",),
        (
            Told("name", _("Name")),
            Told("made_at", _("Made on"), "created"),
            Told("used_at", _("Last used on"), "last_used_at"),
            Told("until", _("Until"), "revoked_at"),
        ),
        left_out=_("The keys themselves."),
    ),
    Stored(
        "page_following",
        Group.WRITING,
        _("Pages that you follow"),
        PageSubscription,
        ("user",),
        (PAGE, Told("comments", _("Mail about comments"), "comment_notifications")),
    ),
    Stored(
        "editing_now",
        Group.WRITING,
        _("What you had open in the editor"),
        EditingSession,
        ("user",),
        (
            Told("seen_at", _("Last used on"), "last_seen_at"),
            Told("kind", _("What"), "content_type__model"),
            Told("number", _("Reference"), "object_id"),
        ),
        newest="-last_seen_at",
    ),
    Stored(
        "editing_kept",
        Group.WRITING,
        _("What you typed in the editor and did not save yet"),
        FormState,
        ("user",),
        (
            Told("at", _("Day"), "last_updated_at"),
            Told("kind", _("What"), "content_type__model"),
            Told("number", _("Reference"), "object_id"),
            Told("text", _("Text"), "data"),
        ),
        newest="-last_updated_at",
    ),
    Stored(
        "pages",
        Group.WRITING,
        _("Pages that you made or locked"),
        Page,
        ("owner", "locked_by"),
        (
            Told("title", TITLE),
            Told("language", _("Language"), "locale__language_code"),
            Told("changed_at", _("Changed on"), "latest_revision_created_at"),
            Told("locked_at", _("Locked on")),
        ),
        newest="-latest_revision_created_at",
        acted=True,
    ),
    Stored(
        "questions_locked",
        Group.WRITING,
        _("Questions that you locked"),
        AuthoredQuestion,
        ("locked_by",),
        (Told("name", _("Name")), Told("locked_at", _("Locked on"))),
        acted=True,
    ),
    Stored(
        "versions",
        Group.WRITING,
        _("Versions that you saved"),
        Revision,
        ("user",),
        (MADE, Told("title", TITLE, "object_str"), Told("kind", _("What"), "content_type__model")),
        newest="-created_at",
        acted=True,
    ),
    Stored(
        "page_log",
        Group.WRITING,
        _("What you did with pages"),
        PageLogEntry,
        ("user",),
        (DAY, ACTION, LABEL),
        newest="-timestamp",
        acted=True,
    ),
    Stored(
        "other_log",
        Group.WRITING,
        _("What you did with questions, pictures and documents"),
        ModelLogEntry,
        ("user",),
        (DAY, ACTION, LABEL),
        newest="-timestamp",
        acted=True,
    ),
    uploads("pictures", _("Pictures that you uploaded"), Picture),
    uploads("documents", _("Documents that you uploaded"), Attachment),
    uploads("plain_pictures", _("Pictures of the editor itself"), Image),
    uploads("plain_documents", _("Documents of the editor itself"), Document),
    Stored(
        "uploads_waiting",
        Group.WRITING,
        _("Uploads that you did not finish"),
        UploadedFile,
        ("uploaded_by_user",),
        (Told("file", _("File")),),
        acted=True,
    ),
    Stored(
        "comments",
        Group.WRITING,
        _("Comments that you wrote or closed"),
        Comment,
        ("user", "resolved_by"),
        (MADE, PAGE, TEXT, Told("closed_at", _("Closed on"), "resolved_at")),
        newest="-created_at",
        acted=True,
    ),
    Stored(
        "replies",
        Group.WRITING,
        _("Replies to comments"),
        CommentReply,
        ("user",),
        (MADE, TEXT),
        newest="-created_at",
        acted=True,
    ),
    Stored(
        "reviews_asked",
        Group.WRITING,
        _("Pages that you handed in"),
        WorkflowState,
        ("requested_by",),
        (MADE, Told("state", _("State"), "status")),
        newest="-created_at",
        acted=True,
    ),
    Stored(
        "reviews_done",
        Group.WRITING,
        _("Pages that you approved or refused"),
        TaskState,
        ("finished_by",),
        (
            Told("at", _("Day"), "finished_at"),
            Told("state", _("State"), "status"),
            Told("text", _("Text"), "comment"),
        ),
        newest="-finished_at",
        acted=True,
    ),
    Stored(
        "translations",
        Group.WRITING,
        _("Texts that you translated"),
        StringTranslation,
        ("last_translated_by",),
        (*TRANSLATED, Told("text", _("Text"), "data")),
        newest="-updated_at",
        acted=True,
    ),
    Stored(
        "translation_values",
        Group.WRITING,
        _("Other values that you translated"),
        SegmentOverride,
        ("last_translated_by",),
        (*TRANSLATED, Told("text", _("Text"), "data_json")),
        newest="-updated_at",
        acted=True,
    ),
)
