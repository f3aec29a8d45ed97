"""Check a file into rows, in small commits that show how far it is (decisions.md, long imports).

``begin`` keeps the uploaded file, ``check`` reads it; a check may run twice, also at the same
time: the run that began last goes on, the other one stops.
"""

import hashlib
import uuid
from datetime import timedelta
from itertools import batched

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import Head
from people import rules
from people.days import day_of
from people.importing.cells import Cells
from people.importing.columns import recognise
from people.importing.matching import match
from people.importing.reading import CHUNK, MOST_BYTES, opened
from people.importing.refusals import CannotRead, CannotTakeOver
from people.models import ImportRow, PeopleImport

State = PeopleImport.State
BATCH = 1000
#: A file up to this size is checked at once, a larger one by the worker.
SMALL = 40_000
MOST_TRIES = 3
#: Files and rows that nobody took over go after so long.
KEPT_FOR = timedelta(days=1)
OPEN = (State.CHECKING, State.CHECKED, State.UNREADABLE)


@transaction.atomic
def begin(file, *, by, at, on, filename):
    """Keep an open binary file for its check; ``by`` may be None for the command line.

    Raises CannotRead when it is too large or empty. Returns the PeopleImport.
    """
    if by is not None and not rules.can_keep(by, on=on):
        raise PermissionDenied
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size > MOST_BYTES:
            raise CannotRead("too_large")
    if not size:
        raise CannotRead("empty")
    file.seek(0)
    imported = PeopleImport(
        filename=filename[-120:],
        sha256=digest.hexdigest(),
        asked_by=by,
        asked_at=at,
        heartbeat_at=at,
    )
    imported.file.save("", File(file), save=False)
    imported.save()
    return imported


def check(imported, *, clock=timezone.now):
    """Read the file into rows and say what each of them would change.

    Nothing about people changes. A file that cannot be read ends as such, with its reason.
    """
    run = uuid.uuid4()
    if not _start(imported, run, clock()):
        return imported
    try:
        with imported.file.open("rb") as file, opened(file) as sheet:
            columns = recognise(sheet.headings)
            _note(imported, run, sheet, columns)
            _rows(imported, run, sheet, columns, clock)
        _finish(imported, run)
    except CannotRead as refusal:
        _refuse(imported, run, refusal)
    except _Overtaken:
        pass
    imported.refresh_from_db()
    return imported


class _Overtaken(Exception):
    """Another run has taken the file up, or somebody dropped it."""


def _mine(imported, run):
    return PeopleImport.objects.filter(pk=imported.pk, run=run, state=State.CHECKING)


@transaction.atomic
def _start(imported, run, now):
    taken = PeopleImport.objects.filter(pk=imported.pk, state=State.CHECKING).update(
        run=run,
        heartbeat_at=now,
        tries=F("tries") + 1,
        steps_done=0,
        known_until=Head.objects.values_list("sequence", flat=True).get(),
    )
    ImportRow.objects.filter(imported=imported).delete()
    return taken


def _note(imported, run, sheet, columns):
    headings = [[heading[:60], name] for heading, name in zip(sheet.headings, columns, strict=True)]
    _mine(imported, run).update(steps_total=sheet.total, columns=[h for h in headings if h[0]])


def _rows(imported, run, sheet, columns, clock):
    on = day_of(imported.asked_at)
    cells = Cells(columns, on=on)
    done = 0
    for chunk in batched(sheet.rows, BATCH):
        rows = [cells.row(imported, number, texts) for number, texts in chunk]
        match(imported, rows, places=cells.places, on=on)
        done += len(rows)
        with transaction.atomic():
            beaten = _mine(imported, run).update(heartbeat_at=clock(), steps_done=done)
            if not beaten:
                raise _Overtaken
            ImportRow.objects.bulk_create(rows)
    if not done:
        raise CannotRead("empty")


def _finish(imported, run):
    _mine(imported, run).update(state=State.CHECKED, counts=count(imported), steps_total=0)


def _refuse(imported, run, refusal):
    with transaction.atomic():
        ImportRow.objects.filter(imported=imported).delete()
        _mine(imported, run).update(
            state=State.UNREADABLE, refusal={"code": refusal.code, "params": refusal.params}
        )


def count(imported):
    """How many rows are in which state, and how many are still to decide."""
    rows = ImportRow.objects.filter(imported=imported).order_by()
    found = {state: 0 for state in ImportRow.State.values} | {"undecided": 0}
    for row in rows.values("state", "decision").annotate(number=Count("pk")):
        found[row["state"]] += row["number"]
        if row["state"] == ImportRow.State.ASK and not row["decision"]:
            found["undecided"] += row["number"]
    return found


@transaction.atomic
def check_again(imported, *, by, at, on):
    """Queue another check of a file that is still here; the caller lets it run."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    changed = PeopleImport.objects.filter(pk=imported.pk, state__in=OPEN).exclude(file="")
    if not changed.update(state=State.CHECKING, asked_at=at, heartbeat_at=at, tries=0, refusal={}):
        raise CannotTakeOver(_("This file was already taken over or dropped."))


@transaction.atomic
def drop(imported, *, by, at, on):
    """Forget the file and its rows without changing anybody."""
    if by is not None and not rules.can_keep(by, on=on):
        raise PermissionDenied
    name = imported.file.name
    dropped = PeopleImport.objects.filter(pk=imported.pk, state__in=OPEN).update(
        state=State.DROPPED, file="", run=None, finished_at=at, finished_by=by
    )
    if dropped:
        ImportRow.objects.filter(imported=imported).delete()
        transaction.on_commit(lambda: _delete_file(imported, name))
    return bool(dropped)


def _delete_file(imported, name):
    if name:
        imported.file.storage.delete(name)


def forget_old(at):
    """Drop what nobody took over within a day, and rows left over; return how many files."""
    old = PeopleImport.objects.filter(state__in=OPEN, asked_at__lte=at - KEPT_FOR)
    dropped = sum(drop(imported, by=None, at=at, on=day_of(at)) for imported in old)
    ImportRow.objects.filter(imported__state__in=(State.TAKEN, State.DROPPED)).delete()
    return dropped


def requeue_stale(at, *, after):
    """Let checks whose worker died run again, a few times; return how many."""
    from people.importing.jobs import check_import

    stale = PeopleImport.objects.filter(state=State.CHECKING, heartbeat_at__lte=at - after)
    requeued = 0
    for imported in stale:
        if imported.tries >= MOST_TRIES:
            stale.filter(pk=imported.pk).update(
                state=State.UNREADABLE, refusal={"code": "stopped", "params": {}}
            )
        elif stale.filter(pk=imported.pk, heartbeat_at=imported.heartbeat_at).update(
            heartbeat_at=at
        ):
            check_import.enqueue(uid=str(imported.uid))
            requeued += 1
    return requeued
