"""Can a stop-watch tell who is known here? benchmarks/guessing.py [--tries 2000] [--write FILE].

Each way in is tried with a known and an unknown address in random order (security.md 4.1, 16).
The difference of the medians is held against noise: what 999 of 1,000 random splits of the same
times into two halves stay below. Two clocks: the one on the wall, and the CPU's, which other work
on the machine does not disturb. The control leaves out the work done for nobody's sake, and the
CPU's clock must see it.
"""

import argparse
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from statistics import median

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.prepared import NAMES, engine, environment  # noqa: E402 (needs the path)

PEOPLE = 100
SPLITS = 1000
BELOW = 0.999  # of the splits
WARM_UP = 5
CONTROL_TRIES = 400
KNOWN, UNKNOWN = "daniel@example.org", "nobody@example.org"
CONTROL = "control: nothing is done for an unknown address"
CLOCKS = {"wall": time.perf_counter, "CPU": time.process_time}
HEAD = "| Way in | clock | tries | known ms | unknown ms | difference | noise | seen |\n"
RULE = "|---|---|--:|--:|--:|--:|--:|---|\n"
PAGE = """# What time tells about an address

Measured on {day} by `benchmarks/guessing.py` on {database}: each way in is tried in random order
with the address of a volunteer and with one that nobody has. *Noise* is what the difference of
medians stays below in {below:.1%} of {splits:,} random splits of the same times. The CPU's clock is
not disturbed by other work on the machine. The *control* asks for a code while nothing is done for
an unknown address; the CPU's clock must see it.

{table}
{verdict}
"""


@dataclass
class Way:
    """Times of one way in on one clock, in seconds, by address."""

    name: str
    clock: str
    times: dict
    difference: float = 0
    noise: float = 0

    @property
    def is_seen(self):
        return self.difference > self.noise

    def row(self):
        known, unknown = (median(self.times[address]) * 1000 for address in (KNOWN, UNKNOWN))
        tries = sum(map(len, self.times.values()))
        figures = [known, unknown, self.difference * 1000, self.noise * 1000]
        cells = [self.name, self.clock, f"{tries:,}", *(f"{value:.3f}" for value in figures)]
        return f"| {' | '.join(cells)} | {'**yes**' if self.is_seen else 'no'} |\n"


def main(arguments=None):
    """Read the arguments, try, print a table; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=2000, help="of each way in, both addresses")
    parser.add_argument("--database", choices=NAMES, default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the report there")
    options = parser.parse_args(arguments)
    with engine(options.database) as databases, databases.copy(PEOPLE, "guessed") as url:
        os.environ.update(environment(url, databases.folder / "var"))
        found, control = try_all(options.tries, Random(options.seed))  # noqa: S311 (repeatable)
    is_proven = control[-1].is_seen and not any(way.is_seen for way in found)
    table = HEAD + RULE + "".join(way.row() for way in [*found, *control])
    verdict = "Time tells nothing; the control was seen." if is_proven else "**Not proven.**"
    print(f"{table}\n{verdict}")
    if options.write:
        values = {"day": date.today().isoformat(), "database": NAMES[options.database]}
        values |= {"below": BELOW, "splits": SPLITS, "table": table, "verdict": verdict}
        options.write.write_text(PAGE.format(**values))
    return 0 if is_proven else 1


def try_all(tries, chance):
    """The Ways on both clocks, and the control, the CPU's clock last."""
    import django

    django.setup()
    from people.models import Organisation

    Organisation.objects.update(login_codes=True)
    ways = [
        ("a wrong password", "account_login", {"password": "not the password"}),
        ("a new password", "account_reset_password", {}),
        ("a code by mail", "account_request_login_code", {}),
    ]
    found = [clocked for way in ways for clocked in measured(*way, tries, chance)]
    with nothing_for_nobody():
        return found, measured(CONTROL, *ways[-1][1:], min(tries, CONTROL_TRIES), chance)


@contextmanager
def nothing_for_nobody():
    """The control: no pretended mail."""
    from people import mail

    pretend, mail.pretend = mail.pretend, lambda template: None
    try:
        yield
    finally:
        mail.pretend = pretend


def measured(name, address, fields, tries, chance):
    """The Way on each clock, tried as often with each address."""
    from django.urls import reverse

    path, times = reverse(address), {clock: {KNOWN: [], UNKNOWN: []} for clock in CLOCKS}
    order = [KNOWN, UNKNOWN] * (tries // 2)
    chance.shuffle(order)
    for email in [KNOWN, UNKNOWN] * WARM_UP:
        passed(path, fields, email)
    for email in order:
        for clock, seconds in passed(path, fields, email).items():
            times[clock][email].append(seconds)
    return [
        Way(name, clock, found, difference(*found.values()), noise(*found.values(), chance))
        for clock, found in times.items()
    ]


def passed(path, fields, email):
    """The seconds of one answer, by clock, for somebody who comes for the first time today."""
    from django.core.cache import cache
    from django.test import Client

    cache.clear()
    client = Client(SERVER_NAME="localhost")
    name = "login" if "password" in fields else "email"
    began = {clock: read() for clock, read in CLOCKS.items()}
    answer = client.post(path, {name: email, **fields})
    ended = {clock: read() for clock, read in CLOCKS.items()}
    if answer.status_code not in (302, 422, 200):
        raise RuntimeError(f"{path} answers {answer.status_code}.")
    return {clock: ended[clock] - began[clock] for clock in CLOCKS}


def difference(some, others):
    """Between the medians, in seconds."""
    return abs(median(some) - median(others))


def noise(some, others, chance):
    """What the difference is by chance alone: nearly all random splits stay below."""
    together = [*some, *others]
    found = []
    for _split in range(SPLITS):
        chance.shuffle(together)
        found.append(difference(together[: len(some)], together[len(some) :]))
    return sorted(found)[int(SPLITS * BELOW)]


if __name__ == "__main__":
    sys.exit(main())
