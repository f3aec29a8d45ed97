"""Who may do what with policies; asked to show a page and again inside each operation."""

from people.models import Role
from people.roles import holds, scope

KEEPERS = (Role.POLICY_MANAGER,)
READERS = (Role.POLICY_MANAGER, Role.MANAGEMENT, Role.ADMINISTRATOR)
APPROVERS = (Role.POLICY_MANAGER, Role.MANAGEMENT)
REMINDERS = (Role.POLICY_MANAGER, Role.UNIT_LEAD)


def can_keep(person, *, on):
    """Draft, publish and withdraw policies, set audiences, make packs."""
    return holds(person, *KEEPERS, on=on)


def can_oversee(person, *, on):
    """Read every policy in every state, and who has acknowledged it."""
    return holds(person, *READERS, on=on)


def units_overseen(person, *, on):
    """The ids of the units whose people this person may look up; None for everybody.

    Empty for those who oversee nothing and lead no unit.
    """
    return None if can_oversee(person, on=on) else scope(person, Role.UNIT_LEAD, on=on)


def can_remind(person, *, on):
    """Send a reminder to those who have not acknowledged; a unit lead in the own units only."""
    return holds(person, *REMINDERS, on=on)


def can_approve(person, *, on):
    """Be asked for a decision on a text."""
    return holds(person, *APPROVERS, on=on)


def has_written(person, version):
    """Whether the person has worked on this text; such a person never approves it (four eyes)."""
    return version.started_by_id == person.pk or version.editors.filter(pk=person.pk).exists()


def can_decide(person, version, *, on):
    """Decide in the open round: named in it, still entitled, and not one of the writers."""
    seat = version.rounds.filter(closed_at=None, seats__approver=person)
    return can_approve(person, on=on) and not has_written(person, version) and seat.exists()
