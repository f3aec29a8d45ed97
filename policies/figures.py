"""Counts of acknowledgements: exact, for any day, per unit or in all."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Value

from people.audiences import condition, load_units
from people.models import Assignment, Unit


@dataclass(frozen=True)
class Coverage:
    """How many of those asked have acknowledged; ``exempt`` people are not among them."""

    asked: int
    done: int
    unit: Unit | None = None
    exempt: int = 0

    @property
    def missing(self):
        return self.asked - self.done

    @property
    def percent(self):
        """Whole per cent, rounded down, so that 100 means everybody; None when nobody is asked."""
        return self.done * 100 // self.asked if self.asked else None


def coverage_by_unit(entry):
    """The coverage of each unit in which the policy asks somebody, those with most missing first.

    ``entry`` is an ``obligations.Asked``. A person counts once in each unit they belong to.
    """
    counted = (
        entry.assignments()
        .order_by()
        .values("unit")
        .annotate(
            asked=Count("person", distinct=True),
            open=Count("person", distinct=True, filter=entry.open_for("person")),
        )
    )
    counts = {row["unit"]: (row["asked"], row["asked"] - row["open"]) for row in counted}
    units = Unit.objects.in_bulk(counts)
    found = [Coverage(*counts[pk], unit=units[pk]) for pk in counts]
    return sorted(found, key=lambda coverage: (-coverage.missing, coverage.unit.sort))


def coverage(entry, units=None):
    """The coverage of the whole audience, or of some units (ids), each person once."""
    counted = (
        entry.reached(units)
        .order_by()
        .aggregate(
            asked=Count("person", distinct=True),
            open=Count("person", distinct=True, filter=entry.open_for("person")),
        )
    )
    done = counted["asked"] - counted["open"]
    return Coverage(counted["asked"], done, exempt=entry.exempt(units).count())


def coverages(entries, people=None):
    """The coverage of several policies in one query, by the policy's id.

    ``people`` narrows it to some persons (a queryset): those of them whom the policy asks.
    """
    parts = [
        _among(entry.assignments(), people)
        .order_by()
        .annotate(of=Value(entry.policy.pk, IntegerField()))
        .values("of")
        .annotate(
            asked=Count("person", distinct=True),
            open=Count("person", distinct=True, filter=entry.open_for("person")),
        )
        .values_list("of", "asked", "open")
        for entry in entries
    ]
    counted = {policy: Coverage(asked, asked - open_) for policy, asked, open_ in together(parts)}
    return {entry.policy.pk: counted.get(entry.policy.pk, Coverage(0, 0)) for entry in entries}


def _among(assignments, people):
    if people is None:
        return assignments
    return assignments.filter(person__in=people.order_by().values("pk"))


def coverages_by_unit(entries, units=None):
    """The coverage of several policies in each unit, in one query: (unit id, policy id) -> it.

    A person counts once in each unit through which the policy asks them, as in
    ``coverage_by_unit``; ``units`` (ids) narrows it. What asks nobody is left out.
    """
    parts = [
        entry.reached(units)
        .order_by()
        .annotate(of=Value(entry.policy.pk, IntegerField()))
        .values("unit", "of")
        .annotate(
            asked=Count("person", distinct=True),
            open=Count("person", distinct=True, filter=entry.open_for("person")),
        )
        .values_list("unit", "of", "asked", "open")
        for entry in entries
    ]
    return {
        (unit, policy): Coverage(asked, asked - open_)
        for unit, policy, asked, open_ in together(parts)
    }


def meant_by(rules, *, on):
    """How many people each rule means on the day, whether it has begun or not, by the rule's id.

    The units and functions of the rules are prefetched; one query for all rules.
    """
    units = load_units()
    parts = [
        Assignment.objects.open_on(on)
        .filter(condition(rule, units))
        .order_by()
        .annotate(of=Value(rule.pk, IntegerField()))
        .values("of")
        .annotate(people=Count("person", distinct=True))
        .values_list("of", "people")
        for rule in rules
    ]
    return {rule.pk: 0 for rule in rules} | dict(together(parts))


def audience_size(policy, *, on):
    """How many people the rules of that day mean, each counted once, whatever is in force."""
    rules = list(policy.rules.open_on(on).prefetch_related("units", "functions"))
    if not rules:
        return 0
    units = load_units()
    conditions = [condition(rule, units) for rule in rules]
    reached = Assignment.objects.open_on(on)
    if all(conditions):
        audience = Q()
        for wanted in conditions:
            audience |= wanted
        reached = reached.filter(audience)
    return reached.values("person").distinct().count()


def together(parts):
    """The rows of several grouped queries, asked at once."""
    if not parts:
        return []
    return parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0]


def first_ones(term):
    """The first acknowledgement of each person that counts, without renewals."""
    given = term.acknowledgements()
    if not term.has_corrections:
        return given.filter(round=0)
    earlier = term.acknowledgements().filter(person=OuterRef("person"), round__lt=OuterRef("round"))
    return given.filter(~Exists(earlier))


def acknowledgement_history(entry, *, days):
    """How many of today's audience had acknowledged the major version by each of the last days.

    Returns (day, count) pairs, oldest first, one per day with a change, and the day itself last.
    """
    given = (
        first_ones(entry.terms[0])
        .filter(Exists(entry.assignments().filter(person=OuterRef("person"))))
        .order_by("acknowledged_on")
        .values_list("acknowledged_on")
        .annotate(people=Count("person"))
    )
    points, total = [], 0
    start = entry.on - timedelta(days=days)
    for day, people in given:
        total += people
        if day >= start:
            points.append((day, total))
        else:
            points = [(start, total)]
    if not points or points[-1][0] != entry.on:
        points.append((entry.on, total))
    return points
