"""What first answers propose about the difficulty of questions, now instead of at night."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from courses.calibration.actions import calibrate
from courses.models import Proposal


class Command(BaseCommand):
    help = "Propose difficulties from first answers. Nothing changes until a person publishes a proposal."

    def handle(self, *args, **options):
        made = calibrate(now=timezone.now())
        self.stdout.write(f"{made.answers} first answers of {made.people} people to shared questions.")
        self.stdout.write(f"{Proposal.objects.open().count()} proposals wait for a decision.")
