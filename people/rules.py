"""Who may do what with people and units; asked to show a page and again inside each operation."""

from people.models import Assignment
from people.roles import REGISTER_READERS, Role, holds, scope

KEEPERS = (Role.ADMINISTRATOR,)
READERS = REGISTER_READERS
CHECKERS = (Role.ADMINISTRATOR, Role.UNIT_LEAD)
#: Who may confirm that somebody lost a second step, besides the administrator who asked.
SECOND_PEOPLE = READERS
TRAIL_READERS = (Role.ADMINISTRATOR,)
EXPORT_READERS = (Role.ADMINISTRATOR, Role.MANAGEMENT)


def can_keep(person, *, on):
    """Keep people, units, functions and settings; give and end roles."""
    return holds(person, *KEEPERS, on=on)


def can_read_register(person, *, on):
    """See everybody who works for the organisation."""
    return holds(person, *READERS, on=on)


def can_check(person, other, *, on):
    """Note that a background check of ``other`` was seen: in one's own units, never one's own."""
    if person.pk == other.pk:
        return False
    if holds(person, Role.ADMINISTRATOR, on=on):
        return True
    units = scope(person, Role.UNIT_LEAD, on=on)
    return (
        bool(units) and Assignment.objects.open_on(on).filter(person=other, unit__in=units).exists()
    )
