"""Has anybody changed the trail? Every hash is worked out anew (security.md 6)."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db import DatabaseError, models
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit.chain import GENESIS, HASHED, as_anchor, row_hash
from audit.models import Event, Head

CHUNK = 5_000  # rows read at a time
FAULTS_KEPT = 100  # the rest is only counted
FAULTS_SHOWN = 5
ANCHOR = re.compile(r"(\d{1,18}):([0-9a-f]{64})")
NUMBER = HASHED.index("sequence")

# Few different values fill these columns: they are read as text and understood once each.
AS_TEXT = {"actor": "actor_text", "fields": "fields_text"}
COLUMNS = (*(AS_TEXT.get(name, name) for name in HASHED), "previous_hash", "row_hash")

# What reading or hashing a row may raise when somebody wrote into the file of the database.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, DatabaseError)


class Reason(models.TextChoices):
    """What is wrong at one place of the trail."""

    GAP = "gap", gettext_lazy("events before this one are missing")
    UNREADABLE = "unreadable", gettext_lazy("the event cannot be read")
    LINK = "link", gettext_lazy("the event does not continue the one before it")
    CONTENT = "content", gettext_lazy("the content does not match its hash")
    CUT = "cut", gettext_lazy("the trail ends before this event")
    BEYOND = "beyond", gettext_lazy("the event lies beyond the recorded end")
    HEAD = "head", gettext_lazy("the recorded end has another hash")
    NO_HEAD = "no head", gettext_lazy("the recorded end is missing")
    ANCHOR = "anchor", gettext_lazy("the printed anchor has another hash")


class Fault(NamedTuple):
    """A place in the trail, by its sequence, and what is wrong there."""

    sequence: int
    reason: Reason

    def __str__(self):
        return f"{self.sequence}: {self.reason.label}"


@dataclass(frozen=True)
class Findings:
    """What ``verify`` saw: how many events, the last one, and every place that is wrong."""

    count: int
    last: str
    faults: tuple[Fault, ...] = ()
    more: int = 0

    @property
    def is_sound(self):
        return not self.faults

    def __str__(self):
        if self.is_sound:
            return ngettext(
                "The trail is whole: %(count)s event, the last is %(last)s.",
                "The trail is whole: %(count)s events, the last is %(last)s.",
                self.count,
            ) % {"count": self.count, "last": self.last}
        shown = "; ".join(str(fault) for fault in self.faults[:FAULTS_SHOWN])
        hidden = len(self.faults) - FAULTS_SHOWN + self.more
        if hidden > 0:
            shown += _(" (and %(count)s more places)") % {"count": hidden}
        return _("The trail was changed. Event %(places)s.") % {"places": shown}


def anchor():
    """The end of the trail as ``SEQ:HASH``, to be printed where it cannot be changed later."""
    return str(Head.objects.get())


def verify(*, expected_anchor=None):
    """Walk the whole trail and return Findings; reads in small steps and locks nothing.

    Numbers run from 1 without a gap, each event continues the one before, each content matches its
    hash, and the recorded end is the last event. ``expected_anchor`` is a ``SEQ:HASH`` printed
    earlier: whoever rebuilds or cuts the whole trail cannot rebuild that. Events appended
    meanwhile are no fault. Raises ValueError for an anchor of another form.
    """
    walk = _Walk()
    if expected_anchor:
        walk.landmarks.append((Reason.ANCHOR, *_parsed(expected_anchor)))
    if head := Head.objects.first():
        walk.landmarks.append((Reason.HEAD, head.sequence, head.row_hash))
    else:
        walk.note(0, Reason.NO_HEAD)
    for row in _rows():
        walk.step(row)
    walk.arrive(Head.objects.first())
    return Findings(walk.count, as_anchor(walk.sequence, walk.hash), tuple(walk.faults), walk.more)


class _Walk:
    """Where the walk along the trail has come to, and what it met."""

    def __init__(self):
        self.sequence, self.hash, self.count = 0, GENESIS, 0
        self.faults, self.more = [], 0
        self.landmarks = []

    def note(self, sequence, reason):
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(Fault(sequence, reason))
        else:
            self.more += 1

    def step(self, row):
        """Look at the next event: a tuple of COLUMNS, or the number of an unreadable one."""
        self.count += 1
        is_readable = isinstance(row, tuple)
        sequence = row[NUMBER] if is_readable else row
        if not isinstance(sequence, int):
            self.note(sequence, Reason.UNREADABLE)
            return
        previous_hash, row_hash_ = row[-2:] if is_readable else (None, None)
        if sequence != self.sequence + 1:
            self.note(sequence, Reason.GAP)
        elif is_readable and self.hash and previous_hash != self.hash:
            self.note(sequence, Reason.LINK)
        if not is_readable:
            self.note(sequence, Reason.UNREADABLE)
        elif not _matches(row):
            self.note(sequence, Reason.CONTENT)
        self.sequence, self.hash = sequence, row_hash_
        for reason, place, hash_ in self.landmarks:
            if place == sequence and self.hash and hash_ != self.hash:
                self.note(sequence, reason)

    def arrive(self, head):
        """Compare the last event with the landmarks and with the end recorded by now."""
        for reason, place, hash_ in self.landmarks:
            if place > self.sequence:
                self.note(place, Reason.CUT)
            elif place == 0 and hash_ != GENESIS:
                self.note(0, reason)
        if head is not None and head.sequence < self.sequence:
            self.note(self.sequence, Reason.BEYOND)


def _matches(row):
    *values, previous_hash, row_hash_ = row
    content = dict(zip(HASHED, values, strict=True))
    try:
        content["actor"] = _as_uuid(content["actor"])
        content["fields"] = _as_list(content["fields"])
        return row_hash(previous_hash, content) == row_hash_
    except UNREADABLE:
        return False


@lru_cache(maxsize=100_000)
def _as_uuid(text):
    return text and str(UUID(text))


_as_list = lru_cache(maxsize=1_000)(json.loads)


def _rows():
    """Events from the first to the last, as tuples of COLUMNS; unreadable ones as their number.

    SQLite sorts numbers that are none (text written into the file) behind all others: there the
    walk ends.
    """
    rows = Event.objects.order_by("sequence").annotate(
        **{alias: Cast(name, models.TextField()) for name, alias in AS_TEXT.items()}
    )
    rest = rows
    while True:
        try:
            chunk = list(rest.values_list(*COLUMNS)[:CHUNK])
            numbers = [row[NUMBER] for row in chunk[-1:]]
        except UNREADABLE:
            numbers = list(rest.values_list("sequence", flat=True)[:CHUNK])
            chunk = [_one(rows, number) for number in numbers]
        yield from chunk
        if not numbers or not isinstance(numbers[-1], int):
            return
        rest = rows.filter(sequence__gt=numbers[-1])


def _one(rows, number):
    try:
        return rows.values_list(*COLUMNS).get(sequence=number)
    except UNREADABLE:
        return number


def _parsed(expected_anchor):
    if not (match := ANCHOR.fullmatch(expected_anchor)):
        raise ValueError(_("An anchor reads SEQ:HASH, with 64 hexadecimal digits."))
    return int(match[1]), match[2]
