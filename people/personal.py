"""What is stored about one person, as parts that can be printed and exported (GDPR art. 15, 20).

Each app with personal data has such a module; ``home.personal_data`` puts them together.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from audit.models import Event
from people.days import zone
from people.models import OutgoingMail
from people.trail_words import thing, words

MOST_EVENTS = 20_000


@dataclass(frozen=True)
class Part:
    """One table of the export: ``columns`` maps the key in the JSON file to the printed heading."""

    name: str
    title: str
    columns: dict
    rows: list

    @property
    def cells(self):
        """The rows as they are printed."""
        return [[shown(row.get(key)) for key in self.columns] for row in self.rows]


def shown(value):
    """A value as people read it."""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone()):%d.%m.%Y, %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def parts(person):
    """Everything that people, signing in, mail and the trail hold about the person."""
    yield _about(person)
    yield _assignments(person)
    yield _roles(person)
    yield _checks(person)
    yield _invitations(person)
    yield _mails(person)
    yield _sessions(person)
    yield _sign_ins(person)
    yield _links(person)
    yield _exports(person)
    yield _events(person)


def _about(person):
    facts = {
        "uid": (_("Random number in the trail"), str(person.uid)),
        "given_name": (_("First name"), person.given_name),
        "family_name": (_("Last name"), person.family_name),
        "email": (_("E-mail"), person.email),
        "language": (_("Language"), person.get_language_display()),
        "theme": (_("Colours"), person.get_theme_display()),
        "added_at": (_("Added"), person.added_at),
        "last_login": (_("Last sign-in"), person.last_login),
        "left_on": (_("Last day"), person.left_on),
        "has_password": (_("Password set (kept as a hash only)"), person.has_usable_password()),
        "second_steps": (_("Second steps of signing in"), person.authenticator_set.count()),
    }
    return Part(
        "person",
        _("Details"),
        {"field": _("What"), "value": _("Value")},
        [{"field": label, "value": value, "key": key} for key, (label, value) in facts.items()],
    )


def _assignments(person):
    rows = person.assignments.select_related("unit", "function").order_by("starts_on", "pk")
    return Part(
        "assignments",
        _("Assignments"),
        {
            "unit": _("Unit"),
            "kind": _("Kind"),
            "function": _("Function"),
            "starts_on": _("First day"),
            "ends_on": _("Last day"),
            "mistake": _("Marked as a mistake because"),
        },
        [
            {
                "unit": row.unit.name,
                "kind": row.get_kind_display(),
                "function": row.function and row.function.name,
                "starts_on": row.starts_on,
                "ends_on": row.ends_on,
                "mistake": row.void_reason,
            }
            for row in rows
        ],
    )


def _roles(person):
    rows = person.grants.select_related("unit", "granted_by").order_by("starts_on", "pk")
    return Part(
        "roles",
        _("Roles"),
        {
            "role": _("Role"),
            "unit": _("Unit"),
            "starts_on": _("First day"),
            "ends_on": _("Last day"),
            "granted_by": _("Given by"),
        },
        [
            {
                "role": row.get_role_display(),
                "unit": row.unit and row.unit.name,
                "starts_on": row.starts_on,
                "ends_on": row.ends_on,
                "granted_by": row.granted_by and str(row.granted_by),
            }
            for row in rows
        ],
    )


def _checks(person):
    return Part(
        "checks",
        _("Background checks"),
        {
            "kind": _("Document"),
            "seen_on": _("Seen on"),
            "seen_by": _("Seen by"),
            "valid_until": _("Valid until"),
            "mistake": _("Marked as a mistake because"),
        },
        [
            {
                "kind": row.get_kind_display(),
                "seen_on": row.seen_on,
                "seen_by": str(row.seen_by),
                "valid_until": row.valid_until,
                "mistake": row.void_reason,
            }
            for row in person.checks.select_related("seen_by").order_by("seen_on", "pk")
        ],
    )


def _invitations(person):
    return Part(
        "invitations",
        _("Invitations"),
        {
            "invited_at": _("Sent"),
            "invited_by": _("By"),
            "expires_at": _("Valid until"),
            "accepted_at": _("Accepted"),
            "revoked_at": _("Replaced or revoked"),
        },
        [
            {
                "invited_at": row.invited_at,
                "invited_by": row.invited_by and str(row.invited_by),
                "expires_at": row.expires_at,
                "accepted_at": row.accepted_at,
                "revoked_at": row.revoked_at,
            }
            for row in person.invitations.select_related("invited_by").order_by("invited_at")
        ],
    )


def _mails(person):
    rows = (
        OutgoingMail.objects.filter(person=person)
        .defer("body", "former_address")
        .order_by("written_at", "pk")
    )
    return Part(
        "mails",
        _("Mails sent to this person (texts are erased once they left)"),
        {
            "written_at": _("Written"),
            "subject": _("Subject"),
            "state": _("State"),
            "sent_at": _("Sent"),
        },
        [
            {
                "written_at": row.written_at,
                "subject": row.subject,
                "state": row.get_state_display(),
                "sent_at": row.sent_at,
            }
            for row in rows
        ],
    )


def _sessions(person):
    return Part(
        "sessions",
        _("Sign-ins that are open"),
        {"created_at": _("Since"), "seen_at": _("Last used")},
        [{"created_at": row.created_at, "seen_at": row.seen_at} for row in person.sessions.all()],
    )


def _sign_ins(person):
    return Part(
        "sign_ins",
        _("Sign-ins of the last ninety days"),
        {"at": _("When"), "outcome": _("How it ended"), "source": _("Network")},
        [
            {"at": row.at, "outcome": row.get_outcome_display(), "source": row.source}
            for row in person.sign_ins.all()
        ],
    )


def _links(person):
    return Part(
        "links",
        _("Personal links"),
        {"sent_at": _("Sent"), "sent_by": _("Sent by"), "expires_at": _("Valid until")},
        [
            {"sent_at": row.sent_at, "sent_by": str(row.sent_by), "expires_at": row.expires_at}
            for row in person.links.select_related("sent_by")
        ],
    )


def _exports(person):
    return Part(
        "exports",
        _("Exports of these data"),
        {"asked_at": _("Asked for"), "asked_by": _("By"), "reason": _("Reason")},
        [
            {"asked_at": row.asked_at, "asked_by": str(row.asked_by), "reason": row.reason}
            for row in person.exports.select_related("asked_by").order_by("asked_at")
        ],
    )


def _events(person):
    about = Event.objects.matching(object=person)
    done = Event.objects.matching(actor=person)
    events = (about | done).order_by("-sequence")[:MOST_EVENTS]
    return Part(
        "trail",
        _("Entries in the audit trail, by or about this person"),
        {
            "at": _("When"),
            "action": _("What"),
            "object": _("About"),
            "own": _("Done by this person"),
        },
        [
            {
                "at": event.at,
                "action": str(words(event.action)),
                "object": str(thing(event.object_type)),
                "own": event.actor == person.uid,
            }
            for event in events
        ],
    )
