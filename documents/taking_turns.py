"""Two files are made at a time on a machine, whichever process makes them (security.md 10).

A turn is a lock on one of two files in the data folder: the system takes it back when the process
that holds it dies.
"""

import fcntl
import time
from contextlib import contextmanager

from django.conf import settings

from documents.pdf import TooBusy

PLACES = 2
#: How long a reader waits for a turn, and how long the worker does, in seconds.
READERS_PATIENCE = 20
WORKERS_PATIENCE = 600
#: How often somebody who waits looks again, in seconds.
LOOK = 0.1


@contextmanager
def turn(*, beat=None):
    """Hold one of the places while the work is done; raises TooBusy when none comes free in time.

    With ``beat``, which a job has, the wait is the worker's, and it is called while waiting.
    """
    ends = time.monotonic() + (READERS_PATIENCE if beat is None else WORKERS_PATIENCE)
    while (held := _free_place()) is None:
        if time.monotonic() > ends:
            raise TooBusy
        if beat is not None:
            beat()
        time.sleep(LOOK)
    with held:
        yield


def _free_place():
    """An open and locked file, or None while every place is taken."""
    settings.TURNS.mkdir(mode=0o700, parents=True, exist_ok=True)
    for place in range(PLACES):
        file = (settings.TURNS / str(place)).open("wb")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
        else:
            return file
    return None
