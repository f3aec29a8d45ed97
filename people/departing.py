"""The day after somebody's last day: nothing waits for them any more (run_due does it nightly)."""

from django.db import transaction

from people.models import Invitation, OutgoingMail, Person, Session


def gone_by(on):
    """Those whose last day is over on that day."""
    return Person.objects.filter(left_on__lt=on)


@transaction.atomic
def settle_departed(*, at, on):
    """Revoke invitations, drop waiting mail and end sessions of all who are gone.

    Set-based; a second run changes nothing. Returns how many rows changed.
    """
    gone = gone_by(on).order_by().values("pk")
    invitations = Invitation.objects.filter(person__in=gone, accepted_at=None, revoked_at=None)
    mails = OutgoingMail.objects.filter(person__in=gone, state=OutgoingMail.State.WAITING)
    return (
        invitations.update(revoked_at=at)
        + mails.update(state=OutgoingMail.State.DROPPED, body="", former_address="")
        + Session.objects.filter(person__in=gone).delete()[0]
    )
