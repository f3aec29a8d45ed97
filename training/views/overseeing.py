"""Everybody's training at once: people by courses and units by courses, as of any day."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render

from people.models import Unit
from people.presence import left_words, people_on, units_of
from people.views.acting import visible_among
from policies.figures import Coverage
from training import rules
from training.figures import asked, coverages, coverages_by_unit
from training.forms.overseeing import CoursesFilter, TrainingFilter
from training.matrix import NOT_TAKEN, cells, people_shown

PAGE_SIZE = 25
NOBODY = Coverage(0, 0)


def units_allowed(request):
    """The ids of the units whose people the reader may look up, or None for everybody."""
    units = rules.units_overseen(request.user, on=request.today)
    if units is not None and not units:
        raise PermissionDenied
    return units


def training_matrix(request):
    """One row a person, one column a course, and how many per cent of those asked hold it."""
    form = TrainingFilter(request.GET or None, units=units_allowed(request))
    on = form.chosen("on") or request.today
    courses = form.courses_on(on)
    entries = asked(on, courses=courses)
    people = people_shown(form, courses, entries, on=on)
    page = Paginator(people.order_by("sort", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    columns = _columns(courses, coverages(entries, people if form.narrows_people else None))
    context = {
        **_frame(request, form, on),
        "columns": columns,
        "page": page,
        "rows": _rows(request, list(page.object_list), courses, on=on),
    }
    status = 422 if form.errors else 200
    return render(request, "training/matrix.html", context, status=status)


def _frame(request, form, on):
    return {
        "filters": form,
        "form": form if form.errors else None,
        "on": on,
        "is_past": on < request.today,
        "can_keep": rules.can_keep(request.user, on=request.today),
        "on_typed": request.GET.get("on", "") if form.chosen("on") else "",
    }


def _columns(courses, counted):
    return [{"course": course, "coverage": counted.get(course.pk, NOBODY)} for course in courses]


def _rows(request, people, courses, *, on):
    visible = visible_among(people, request)
    found, held = cells(people, courses, on=on), units_of(people, on=on)
    return [
        {
            "person": person,
            "url": person.get_absolute_url() if person.pk in visible else "",
            "units": list(dict.fromkeys(row.unit.name for row in held[person.pk])),
            "left": left_words(person, today=request.today),
            "cells": [
                {"title": course.title, "found": found.get((person.pk, course.pk), NOT_TAKEN)}
                for course in courses
            ],
        }
        for person in people
    ]


def training_units(request):
    """One row a unit, one column a course: how many per cent of those asked there hold it."""
    form = CoursesFilter(request.GET or None, units=units_allowed(request))
    on = form.chosen("on") or request.today
    courses = form.courses_on(on)
    entries = asked(on, courses=courses)
    courses = [entry.course for entry in entries]
    found = coverages_by_unit(entries, form.units)
    shown = Unit.objects.with_tree_fields().filter(pk__in={unit for unit, _course in found})
    people = None if form.units is None else people_on(on, units=form.units)
    context = {
        **_frame(request, form, on),
        "columns": _columns(courses, coverages(entries, people)),
        "rows": [
            {
                "unit": unit,
                "cells": [
                    {"title": course.title, "found": found.get((unit.pk, course.pk), NOBODY)}
                    for course in courses
                ],
            }
            for unit in shown
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "training/matrix_units.html", context, status=status)
