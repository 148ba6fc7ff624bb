"""Who works where, person by person: coming, changing, moving, leaving, coming back.

A list of people does the same for many at once, in `lms.people.importing`; both follow the rules of `lms.people.roll`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.people import changes
from lms.people.actions import change, lock, refuse_without_letter
from lms.people.many import add_rows
from lms.people.models import Employment, Organisation, Unit, User
from lms.people.roll import DAY, SENTENCES, accounts_of_their_own

# --- coming and coming back -------------------------------------------------------------------------------------------


@transaction.atomic
def add_person(
    *,
    organisation: Organisation,
    name: str,
    email: str,
    username: str,
    unit: Unit,
    job_title: str,
    starts: date,
    external_id: str,
    acting_user: User,
) -> Employment:
    """A new account and its first job. Raises ValidationError; nobody outside the organisation is looked for."""
    lock(organisation)
    refuse_without_letter(name)
    if not (email or username or external_id):
        raise ValidationError(
            _(
                "Fill in a staff number, an e-mail address or a user name. "
                "Otherwise your next list of people does not recognise this person."
            )
        )
    _refuse_known_here(organisation, email, username, external_id)
    user = User(name=name, email=email, username=username or None)
    user.set_unusable_password()
    _save_account(user)
    return _employ(organisation, user, unit, job_title, starts, external_id, "person_added", acting_user)


@transaction.atomic
def bring_back(
    *,
    organisation: Organisation,
    user: User,
    unit: Unit,
    job_title: str,
    starts: date,
    external_id: str,
    today: date,
    acting_user: User,
) -> Employment:
    """A new job for the account that is there already."""
    lock(organisation)
    hers = organisation.employments.filter(user=user)
    if hers.not_over(today).exists():
        raise ValidationError(_("%(name)s works here already, or will soon.") % {"name": user})
    last = hers.order_by("-ends").values_list("ends", flat=True).first()
    if last and starts <= last:
        text = _("%(name)s worked here until %(day)s. Choose a later day.")
        raise ValidationError({"starts": text % {"name": user, "day": changes.told("day", last.isoformat())}})
    _refuse_number(organisation, external_id, today)
    what = "person_back" if last else "person_added"
    return _employ(organisation, user, unit, job_title, starts, external_id, what, acting_user)


def _employ(
    organisation: Organisation,
    user: User,
    unit: Unit,
    job_title: str,
    starts: date,
    external_id: str,
    what: str,
    acting_user: User,
) -> Employment:
    refuse_closed(unit)
    made = organisation.employments.create(
        user=user,
        unit=unit,
        job_title=job_title,
        starts=starts,
        external_id=external_id,
    )
    note(made, what, acting_user, unit=unit.name, day=starts)
    return made


def _save_account(user: User, changed: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            user.save(update_fields=changed)
    except IntegrityError:  # only a user name is there once
        text = str(SENTENCES["username_taken"]) % {"name": user.username}
        raise ValidationError({"username": text}) from None


def _refuse_known_here(organisation: Organisation, email: str, username: str, external_id: str) -> None:
    """A list of people would take her for the one who is there. Who works elsewhere only is nobody here."""
    here = organisation.employments.select_related("user").order_by("-starts", "-pk")
    for field, found in (
        ("external_id", here.filter(external_id=external_id) if external_id else here.none()),
        ("email", here.filter(user__email__iexact=email) if email else here.none()),
        ("username", here.filter(user__username=username) if username else here.none()),
    ):
        if known := found.first():
            raise ValidationError({field: _taken_by(known.user)})


def _taken_by(user: User) -> str:
    text = _("This is that of %(name)s, who works or worked here. Look for %(name)s in the list of people.")
    return text % {"name": user}


def _refuse_number(
    organisation: Organisation, external_id: str, today: date, ours: Employment | None = None
) -> None:
    if not external_id:
        return
    others = organisation.employments.not_over(today).filter(external_id=external_id)
    others = others.exclude(pk=ours.pk) if ours else others
    if found := others.select_related("user").first():
        raise ValidationError({"external_id": _taken_by(found.user)})


# --- changing ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def change_account(
    *, organisation: Organisation, user: User, name: str, email: str, username: str, acting_user: User
) -> None:
    """What opens an account that is somebody's own is not changed here, just as a list of people may not."""
    lock(organisation)
    try:
        user.refresh_from_db()
    except User.DoesNotExist:
        raise ValidationError(_("Somebody else changed this meanwhile. Look again.")) from None
    old = {"name": user.name, "email": user.email, "username": user.username or ""}
    new = {"name": name, "email": email, "username": username}
    if email.lower() == user.email.lower():
        new["email"] = user.email
    if name != user.name:
        refuse_without_letter(name)
    keys = [field for field in ("email", "username") if new[field] != old[field]]
    if keys and accounts_of_their_own(organisation, [user.pk]).exists():
        raise ValidationError(dict.fromkeys(keys, own_account(user)))
    _refuse_taken_keys(organisation, user, {field: new[field] for field in keys})
    changed = _say(user, **{**new, "username": username or None})
    _save_account(user, changed)
    for field in changed:
        what = {"name": "name_changed", "email": "email_changed", "username": "user_name_changed"}[field]
        changes.note(
            organisation=organisation,
            what=what,
            acting_user=acting_user,
            about=user,
            old=old[field],
            new=new[field],
        )


