"""Mails about reviews: to the owner of a policy and to those who stand in, before and after.

One mail to a person for all their policies, at most one a week, with growing gaps and an end. The
row in the outbox is the memory of it, so running twice writes nothing twice. The mail counts and
names no policy (security.md 12).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from people.mail import send
from people.models import OutgoingMail, Person, Role, RoleGrant
from policies.models import PolicyDeputy
from policies.reviewing import reviews_due

PURPOSE = "policy-review"
#: Days from the due day on which a review is mentioned, negative before it.
STEPS = (-30, 0, 7, 21, 49, 105)
AHEAD = timedelta(days=-STEPS[0])
REST = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """The review of one policy and the day it is due."""

    policy: int
    due_on: date

    def falls_between(self, after, on):
        """Whether one of its days to be mentioned lies after one day, up to another."""
        days = (self.due_on + timedelta(days=step) for step in STEPS)
        return any((after is None or after < day) and day <= on for day in days)


def remind(*, at, on):
    """Write the mails that are due on a day; return how many. Safe to run twice."""
    written = 0
    wanted = _by_person(on)
    people = Person.objects.filter(pk__in=wanted, anonymised_at=None).exclude(email=None)
    last = _last_days(people)
    for person in people.order_by("pk"):
        dues, before = wanted[person.pk], last.get(person.pk)
        if before is not None and before > on - REST:
            continue
        if any(due.falls_between(before, on) for due in dues):
            written += _write(person, dues, at=at, on=on)
    return written


def _by_person(on):
    """What each person should hear of, by their id: as owner, as deputy, or for want of both."""
    entries = reviews_due(on=on, within=AHEAD)
    deputies = defaultdict(list)
    standing_in = PolicyDeputy.objects.open_on(on).select_related("person")
    for row in standing_in.filter(policy__in=[version.policy_id for version, _due in entries]):
        deputies[row.policy_id].append(row.person)
    managers = None
    found = defaultdict(list)
    for version, due_on in entries:
        holders = [version.policy.owner, *deputies[version.policy_id]]
        present = {holder.pk for holder in holders if _is_present(holder, on)}
        if not present:
            managers = _managers(on) if managers is None else managers
            present = managers
        for pk in present:
            found[pk].append(Due(version.policy_id, due_on))
    return found


def _is_present(person, on):
    return person.left_on is None or person.left_on >= on


def _managers(on):
    """The policy managers, who hear of it when nobody looks after a policy any more."""
    held = RoleGrant.objects.open_on(on).filter(person=OuterRef("pk"), role=Role.POLICY_MANAGER)
    return set(Person.objects.filter(Exists(held), left_on=None).values_list("pk", flat=True))


def _last_days(people):
    """The day of the newest such mail to each of these persons, by their id."""
    mails = OutgoingMail.objects.filter(purpose=PURPOSE, person__in=people).order_by("key")
    return {mail.person_id: date.fromisoformat(mail.key) for mail in mails.only("person", "key")}


def _write(person, dues, *, at, on):
    overdue = sum(1 for due in dues if due.due_on <= on)
    mail = send(
        person,
        purpose=PURPOSE,
        key=on.isoformat(),
        template="policy_review",
        context={
            "overdue": overdue,
            "coming": len(dues) - overdue,
            "next_on": min((due.due_on for due in dues if due.due_on > on), default=None),
        },
        at=at,
        wake=False,
    )
    return 1 if mail else 0
