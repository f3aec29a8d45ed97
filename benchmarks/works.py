"""What people hand in over HTTP and get a receipt for: statements about policies, tries at courses.

The kills of benchmarks/killing.py hold what is stored of it against the receipts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from benchmarks import trying
from benchmarks.majors import ask_everybody_again
from benchmarks.pages import statement
from benchmarks.readers import Task
from benchmarks.visitors import helpers
from people.days import day_of
from policies.models import Acknowledgement
from training.models import Attempt

UID = "([0-9a-f-]{36})"
COURSES = 3


def _nothing(_since):
    return 0


@dataclass(frozen=True)
class Work:
    """``tasks`` makes an iterator of Tasks; ``half`` counts what lacks what belongs to it.

    Each stored row has a uid, which its receipt shows, and one event of that ``action``.
    """

    model: type
    action: str
    receipt: re.Pattern
    tasks: Callable
    half: Callable = _nothing


def statements():
    """Statements that nobody has made yet, each by one person about one text."""
    at = timezone.now()
    versions = ask_everybody_again(at=at, on=day_of(at))
    visitors = helpers(None, on=day_of(at))
    return (
        Task(person.pk, version.pk, statement(version, cookie))
        for version in versions
        for person, cookie in visitors
    )


def tries():
    """First tries at new courses, each by a person who has read all pages."""
    at = timezone.now()
    on = day_of(at)
    visitors = helpers(None, on=on)
    versions = [trying.course(number, at=at, on=on) for number in range(COURSES)]
    for version in versions:
        trying.let_read(version, [person for person, _cookie in visitors], at=at)
    return (
        Task(person.pk, version.pk, trying.handed_in(version, cookie))
        for version in versions
        for person, cookie in visitors
    )


def without_credential(since):
    """How many passed tries after that one have earned nothing."""
    return Attempt.objects.filter(pk__gt=since, passed=True, credentials=None).count()


WORKS = {
    "acknowledgements": Work(
        Acknowledgement,
        "policy.acknowledged",
        re.compile(rf"/my/acknowledgements/{UID}/$"),
        statements,
    ),
    "tries": Work(
        Attempt,
        "attempt.submitted",
        re.compile(rf"/my/training/tries/{UID}/$"),
        tries,
        without_credential,
    ),
}
