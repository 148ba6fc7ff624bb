"""Takes one check away after another, in a copy of the project, and says which test notices.

    python tools/faults.py            all of them: an hour of one processor
    python tools/faults.py fence      those with this word in their name

What no test notices is named again at the end, and then it fails. A fault names what stands in the code now: when that
changes, tests/tools/test_faults.py asks to write it anew.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = "tests/test_addresses.py::test_everybody_gets_what_the_table_says"
OF_NEIGHBOURS = "tests/test_addresses.py::test_of_the_neighbours_everybody_gets_what_the_table_says"
WALK = "tests/test_nobody_sees_the_neighbours.py::test_nobody_reads_or_changes_what_belongs_to_the_neighbours"
NOTICED = {0: "GREEN", 1: "red"}


@dataclass(frozen=True)
class Fault:
    """In `file`, `old` becomes `new`; `tests`: where it should be noticed, as pytest is told."""

    name: str
    file: str
    old: str
    new: str
    tests: str

    def stands_in(self, root: Path) -> bool:
        return (root / self.file).read_text().count(self.old) == 1


def main(words: list[str]) -> int:
    chosen = [fault for fault in FAULTS if not words or any(word in fault.name for word in words)]
    with a_copy() as copy:
        unnoticed = [fault.name for fault in chosen if not noticed(fault, copy)]
    print(f"{len(chosen)} faults, {len(unnoticed)} not noticed: {', '.join(unnoticed) or 'none'}")
    return len(unnoticed)


@contextmanager
def a_copy() -> Iterator[Path]:
    """Of what is committed."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        copy = Path(folder) / "copy"
        subprocess.run(["git", "clone", "-q", "--shared", ROOT, copy], check=True)
        (copy / "var").mkdir()
        (ROOT / "var/tests").mkdir(parents=True, exist_ok=True)
        for same in (".venv", "var/tests"):  # the second: the database that tests begin with
            (copy / same).symlink_to(ROOT / same)
        yield copy


def noticed(fault: Fault, copy: Path) -> bool:
    path, began = copy / fault.file, time.monotonic()
    before = path.read_text()
    path.write_text(before.replace(fault.old, fault.new))
    command = [".venv/bin/python", "-m", "pytest", "-q", "-x", "--show-capture=no", *shlex.split(fault.tests)]
    wide = os.environ | {"COLUMNS": "200"}  # so that pytest says why it is red
    done = subprocess.run(command, cwd=copy, env=wide, capture_output=True, text=True, check=False)
    path.write_text(before)
    red = next((line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))), "")
    verdict = NOTICED.get(done.returncode, "pytest says no")
    print(f"{verdict:6} {fault.name}: {red[:200]} ({time.monotonic() - began:.0f} s)", flush=True)
    return verdict == "red"


