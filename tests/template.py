"""Make a database that is migrated and has the cast, once a run: `python -m tests.template` with DATABASE_URL set.

Migrating costs more than most tests together, so every test process starts from a copy of this.
"""

import gc
import os

import django
from django.core.management import call_command

if __name__ == "__main__":
    gc.disable()  # migrating makes twenty thousand classes: to look through them all the time is a third of the work
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()

    from tests import cast

    call_command("migrate", verbosity=0)
    cast.build()
