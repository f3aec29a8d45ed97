"""Who came to a session: the code on the sheet, guests, the attendance, the signed sheet (4.4-4.6).

"Attended" earns the course at once. A mistake is answered by another row, which takes it back.
"""

from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from audit.trail import record, record_batch
from people.days import day_of
from people.refusals import Refused
from policies.hashing import digest
from policies.paper import kept_scan
from training import rules
from training.awarding import award, take_back
from training.models import (
    CourseVersion,
    Credential,
    Participation,
    ParticipationStatus,
    Session,
    SessionDay,
    SignedSheet,
)
from training.signing_up import EARLY, arrived, locked, refuse_unless_open, say

Status = ParticipationStatus.Status
#: So long after its end one may still note that one was there.
LATE = timedelta(hours=1)
MOST_GUESTS = 200


class CannotAttend(Refused):
    """There is nothing to note, or not now."""


class ChangedMeanwhile(CannotAttend):
    """Somebody else said something of the same list since the page was opened."""


def token_of(session):
    """What the QR code on the sheet holds; nobody can make one up."""
    return _signer().sign(session.uid.hex)


def session_of(token):
    """The session of a code, or None."""
    try:
        uid = _signer().unsign(token)
    except BadSignature:
        return None
    return Session.objects.with_times().select_related("course").filter(uid=uid).first()


def _signer():
    return Signer(salt="training.check-in")


def is_running(session, at):
    """Whether the door is open: from an hour before each day's beginning to an hour after its end.

    Never on another day.
    """
    days = SessionDay.objects.filter(session=session)
    days = days.filter(starts_at__lte=at + EARLY, ends_at__gte=at - LATE)
    return any(day_of(day.starts_at) <= day_of(at) <= day_of(day.ends_at) for day in days)


@transaction.atomic
def check_in(session, *, by, at):
    """Note oneself as present; twice on a day is once. Returns the newest ParticipationStatus."""
    session = locked(session)
    refuse_unless_open(session)
    if not is_running(session, at):
        raise CannotAttend(_("The code works during the session only."))
    row = session.participations.with_status().filter(person=by).first()
    return arrived(session, row, by, by=by, at=at)


@transaction.atomic
def add_guest(session, *, by, at, on, guest, guest_from=""):
    """Note that somebody without an account was there, by name; returns the Participation."""
    session = locked(session)
    refuse_unless_open(session)
    check_noting(by, session, on=on)
    if at < session.begins_at - EARLY:
        raise CannotAttend(_("Guests are noted at the door, on the day."))
    if session.participations.filter(person=None).count() >= MOST_GUESTS:
        raise CannotAttend(_("There are %(most)d guests already.") % {"most": MOST_GUESTS})
    row = Participation.objects.create(
        session=session, guest=guest, guest_from=guest_from, is_walk_in=True, joined_at=at
    )
    say(row, Status.PRESENT, by=by, at=at)
    record("participation.arrived", session, by=by, at=at)
    return row


def check_noting(person, session, *, on):
    """Raises CannotAttend unless the person notes who came."""
    if not rules.can_note(person, session, on=on):
        raise CannotAttend(_("Only coordinators and the trainers of this session can do this."))


def noting_from(session):
    """The day from which the attendance may be noted: its last."""
    return day_of(session.ends_at)


def last_said(session):
    """The id of what was said last of anybody on the list; 0 when nothing was said."""
    rows = ParticipationStatus.objects.filter(participation__session=session)
    return rows.aggregate(last=Max("pk"))["last"] or 0


@transaction.atomic
def note_attendance(session, noted, *, seen, by, at, on, reason=""):
    """Note who attended, in part or not at all; returns how many rows were added.

    ``noted`` maps the ids of participations to a Status; ``seen`` is ``last_said`` of the page.
    What stays the same adds nothing. Changing what was noted before needs a ``reason``, which
    stands in the history and at the certificate that is taken back. Raises CannotAttend.
    """
    session = locked(session)
    refuse_unless_open(session)
    check_noting(by, session, on=on)
    if on < noting_from(session):
        raise CannotAttend(_("The session is not over yet. Note the attendance on its last day."))
    if seen != last_said(session):
        raise ChangedMeanwhile(
            _("Somebody else changed this list meanwhile. Look at it once more, then save again.")
        )
    changes = _changes(session, noted, by=by)
    corrected = [row for row, _status in changes if row.status in ParticipationStatus.NOTED]
    if corrected and not reason.strip():
        raise CannotAttend(_("Something was noted before. Say why it changes."))
    if not changes:
        return 0
    take_back([row.status_id for row in corrected], by=by, at=at, reason=reason.strip())
    for row, status in changes:
        note = reason.strip() if row.status in ParticipationStatus.NOTED else ""
        said = say(row, status, by=by, at=at, note=note)
        if status == Status.ATTENDED and row.person_id:
            _award(session, row, said, by=by, at=at)
    record_batch(
        "attendance.noted",
        by=by,
        at=at,
        digest=digest([[str(row.uid), str(status)] for row, status in changes]),
        count=len(changes),
        of="training.session",
        name=str(session.uid),
    )
    return len(changes)


def _changes(session, noted, *, by):
    """(participation, new status) of all that differs from what was said last."""
    rows = session.participations.placed().select_related("person").order_by("joined_at", "pk")
    rows = {row.pk: row for row in rows}
    if not noted.keys() <= rows.keys() or not set(noted.values()) <= set(ParticipationStatus.NOTED):
        raise CannotAttend(_("Somebody on this list is not there any more. Open it again."))
    said = {pk: noted.get(pk, row.status) for pk, row in rows.items()}
    changes = [(row, said[pk]) for pk, row in rows.items() if said[pk] != row.status]
    if any(row.person_id == by.pk for row, _status in changes):
        raise CannotAttend(_("Somebody else has to note your own attendance."))
    return changes


def _award(session, row, said, *, by, at):
    award(
        row.person,
        _version(session),
        on=day_of(session.ends_at),
        at=at,
        language=session.language,
        source=Credential.Source.SESSION,
        by=by,
        participation=row,
        attendance=said,
    )


def _version(session):
    """The version that was taught: the newest when the session ended; kept from then on."""
    if session.version_id is None:
        published = CourseVersion.objects.published().filter(course=session.course)
        then = published.filter(published_at__lte=session.ends_at).order_by("-number").first()
        session.version = then or published.order_by("number").first()
        session.save(update_fields=["version"])
    return session.version


@transaction.atomic
def attach_sheet(session, scan, *, by, at, on):
    """Keep the scan of a signed sheet, encrypted, with its hash; returns the SignedSheet."""
    session = locked(session)
    check_noting(by, session, on=on)
    if at < session.begins_at:
        raise CannotAttend(_("The session has not begun yet."))
    title = f"{day_of(session.begins_at):%d.%m.%Y}"
    kept = kept_scan(scan, title, title, by=by, at=at)
    row = SignedSheet.objects.create(session=session, added_by=by, added_at=at, **kept)
    record("sheet.attached", session, by=by, at=at, digest=row.scan_sha256)
    return row
