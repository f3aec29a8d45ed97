"""Plan a session, change it, call it off; whoever is on the list hears of it (R20)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.refusals import Refused
from training import rules
from training.models import (
    MOST_DAYS,
    CourseVersion,
    Participation,
    ParticipationStatus,
    Session,
    SessionDay,
)
from training.session_mails import Told, tell
from training.signing_up import move_up, refuse_unless_open

#: What people have to know anew when it changes.
FACTS = ("place", "link")


class CannotPlan(Refused):
    """The session cannot be kept like that."""


def check_planner(person, *, on):
    """Raises CannotPlan unless the person may plan sessions."""
    if not rules.can_hold_sessions(person, on=on):
        raise CannotPlan(_("Only training coordinators and unit leads plan sessions."))


@transaction.atomic
def plan_session(*, by, at, on, course, days, trainers=(), **fields):
    """Plan a session of a course; ``days`` are (begin, end) as aware moments. Returns it.

    Days that are over are fine: what took place is often written down afterwards.
    """
    check_planner(by, on=on)
    _check_course(course, on=on)
    session = Session(course=course, created_by=by, created_at=at, **fields)
    session.save(force_insert=True)
    _put_days(session, _checked(days))
    session.trainers.set(trainers)
    record("session.planned", session, by=by, at=at)
    return session


@transaction.atomic
def change_session(session, *, by, at, on, days, trainers=(), **fields):
    """Change a session whose attendance is not noted yet.

    New days or another place are told to everybody on the list; new places go to those who wait.
    """
    session = open_session(session, by=by, on=on)
    _check_capacity(session, fields["capacity"])
    days = _checked(days)
    former = _facts(session)
    for name, value in fields.items():
        setattr(session, name, value)
    session.save(update_fields=list(fields))
    if list(session.days.values_list("starts_at", "ends_at")) != days:
        session.days.all().delete()
        _put_days(session, days)
    session.trainers.set(trainers)
    if _facts(session) != former and days[0][0] > at:
        tell(session, Told.CHANGED, at=at)
    move_up(session, at=at)
    record("session.changed", session, by=by, at=at)
    return session


@transaction.atomic
def cancel_session(session, *, by, at, on, reason):
    """Call a session off and tell everybody on its list why."""
    session = open_session(session, by=by, on=on)
    session.cancelled_at, session.cancelled_by, session.cancel_reason = at, by, reason.strip()
    session.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    tell(session, Told.CANCELLED, at=at)
    record("session.cancelled", session, by=by, at=at)


@transaction.atomic
def set_trainer(session, person, *, by, at, on):
    """Make somebody a trainer, who then sees the list and notes who came."""
    session = open_session(session, by=by, on=on)
    session.trainers.add(person)
    record("session.changed", session, by=by, at=at, fields=["trainers"])


def open_session(session, *, by, on):
    """The session under lock, if the person keeps it and nothing final was said of it.

    Raises CannotPlan, or Refused when it was called off.
    """
    session = Session.objects.select_for_update(of=["self"]).get(pk=session.pk)
    if not rules.can_keep_session(by, session, on=on):
        raise CannotPlan(_("Only coordinators and whoever planned the session can change it."))
    refuse_unless_open(session)
    if is_noted(session):
        raise CannotPlan(_("The attendance is noted. Such a session does not change any more."))
    return session


def is_noted(session):
    """Whether anybody's attendance was noted."""
    return ParticipationStatus.objects.filter(
        participation__session=session, status__in=ParticipationStatus.NOTED
    ).exists()


def _check_course(course, *, on):
    if not course.has_sessions or (course.retired_on and course.retired_on <= on):
        raise CannotPlan(_("This course is not taken face to face."))
    if not CourseVersion.objects.published().filter(course=course).exists():
        raise CannotPlan(_("Publish this course first; then plan its sessions."))


def _checked(days):
    """The days in their order. Raises CannotPlan when two overlap or there are too many."""
    days = sorted(days)
    if not 0 < len(days) <= MOST_DAYS:
        raise CannotPlan(_("Give between one and %(most)d days.") % {"most": MOST_DAYS})
    for (_begin, end), (begin, _end) in zip(days, days[1:], strict=False):
        if begin < end:
            raise CannotPlan(_("Two days overlap."))
    return days


def _check_capacity(session, capacity):
    placed = Participation.objects.placed().filter(session=session).count()
    if capacity is not None and capacity < placed:
        raise CannotPlan(
            _("%(number)d people hold a place already: give at least as many places.")
            % {"number": placed}
        )


def _put_days(session, days):
    SessionDay.objects.bulk_create(
        SessionDay(session=session, starts_at=begin, ends_at=end) for begin, end in days
    )


def _facts(session):
    days = tuple(session.days.values_list("starts_at", "ends_at"))
    return days, *(getattr(session, name) for name in FACTS)
