"""Take a list out of the product: with a reason, for a day, never unnoticed (features 3.13).

A list that can be taken out is a ``Source``; each app adds its own to SOURCES when it starts. The
right to see it is asked when somebody asks, again when the file is made, and when it is fetched.
"""

import uuid
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from audit.trail import record, record_batch
from documents.locking_sheets import locked
from documents.making import ask
from documents.models import Document
from documents.taking_turns import turn
from documents.writing_sheets import write_sheet
from people.days import day_of
from people.middleware import has_left
from people.models import Export, ExportPassword
from people.refusals import Refused

KIND = "export"
FORMATS = (Document.Format.XLSX, Document.Format.CSV)
LIFETIME = timedelta(hours=24)
#: Progress is told after so many rows.
STEP = 1000


@dataclass(frozen=True)
class Sheet:
    """What a list holds with some filters: heads, how many rows, and the rows as they come."""

    columns: list
    count: int
    rows: Iterable
    filters: list = field(default_factory=list)
    names: list = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """A list that can be taken out.

    ``allows(person, on=)`` says who may; ``sheet(person, parameters, on=)`` makes the Sheet for the
    filters of an address (a QueryDict) and raises CannotExport for wrong ones; ``page`` is the name
    of the list's own address.
    """

    name: str
    title: Any
    page: str
    allows: Callable
    sheet: Callable


#: By name; every app adds its own in ``ready()``.
SOURCES: dict[str, Source] = {}


class CannotExport(Refused):
    """The list cannot be taken out like that."""


def offer(*sources):
    """Make lists exportable."""
    SOURCES.update({source.name: source for source in sources})


def cleaned(form):
    """The filter form, or CannotExport when something in the address is wrong."""
    if form.errors:
        raise CannotExport(_("A filter is not valid. Go back to the list and choose again."))
    return form


@transaction.atomic
def ask_export(source, *, by, at, on, parameters, format, reason, password=""):
    """Ask for a file of the list with these filters; returns the Export with its document.

    The columns will be in the language that is active now. With a ``password``, which only a
    workbook can have, the file opens with nothing else; it is kept until the worker has used it.
    Raises TooMany as ``ask`` does.
    """
    if not source.allows(by, on=on):
        raise PermissionDenied
    if not reason.strip():
        raise CannotExport(_("Say what you need it for."))
    if password and format != Document.Format.XLSX:
        raise CannotExport(_("A CSV file cannot have a password. Choose XLSX."))
    sheet = source.sheet(by, QueryDict(parameters), on=on)
    uid = uuid.uuid4()
    document = ask(
        KIND,
        by=by,
        at=at,
        **_titles(source),
        job="people.jobs.make_export",
        args={"uid": str(uid)},
        format=format,
        expires_at=at + LIFETIME,
        next_url=_path(source),
    )
    export = Export.objects.create(
        uid=uid,
        by=by,
        at=at,
        what=source.name,
        title=document.title_en,
        parameters=parameters,
        filters=sheet.filters,
        language=translation.get_language(),
        rows=sheet.count,
        has_password=bool(password),
        reason=reason.strip(),
        document=document,
    )
    if password:
        ExportPassword.objects.create(export=export, password=password, asked_at=at)
    names = [*sheet.names, *(["password"] if password else [])]
    record("export.asked", export, by=by, at=at, fields=names)
    return export


def _titles(source):
    titles = {}
    for language in ("pl", "en"):
        with translation.override(language):
            titles[f"title_{language}"] = str(source.title)
    return titles


def _path(source):
    """The address of the list without the language, as documents keep it."""
    return reverse(source.page).removeprefix(f"/{translation.get_language()}")


def write_export(export, progress):
    """Make the file, if the asker may still see the list."""
    today = day_of(progress.clock())
    source = SOURCES[export.what]
    if not may_fetch(export.by, export.document, today):
        progress.fail(Document.Failure.DENIED)
        return
    kept = ExportPassword.objects.filter(export=export)
    password = kept.first()
    if export.has_password and password is None:
        progress.fail(Document.Failure.UNEXPECTED)  # never without what was asked for
        return
    with (
        translation.override(export.language),
        TemporaryFile() as file,
        turn(beat=progress.beat),
    ):
        sheet = source.sheet(export.by, QueryDict(export.parameters), on=today)
        progress.step(0, sheet.count)
        with locked(file, password=password.password) if password else nullcontext(file) as target:
            count = write_sheet(
                target,
                export.document.format,
                title=source.title,
                columns=sheet.columns,
                rows=_watched(sheet, progress),
            )
        file.flush()
        with transaction.atomic():
            kept.delete()
            document = progress.finish(file)
            if progress.was_first:
                record_batch(
                    "export.made",
                    by=export.by,
                    at=progress.clock(),
                    of="people.export",
                    name=str(export.uid),
                    digest=document.sha256,
                    count=count,
                )


def _watched(sheet, progress):
    """The rows, with the progress told now and then."""
    for number, row in enumerate(sheet.rows, start=1):
        yield row
        if number % STEP == 0:
            progress.step(min(number, sheet.count), sheet.count)


def may_fetch(person, document, on):
    """Whether the asker of an export may still see what is in it."""
    export = Export.objects.select_related("by").filter(document=document).first()
    if person is None or export is None or export.by_id != person.pk:
        return False
    return not has_left(person, on=on) and SOURCES[export.what].allows(person, on=on)
