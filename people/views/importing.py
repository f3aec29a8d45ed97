"""People from a spreadsheet: upload, preview, decide, take over."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from documents.serving import TYPES
from people.forms.importing import UploadForm
from people.importing import wording
from people.importing.files import as_file, problem_rows, template_rows
from people.importing.jobs import check_import
from people.importing.staging import SMALL, begin, check, check_again, drop
from people.importing.taking_over import decide, decide_all, is_out_of_date, take_over
from people.models import ImportRow, PeopleImport, Unit
from people.refusals import Refused
from people.views.acting import asking, typed

PAGE_SIZE = 50
SHOWN = 5
ENDINGS = ("csv", "xlsx")
State = PeopleImport.State


def people_import(request):
    """Choose a file; a small one is checked at once, a large one by the worker."""
    form = UploadForm(typed(request), request.FILES or None)
    if form.is_valid():
        if imported := _begun(request, form):
            return redirect("import", imported.uid)
    context = {
        "form": form,
        "imports": PeopleImport.objects.select_related("asked_by", "finished_by")[:SHOWN],
    }
    return render(request, "people/imports.html", context, status=422 if form.is_bound else 200)


def _begun(request, form):
    file = form.cleaned_data["file"]
    if not ratelimit.consume(request, action="import_people", user=request.user):
        form.add_error(None, _("Too many files in a short time. Wait a while, then try again."))
        return None
    try:
        imported = begin(file, **asking(request), filename=file.name)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None
    _check(imported, file.size)
    return imported


def _check(imported, size):
    if size <= SMALL:
        check(imported)
    else:
        check_import.enqueue(uid=str(imported.uid))


@require_GET
def import_template(request, ending):
    """A file with the headings in the reader's language and one invented person."""
    if ending not in ENDINGS:
        raise Http404
    unit = Unit.objects.open_on(request.today).first()
    rows = template_rows(request.today, unit.name if unit else "")
    return file_of(rows, _("people"), ending)


def file_of(rows, name, ending):
    """The rows as a download in one of ENDINGS, its name in the reader's language."""
    response = HttpResponse(as_file(rows, ending), content_type=TYPES[ending])
    filename = f"{name}-{get_language()}.{ending}"
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def import_show(request, uid):
    """How far the check is, then what the file would change, then what it changed."""
    return _show(request, _found(uid))


def _found(uid):
    return get_object_or_404(
        PeopleImport.objects.select_related("asked_by", "finished_by"), uid=uid
    )


def _show(request, imported, refused=""):
    counts = imported.counts
    shown = request.GET.get("show", "")
    there = [state for state in ImportRow.State if counts.get(state)]
    if shown not in there:
        shown = next((state for state in _FIRST if state in there), "")
    rows = imported.rows.filter(state=shown).select_related("unit", "function", "person")
    page = Paginator(rows.order_by("number"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "imported": imported,
        "total": sum(counts.get(state, 0) for state in ImportRow.State),
        "states": [
            {"state": state, "number": counts[state], "current": state == shown} for state in there
        ],
        "shown": shown,
        "page": page,
        "rows": [_row(row) for row in page],
        "unused": [heading for heading, name in imported.columns if not name],
        "used": [heading for heading, name in imported.columns if name],
        "reason": wording.why_unreadable(imported) if imported.state == State.UNREADABLE else "",
        "may_take": imported.state == State.CHECKED and _may_take(counts),
        "to_write": _to_write(imported) if imported.state == State.CHECKED else 0,
        "stale": imported.state == State.CHECKED and is_out_of_date(imported),
        "steps": imported.steps_total or 1,
        "refused": refused,
    }
    return render(request, "people/import.html", context, status=422 if refused else 200)


#: What needs somebody's eye comes first.
_FIRST = (
    ImportRow.State.PROBLEM,
    ImportRow.State.ASK,
    ImportRow.State.NEW,
    ImportRow.State.CHANGED,
    ImportRow.State.UNCHANGED,
)


def _may_take(counts):
    return not counts.get(ImportRow.State.PROBLEM) and not counts.get("undecided")


def _to_write(imported):
    """How many rows would change something."""
    rows = imported.rows.exclude(state__in=[ImportRow.State.UNCHANGED, ImportRow.State.PROBLEM])
    return rows.exclude(decision=ImportRow.Decision.SKIP).count()


def _row(row):
    return {
        "row": row,
        "said": wording.said(row),
        "changes": wording.changes(row),
        "choices": wording.choices(row) if row.state == ImportRow.State.ASK else (),
    }


@require_POST
def import_decide(request, uid):
    """Note what was decided about the rows of one page, or about all that are open."""
    imported = _found(uid)
    everybody = request.POST.get("all", "")
    if everybody in ImportRow.Decision:
        left = decide_all(imported, everybody, by=request.user, on=request.today)
    else:
        left = decide(imported, _decisions(request.POST), by=request.user, on=request.today)
    messages.success(
        request,
        ngettext("Saved. %(left)s row to decide.", "Saved. %(left)s rows to decide.", left)
        % {"left": left}
        if left
        else _("Saved. Nothing is left to decide."),
    )
    return redirect("import", imported.uid)


def _decisions(posted):
    """The decisions by row number; fields are called "row-17"."""
    found = {}
    for name, value in posted.items():
        number = name.removeprefix("row-")
        if name != number and number.isascii() and number.isdigit() and len(number) < 8:
            found[int(number)] = value
    return {number: value for number, value in found.items() if value in ImportRow.Decision}


@require_POST
def import_take(request, uid):
    """Take everything over."""
    imported = _found(uid)
    try:
        written = take_over(imported, **asking(request))
    except Refused as refusal:
        return _show(request, _found(uid), refused=str(refusal))
    messages.success(
        request,
        ngettext("%(rows)s row is taken over.", "%(rows)s rows are taken over.", written)
        % {"rows": written},
    )
    return redirect("import", imported.uid)


@require_POST
def import_again(request, uid):
    """Check the same file once more, after something was corrected here."""
    imported = _found(uid)
    try:
        check_again(imported, **asking(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        imported.refresh_from_db()
        _check(imported, imported.file.size)
    return redirect("import", imported.uid)


@require_POST
def import_drop(request, uid):
    """Forget the file; nobody changes."""
    if drop(_found(uid), **asking(request)):
        messages.success(request, _("The file is deleted. Nobody was changed."))
    return redirect("people-import")


@require_GET
def import_problems(request, uid):
    """Everything that is wrong, as a CSV file."""
    return file_of(problem_rows(_found(uid)), _("problems"), "csv")
