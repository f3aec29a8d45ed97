"""Measure one database: python -m benchmarks.measure --people N --output FILE [--quick].

Called by benchmarks/run.py with DATABASE_URL set to a copy that may be written to.
"""

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path

import django

SAMPLES = 15
VISITORS = 1200


def main(arguments=None):
    """Read the arguments, measure, write the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--outline", action="store_true", help="the most important figures only")
    parser.add_argument(
        "--publish-limit",
        type=float,
        help="milliseconds of publishing to 100 people; without it only publishing is measured",
    )
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers end with us
    django.setup()
    make_bare_table()
    found = publishing_only(options) if options.publish_limit is None else everything(options)
    options.output.write_text(json.dumps(found))


def make_bare_table():
    """The table of the bare insert, in the copy only."""
    from django.db import connection

    from benchmarks.models import BareRow

    with connection.schema_editor() as editor:
        editor.create_model(BareRow)


def moment():
    """(now, today in the organisation's zone)."""
    from django.utils import timezone

    from people.days import day_of

    at = timezone.now()
    return at, day_of(at)


def publishing_only(options):
    """What publishing costs in a small organisation, to hold the others against."""
    from benchmarks import machine
    from benchmarks.publishing import publishing

    machine.pin(machine.client_core())
    at, on = moment()
    return {"publish_ms": publishing(3 if options.quick else SAMPLES, at=at, on=on).ours}


def everything(options):
    """All figures of this database."""
    from benchmarks import machine
    from benchmarks.counting import database_version
    from benchmarks.pages import people_and_rows
    from benchmarks.server import serving

    people, rows = people_and_rows()
    log = options.output.with_suffix(".log")
    environment = dict(os.environ)
    core = machine.server_core()
    machine.pin(machine.client_core())
    with serving(environment=environment, core=core, log=log) as server:
        figures = []
        for figure in measured(server, environment, options):
            print(f"  {figure.work}: {figure.ratio:.2f}", file=sys.stderr, flush=True)
            figures.append(figure.as_dict())
    return {
        "people": people,
        "acknowledgements": rows,
        "database": database_version(),
        "figures": figures,
    }


def outline(server, pace, options, *, at, on):
    """Yield the few figures that say what a very large organisation should expect."""
    from benchmarks import by_hand, pages, publishing

    yield pages.bare_against_itself(server, pace)
    yield from pages.reading(server, pace)
    yield from pages.finding_people(server, pace)
    yield by_hand.percentage_per_unit(pages.CODE, on=on, rounds=3)
    yield from pages.seeing_all(server, pace, on=on)
    yield from pages.overseeing(server, pace, at=at, on=on)
    yield publishing.publishing(SAMPLES, at=at, on=on, limit=options.publish_limit)


def measured(server, environment, options):
    """Yield the figures; what writes much comes last, so that it disturbs nothing else."""
    from benchmarks import (
        by_hand,
        importing,
        mailing,
        packing,
        pages,
        publishing,
        remembering,
        reminding,
        training,
    )
    from benchmarks.client import Pace
    from benchmarks.majors import ask_everybody_again
    from benchmarks.visitors import helpers

    pace = Pace(2, 0.4) if options.quick else Pace(5, 0.8)
    at, on = moment()
    if options.outline:
        yield from outline(server, pace, options, at=at, on=on)
        return
    yield pages.bare_against_itself(server, pace)
    yield from pages.reading(server, pace)
    yield from pages.finding_people(server, pace)
    yield by_hand.percentage_per_unit(pages.CODE, on=on, rounds=3 if options.quick else 7)
    yield from pages.seeing_all(server, pace, on=on)
    yield reminding.mails_due(at=at, on=on)
    yield from pages.overseeing(server, pace, at=at, on=on)
    yield from packing.first_time(1 if options.quick else 2, at=at, on=on)
    yield pages.downloading(server, pace)
    yield pages.signing_in(server, pace)

    versions = ask_everybody_again(at=at, on=on)
    visitors = helpers(VISITORS, on=on)
    most = len(versions) * len(visitors) // (pace.rounds + 1)
    yield from pages.acknowledging(server, pace, versions, visitors, most=most)
    yield remembering.web_worker(server, environment)
    count, limit = 3 if options.quick else SAMPLES, options.publish_limit
    yield publishing.publishing(count, at=at, on=on, limit=limit)
    yield packing.worker_memory(environment, at=at, on=on)
    yield mailing.sending(500 if options.quick else 10_000, at=at)
    yield from packing.long_pack(environment, at=at, on=on)
    rounds = 3 if options.quick else 7
    yield training.handing_in(server, pace, visitors, at=at, on=on)
    yield training.bundle(50 if options.quick else 500, at=at, on=on)
    yield from training.pages(server, pace, at=at, on=on, rounds=rounds)
    yield from training.importing(1_000 if options.quick else 10_000, at=at, on=on)
    for people in (1_000,) if options.quick else (10_000, 100_000):
        yield from importing.importing(people, at=at, on=on)


if __name__ == "__main__":
    began = time.monotonic()
    main()
    print(f"  measured in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
