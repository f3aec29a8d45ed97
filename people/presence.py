"""Who was here on a day and where: for lists, matrices and sheets, page by page."""

from collections import defaultdict

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from documents.templatetags.page import day
from people.models import Assignment, Person

#: So many people at a time are worked on for a sheet of everybody.
BATCH = 500


def people_on(on, *, units=None, kind=None, function=None, words=""):
    """The persons with an assignment on that day that fits all that is given, also those gone now.

    ``units`` are ids; ``words`` are looked for in name and e-mail.
    """
    held = Assignment.objects.open_on(on).filter(person=OuterRef("pk"))
    if units is not None:
        held = held.filter(unit__in=units)
    if kind:
        held = held.filter(kind=kind)
    if function:
        held = held.filter(function=function)
    return Person.objects.matching(words).filter(Exists(held))


def units_of(people, *, on):
    """Map each person's id to the assignments that hold on that day, ordered by unit."""
    held = defaultdict(list)
    assignments = Assignment.objects.open_on(on).filter(person__in=[one.pk for one in people])
    for assignment in assignments.select_related("unit", "function").order_by("unit__sort", "pk"):
        held[assignment.person_id].append(assignment)
    return held


def left_words(person, *, today):
    """That somebody has left by today, and when; empty for everybody who is here."""
    if person.left_on is None or person.left_on >= today:
        return ""
    return _("left on %(day)s") % {"day": day(person.left_on)}


def in_batches(people):
    """The persons of a queryset in the order of lists, a list of at most BATCH at a time.

    Who belongs to it is decided once, at the beginning.
    """
    ids = list(people.order_by("sort", "pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        found = Person.objects.in_bulk(batch)
        yield [found[pk] for pk in batch]
