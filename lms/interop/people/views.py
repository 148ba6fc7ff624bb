"""The pages on which an organisation hands in its list of people: choose, look, mend, and only then apply.

Whoever may not import for an organisation does not learn from these addresses whether it is there.
"""

from __future__ import annotations

import io
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET
from openpyxl import Workbook

from lms import safe_csv
from lms.accounts.limits import limited
from lms.interop.people import actions, mapping, reading
from lms.interop.people.forms import (
    DELIMITERS,
    ENCODINGS,
    FIELD_WORDS,
    ColumnsForm,
    ConfirmForm,
    FileForm,
    ReadingForm,
    column_label,
)
from lms.interop.people.lists import MOST_WRONG, PARTS, PER_PAGE, Stored, sample_of, wrong_lines
from lms.interop.people.reading import Reading
from lms.interop.people.sentences import said, sentence_of
from lms.interop.problems import BadFile, Problem
from lms.people import access
from lms.people.middleware import Asking
from lms.people.models import Organisation, PeopleImport
from lms.uploads import AtMost
from skills.models import JobProfile

State = PeopleImport.State
LATEST = 10
REFUSED = 422


def importable(asking: Asking, slug: str) -> Organisation:
    found = Organisation.objects.exclude(kind=Organisation.Kind.SHARED).filter(slug=slug).first()
    if found is None or not access.may_import_people(asking.person, found.pk):
        raise Http404
    return found


def import_of(organisation: Organisation, import_id: int) -> PeopleImport:
    mine = PeopleImport.objects.of(organisation).select_related("organisation", "made_by", "applied_by")
    found = mine.filter(pk=import_id).first()
    if found is None:
        raise Http404
    return found


def shown(request: HttpRequest, name: str, context: dict, status: int = 200) -> HttpResponse:
    """With the other pages of the organisation beside it."""
    about, person = context["about"], request.asking.person
    beside = {
        "tab": "one_import" if "importing" in context else "import",
        "administers": access.may_administer(person, about.pk),
        "keeps": about.pk in access.people_keeping_organisations(person),
    }
    return render(request, f"interop/people/{name}.html", context | beside, status=status)


def to(importing: PeopleImport) -> HttpResponse:
    return redirect(reverse("people_import_file", args=[importing.organisation.slug, importing.pk]) + "#main")


# --- handing in -------------------------------------------------------------------------------------------------------


@csrf_exempt  # only until the limit on what comes in is set; the view itself is protected
@login_required
@limited("upload")
def people_import(request: HttpRequest, organisation: str) -> HttpResponse:
    about = importable(request.asking, organisation)
    if request.method == "POST":
        request.upload_handlers.insert(0, AtMost(request, reading.MAX_BYTES))
    return _people_import(request, about)


@csrf_protect
def _people_import(request: HttpRequest, about: Organisation) -> HttpResponse:
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and (importing := _handed_in(request, about, form)):
        return to(importing)
    latest = PeopleImport.objects.of(about).select_related("made_by").order_by("-pk")[:LATEST]
    context = {"about": about, "form": form, "latest": latest, "profiles": profiles_of(about)}
    return shown(request, "people_import", context, REFUSED if form.is_bound else 200)


def _handed_in(request: HttpRequest, about: Organisation, form: FileForm) -> PeopleImport | None:
    valid = form.is_valid()
    if getattr(request, "too_big", False):
        form.errors.clear()
        form.add_error("file", _("This file is bigger than 30 MB. Leave out columns that are not needed."))
    elif valid:
        file = form.cleaned_data["file"]
        try:
            return actions.hand_in(
                organisation=about, file=file.file, name=file.name, acting_user=request.user
            )
        except BadFile as bad:
            for problem in bad.problems:
                form.add_error("file", located(problem))
    return None


def located(problem: Problem) -> str:
    sentence = sentence_of(problem)
    return (
        _("Row %(line)s: %(sentence)s") % {"line": problem.line, "sentence": sentence}
        if problem.line
        else sentence
    )


def profiles_of(organisation: Organisation) -> list[JobProfile]:
    """What its list may name, by code."""
    return sorted(JobProfile.objects.open_to(organisation), key=lambda profile: profile.code)


