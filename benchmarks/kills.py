"""Prove that a kill loses nothing: benchmarks/kills.py [--sqlite 40] [--postgresql 20].

SIGKILL of server and background worker at random moments while several people acknowledge, and
while several hand in tries at the questions of a course. At the end each confirmed statement or try
must be stored once and whole, both verify commands must pass and a pack that was being made must be
finished. The control answers before it commits and must lose.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.prepared import NAMES, engine, environment  # noqa: E402 (needs the path)
from benchmarks.server import ROOT  # noqa: E402

PEOPLE = 2000
CONTROL_KILLS = 10
WORKS = ("acknowledgements", "tries")
PROVEN = "The product lost nothing that it had confirmed; the control did, and it was seen."
COLUMNS = ("confirmed", "broken", "repeated", "lost", "doubled", "half")
PAGE = """# What a kill may not lose

Measured on {day} by `benchmarks/kills.py` with the demonstration of {people:,} people. Six clients
acknowledge over HTTP, each statement by another person, or hand in tries at the questions of a
course that pass, while server and background worker are killed (SIGKILL) at random moments and
started again; PostgreSQL waits for the disk. A client counts a statement or a try as *confirmed*
once the redirect to the receipt or the result arrived. After a *broken* connection it mostly asks
again, and some ask again after a receipt (*repeated*): they must get the first one.

{table}
*Lost*: confirmed and not stored. *Doubled*: stored twice. *Half*: without its event in the trail,
or the event without the row, or a passed try without its certificate. *Problems*: other complaints,
those of `verify_audit`, `verify_evidence` and SQLite's integrity check among them; a pack that was
being made when the worker died must be finished after `run_due` asked for it again. The *control*
is the product with these pages replaced: it answers before it stores anything, and so must lose
(and hand out two receipts for a repeat).

{verdict}
"""
HEAD = f"| | kills | {' | '.join(COLUMNS)} | problems |\n|---|{'--:|' * 8}\n"


def main(arguments=None):
    """Read the arguments, kill on each database, print a table; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sqlite", type=int, default=40, metavar="KILLS")
    parser.add_argument("--postgresql", type=int, default=20, metavar="KILLS")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the report there")
    options = parser.parse_args(arguments)
    lines, is_proven = [], True
    for vendor in NAMES:
        kills = getattr(options, vendor)
        if not kills:
            continue
        for work in WORKS:
            found = kill(vendor, work, kills, options.seed)
            for name, times in (("product", kills), ("control", CONTROL_KILLS)):
                lines.append(row(f"{NAMES[vendor]}, {work}", name, times, found[name]))
            is_proven &= is_whole(found["product"]) and found["control"]["lost"] > 0
    verdict = PROVEN if is_proven else "**Not proven.**"
    print(HEAD + "".join(lines) + f"\n{verdict}")
    if options.write:
        options.write.write_text(page(lines, verdict))
    return 0 if is_proven else 1


def page(lines, verdict):
    """The page docs/kills.md."""
    table = HEAD + "".join(lines)
    return PAGE.format(day=date.today().isoformat(), people=PEOPLE, table=table, verdict=verdict)


def kill(vendor, work, kills, seed):
    """What benchmarks.killing finds on a fresh copy."""
    with engine(vendor) as databases, databases.copy(PEOPLE, "killed") as url:
        env = environment(url, databases.folder / "var")
        with tempfile.NamedTemporaryFile(suffix=".json", dir=databases.folder) as output:
            command = [sys.executable, "-m", "benchmarks.killing", "--output", output.name]
            command += [
                "--work",
                work,
                "--kills",
                str(kills),
                "--control-kills",
                str(CONTROL_KILLS),
            ]
            command += ["--seed", str(seed), "--with-worker"]
            subprocess.run(command, cwd=ROOT, env=env, check=True)
            return json.loads(Path(output.name).read_text())


def row(database, name, kills, found):
    """One line of the table; the first problems are written out below it."""
    for problem in found["problems"][:10]:
        print(f"{database}, {name}: {problem}", file=sys.stderr)
    counts = " | ".join(str(found[column]) for column in COLUMNS)
    return f"| {database}, {name} | {kills} | {counts} | {len(found['problems'])} |\n"


def is_whole(found):
    """Whether nothing is lost, doubled, half-done or otherwise wrong."""
    return not any(found[name] for name in ("lost", "doubled", "half", "problems"))


if __name__ == "__main__":
    sys.exit(main())
