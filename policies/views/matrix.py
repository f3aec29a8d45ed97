"""Everybody at once: people by policies, and units by policies, as of any day (features 2.17)."""

from django.core.paginator import Paginator
from django.shortcuts import render

from people.models import Unit
from people.presence import left_words, people_on, units_of
from people.views.acting import visible_among
from policies.figures import Coverage, coverages, coverages_by_unit
from policies.forms.overseeing import MatrixFilter, PoliciesFilter
from policies.matrix import NOT_ASKED, cells, people_shown
from policies.obligations import owed
from policies.views.overseeing import units_allowed

PAGE_SIZE = 25
#: Longer titles are cut in the head of a column; screen readers hear them whole.
HEAD_LENGTH = 36


def matrix(request):
    """One row a person, one column a policy, and how many per cent of those shown."""
    form = MatrixFilter(request.GET or None, units=units_allowed(request))
    on = form.chosen("on") or request.today
    entries = form.narrowed(owed(on).asked)
    people = people_shown(form, entries, on=on)
    page = Paginator(people.order_by("sort", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    among = people if form.narrows_people else None
    columns = _columns(entries, coverages(entries, among))
    context = {
        **_frame(request, form, on),
        "columns": columns,
        "page": page,
        "rows": _rows(request, list(page.object_list), entries, columns, on=on),
    }
    return render(request, "policies/matrix.html", context, status=422 if form.errors else 200)


def _frame(request, form, on):
    return {
        "filters": form,
        "form": form if form.errors else None,
        "on": on,
        "is_past": on < request.today,
        "on_typed": request.GET.get("on", "") if form.chosen("on") else "",
    }


def _columns(entries, counted):
    return [
        {
            "policy": entry.policy,
            "title": entry.version.title or entry.policy.title,
            "short": shortened(entry.version.title or entry.policy.title),
            "number": entry.version.number,
            "coverage": counted[entry.policy.pk],
        }
        for entry in entries
    ]


def shortened(title):
    """The title, or its first words and an ellipsis when it is too long for a column."""
    if len(title) <= HEAD_LENGTH:
        return title
    return title[:HEAD_LENGTH].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + "…"


def _cells(row, columns, found, nothing):
    """What stands in each column for a person or a unit, with the head of the column."""
    return [
        {
            "title": column["title"],
            "found": found.get((row.pk, column["policy"].pk), nothing),
        }
        for column in columns
    ]


def _rows(request, people, entries, columns, *, on):
    visible = visible_among(people, request)
    found, held = cells(people, entries, on=on), units_of(people, on=on)
    return [
        {
            "person": person,
            "url": person.get_absolute_url() if person.pk in visible else "",
            "units": list(dict.fromkeys(row.unit.name for row in held[person.pk])),
            "left": left_words(person, today=request.today),
            "cells": _cells(person, columns, found, NOT_ASKED),
        }
        for person in people
    ]


def units(request):
    """One row a unit, one column a policy: how many per cent of those asked there, on a day."""
    form = PoliciesFilter(request.GET or None, units=units_allowed(request))
    on = form.chosen("on") or request.today
    entries = form.narrowed(owed(on).asked)
    found = coverages_by_unit(entries, form.units)
    shown = Unit.objects.with_tree_fields().filter(pk__in={unit for unit, _policy in found})
    people = None if form.units is None else people_on(on, units=form.units)
    columns = _columns(entries, coverages(entries, people))
    context = {
        **_frame(request, form, on),
        "columns": columns,
        "rows": [
            {
                "unit": unit,
                "cells": _cells(unit, columns, found, Coverage(0, 0)),
            }
            for unit in shown
        ],
    }
    return render(
        request, "policies/matrix_units.html", context, status=422 if form.errors else 200
    )
