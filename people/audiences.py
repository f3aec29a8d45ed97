"""Who a rule means on a day: dated assignments against dated rules."""

from django.db.models import Q

from people.models import Assignment, Unit
from people.roles import with_subtree


def load_units():
    """(id, parent id, origin id) of every unit: read once, then given to ``condition``."""
    return list(Unit.objects.order_by().values_list("pk", "parent_id", "origin_id"))


def units_for(rules):
    """What ``condition`` needs to know of units: all of them, or none when no rule names any."""
    return load_units() if any(rule.units.all() for rule in rules) else []


def condition(rule, units):
    """The condition on assignments that the rule means, whatever the day.

    ``rule`` is an AudienceRule whose units and functions are prefetched; ``units`` come from
    ``units_for``. An empty choice means all.
    """
    wanted = Q()
    if rule.kinds:
        wanted &= Q(kind__in=rule.kinds)
    if named := [unit.pk for unit in rule.units.all()]:
        wanted &= Q(unit__in=sorted(with_subtree(named, units)))
    if functions := [function.pk for function in rule.functions.all()]:
        wanted &= Q(function__in=functions)
    return wanted


def matching(rule, *, on, units=None):
    """The assignments open on that day that the rule means."""
    units = load_units() if units is None else units
    return Assignment.objects.open_on(on).filter(condition(rule, units))
