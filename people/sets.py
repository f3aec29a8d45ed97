"""Everybody at once: people found as sets, which databases join quickly however many they are.

A condition made of many alternatives is tried person by person; the same alternatives as one union
of sets are read once each.
"""

from django.db.models import Exists, OuterRef, Q


def among(sets):
    """The condition on persons "is in one of these sets".

    Each set is a queryset of one column with ids of persons, such as ``.values("person")``.
    """
    sets = [each.order_by() for each in sets]
    if not sets:
        return Q(pk__in=[])
    return Q(pk__in=sets[0].union(*sets[1:], all=True) if len(sets) > 1 else sets[0])


def without(assignments, given):
    """Those of the assignments whose person has none of the given rows."""
    return assignments.filter(~Exists(given.filter(person=OuterRef("person"))))


def having(assignments, given):
    """Those of the assignments whose person has at least one of the given rows."""
    return assignments.filter(Exists(given.filter(person=OuterRef("person"))))
