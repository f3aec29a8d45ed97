"""Who is new, and what is open for each: invitation, sign-in, policies, courses, checks (9.8)."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people import mail
from people.check_obligations import late_people as late_with_checks
from people.inviting import State as Invited
from people.inviting import state_of
from people.models import Assignment, Invitation, OutgoingMail, Person
from people.refusals import Refused
from people.roles import REGISTER_READERS, Role, holds, scope
from people.sets import among
from policies.obligations import owed
from readiness.figures import not_ready
from readiness.ledger import standings
from training.figures import lacking

NEW_FOR = timedelta(days=60)
REMIND_EVERY = timedelta(days=7)
PURPOSE = "onboarding"
NEVER_SIGNED_IN = Q(last_login=None)
WITHOUT_PASSWORD = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


class Open(models.TextChoices):
    """What is still open for somebody."""

    INVITATION = "invitation", _("not invited")
    SIGN_IN = "sign-in", _("never signed in")
    POLICIES = "policies", _("policies to confirm")
    COURSES = "courses", _("courses to take")
    CHECKS = "checks", _("a check is missing")
    ADDRESS = "address", _("no e-mail")


class CannotRemind(Refused):
    """A reminder makes no sense now."""


def newcomers(person, *, on, at):
    """Those new in the last 60 days or not ready yet, among the people this reader answers for."""
    here = Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), person=OuterRef("pk"), voided_at=None
    )
    if not holds(person, *REGISTER_READERS, on=on):
        here = here.filter(unit__in=scope(person, Role.UNIT_LEAD, on=on))
    return Person.objects.filter(
        Exists(here),
        Q(left_on=None) | Q(left_on__gte=on),
        Q(added_at__gte=at - NEW_FOR) | not_ready(on=on),
        anonymised_at=None,
    )


def narrowed(people, wanted, *, on, at):
    """Those of the people for whom this is open."""
    if wanted == Open.ADDRESS:
        return people.filter(email=None)
    if wanted == Open.INVITATION:
        return people.filter(_not_invited(at), WITHOUT_PASSWORD).exclude(email=None)
    if wanted == Open.SIGN_IN:
        return people.filter(NEVER_SIGNED_IN).exclude(email=None)
    if wanted == Open.CHECKS:
        return people.filter(among(late_with_checks(on=on)))
    if wanted == Open.COURSES:
        return people.filter(lacking(on=on))
    if wanted == Open.POLICIES:
        return people.filter(among(asked.owing().values("pk") for asked in owed(on).asked))
    return people


def _not_invited(at):
    """Nobody has invited them, or every invitation has run out."""
    alive = Invitation.objects.filter(
        Q(accepted_at__isnull=False) | Q(expires_at__gt=at), person=OuterRef("pk"), revoked_at=None
    )
    return ~Exists(alive)


@dataclass
class Newcomer:
    """One row of the list: the person and what stands in the five columns."""

    person: Person
    units: list = field(default_factory=list)
    invitation: str = ""
    invitation_kind: str = ""
    may_invite: bool = False
    has_signed_in: bool = False
    policies: int = 0
    courses: int = 0
    checks: int = 0
    is_late: bool = False

    @property
    def is_complete(self):
        """Nothing is open any more."""
        is_inside = self.has_signed_in or not self.person.email
        return is_inside and not (self.policies or self.courses or self.checks)

    @property
    def may_remind(self):
        """There is something to do, and a way to tell."""
        return bool(self.person.email) and not self.may_invite and not self.is_complete


def rows_of(people, *, on, at):
    """The Newcomers of a page of people; the number of queries does not depend on how many."""
    shown = Person.objects.filter(pk__in=[person.pk for person in people])
    standing_of = standings(shown, on=on)
    units, invitations = {}, {}
    places = Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), person__in=shown, voided_at=None
    )
    for place in places.select_related("unit").order_by("starts_on", "pk"):
        units.setdefault(place.person_id, []).append(place.unit)
    for invitation in Invitation.objects.filter(person__in=shown).order_by("invited_at", "pk"):
        invitations[invitation.person_id] = invitation
    return [
        _row(person, units.get(person.pk, []), invitations.get(person.pk), standing_of, on, at)
        for person in people
    ]


def _row(person, units, invitation, standing_of, on, at):
    obligations = standing_of[person.pk].obligations
    row = Newcomer(
        person=person,
        units=units,
        has_signed_in=person.last_login is not None,
        policies=sum(owed.kind == "policy" for owed in obligations),
        courses=sum(owed.kind == "course" for owed in obligations),
        checks=sum(owed.kind == "check" for owed in obligations),
        is_late=not standing_of[person.pk].is_ready,
    )
    row.invitation, row.invitation_kind, row.may_invite = _invited(person, invitation, on, at)
    return row


def _invited(person, invitation, on, at):
    """(words, kind of tag, whether an invitation makes sense)."""
    if not person.email:
        return _("no e-mail"), "", False
    if invitation is not None:
        invitation.person = person
    state = state_of(invitation, at=at, on=on)
    if state == Invited.USED or (person.password and person.has_usable_password()):
        return _("accepted"), "ok", False
    if state == Invited.OPEN:
        return _("sent, not yet accepted"), "info", True
    if state == Invited.EXPIRED:
        return _("has expired"), "warn", True
    return _("not sent"), "bad", True


@transaction.atomic
def remind(person, *, by, at, on):
    """Write to somebody what is still open; at most once in seven days.

    Raises PermissionDenied, or CannotRemind with the reason.
    """
    if not newcomers(by, on=on, at=at).filter(pk=person.pk).exists():
        raise PermissionDenied
    if not person.email:
        raise CannotRemind(_("%(name)s has no e-mail address.") % {"name": person})
    recent = OutgoingMail.objects.filter(
        person=person, purpose=PURPOSE, written_at__gt=at - REMIND_EVERY
    )
    if recent.exists():
        raise CannotRemind(_("%(name)s got a reminder in the last 7 days.") % {"name": person})
    mail.send(
        person,
        purpose=PURPOSE,
        key=on.isoformat(),
        template="onboarding",
        context={"by": by},
        at=at,
    )
    record("person.reminded", person, by=by, at=at)
