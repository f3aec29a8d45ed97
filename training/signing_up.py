"""Sign up for a session and withdraw; who waits moves up by itself (features 4.3)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.days import day_of
from people.models import Person
from people.refusals import Refused
from training import rules
from training.models import Participation, ParticipationStatus, Session
from training.obligations import open_obligations
from training.session_mails import tell_place

Status = ParticipationStatus.Status
#: So long before its beginning the door of a session opens: who comes then is there.
EARLY = timedelta(hours=1)


class CannotSignUp(Refused):
    """There is no signing up for this session, or not any more."""


class NotOnTheList(Refused):
    """The person is not on the list of this session."""


def is_for(person, course, *, on):
    """Whether the person may take part unasked, or is asked to."""
    if course.is_open:
        return True
    owed = open_obligations(Person.objects.filter(pk=person.pk), on=on)
    return any(each.what.pk == course.pk for each in owed.get(person.pk, []))


@transaction.atomic
def sign_up(session, *, by, at):
    """Take a place oneself, or one on the waiting list; returns the newest ParticipationStatus.

    Signing up twice changes nothing. Raises CannotSignUp.
    """
    session = locked(session)
    refuse_unless_open(session)
    if at >= session.begins_at:
        raise CannotSignUp(_("This session has begun. Ask the trainer to put you on the list."))
    row = _of(session, by)
    if row is None and not is_for(by, session.course, on=day_of(at)):
        raise CannotSignUp(_("This course is for those who are asked to take it."))
    return _listed(session, row, by, by=by, at=at)


@transaction.atomic
def withdraw(session, *, by, at):
    """Give one's place back, or leave the waiting list; the next in the line moves up."""
    session = locked(session)
    refuse_unless_open(session)
    _take_off(session, _of(session, by), by=by, at=at)


@transaction.atomic
def add_person(session, person, *, by, at, on):
    """Put somebody on the list, and tell them; once the door is open they are there at once.

    Returns the newest ParticipationStatus. Raises CannotSignUp.
    """
    session = locked(session)
    refuse_unless_open(session)
    if not rules.listable(by, session, on=on).filter(pk=person.pk).exists():
        raise CannotSignUp(_("You cannot put this person on the list."))
    row = _of(session, person)
    if at < session.begins_at - EARLY:
        known = row and row.status_id
        said = _listed(session, row, person, by=by, at=at)
        if said.status == Status.SIGNED_UP and said.pk != known:
            tell_place(session, person, said, at=at)
        return said
    if not rules.can_note(by, session, on=on):
        raise CannotSignUp(_("The door is open: the trainers put people on the list now."))
    return arrived(session, row, person, by=by, at=at)


@transaction.atomic
def take_off(session, participation, *, by, at, on):
    """Take somebody off the list who said that they will not come."""
    session = locked(session)
    refuse_unless_open(session)
    row = session.participations.with_status().filter(pk=participation.pk).first()
    may = rules.can_note(by, session, on=on)
    if row and not may and row.person_id:
        may = rules.listable(by, session, on=on).filter(pk=row.person_id).exists()
    if not may:
        raise NotOnTheList(_("You cannot take this person off the list."))
    _take_off(session, row, by=by, at=at)


def locked(session):
    """The session under lock, with its times: whatever is done to one list is done in turn."""
    Session.objects.select_for_update(of=["self"]).get(pk=session.pk)
    return Session.objects.with_times().select_related("course").get(pk=session.pk)


def refuse_unless_open(session):
    """Raises CannotSignUp when the session was called off."""
    if session.is_cancelled:
        raise CannotSignUp(_("This session was called off."))


def move_up(session, *, at):
    """Give free places to those who wait, the first in the line first, and tell them.

    Nobody moves up once the session has begun. The caller holds the lock.
    """
    session = Session.objects.with_times().get(pk=session.pk)
    if at >= session.begins_at:
        return
    waiting = session.participations.waiting().exclude(person=None).select_related("person")
    free = free_places(session)
    for row in waiting if free is None else waiting[:free]:
        said = say(row, Status.SIGNED_UP, by=None, at=at)
        tell_place(session, row.person, said, at=at)
        record("participation.moved_up", session, by=None, at=at)


def free_places(session):
    """How many places are free, never below 0; None for as many as come."""
    if session.capacity is None:
        return None
    return max(0, session.capacity - session.participations.placed().count())


def say(participation, status, *, by, at, note=""):
    """Add what is said of a participation now; nothing that was said before changes."""
    return ParticipationStatus.objects.create(
        participation=participation, status=status, said_by=by, said_at=at, note=note
    )


def arrived(session, row, person, *, by, at):
    """Somebody is there: noted at the door, once a day; who did not sign up is a walk-in."""
    if row is None:
        row = Participation.objects.create(
            session=session, person=person, is_walk_in=True, joined_at=at
        )
    elif is_there(row, at):
        return newest(row)
    said = say(row, Status.PRESENT, by=by, at=at)
    record("participation.arrived", session, by=by, at=at)
    return said


def newest(participation):
    """What was said last."""
    return participation.statuses.order_by("-pk").first()


def is_there(row, at):
    """Whether somebody was noted as present that day, or their attendance was noted."""
    if row.status in ParticipationStatus.NOTED:
        return True
    return row.status == Status.PRESENT and day_of(newest(row).said_at) == day_of(at)


def _of(session, person):
    return session.participations.with_status().filter(person=person).first()


def _listed(session, row, person, *, by, at):
    """A place, or one on the waiting list, unless the person has one or the other."""
    if row and row.status != Status.WITHDRAWN:
        return newest(row)
    if row is None:
        row = Participation.objects.create(session=session, person=person, joined_at=at)
    status = Status.WAITING if free_places(session) == 0 else Status.SIGNED_UP
    said = say(row, status, by=by, at=at)
    record("participation.signed_up", session, by=by, at=at)
    return said


def _take_off(session, row, *, by, at):
    if row is None or row.status == Status.WITHDRAWN:
        raise NotOnTheList(_("This person is not on the list."))
    if row.status not in (Status.SIGNED_UP, Status.WAITING):
        raise NotOnTheList(_("Who was there stays on the list; the attendance can be corrected."))
    say(row, Status.WITHDRAWN, by=by, at=at)
    record("participation.withdrawn", session, by=by, at=at)
    move_up(session, at=at)
