"""Who has and who has not acknowledged: by policy and unit, as of any day."""

from collections import defaultdict

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render

from people.models import Person, Role
from people.roles import scope, with_subtree
from policies import rules
from policies.figures import coverage
from policies.forms.overseeing import CoverageFilter
from policies.models import Acknowledgement, Exemption
from policies.obligations import Owed, owed

PAGE_SIZE = 25


def acknowledgements(request):
    """The list for one policy: who was asked on the day, and where each of them stands."""
    allowed = _allowed_units(request)
    form = CoverageFilter(request.GET or None, units=allowed)
    on = form.chosen("on") or request.today
    asked = owed(on)
    entry = _entry(asked, form.chosen("policy"))
    context = {
        "form": form,
        "on": on,
        "is_past": on < request.today,
        "asked": asked.asked,
        "entry": entry,
    }
    if entry is not None:
        units = _units(form.chosen("unit"), allowed)
        counted = coverage(entry, units)
        people, count = _people(entry, form.chosen("state"), units, counted)
        page = _Counted(people.order_by("sort", "pk"), count).get_page(request.GET.get("page"))
        context |= {
            "page": page,
            "rows": _rows(entry, page),
            "coverage": counted,
            "can_exempt": rules.can_exempt(request.user, on=request.today),
        }
    return render(
        request,
        "policies/acknowledgements.html",
        context,
        status=422 if form.is_bound and not form.is_valid() else 200,
    )


def _allowed_units(request):
    """None for those who oversee everything; else the ids of the units that the person leads."""
    if rules.can_oversee(request.user, on=request.today):
        return None
    units = scope(request.user, Role.UNIT_LEAD, on=request.today)
    if not units:
        raise PermissionDenied
    return units


def _entry(asked, policy):
    if policy is not None:
        return asked.by_policy.get(policy.pk)
    return asked.asked[0] if asked.asked else None


def _units(unit, allowed):
    if unit is None:
        return allowed
    below = with_subtree({unit.pk})
    return below if allowed is None else below & allowed


def _people(entry, state, units, counted):
    """Those to show, and how many they are."""
    if state == "done":
        return entry.done(units), counted.done
    if state == "open":
        return entry.owing(units), counted.missing
    if state == "exempt":
        return entry.exempt(units), counted.exempt
    everybody = entry.people(units) | entry.exempt(units) if counted.exempt else entry.people(units)
    return everybody, counted.asked + counted.exempt


class _Counted(Paginator):
    """Pages of people who were counted before: in a large organisation counting is the work."""

    def __init__(self, people, count):
        super().__init__(people, PAGE_SIZE)
        self.count = count


def _rows(entry, page):
    """What the page shows of each person: units, newest acknowledgement, open obligation."""
    people = list(page.object_list)
    ids = [person.pk for person in people]
    units = defaultdict(list)
    assigned = entry.meant().filter(person__in=ids).select_related("unit").order_by("unit__sort")
    for assignment in assigned:
        if assignment.unit not in units[assignment.person_id]:
            units[assignment.person_id].append(assignment.unit)
    given = {
        row.person_id: row
        for row in Acknowledgement.objects.filter(
            person__in=ids,
            policy=entry.policy,
            major=entry.version.major,
            acknowledged_on__lte=entry.on,
        )
        .select_related("version")
        .order_by("round")
    }
    exempt = {
        row.person_id: row
        for row in Exemption.objects.open_on(entry.on).filter(policy=entry.policy, person__in=ids)
    }
    open_ones = Owed(entry.on, [entry]).obligations(Person.objects.filter(pk__in=ids))
    return [
        {
            "person": person,
            "units": units[person.pk],
            "given": given.get(person.pk),
            "exempt": exempt.get(person.pk),
            "owes": next(iter(open_ones.get(person.pk, [])), None),
        }
        for person in people
    ]
