"""Award: the one door to a credential, and to saying that one does not hold any more (R20)."""

import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.days import add_months
from people.refusals import Refused
from training import rules
from training.evidence import keep
from training.hashing import credential_hash, revocation_hash
from training.models import Course, Credential, Revocation
from training.standing import Status, standing_in

#: Without digits and letters that are mistaken for each other when read aloud or from paper.
SIGNS = "ACDEFGHJKLMNPQRTUVWXY34679"
GROUP, GROUPS = 4, 3
PREFIX = "LAT"


class NotAllowed(Refused):
    """The person has no role for this."""


class AlreadyRevoked(Refused):
    """A credential is revoked once."""


class WrongDay(Refused):
    """The days do not fit each other, or lie in the future."""


def new_number():
    """A number that nobody can guess: "LAT-7F3K-92QX-4HNM", 56 bits."""
    groups = ["".join(secrets.choice(SIGNS) for _sign in range(GROUP)) for _group in range(GROUPS)]
    return "-".join([PREFIX, *groups])


def last_days(course, awarded_on):
    """(valid until, renewable until) of a credential awarded on a day; None, None for good."""
    if course.valid_months is None:
        return None, None
    valid = add_months(awarded_on, course.valid_months)
    return valid, add_months(valid, course.renewable_months)


@transaction.atomic
def award(person, version, *, on, at, language, source, by=None, **basis):
    """Award what completing a version earns, and return the new credentials, the course's first.

    Beside the course itself these are the courses that it renews, where the person's former
    credential is valid or may still be renewed on the day. ``basis`` names the attempt, or the
    participation and the attendance; ``by`` is who recorded it, None for the person's own work.
    """
    how = {"version": version, "source": source, "language": language, **basis}
    made = [_insert(person, version.course, on=on, at=at, by=by, **how)]
    for course in Course.objects.filter(refresher=version.course).order_by("pk"):
        former = standing_in(person, course, on=on)
        if former.status in (Status.VALID, Status.EXPIRING, Status.RENEWABLE):
            renewed = _insert(person, course, on=on, at=at, by=by, renews=former.credential, **how)
            made.append(renewed)
    return made


def _insert(person, course, *, on, at, by, **fields):
    valid, renewable = last_days(course, on)
    if "valid_until" in fields:
        valid = fields.pop("valid_until")
        renewable = valid and add_months(valid, course.renewable_months)
    row = Credential(
        number=new_number(),
        person=person,
        course=course,
        awarded_on=on,
        valid_until=valid,
        renewable_until=renewable,
        recorded_by=by,
        recorded_at=at,
        **fields,
    )
    row.row_hash = credential_hash(row)
    row.save(force_insert=True)
    record("credential.awarded", row, by=by or person, at=at, digest=row.row_hash)
    return row


@transaction.atomic
def accept_outside(person, course, *, by, at, on, awarded_on, valid_until, provider, scan=None):
    """Accept what somebody learned elsewhere; ``scan`` is the checked Scan of the proof, if any.

    ``valid_until`` is decided by whoever accepts it, None for good. Raises NotAllowed, WrongDay,
    NoRoom.
    """
    if not rules.can_record_for(by, person, on=on):
        raise NotAllowed(_("You cannot record training for this person."))
    if awarded_on > on:
        raise WrongDay(_("The day of completion cannot be in the future."))
    if valid_until is not None and valid_until < awarded_on:
        raise WrongDay(_("A certificate cannot end before the day of completion."))
    return _insert(
        person,
        course,
        on=awarded_on,
        at=at,
        by=by,
        source=Credential.Source.OUTSIDE,
        language=person.language,
        valid_until=valid_until,
        provider=provider.strip(),
        evidence=keep(scan, course, by=by, at=at) if scan else None,
        evidence_sha256=scan.sha256 if scan else "",
    )


@transaction.atomic
def revoke(credential, *, by, at, on, revoked_on, reason):
    """Say that a credential does not hold from a day on, and why. The row itself stays.

    Raises NotAllowed, AlreadyRevoked, WrongDay.
    """
    if not rules.can_revoke(by, on=on):
        raise NotAllowed(_("Only a training coordinator can revoke a certificate."))
    locked = Credential.objects.select_for_update(of=["self"]).get(pk=credential.pk)
    if Revocation.objects.filter(credential=locked).exists():
        raise AlreadyRevoked(_("This certificate was revoked before."))
    if not locked.awarded_on <= revoked_on <= on:
        raise WrongDay(_("Choose a day from the day of completion up to today."))
    row = Revocation(
        credential=locked,
        revoked_on=revoked_on,
        reason=reason.strip(),
        revoked_by=by,
        revoked_at=at,
    )
    row.row_hash = revocation_hash(row)
    row.save(force_insert=True)
    record("credential.revoked", locked, by=by, at=at, digest=row.row_hash)
    return row


@transaction.atomic
def take_back(attendances, *, by, at, reason):
    """Revoke, from the day they were awarded, the credentials that rest on a mistaken attendance.

    ``attendances`` are the ids of ParticipationStatus rows; whoever may correct those may do this.
    What was revoked before stays as it was.
    """
    rows = Credential.objects.filter(attendance__in=attendances, revocation=None).order_by("pk")
    for credential in rows.select_for_update(of=["self"]):
        Revocation.objects.create(
            credential=credential,
            revoked_on=credential.awarded_on,
            reason=reason,
            revoked_by=by,
            revoked_at=at,
        )
        record("credential.revoked", credential, by=by, at=at)
