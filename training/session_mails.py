"""Mails about sessions: a place, a change, a session called off, and the reminder before it.

They name no course (security.md 12): day, hour and place are enough, and the page tells the rest.
"""

from collections import defaultdict
from datetime import datetime, time, timedelta
from enum import StrEnum

from people.days import day_of, zone
from people.mail import send
from people.models import OutgoingMail, Person
from training.models import Participation, ParticipationStatus, Session

#: So many days before its first day everybody with a place is reminded.
REMINDED_BEFORE = 3
REMINDER = "session-reminder"


class Told(StrEnum):
    """What everybody on a list is told; also the name of the mail's template."""

    CHANGED = "session_changed"
    CANCELLED = "session_cancelled"


def tell_place(session, person, status, *, at):
    """Tell somebody that they have a place: they moved up, or somebody else put them on the list.

    ``status`` is the row that says so: one mail for each.
    """
    send(
        person,
        purpose="session-place",
        key=f"{session.uid.hex}:{status.pk}",
        template="session_place",
        context=_context(session),
        at=at,
    )


def tell(session, what, *, at):
    """Tell everybody who holds a place or waits for one, and the trainers."""
    listed = (*ParticipationStatus.PLACED, ParticipationStatus.Status.WAITING)
    rows = Participation.objects.with_status().filter(session=session, status__in=listed)
    people = Person.objects.filter(pk__in=rows.order_by().values("person"))
    context = _context(session)
    for person in (people | _trainers(session)).distinct().order_by("pk"):
        send(
            person,
            purpose="session-news",
            key=f"{session.uid.hex}:{at:%Y%m%dT%H%M%S%f}",
            template=str(what),
            context=context,
            at=at,
        )


def _trainers(session):
    return Person.objects.filter(pk__in=session.trainers.order_by().values("pk"))


def _context(session):
    return {"session": session, "days": list(session.days.all())}


def remind(*, at, on):
    """Remind those with a place of sessions that begin within three days; returns how many.

    Safe to run twice: a session on a day reminds each person once.
    """
    last = datetime.combine(on + timedelta(days=REMINDED_BEFORE + 1), time.min, zone())
    sessions = Session.objects.planned().with_times().prefetch_related("days", "trainers")
    sessions = list(sessions.filter(begins_at__gt=at, begins_at__lt=last).order_by("begins_at"))
    people, known = _placed(sessions), _reminded(sessions)
    return sum(
        _remind(session, person, at=at)
        for session in sessions
        for person in {*people[session.pk], *session.trainers.all()}
        if (person.pk, key_of(session)) not in known and not _is_gone(person, session)
    )


def key_of(session):
    """What makes a reminder the same one: the session and its first day."""
    return f"{session.uid.hex}:{day_of(session.begins_at)}"


def _placed(sessions):
    found = defaultdict(list)
    signed_up = ParticipationStatus.Status.SIGNED_UP
    rows = Participation.objects.with_status().filter(session__in=sessions, status=signed_up)
    for row in rows.exclude(person=None).select_related("person"):
        found[row.session_id].append(row.person)
    return found


def _reminded(sessions):
    keys = [key_of(session) for session in sessions]
    mails = OutgoingMail.objects.filter(purpose=REMINDER, key__in=keys)
    return set(mails.values_list("person", "key"))


def _is_gone(person, session):
    return person.left_on is not None and person.left_on < day_of(session.begins_at)


def _remind(session, person, *, at):
    mail = send(
        person,
        purpose="session-reminder",
        key=key_of(session),
        template="session_reminder",
        context=_context(session),
        at=at,
        wake=False,
    )
    return 1 if mail else 0
