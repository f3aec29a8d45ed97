"""Former training from a spreadsheet: upload, look at what it says, take over."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from people.models import Person
from people.refusals import Refused
from people.views.acting import asking, typed
from people.views.importing import ENDINGS, file_of
from training.forms.importing import FormerTrainingForm
from training.import_rows import CELLS, COLUMNS, LABELS, Former
from training.importing import begin, drop, take_over
from training.models import Course, CredentialImport

PAGE_SIZE = 50
SHOWN = 5


def training_import(request):
    """Choose a file; it is checked at once."""
    form = FormerTrainingForm(typed(request), request.FILES or None)
    if form.is_valid() and (imported := _begun(request, form)):
        return redirect("training-import-show", imported.uid)
    latest = CredentialImport.objects.defer("rows", "problems").select_related("asked_by")[:SHOWN]
    context = {"form": form, "imports": latest, "columns": COLUMNS}
    status = 422 if form.is_bound else 200
    return render(request, "training/imports.html", context, status=status)


def _begun(request, form):
    file = form.cleaned_data["file"]
    if not ratelimit.consume(request, action="import_people", user=request.user):
        form.add_error(None, _("Too many files in a short time. Wait a while, then try again."))
        return None
    try:
        return begin(file, **asking(request), filename=file.name)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None


@require_GET
def training_import_template(request, ending):
    """A file with the headings in the reader's language and one invented row."""
    if ending not in ENDINGS:
        raise Http404
    course = Course.objects.offered(request.today).first()
    example = {
        "email": "maja@example.org",
        "course": course.title if course else "",
        "awarded_on": f"{request.today:%d.%m.%Y}",
        "way": str(_("taken elsewhere")),
        "provider": "Example Academy",
    }
    rows = [
        [str(column.label) for column in COLUMNS],
        [example.get(column.name, "") for column in COLUMNS],
    ]
    return file_of(rows, _("training"), ending)


@require_GET
def training_import_show(request, uid):
    """What the file would add and what is wrong in it, or what became of it."""
    return _show(request, _found(uid))


def _found(uid):
    return get_object_or_404(
        CredentialImport.objects.select_related("asked_by", "finished_by"), uid=uid
    )


def _show(request, imported, refused=""):
    shown = imported.problems or imported.rows
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "imported": imported,
        "page": page,
        "problems": [said(problem) for problem in page] if imported.problems else [],
        "rows": [] if imported.problems else _rows(page),
        "used": [heading for heading, name in imported.columns if name],
        "unused": [heading for heading, name in imported.columns if not name],
        "refused": refused,
    }
    status = 422 if refused else 200
    return render(request, "training/import.html", context, status=status)


def said(problem):
    """A problem in words: the row, the column and a sentence."""
    column = LABELS.get(problem["column"], "")
    sentence = str(CELLS[problem["code"]]) % problem
    return {"number": problem["number"], "column": str(column), "sentence": sentence}


def _rows(page):
    """The rows of a page with the people and the courses that they name."""
    rows = [Former.of_json(values) for values in page]
    people = Person.objects.in_bulk({row.person for row in rows})
    courses = Course.objects.in_bulk({row.course for row in rows})
    return [
        {"row": row, "person": people.get(row.person), "course": courses.get(row.course)}
        for row in rows
    ]


@require_POST
def training_import_take(request, uid):
    """Take everything over."""
    try:
        written = take_over(_found(uid), **asking(request))
    except Refused as refusal:
        return _show(request, _found(uid), refused=str(refusal))
    words = ngettext(
        "%(rows)s certificate is taken over.", "%(rows)s certificates are taken over.", written
    )
    messages.success(request, words % {"rows": written})
    return redirect("training-import-show", uid)


@require_POST
def training_import_drop(request, uid):
    """Forget what the file said; nothing changes."""
    if drop(_found(uid), **asking(request)):
        messages.success(request, _("The rows are deleted. Nothing was changed."))
    return redirect("training-import")


@require_GET
def training_import_problems(request, uid):
    """Everything that is wrong, as a CSV file."""
    rows = [[_("Row"), _("Column"), _("What is wrong")]]
    for problem in map(said, _found(uid).problems):
        rows.append([str(problem["number"]), problem["column"], problem["sentence"]])
    return file_of(rows, _("problems"), "csv")
