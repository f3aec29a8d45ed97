"""See before saving whom a rule means today: how many, in which units, who starts or stops."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q

from people.audiences import condition, units_for
from people.models import Assignment, Person, Unit
from people.roles import with_subtree

PAGE_SIZE = 25


@dataclass(frozen=True)
class Preview:
    """Whom a rule means on a day.

    ``changed`` of the ``count`` people are meant by no other rule of the policy or course: they
    start to be asked with this rule, or stop with its end. ``units`` are (unit, people) pairs, the
    largest first; ``rows`` are the page's (person, units, is changed).
    """

    count: int
    changed: int
    units: tuple
    page: Page
    rows: tuple

    @property
    def unchanged(self):
        return self.count - self.changed


def chosen(*, kinds, units, functions, **_other):
    """The condition on assignments of a rule that is not saved yet; an empty choice means all."""
    wanted = Q()
    if kinds:
        wanted &= Q(kind__in=kinds)
    if units:
        wanted &= Q(unit__in=sorted(with_subtree({unit.pk for unit in units})))
    if functions:
        wanted &= Q(function__in=functions)
    return wanted


def of_rule(rule):
    """The condition on assignments of a saved rule."""
    return condition(rule, units_for([rule]))


def preview(wanted, *, rules, on, number=1, without=None):
    """The Preview of the assignments that are ``wanted``; page ``number`` of the people.

    ``rules`` are all those of the same policy or course; ``without`` is the rule itself, when it
    is saved already.
    """
    reached = Assignment.objects.open_on(on).filter(wanted)
    people = Person.objects.filter(pk__in=reached.order_by().values("person"))
    changed = people.exclude(_others(rules, on, without))
    counted = reached.order_by().values("unit").annotate(people=Count("person", distinct=True))
    counts = {row["unit"]: row["people"] for row in counted}
    units = Unit.objects.in_bulk(counts)
    page = Paginator(people.order_by("sort", "pk"), PAGE_SIZE).get_page(number)
    return Preview(
        count=page.paginator.count,
        changed=changed.count(),
        units=tuple(
            (units[pk], counts[pk])
            for pk in sorted(counts, key=lambda pk: (-counts[pk], units[pk].sort))
        ),
        page=page,
        rows=tuple(_rows(page, reached, changed)),
    )


def _others(rules, on, without):
    """The condition on persons "asked by another rule on the day"."""
    rules = rules.open_on(on).prefetch_related("units", "functions")
    rules = list(rules.exclude(pk=without.pk) if without else rules)
    units = units_for(rules)
    asked = Q(pk__in=[])
    for rule in rules:
        mine = Assignment.objects.open_on(on).filter(condition(rule, units))
        asked |= Q(Exists(mine.filter(person=OuterRef("pk"))))
    return asked


def _rows(page, reached, changed):
    people = list(page.object_list)
    ids = [person.pk for person in people]
    new = set(changed.filter(pk__in=ids).values_list("pk", flat=True))
    units = defaultdict(list)
    for held in reached.filter(person__in=ids).select_related("unit").order_by("unit__sort"):
        if held.unit not in units[held.person_id]:
            units[held.person_id].append(held.unit)
    for person in people:
        yield {"person": person, "units": units[person.pk], "is_changed": person.pk in new}
