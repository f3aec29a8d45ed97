"""Measure the goals of speed: benchmarks/run.py [--people 1000,100000] [--write FILE].

Ours and its limit run in turn in one run; docs/performance.md says how. Prepared databases are
kept in var/bench/. Needs PostgreSQL's server programs (see tools/with_postgres.py), and one core
for the server beside one for everything else.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks import machine  # noqa: E402 (the path must be right first)
from benchmarks.figures import Figure, table  # noqa: E402
from benchmarks.prepared import ENGINES, NAMES, engine, environment  # noqa: E402
from benchmarks.report import page  # noqa: E402
from benchmarks.server import ROOT  # noqa: E402

SMALL = 100
LIST = "who has not, nearly all are done"


def main(arguments=None):
    """Read the arguments, measure every size on every database, print and perhaps write."""
    options = read(arguments)
    results, versions = [], {}
    for vendor in options.databases:
        with engine(vendor) as databases:
            versions[vendor] = databases.version
            for result in measure_all(databases, vendor, options):
                print(f"\n{result['title']}\n\n{table(result['figures'])}", flush=True)
                results.append(result)
    minutes = sum(result["seconds"] for result in results) / 60
    if options.write:
        about = machine.describe(versions.get("postgresql", "not measured"))
        options.write.write_text(page(results, about, minutes, is_quick=options.quick))
    unmet = sum(not figure.is_met for result in results for figure in result["figures"])
    print(f"{minutes:.0f} minutes; {unmet} goals are not met.")


def read(arguments):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", default="1000,100000", help="sizes, separated by commas")
    parser.add_argument("--databases", default=",".join(ENGINES), help="sqlite, postgresql or both")
    parser.add_argument(
        "--large", type=int, metavar="N", help="so many people too, on PostgreSQL: the outline only"
    )
    parser.add_argument("--quick", action="store_true", help="a minute's smoke test, no figures")
    parser.add_argument("--resume", action="store_true", help="keep what was measured before")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the report there")
    options = parser.parse_args(arguments)
    options.people = [int(size) for size in options.people.split(",")]
    options.databases = options.databases.split(",")
    if options.quick:
        options.people = options.people[:1]
    return options


def measure_all(databases, vendor, options):
    """Yield the result of each size on one kind of database."""
    first = None
    sizes = [(people, []) for people in options.people]
    if options.large and vendor == "postgresql":
        sizes.append((options.large, ["--outline"]))
    for people, extra in sizes:
        kept = databases.folder / f"measured-{vendor}-{people}.json"
        if not (options.resume and kept.exists()):
            result = measure_one(databases, people, options, *extra)
            kept.write_text(json.dumps(result))
        result = json.loads(kept.read_text())
        result["figures"] = [Figure(**values) for values in result["figures"]]
        result["title"] = f"{NAMES[vendor]} {result['database']}, {result['people']:,} people"
        if first is not None:
            result["figures"].append(_list_grows(first, result))
        first = first or result
        yield result


def measure_one(databases, people, options, *extra):
    """The result of one size, with publishing held against a small organisation's."""
    began = time.monotonic()
    small = measure(databases, SMALL, options)
    limit = ("--publish-limit", str(small["publish_ms"]))
    result = measure(databases, people, options, *limit, *extra)
    seconds = time.monotonic() - began
    return result | {"seconds": seconds, "made_in": databases.made_in(people)}


def measure(databases, people, options, *extra):
    """What benchmarks.measure finds on a fresh copy of so many people."""
    databases.prepare(people)
    with (
        databases.copy(people, "measured") as url,
        tempfile.NamedTemporaryFile(suffix=".json", dir=databases.folder) as output,
    ):
        print(f"{databases.vendor}, {people} people", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "benchmarks.measure", "--people", str(people)]
        command += ["--output", output.name, *extra]
        command += ["--quick"] if options.quick else []
        env = environment(url, databases.folder / "var")
        subprocess.run(command, cwd=ROOT, env=env, check=True)
        return json.loads(Path(output.name).read_text())


def _list_grows(small, large):
    """The list's page for many people against the same page for few."""
    few, many = (
        next(figure for figure in result["figures"] if figure.work == LIST)
        for result in (small, large)
    )
    return Figure(
        work=f"the same for {large['people']:,} as for {small['people']:,} people",
        unit="ms CPU",
        ours=many.ours,
        limit=few.ours,
        against=f"{small['people']:,} people",
        goal=1.3,
    )


if __name__ == "__main__":
    main()
