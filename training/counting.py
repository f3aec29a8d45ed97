"""How many people a course is asked of, and how many of them hold it: exact, for any day."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Value

from people.models import Assignment, Person
from training.models import Credential
from training.obligations import terms


@dataclass(frozen=True)
class Counts:
    """One course on a day: those asked, how many of those hold it, and all here who hold it."""

    asked: int = 0
    asked_holding: int = 0
    holding: int = 0

    @property
    def owing(self):
        """Those asked who do not hold it, late or not."""
        return self.asked - self.asked_holding

    @property
    def percent(self):
        """Whole per cent, rounded down; None when nobody is asked."""
        return self.asked_holding * 100 // self.asked if self.asked else None


def counts(on):
    """Map each course's id to its Counts; courses of which there is nothing to count are absent.

    The number of queries does not depend on how many courses there are.
    """
    asked = {row[0]: row[1:] for row in _asked(on)}
    here = Assignment.objects.open_on(on).filter(person=OuterRef("person"))
    held = Credential.objects.valid_on(on).filter(Exists(here)).order_by().values("course")
    holding = dict(held.annotate(n=Count("person", distinct=True)).values_list("course", "n"))
    return {
        course: Counts(*asked.get(course, (0, 0)), holding.get(course, 0))
        for course in asked.keys() | holding.keys()
    }


def _asked(on):
    """(course id, people asked, those of them who hold it) of each course with a rule."""
    by_course = defaultdict(lambda: Q(pk__in=[]))
    for term in terms(on):
        by_course[term.rule.course_id] |= Q(
            Exists(term.assignments().filter(person=OuterRef("pk")))
        )
    parts = [_part(course, wanted, on) for course, wanted in sorted(by_course.items())]
    if not parts:
        return []
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return list(rows.order_by())


def _part(course, wanted, on):
    held = Credential.objects.valid_on(on).filter(course=course, person=OuterRef("pk"))
    return (
        Person.objects.order_by()
        .filter(wanted)
        .annotate(course_ref=Value(course, IntegerField()), holds=Exists(held))
        .values("course_ref")
        .annotate(asked=Count("pk"), asked_holding=Count("pk", filter=Q(holds=True)))
        .values_list("course_ref", "asked", "asked_holding")
    )
