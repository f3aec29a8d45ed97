"""Counts of training: how many of those asked hold a course, exact, for any day."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Value

from people.models import Assignment, Person
from people.sets import among
from policies.figures import Coverage, together
from training.models import Course, Credential
from training.obligations import terms
from training.standing import DAYS_BEFORE


@dataclass(frozen=True)
class Asked:
    """Everybody of whom one course is asked on a day, through one rule or several."""

    course: Course
    terms: tuple

    @property
    def on(self):
        return self.terms[0].on

    def assignments(self, units=None):
        """The assignments through which it is asked, each once; only those to some units (ids)."""
        reached = Assignment.objects.open_on(self.on)
        if all(term.audience for term in self.terms):
            audience = Q()
            for term in self.terms:
                audience |= term.audience
            reached = reached.filter(audience)
        return reached if units is None else reached.filter(unit__in=units)

    def held(self):
        """The credentials of the course that hold on the day."""
        return holding([self.course.pk], on=self.on)

    def open_for(self, person_ref):
        """The condition "this person does not hold it", for rows that refer to a person."""
        return ~Q(**{f"{person_ref}__in": self.held().order_by().values("person")})


def holding(courses, *, on):
    """The credentials of these courses (ids) that hold on the day."""
    return Credential.objects.filter(course__in=courses).valid_on(on)


def asked(on, *, courses=None):
    """What each course asks on the day, in the order of courses."""
    by_course = {}
    for term in terms(on, courses=courses):
        by_course.setdefault(term.course.pk, []).append(term)
    found = [Asked(rules[0].course, tuple(rules)) for rules in by_course.values()]
    return sorted(found, key=lambda entry: entry.course.slug)


def coverages(entries, people=None):
    """How many of those asked hold each course, in one query, by the course's id.

    ``people`` narrows it to some persons (a queryset).
    """
    parts = []
    for entry in entries:
        rows = entry.assignments()
        if people is not None:
            rows = rows.filter(person__in=people.order_by().values("pk"))
        rows = rows.order_by().annotate(of=Value(entry.course.pk, IntegerField())).values("of")
        parts.append(_counted(rows, entry).values_list("of", "asked", "open"))
    return {course: Coverage(asked, asked - open_) for course, asked, open_ in together(parts)}


def coverages_by_unit(entries, units=None):
    """How many hold each course in each unit, in one query: (unit id, course id) -> Coverage.

    A person counts once in each unit through which the course is asked; what asks nobody is left
    out.
    """
    parts = []
    for entry in entries:
        rows = entry.assignments(units).order_by()
        rows = rows.annotate(of=Value(entry.course.pk, IntegerField())).values("unit", "of")
        parts.append(_counted(rows, entry).values_list("unit", "of", "asked", "open"))
    return {
        (unit, course): Coverage(asked, asked - open_)
        for unit, course, asked, open_ in together(parts)
    }


def _counted(rows, entry):
    return rows.annotate(
        asked=Count("person", distinct=True),
        open=Count("person", distinct=True, filter=entry.open_for("person")),
    )


def meant(entries, units=None):
    """The condition on persons "at least one of these courses is asked of them"."""
    return among(entry.assignments(units).values("person") for entry in entries)


def open_in(entries, units=None):
    """The condition on persons "does not hold at least one of these courses that is asked"."""
    return among(
        entry.assignments(units).filter(entry.open_for("person")).values("person")
        for entry in entries
    )


def lacking(*, on):
    """The condition on persons "does not hold all that is asked of them on the day"."""
    return open_in(asked(on))


def trained(*, on, units=None):
    """How many of those asked for any course hold all that is asked of them, each person once."""
    entries = asked(on)
    people = Person.objects.filter(meant(entries, units))
    number = people.count()
    return Coverage(number, number - people.filter(open_in(entries, units)).count())


def ending(on, *, units=None, courses=None, days=DAYS_BEFORE):
    """The persons of the day one of whose credentials ends within so many days, none following.

    ``courses`` narrows it; else it is about all that are offered on the day.
    """
    shown = Course.objects.offered(on).order_by().values("pk") if courses is None else courses
    longer = Credential.objects.filter(course=OuterRef("course"), person=OuterRef("person"))
    longer = longer.valid_on(on).lasting(on + timedelta(days=days))
    soon = holding(shown, on=on).filter(~Exists(longer)).order_by().values("person")
    return Person.objects.present_on(on, units=units).filter(pk__in=soon)
