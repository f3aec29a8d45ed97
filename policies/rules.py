"""Who may do what with policies; asked to show a page and again inside each operation."""

from people.models import Role
from people.roles import holds

KEEPERS = (Role.POLICY_MANAGER,)
READERS = (Role.POLICY_MANAGER, Role.MANAGEMENT, Role.ADMINISTRATOR)
APPROVERS = (Role.POLICY_MANAGER, Role.MANAGEMENT)
EXEMPTERS = (Role.POLICY_MANAGER, Role.MANAGEMENT)


def can_keep(person, *, on):
    """Draft, publish and withdraw policies, set audiences, make packs."""
    return holds(person, *KEEPERS, on=on)


def can_oversee(person, *, on):
    """Read every policy in every state, and who has acknowledged it."""
    return holds(person, *READERS, on=on)


def can_approve(person, *, on):
    """Be asked for a decision on a text."""
    return holds(person, *APPROVERS, on=on)


def can_exempt(person, *, on):
    """Exempt others from a policy, and read why somebody is exempt."""
    return holds(person, *EXEMPTERS, on=on)


def has_written(person, version):
    """Whether the person has worked on this text; such a person never approves it (four eyes)."""
    return version.started_by_id == person.pk or version.editors.filter(pk=person.pk).exists()


def can_decide(person, version, *, on):
    """Decide in the open round: named in it, still entitled, and not one of the writers."""
    seat = version.rounds.filter(closed_at=None, seats__approver=person)
    return can_approve(person, on=on) and not has_written(person, version) and seat.exists()
