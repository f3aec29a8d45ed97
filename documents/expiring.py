"""Remove files whose time is over: what personal data hold is kept no longer than it is needed."""

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import gettempdir

from documents.models import Document
from documents.storing import STARTED

#: What a killed process began to write is left alone for so long: another one may be at it.
BEGUN = timedelta(hours=24)
#: How openpyxl calls the sheets that it keeps in the system's temporary folder while it writes.
SHEETS = "openpyxl.*"


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
    storage = Document._meta.get_field("file").storage
    _remove_begun(Path(storage.path("documents")), f"*{STARTED}", at)
    _remove_begun(Path(gettempdir()), SHEETS, at)
    return removed


def _remove_begun(folder, pattern, at):
    """Delete the beginnings of files that a killed process of ours left behind long ago."""
    for path in folder.glob(pattern):
        with suppress(FileNotFoundError):
            found = path.lstat()
            begun_at = datetime.fromtimestamp(found.st_mtime, UTC)
            if found.st_uid == os.getuid() and begun_at <= at - BEGUN:
                path.unlink()
