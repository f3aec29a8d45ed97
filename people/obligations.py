"""What somebody still has to do: the value that every app with obligations returns."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Where an obligation stands on a day."""

    DONE = "done"
    DUE = "due"
    MISSING = "missing"


@dataclass(frozen=True, order=True, kw_only=True)
class Obligation:
    """Something one person owes on a day; sorts by urgency: the earliest due day first,
    then what takes fewer ``minutes``.

    ``due_on`` is the last day on which it is still in time; ``since_on`` the day it began to be
    owed. ``what`` is the object concerned (a policy version, a course, a check rule). While it
    ``is_paused`` the due day waits, for the answer to an open question of that person. ``because``
    says why it is owed where nobody would guess.
    """

    due_on: date
    since_on: date
    minutes: int = 0
    kind: str
    label: str
    state: State = field(compare=False)
    what: Any = field(compare=False, default=None)
    is_paused: bool = field(compare=False, default=False)
    because: str = field(compare=False, default="")

    @property
    def is_missing(self):
        return self.state == State.MISSING
