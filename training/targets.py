"""Enough trained people here? How many a unit needs, how many it has on a day (features 4.16)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, IntegerField, Value

from audit.trail import record
from people.audiences import load_units
from people.models import Assignment
from people.roles import with_subtree
from policies.figures import together
from training.editing import check_keeper
from training.figures import holding
from training.models import Target


@dataclass(frozen=True)
class Strength:
    """One target and how many people meet it on the day."""

    target: Target
    trained: int

    @property
    def missing(self):
        return max(0, self.target.number - self.trained)


def strengths(targets, *, on):
    """The Strength of each of these targets, in their order; two queries however many there are.

    A person counts once, in the unit itself or in one below, while their credential is valid.
    """
    targets = list(targets)
    units = load_units() if targets else []
    parts = [
        _trained(target, with_subtree({target.unit_id}, units), on)
        .order_by()
        .annotate(of=Value(target.pk, IntegerField()))
        .values("of")
        .annotate(people=Count("person", distinct=True))
        .values_list("of", "people")
        for target in targets
    ]
    counted = dict(together(parts))
    return [Strength(target, counted.get(target.pk, 0)) for target in targets]


def _trained(target, units, on):
    """The assignments of the day of people who meet the target."""
    here = Assignment.objects.open_on(on).filter(unit__in=sorted(units))
    if target.function_id is not None:
        here = here.filter(function=target.function_id)
    held = holding([target.course_id], on=on).order_by()
    return here.filter(person__in=held.values("person"))


def targets_on(day, *, units=None):
    """The targets of a day, of some units (ids) if given."""
    found = Target.objects.open_on(day).select_related("unit", "course", "function")
    return found if units is None else found.filter(unit__in=units)


def too_few(*, on, most):
    """At most so many Strengths of targets that are not met on the day."""
    found = strengths(targets_on(on)[:MOST_LOOKED_AT], on=on)
    return [each for each in found if each.missing][:most]


#: Parts of one query; a page shows fewer, and the dashboard looks at no more.
MOST_LOOKED_AT = 200


@transaction.atomic
def set_target(*, unit, course, function, number, by, at, on):
    """Say how many trained people a unit needs from today on; what was said before ends.

    Raises NotAllowed. The same number again changes nothing.
    """
    check_keeper(by, on=on)
    former = _current(unit, course, function)
    if former is not None and former.number == number:
        return former
    if former is not None:
        _end(former, on=on)
    row = Target.objects.create(
        unit=unit, course=course, function=function, number=number, starts_on=on, set_by=by
    )
    record("target.set", row, by=by, at=at, unit=unit.pk)
    return row


def _current(unit, course, function):
    rows = Target.objects.select_for_update(of=["self"])
    return rows.filter(unit=unit, course=course, function=function, ends_on=None).first()


def _end(target, *, on):
    """Its last day is yesterday; what began today leaves no day behind."""
    if target.starts_on >= on:
        target.delete()
        return
    target.ends_on = on - timedelta(days=1)
    target.save(update_fields=["ends_on"])


@transaction.atomic
def end_target(target, *, by, at, on):
    """Let a unit need no number any more from today on. Raises NotAllowed."""
    check_keeper(by, on=on)
    record("target.ended", target, by=by, at=at, unit=target.unit_id)
    _end(target, on=on)
