"""Remove files whose time is over: what personal data hold is kept no longer than it is needed."""

import os
from datetime import UTC, datetime, timedelta

from documents.models import Document
from documents.storing import STARTED

#: What a killed process began to write is left alone for so long: another one may be at it.
BEGUN = timedelta(hours=24)


def remove_expired(at):
    """Delete every file past its time and say so on its row; returns how many. Safe to run twice.

    The file goes first: a process that dies in between leaves a row that is met again, and never a
    file that nobody knows of.
    """
    removed = 0
    for document in Document.objects.expiring(at):
        if document.file:
            document.file.storage.delete(document.file.name)
        removed += (
            Document.objects.expiring(at)
            .filter(pk=document.pk)
            .update(
                state=Document.State.EXPIRED,
                file="",
                sha256="",
                size=0,
                failure="",
                finished_at=document.finished_at or at,
            )
        )
    _remove_begun(at)
    return removed


def _remove_begun(at):
    """Delete the beginnings of files that a killed process left behind long ago."""
    storage = Document._meta.get_field("file").storage
    folder = storage.path("documents")
    if not os.path.isdir(folder):
        return
    for entry in os.scandir(folder):
        begun_at = datetime.fromtimestamp(entry.stat().st_mtime, UTC)
        if entry.name.endswith(STARTED) and begun_at <= at - BEGUN:
            os.unlink(entry.path)
