"""What waits for somebody who leaves: decisions about texts go back, ownership needs an heir."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.trail import record
from policies.models import ApprovalRound, ApprovalSeat, Policy, PolicyVersion


def _seats(people):
    """Undecided seats of these people (a queryset) in rounds that are still open."""
    return ApprovalSeat.objects.filter(
        approver__in=people, decision=None, round__closed_at=None
    ).select_related("round__version__policy")


def decisions_waiting(people):
    """The texts that wait for a decision of these people, in words."""
    return [
        _("Decision about %(title)s %(number)s: the text goes back to its authors")
        % {"title": seat.round.version.policy.title, "number": seat.round.version.number}
        for seat in _seats(people)
    ]


def owned(people):
    """The policies that these people answer for; somebody else has to take them."""
    return list(Policy.objects.filter(owner__in=people).order_by("slug"))


def close_requests(people, *, by, at):
    """Take texts back that wait for a decision of people who are gone; decisions stay on record.

    ``by`` may be None for the nightly run. Returns how many texts went back.
    """
    rounds = set(_seats(people).values_list("round", flat=True))
    return sum(_take_back(pk, by=by, at=at) for pk in sorted(rounds))


@transaction.atomic
def _take_back(pk, *, by, at):
    opened = ApprovalRound.objects.get(pk=pk)
    version = PolicyVersion.objects.select_for_update().get(pk=opened.version_id)
    closed = ApprovalRound.objects.filter(pk=pk, closed_at=None).update(
        closed_at=at, outcome=ApprovalRound.Outcome.RECALLED
    )
    if not closed:
        return 0
    version.state = PolicyVersion.State.DRAFT
    version.save(update_fields=["state"])
    record("version.recalled", version, by=by, at=at)
    return 1
