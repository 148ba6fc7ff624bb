"""Cards: made and taken back by HR, used by whoever holds one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.accounts.codes import new_code
from lms.accounts.models import Card, sealed_code
from lms.people import changes
from lms.people.actions import system_user
from lms.people.models import Employment, Organisation, User

MOST_FAILURES = 10
MOST_AT_ONCE = 100


class MadeAlready(Exception):
    """The same form was sent before."""


# --- by HR ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def make_cards(
    *, organisation: Organisation, people: Collection[int], batch: UUID, now: datetime, acting_user: User
) -> list[tuple[Employment, str]]:
    """A new card for each of these people (ids), and the code on it: it is told here, and never again.

    Cards that they had no longer work. Raises ValidationError and MadeAlready.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # a form that is sent twice waits here
    if Card.objects.made_together(organisation, batch).exists():
        raise MadeAlready
    if len(people) > MOST_AT_ONCE:
        raise ValidationError(_("At most %(most)s cards in one go.") % {"most": MOST_AT_ONCE})
    jobs = jobs_of(organisation, people, now)
    refuse_who_works_elsewhere(organisation, jobs, now)
    ended = Card.objects.live().filter(user__in=[job.user_id for job in jobs])
    ended.update(revoked_at=now, revoked_by=acting_user)
    made = [(job, new_code()) for job in jobs]
    Card.objects.bulk_create(
        Card(
            organisation=organisation,
            user=job.user,
            code=sealed_code(code, settings.SECRET_KEY),
            batch=batch,
            made_at=now,
            made_by=acting_user,
        )
        for job, code in made
    )
    changes.note_about(
        [job.user for job in jobs], organisation=organisation, what="card_made", acting_user=acting_user
    )
    return made


def jobs_of(organisation: Organisation, people: Collection[int], now: datetime) -> list[Employment]:
    """One of each of these people, in order of unit and name, as cards are handed out."""
    here = organisation.employments.current(timezone.localdate(now)).filter(
        user__in=people, user__is_active=True
    )
    found = here.select_related("user", "unit").order_by("unit__name", "user__name", "starts", "pk")
    return list({job.user_id: job for job in reversed(found)}.values())[::-1]


def refuse_who_works_elsewhere(organisation: Organisation, jobs: list[Employment], now: datetime) -> None:
    """Whoever makes a card could sign in with it, and nobody opens what is of another organisation too."""
    today = timezone.localdate(now)
    people = [job.user_id for job in jobs]
    elsewhere = Employment.objects.current(today).filter(user__in=people).exclude(organisation=organisation)
    names = sorted({one.user.name for one in elsewhere.select_related("user")})
    if names:
        text = _("No card is possible for: %(names)s. They sign in with their password.")
        raise ValidationError(text % {"names": ", ".join(names)})


@transaction.atomic
def revoke_cards(
    *, organisation: Organisation, people: Collection[int], now: datetime, acting_user: User
) -> int:
    """From now on these no longer work, and whoever is signed in with one is out. Returns how many there were."""
    live = list(Card.objects.of(organisation, people).select_for_update(of=("self",)).select_related("user"))
    Card.objects.live().filter(pk__in=[card.pk for card in live]).update(
        revoked_at=now, revoked_by=acting_user
    )
    changes.note_about(
        [card.user for card in live], organisation=organisation, what="card_revoked", acting_user=acting_user
    )
    return len(live)


# --- by whoever holds one ---------------------------------------------------------------------------------------------


@transaction.atomic
def choose_pin(*, card: Card, pin: str, now: datetime, acting_user: User) -> bool:
    """At the first use of a card. Whether it was the first: of two at the same time, one is."""
    hashed = make_password(pin)
    chosen = Card.objects.live().filter(pk=card.pk, pin="").update(pin=hashed, last_used_at=now)
    if chosen:
        changes.note(
            organisation=card.organisation, what="card_pin_chosen", acting_user=acting_user, about=card.user
        )
    return bool(chosen)


def opens(*, card: Card | None, pin: str, now: datetime) -> bool:
    """Whether this PIN goes with the card. It takes as long when there is no such card.

    Each try counts before the PIN is looked at, so that many at the same time are no more than ten.
    """
    may_try = card is not None and card.pin and count_try(card)
    known = card.pin if card is not None and may_try else UNUSABLE_PASSWORD_PREFIX
    if not check_password(pin, known):
        if card is not None and may_try:
            lock(card=card, now=now, acting_user=system_user())
        return False
    Card.objects.live().filter(pk=card.pk).update(failures=0, last_used_at=now)
    return True


def count_try(card: Card) -> bool:
    open_to_tries = Card.objects.live().filter(pk=card.pk, locked_at=None, failures__lt=MOST_FAILURES)
    return bool(open_to_tries.update(failures=F("failures") + 1))


@transaction.atomic
def lock(*, card: Card, now: datetime, acting_user: User) -> None:
    """When too many were wrong."""
    spent = Card.objects.live().filter(pk=card.pk, locked_at=None, failures__gte=MOST_FAILURES)
    if spent.update(locked_at=now):
        changes.note(
            organisation=card.organisation, what="card_locked", acting_user=acting_user, about=card.user
        )
