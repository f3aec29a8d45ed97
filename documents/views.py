from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from documents.making import ask_again
from documents.models import Document
from documents.serving import as_download

#: The Polish letter that has no decomposition, so that file names would lose it.
PLAIN = str.maketrans("łŁ", "lL")


@require_GET
def document(request, uid):
    """How far a document is; for whom asked for it. Asks itself again until it is finished."""
    found = _own(request, uid)
    return render(
        request,
        "documents/document.html",
        {
            "document": found,
            "words": "" if found.is_failed else progress_words(found),
            "total": found.steps_total or 1,
            "next_url": found.next_url and f"/{get_language()}{found.next_url}",
        },
    )


@require_GET
def file(request, uid):
    """The finished file, for whom asked for it."""
    found = _own(request, uid)
    if found.is_elsewhere:
        raise Http404
    return as_download(request, found, f"{slugify(found.title.translate(PLAIN)) or found.kind}.pdf")


@require_POST
def again(request, uid):
    """Try once more to make a document that could not be made."""
    found = _own(request, uid)
    ask_again(found, at=request.now)
    return redirect("document", found.uid)


def progress_words(document):
    """How far it is, in words."""
    if document.is_done:
        return _("The document is ready.")
    if document.state == Document.State.QUEUED:
        return _("Waiting for its turn.")
    if document.steps_total > 1:
        return ngettext(
            "%(done)s of %(total)s step.", "%(done)s of %(total)s steps.", document.steps_total
        ) % {"done": document.steps_done, "total": document.steps_total}
    return _("Being made.")


def _own(request, uid):
    return get_object_or_404(Document.objects.visible_to(request.user), uid=uid)
