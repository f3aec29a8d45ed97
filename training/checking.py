"""Check a printed certificate: what anybody learns who has its number (decision 0035).

The number is a secret of 56 bits that stands on the paper alone, so whoever types it has seen the
paper. They learn the course, the days and whether it holds; the name is never shown, only compared.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.urls import reverse

from people.searching import fold
from training.awarding import GROUP, GROUPS, PREFIX, SIGNS
from training.models import Credential
from training.standing import Status, worth


class Worth(StrEnum):
    """What the page says of a certificate."""

    VALID = "valid"
    ENDS_SOON = "ends_soon"
    EXPIRED = "expired"
    REVOKED = "revoked"


WORTH = {
    Status.VALID: Worth.VALID,
    Status.EXPIRING: Worth.ENDS_SOON,
    Status.RENEWABLE: Worth.EXPIRED,
    Status.LAPSED: Worth.EXPIRED,
    Status.REVOKED: Worth.REVOKED,
}


@dataclass(frozen=True)
class Checked:
    """A certificate as outsiders may see it: no person, no reason, no other certificate."""

    number: str
    worth: Worth
    course: str
    completed_on: date
    valid_until: date | None
    revoked_on: date | None
    #: Whether it may still be compared with a name: not once the person is anonymised.
    has_name: bool


def as_number(text):
    """The number that was typed, in capitals and groups, or None if it cannot be one."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    body = letters.removeprefix(PREFIX) if len(letters) > GROUP * GROUPS else letters
    if len(body) != GROUP * GROUPS or set(body) - set(SIGNS):
        return None
    groups = [body[start : start + GROUP] for start in range(0, len(body), GROUP)]
    return "-".join([PREFIX, *groups])


def as_address(text):
    """The page that checks the certificate with a number as it was typed, or None."""
    number = as_number(text)
    return number and reverse("certificate-check", args=[number])


def find(text, *, on):
    """The Checked certificate with the number that was typed, or None."""
    row = _row(text)
    if row is None:
        return None
    standing = worth([row], on=on)[0]
    is_revoked = standing.status == Status.REVOKED
    return Checked(
        number=row.number,
        worth=WORTH[standing.status],
        course=row.course.title,
        completed_on=row.awarded_on,
        valid_until=standing.valid_until,
        revoked_on=row.revocation.revoked_on if is_revoked else None,
        has_name=row.person.anonymised_at is None,
    )


def is_name_of(text, name):
    """Whether the certificate is that person's: all names, in any order, any case, any accents."""
    row = _row(text)
    if row is None or row.person.anonymised_at is not None:
        return False
    return sorted(fold(name).split()) == sorted(fold(str(row.person)).split())


def _row(text):
    number = as_number(text)
    rows = Credential.objects.select_related("course", "person", "revocation")
    return rows.filter(number=number).first() if number else None
