"""Where each policy stands on a day: what binds, what comes, what is being written."""

from dataclasses import dataclass
from datetime import date, timedelta

from policies.figures import Coverage, coverages
from policies.models import Policy, PolicyVersion, ReviewRecord, Withdrawal
from policies.obligations import owed
from policies.reviewing import latest_reviews, next_review_on

#: R1, R5, R7: without these two nothing else stands.
NEEDED = (Policy.Kind.ZERO_TOLERANCE, Policy.Kind.CODE_OF_CONDUCT)


@dataclass(frozen=True)
class Standing:
    """One policy on one day; ``coverage`` is None when it asks nobody."""

    policy: Policy
    on: date
    in_force: PolicyVersion | None = None
    scheduled: PolicyVersion | None = None
    draft: PolicyVersion | None = None
    withdrawal: Withdrawal | None = None
    coverage: Coverage | None = None
    review: ReviewRecord | None = None

    @property
    def review_due_on(self):
        """The day by which somebody looks at the text again; None when nothing is in force."""
        if self.in_force is None:
            return None
        return next_review_on(self.in_force, self.review)

    @property
    def is_review_due(self):
        return self.review_due_on is not None and self.review_due_on <= self.on

    @property
    def ends_on(self):
        """The last day of the version in force, when its withdrawal is already known."""
        if self.in_force is None or self.withdrawal is None:
            return None
        return self.withdrawal.withdrawn_on - timedelta(days=1)


def standings(policies, *, on):
    """The standing of each of these policies; the number of queries does not depend on them.

    ``policies`` is a queryset, and its order is kept.
    """
    policies = list(policies)
    versions = PolicyVersion.objects.filter(policy__in=policies).select_related("policy")
    in_force = _by_policy(versions.in_force(on))
    scheduled = _by_policy(versions.counted().filter(effective_on__gt=on).order_by("-order"))
    drafts = _by_policy(versions.open())
    withdrawals = _withdrawals(policies, in_force, on)
    entries = owed(on, policies=policies).asked
    covered = coverages(entries)
    reviews = latest_reviews(policies, on=on)
    return [
        Standing(
            policy=policy,
            on=on,
            in_force=in_force.get(policy.pk),
            scheduled=scheduled.get(policy.pk),
            draft=drafts.get(policy.pk),
            withdrawal=withdrawals.get(policy.pk),
            coverage=covered.get(policy.pk),
            review=reviews.get(policy.pk),
        )
        for policy in policies
    ]


def standing(policy, *, on):
    """The standing of one policy."""
    return standings([policy], on=on)[0]


def kinds_missing(found):
    """The kinds of policy that must be in force and are not (R1), in the order they are read."""
    present = {entry.policy.kind for entry in found if entry.in_force}
    return [kind for kind in NEEDED if kind not in present]


def _by_policy(versions):
    return {version.policy_id: version for version in versions}


def _withdrawals(policies, in_force, on):
    """The withdrawal that matters: the coming one of what is in force, else the latest past one."""
    found = {}
    rows = Withdrawal.objects.filter(version__policy__in=policies).select_related("version")
    for row in rows.order_by("withdrawn_on", "pk"):
        policy = row.version.policy_id
        current = in_force.get(policy)
        if current is None and row.withdrawn_on <= on or current and current.pk == row.version_id:
            found[policy] = row
    return found
