"""Tamper 10,000 times with trail and evidence: benchmarks/tampering.py [--times N].

The tests of ./test with more seeds, on SQLite and PostgreSQL (security.md 16): every change, cut,
swap and forgery must be found by verify_audit or verify_evidence, and nothing that was put back.
Half of the times fall on the trail, half on the evidence of policies.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ("tests/audit/test_verifying.py", "tests/policies/test_tampering.py")
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
WORDS = {True: "all were found, and nothing else", False: "**not proven**, see above"}


def main(arguments=None):
    """Read the arguments, tamper on each database, say what came of it; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10_000)
    parser.add_argument("--databases", default=",".join(NAMES), help="sqlite, postgresql or both")
    options = parser.parse_args(arguments)
    verdicts = {name: tamper(name, options.times // 2) for name in options.databases.split(",")}
    for name, is_proven in verdicts.items():
        print(f"{NAMES[name]}, {options.times:,} times: {WORDS[is_proven]}.")
    return 0 if all(verdicts.values()) else 1


def tamper(database, times):
    """Whether both tests pass with so many tamperings each."""
    own_server = [sys.executable, "tools/with_postgres.py"] if database == "postgresql" else []
    command = [*own_server, sys.executable, "-m", "pytest", "-q", "-n", "0", "-k", "every_time"]
    environment = {**os.environ, "LATARNIA_TAMPERINGS": str(times)}
    return subprocess.run([*command, *TESTS], cwd=ROOT, env=environment).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
