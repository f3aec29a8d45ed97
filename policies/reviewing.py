"""Look at a policy again in its time: when the next look is due, and what came of the last one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.days import add_months
from policies import rules
from policies.models import Policy, PolicyVersion, ReviewRecord
from policies.refusals import Refused

#: A text that has to change or go has so many months until somebody asks what became of it.
FOLLOW_UP_MONTHS = 3


class CannotReview(Refused):
    """There is nothing to review now, or it is done already."""


def next_review_on(version, review):
    """The day by which the text in force is looked at again.

    It is counted from the first day of the version or from its latest ``review``, whichever is
    later; a review that asked for a change leaves less time.
    """
    months = version.policy.review_months
    if review is None or review.done_on < version.effective_on:
        return add_months(version.effective_on, months)
    if review.outcome != ReviewRecord.Outcome.UNCHANGED:
        months = min(months, FOLLOW_UP_MONTHS)
    return add_months(review.done_on, months)


def latest_reviews(policies, *, on):
    """The latest review of each policy up to a day, by the policy's id; one query."""
    rows = ReviewRecord.objects.filter(policy__in=policies, done_on__lte=on)
    return {row.policy_id: row for row in rows.order_by("done_on", "pk")}


def reviews_due(*, on, within=None):
    """(version in force, day) of each policy whose review falls due, the oldest first.

    ``within`` is how far ahead to look, as a timedelta; without it only what is due on the day.
    """
    versions = list(PolicyVersion.objects.in_force(on).select_related("policy__owner"))
    reviews = latest_reviews([version.policy_id for version in versions], on=on)
    until = on + within if within else on
    found = [
        (version, next_review_on(version, reviews.get(version.policy_id))) for version in versions
    ]
    return sorted(
        (entry for entry in found if entry[1] <= until),
        key=lambda entry: (entry[1], entry[0].policy.slug),
    )


@transaction.atomic
def record_review(policy, *, by, at, on, outcome, note=""):
    """Keep that somebody has read the text in force again, and what follows from it.

    The next day is counted from today. A text that shall change or go needs a ``note`` that says
    why; changing or withdrawing it is a step of its own.
    """
    if not rules.can_review(by, policy, on=on):
        raise PermissionDenied
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    version = (
        PolicyVersion.objects.in_force(on).filter(policy=policy).select_related("policy").first()
    )
    if version is None:
        raise CannotReview(_("Nothing of this policy is in force, so there is nothing to review."))
    latest = latest_reviews([policy], on=on).get(policy.pk)
    if latest is not None and (latest.done_on, latest.outcome) == (on, outcome):
        raise CannotReview(_("A review with this result is already recorded today."))
    if outcome != ReviewRecord.Outcome.UNCHANGED and not note.strip():
        raise CannotReview(_("Say in the note what has to change, or why the policy goes."))
    review = ReviewRecord.objects.create(
        policy=policy,
        version=version,
        due_on=next_review_on(version, latest),
        done_on=on,
        outcome=outcome,
        note=note.strip(),
        by=by,
        at=at,
    )
    record("policy.reviewed", review, by=by, at=at, result=outcome)
    return review
