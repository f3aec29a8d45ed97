"""What is in the database after the kills, held against what the clients were told."""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count, Max

from audit import verifying as trail
from audit.models import Event
from policies import verifying as evidence

SHOWN = 20


@dataclass(frozen=True)
class Mark:
    """Where evidence and trail ended before the clients began."""

    row: int
    event: int

    @classmethod
    def now(cls, work):
        return cls(
            work.model.objects.aggregate(last=Max("pk"))["last"] or 0,
            Event.objects.aggregate(last=Max("sequence"))["last"] or 0,
        )


@dataclass
class Aftermath:
    """What was found; ``lost``, ``doubled`` and ``half`` count statements or tries."""

    confirmed: int = 0
    stored: int = 0
    lost: int = 0
    doubled: int = 0
    half: int = 0
    broken: int = 0
    repeated: int = 0
    problems: list = field(default_factory=list)


def look(work, ledger, since):
    """The Aftermath of what was stored of a ``works.Work`` since a Mark."""
    rows = {row.uid: row for row in work.model.objects.filter(pk__gt=since.row)}
    found = Aftermath(
        confirmed=len(ledger.receipts),
        stored=len(rows),
        broken=ledger.broken,
        repeated=ledger.repeated,
        problems=list(ledger.problems),
    )
    for uid, task in ledger.receipts.items():
        row = rows.get(uid)
        if row is None:
            found.lost += 1
        elif (row.person_id, row.version_id) != (task.person, task.version):
            found.problems.append(f"{uid} is stored for somebody else")
    found.doubled = _doubled(work, since)
    found.half = _half_done(work, rows, since) + work.half(since.row)
    found.problems += _unsound()
    return found


def _doubled(work, since):
    repeated = (
        work.model.objects.filter(pk__gt=since.row)
        .order_by()
        .values("person", "version")
        .annotate(rows=Count("pk"))
        .filter(rows__gt=1)
    )
    return repeated.count()


def _half_done(work, rows, since):
    """Rows without their one event in the trail, and events without their row."""
    events = Event.objects.filter(sequence__gt=since.event, action=work.action)
    told = sorted(events.values_list("object_id", "digest"))
    there = sorted((str(uid), row.row_hash) for uid, row in rows.items())
    return len(set(told) ^ set(there)) + len(told) - len(set(told))


def _unsound():
    """What verify_audit, verify_evidence and the database itself complain about."""
    found = [f"trail: {fault}" for fault in trail.verify().faults]
    unfit = evidence.verify().problems
    found += [f"evidence: {problem}" for problem in unfit[:SHOWN]]
    found += [f"evidence: {len(unfit) - SHOWN} more"] if len(unfit) > SHOWN else []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            found += [words for (words,) in cursor.fetchall() if words != "ok"]
    return found
