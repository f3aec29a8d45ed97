"""Who owes which course on a day (R20), with the meaning of ``policies.obligations``.

A credential counts from the day it was awarded through its last day, as it was extended, unless it
was revoked. A course is owed since the latest of: the rule's start, the first day of the person's
matching assignments, the day after the former credential ended. Who holds a credential that ends
soon is reminded of it as due by its last day; that never makes anybody not ready. What a changed
policy asks for besides is worked out in ``training.refreshing``.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Exists, IntegerField, Min, OuterRef, Q, Subquery, Sum, Value

from people.audiences import condition, units_for
from people.models import Assignment, Person
from people.obligations import Obligation, State
from people.sets import without
from training.models import CourseRule, CourseVersion, Credential, Revocation
from training.refreshing import refreshes
from training.standing import DAYS_BEFORE, Status, days_of, status_of


@dataclass(frozen=True)
class Term:
    """One rule on one day, with its cut-off days."""

    rule: CourseRule
    audience: Q
    on: date

    @property
    def course(self):
        return self.rule.course

    @property
    def late_before(self):
        """What is owed since a day before this one is missing on the Term's day."""
        return self.on - timedelta(days=self.rule.due_days)

    def assignments(self):
        """The assignments open on the day that the rule means."""
        return Assignment.objects.open_on(self.on).filter(self.audience)

    def lasting(self, day):
        """The course's credentials known by the Term's day that had not ended by another day."""
        known = Credential.objects.filter(course=self.rule.course_id).awarded_by(self.on)
        return known.unrevoked(min(day, self.on)).lasting(day)

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
        """(person id, index, first matching assignment's start) of those who owe it now or soon."""
        base = Person.objects if people is None else people
        mine = self.assignments().filter(person=OuterRef("pk")).order_by()
        first = mine.values("person").annotate(first=Min("starts_on")).values("first")
        soon = self.lasting(self.on + timedelta(days=DAYS_BEFORE)).filter(person=OuterRef("pk"))
        return (
            base.order_by()
            .filter(Exists(mine), ~Exists(soon))
            .annotate(term_ref=Value(index, IntegerField()), assigned_on=Subquery(first))
            .values_list("pk", "term_ref", "assigned_on")
        )

    def obligation(self, assigned_on, former):
        """What somebody owes; ``former`` are the two last days of ``_former``, or None."""
        ended = former and former[0]
        since = max(self.rule.starts_on, assigned_on)
        if ended and ended >= self.on:
            since, due = max(since, ended - timedelta(days=DAYS_BEFORE)), ended
        else:
            since = max(since, ended + timedelta(days=1)) if ended else since
            due = since + timedelta(days=-1 if self.rule.before_first_duty else self.rule.due_days)
        what = self._what(former)
        return Obligation(
            due_on=due,
            since_on=since,
            kind="course",
            label=what.title,
            state=State.MISSING if due < self.on else State.DUE,
            what=what,
        )

    def _what(self, former):
        """The course to take: its refresher, where that still renews what ended or ends."""
        if former and self.course.refresher_id:
            status = status_of(*former, on=self.on)
            if status in (Status.EXPIRING, Status.RENEWABLE):
                return self.course.refresher
        return self.course


def terms(on, *, courses=None):
    """The rules that hold on the day, as Terms; four queries, or one when there are none.

    A course that is no longer offered is asked of nobody.
    """
    rules = CourseRule.objects.open_on(on).filter(
        Q(course__retired_on=None) | Q(course__retired_on__gt=on)
    )
    if courses is not None:
        rules = rules.filter(course__in=courses)
    rules = rules.select_related("course__refresher").prefetch_related("units", "functions")
    rules = list(rules)
    units = units_for(rules)
    return [Term(rule, condition(rule, units), on) for rule in rules]


def open_obligations(people, *, on):
    """Map each of these persons' ids to the courses they owe, the most urgent first.

    ``people`` is a queryset of persons, or None for everybody. A course that is owed for several
    reasons, such as the refresher of two others, is one task.
    """
    gathered = defaultdict(dict)
    for (person, _course), found in owed_by_course(people, on=on).items():
        known = gathered[person].get(found.what.pk)
        if known is None or found < known:
            gathered[person][found.what.pk] = found
    return {person: sorted(found.values()) for person, found in gathered.items()}


def owed_by_course(people, *, on, courses=None):
    """Map (person id, id of the course that is asked) to the most urgent Obligation of it.

    What has to be taken may be that course's refresher. ``courses`` narrows it to some.
    """
    asked = [*terms(on, courses=courses), *refreshes(on, courses=courses)]
    if not asked:
        return {}
    parts = [term.rows(index, people) for index, term in enumerate(asked)]
    rows = list(parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0])
    if not rows:
        return {}
    former, minutes = _former(people, asked, on), _minutes(asked)
    found = {}
    for person, index, assigned_on in rows:
        term = asked[index]
        key = person, term.course.pk
        owed = term.obligation(assigned_on, former.get(key))
        if key not in found or owed < found[key]:
            found[key] = replace(owed, minutes=minutes.get(owed.what.pk, 0))
    return found


def _minutes(asked):
    """How long the newest version of each course, or of its refresher, takes, by its id."""
    wanted = {term.course.pk for term in asked} | {term.course.refresher_id for term in asked}
    versions = CourseVersion.objects.current().filter(course__in=wanted - {None}).order_by()
    rows = versions.values("course").annotate(minutes=Sum("lessons__minutes"))
    return {row["course"]: row["minutes"] or 0 for row in rows}


def _former(people, asked, on):
    """Map (person id, course id) to the last days of the credential that ends or ended last.

    One that was revoked ended on the day before, and is not to be renewed.
    """
    rows = Credential.objects.awarded_by(on).filter(course__in={term.course.pk for term in asked})
    if people is not None:
        rows = rows.filter(person__in=people.order_by().values("pk"))
    rows = list(rows.order_by())
    days, revoked = days_of(rows), _revoked(rows, on)
    found = {}
    for row in rows:
        key, ends = (row.person_id, row.course_id), days[row.pk]
        if row.pk in revoked:
            last = min(ends[0] or date.max, revoked[row.pk] - timedelta(days=1))
            ends = (last, last)
        if ends[0] is None:
            continue
        if key not in found or found[key] < ends:
            found[key] = ends
    return found


def _revoked(rows, on):
    """Map the ids of those of these credentials that were revoked by a day to that day."""
    revoked = Revocation.objects.filter(credential__in=[row.pk for row in rows], revoked_on__lte=on)
    return dict(revoked.values_list("credential", "revoked_on"))


def late_people(*, on, courses=None):
    """Sets of the ids of those who are late with at least one course on that day, or with some."""
    asked = [*terms(on, courses=courses), *refreshes(on, courses=courses)]
    return [term.late().values("person") for term in asked]
