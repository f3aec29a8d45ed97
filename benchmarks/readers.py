"""Clients that hand something in over HTTP and remember exactly what the server confirmed."""

import http.client
import random
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import UUID

from benchmarks.client import Client, Request

BROKEN = (OSError, http.client.HTTPException)
BUSY = 503
PATIENCE = 15  # seconds for one answer
GIVE_UP, ASK_TWICE = 0.2, 0.1  # shares of broken and of confirmed requests
PAUSE = 0.01


@dataclass(frozen=True)
class Task:
    """What one person hands in about one version, of a policy or of a course."""

    person: int
    version: int
    request: Request


@dataclass
class Ledger:
    """What the clients saw: receipts (uid to task), broken requests, and answers nobody expects."""

    receipts: dict = field(default_factory=dict)
    broken: int = 0
    repeated: int = 0
    problems: list = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def confirm(self, uid, task):
        """Note a receipt; a person who asks again must be given the first one."""
        with self.lock:
            known = self.receipts.setdefault(uid, task)
            if known != task:
                self.problems.append(f"receipt {uid} was given twice")


class Readers:
    """Several clients that work through the tasks, whatever happens to the server."""

    def __init__(self, port, tasks, *, receipt, count, seed):
        self.port = port
        self.receipt = receipt
        self.tasks = iter(tasks)
        self.ledger = Ledger()
        self.stopped = threading.Event()
        self.lock = threading.Lock()
        self.threads = [
            threading.Thread(target=self._work, args=(random.Random(f"{seed} {number}"),))  # noqa: S311
            for number in range(count)
        ]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def _take(self):
        with self.lock:
            return next(self.tasks, None)

    def _work(self, chance):
        client = Client(self.port, timeout=PATIENCE)
        while not self.stopped.is_set() and (task := self._take()):
            uid = self._insist(client, task, chance)
            if uid and chance.random() < ASK_TWICE:
                again = self._insist(client, task, chance)
                if again not in (uid, None):
                    self.ledger.problems.append(f"a repeat of {uid} got another receipt")
                self.ledger.repeated += 1
            time.sleep(PAUSE * chance.random())
        client.close()

    def _insist(self, client, task, chance):
        """Ask until there is a receipt, or until this client gives up; returns its uid or None."""
        while not self.stopped.is_set():
            try:
                answer = client.send(task.request)
            except ConnectionRefusedError:  # nobody is there yet: nothing was sent
                client.close()
                time.sleep(0.05)
                continue
            except BROKEN:
                client.close()
                self.ledger.broken += 1
                if chance.random() < GIVE_UP:
                    return None
                continue
            if answer.status == BUSY:
                continue
            found = self.receipt.search(urlsplit(answer.location).path)
            if answer.status != 302 or found is None:
                self.ledger.problems.append(f"answer {answer.status} {answer.location}")
                return None
            uid = UUID(found[1])
            self.ledger.confirm(uid, task)
            return uid
        return None
