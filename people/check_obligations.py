"""Who owes which background check on a day (R44), with the meaning of ``policies.obligations``.

A check counts from the day it was seen through its last valid day, and no longer than the rule's
months. It is owed since the latest of: the rule's start, the first day of the person's matching
assignments, the day the former check ran out. Days are never shifted in SQL.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, IntegerField, Min, OuterRef, Q, Subquery, Value

from people.audiences import condition, units_for
from people.days import add_months, last_day_expired
from people.models import Assignment, BackgroundCheck, CheckRule, Person
from people.obligations import Obligation, State
from people.sets import without


@dataclass(frozen=True)
class Term:
    """One rule on one day, with its cut-off days."""

    rule: CheckRule
    audience: Q
    on: date

    @property
    def late_before(self):
        """What is owed since a day before this one is missing on the Term's day."""
        return self.on - timedelta(days=self.rule.due_days)

    def assignments(self):
        """The assignments open on the day that the rule means."""
        return Assignment.objects.open_on(self.on).filter(self.audience)

    def seen(self):
        """The checks of this kind that somebody had seen by the day."""
        return BackgroundCheck.objects.filter(
            kind=self.rule.check_kind, seen_on__lte=self.on, voided_at=None
        )

    def lasting(self, day):
        """Those checks that had not run out by a day (this Term's or an earlier one)."""
        lasting = Q(valid_until=None) | Q(valid_until__gte=day)
        if self.rule.renew_months is not None:
            lasting &= Q(seen_on__gt=last_day_expired(day, self.rule.renew_months))
        return self.seen().filter(lasting)

    def late(self):
        """The assignments of those who owe it under this rule and are past the due day."""
        mine, day = self.assignments(), self.on
        if not self.rule.before_first_duty:
            if self.rule.starts_on >= self.late_before:
                return mine.none()
            mine = mine.filter(starts_on__lt=self.late_before)
            day = self.late_before - timedelta(days=1)
        return without(mine, self.lasting(day))

    def rows(self, index, people):
        """(person id, index, first matching assignment's start) of those who owe it."""
        base = Person.objects if people is None else people
        mine = self.assignments().filter(person=OuterRef("pk")).order_by()
        first = mine.values("person").annotate(first=Min("starts_on")).values("first")
        return (
            base.order_by()
            .filter(Exists(mine), ~Exists(self.lasting(self.on).filter(person=OuterRef("pk"))))
            .annotate(term_ref=Value(index, IntegerField()), assigned_on=Subquery(first))
            .values_list("pk", "term_ref", "assigned_on")
        )

    def ran_out_on(self, seen_on, valid_until):
        """The first day on which such a check no longer counts."""
        days = []
        if valid_until is not None:
            days.append(valid_until + timedelta(days=1))
        if self.rule.renew_months is not None:
            days.append(add_months(seen_on, self.rule.renew_months))
        return min(days)

    def obligation(self, assigned_on, former):
        """What somebody owes whose (seen on, valid until) pairs of checks have all run out."""
        ends = [self.ran_out_on(*check) for check in former]
        since = max(self.rule.starts_on, assigned_on, *ends)
        days = -1 if self.rule.before_first_duty else self.rule.due_days
        due = since + timedelta(days=days)
        return Obligation(
            due_on=due,
            since_on=since,
            kind="check",
            label=self.rule.get_check_kind_display(),
            state=State.MISSING if due < self.on else State.DUE,
            what=self.rule,
        )


def terms(on):
    """The rules that hold on the day, as Terms; four queries, or one when there are none."""
    rules = list(CheckRule.objects.open_on(on).prefetch_related("units", "functions"))
    units = units_for(rules)
    return [Term(rule, condition(rule, units), on) for rule in rules]


def open_obligations(people, *, on):
    """Map each of these persons' ids to the checks they owe, the most urgent first.

    ``people`` is a queryset of persons, or None for everybody.
    """
    asked = terms(on)
    if not asked:
        return {}
    parts = [term.rows(index, people) for index, term in enumerate(asked)]
    rows = parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0]
    former = _former(people, asked, on)
    gathered = defaultdict(dict)
    for person, index, assigned_on in rows:
        kind = asked[index].rule.check_kind
        found = asked[index].obligation(assigned_on, former[person, kind])
        known = gathered[person].get(kind)
        if known is None or found < known:
            gathered[person][kind] = found
    return {person: sorted(found.values()) for person, found in gathered.items()}


def _former(people, asked, on):
    """The (seen on, valid until) pairs seen by the day, by (person id, kind)."""
    kinds = {term.rule.check_kind for term in asked}
    checks = BackgroundCheck.objects.filter(kind__in=kinds, seen_on__lte=on, voided_at=None)
    if people is not None:
        checks = checks.filter(person__in=people.order_by().values("pk"))
    found = defaultdict(list)
    for person, kind, *days in checks.order_by().values_list(
        "person", "kind", "seen_on", "valid_until"
    ):
        found[person, kind].append(tuple(days))
    return found


def late_people(*, on):
    """Sets of the ids of those who are late with at least one check on that day."""
    return [term.late().values("person") for term in terms(on)]
