"""Who may read which policy in force: everybody, unless it is confidential."""

from django.db.models import IntegerField, Value

from policies import rules
from policies.models import PolicyDeputy
from policies.obligations import owed


def readable(versions, person, *, on):
    """Those of these versions that the person may read on that day.

    A confidential text is for those whom the policy asks, its owner and deputies, and those who
    keep and oversee policies. Nothing is asked of the database when nothing is confidential.
    """
    restricted = [version.policy for version in versions if version.policy.is_restricted]
    if not restricted or rules.can_oversee(person, on=on):
        return list(versions)
    seen = _asked_of(person, restricted, on) | _looked_after_by(person, restricted, on)
    return [
        version
        for version in versions
        if not version.policy.is_restricted or version.policy_id in seen
    ]


def _asked_of(person, policies, on):
    """The ids of those policies that ask this person, in one query."""
    parts = [
        entry.assignments()
        .filter(person=person)
        .order_by()
        .annotate(of=Value(entry.policy.pk, IntegerField()))
        .values_list("of", flat=True)
        for entry in owed(on, policies=policies).asked
    ]
    if not parts:
        return set()
    return set(parts[0].union(*parts[1:]).order_by() if len(parts) > 1 else parts[0])


def _looked_after_by(person, policies, on):
    """The ids of those policies that are this person's own, or were put in their hands."""
    deputies = PolicyDeputy.objects.open_on(on).filter(person=person, policy__in=policies)
    owned = {policy.pk for policy in policies if policy.owner_id == person.pk}
    return owned | set(deputies.values_list("policy", flat=True))
