"""What becomes of the traces that a person who is erased left in the editor. What she wrote stays, without her name."""

from __future__ import annotations

from wagtail.models import Comment, CommentReply, ModelLogEntry, PageLogEntry, Revision
from wagtail.users.models import UserProfile

from lms.people.models import User


def strip(person: User) -> None:
    """Django takes the name off pages, pictures and revisions itself when the account goes; this is the rest."""
    for profile in UserProfile.objects.filter(user=person).exclude(avatar=""):
        profile.avatar.delete(save=False)
    for log in (PageLogEntry, ModelLogEntry):
        log.objects.filter(user=person).update(user=None)
    ModelLogEntry.objects.filter(content_type__app_label="people", object_id=str(person.pk)).delete()
    Comment.objects.filter(user=person).delete()
    CommentReply.objects.filter(user=person).delete()
    for name in ("owner", "locked_by", "uploaded_by_user"):
        for revision in Revision.objects.filter(**{f"content__{name}": person.pk}).iterator(chunk_size=100):
            revision.content[name] = None
            Revision.objects.filter(pk=revision.pk).update(content=revision.content)
