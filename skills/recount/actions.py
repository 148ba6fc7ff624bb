"""Another way of counting, and all stored levels counted again in it: published, looked at, then ordered by a person.

The log is never changed: what differs is which difficulties and offsets the sums take.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lms.people import changes
from lms.people.models import Organisation, User
from skills import queries
from skills.actions import renew
from skills.levels import MODEL_VERSION
from skills.models import ProfileAssignment, Recount, WayOfCounting
from skills.ways import Difficulties, Way

TOGETHER = 200  # people that the worker counts before it looks whether something else is due


@transaction.atomic
def publish_way(
    *, offsets: Mapping[str, float], difficulties: Difficulties, now: datetime, acting_user: User
) -> WayOfCounting:
    """Give it a name. No level changes by it. Sent again, it is the same one."""
    content = {
        "base": MODEL_VERSION,
        "offsets": {code: round(offset, 3) for code, offset in offsets.items()},
        "difficulties": {item: list(known) for item, known in difficulties.items()},
    }
    newest = WayOfCounting.objects.order_by("pk").last()
    if newest and all(getattr(newest, name) == value for name, value in content.items()):
        return newest
    made, is_new = WayOfCounting.objects.get_or_create(
        name=_next_name(now), defaults={**content, "published_at": now, "published_by": acting_user}
    )
    if is_new:
        _note("way_published", made.name, acting_user)
    return made


def _next_name(now: datetime) -> str:
    name = f"{MODEL_VERSION}+{now:%Y-%m}"
    earlier = WayOfCounting.objects.filter(name__startswith=name).count()
    return f"{name}.{earlier + 1}" if earlier else name


def _note(what: str, way: str, acting_user: User) -> None:
    changes.note(organisation=Organisation.objects.shared(), what=what, acting_user=acting_user, way=way)


@transaction.atomic
def look_at(*, way: str, now: datetime, acting_user: User) -> Recount:
    """Ask the worker what would change if levels were counted in this way. While it looks, it is that one look."""
    total = ProfileAssignment.objects.filter(ends=None).count()
    look, _made = Recount.objects.get_or_create(
        state=Recount.State.LOOKING,
        defaults={"way": way, "before": queries.counted_now(), "as_of": now, "total": total},
    )
    return look


@transaction.atomic
def order(*, recount: Recount, now: datetime, acting_user: User) -> None:
    """From now on levels are counted so, and the worker counts all stored ones again.

    Once: who orders it at the same time learns why not. Raises ValidationError.
    """
    if recount.before != queries.counted_now():
        raise ValidationError(_("Levels are counted in another way since you looked. Look again first."))
    looked = Recount.objects.filter(pk=recount.pk, state=Recount.State.LOOKED)
    try:
        with transaction.atomic():  # the database lets one be counted at a time
            ordered = looked.update(
                state=Recount.State.COUNTING, ordered_at=now, ordered_by=acting_user, upto=0, done=0
            )
    except IntegrityError as busy:
        text = _("Levels are being counted again just now. Wait until that is done.")
        raise ValidationError(text) from busy
    if not ordered:
        raise ValidationError(_("This is not looked at yet. Wait a moment."))
    _note("recount_ordered", recount.way, acting_user)
    transaction.on_commit(lambda: cache.delete(queries.WAY))


def work_on_recount(*, now: datetime) -> Recount | None:
    """The next people of the recount that waits. However many workers are at it, each group is counted once."""
    recount = Recount.objects.unfinished().order_by("pk").first()
    if recount is None:
        return None
    some = list(queries.assignments_to_measure().filter(pk__gt=recount.upto).order_by("pk")[:TOGETHER])
    if not some:
        _end(recount, now)
        return recount
    way, moved = queries.way_named(recount.way), recount.moved
    if recount.state == Recount.State.COUNTING:
        renew(some, now, way)
    else:
        moved = _added(moved, _moves(some, queries.way_named(recount.before), way, recount.as_of))
    same = Recount.objects.filter(pk=recount.pk, state=recount.state, upto=recount.upto)
    same.update(upto=some[-1].pk, done=F("done") + len(some), moved=moved)
    return recount


def _end(recount: Recount, now: datetime) -> None:
    same = Recount.objects.filter(pk=recount.pk, state=recount.state, upto=recount.upto)
    if recount.state == Recount.State.COUNTING:
        same.update(state=Recount.State.COUNTED, counted_at=now)
    else:
        same.update(state=Recount.State.LOOKED)


def _moves(
    assignments: Sequence[ProfileAssignment], before: Way, after: Way, as_of: datetime
) -> dict[int, Counter[str]]:
    """Both counted as of one moment, so that nothing but the way differs. By id of the competence."""
    found: dict[int, Counter[str]] = {}
    was, becomes = (list(queries.measured(assignments, as_of, way)) for way in (before, after))
    for one, other in zip(was, becomes, strict=True):
        counts = found.setdefault(one["competence_id"], Counter())
        counts[f"{one['state']}>{other['state']}"] += 1
    return found


def _added(moved: Mapping[str, Mapping[str, int]], more: Mapping[int, Counter[str]]) -> dict[str, dict]:
    known = {code: Counter(counts) for code, counts in moved.items()}
    for competence, counts in more.items():
        known.setdefault(str(competence), Counter()).update(counts)
    return {code: dict(counts) for code, counts in known.items()}