FAULTS = (
    Fault(
        "activity open_to",
        "courses/queries.py",
        "Activity.objects.open_to(asking.employers).live()",
        "Activity.objects.live()",
        "tests/courses/test_queries.py tests/courses/test_views.py",
    ),
    Fault(
        "modules open_to",
        "courses/queries.py",
        "Module.objects.open_to(asking.employers).live()",
        "Module.objects.live()",
        "tests/courses/test_queries.py tests/cms/test_views.py",
    ),
    Fault(
        "may_author",
        "lms/people/access.py",
        "    return person.holds(AUTHORS, organisation)",
        "    return True",
        "tests/people/test_access.py tests/cms/test_views.py",
    ),
    Fault(
        "counted units of the organisation",
        "lms/dashboards/queries.py",
        "unit_paths(Unit.objects.open().filter(organisation=self.organisation))",
        "unit_paths(Unit.objects.open())",
        "tests/dashboards/test_queries.py tests/dashboards/test_views.py",
    ),
    Fault(
        "held levels of the organisation",
        "lms/dashboards/queries.py",
        'HeldLevel.objects.filter(current(self.today, "employment__"), organisation=self.organisation)',
        'HeldLevel.objects.filter(current(self.today, "employment__"))',
        "tests/dashboards/test_queries.py tests/dashboards/test_views.py",
    ),
    Fault(
        "a manager's units",
        "lms/people/access.py",
        "    if any(units is None for units in mine):\n        return None\n    return frozenset(unit for units",
        "    if mine:\n        return None\n    return frozenset(unit for units",
        "tests/people/test_access.py tests/dashboards/test_views.py",
    ),
    Fault(
        "fence: rule of one picture",
        "cms/fence.py",
        '    "wagtailimages:edit": named(Picture, "change", "image_id"),',
        '    "wagtailimages:edit": lambda request, kwargs: iter(()),',
        f"{OF_NEIGHBOURS}[t]",
    ),
    Fault(
        "fence: rule of chosen pages",
        "cms/fence.py",
        '    "wagtailadmin_choose_page_chosen_multiple": listed(Page, "see"),',
        '    "wagtailadmin_choose_page_chosen_multiple": lambda request, kwargs: iter(()),',
        f"{WALK}[trainer_a]",
    ),
    Fault(
        "fence: a closed address opened",
        "cms/fence.py",
        '    "wagtailadmin_home",\n',
        '    "wagtailadmin_home",\n    "wagtailadmin_reports:site_history",\n',
        "tests/cms/test_fence.py",
    ),
    Fault(
        "fence: editors only",
        "cms/fence.py",
        "    if not written_for(request.user):\n        return False\n",
        "",
        "tests/cms/test_fence.py",
    ),
    Fault(
        "fence: cards",
        "cms/fence.py",
        "request.asking.waiting or request.asking.with_card",
        "request.asking.waiting",
        f"{TABLE}[k]",
    ),
    Fault(
        "fence: waiting roles",
        "cms/fence.py",
        "request.asking.waiting or request.asking.with_card",
        "request.asking.with_card",
        "tests/accounts/test_second_factor.py",
    ),
    Fault(
        "roles with a card",
        "lms/people/middleware.py",
        "        if self.with_card:\n            return []\n",
        "",
        "tests/accounts/test_cards.py",
    ),
    Fault(
        "account with a card",
        "lms/accounts/card_sessions.py",
        "        if CARD not in request.session or not is_of_the_account(request, view):",
        "        if True:",
        "tests/accounts/test_cards.py",
    ),
    Fault(
        "second step",
        "lms/accounts/second_factor.py",
        "asking.is_proven = not settings.SECOND_FACTOR or is_proven(request)",
        "asking.is_proven = True",
        "tests/accounts/test_second_factor.py",
    ),
    Fault(
        "why somebody looks",
        "lms/dashboards/looking.py",
        "    if found is None:\n        raise NoPurpose\n    return found",
        "    if found is None:\n"
        "        looks.begin(request.session, now=timezone.now(), purpose=Look.Purpose.TRAINING, said='')\n"
        "    return looks.sitting(request.session, timezone.now())",
        "tests/dashboards/test_looking.py",
    ),
    Fault(
        "who may be asked why",
        "lms/dashboards/looking.py",
        "    if not access.may_look_at_people(request.asking.person):\n        raise PermissionDenied\n",
        "",
        "tests/dashboards/test_looking.py",
    ),
    Fault(
        "attempt of whom",
        "courses/queries.py",
        "Attempt.objects.filter(user=asking.user, activity__kind",
        "Attempt.objects.filter(activity__kind",
        "tests/courses/test_views.py",
    ),
    Fault(
        "documents",
        "cms/serving.py",
        "    if owner is None or not (\n"
        "        may_read(request.asking, owner.pk, owner.kind) or is_offered(request.asking, document)\n"
        "    ):\n"
        "        raise Http404\n",
        "",
        f"{OF_NEIGHBOURS}[t]",
    ),
    Fault(
        "pages may_read",
        "cms/serving.py",
        "    return access.may_author(asking.person, owner)",
        "    return True",
        "tests/cms/test_views.py",
    ),
    Fault(
        "question policy",
        "cms/permissions.py",
        "        if user.is_superuser or instance.organisation_id in written_for(user):\n            return True\n",
        "        if True:\n            return True\n",
        f"{OF_NEIGHBOURS}[t]",
    ),
    Fault(
        "question lists",
        "cms/permissions.py",
        "self.model.objects.filter(organisation__in=written_for(user) | shared)",
        "self.model.objects.all()",
        f"tests/cms/test_viewsets.py {WALK}[trainer_a]",
    ),
    Fault(
        "page chooser",
        "cms/wagtail_hooks.py",
        "    return pages & policy_registry.get_by_type(Page).explorable_instances(request.user)",
        "    return pages",
        f"{WALK}[trainer_a]",
    ),
    Fault(
        "administered",
        "lms/dashboards/administration.py",
        "    return every if mine is None else every.filter(pk__in=mine)",
        "    return every",
        "tests/dashboards/test_administration.py",
    ),
    Fault(
        "roles of the organisation",
        "lms/dashboards/administration.py",
        "        organisation.grants.exclude(ends__lt=asking.today)",
        "        Grant.objects.exclude(ends__lt=asking.today)",
        "tests/dashboards/test_administration.py",
    ),
    Fault(
        "unit of the organisation",
        "lms/dashboards/administration.py",
        "    paths = unit_paths(about.units.all())\n    found, path",
        "    paths = unit_paths(Unit.objects.all())\n    found, path",
        "tests/dashboards/test_administration.py",
    ),
    Fault(
        "colleague",
        "lms/dashboards/administration.py",
        "    mine = organisation.employments.current(asking.today).filter(user__pk=user_id",
        "    mine = Employment.objects.current(asking.today).filter(user__pk=user_id",
        "tests/dashboards/test_administration.py",
    ),
    Fault(
        "who imports",
        "lms/interop/people/views.py",
        "    if found is None or not access.may_import_people(asking.person, found.pk):",
        "    if found is None:",
        "tests/interop/test_people_files.py tests/interop/test_people_import.py",
    ),
    Fault(
        "import of the organisation",
        "lms/interop/people/views.py",
        "    mine = PeopleImport.objects.of(organisation).select_related",
        "    mine = PeopleImport.objects.select_related",
        "tests/interop/test_people_import.py tests/interop/test_people_files.py",
    ),
    Fault(
        "shared with this coach",
        "lms/dashboards/coaching.py",
        ".filter(shares__coach=asking.user, shares__ends=None)",
        ".filter()",
        "tests/dashboards/test_coaching.py",
    ),
    Fault(
        "a coach's units",
        "lms/people/access.py",
        "h.role is Role.COACH and h.organisation == organisation]\n"
        "    return any(units is None or unit in units for units in mine)",
        "h.role is Role.COACH and h.organisation == organisation]\n    return bool(mine)",
        "tests/people/test_access.py tests/dashboards/test_coaching.py",
    ),
    Fault(
        "who makes cards",
        "lms/dashboards/cards.py",
        "    if found is None or role is None:",
        "    if found is None:",
        "tests/dashboards/test_cards.py",
    ),
    Fault(
        "cards of the organisation",
        "lms/dashboards/cards.py",
        "    here = about.employments.current",
        "    here = Employment.objects.current",
        "tests/dashboards/test_cards.py -k whose",
    ),
    Fault(
        "corrections of the organisation",
        "lms/dashboards/corrections.py",
        "    here = Correction.objects.at(organisations, asking.today)",
        "    here = Correction.objects",
        "tests/dashboards/test_corrections.py",
    ),
    Fault(
        "rules of whom",
        "lms/dashboards/openness.py",
        "    if about is None or not access.may_read_rules(asking.person, about.pk):",
        "    if about is None:",
        "tests/dashboards/test_openness.py",
    ),
    Fault(
        "documents among pictures",
        "lms/sheets.py",
        '    if "\\0" in name or posixpath.normpath(name) != name:\n',
        '    if "\\0" in name:\n',
        "tests/lms/test_sheets.py",
    ),
    Fault(
        "staff of the organisation",
        "lms/people/models/people.py",
        "        here = self.filter(organisation=organisation).current(today)",
        "        here = self.current(today)",
        "tests/dashboards/test_views.py -k whose",
    ),
    Fault(
        "one person of the organisation",
        "lms/dashboards/views.py",
        "    staff = Employment.objects.in_units(counted.organisation, set(counted.places), counted.today)",
        "    staff = Employment.objects.filter(unit__in=counted.places)",
        "tests/dashboards/test_views.py -k whose",
    ),
    Fault(
        "whose data protection officer",
        "cms/statements.py",
        "if organisation is None or page.organisation == organisation",
        "if True",
        "tests/cms/test_statements.py",
    ),
    Fault(
        "an address of the data protection officer",
        "cms/models/statements.py",
        "        validators=[mail_or_web_address],\n",
        "",
        "tests/cms/test_statements.py",
    ),
    Fault(
        "half a form: whose mistake",
        "cms/fence.py",
        "nearest in THEIRS and isinstance(error, ",
        "isinstance(error, ",
        "tests/cms/test_fence.py",
    ),
    Fault(
        "half a form: where to go on",
        "cms/fence.py",
        "not to or to.startswith(here) for to in onwards",
        "True for to in onwards",
        "tests/cms/test_fence.py",
    ),
)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
