"""Take a list out with a reason, and see who took out what (features 3.13)."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from people.exporting import SOURCES, CannotExport, ask_export
from people.forms.exporting import ExportForm
from people.models import Export
from people.views.acting import asking, done, typed

PAGE_SIZE = 25


def export_new(request, what):
    """What would be taken out, the reason and the kind of file; then the file is made."""
    source = SOURCES.get(what)
    if source is None:
        raise Http404
    if not source.allows(request.user, on=request.today):
        raise PermissionDenied
    parameters = _parameters(request)
    form = ExportForm(typed(request))
    made = done(form, lambda: _ask(request, source, form, parameters))
    if made is not None:
        return redirect("document", made[0].document.uid)
    sheet, refusal = _sheet(request, source, parameters)
    context = {
        "source": source,
        "form": form,
        "sheet": sheet,
        "refusal": refusal,
        "back": reverse(source.page) + (f"?{parameters}" if parameters else ""),
    }
    status = 422 if form.is_bound or refusal else 200
    return render(request, "people/export_new.html", context, status=status)


def _parameters(request):
    """The filters of the list as its address has them, without the page one was on."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _ask(request, source, form, parameters):
    return ask_export(source, **asking(request), parameters=parameters, **form.cleaned_data)


def _sheet(request, source, parameters):
    """What the list holds now, or why it cannot be taken out."""
    try:
        return source.sheet(request.user, QueryDict(parameters), on=request.today), None
    except CannotExport as refusal:
        return None, str(refusal)


def exports(request):
    """Every list that was taken out: who, what, when and why, newest first."""
    found = Export.objects.select_related("by", "document")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        {"export": export, "has_expired": export.document.has_expired(request.now)}
        for export in page.object_list
    ]
    return render(request, "people/exports.html", {"page": page, "rows": rows})
