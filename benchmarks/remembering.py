"""Memory of a web worker that has answered many requests."""

from benchmarks import machine
from benchmarks.client import Request, drive, repeat
from benchmarks.figures import Figure
from benchmarks.server import serving
from benchmarks.visitors import account, cookie_of

SECONDS = 2


def web_worker(server, environment):
    """Our worker after all that was asked of it, against one of a site that does nothing."""
    cookie = cookie_of(account("oksana"))
    minimal = {**environment, "DJANGO_SETTINGS_MODULE": "benchmarks.minimal.settings"}
    with serving(
        environment=minimal, application="benchmarks.minimal.wsgi", core=machine.server_core()
    ) as other:
        request = Request("/", cookie, marker=b"bare")
        drive(other.port, repeat(request), 2, seconds=SECONDS)
        limit = machine.memory(other.worker)
    return Figure(
        work="memory of the web worker",
        unit="MiB",
        ours=machine.memory(server.worker),
        limit=limit,
        against="a Django site that does nothing",
        goal=1.5,
    )
