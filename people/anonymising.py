"""Erase who somebody was: name and address give way to a code, the evidence stays (GDPR art. 17).

Hashes of acknowledgements cover the random ``uid``, never the name, so they stay valid; the trail
knows the ``uid`` only.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people import rules
from people.models import ImportRow, KeptText, OutgoingMail, Person
from people.refusals import Refused
from people.sessions import end_sessions

#: What stands in place of the name: "Anonim 4F7A2C91" in every language.
CODE_LETTERS = 8
PLACE_OF_NAME = "Anonim"


class Why(models.TextChoices):
    """Why somebody is anonymised; the word stands in the trail."""

    REQUEST = "request", _("the person asked for it")
    PERIOD = "period", _("the period of retention is over")
    OTHER = "other", _("another reason, decided by the organisation")


class CannotAnonymise(Refused):
    """The person cannot be anonymised now."""


def code_of(person):
    """The neutral code of a person: the beginning of the random number."""
    return person.uid.hex[:CODE_LETTERS].upper()


@transaction.atomic
def anonymise(person, *, by, at, on, why):
    """Replace everything that says who a person was; there is no way back.

    Only somebody whose last day is over. ``by`` may be None for the nightly run. What was
    acknowledged, decided and checked stays under the code. Raises PermissionDenied or
    CannotAnonymise.
    """
    if by is not None and not rules.can_keep(by, on=on):
        raise PermissionDenied
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.anonymised_at is not None:
        raise CannotAnonymise(_("This person is anonymised already."))
    if person.left_on is None or person.left_on >= on:
        raise CannotAnonymise(_("Only somebody who has left can be anonymised."))
    if by is not None and person.pk == by.pk:
        raise CannotAnonymise(_("Nobody anonymises themselves. Ask another administrator."))
    person.given_name, person.family_name = PLACE_OF_NAME, code_of(person)
    person.email, person.last_login = None, None
    person.password = make_password(None)
    person.anonymised_at = at
    person.save()
    _forget_ways_in(person)
    OutgoingMail.objects.filter(person=person).delete()
    ImportRow.objects.filter(person=person).delete()
    record("person.anonymised", person, by=by, at=at, result=Why(why).value)
    return person


def _forget_ways_in(person):
    """Second steps, addresses, invitations, sessions and kept texts."""
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    person.invitations.all().delete()
    KeptText.objects.filter(person=person).delete()
    end_sessions(person)
