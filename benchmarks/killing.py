"""Kill server and worker amid what people hand in: python -m benchmarks.killing --kills N.

Works on the database of DATABASE_URL, which must hold the demonstration; writes what it found as
JSON. benchmarks/kills.py and tests/test_kills.py call it.
"""

import argparse
import json
import os
import random
import signal
import sys
import time
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from pathlib import Path

import django

READERS = 6
CONTROL = "benchmarks.early_settings"
ENOUGH = 8  # of what is handed in, confirmed before each kill, at least
PATIENCE = 120  # seconds for a confirmation, or for a document
SHORTEST, LONGEST = 0.05, 0.6  # seconds between these confirmations and the kill


def main(arguments=None):
    """Read the arguments, kill, look, and write the findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", default="acknowledgements", help="or tries: what is handed in")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--control-kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--with-worker", action="store_true", help="kill a worker too, amid a pack that is asked"
    )
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers end with us
    django.setup()
    from benchmarks.works import WORKS

    work = WORKS[options.work]
    log = options.output.with_suffix(".log")
    run = partial(storm, work, work.tasks(), log=log, seed=options.seed)
    found = {
        "product": asdict(run(options.kills, with_worker=options.with_worker)),
        "control": asdict(run(options.control_kills, settings=CONTROL)),
    }
    options.output.write_text(json.dumps(found))


def storm(work, tasks, kills, *, log, seed, settings="benchmarks.settings", with_worker=False):
    """Let clients hand in while everything is killed again and again; returns the Aftermath."""
    from benchmarks.aftermath import Mark, look
    from benchmarks.readers import Readers
    from benchmarks.server import Process, Server

    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings}
    server = Server(environment=environment, log=log)
    worker = Process([sys.executable, "manage.py", "db_worker"], environment=environment, log=log)
    since, chance, edition = Mark.now(work), random.Random(seed), None  # noqa: S311 (repeatable)
    try:
        clients = {"receipt": work.receipt, "count": READERS, "seed": seed}
        with Readers(server.port, tasks, **clients) as readers:
            for number in range(kills):
                server.start()
                if with_worker:
                    worker.start()
                if with_worker and number == max(0, kills - 2):
                    edition = ask_for_pack()
                wait_until_under_way(readers.ledger, edition)
                time.sleep(chance.uniform(SHORTEST, LONGEST))
                server.kill()
                worker.kill()
    finally:
        server.kill()
        worker.kill()
    found = look(work, readers.ledger, since)
    if edition is not None and not finish(edition, worker):
        found.problems.append(f"the pack was not made: {edition.document.state}")
    return found


def wait_until_under_way(ledger, edition):
    """Return once statements were confirmed and the pack, if one was asked for, is being made."""
    before, ends = len(ledger.receipts), time.monotonic() + PATIENCE
    while len(ledger.receipts) < before + ENOUGH or not _is_begun(edition):
        if time.monotonic() > ends:
            state = edition.document.state if edition else "none asked for"
            raise RuntimeError(
                f"Nothing more was confirmed after {before}, or the pack waits (it is {state}); "
                f"problems: {ledger.problems[:3]}"
            )
        time.sleep(0.01)


def _is_begun(edition):
    if edition is None:
        return True
    edition.document.refresh_from_db()
    return edition.document.state != edition.document.State.QUEUED


def ask_for_pack():
    """An edition of the pack, asked for now."""
    from django.utils import timezone

    from benchmarks.packing import new_edition
    from people.days import day_of

    at = timezone.now()
    return new_edition(at=at, on=day_of(at))


def finish(edition, worker):
    """Whether the pack is made after all, once run_due's part for dead jobs has asked again."""
    from django.utils import timezone

    from documents.making import QUEUE_PATIENCE, requeue_stale
    from home.management.commands.run_due import STALE_AFTER

    later = timezone.now() + STALE_AFTER * QUEUE_PATIENCE + timedelta(minutes=1)
    requeue_stale(later, after=STALE_AFTER)
    worker.start()
    ends = time.monotonic() + PATIENCE
    try:
        while not edition.document.is_finished and time.monotonic() < ends:
            time.sleep(0.2)
            edition.document.refresh_from_db()
    finally:
        worker.end()
    return edition.document.is_done


if __name__ == "__main__":
    main()
