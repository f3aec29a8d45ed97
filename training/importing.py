"""Former training from a spreadsheet: a trial run, then all of it or nothing (features 4.7, 4.16).

``begin`` reads and checks the file at once, without keeping it: what it understood waits as rows
for at most a day. ``take_over`` writes all of them in one transaction. The same file a second time
changes nothing, for a completion is known by person, course and day.
"""

import hashlib
import json
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record_batch
from people.days import add_months
from people.importing.columns import recognise
from people.importing.reading import CHUNK, opened
from people.importing.refusals import CannotRead, CannotTakeOver
from people.models import Person
from training.awarding import new_number
from training.editing import check_keeper
from training.hashing import credential_hash
from training.import_rows import COLUMNS, Former, Rows, recorded
from training.models import Course, Credential, CredentialImport

State = CredentialImport.State
#: More rows than one request can check and write in a few seconds.
MOST_ROWS = 20_000
MOST_BYTES = 5 * 2**20
#: So many problems are kept; whoever has more corrects these first.
MOST_PROBLEMS = 1000
BATCH = 1000
KEPT_FOR = timedelta(days=1)


def begin(file, *, by, at, on, filename):
    """Check an open binary file and keep what it says; nobody's training changes.

    Returns the CredentialImport. Raises NotAllowed, CannotRead.
    """
    check_keeper(by, on=on)
    digest = _digest(file)
    with opened(file, COLUMNS) as sheet:
        columns = recognise(sheet.headings, COLUMNS)
        headings = [[str(h)[:60], name] for h, name in zip(sheet.headings, columns, strict=True)]
        texts = []
        for row in sheet.rows:
            texts.append(row)
            if len(texts) > MOST_ROWS:
                raise CannotRead("too_many", most=MOST_ROWS)
    if not texts:
        raise CannotRead("empty")
    rows = Rows(columns, texts, by=by, on=on)
    rows.read()
    new = rows.already_here()
    wrong = len({problem["number"] for problem in rows.problems})
    return CredentialImport.objects.create(
        filename=filename[-120:],
        sha256=digest,
        asked_by=by,
        asked_at=at,
        columns=[heading for heading in headings if heading[0]],
        rows=[row.as_json() for row in new],
        problems=sorted(rows.problems, key=lambda problem: problem["number"])[:MOST_PROBLEMS],
        counts={"new": len(new), "unchanged": len(texts) - len(new) - wrong, "problem": wrong},
    )


def _digest(file):
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size > MOST_BYTES:
            raise CannotRead("too_large")
    if not size:
        raise CannotRead("empty")
    return digest.hexdigest()


@transaction.atomic
def take_over(imported, *, by, at, on):
    """Write every new row as a credential, or none; returns how many were written.

    Raises NotAllowed, CannotTakeOver.
    """
    check_keeper(by, on=on)
    imported = CredentialImport.objects.select_for_update(of=["self"]).get(pk=imported.pk)
    if imported.state != State.CHECKED:
        raise CannotTakeOver(_("This file was already taken over or dropped."))
    if imported.counts["problem"]:
        raise CannotTakeOver(_("Rows with problems are left. Correct the file and upload it."))
    rows = [Former.of_json(values) for values in imported.rows]
    courses = _locked({row.course for row in rows})
    known = recorded(rows)
    rows = [row for row in rows if row.key not in known]
    people = _people(rows, by)
    digest = hashlib.sha256()
    for start in range(0, len(rows), BATCH):
        made = [
            _credential(row, people[row.person], courses[row.course], imported, by=by, at=at)
            for row in rows[start : start + BATCH]
        ]
        Credential.objects.bulk_create(made)
        digest.update(json.dumps([row.row_hash for row in made]).encode())
    _finish(imported, State.TAKEN, by=by, at=at)
    record_batch(
        "credential.imported",
        by=by,
        at=at,
        of="training.credentialimport",
        name=str(imported.uid),
        digest=digest.hexdigest(),
        count=len(rows),
    )
    return len(rows)


def _locked(courses):
    """These courses by id; two files cannot write about the same one at the same time."""
    rows = Course.objects.select_for_update(of=["self"], no_key=True)
    return {course.pk: course for course in rows.filter(pk__in=courses).order_by("pk")}


def _people(rows, by):
    """The people of the rows by id; raises CannotTakeOver when one may not be written about."""
    ids, found = sorted({row.person for row in rows}), {}
    for start in range(0, len(ids), BATCH):
        some = Person.objects.filter(pk__in=ids[start : start + BATCH], anonymised_at=None)
        found |= {person.pk: person for person in some.only("uid", "language")}
    if len(found) < len(ids) or by.pk in found:
        raise CannotTakeOver(_("People changed since the check. Upload the file again."))
    return found


def _credential(row, person, course, imported, *, by, at):
    until = row.valid_until
    made = Credential(
        number=new_number(),
        person=person,
        course=course,
        source=row.source,
        awarded_on=row.awarded_on,
        valid_until=until,
        renewable_until=until and add_months(until, course.renewable_months),
        language=person.language,
        provider=row.provider,
        imported=imported,
        recorded_by=by,
        recorded_at=at,
    )
    made.row_hash = credential_hash(made)
    return made


def _finish(imported, state, *, by, at):
    imported.state, imported.rows, imported.problems = state, [], []
    imported.finished_at, imported.finished_by = at, by
    imported.save()


@transaction.atomic
def drop(imported, *, by, at, on):
    """Forget the rows without writing any; whether there was something to forget."""
    check_keeper(by, on=on)
    locked = CredentialImport.objects.select_for_update(of=["self"]).get(pk=imported.pk)
    if locked.state != State.CHECKED:
        return False
    _finish(locked, State.DROPPED, by=by, at=at)
    return True


def waiting_too_long(at):
    """The files that nobody took over within a day."""
    return CredentialImport.objects.filter(state=State.CHECKED, asked_at__lte=at - KEPT_FOR)


@transaction.atomic
def forget_old(at):
    """Drop them; returns how many."""
    number = 0
    for imported in waiting_too_long(at).select_for_update(of=["self"]):
        _finish(imported, State.DROPPED, by=None, at=at)
        number += 1
    return number
