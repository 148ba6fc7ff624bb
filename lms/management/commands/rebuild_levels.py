"""Rebuild the stored levels from the evidence, as of now or of another moment."""

from datetime import datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from skills.actions import rebuild_levels
from skills.models import HeldLevel
from skills.queries import names_of_ways

TOLERANCE = 1e-6
FIGURES = ("level", "error", "p_gap", "own_equivalents")


class Command(BaseCommand):
    help = "Rebuild every stored level from the evidence log, and tell which rows became different."

    def add_arguments(self, parser):
        parser.add_argument(
            "--as-of", help="a day (its end) or a moment, e.g. 2026-11-23 or 2026-11-23T09:00+01:00"
        )
        parser.add_argument(
            "--model", help="count as this version of the model did, or in this way that was published"
        )

    def handle(self, *args, as_of: str | None = None, model: str | None = None, **options):
        if model and model not in (known := names_of_ways()):
            raise CommandError(f"There is no way of counting “{model}”. There are: {', '.join(known)}.")
        moment = read_moment(as_of) if as_of else timezone.now()
        before = snapshot()
        count = rebuild_levels(as_of=moment, way=model)
        after = snapshot()
        different = [key for key in before.keys() | after.keys() if differs(before.get(key), after.get(key))]
        self.stdout.write(f"Levels of {count} employments rebuilt as of {moment:%Y-%m-%d %H:%M}.")
        self.stdout.write(f"{len(after)} rows, {len(different)} different from what was stored.")


def read_moment(text: str) -> datetime:
    try:
        moment, day = parse_datetime(text), parse_date(text)
    except ValueError:
        moment = day = None
    if moment is None and day is None:
        raise CommandError(
            f"“{text}” is no day or moment. Write it like 2026-11-23 or 2026-11-23T09:00+01:00."
        )
    if day and not moment:
        moment = datetime.combine(day, time.max)
    return (
        moment if timezone.is_aware(moment) else timezone.make_aware(moment, timezone.get_current_timezone())
    )


def snapshot() -> dict[tuple[int, int], HeldLevel]:
    return {(row.employment_id, row.competence_id): row for row in HeldLevel.objects.all()}


def differs(one: HeldLevel | None, other: HeldLevel | None) -> bool:
    if one is None or other is None:
        return True
    moved = any(abs(getattr(one, name) - getattr(other, name)) > TOLERANCE for name in FIGURES)
    return moved or one.state != other.state or one.required != other.required
