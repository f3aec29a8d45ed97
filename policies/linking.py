"""Read and acknowledge through a personal link, without signing in (security.md 4.1)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people import linking, mail
from people.models import Person, PersonalLink
from policies import rules
from policies.acknowledging import acknowledge
from policies.models import Acknowledgement
from policies.obligations import open_obligations
from policies.refusals import Refused

#: A click that is repeated right after the last text still gets its receipt.
REPEATED_WITHIN = timedelta(minutes=10)
RECEIPT_PURPOSE = "link-receipt"


class CannotSendLink(Refused):
    """A link would be of no use to the person."""


class LinkOver(Refused):
    """The link does not open anything, for whatever reason."""


def pending(person, *, on):
    """The versions that the person owes on the day, the most urgent first."""
    owed = open_obligations(Person.objects.filter(pk=person.pk), on=on)
    return [obligation.what for obligation in owed.get(person.pk, [])]


@transaction.atomic
def send_link(person, *, by, at, on):
    """Send the person a link to what they owe; an older one stops working.

    Raises PermissionDenied, or CannotSendLink with the reason.
    """
    if not rules.can_send_link(by, person, on=on):
        raise PermissionDenied
    if not linking.reaches(person, on=on):
        raise CannotSendLink(_("This person has no e-mail address or has left. Use paper instead."))
    count = len(pending(person, on=on))
    if not count:
        raise CannotSendLink(_("This person has nothing to acknowledge."))
    try:
        with transaction.atomic():
            link = linking.open_link(person, by=by, at=at, count=count)
    except IntegrityError as error:
        raise CannotSendLink(_("Somebody else has just sent a link to this person.")) from error
    record("link.sent", person, by=by, at=at)
    return link


@transaction.atomic
def revoke_link(person, *, by, at, on):
    """Make the person's open link useless; returns whether there was one."""
    if not rules.can_send_link(by, person, on=on):
        raise PermissionDenied
    revoked = linking.revoke_links(person, at=at)
    if revoked:
        record("link.revoked", person, by=by, at=at)
    return bool(revoked)


def opened(token, *, at, on):
    """The link of a token and the texts it opens now. Raises LinkOver when it opens none."""
    link = linking.open_one(token, at=at, on=on)
    versions = pending(link.person, on=on) if link else []
    if not versions:
        raise LinkOver(_("This link does not open anything."))
    return link, versions


@transaction.atomic
def acknowledge_by_link(token, slug, *, at, on, version_hash, language, answers=None):
    """Record the acknowledgement of one text that the link opens.

    Returns the receipt and the versions that are left; with the last one the link is used up.
    Raises LinkOver, and TextMovedOn, NotInThisLanguage or NotUnderstoodYet like ``acknowledge``.
    """
    link = linking.open_one(token, at=at, on=on, lock=True)
    if link is None:
        return _repeated(token, slug, version_hash, at=at), []
    versions = pending(link.person, on=on)
    wanted = next((version for version in versions if version.policy.slug == slug), None)
    if wanted is None:
        return _given(link.person, slug, version_hash), versions
    left = [version for version in versions if version is not wanted]
    if not left:
        PersonalLink.objects.filter(pk=link.pk).update(used_up_at=at)
    receipt, _is_new = acknowledge(
        wanted.policy,
        by=link.person,
        at=at,
        version_hash=version_hash,
        language=language,
        strength=Acknowledgement.Strength.NONE,
        method=Acknowledgement.Method.LINK,
        answers=answers,
    )
    return receipt, left


def _repeated(token, slug, version_hash, *, at):
    """The receipt of a click that came twice: the first one used the link up a moment ago."""
    link = (
        PersonalLink.objects.filter(
            token_hash=linking.hash_of(token), revoked_at=None, used_up_at__gt=at - REPEATED_WITHIN
        )
        .select_related("person")
        .first()
    )
    if link is None:
        raise LinkOver(_("This link does not open anything."))
    return _given(link.person, slug, version_hash)


def _given(person, slug, version_hash):
    """What the person has acknowledged already with exactly this text."""
    receipt = (
        Acknowledgement.objects.counted()
        .filter(
            person=person,
            policy__slug=slug,
            version_hash=version_hash,
            method=Acknowledgement.Method.LINK,
        )
        .order_by("-pk")
        .first()
    )
    if receipt is None:
        raise LinkOver(_("This link does not open anything."))
    return receipt


@transaction.atomic
def send_receipt(receipt, *, at):
    """Mail the person the facts of what they confirmed: without an account they have no page."""
    mail.send(
        receipt.person,
        purpose=RECEIPT_PURPOSE,
        key=str(receipt.pk),
        template="link_receipt",
        context={"receipt": receipt},
        at=at,
    )
