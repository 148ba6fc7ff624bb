"""For somebody with a role who lost her phone, passkeys and recovery codes."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lms.accounts.actions import forget_second_step
from lms.people.actions import system_user
from lms.people.models import User


class Command(BaseCommand):
    help = "Forget the extra step of one account. Be sure first that it is really she who asks."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(_("There is no account with the user name “%(name)s”.") % {"name": username})
        gone = forget_second_step(user=user, acting_user=system_user())
        self.stdout.write(f"{user.name}: {gone} forgotten, and signed out everywhere.")
