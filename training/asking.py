"""Decide whom a course is asked of: rules begin and end, and are never edited (features 4.1)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.refusals import Refused
from training.editing import check_keeper
from training.models import CourseRule


class CannotAsk(Refused):
    """The rule cannot begin or end like that."""


@transaction.atomic
def add_rule(
    course,
    *,
    by,
    at,
    on,
    starts_on,
    ends_on=None,
    kinds=(),
    units=(),
    functions=(),
    due_days=14,
    before_first_duty=False,
):
    """Ask everybody who matches, from a day on, until another if there is one (R20)."""
    check_keeper(by, on=on)
    if ends_on is not None and ends_on < starts_on:
        raise CannotAsk(_("The last day is before the first one."))
    rule = CourseRule.objects.create(
        course=course,
        kinds=sorted(kinds),
        due_days=due_days,
        before_first_duty=before_first_duty,
        starts_on=starts_on,
        ends_on=ends_on,
        added_by=by,
    )
    rule.units.set(units)
    rule.functions.set(functions)
    record("course_rule.added", rule, by=by, at=at)
    return rule


@transaction.atomic
def end_rule(rule, *, by, at, on):
    """Stop asking from today on; past days keep their answer.

    A rule that has not begun yet, or began today, is removed: it never asked anybody.
    """
    check_keeper(by, on=on)
    rule = CourseRule.objects.select_for_update().get(pk=rule.pk)
    if rule.ends_on is not None and rule.ends_on < on:
        raise CannotAsk(_("This rule has already ended."))
    if rule.starts_on >= on:
        record("course_rule.removed", rule, by=by, at=at)
        rule.delete()
        return
    rule.ends_on = on - timedelta(days=1)
    rule.save(update_fields=["ends_on"])
    record("course_rule.ended", rule, by=by, at=at)
