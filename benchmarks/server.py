"""The product's own server, as ./run starts it, on one core and a database of our choice."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from benchmarks import machine

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds until the first answer
GUNICORN = (
    *("--worker-class", "gthread", "--workers", "1", "--threads", "8"),
    *("--graceful-timeout", "5", "--log-level", "error", "--no-control-socket"),
)


def free_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Process:
    """A command in a process group of its own, so that all of it can be killed at once."""

    def __init__(self, command, *, environment, core=None, log=None):
        self.command = command
        self.environment = environment
        self.core = core
        self.log = log
        self.running = None

    def start(self):
        with open(self.log or os.devnull, "ab") as output:
            self.running = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        if self.core is not None:
            machine.pin(self.core, self.running.pid)

    @property
    def pids(self):
        return machine.tree(self.running.pid)

    def end(self, number=signal.SIGTERM):
        """Send the whole group a signal and wait until its first process is gone."""
        if self.running is None:
            return
        try:
            os.killpg(self.running.pid, number)
        except ProcessLookupError:
            pass
        try:
            self.running.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()
        self.running = None

    def kill(self):
        """SIGKILL, to every process of the group."""
        self.end(signal.SIGKILL)


class Server(Process):
    """gunicorn with one worker and eight threads, as in production behind one core."""

    def __init__(self, *, environment, application="config.wsgi", port=None, core=None, log=None):
        self.port = port or free_port()
        command = [
            *(sys.executable, "-m", "gunicorn", application),
            *("--bind", f"127.0.0.1:{self.port}", *GUNICORN),
        ]
        super().__init__(command, environment=environment, core=core, log=log)

    def start(self):
        super().start()
        self.wait_until_it_answers()

    def wait_until_it_answers(self):
        """Return after the first HTTP answer; raises RuntimeError when there is none in time."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            if self.running.poll() is not None:
                raise RuntimeError(f"The server stopped: see {self.log}.")
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as wire:
                    wire.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    if wire.recv(12).startswith(b"HTTP/1.1"):
                        return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"The server gave no answer in {PATIENCE} s: see {self.log}.")

    @property
    def worker(self):
        """The id of the one process that answers requests."""
        return next(pid for pid in self.pids if pid != self.running.pid)


@contextmanager
def serving(**options):
    """A running Server that is ended afterwards."""
    server = Server(**options)
    server.start()
    try:
        yield server
    finally:
        server.end()
