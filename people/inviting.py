"""Inviting somebody to set up a way to sign in, and accepting that (security.md 4.1).

The link is made when the mail leaves; the database keeps only its hash. One invitation of a
person is open at a time: a new one replaces it.
"""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people import mail
from people.models import Invitation, Person, Role
from people.refusals import Refused
from people.roles import holds, is_privileged
from people.sessions import end_sessions

VALID_FOR = timedelta(days=7)
VALID_FOR_PRIVILEGED = timedelta(hours=72)
PURPOSE = "invitation"


class CannotInvite(Refused):
    """The person cannot be invited as things are."""


class CannotAccept(Refused):
    """The invitation cannot be accepted any more; ``state`` says why."""

    def __init__(self, message, state):
        super().__init__(message)
        self.state = state


class State(models.TextChoices):
    """What became of an invitation."""

    OPEN = "open", _("open")
    USED = "used", _("accepted")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("replaced or revoked")
    UNKNOWN = "unknown", _("unknown")


SAID = {
    State.USED: _("This invitation was already accepted. You can sign in."),
    State.EXPIRED: _("This invitation has expired. Ask your coordinator for a new one."),
    State.REVOKED: _(
        "This invitation was replaced or revoked. Look for a newer mail, or ask your coordinator."
    ),
    State.UNKNOWN: _("This link is not complete. Open it from the mail again, or copy all of it."),
}


@transaction.atomic
def invite(person, *, by, at, on):
    """Send the person an invitation that holds for 7 days, 72 hours with a role.

    An open one stops working. Raises PermissionDenied, or CannotInvite with the reason.
    """
    if not holds(by, Role.ADMINISTRATOR, on=on):
        raise PermissionDenied
    _refuse_unreachable(person, on=on)
    revoke_open(person, at=at)
    valid_for = VALID_FOR_PRIVILEGED if is_privileged(person, on=on) else VALID_FOR
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                person=person, invited_by=by, invited_at=at, expires_at=at + valid_for
            )
    except IntegrityError as error:
        raise CannotInvite(_("Somebody else has just invited this person.")) from error
    mail.send(
        person,
        purpose=PURPOSE,
        key=str(invitation.pk),
        template="invitation",
        context={"invited_by": by, "expires_at": invitation.expires_at},
        at=at,
    )
    record("person.invited", person, by=by, at=at)
    return invitation


def _refuse_unreachable(person, *, on):
    if not person.email:
        raise CannotInvite(_("Enter an e-mail address first."))
    if person.anonymised_at or (person.left_on is not None and person.left_on < on):
        raise CannotInvite(_("This person has left."))


def revoke_open(person, *, at):
    """Make the person's open invitation useless, if there is one."""
    return person.invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=at)


def fresh_link(outgoing, at):
    """The address for the mail that is about to leave; None when the invitation is not open.

    Every try makes a new token, so only the newest copy of the mail works.
    """
    token = secrets.token_urlsafe(32)
    is_open = Invitation.objects.filter(
        pk=outgoing.key, accepted_at=None, revoked_at=None, expires_at__gt=at
    ).update(token_hash=hash_of(token))
    return mail.address("invitation", token, language=outgoing.language) if is_open else None


def hash_of(token):
    return sha256(token.encode()).hexdigest()


def find(token):
    """The invitation of that token with its person, or None."""
    return (
        Invitation.objects.filter(token_hash=hash_of(token))
        .exclude(token_hash="")
        .select_related("person")
        .first()
    )


def state_of(invitation, *, at, on):
    """What became of the invitation, as of that moment and day."""
    if invitation is None:
        return State.UNKNOWN
    if invitation.accepted_at:
        return State.USED
    person = invitation.person
    has_left = person.left_on is not None and person.left_on < on
    if invitation.revoked_at or has_left or not person.email:
        return State.REVOKED
    return State.OPEN if at < _expires_at(invitation, on=on) else State.EXPIRED


def _expires_at(invitation, *, on):
    """A role that was given after the invitation shortens it."""
    if is_privileged(invitation.person, on=on):
        return min(invitation.expires_at, invitation.invited_at + VALID_FOR_PRIVILEGED)
    return invitation.expires_at


@transaction.atomic
def accept(token, password, *, at, on):
    """Set the invited person's password and return the person; a second factor stays.

    Raises CannotAccept, with the state, or ValidationError for a password that is refused.
    """
    invitation = find(token)
    state = state_of(invitation, at=at, on=on)
    if state != State.OPEN:
        raise CannotAccept(SAID[state], state)
    person = Person.objects.select_for_update().get(pk=invitation.person_id)
    validate_password(password, person)
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(
        accepted_at=at
    )
    if not taken:
        raise CannotAccept(SAID[State.USED], State.USED)
    person.set_password(password)
    person.save(update_fields=["password"])
    end_sessions(person)
    record("person.accepted_invitation", person, by=person, at=at)
    return person