def own_account(user: User) -> str:
    text = _(
        "Only %(name)s can change this. It opens an account that is her or his own: "
        "%(name)s signed in, has a role, or works elsewhere too."
    )
    return text % {"name": user}


def _say(user: User, **values) -> list[str]:
    changed = [name for name, value in values.items() if getattr(user, name) != value]
    for name in changed:
        setattr(user, name, values[name])
    return changed


def _refuse_taken_keys(organisation: Organisation, user: User, new: dict[str, str]) -> None:
    here = User.objects.filter(employments__organisation=organisation).exclude(pk=user.pk)
    if (email := new.get("email")) and (other := here.filter(email__iexact=email).first()):
        raise ValidationError({"email": _taken_by(other)})


@transaction.atomic
def change_job(
    *, employment: Employment, job_title: str, external_id: str, today: date, acting_user: User
) -> None:
    organisation = hold(employment)
    if external_id != employment.external_id:
        _refuse_number(organisation, external_id, today, ours=employment)
    old = {"job_title": employment.job_title, "external_id": employment.external_id}
    new = {"job_title": job_title, "external_id": external_id}
    for field in change(employment, **new):
        what = {"job_title": "job_title_changed", "external_id": "staff_number_changed"}[field]
        note(employment, what, acting_user, old=old[field], new=new[field])


# --- moving -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def move_person(*, employment: Employment, unit: Unit, day: date, today: date, acting_user: User) -> bool:
    """Whether it is done now. What is still to come waits for its day; the worker then does it."""
    organisation = hold(employment)
    refuse_closed(unit)
    if unit.pk == employment.unit_id:
        raise ValidationError({"unit": _("%(name)s works in this unit already.") % {"name": employment.user}})
    if day < employment.starts:
        text = _("This job began on %(day)s. Choose that day or a later one.")
        raise ValidationError({"day": text % {"day": said(employment.starts)}})
    if employment.ends and day > employment.ends:
        text = _("The last day at work is %(day)s. Choose an earlier day.")
        raise ValidationError({"day": text % {"day": said(employment.ends)}})
    if day > max(today, employment.starts):
        change(employment, moves_on=day, moves_to=unit)
        note(employment, "move_planned", acting_user, unit=unit.name, day=day)
        return False
    move_people(
        organisation=organisation, employments=[employment], unit=unit, day=day, acting_user=acting_user
    )
    return True


