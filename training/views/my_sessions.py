"""One's own place in a session: sign up, withdraw, note at the door that one is there."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from people.refusals import Refused
from training.attending import check_in as note_presence
from training.attending import is_running, session_of
from training.models import Course, ParticipationStatus, Session
from training.session_sheets import trainers_of
from training.signing_up import free_places, is_for, is_there, sign_up, withdraw

Status = ParticipationStatus.Status
#: So long after its end a session is still among those that its trainers lead.
SHOWN_AFTER = timedelta(days=30)


def my_session(request, uid):
    """When and where, how many places are free, and one's own."""
    found, row = _session(request, uid)
    has_place = row is not None and row.status in ParticipationStatus.PLACED
    is_before = not found.is_cancelled and request.now < found.begins_at
    context = {
        "session": found,
        "course": found.course,
        "days": found.days.all(),
        "trainers": trainers_of(found),
        "mine": row,
        "has_place": has_place,
        "is_waiting": row is not None and row.status == Status.WAITING,
        "free": free_places(found),
        "may_join": is_before and (row is None or row.status == Status.WITHDRAWN),
        "may_leave": is_before
        and row is not None
        and row.status in (Status.SIGNED_UP, Status.WAITING),
    }
    return render(request, "training/my_session.html", context)


def _session(request, uid):
    """(session, the reader's participation or None); only sessions that concern the reader."""
    sessions = Session.objects.with_times().select_related("course")
    found = get_object_or_404(sessions, uid=uid)
    row = found.participations.with_status().filter(person=request.user).first()
    is_offered = Course.objects.offered(request.today).filter(pk=found.course_id).exists()
    concerned = row is not None or found.is_led_by(request.user)
    if not concerned and not (is_offered and is_for(request.user, found.course, on=request.today)):
        raise Http404
    return found, row


def my_session_join(request, uid):
    """Sign up."""
    found, _row = _session(request, uid)
    if request.method == "POST":
        try:
            said = sign_up(found, by=request.user, at=request.now)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            waits = said.status == Status.WAITING
            messages.success(
                request,
                _("You are on the waiting list. We write to you when a place gets free.")
                if waits
                else _("You have a place. We remind you some days before."),
            )
    return redirect("my-session", uid)


def my_session_leave(request, uid):
    """Withdraw."""
    found, _row = _session(request, uid)
    if request.method == "POST":
        try:
            withdraw(found, by=request.user, at=request.now)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You are not on the list any more."))
    return redirect("my-session", uid)


def check_in(request, token):
    """What the code on the sheet opens: confirm that one is there. Only during the session."""
    found = session_of(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            note_presence(found, by=request.user, at=request.now)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Noted: you are here. Please sign the sheet too if asked."))
        return redirect("check-in", token)
    row = found.participations.with_status().filter(person=request.user).first()
    context = {
        "session": found,
        "days": found.days.all(),
        "is_running": not found.is_cancelled and is_running(found, request.now),
        "mine": row,
        "is_there": row is not None and is_there(row, request.now),
    }
    return render(request, "training/check_in.html", context)


def coming_sessions(course, person, *, at):
    """The sessions of a course that have not begun, each with the person's status as ``mine``."""
    sessions = course.sessions.planned().with_times().with_numbers().prefetch_related("days")
    sessions = list(sessions.filter(begins_at__gt=at).order_by("begins_at", "pk"))
    _put_mine(sessions, person)
    return sessions


def sessions_of(person, *, at):
    """The sessions that come in which the person has a place or waits for one."""
    wanted = (Status.SIGNED_UP, Status.WAITING, Status.PRESENT)
    rows = person.participations.with_status().filter(status__in=wanted).order_by()
    sessions = Session.objects.filter(pk__in=rows.values("session")).planned().with_times()
    sessions = sessions.with_numbers().select_related("course").prefetch_related("days")
    sessions = list(sessions.filter(ends_at__gt=at).order_by("begins_at", "pk"))
    _put_mine(sessions, person)
    return sessions


def led_sessions(person, *, at):
    """The sessions where the person is a trainer: those that come, and those just over."""
    sessions = Session.objects.led_by(person).planned().with_times().select_related("course")
    sessions = sessions.filter(ends_at__gt=at - SHOWN_AFTER)
    return list(sessions.order_by("begins_at", "pk"))


def _put_mine(sessions, person):
    rows = person.participations.with_status().filter(session__in=sessions)
    mine = {row.session_id: row.status for row in rows}
    for session in sessions:
        session.mine = mine.get(session.pk, "")
