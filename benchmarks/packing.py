"""A pack made for the first time, against WeasyPrint alone on the very same HTML.

One of a few texts, as the demonstration has it, and one of some 200 pages in all forms.
"""

import json
import resource
import subprocess
import sys
import time
from statistics import median
from unittest.mock import patch

import pikepdf

from benchmarks import machine
from benchmarks.figures import Figure
from benchmarks.majors import let_approve, publish_major
from benchmarks.server import ROOT, Process
from benchmarks.visitors import account
from documents.pdf import as_html, typeset
from home.demo.adapting import adapted
from policies.drafting import create_policy
from policies.jobs import render_edition
from policies.models import Pack, Policy
from policies.pack_parts import Place, full_texts, versions_in
from policies.pack_printing import pack_pdf
from policies.packs import make_edition, save_pack
from policies.starting import starter

SLUG, LONG = "policy-pack", "everything"
#: Copies of the longest text in the long pack, which bring it to some 200 pages.
COPIES = 14
PATIENCE = 600  # seconds for the background worker, which first does what waits before
#: WeasyPrint with our assets in memory and nothing else of ours.
ALONE = (
    "import json, sys; from documents.pdf import typeset; "
    "sys.stdout.buffer.write(typeset(json.load(sys.stdin), pictures={}))"
)


def new_edition(slug=SLUG, *, at, on):
    """An edition in both languages that is asked for and not made yet."""
    pack = Pack.objects.get(slug=slug)
    return make_edition(pack, by=account("marta"), at=at, on=on, languages="both")


def html_of(edition, *, at, on):
    """The HTML from which the edition's file is set."""

    def keep(template, context, *, variant, apart, beat, **about):
        return as_html(template, context, **about)

    with patch("policies.pack_printing.render", keep):
        return pack_pdf(edition, versions_in(edition), at=at, on=on)


def first_time(rounds, *, at, on):
    """Figures of the job as the worker runs it; the first line states the promise."""
    html = html_of(new_edition(at=at, on=on), at=at, on=on)
    typeset(html, pictures={})
    ours, warm, fresh = [], [], []
    for _round in range(rounds):
        edition = new_edition(at=at, on=on)
        ours.append(cpu_of(lambda code=edition.code: render_edition.call(code)))
        edition.document.refresh_from_db()
        if not edition.document.is_done:
            raise AssertionError("the pack was not made")
        warm.append(cpu_of(lambda: typeset(html, pictures={})))
        fresh.append(cpu_of(lambda: alone(html)))
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


def make_long_pack(*, at, on):
    """A pack with the full text of every policy, their other forms, cards and the poster."""
    act = {"by": account("marta"), "at": at, "on": on}
    text = adapted(starter("code-of-conduct"))
    for number in range(COPIES):
        version = create_policy(
            **act,
            slug=f"long-{number}",
            kind=text.kind,
            titles={"pl": f"{text.title_pl} {number}", "en": f"{text.title_en} {number}"},
            starter=text,
        )
        publish_major(let_approve(version, at=at, on=on), by=act["by"], at=at, effective_on=on)
    policies = list(Policy.objects.in_order())
    procedures = [policy for policy in policies if policy.kind == Policy.Kind.PROCEDURE]
    save_pack(
        **act,
        slug=LONG,
        titles={"pl": "Wszystko", "en": "Everything"},
        parts=[
            *full_texts(policies),
            *(Place("plain", policy) for policy in policies),
            *(Place("card", policy) for policy in procedures),
            Place("poster"),
        ],
    )


def long_pack(environment, *, at, on):
    """Figures of the pack of some 200 pages: its CPU the first time, and the worker's memory."""
    make_long_pack(at=at, on=on)
    edition = new_edition(LONG, at=at, on=on)
    html = html_of(edition, at=at, on=on)
    ours = cpu_of(lambda: render_edition.call(code=edition.code))
    edition.document.refresh_from_db()
    if not edition.document.is_done:
        raise AssertionError("the long pack was not made")
    with edition.document.file.open("rb") as file, pikepdf.open(file) as pdf:
        pages = len(pdf.pages)
    yield Figure(
        work=f"pack of {pages} pages, first",
        unit="s CPU",
        ours=ours,
        limit=cpu_of(lambda: alone(html)),
        against="WeasyPrint alone, started for it",
        note=f"{edition.document.size // 1024} KiB, {len(html) // 1024} KiB of HTML",
    )
    yield worker_memory(
        environment, LONG, f"memory of the background worker, pack of {pages} pages", at=at, on=on
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


def cpu_of(work):
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


def worker_memory(
    environment, slug=SLUG, work="memory of the background worker, at most", *, at, on
):
    """The most that the background worker and its child ever hold while they make a pack."""
    edition = new_edition(slug, at=at, on=on)
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
        work=work,
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
