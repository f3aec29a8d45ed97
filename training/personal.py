"""What training holds about one person: courses begun, tries, certificates, sessions."""

from django.utils.translation import gettext as _

from people.personal import Part
from training.models import Attempt, Credential, Learning, Participation
from training.transcript import history


def parts(person):
    """The parts of the export that this app knows."""
    yield _learning(person)
    yield _attempts(person)
    yield _credentials(person)
    yield _history(person)
    yield _sessions(person)


def _learning(person):
    rows = Learning.objects.filter(person=person).select_related("version__course")
    return Part(
        "courses_begun",
        _("Courses begun"),
        {
            "course": _("Course"),
            "version": _("Version"),
            "started_at": _("Started"),
            "pages_done": _("Pages read"),
        },
        [
            {
                "course": row.version.course.title,
                "version": row.version.number,
                "started_at": row.started_at,
                "pages_done": row.done.count(),
            }
            for row in rows.order_by("started_at", "pk")
        ],
    )


def _attempts(person):
    rows = Attempt.objects.filter(person=person).select_related("version__course")
    return Part(
        "attempts",
        _("Questions answered at the end of courses"),
        {
            "course": _("Course"),
            "version": _("Version"),
            "number": _("Try"),
            "submitted_at": _("When"),
            "right": _("Right answers"),
            "asked": _("Questions"),
            "passed": _("Passed"),
            "row_hash": _("Fingerprint"),
        },
        [
            {
                "course": row.version.course.title,
                "version": row.version.number,
                "number": row.number,
                "submitted_at": row.submitted_at,
                "right": row.right,
                "asked": row.asked,
                "passed": row.passed,
                "answers": row.answers,
                "row_hash": row.row_hash,
            }
            for row in rows.order_by("submitted_at", "pk")
        ],
    )


def _held(person):
    rows = Credential.objects.filter(person=person)
    return rows.select_related("course", "recorded_by", "revocation__revoked_by").order_by(
        "awarded_on", "pk"
    )


def _credentials(person):
    return Part(
        "certificates",
        _("Certificates"),
        {
            "number": _("Number"),
            "course": _("Course"),
            "awarded_on": _("Completed on"),
            "valid_until": _("First valid until"),
            "source": _("How"),
            "provider": _("Who gave the training"),
            "recorded_by": _("Entered by"),
            "row_hash": _("Fingerprint"),
        },
        [
            {
                "number": row.number,
                "course": row.course.title,
                "awarded_on": row.awarded_on,
                "valid_until": row.valid_until,
                "source": row.get_source_display(),
                "provider": row.provider,
                "recorded_by": row.recorded_by and str(row.recorded_by),
                "row_hash": row.row_hash,
            }
            for row in _held(person)
        ],
    )


def _history(person):
    return Part(
        "certificate_history",
        _("What was noted about certificates"),
        {
            "number": _("Number"),
            "on": _("When"),
            "words": _("What"),
            "by": _("By"),
            "note": _("Reason"),
        },
        [
            {
                "number": row.number,
                "on": entry.on,
                "words": entry.words,
                "by": entry.by and str(entry.by),
                "note": entry.note,
            }
            for row in _held(person)
            for entry in reversed(history(row))
        ],
    )


def _sessions(person):
    rows = Participation.objects.filter(person=person).select_related("session__course")
    return Part(
        "sessions",
        _("Face-to-face sessions"),
        {
            "course": _("Course"),
            "place": _("Place"),
            "at": _("When"),
            "status": _("State"),
            "note": _("Note"),
        },
        [
            {
                "course": row.session.course.title,
                "place": row.session.place,
                "at": status.said_at,
                "status": status.get_status_display(),
                "note": status.note,
            }
            for row in rows.prefetch_related("statuses").order_by("joined_at", "pk")
            for status in row.statuses.all()
        ],
    )
