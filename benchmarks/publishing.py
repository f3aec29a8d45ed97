"""Publishing a major version: the same work however many people it asks."""

import time
from datetime import timedelta
from statistics import median

from benchmarks.counting import statements
from benchmarks.figures import Figure
from benchmarks.majors import approved, publish_major
from benchmarks.visitors import account
from policies.models import Policy

SLUG = "zero-tolerance"


def publishing(count, *, at, on, limit=0.0):
    """The Figure of so many publications in turn, in milliseconds on the clock.

    ``limit`` is what it took in an organisation of 100 people; the first one warms up.
    """
    policy, act = Policy.objects.get(slug=SLUG), {"by": account("marta"), "at": at}
    seconds = []
    for number in range(1, count + 2):
        version = approved(policy, at=at, on=on)
        began = time.perf_counter()
        publish_major(version, **act, effective_on=on + timedelta(days=number))
        seconds.append(time.perf_counter() - began)
    version = approved(policy, at=at, on=on)
    last = on + timedelta(days=count + 2)
    return Figure(
        work="publish a major version",
        unit="ms",
        ours=median(seconds[1:]) * 1000,
        limit=limit,
        against="for 100 people",
        goal=1.2,
        queries=len(statements(lambda: publish_major(version, **act, effective_on=last))),
        most_queries=12,
    )
