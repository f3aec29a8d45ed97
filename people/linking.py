"""The personal link to what somebody still has to acknowledge (security.md 4.1).

Its token is made when the mail leaves; the database keeps only the hash. One link of a person is
open at a time. What the link shows belongs to the apps above.
"""

import secrets
from datetime import timedelta
from hashlib import sha256

from people import mail
from people.models import Person, PersonalLink
from people.models.links import OPEN

VALID_FOR = timedelta(days=14)
PURPOSE = "personal-link"


def open_link(person, *, by, at, count):
    """Write the mail with a new link for 14 days; an older one stops working.

    ``count`` is how many texts wait. The caller has asked whether this may be done, and notes it.
    """
    revoke_links(person, at=at)
    link = PersonalLink.objects.create(
        person=person, sent_by=by, sent_at=at, expires_at=at + VALID_FOR
    )
    mail.send(
        person,
        purpose=PURPOSE,
        key=str(link.pk),
        template="personal_link",
        context={"sent_by": by, "expires_at": link.expires_at, "count": count},
        at=at,
    )
    return link


def revoke_links(person, *, at):
    """Make the person's open link useless, if there is one; return how many there were."""
    return PersonalLink.objects.filter(OPEN, person=person).update(revoked_at=at)


def fresh_link(outgoing, at):
    """The address for the mail that is about to leave; None when the link is not open any more.

    Every try makes a new token, so only the newest copy of the mail works.
    """
    token = secrets.token_urlsafe(32)
    is_open = PersonalLink.objects.filter(OPEN, pk=outgoing.key, expires_at__gt=at).update(
        token_hash=hash_of(token)
    )
    return mail.address("link", token, language=outgoing.language) if is_open else None


def hash_of(token):
    return sha256(token.encode()).hexdigest()


def open_one(token, *, at, on, lock=False):
    """The link of that token with its person if it works now, else None, whatever the reason.

    Somebody who has left or has no address any more has no link, even if nobody revoked it.
    """
    links = PersonalLink.objects.filter(OPEN, token_hash=hash_of(token), expires_at__gt=at)
    if lock:  # the person first, as whoever lets somebody leave does
        owner = Person.objects.select_for_update(no_key=True)
        owner.filter(pk__in=links.values("person")).first()
        links = links.select_for_update(of=["self"])
    link = links.select_related("person").first()
    return link if link is not None and reaches(link.person, on=on) else None


def reaches(person, *, on):
    """Whether a mail to the person makes sense on that day: has an address, has not left."""
    has_left = person.left_on is not None and person.left_on < on
    return bool(person.email) and person.anonymised_at is None and not has_left
