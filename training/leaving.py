"""What ends with people who leave: their places in sessions; later, the names of guests."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from audit.trail import record_batch
from documents.templatetags.page import day
from training.models import Participation, ParticipationStatus, Session
from training.signing_up import locked, move_up, say

Status = ParticipationStatus.Status
#: Stands in place of the name of a guest that is no longer kept.
NO_NAME = "–"


def _places(people):
    """The sign-ups of these people that wait for a session."""
    rows = Participation.objects.with_status().filter(person__in=people, session__cancelled_at=None)
    return rows.filter(status__in=(Status.SIGNED_UP, Status.WAITING))


def places_waiting(people):
    """The places in sessions that these people have, in words."""
    sessions = Session.objects.filter(pk__in=_places(people).order_by().values("session"))
    return [
        _("Place in a session on %(day)s") % {"day": day(session.begins_at)}
        for session in sessions.with_times().order_by("pk")
    ]


@transaction.atomic
def free_places_of(people, *, by, at):
    """Free the places of people who are gone in sessions that come; returns how many."""
    coming = Session.objects.with_times().filter(begins_at__gt=at).order_by("pk")
    rows = _places(people).filter(session__in=coming.values("pk")).order_by("session", "pk")
    freed = list(rows)
    for row in freed:
        session = locked(row.session)
        say(row, Status.WITHDRAWN, by=by, at=at)
        move_up(session, at=at)
    return len(freed)


def named_guests(before):
    """Guests who are still named, of sessions that ended before a moment."""
    over = Session.objects.with_times().filter(ends_at__lt=before)
    guests = Participation.objects.filter(person=None, session__in=over.order_by().values("pk"))
    return guests.exclude(guest=NO_NAME)


@transaction.atomic
def forget_guests(before, *, at):
    """Take the names of those guests away; that somebody was there stays. Returns how many."""
    keys = sorted(named_guests(before).order_by().values_list("pk", flat=True))
    if not keys:
        return 0
    for start in range(0, len(keys), 500):
        rows = Participation.objects.filter(pk__in=keys[start : start + 500])
        rows.update(guest=NO_NAME, guest_from="")
    record_batch(
        "guests.erased",
        by=None,
        at=at,
        of="training.participation",
        digest=hashlib.sha256(repr(keys).encode()).hexdigest(),
        count=len(keys),
    )
    return len(keys)
