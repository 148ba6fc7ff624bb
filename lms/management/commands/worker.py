"""The background work: imports of people, stored levels soon after an answer, and a sign that it lives."""

import signal
import socket
import time

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from courses.calibration.actions import calibrate_once_a_day
from courses.withdrawing.actions import take_back_late
from lms.dashboards.actions import follow_the_calendar
from lms.erasing import erase_due
from lms.health import give_sign
from lms.interop.people.actions import forget_old, work_on_next
from lms.people.actions import system_user
from skills.actions import mark_yesterdays_levels, refresh_due_levels
from skills.certificates.actions import forget_files
from skills.recount.actions import work_on_recount

PAUSE = 0.5
SIGN_EVERY = 10.0
HOURLY = 3600.0


class Command(BaseCommand):
    help = "Renew the stored levels that answers marked as due. Runs until it is stopped; any number may run."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, and stop")

    def handle(self, *args, once: bool = False, **options):
        self.running = True
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        signed = aged = -HOURLY
        while self.running:
            try:
                if time.monotonic() - signed >= SIGN_EVERY:
                    give_sign(f"worker@{socket.gethostname()}"[:40])
                    signed = time.monotonic()
                if time.monotonic() - aged >= HOURLY:
                    follow_the_calendar(today=timezone.localdate(), acting_user=system_user())
                    mark_yesterdays_levels(now=timezone.now())
                    take_back_late(now=timezone.now())
                    forget_old(now=timezone.now())
                    forget_files(now=timezone.now())
                    erase_due(now=timezone.now(), today=timezone.localdate())
                    calibrate_once_a_day(now=timezone.now())
                    aged = time.monotonic()
                worked_on = work_on_next(today=timezone.localdate())
                renewed = refresh_due_levels(now=timezone.now())
                recounted = work_on_recount(now=timezone.now())
            except OperationalError as error:
                # The database is away or busy: what is due stays marked, so the next round finds it again.
                self.stderr.write(f"worker: {error}")
                close_old_connections()
                worked_on, renewed, recounted = None, 0, None
            if worked_on:
                self.stdout.write(f"worker: import of people {worked_on.pk} is {worked_on.state}")
            if renewed:
                self.stdout.write(f"worker: levels of {renewed} employments renewed")
            if worked_on or renewed or recounted:
                continue
            if once:
                return
            else:
                time.sleep(PAUSE)

    def stop(self, *_signal):
        self.running = False