@require_GET
@login_required
def template_csv(request: HttpRequest, organisation: str) -> HttpResponse:
    importable(request.asking, organisation)
    return download(
        safe_csv.write(mapping.template(get_language() or "nl")), "text/csv; charset=utf-8", "csv"
    )


@require_GET
@login_required
def template_xlsx(request: HttpRequest, organisation: str) -> HttpResponse:
    importable(request.asking, organisation)
    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet(_("People"))
    for row in mapping.template(get_language() or "nl"):
        sheet.append(row)
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return download(out.getvalue(), kind, "xlsx")


def download(content: bytes, kind: str, ending: str, name: str = "") -> HttpResponse:
    file = f"{name or _('list-of-people')}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


# --- one import -------------------------------------------------------------------------------------------------------


@login_required
def people_import_file(request: HttpRequest, organisation: str, import_id: int) -> HttpResponse:
    """One address from choosing columns to the result: it shows where the import is now."""
    about = importable(request.asking, organisation)
    importing = import_of(about, import_id)
    try:
        if request.method == "POST":
            return DOING.get(request.POST.get("do", ""), nothing)(request, importing)
    except actions.WrongState:
        messages.warning(request, _("This import went on meanwhile. This is how it stands now."))
        return to(importing)
    return SHOWING[importing.state](request, importing)


def nothing(request: HttpRequest, importing: PeopleImport) -> HttpResponse:
    return to(importing)


def choosing(request: HttpRequest, importing: PeopleImport, **bound) -> HttpResponse:
    found = Reading.from_kept(importing.reading)
    ticked = {"make_units": importing.make_units, "is_complete": importing.is_complete}
    context = {
        "about": importing.organisation,
        "importing": importing,
        "found": found,
        "encoding": ENCODINGS.get(found.encoding),
        "delimiter": DELIMITERS.get(found.delimiter),
        "form": ColumnsForm(found, importing.columns, **ticked),
        "how": ReadingForm(found),
        "labels": [label for _index, label in ColumnsForm(found, {}).fields["name"].choices[1:]],
        "sample": sample_of(importing),
        **bound,
    }
    return shown(request, "columns", context, REFUSED if bound else 200)


def read_otherwise(request: HttpRequest, importing: PeopleImport) -> HttpResponse:
    how = ReadingForm(Reading.from_kept(importing.reading), request.POST)
    if how.is_valid():
        try:
            actions.read_otherwise(importing=importing, asked=how.asked(), acting_user=request.user)
            return to(importing)
        except BadFile as bad:
            for problem in bad.problems:
                how.add_error(None, located(problem))
    return choosing(request, importing, how=how)


def choose(request: HttpRequest, importing: PeopleImport) -> HttpResponse:
    form = ColumnsForm(Reading.from_kept(importing.reading), importing.columns, request.POST)
    if not form.is_valid():
        return choosing(request, importing, form=form)
    actions.choose(
        importing=importing,
        columns=form.columns(),
        make_units=form.cleaned_data["make_units"],
        is_complete=form.cleaned_data["is_complete"],
        today=request.asking.today,
        acting_user=request.user,
    )
    return to(importing)


def choose_again(request: HttpRequest, importing: PeopleImport) -> HttpResponse:
    actions.choose_again(importing=importing, acting_user=request.user)
    return to(importing)


def check_again(request: HttpRequest, importing: PeopleImport) -> HttpResponse:
    actions.check_again(importing=importing, today=request.asking.today, acting_user=request.user)
    return to(importing)


def confirm(request: HttpRequest, importing: PeopleImport) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if actions.ends_many(importing) and not form.is_valid():
        return looking(request, importing, form=form)
    actions.confirm(importing=importing, acting_user=request.user)
    return to(importing)


def cancel(request: HttpRequest, importing: PeopleImport) -> HttpResponse:
    actions.cancel(importing=importing, acting_user=request.user)
    messages.success(request, _("Nothing was changed. The file is gone."))
    return redirect("people_import", importing.organisation.slug)


def waiting(request: HttpRequest, importing: PeopleImport) -> HttpResponse:
    context = {"about": importing.organisation, "importing": importing, "rows": importing.counts.get("rows")}
    return shown(request, "waiting", context)