@transaction.atomic
def move_people(
    *,
    organisation: Organisation,
    employments: Iterable[Employment],
    unit: Unit,
    day: date,
    acting_user: User,
) -> list[int]:
    """The employments begin anew that day, so that what people share and ask goes with them; the time before is kept.

    Returns their ids.
    """
    moving = list(employments)
    _add_former(organisation, [one for one in moving if one.starts < day], day - DAY)
    for one in moving:
        one.unit, one.starts = unit, max(one.starts, day)
        if one.moves_on and (one.moves_on <= day or one.moves_to_id == unit.pk):
            one.moves_on = one.moves_to = None
    organisation.employments.bulk_update(moving, ["unit", "starts", "moves_on", "moves_to"], batch_size=500)
    changes.note_many(
        [(one.user_id, "person_moved", {"unit": unit.name, "day": one.starts}) for one in moving],
        organisation=organisation,
        now=timezone.now(),
        acting_user=acting_user,
    )
    return [one.pk for one in moving]


def _add_former(organisation: Organisation, employments: Iterable[Employment], ends: date) -> None:
    add_rows(
        Employment,
        [
            {
                "organisation_id": organisation.pk,
                "user_id": one.user_id,
                "unit_id": one.unit_id,
                "job_title": one.job_title,
                "starts": one.starts,
                "ends": ends,
                "external_id": one.external_id,
            }
            for one in employments
        ],
    )


@transaction.atomic
def drop_move(*, employment: Employment, acting_user: User) -> None:
    hold(employment)
    unit = employment.moves_to
    if unit and change(employment, moves_on=None, moves_to=None):
        note(employment, "move_dropped", acting_user, unit=unit.name)


@transaction.atomic
def make_due_moves(*, today: date, acting_user: User) -> list[int]:
    """Returns the employments that moved."""
    moved: list[int] = []
    for found in Employment.objects.moving(today):
        organisation = hold(found)
        day, unit = found.moves_on, found.moves_to
        if day is None or unit is None:
            continue
        if unit.pk == found.unit_id or (found.ends and found.ends < day):
            change(found, moves_on=None, moves_to=None)
            continue
        moved += move_people(
            organisation=organisation,
            employments=[found],
            unit=unit,
            day=max(day, found.starts),
            acting_user=acting_user,
        )
    return moved


# --- leaving ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def end_employment(*, employment: Employment, ends: date, acting_user: User) -> None:
    """`ends` is the last day that counts. A move that would come later is dropped."""
    hold(employment)
    if ends < employment.starts:
        text = _("This job began on %(day)s. The last day cannot be before that.")
        raise ValidationError({"ends": text % {"day": said(employment.starts)}})
    if employment.moves_on and employment.moves_on > ends:
        drop_move(employment=employment, acting_user=acting_user)
    if change(employment, ends=ends):
        note(employment, "employment_ended", acting_user, day=ends)


@transaction.atomic
def take_back_end(*, employment: Employment, today: date, acting_user: User) -> None:
    """As long as the last day has not passed."""
    organisation = hold(employment)
    if employment.ends is None:
        return
    if employment.ends < today:
        raise ValidationError(
            _("The last day is over. If %(name)s works here again, give a new first day.")
            % {"name": employment.user}
        )
    _refuse_number(organisation, employment.external_id, today, ours=employment)
    change(employment, ends=None)
    note(employment, "end_taken_back", acting_user)


def hold(employment: Employment) -> Organisation:
    """As it is now, and stays until this is written. Raises ValidationError when it is gone meanwhile."""
    organisation = lock(employment.organisation)
    try:
        employment.refresh_from_db()
    except Employment.DoesNotExist:
        raise ValidationError(_("Somebody else changed this meanwhile. Look again.")) from None
    return organisation


def refuse_closed(unit: Unit | None, field: str = "unit") -> None:
    if unit and unit.ends:
        text = _("“%(unit)s” is closed. Open it first, or choose another unit.")
        raise ValidationError({field: text % {"unit": unit}})


def note(employment: Employment, what: str, acting_user: User, **details) -> None:
    changes.note(
        organisation=employment.organisation,
        what=what,
        acting_user=acting_user,
        about=employment.user,
        **details,
    )


def said(day: date) -> str:
    return changes.told("day", day.isoformat())
