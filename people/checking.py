"""Note that a background check was seen, and decide who needs one (R44)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people import rules
from people.models import BackgroundCheck, CheckRule
from people.refusals import Refused


class CannotCheck(Refused):
    """The check or the rule cannot be entered like that."""


@transaction.atomic
def record_check(person, *, by, at, on, kind, seen_on, valid_until=None):
    """Note that ``by`` saw a document; the document and what it says are not kept."""
    if person.pk == by.pk:
        raise CannotCheck(_("Somebody else has to see your own document."))
    if not rules.can_check(by, person, on=on):
        raise PermissionDenied
    if seen_on > on:
        raise CannotCheck(_("A document cannot have been seen in the future."))
    if valid_until is not None and valid_until < seen_on:
        raise CannotCheck(_("It cannot run out before the day it was seen."))
    check = BackgroundCheck.objects.create(
        person=person, kind=kind, seen_on=seen_on, seen_by=by, valid_until=valid_until
    )
    record("check.recorded", check, by=by, at=at)
    return check


@transaction.atomic
def void_check(check, *, by, at, on, reason):
    """Mark a check as entered by mistake: it never counted."""
    check = BackgroundCheck.objects.select_for_update().select_related("person").get(pk=check.pk)
    if not rules.can_check(by, check.person, on=on):
        raise PermissionDenied
    if check.voided_at is not None:
        raise CannotCheck(_("This check was already marked as entered by mistake."))
    if not reason.strip():
        raise CannotCheck(_("Say why it was wrong."))
    check.voided_at, check.voided_by, check.void_reason = at, by, reason.strip()
    check.save(update_fields=["voided_at", "voided_by", "void_reason"])
    record("check.voided", check, by=by, at=at)
    return check


@transaction.atomic
def add_check_rule(
    *,
    by,
    at,
    on,
    check_kind,
    starts_on,
    kinds=(),
    units=(),
    functions=(),
    due_days=14,
    renew_months=None,
    before_first_duty=False,
):
    """Ask for a check from everybody who matches, from a day on."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    rule = CheckRule.objects.create(
        check_kind=check_kind,
        kinds=sorted(kinds),
        due_days=due_days,
        renew_months=renew_months,
        before_first_duty=before_first_duty,
        starts_on=starts_on,
        added_by=by,
    )
    rule.units.set(units)
    rule.functions.set(functions)
    record("check_rule.added", rule, by=by, at=at)
    return rule


@transaction.atomic
def end_check_rule(rule, *, by, at, on):
    """Stop asking from today on; past days keep their answer.

    A rule that began today or has not begun yet is removed: it never asked anybody for a day.
    """
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    rule = CheckRule.objects.select_for_update().get(pk=rule.pk)
    yesterday = on - timedelta(days=1)
    if rule.ends_on is not None and rule.ends_on <= yesterday:
        raise CannotCheck(_("This rule has already ended."))
    named = CheckRule(pk=rule.pk)
    if rule.starts_on >= on:
        rule.delete()
        action = "check_rule.removed"
    else:
        rule.ends_on = yesterday
        rule.save(update_fields=["ends_on"])
        action = "check_rule.ended"
    record(action, named, by=by, at=at)
