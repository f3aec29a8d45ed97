"""Decide whom a policy asks: rules begin and end, and are never edited."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from policies import rules
from policies.models import PolicyRule
from policies.refusals import Refused


class CannotAsk(Refused):
    """The rule cannot begin or end like that."""


@transaction.atomic
def add_rule(
    policy,
    *,
    by,
    at,
    on,
    starts_on,
    kinds=(),
    units=(),
    functions=(),
    due_days=14,
    renew_months=None,
    before_first_duty=False,
):
    """Ask everybody who matches, from a day on (R6, R7)."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    rule = PolicyRule.objects.create(
        policy=policy,
        kinds=sorted(kinds),
        due_days=due_days,
        renew_months=renew_months,
        before_first_duty=before_first_duty,
        starts_on=starts_on,
        added_by=by,
    )
    rule.units.set(units)
    rule.functions.set(functions)
    record("rule.added", rule, by=by, at=at)
    return rule


@transaction.atomic
def end_rule(rule, *, by, at, on):
    """Stop asking from today on; past days keep their answer.

    A rule that has not begun yet, or began today, is removed: it never asked anybody.
    """
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    rule = PolicyRule.objects.select_for_update().get(pk=rule.pk)
    if rule.ends_on is not None:
        raise CannotAsk(_("This rule has already ended."))
    if rule.starts_on >= on:
        record("rule.removed", rule, by=by, at=at)
        rule.delete()
        return
    rule.ends_on = on - timedelta(days=1)
    rule.save(update_fields=["ends_on"])
    record("rule.ended", rule, by=by, at=at)
