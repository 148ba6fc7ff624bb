"""Make the records say what is live, nightly and after a deploy: a scheduled page can go live outside our sight."""

from django.core.management.base import BaseCommand, CommandError

from cms.publishing import reconcile


class Command(BaseCommand):
    help = "Record every page and question again. Differences are logged."

    def handle(self, *args, **options):
        done = reconcile()
        self.stdout.write(f"{done.same} were right, {done.changed} are right now, {done.failed} failed.")
        if done.failed:
            raise CommandError("Some things could not be recorded; the log says which.")
