"""Take checked rows over: all of them in one set-based transaction, or none.

Nobody leaves and nothing ends because it is missing from the file. The rows were checked against
the register as the trail knew it then; when people, assignments or units changed since, the file
is checked again first.
"""

import hashlib
import json
from collections import defaultdict
from itertools import batched
from secrets import token_urlsafe

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import Event, Head
from audit.trail import record_batch
from people import rules
from people.importing.refusals import CannotTakeOver
from people.importing.staging import count
from people.joining import ON_TIME
from people.models import Assignment, ImportRow, PeopleImport, Person
from people.sessions import end_sessions_of

State = ImportRow.State
Decision = ImportRow.Decision
BATCH = 2000
#: As Django makes a password that nobody can use, only in one step instead of forty.
RANDOM_BYTES = 30
FIELDS = ("given_name", "family_name", "language", "email")
#: Changes after which somebody signs in again, as after those that ``joining`` makes.
MOVES = {"assignment", "ends_on"}
#: What the check relies on: events of these kinds make it out of date.
RELIED_ON = ("assignment.", "unit.", "function.")
RELIED_ON_EXACTLY = (
    "person.added", "person.edited", "person.left", "person.imported", "person.anonymised",
)  # fmt: skip
STALE = _("People or units changed since the check. Check the file again.")


def is_out_of_date(imported):
    """Whether something that the check relied on has changed since."""
    changed = Q(action__in=RELIED_ON_EXACTLY)
    for beginning in RELIED_ON:
        changed |= Q(action__startswith=beginning)
    return Event.objects.filter(changed, sequence__gt=imported.known_until).exists()


@transaction.atomic
def decide(imported, decisions, *, by, on):
    """Note what was decided about rows: a mapping of row numbers to Decision values.

    What does not fit a row ("somebody else" where the e-mail is taken) is passed over. Returns how
    many rows are still to decide.
    """
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    rows = imported.rows.filter(state=State.ASK, number__in=decisions)
    wanted = defaultdict(list)
    for row in rows:
        if decisions[row.number] in offered(row):
            wanted[decisions[row.number]].append(row.pk)
    for decision, keys in wanted.items():
        for some in batched(keys, BATCH):
            ImportRow.objects.filter(pk__in=some).update(decision=decision)
    return _recount(imported)


@transaction.atomic
def decide_all(imported, decision, *, by, on):
    """Decide the same about every row that is still open; ``by`` None is the command line."""
    if by is not None and not rules.can_keep(by, on=on):
        raise PermissionDenied
    if decision in (Decision.SAME, Decision.SKIP):
        imported.rows.filter(state=State.ASK, decision="").update(decision=decision)
    return _recount(imported)


def _recount(imported):
    counts = count(imported)
    PeopleImport.objects.filter(pk=imported.pk).update(counts=counts)
    imported.counts = counts
    return counts["undecided"]


def offered(row):
    """What somebody may decide about a row."""
    if row.problems and row.problems[0]["code"] == "renamed":
        return (Decision.SAME, Decision.SKIP)
    return (Decision.SAME, Decision.OTHER, Decision.SKIP)


def take_over(imported, *, by, at, on):
    """Add and change everybody that the rows mean; raises CannotTakeOver and changes nothing else.

    ``by`` may be None for the command line. Returns how many rows were written.
    """
    if by is not None and not rules.can_keep(by, on=on):
        raise PermissionDenied
    try:
        written = _take_over(imported, by=by, at=at, on=on)
    except IntegrityError as error:
        raise CannotTakeOver(STALE) from error
    ImportRow.objects.filter(imported=imported).delete()
    imported.refresh_from_db()
    return written


@transaction.atomic
def _take_over(imported, *, by, at, on):
    imported = PeopleImport.objects.select_for_update().get(pk=imported.pk)
    if imported.state != PeopleImport.State.CHECKED:
        raise CannotTakeOver(_("This file was already taken over or dropped."))
    counts = count(imported)
    if counts[State.PROBLEM]:
        raise CannotTakeOver(_("Rows with problems are left. Correct the file and upload it."))
    if counts["undecided"]:
        raise CannotTakeOver(_("Decide about every row that may be somebody already here."))
    if is_out_of_date(imported):
        raise CannotTakeOver(STALE)
    writing = _Writing(at)
    rows = ImportRow.objects.filter(imported=imported).exclude(state=State.UNCHANGED)
    rows = rows.exclude(state=State.ASK, decision=Decision.SKIP).order_by("leader", "number")
    for some in batched(rows.iterator(chunk_size=BATCH), BATCH):
        writing.write(some)
    writing.settle_last_days(on=on)
    name, storage = imported.file.name, imported.file.storage
    PeopleImport.objects.filter(pk=imported.pk).update(
        state=PeopleImport.State.TAKEN,
        file="",
        counts=counts,
        finished_at=at,
        finished_by=by,
    )
    transaction.on_commit(lambda: name and storage.delete(name))
    Head.objects.select_for_update().get()  # from here on nobody else can append
    if is_out_of_date(imported):
        raise CannotTakeOver(STALE)
    record_batch(
        "person.imported",
        by=by,
        at=at,
        of="people.peopleimport",
        name=str(imported.uid),
        digest=writing.digest.hexdigest(),
        count=writing.count,
    )
    return writing.count


