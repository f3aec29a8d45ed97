"""The reminders of a day, against inserting as many rows and nothing else."""

import time

from benchmarks.figures import Figure
from benchmarks.models import BareRow
from benchmarks.visitors import account
from home.reminders.writing import write_due
from people.workdays import workday_from


def mails_due(*, at, on):
    """The Figure of writing what is due on the next working day, in milliseconds a mail."""
    day = workday_from(on)
    began = time.perf_counter()
    written = write_due(at=at, on=day).total
    ours = time.perf_counter() - began
    began = time.perf_counter()
    person = account("marta")
    rows = [BareRow(person=person, text_hash="0" * 64, at=at) for _row in range(written)]
    BareRow.objects.bulk_create(rows, batch_size=1000)
    limit = time.perf_counter() - began
    return Figure(
        work="write the reminders of a day",
        unit="ms a mail",
        ours=ours * 1000 / max(written, 1),
        limit=limit * 1000 / max(written, 1),
        against="bare rows in bulk",
        note=f"{written:,} mails, each in its reader's language, out of everybody",
    )
