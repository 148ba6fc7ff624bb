"""What changes competence: frameworks and profiles come in, evidence is added, levels are rebuilt from it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from lms.people.models import Employment, Organisation, User
from skills import queries
from skills.content import FrameworkContent, ProfileContent
from skills.evidence import Kind, Purpose
from skills.models import (
    Area,
    Competence,
    Descriptor,
    Evidence,
    Framework,
    FrameworkLevel,
    HeldLevel,
    JobProfile,
    ProfileAssignment,
    Requirement,
)
from skills.ways import Way


def put(model, counts: Counter[str], *, defaults: dict, **identity):
    """Make the row say so; count whether it was added, changed or already right."""
    row = model.objects.filter(**identity).first()
    if row is None:
        counts["added"] += 1
        return model.objects.create(**identity, **defaults)
    changed = [name for name, value in defaults.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, defaults[name])
    if changed:
        row.save(update_fields=changed)
    counts["changed" if changed else "unchanged"] += 1
    return row


@transaction.atomic
def load_framework(
    *, content: FrameworkContent, plain: Mapping[str, Mapping], acting_user: User
) -> Counter[str]:
    """Add a framework, or bring it up to date. `plain` holds everyday names per code: `short` and `i_can`."""
    counts: Counter[str] = Counter()
    framework = put(
        Framework,
        counts,
        slug=content.key,
        defaults={
            "name": content.name,
            "version": content.version,
            "source": content.source,
            "our_translations": list(content.our_translations),
        },
    )
    competences = {}
    for area in content.areas:
        texts = {"names": dict(area.name), "descriptions": dict(area.description)}
        texts["short_names"] = dict(plain.get(area.code, {}).get("short", {}))
        area_row = put(Area, counts, framework=framework, code=area.code, defaults=texts)
        for competence in area.competences:
            everyday = plain.get(competence.code, {})
            competences[competence.code] = put(
                Competence,
                counts,
                framework=framework,
                code=competence.code,
                defaults={
                    "area": area_row,
                    "names": dict(competence.name),
                    "descriptions": dict(competence.description),
                    "short_names": dict(everyday.get("short", {})),
                    "i_can": dict(everyday.get("i_can", {})),
                },
            )
    _load_levels(framework, content, counts)
    _load_descriptors(competences, content, counts)
    return counts


def _load_levels(framework: Framework, content: FrameworkContent, counts: Counter[str]) -> None:
    bands = {band.key: band for band in content.bands}
    for level in content.levels:
        texts = {
            "six_step": level.six_step,
            "band": level.band,
            "bands": dict(bands[level.band].name),
            "descriptions": dict(level.description),
        }
        put(FrameworkLevel, counts, framework=framework, number=level.level, defaults=texts)


def _load_descriptors(
    competences: dict[str, Competence], content: FrameworkContent, counts: Counter[str]
) -> None:
    """885 rows: compared in memory, written in bulk."""
    known = {
        (row.competence_id, row.official_id): row
        for row in Descriptor.objects.filter(competence__in=competences.values())
    }
    new, changed = [], []
    for item in (*content.statements, *content.outcomes):
        values = {
            "kind": Descriptor.Kind.OUTCOME if hasattr(item, "type") else Descriptor.Kind.STATEMENT,
            "band": item.band,
            "outcome_type": getattr(item, "type", ""),
            "ai": item.ai or "",
            "texts": dict(item.text),
        }
        competence = competences[item.competence]
        row = known.get((competence.pk, item.id))
        if row is None:
            new.append(Descriptor(competence=competence, official_id=item.id, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    Descriptor.objects.bulk_create(new)
    Descriptor.objects.bulk_update(changed, ["kind", "band", "outcome_type", "ai", "texts"])
    counts["added"] += len(new)
    counts["changed"] += len(changed)
    counts["unchanged"] += len(known) - len(changed)


class UnknownCompetence(Exception):
    """A profile asks a competence that the framework does not have."""

    def __init__(self, line: int, codes: Sequence[str], framework: Framework) -> None:
        super().__init__(f"{', '.join(codes)} ({framework})")
        self.line, self.codes, self.framework = line, codes, framework


@transaction.atomic
def load_profiles(
    *,
    contents: Iterable[ProfileContent],
    framework: Framework,
    organisation: Organisation,
    is_example: bool,
    acting_user: User,
) -> Counter[str]:
    """Add job profiles, or bring them up to date; a changed one marks levels as due. Raises UnknownCompetence."""
    counts: Counter[str] = Counter()
    competences = {competence.code: competence for competence in framework.competences.all()}
    for content in contents:
        asked = {code: level for code, level in content.required.items() if level}
        if unknown := sorted(set(content.required) - set(competences)):
            raise UnknownCompetence(content.line, unknown, framework)
        of_profile: Counter[str] = Counter()
        profile = put(
            JobProfile,
            of_profile,
            organisation=organisation,
            code=content.code,
            defaults={"framework": framework, "names": dict(content.name), "is_example": is_example},
        )
        for code, level in asked.items():
            values = {"level": level, "is_core": code in content.core}
            put(Requirement, of_profile, profile=profile, competence=competences[code], defaults=values)
        dropped, _per_model = profile.requirements.exclude(competence__code__in=asked).delete()
        changed = bool(of_profile["added"] or of_profile["changed"] or dropped)
        counts[
            "added" if not of_profile["unchanged"] and changed else "changed" if changed else "unchanged"
        ] += 1
        if changed:
            ProfileAssignment.objects.filter(profile=profile, ends=None).update(levels_due_at=timezone.now())
    return counts


@transaction.atomic
def assign_profile(
    *, employment: Employment, profile: JobProfile, starts: date, acting_user: User
) -> ProfileAssignment:
    """From `starts` on the job asks this profile; the one before it ends the day before."""
    running = employment.profile_assignments.filter(ends=None).first()
    if running and running.profile_id == profile.pk:
        return running
    if running:
        running.ends = max(running.starts, starts - timedelta(days=1))
        running.levels_due_at = None
        running.save(update_fields=["ends", "levels_due_at"])
    return ProfileAssignment.objects.create(
        employment=employment,
        profile=profile,
        starts=starts,
        assigned_by=acting_user,
        levels_due_at=timezone.now(),
    )


@transaction.atomic(savepoint=False)
def record_evidence(
    *,
    key: uuid.UUID,
    user: User,
    organisation: Organisation,
    competence: Competence,
    kind: Kind,
    at: datetime,
    acting_user: User,
    purpose: Purpose | None = None,
    right: bool | None = None,
    difficulty: float | None = None,
    difficulty_error: float | None = None,
    guess: float | None = None,
    item: str = "",
    item_version: int | None = None,
    level: float | None = None,
    until: date | None = None,
    half_life: float | None = None,
    gain: float | None = None,
    reverses: Evidence | None = None,
    reason: str = "",
    about: Mapping[str, str] | None = None,
) -> Evidence:
    """Add to the log, and mark the levels that rest on it as due. One row inserted, one statement that updates."""
    row = Evidence.objects.create(
        key=key,
        user=user,
        organisation=organisation,
        competence=competence,
        kind=kind.value,
        at=at,
        recorded_by=acting_user,
        purpose=purpose.value if purpose else "",
        right=right,
        difficulty=difficulty,
        difficulty_error=difficulty_error,
        guess=guess,
        item=item,
        item_version=item_version,
        level=level,
        until=until,
        half_life=half_life,
        gain=gain,
        reverses=reverses,
        reason=reason,
        about=dict(about or {}),
    )
    mark_levels_due(
        ProfileAssignment.objects.filter(employment__user=user, employment__organisation=organisation)
    )
    return row


def mark_levels_due(assignments) -> None:
    assignments.filter(ends=None).update(levels_due_at=timezone.now())


@transaction.atomic
def record_own_estimates(
    *,
    source: uuid.UUID,
    user: User,
    organisation: Organisation,
    framework: Framework,
    levels: Mapping[str, float],
    at: datetime,
    acting_user: User,
) -> None:
    """What somebody thinks of herself, by code of an area, put in the log for each competence of that area.

    Once for a `source`: said again, nothing is added.
    """
    competences = Competence.objects.filter(framework=framework, area__code__in=levels)
    rows = [
        Evidence(
            key=uuid.uuid5(source, f"own/{competence.code}"),
            user=user,
            organisation=organisation,
            competence=competence,
            kind=Kind.SELF.value,
            at=at,
            recorded_by=acting_user,
            level=levels[competence.area.code],
        )
        for competence in competences.select_related("area")
    ]
    Evidence.objects.bulk_create(rows, ignore_conflicts=True)
    mark_levels_due(
        ProfileAssignment.objects.filter(employment__user=user, employment__organisation=organisation)
    )


@transaction.atomic
def take_back(*, evidence: Evidence, at: datetime, acting_user: User, reason: str = "") -> Evidence:
    """Let a row count no longer, once. The row stays; a counter-entry beside it says who took it back, and when."""
    try:
        with transaction.atomic():
            return record_evidence(
                key=uuid.uuid4(),
                user=evidence.user,
                organisation=evidence.organisation,
                competence=evidence.competence,
                kind=Kind.COUNTER,
                at=at,
                acting_user=acting_user,
                reverses=evidence,
                reason=reason,
                about=evidence.about,
            )
    except IntegrityError:  # another click was first
        return Evidence.objects.get(reverses=evidence)


def take_back_keys(*, keys: Iterable[str], at: datetime, acting_user: User) -> None:
    """All of these that still stand."""
    for row in Evidence.objects.standing().filter(key__in=list(keys)):
        take_back(evidence=row, at=at, acting_user=acting_user)


@transaction.atomic
def take_back_all(*, rows: QuerySet[Evidence], reason: str, at: datetime, acting_user: User) -> int:
    """All of these, of however many people: one counter-entry for each, and the levels that rest on them are due."""
    copied = ("user_id", "organisation_id", "competence_id", "about")
    counters = [
        Evidence(
            key=uuid.uuid4(),
            kind=Kind.COUNTER.value,
            at=at,
            recorded_by=acting_user,
            reverses_id=pk,
            reason=reason,
            **dict(zip(copied, values, strict=True)),
        )
        for pk, *values in rows.values_list("pk", *copied)
    ]
    Evidence.objects.bulk_create(counters, ignore_conflicts=True, batch_size=500)
    people = sorted({row.user_id for row in counters})
    for start in range(0, len(people), 500):
        some = people[start : start + 500]
        mark_levels_due(ProfileAssignment.objects.filter(employment__user__in=some))
    return len(counters)


HELD = ["organisation", "unit", "profile", "required", "level", "error", "p_gap", "own_equivalents", "state"]
HELD += ["last_evidence_at", "as_of", "model_version"]


def refresh_due_levels(*, now: datetime, limit: int = 200) -> int:
    """Rebuild the stored levels of the employments whose mark is set; returns how many. Several workers may run it."""
    # A mark set after `now` waits: what it stands for happened after `now` too, and would be left out.
    due = list(queries.assignments_to_measure(due_by=now)[:limit])
    how = queries.way_named(queries.counted_now()) if due else None
    return renew(due, now, how, only_marked=True) if how else 0


def rebuild_levels(
    *, as_of: datetime, organisation: Organisation | None = None, way: str | None = None
) -> int:
    """Rebuild every stored level from the log as it was at `as_of`, counted in the way of this name, else as now."""
    how = queries.way_named(way or queries.counted_now())
    assignments = list(queries.assignments_to_measure(organisation=organisation))
    for start in range(0, len(assignments), 200):
        renew(assignments[start : start + 200], as_of, how)
    return len(assignments)


def renew(
    assignments: Sequence[ProfileAssignment], as_of: datetime, way: Way, *, only_marked: bool = False
) -> int:
    """The sums are made before the transaction, so that nobody who answers waits for them."""
    rows = [
        HeldLevel(model_version=way.name, as_of=as_of, **values)
        for values in queries.measured(assignments, as_of, way)
    ]
    with transaction.atomic():
        taken = _take_marks(assignments)
        # A mark that is gone or newer: another worker was here, or there is more to count. Our rows would be old.
        stored = taken if only_marked else assignments
        _store({assignment.employment_id for assignment in stored}, rows)
    return len(stored)


def _store(employments: set[int], measured: Iterable[HeldLevel]) -> None:
    rows = [row for row in measured if row.employment_id in employments]
    HeldLevel.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["employment", "competence"],
        update_fields=HELD,
        batch_size=500,
    )
    fresh = {(row.employment_id, row.competence_id) for row in rows}
    stale = HeldLevel.objects.filter(employment__in=employments).values_list(
        "pk", "employment_id", "competence_id"
    )
    HeldLevel.objects.filter(pk__in=[pk for pk, *which in stale if tuple(which) not in fresh]).delete()


def _take_marks(assignments: Sequence[ProfileAssignment]) -> list[ProfileAssignment]:
    """Of those that still have the mark we saw; one that was set again meanwhile stays."""
    these = ProfileAssignment.objects.filter(pk__in=[assignment.pk for assignment in assignments])
    marks = dict(these.select_for_update().order_by("pk").values_list("pk", "levels_due_at"))
    taken = [one for one in assignments if one.pk in marks and marks[one.pk] == one.levels_due_at]
    ProfileAssignment.objects.filter(pk__in=[one.pk for one in taken]).update(levels_due_at=None)
    return taken


def mark_yesterdays_levels(*, now: datetime) -> int:
    """Evidence ages by itself, so what was stored before today is due."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    old = HeldLevel.objects.filter(as_of__lt=midnight).values("employment")
    return ProfileAssignment.objects.filter(ends=None, levels_due_at=None, employment__in=old).update(
        levels_due_at=now
    )
