"""A pack made for the first time, against WeasyPrint alone on the very same HTML."""

import json
import resource
import subprocess
import sys
import time
from statistics import median
from unittest.mock import patch

from benchmarks import machine
from benchmarks.figures import Figure
from benchmarks.server import ROOT, Process
from benchmarks.visitors import account
from documents.pdf import as_html, typeset
from policies.jobs import render_edition
from policies.models import Pack
from policies.packs import make_edition, versions_in
from policies.printing import pack_pdf

SLUG = "policy-pack"
PATIENCE = 600  # seconds for the background worker, which first does what waits before
#: WeasyPrint with our assets in memory and nothing else of ours.
ALONE = (
    "import json, sys; from documents.pdf import typeset; "
    "sys.stdout.buffer.write(typeset(json.load(sys.stdin), pictures={}))"
)


def new_edition(*, at, on):
    """An edition in both languages that is asked for and not made yet."""
    pack = Pack.objects.get(slug=SLUG)
    return make_edition(pack, by=account("marta"), at=at, on=on, languages="both")


def html_of(edition, *, at, on):
    """The HTML from which the edition's file is set."""

    def keep(template, context, *, variant, apart, beat, **about):
        return as_html(template, context, **about)

    with patch("policies.printing.render", keep):
        return pack_pdf(edition, versions_in(edition), at=at, on=on)


def first_time(rounds, *, at, on):
    """Figures of the job as the worker runs it; the first line states the promise."""
    html = html_of(new_edition(at=at, on=on), at=at, on=on)
    typeset(html, pictures={})
    ours, warm, fresh = [], [], []
    for _round in range(rounds):
        edition = new_edition(at=at, on=on)
        ours.append(_cpu(lambda code=edition.code: render_edition.call(code)))
        edition.document.refresh_from_db()
        if not edition.document.is_done:
            raise AssertionError("the pack was not made")
        warm.append(_cpu(lambda: typeset(html, pictures={})))
        fresh.append(_cpu(lambda: alone(html)))
    size = f"{edition.document.size // 1024} KiB, {len(html) // 1024} KiB of HTML"
    yield Figure(
        work="pack, first",
        unit="s CPU",
        ours=median(ours),
        limit=median(warm),
        against="WeasyPrint alone, warm",
        goal=1.05,
        note=size,
    )
    yield Figure(
        work="pack, first, against a new process",
        unit="s CPU",
        ours=median(ours),
        limit=median(fresh),
        against="WeasyPrint alone, started for it",
    )


def alone(html):
    """Set the page in a process that does nothing else."""
    subprocess.run(
        [sys.executable, "-c", ALONE],
        cwd=ROOT,
        input=json.dumps(html).encode(),
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _cpu(work):
    """Seconds of CPU that a call costs, processes that it starts and ends included."""
    before = _used()
    work()
    return _used() - before


def _used():
    spent = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        spent += usage.ru_utime + usage.ru_stime
    return spent


def worker_memory(environment, *, at, on):
    """The most that the background worker and its child ever hold while they make a pack."""
    edition = new_edition(at=at, on=on)
    worker = Process([sys.executable, "manage.py", "db_worker"], environment=environment)
    worker.start()
    try:
        ours = _most_memory(worker.running.pid, lambda: _is_finished(edition))
    finally:
        worker.end()
    if not edition.document.is_done:
        raise AssertionError("the worker did not make the pack")
    html = html_of(edition, at=at, on=on)
    child = subprocess.Popen(
        [sys.executable, "-c", ALONE],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    child.stdin.write(json.dumps(html).encode())
    child.stdin.close()
    limit = _most_memory(child.pid, lambda: child.poll() is not None)
    return Figure(
        work="memory of the background worker, at most",
        unit="MiB",
        ours=ours,
        limit=limit,
        against="WeasyPrint alone",
        goal=2,
    )


def _is_finished(edition):
    edition.document.refresh_from_db()
    return edition.document.is_finished


def _most_memory(pid, is_over):
    most, ends = 0, time.monotonic() + PATIENCE
    while not is_over() and time.monotonic() < ends:
        most = max(most, sum(map(machine.memory, machine.tree(pid))))
        time.sleep(0.05)
    return most
