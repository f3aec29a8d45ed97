"""Hand out stored files: always as a download, always the bytes that were stored."""

import hashlib
import logging

from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from audit.trail import record
from documents.models import Document
from documents.pdf import CannotRender

PDF = "application/pdf"
CHUNK = 2**16

logger = logging.getLogger(__name__)


def as_download(request, document, filename, content_type=PDF):
    """The stored file as an attachment, noted in the trail; the caller has checked who may have it.

    A file that is lost is never made again: the answer is a page that says where to get it back.
    """
    if not document.is_done:
        raise Http404
    stored = _stored(document)
    if stored is None:
        logger.error("The file of document %s is missing or has another size.", document.uid)
        return render(request, "documents/missing.html", {"document": document}, status=404)
    with transaction.atomic():
        record("document.downloaded", document, by=_somebody(request), at=request.now)
    response = FileResponse(
        stored, as_attachment=True, filename=filename, content_type=content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def as_rendered(request, make, filename):
    """What ``make()`` renders now, as an attachment; a page that says why when it cannot."""
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


def is_intact(document):
    """Whether the stored bytes are still those that were stored (SHA-256 of the whole file)."""
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
