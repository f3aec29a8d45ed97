"""Hand out stored files: always as a download, always the bytes that were stored."""

import hashlib
import logging

from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from audit.trail import record
from documents import limiting, uploads
from documents.models import Document
from documents.pdf import CannotRender

PDF = "application/pdf"
TYPES = {
    Document.Format.PDF: PDF,
    Document.Format.CSV: "text/csv; charset=utf-8",
    Document.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Document.Format.JPEG: "image/jpeg",
    Document.Format.PNG: "image/png",
}
#: Who is asked once more before a file of that kind is handed out: kind -> function of
#: (person, document, day), put here by the app that knows.
ASKED_AGAIN = {}
CHUNK = 2**16
SECONDS_KEPT = 3600

logger = logging.getLogger(__name__)


def as_download(request, document, filename, *, noted=True, content_type=None):
    """The stored file as an attachment, noted in the trail; the caller has checked who may have it.

    What is for everybody is handed out without a note (``noted=False``). ``content_type`` is that
    of the document's format unless given.

    A file that is lost is never made again: the answer is a page that says where to get it back.
    """
    if not document.is_done or document.has_expired(request.now):
        raise Http404
    may = ASKED_AGAIN.get(document.kind)
    if may is not None and not may(_somebody(request), document, request.today):
        raise PermissionDenied
    stored = _stored(document)
    if stored is None:
        logger.error("The file of document %s is missing or has another size.", document.uid)
        return render(request, "documents/missing.html", {"document": document}, status=404)
    if noted:
        with transaction.atomic():
            record("document.downloaded", document, by=_somebody(request), at=request.now)
    kind = content_type or TYPES[document.format]
    response = FileResponse(stored, as_attachment=True, filename=filename, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def as_scan(request, document, filename):
    """An uploaded scan as an attachment, noted in the trail; the caller has checked the access.

    ``filename`` comes without its end. A scan that was erased or is lost gets a page that says so.
    """
    content = uploads.content_of(document) if document.is_done else None
    if content is None:
        if document.is_done:
            logger.error("The file of document %s is missing or was changed.", document.uid)
        return render(request, "documents/missing.html", {"document": document}, status=404)
    with transaction.atomic():
        record("document.downloaded", document, by=_somebody(request), at=request.now)
    response = HttpResponse(content, content_type=TYPES[document.format])
    name = f"{filename}.{document.format}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def as_rendered(request, make, filename):
    """What ``make()`` renders now, as an attachment; a page that says why when it cannot.

    Counts as one of the reader's files; raises TooMany when there were enough within the hour.
    """
    limiting.count(request)
    try:
        content = make()
    except CannotRender as refusal:
        reason = Document.Failure(refusal.code)
        status = 503 if reason is Document.Failure.BUSY else 422
        return render(request, "documents/not_made.html", {"reason": reason.label}, status=status)
    response = HttpResponse(content, content_type=PDF)
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def kept(kind, contents, make):
    """What ``make()`` renders of these contents, or what it rendered of equal ones this hour.

    ``contents`` are plain values, whose ``repr`` says all that is printed. For what everybody gets
    alike: a page that anybody may ask for must not be set anew each time.
    """
    digest = hashlib.sha256(repr(contents).encode()).hexdigest()
    return caches["process"].get_or_set(f"printed:{kind}:{digest}", make, SECONDS_KEPT)


def is_intact(document):
    """Whether the stored bytes are still those that were stored (SHA-256 of the whole file)."""
    if document.file_key:
        return uploads.content_of(document) is not None
    stored = _stored(document)
    if stored is None:
        return False
    with stored:
        found = hashlib.sha256()
        for chunk in stored.chunks(CHUNK):
            found.update(chunk)
    return found.hexdigest() == document.sha256


def _stored(document):
    """The open file, or None when it is lost or has lost something."""
    try:
        if document.file.size != document.size:
            return None
        return document.file.open("rb")
    except OSError:
        return None


def _somebody(request):
    return request.user if request.user.is_authenticated else None
