"""Exempt somebody from a policy for a while, with a reason and an end; end it earlier."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from policies import rules
from policies.models import Exemption, Policy
from policies.refusals import Refused


class CannotExempt(Refused):
    """The exemption cannot begin or end like that."""


@transaction.atomic
def exempt(person, *, policy, by, at, on, starts_on, ends_on, ground, reason):
    """Let somebody off a policy from a day to a day; it begins today at the earliest.

    Nobody exempts themselves, and two exemptions from one policy never overlap.
    """
    if not rules.can_exempt(by, on=on):
        raise PermissionDenied
    if person.pk == by.pk:
        raise CannotExempt(_("Nobody exempts themselves. Ask somebody else who may."))
    if starts_on < on:
        raise CannotExempt(_("An exemption cannot begin in the past."))
    if ends_on < starts_on:
        raise CannotExempt(_("The last day cannot be before the first."))
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    same = Q(starts_on__lte=ends_on, ends_on__gte=starts_on)
    if Exemption.objects.filter(same, person=person, policy=policy).exists():
        raise CannotExempt(_("There is already an exemption on some of these days."))
    exemption = Exemption.objects.create(
        person=person,
        policy=policy,
        starts_on=starts_on,
        ends_on=ends_on,
        ground=ground,
        reason=reason,
        added_by=by,
        added_at=at,
    )
    record("exemption.added", exemption, by=by, at=at)
    return exemption


@transaction.atomic
def end_exemption(exemption, *, by, at, on):
    """Ask the person again from today on; past days keep their answer.

    One that has not begun, or began today, is removed: it never let anybody off.
    """
    if not rules.can_exempt(by, on=on):
        raise PermissionDenied
    exemption = Exemption.objects.select_for_update().get(pk=exemption.pk)
    if exemption.person_id == by.pk:
        raise CannotExempt(_("Nobody decides about their own exemption."))
    if exemption.ends_on < on:
        raise CannotExempt(_("This exemption has already ended."))
    if exemption.starts_on >= on:
        record("exemption.removed", exemption, by=by, at=at)
        exemption.delete()
        return
    exemption.ends_on, exemption.ended_by = on - timedelta(days=1), by
    exemption.save(update_fields=["ends_on", "ended_by"])
    record("exemption.ended", exemption, by=by, at=at)
