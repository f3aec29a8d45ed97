"""Take away a second step that somebody lost: one administrator asks, another person confirms.

The password stays; at the next sign-in the person sets up a new second step (security.md 4.1).
"""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people import mail, rules
from people.models import FactorRecovery, Person, Role
from people.refusals import Refused
from people.roles import holds, is_privileged
from people.sessions import end_sessions

#: How long an administrator, who could open everything, can still stop it.
DELAY = timedelta(hours=24)


class CannotRecover(Refused):
    """The second step cannot be taken away like that."""


def has_factor(person):
    """Whether there is a second step that could be lost."""
    return Authenticator.objects.filter(user=person).exists()


def open_recovery(person):
    """The recovery that is asked for and neither done nor stopped, or None."""
    return (
        FactorRecovery.objects.filter(person=person, done_at=None, stopped_at=None)
        .select_related("asked_by", "confirmed_by", "person")
        .first()
    )


def waiting_for(person, *, on):
    """The recoveries that this person may confirm."""
    if not is_privileged(person, on=on):
        return FactorRecovery.objects.none()
    return (
        FactorRecovery.objects.filter(confirmed_by=None, done_at=None, stopped_at=None)
        .exclude(person=person)
        .exclude(asked_by=person)
        .select_related("person", "asked_by")
    )


@transaction.atomic
def ask_recovery(person, *, by, at, on):
    """Ask that the person's second step be taken away; tells the person at once."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    if by.pk == person.pk:
        raise CannotRecover(_("Ask another administrator: nobody does this for themselves."))
    if not has_factor(person):
        raise CannotRecover(_("This person has no second step."))
    try:
        with transaction.atomic():
            found = FactorRecovery.objects.create(person=person, asked_by=by, asked_at=at)
    except IntegrityError as error:
        raise CannotRecover(_("Somebody has already asked for this.")) from error
    _tell(found, "asked", at=at)
    record("person.recovery_asked", person, by=by, at=at)
    return found


@transaction.atomic
def confirm_recovery(recovery, *, by, at, on):
    """Confirm as the second person; carried out now, or a day later for an administrator."""
    recovery = _locked(recovery)
    if not is_privileged(by, on=on):
        raise PermissionDenied
    if by.pk in (recovery.asked_by_id, recovery.person_id):
        raise CannotRecover(_("Somebody else has to confirm: not who asked, not who lost it."))
    if recovery.confirmed_at is not None:
        raise CannotRecover(_("This is already confirmed."))
    is_administrator = holds(recovery.person, Role.ADMINISTRATOR, on=on)
    recovery.confirmed_by, recovery.confirmed_at = by, at
    recovery.due_at = at + DELAY if is_administrator else at
    recovery.save()
    record("person.recovery_confirmed", recovery.person, by=by, at=at)
    if recovery.due_at <= at:
        _carry_out(recovery, at=at)
    else:
        _tell(recovery, "confirmed", at=at)
    return recovery


@transaction.atomic
def stop_recovery(recovery, *, by, at, on):
    """Stop it: the person, because it was not them, or an administrator."""
    recovery = _locked(recovery)
    if by.pk != recovery.person_id and not rules.can_keep(by, on=on):
        raise PermissionDenied
    recovery.stopped_at = at
    recovery.save()
    record("person.recovery_stopped", recovery.person, by=by, at=at)
    return recovery


def carry_out_due(at):
    """Carry out those whose day of waiting is over; return how many. Twice changes nothing."""
    due = FactorRecovery.objects.filter(due_at__lte=at, done_at=None, stopped_at=None)
    done = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            found = FactorRecovery.objects.select_for_update().get(pk=pk)
            if found.done_at is None and found.stopped_at is None:
                _carry_out(found, at=at)
                done += 1
    return done


def _locked(recovery):
    found = FactorRecovery.objects.select_for_update().get(pk=recovery.pk)
    if found.done_at is not None or found.stopped_at is not None:
        raise CannotRecover(_("This is already over."))
    return found


def _carry_out(recovery, *, at):
    person = Person.objects.get(pk=recovery.person_id)
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    recovery.done_at = at
    recovery.save()
    _tell(recovery, "done", at=at)
    record("person.factors_taken_away", person, by=None, at=at)


def _tell(recovery, step, *, at):
    mail.send(
        recovery.person,
        purpose="security",
        key=f"recovery-{recovery.pk}-{step}",
        template="recovery",
        context={"step": step, "due_at": recovery.due_at},
        at=at,
    )
