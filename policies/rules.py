"""Who may do what with policies; asked to show a page and again inside each operation."""

from django.db.models import Exists, OuterRef

from people.models import Assignment, Person, Role
from people.roles import holds, scope

KEEPERS = (Role.POLICY_MANAGER,)
READERS = (Role.POLICY_MANAGER, Role.MANAGEMENT, Role.ADMINISTRATOR)
APPROVERS = (Role.POLICY_MANAGER, Role.MANAGEMENT)
REMINDERS = (Role.POLICY_MANAGER, Role.UNIT_LEAD)
#: Those who enter paper and send personal links; a unit lead for the people of the unit.
VOUCHERS = (Role.POLICY_MANAGER, Role.UNIT_LEAD)
SENDERS = (Role.POLICY_MANAGER, Role.MANAGEMENT, Role.UNIT_LEAD)
EXEMPTERS = (Role.POLICY_MANAGER, Role.MANAGEMENT)


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


def can_vouch(person, other, *, on):
    """Enter what somebody else acknowledged on paper."""
    return vouched_for(person, on=on).filter(pk=other.pk).exists()


def vouched_for(person, *, on):
    """Those for whom the person may enter paper: never oneself; a unit lead for the own people."""
    return _others(person, KEEPERS, on=on)


def can_send_link(person, other, *, on):
    """Send somebody else the personal link to what they owe, and revoke it."""
    return sent_links_by(person, on=on).filter(pk=other.pk).exists()


def sent_links_by(person, *, on):
    """Those to whom the person may send a personal link."""
    return _others(person, APPROVERS, on=on)


def _others(person, wide, *, on):
    """Everybody else for holders of the ``wide`` roles, the people of the unit for a unit lead."""
    others = Person.objects.filter(anonymised_at=None).exclude(pk=person.pk)
    if holds(person, *wide, on=on):
        return others
    units = scope(person, Role.UNIT_LEAD, on=on)
    led = Assignment.objects.open_on(on).filter(person=OuterRef("pk"), unit__in=units)
    return others.filter(Exists(led)) if units else others.none()


def can_comment(person, *, on):
    """Say something about a draft and answer others: those who write and those who decide."""
    return holds(person, *KEEPERS, *APPROVERS, on=on)


def can_settle(person, comment, *, on):
    """Settle and reopen a comment: its author, and those who keep policies."""
    return can_keep(person, on=on) or (comment.by_id == person.pk and can_comment(person, on=on))


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


def looks_after(person, policy, *, on):
    """Whether the policy is the person's own: as its owner, or standing in for the owner."""
    if policy.owner_id == person.pk:
        return True
    return policy.deputies.open_on(on).filter(person=person).exists()


def can_review(person, policy, *, on):
    """Say that the text in force was read again, and what follows."""
    return can_keep(person, on=on) or (
        can_oversee(person, on=on) and looks_after(person, policy, on=on)
    )


def can_name_deputy(person, policy, *, on):
    """Name and end those who stand in for the owner: as one who may review does."""
    return can_review(person, policy, on=on)
