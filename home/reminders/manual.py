"""A reminder that somebody sends about one policy: who gets it, who does not and why."""

import hashlib
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.tasks import task
from django.utils.dateparse import parse_datetime

from audit.trail import record_batch
from home.reminders import plan
from home.reminders.owing import everybody_owing, reminders
from home.reminders.writing import READ, write_reminders
from people.days import day_of
from people.mail import wake_sender
from people.models import Person, Role, Unit
from people.roles import scope, with_subtree
from policies import rules
from policies.models import Policy
from policies.obligations import owed


@dataclass(frozen=True)
class Recipients:
    """Those who owe an acknowledgement, as three sets of persons without overlap."""

    reached: object
    recent: object
    without_address: object


def reach(person, *, on, unit=None):
    """The ids of the units whose people this person may remind, None for everybody.

    ``unit`` narrows it to that unit and those below. Raises PermissionDenied.
    """
    if not rules.can_remind(person, on=on):
        raise PermissionDenied
    allowed = None if rules.can_keep(person, on=on) else scope(person, Role.UNIT_LEAD, on=on)
    if unit is None:
        return allowed
    below = with_subtree({unit.pk})
    return below if allowed is None else below & allowed


def recipients(policy, *, by, on, unit=None):
    """The Recipients of a reminder about the policy on that day; None when it asks nobody."""
    units = reach(by, on=on, unit=unit)
    entry = owed(on, policies=[policy]).by_policy.get(policy.pk)
    if entry is None:
        return None
    owing = entry.owing(units).filter(anonymised_at=None)
    recent = Exists(
        reminders().filter(person=OuterRef("pk"), key__gt=(on - plan.LEAST).isoformat())
    )
    return Recipients(
        reached=owing.exclude(email=None).exclude(recent),
        recent=owing.exclude(email=None).filter(recent),
        without_address=owing.filter(email=None),
    )


def remind(policy, *, by, at, on, unit=None):
    """Write a reminder to everybody who owes the policy and may be reminded; return how many.

    Safe to ask for twice: who was reminded within seven days gets none. People are taken in
    batches, each with its event in the trail, so that a large organisation can go on working.
    """
    found = recipients(policy, by=by, on=on, unit=unit)
    if found is None:
        return 0
    written = 0
    for batch in everybody_owing(Person.objects.filter(pk__in=_ids(found)).only(*READ), on=on):
        asked = [entry for entry in batch if _owes(entry, policy)]
        written += _write(policy, asked, by=by, at=at, on=on, unit=unit)
    return written


def _ids(found):
    return found.reached.order_by().values("pk")


def _owes(entry, policy):
    versions = (owed.what for owed in entry.obligations if owed.kind == "policy")
    return any(version.policy_id == policy.pk for version in versions)


@transaction.atomic
def _write(policy, entries, *, by, at, on, unit):
    mails = write_reminders(entries, at=at, on=on, may=_may)
    if mails:
        wake_sender()
        people = "\n".join(sorted(str(mail.person.uid) for mail in mails))
        record_batch(
            "reminder.sent",
            by=by,
            at=at,
            digest=hashlib.sha256(people.encode()).hexdigest(),
            count=len(mails),
            of="policies.policy",
            name=str(policy.uid),
            unit=unit and unit.pk,
        )
    return len(mails)


def _may(_since_days, reminded, on):
    return plan.may_be_reminded(reminded, on)


@task
def remind_many(policy, by, at, unit):
    """Background job: ``remind`` with ids, for more people than one request should write to."""
    at = parse_datetime(at)
    remind(
        Policy.objects.get(pk=policy),
        by=Person.objects.get(pk=by),
        at=at,
        on=day_of(at),
        unit=unit and Unit.objects.get(pk=unit),
    )
