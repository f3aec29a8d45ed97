"""The very beginning: one organisation, one unit, and the first administrator (security.md 4.1).

Done on the command line, because nobody can sign in yet. From then on people invite each other.
"""

import secrets

from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people import mail
from people.inviting import VALID_FOR_PRIVILEGED, hash_of
from people.models import (
    Assignment,
    Invitation,
    Kind,
    Organisation,
    Person,
    Role,
    RoleGrant,
    Unit,
)
from people.refusals import Refused


class CannotFound(Refused):
    """There is an organisation already."""


@transaction.atomic
def found_organisation(*, at, on, names, given_name, family_name, email, language):
    """Make the organisation, its first unit and its first administrator.

    ``names`` maps "pl" and "en" to the organisation's name. Returns the address at which the
    administrator chooses a password; it works once, for 72 hours. Raises CannotFound, or
    ValidationError for an address that is none.
    """
    if Organisation.objects.exists() or Person.objects.exists():
        raise CannotFound(_("There is an organisation already."))
    email = email.strip().lower()
    validate_email(email)
    organisation = Organisation.objects.create(pk=1, name_pl=names["pl"], name_en=names["en"])
    unit = Unit.objects.create(name_pl=names["pl"], name_en=names["en"], opened_on=on)
    person = Person.objects.create_person(
        given_name=given_name, family_name=family_name, email=email, language=language, added_at=at
    )
    Assignment.objects.create(person=person, unit=unit, kind=Kind.STAFF, starts_on=on)
    RoleGrant.objects.create(person=person, role=Role.ADMINISTRATOR, starts_on=on)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        person=person,
        invited_at=at,
        expires_at=at + VALID_FOR_PRIVILEGED,
        token_hash=hash_of(token),
    )
    transaction.on_commit(Organisation.objects.forget)
    record("organisation.founded", organisation, by=None, at=at)
    return mail.address("invitation", token, language=language)
