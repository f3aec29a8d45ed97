"""Mail the end of the trail to two people every day (security.md 6).

Whoever owns the database can rewrite the whole trail, but not the mails that others keep: with one
of them ``verify_audit --anchor`` shows what was cut off or written anew.
"""

from django.db.models import Q

from audit.verifying import anchor
from people import mail
from people.models import Organisation, OutgoingMail, Person, Role, RoleGrant

PURPOSE = "trail-end"
KEEPERS = 2
#: Whose mails count where nobody was chosen: rather not of those who run the site.
INSTEAD = (Role.MANAGEMENT, Role.POLICY_MANAGER, Role.ADMINISTRATOR)


def mail_anchor(*, at, on):
    """Write the day's mail to both keepers; returns how many were written. Safe to run twice."""
    told = OutgoingMail.objects.filter(purpose=PURPOSE, key=on.isoformat())
    told = set(told.values_list("person", flat=True))
    keepers = [person for person in keepers_on(on) if person.pk not in told]
    if not keepers:
        return 0
    end = anchor()
    for person in keepers:
        mail.send(
            person,
            purpose=PURPOSE,
            key=on.isoformat(),
            template="trail_end",
            context={"anchor": end},
            at=at,
            wake=False,
        )
    return len(keepers)


def keepers_on(on):
    """Who gets the mail of that day: the chosen ones who are here, else others by their role."""
    organisation = Organisation.objects.first()
    if organisation is None:
        return []
    ids = [organisation.first_anchor_keeper_id, organisation.second_anchor_keeper_id]
    here = {person.pk: person for person in reachable(on).filter(pk__in=filter(None, ids))}
    found = {pk: here[pk] for pk in ids if pk in here}
    if len(found) < KEEPERS:
        found |= {person.pk: person for person in _by_role(on) if person.pk not in found}
    return list(found.values())[:KEEPERS]


def reachable(on):
    """People with a role and an e-mail address who have not left by that day."""
    here = Q(left_on=None) | Q(left_on__gte=on)
    with_role = RoleGrant.objects.open_on(on).values("person")
    return Person.objects.filter(here, pk__in=with_role, anonymised_at=None).exclude(email=None)


def _by_role(on):
    grants = RoleGrant.objects.open_on(on).filter(role__in=INSTEAD, person__in=reachable(on))
    ranked = sorted(
        grants.select_related("person"),
        key=lambda grant: (INSTEAD.index(grant.role), grant.starts_on, grant.pk),
    )
    return list({grant.person_id: grant.person for grant in ranked}.values())
