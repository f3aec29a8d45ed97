"""Who may do what with training; asked to show a page and again inside each operation."""

from django.db.models import Exists, OuterRef

from people.models import Assignment, Person, Role
from people.roles import holds, scope

KEEPERS = (Role.TRAINING_COORDINATOR,)
#: Who plans sessions and keeps their lists.
HOLDERS = (*KEEPERS, Role.UNIT_LEAD)
READERS = (
    Role.TRAINING_COORDINATOR,
    Role.POLICY_MANAGER,
    Role.MANAGEMENT,
    Role.ADMINISTRATOR,
)


def can_keep(person, *, on):
    """Write courses, publish them, say who must take them."""
    return holds(person, *KEEPERS, on=on)


def can_oversee(person, *, on):
    """See every course and everybody's training."""
    return holds(person, *READERS, on=on)


def units_overseen(person, *, on):
    """The ids of the units whose people's training this person may look up; None for everybody.

    Empty for those who oversee nothing and lead no unit.
    """
    return None if can_oversee(person, on=on) else scope(person, Role.UNIT_LEAD, on=on)


def overseen(person, *, on):
    """The people whose training this person may look up, those who have left included."""
    units = units_overseen(person, on=on)
    if units is None:
        return Person.objects.all()
    led = Assignment.objects.open_on(on).filter(person=OuterRef("pk"), unit__in=units)
    return Person.objects.filter(Exists(led)) if units else Person.objects.none()


def can_hold_sessions(person, *, on):
    """Plan sessions, keep their lists, note who came: coordinators, and leads of units."""
    return holds(person, *HOLDERS, on=on)


def can_revoke(person, *, on):
    """Say that a certificate does not hold any more."""
    return holds(person, *KEEPERS, on=on)


def can_extend(person, *, on):
    """Let the certificates of a group hold longer."""
    return holds(person, *KEEPERS, on=on)


def can_record_for(person, other, *, on):
    """Accept what somebody else learned elsewhere."""
    return recorded_for(person, on=on).filter(pk=other.pk).exists()


def recorded_for(person, *, on):
    """Those for whom the person may record training: never oneself; a lead for the own people."""
    others = Person.objects.filter(anonymised_at=None).exclude(pk=person.pk)
    if can_keep(person, on=on):
        return others
    units = scope(person, Role.UNIT_LEAD, on=on)
    led = Assignment.objects.open_on(on).filter(person=OuterRef("pk"), unit__in=units)
    return others.filter(Exists(led)) if units else others.none()


def can_keep_session(person, session, *, on):
    """Change a session, call it off: coordinators, and the lead who planned it."""
    if can_keep(person, on=on):
        return True
    return session.created_by_id == person.pk and can_hold_sessions(person, on=on)


def can_note(person, session, *, on):
    """Keep the list at the door and note who came: whoever keeps the session, and its trainers."""
    return can_keep_session(person, session, on=on) or session.is_led_by(person)


def can_see_list(person, session, *, on):
    """See everybody on the list of a session, and the scans of its sheets."""
    return can_oversee(person, on=on) or can_note(person, session, on=on)


def listable(person, session, *, on):
    """Those whom the person may put on the list of a session, or take off it; never oneself.

    A lead who does not keep the session does so for the own people.
    """
    if not can_note(person, session, on=on):
        return recorded_for(person, on=on)
    return Person.objects.filter(anonymised_at=None).exclude(pk=person.pk)
