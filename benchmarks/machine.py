"""What a measurement asks the machine: its cores, and CPU time and memory of processes."""

import os
import platform
import sqlite3
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

CPUCLOCK_SCHED = 2
MIB = 2**20
PAGE = os.sysconf("SC_PAGE_SIZE")


def cores():
    """The cores this machine gives us, the lowest first."""
    return sorted(os.sched_getaffinity(0))


def server_core():
    """The core of the measured server."""
    return cores()[0]


def client_core():
    """The core of the load generator and of PostgreSQL; the server's own if there is only one."""
    return cores()[-1]


def pin(core, pid=0):
    """Keep a process (this one by default) on one core; what it starts later stays there too."""
    os.sched_setaffinity(pid, {core})


def tree(pid):
    """The ids of a process and of everything below it that still lives."""
    found, waiting = [], [pid]
    while waiting:
        process = waiting.pop()
        try:
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            continue
        found.append(process)
    return found


def cpu_seconds(pids):
    """User and system seconds that these processes have used so far, ended threads included."""
    return sum(time.clock_gettime(_clock_of(pid)) for pid in pids)


def _clock_of(pid):
    """The clock of a process's CPU time, as clock_getcpuclockid(3) makes it on Linux."""
    return (~pid << 3) | CPUCLOCK_SCHED


def memory(pid):
    """The resident memory of a process now, in MiB; 0 if it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / MIB
    except OSError:
        return 0


def describe(database_version):
    """(name, value) pairs for the head of a report."""
    return [
        ("Cores", str(len(cores()))),
        ("Load by other work at the end", f"{os.getloadavg()[2]:.1f} processes"),
        ("CPU", _cpu_model()),
        ("System", f"{platform.system()} {platform.release()}"),
        ("Python", platform.python_version()),
        ("Django", version("Django")),
        ("gunicorn", version("gunicorn")),
        ("SQLite", sqlite3.sqlite_version),
        ("PostgreSQL", database_version),
    ]


def _cpu_model():
    shown = subprocess.run(["lscpu"], capture_output=True, text=True, check=False)  # noqa: S607
    names = [
        line.partition(":")[2].strip()
        for line in shown.stdout.splitlines()
        if line.startswith("Model name")
    ]
    return names[0] if names else platform.processor() or "unknown"
