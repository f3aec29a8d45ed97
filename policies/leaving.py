"""What waits for somebody who leaves: decisions about texts go back, ownership needs an heir."""

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from audit.trail import record
from policies.models import ApprovalRound, ApprovalSeat, Policy, PolicyDeputy, PolicyVersion


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


def _deputies(people):
    """Where these people stand in for an owner beyond their last day, or without an end."""
    return (
        PolicyDeputy.objects.filter(person__in=people)
        .filter(Q(ends_on=None) | Q(ends_on__gt=F("person__left_on")))
        .select_related("policy", "person")
    )


def deputies_waiting(people):
    """The policies for whose owner these people stand in, in words."""
    open_ones = PolicyDeputy.objects.filter(person__in=people, ends_on=None)
    return [
        _("Standing in for the owner of %(title)s") % {"title": deputy.policy.title}
        for deputy in open_ones.select_related("policy")
    ]


@transaction.atomic
def end_deputies(people, *, by, at):
    """End with their last day where people who are gone stand in for an owner; returns how many."""
    ended = 0
    for deputy in _deputies(people).select_for_update(of=["self"]):
        if deputy.starts_on > deputy.person.left_on:
            record("deputy.removed", deputy, by=by, at=at)
            deputy.delete()
        else:
            deputy.ends_on = deputy.person.left_on
            deputy.save(update_fields=["ends_on"])
            record("deputy.ended", deputy, by=by, at=at)
        ended += 1
    return ended


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
