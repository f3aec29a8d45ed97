"""Somebody stands in for a policy's owner: named for a time, never edited, ended."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from policies import rules
from policies.models import Policy, PolicyDeputy
from policies.refusals import Refused


class CannotDeputise(Refused):
    """This person cannot stand in, or not on these days."""


@transaction.atomic
def name_deputy(policy, *, by, at, on, person, starts_on, ends_on=None):
    """Let somebody stand in for the owner: the same rights for this policy, the same reminders."""
    if not rules.can_name_deputy(by, policy, on=on):
        raise PermissionDenied
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    if person.pk == policy.owner_id:
        raise CannotDeputise(_("The owner needs no deputy of the same name. Choose somebody else."))
    if person.left_on is not None or not rules.can_oversee(person, on=on):
        raise CannotDeputise(_("%(name)s may not read all policies.") % {"name": person})
    if starts_on < on:
        raise CannotDeputise(_("A deputy cannot begin in the past."))
    if ends_on is not None and ends_on < starts_on:
        raise CannotDeputise(_("The last day cannot be before the first."))
    overlapping = policy.deputies.filter(person=person).filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on)
    )
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if overlapping.exists():
        raise CannotDeputise(
            _("%(name)s already stands in on some of these days.") % {"name": person}
        )
    deputy = PolicyDeputy.objects.create(
        policy=policy, person=person, starts_on=starts_on, ends_on=ends_on, named_by=by, named_at=at
    )
    record("deputy.named", deputy, by=by, at=at)
    return deputy


@transaction.atomic
def end_deputy(deputy, *, by, at, on):
    """End it with yesterday; what begins today or later never was and is removed."""
    if not rules.can_name_deputy(by, deputy.policy, on=on):
        raise PermissionDenied
    deputy = PolicyDeputy.objects.select_for_update().get(pk=deputy.pk)
    if deputy.ends_on is not None and deputy.ends_on < on:
        raise CannotDeputise(_("This has already ended."))
    if deputy.starts_on >= on:
        record("deputy.removed", deputy, by=by, at=at)
        deputy.delete()
        return
    deputy.ends_on = on - timedelta(days=1)
    deputy.save(update_fields=["ends_on"])
    record("deputy.ended", deputy, by=by, at=at)
