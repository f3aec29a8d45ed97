"""Who may do what with policies; asked to show a page and again inside each operation."""

from people.models import Role
from people.roles import holds
from policies.models import PolicyDeputy

KEEPERS = (Role.POLICY_MANAGER,)
READERS = (Role.POLICY_MANAGER, Role.MANAGEMENT, Role.ADMINISTRATOR)
APPROVERS = (Role.POLICY_MANAGER, Role.MANAGEMENT)


def can_keep(person, *, on):
    """Draft, publish and withdraw policies, set audiences, make packs."""
    return holds(person, *KEEPERS, on=on)


def can_oversee(person, *, on):
    """Read every policy in every state, and who has acknowledged it."""
    return holds(person, *READERS, on=on)


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


def looks_after(person, policy, *, on):
    """Whether the policy is the person's own: as its owner, or standing in for the owner."""
    if policy.owner_id == person.pk:
        return True
    return PolicyDeputy.objects.open_on(on).filter(policy=policy, person=person).exists()


def can_review(person, policy, *, on):
    """Say that the text in force was read again, and what follows."""
    return can_keep(person, on=on) or (
        can_oversee(person, on=on) and looks_after(person, policy, on=on)
    )


def can_name_deputy(person, policy, *, on):
    """Name and end those who stand in for the owner: as one who may review does."""
    return can_review(person, policy, on=on)
