"""Who speaks with somebody whom reminders do not reach: the unit's lead, else the management."""

from collections import Counter, defaultdict

from django.db.models import Q

from people.models import Assignment, Role, RoleGrant, Unit


class Leads:
    """Who answers for whom on a day; reads units and roles once.

    For each unit it is its lead, or the lead of the nearest unit above that has one. Nobody is
    told about themselves; where that leaves nobody, it is the management.
    """

    def __init__(self, on):
        self.on = on
        self._above = dict(Unit.objects.order_by().values_list("pk", "parent"))
        self._of_unit, self._management = defaultdict(set), set()
        grants = RoleGrant.objects.open_on(on).filter(
            role__in=[Role.UNIT_LEAD, Role.MANAGEMENT], person__email__isnull=False
        )
        for person, role, unit in grants.order_by().values_list("person", "role", "unit"):
            if role == Role.MANAGEMENT:
                self._management.add(person)
            else:
                self._of_unit[unit].add(person)

    def of_many(self, entries):
        """How many of these (Owing) wait for each lead, by the lead's id."""
        waiting = Counter()
        for leads in self.by_person([entry.person.pk for entry in entries]).values():
            waiting.update(leads)
        return waiting

    def by_person(self, persons):
        """Map each of these ids of persons to the set of ids of those who answer for them."""
        units = defaultdict(set)
        assigned = Assignment.objects.open_on(self.on).filter(person__in=persons).order_by()
        for person, unit in assigned.values_list("person", "unit"):
            units[person].add(unit)
        return {person: self._of(person, units[person]) for person in persons}

    def may_wait_for(self, lead):
        """The condition on persons "may wait for this lead": in a unit they answer for, or a lead.

        Leads wait for others than their people do; ``by_person`` decides.
        """
        units = [unit for unit in self._above if lead in self._for(unit, besides=None)]
        theirs = Assignment.objects.open_on(self.on).filter(unit__in=units).order_by()
        leading = set().union(*self._of_unit.values())
        return Q(pk__in=theirs.values("person")) | Q(pk__in=leading)

    def _of(self, person, units):
        return set().union(*(self._for(unit, besides=person) for unit in units))

    def _for(self, unit, *, besides):
        """Those who answer for the people of a unit; ``besides`` is not told about themselves."""
        while unit is not None:
            if leads := self._of_unit.get(unit, set()) - {besides}:
                return leads
            unit = self._above.get(unit)
        return self._management - {besides}