class _Writing:
    """Writes chunk after chunk; the rows of one new person come one after the other."""

    def __init__(self, at):
        self.at = at
        self.count = 0
        self.digest = hashlib.sha256()
        self.leader, self.person_id = None, None
        self.unsettled = set()

    def write(self, rows):
        """One chunk: new people, changed people, assignments that begin or end."""
        new = [row for row in rows if row.leader == row.number and self._is_new(row)]
        made = dict(zip((row.leader for row in new), self._add(new), strict=True))
        self._change([row for row in rows if row.person_id and not self._is_new(row)])
        begun, ended = [], {}
        for row in rows:
            person_id = self._person_of(row, made)
            if self._is_new(row) or "assignment" in row.changes:
                begun.append(self._assignment(row, person_id))
            elif "ends_on" in row.changes:
                ended[row.assignment_id] = row.ends_on
                self._comes_for_a_time(row, person_id)
            self._count(row, person_id)
        Assignment.objects.bulk_create(begun)
        self._end(ended)
        self._sign_out(row for row in rows if row.person_id and not self._is_new(row))

    def _sign_out(self, rows):
        end_sessions_of({row.person_id for row in rows if MOVES & set(row.changes)})

    def _is_new(self, row):
        return row.state == State.NEW or row.decision == Decision.OTHER

    def _person_of(self, row, made):
        if not self._is_new(row):
            return row.person_id
        if row.leader != self.leader:
            self.leader, self.person_id = row.leader, made[row.leader].pk
        return self.person_id

    def _add(self, rows):
        people = []
        for row in rows:
            person = Person(
                given_name=row.given_name,
                family_name=row.family_name,
                email=row.email or None,
                language=row.language or "pl",
                added_at=self.at,
                password=UNUSABLE_PASSWORD_PREFIX + token_urlsafe(RANDOM_BYTES),
            )
            people.append(person)
        return Person.objects.bulk_create(people)

    def _change(self, rows):
        wanted = {row.person_id: row for row in rows if set(FIELDS) & set(row.changes)}
        touched = [row.person_id for row in rows]
        people = list(Person.objects.select_for_update().filter(pk__in=touched).order_by("pk"))
        self.unsettled |= {person.pk for person in people if person.left_on is not None}
        changed = [person for person in people if person.pk in wanted]
        for person in changed:
            for name in set(FIELDS) & set(wanted[person.pk].changes):
                setattr(person, name, getattr(wanted[person.pk], name))
        if changed:  # as an insert that meets its own rows: derived fields are worked out
            Person.objects.bulk_create(
                changed,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=[*FIELDS, "search", "sort", "name_key"],
            )

    def _assignment(self, row, person_id):
        self._comes_for_a_time(row, person_id)
        return Assignment(
            person_id=person_id,
            unit_id=row.unit_id,
            kind=row.kind,
            function_id=row.function_id,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )

    def _end(self, ended):
        for ends_on, keys in _grouped(ended).items():
            Assignment.objects.filter(pk__in=keys).update(ends_on=ends_on)

    def _comes_for_a_time(self, row, person_id):
        if row.kind in ON_TIME:
            self.unsettled.add(person_id)

    def _count(self, row, person_id):
        values = [row.number, person_id, row.unit_id, row.kind, row.function_id, row.changes]
        self.digest.update(json.dumps([*values, str(row.starts_on), str(row.ends_on)]).encode())
        self.count += 1

    def settle_last_days(self, on):
        """Who is here for a time only leaves after the last day; everybody else who is here stays.

        As ``joining`` does for one person; only those whom the rows could change are looked at.
        """
        for some in batched(sorted(self.unsettled), BATCH):
            places = defaultdict(list)
            held = Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), voided_at=None)
            held = held.filter(person__in=some).order_by()
            for person, kind, ends_on in held.values_list("person", "kind", "ends_on"):
                places[person].append((kind, ends_on))
            last = {person: _last_day(held) for person, held in places.items()}
            for left_on, keys in _grouped(last).items():
                Person.objects.filter(pk__in=keys).exclude(left_on=left_on).update(left_on=left_on)


def _last_day(places):
    """The last day of somebody with these (kind, end) pairs who comes for a time, else None."""
    if any(kind not in ON_TIME for kind, _ends_on in places):
        return None
    return max(ends_on for _kind, ends_on in places)


def _grouped(values):
    """The keys of a mapping by their value."""
    found = defaultdict(list)
    for key, value in values.items():
        found[value].append(key)
    return found
