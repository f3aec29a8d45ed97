#!/usr/bin/env python3
"""Wait until the site answers, then say where it is and who may sign in: announce.py PORT."""

import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PATIENCE = 60  # seconds


def answers(url):
    """Whether anything but a refused connection comes back, be it an error page."""
    try:
        urllib.request.urlopen(url, timeout=10)  # noqa: S310 (our own address)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def table(rows):
    """Return the rows, dicts with the same keys, as lines of text under a heading."""
    heading = list(rows[0])
    lines = [heading, *([str(row.get(key) or "") for key in heading] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def demo_accounts():
    """Return the accounts that the demonstration made, or none."""
    path = Path(os.environ.get("LATARNIA_VAR", "var")) / "demo-accounts.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def main(port):
    """Print the address and the accounts; returns the exit code."""
    url = f"http://localhost:{port}"
    until = time.monotonic() + PATIENCE
    while not answers(f"http://127.0.0.1:{port}/"):
        if time.monotonic() > until:
            print(f"Nothing answers at {url} after {PATIENCE} seconds.", file=sys.stderr)
            return 1
        time.sleep(0.2)
    print(f"\n{url}\n")
    if accounts := demo_accounts():
        print("\n".join(table(accounts)), end="\n\n")
    print("Ctrl-C ends it; the data stay.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
