"""Whom the list of people means, and where each of them stands today."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from documents.templatetags.page import day
from people import rules
from people.forms.people import PeopleFilter, State
from people.middleware import has_left
from people.models import Assignment, Person, Role
from people.roles import scope, with_subtree


def filter_for(reader, parameters, *, on):
    """The filters of the list; a unit lead chooses among the units led."""
    everybody = rules.can_read_register(reader, on=on)
    units = None if everybody else scope(reader, Role.UNIT_LEAD, on=on)
    return PeopleFilter(parameters, on=on, units=units)


def people_found(reader, form, *, on):
    """Those visible to the reader whom the filters mean.

    Unit, kind and function hold for one and the same assignment.
    """
    state = form.chosen("state") or State.PRESENT
    found = Person.objects.matching(form.chosen("q") or "")
    meant = _assignments(form, state, on=on)
    if state == State.LEFT:
        found = found.filter(left_on__lt=on)
    elif state == State.UPCOMING:
        now = Assignment.objects.open_on(on).filter(person=OuterRef("pk"))
        found = found.exclude(Exists(now))
    elif state == State.OFFLINE:
        found = found.filter(Q(left_on=None) | Q(left_on__gte=on), email=None)
    if meant is not None:
        found = found.filter(Exists(meant))
    return found.visible_to(reader, on=on)


def _assignments(form, state, *, on):
    """The assignments that a person must have one of, or None when there is no such condition."""
    narrowed = {}
    if unit := form.chosen("unit"):
        narrowed["unit__in"] = with_subtree({unit.pk})
    if kind := form.chosen("kind"):
        narrowed["kind"] = kind
    if function := form.chosen("function"):
        narrowed["function"] = function
    if state in (State.LEFT, State.ALL, State.OFFLINE) and not narrowed:
        return None
    meant = Assignment.objects.filter(person=OuterRef("pk"), voided_at=None, **narrowed)
    if state == State.PRESENT:
        return meant.open_on(on)
    return meant.filter(starts_on__gt=on) if state == State.UPCOMING else meant


def is_open(assignment, on):
    """Whether an assignment holds on that day."""
    return assignment.starts_on <= on and (assignment.ends_on is None or assignment.ends_on >= on)


def standing(person, assignments, *, on):
    """Where somebody stands today: words for the tag, its kind, and the assignments to show."""
    now = [assignment for assignment in assignments if is_open(assignment, on)]
    later = [assignment for assignment in assignments if assignment.starts_on > on]
    if has_left(person, on=on):
        words = _("left on %(day)s") % {"day": day(person.left_on)}
        return {"words": words, "kind": "", "assignments": assignments[:1]}
    if now and person.left_on is not None:
        words = _("here until %(day)s") % {"day": day(person.left_on)}
        return {"words": words, "kind": "warn", "assignments": now}
    if now:
        return {"words": _("here"), "kind": "ok", "assignments": now}
    if later:
        words = _("starts on %(day)s") % {"day": day(later[-1].starts_on)}
        return {"words": words, "kind": "info", "assignments": later}
    return {"words": _("without assignment"), "kind": "", "assignments": assignments[:1]}
