"""The load generator: keep-alive connections of the standard library, and interleaved rounds."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlencode

from benchmarks import machine

FORM = "application/x-www-form-urlencoded"
CSRF = "b" * 32  # cookie and field agree, which is all that is asked of a form


@dataclass(frozen=True)
class Request:
    """What to ask, and by what to know that the answer is the right one."""

    path: str
    cookies: str = ""
    fields: dict | None = None
    status: int = 200
    marker: bytes = b""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    body: bytes
    seconds: float


class WrongAnswer(Exception):
    """The server answered something else than what is measured."""


class Client:
    """One connection, used again for each request."""

    def __init__(self, port, timeout=60):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def send(self, request):
        """The Answer; raises OSError or HTTPException when the connection breaks."""
        headers = {"Host": "localhost", "Accept-Language": "pl"}
        body = None
        if request.cookies:
            headers["Cookie"] = request.cookies
        if request.fields is not None:
            headers["Cookie"] = f"{request.cookies}; csrf={CSRF}".removeprefix("; ")
            headers["Content-Type"] = FORM
            body = urlencode({"csrfmiddlewaretoken": CSRF, **request.fields})
        began = time.perf_counter()
        self.connection.request("POST" if body else "GET", request.path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        return Answer(response.status, response.headers.get("Location", ""), content, seconds)

    def ask(self, request):
        """The Answer, if it is the expected one; raises WrongAnswer otherwise."""
        answer = self.send(request)
        if answer.status != request.status or request.marker not in answer.body:
            words = answer.body[:300].decode(errors="replace")
            raise WrongAnswer(f"{request.path}: {answer.status} {answer.location} {words}")
        return answer

    def close(self):
        self.connection.close()


@dataclass
class Load:
    """A stream of requests, and what its rounds have shown."""

    requests: object
    connections: int = 1
    cpu: list = field(default_factory=list)
    seconds: list = field(default_factory=list)
    answers: list = field(default_factory=list)

    @property
    def cpu_ms(self):
        """CPU of the server for one request in milliseconds, the median of the rounds."""
        return median(self.cpu) * 1000

    @property
    def p99_ms(self):
        """How long all but the slowest hundredth of the answers took at most, in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)] * 1000

    def round(self, server, *, seconds, most=None):
        """Send requests for some seconds, or ``most`` of them, and note what they cost."""
        before = machine.cpu_seconds(server.pids)
        answers = drive(server.port, self.requests, self.connections, seconds=seconds, most=most)
        spent = machine.cpu_seconds(server.pids) - before
        if answers:
            self.cpu.append(spent / len(answers))
            self.seconds += [answer.seconds for answer in answers]
            self.answers += [(answer.status, answer.location) for answer in answers]


def repeat(request):
    """The same request for ever."""
    while True:
        yield request


def drive(port, requests, connections, *, seconds, most=None):
    """Send requests over some connections at once; returns the Answers."""
    answers, failures, lock = [], [], threading.Lock()
    ends = time.monotonic() + seconds

    def take():
        with lock:
            if time.monotonic() > ends or (most and len(answers) >= most):
                return None
            return next(requests, None)

    def work():
        client = Client(port)
        try:
            while request := take():
                answers.append(client.ask(request))
        except Exception as error:
            failures.append(error)
        finally:
            client.close()

    if connections == 1:
        work()
    else:
        threads = [threading.Thread(target=work) for _each in range(connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]
    return answers


@dataclass(frozen=True)
class Pace:
    """How long to measure: rounds, and the seconds of each side in a round."""

    rounds: int
    seconds: float


def interleave(server, loads, pace, most=None):
    """Measure loads against each other: one round of each in turn, the first one warms up."""
    for load in loads:
        load.round(server, seconds=pace.seconds / 4, most=most and max(1, most // 10))
        load.cpu.clear()
        load.seconds.clear()
    for _round in range(pace.rounds):
        for load in loads:
            load.round(server, seconds=pace.seconds, most=most)