def looking(request: HttpRequest, importing: PeopleImport, **bound) -> HttpResponse:
    """What it would do, or did: a number for each list, and one of the lists."""
    part = request.GET.get("list", "")
    lists = [
        (name, words(name, importing.counts.get(name, 0))) for name in PARTS if importing.counts.get(name)
    ]
    if part not in dict(lists):
        part = lists[0][0] if lists else ""
    page = Paginator(Stored(importing, part), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "about": importing.organisation,
        "importing": importing,
        "lists": lists,
        "part": part,
        "page": page,
        "lines": [told(line, importing) for line in page.object_list],
        "most_wrong": MOST_WRONG if importing.counts.get("wrong", 0) > MOST_WRONG else None,
        "may_apply": actions.may_apply(importing),
        "ends_many": actions.ends_many(importing),
        "does_something": actions.does_something(importing),
        "profiles": profiles_of(importing.organisation) if importing.counts.get("wrong") else [],
        "keeps": access.people_keeping_role(request.asking.person, importing.organisation_id),
        "form": ConfirmForm(),
        **bound,
    }
    return shown(request, "preview", context, REFUSED if bound else 200)


def words(part: str, number: int) -> str:
    said_of = {
        "wrong": ngettext("%(number)s thing to mend", "%(number)s things to mend", number),
        "comes": ngettext("%(number)s comes", "%(number)s come", number),
        "changes": ngettext("%(number)s changes", "%(number)s change", number),
        "kept": ngettext("%(number)s keeps her own", "%(number)s keep their own", number),
        "leaves": ngettext("%(number)s leaves", "%(number)s leave", number),
        "stays": ngettext("%(number)s stays as is", "%(number)s stay as they are", number),
    }
    return said_of[part] % {"number": number}


def told(line: dict, importing: PeopleImport) -> dict:
    if "code" in line:
        return {**line, "place": place(line, importing), "sentence": said(line["code"], line["params"])}
    if "changes" in line:
        changes = [(FIELD_WORDS.get(field, field), old, new) for field, old, new in line["changes"]]
        return {**line, "changes": changes}
    if "starts" in line:
        return {**line, "starts": date.fromisoformat(line["starts"])}
    return line


def place(problem: dict, importing: PeopleImport) -> str:
    """The column as the file names it."""
    index = importing.columns.get(problem["field"])
    return "" if index is None else column_label(tuple(importing.reading["headings"]), index)


def ended(request: HttpRequest, importing: PeopleImport) -> HttpResponse:
    return shown(request, "ended", {"about": importing.organisation, "importing": importing})


DOING = {
    "read": read_otherwise,
    "choose": choose,
    "choose_again": choose_again,
    "check_again": check_again,
    "apply": confirm,
    "cancel": cancel,
}
SHOWING = {
    State.READ: choosing,
    State.CHECKING: waiting,
    State.CHECKED: looking,
    State.APPLYING: waiting,
    State.DONE: looking,
    State.OUTDATED: looking,
    State.FAILED: ended,
    State.CANCELLED: ended,
}


@require_GET
@login_required
@limited("export", reads=True)
def refused_csv(request: HttpRequest, organisation: str, import_id: int) -> HttpResponse:
    """The rows with something to mend, as they were handed in, and what that is."""
    importing = import_of(importable(request.asking, organisation), import_id)
    wrong = wrong_lines(importing)
    found = Reading.from_kept(importing.reading)
    rows = [[*found.headings, _("What to mend")]]
    try:
        with actions.unpacked(importing) as file, reading.opened(file, found) as records:
            rows += [
                [*padded(record.cells, len(found.headings)), why(wrong[record.line], importing)]
                for record in records
                if record.line in wrong
            ]
    except actions.WrongState:
        raise Http404 from None
    except BadFile:
        pass  # further it cannot be read, which its list of things to mend says
    return download(safe_csv.write(rows), "text/csv; charset=utf-8", "csv", _("rows-to-mend"))


def padded(cells: tuple[str, ...], width: int) -> list[str]:
    return [cell[:1000] for cell in (*cells, *[""] * width)[:width]]


def why(problems: list[dict], importing: PeopleImport) -> str:
    return " ".join(
        f"{where}: {sentence}" if (where := place(one, importing)) else sentence
        for one in problems
        for sentence in [said(one["code"], one["params"])]
    )
