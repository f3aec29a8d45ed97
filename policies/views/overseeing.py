"""Who has and who has not acknowledged: by policy and unit, as of any day."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.templatetags.page import day
from people.presence import left_words
from people.views.acting import visible_among
from policies import rules
from policies.figures import coverage
from policies.forms.overseeing import CoverageFilter
from policies.matrix import entry_for, listed, standings_with
from policies.obligations import owed

PAGE_SIZE = 25


def acknowledgements(request):
    """The list for one policy: who was asked on the day, and where each of them stands."""
    form = CoverageFilter(request.GET or None, units=units_allowed(request))
    on = form.chosen("on") or request.today
    asked = owed(on)
    entry = entry_for(asked, form.chosen("policy"))
    context = {
        "filters": form,
        "form": form if form.errors else None,
        "on": on,
        "is_past": on < request.today,
        "asked": asked.asked,
        "entry": entry,
        "unit": form.chosen("unit"),
    }
    if entry is not None:
        counted = coverage(entry, form.units)
        people, count = listed(entry, form.chosen("state"), form.units, counted)
        page = _Counted(people.order_by("sort", "pk"), count).get_page(request.GET.get("page"))
        rows = _rows(request, entry, list(page.object_list))
        context |= {"page": page, "rows": rows, "coverage": counted}
        context["can_remind"] = (
            counted.missing > 0
            and on == request.today
            and rules.can_remind(request.user, on=request.today)
        )
    return render(
        request,
        "policies/acknowledgements.html",
        context,
        status=422 if form.errors else 200,
    )


def units_allowed(request):
    """The ids of the units whose people the reader may look up, or None for everybody."""
    units = rules.units_overseen(request.user, on=request.today)
    if units is not None and not units:
        raise PermissionDenied
    return units


class _Counted(Paginator):
    """Pages of people who were counted before: in a large organisation counting is the work."""

    def __init__(self, people, count):
        super().__init__(people, PAGE_SIZE)
        self.count = count


def _rows(request, entry, people):
    visible, held = visible_among(people, request), standings_with(entry, people)
    may = _what_may_be_done(request, entry, [pk for pk in held if held[pk].owes])
    may_exempt = entry.on == request.today and rules.can_exempt(request.user, on=request.today)
    return [
        {
            "person": person,
            "url": person.get_absolute_url() if person.pk in visible else "",
            "left": left_words(person, today=request.today),
            "units": [unit.name for unit in held[person.pk].units],
            "tag": _tag(held[person.pk]),
            "lines": [_line(held[person.pk].given)],
            "may_send": bool(person.email) and person.pk in may["send"],
            "may_enter": person.pk in may["enter"],
            "may_exempt": may_exempt and held[person.pk].owes and person != request.user,
        }
        for person in people
    ]


def _what_may_be_done(request, entry, owing):
    """To whom of those who owe it today this reader may send a link, and whose paper enter."""
    if entry.on != request.today or not owing:
        return {"send": set(), "enter": set()}
    lists = {
        "send": rules.sent_links_by(request.user, on=entry.on),
        "enter": rules.vouched_for(request.user, on=entry.on),
    }
    return {
        name: set(people.filter(pk__in=owing).order_by().values_list("pk", flat=True))
        for name, people in lists.items()
    }


def _tag(standing):
    if standing.exempt is not None:
        words = _("exempt until %(day)s") % {"day": day(standing.exempt.ends_on)}
        return {"text": words, "kind": "", "icon": "slash-circle"}
    owes = standing.owes
    if owes is None:
        return {"text": _("acknowledged"), "kind": "ok", "icon": "check-circle"}
    due = {"day": day(owes.due_on)}
    if owes.is_missing:
        return {"text": _("missing, was due %(day)s") % due, "kind": "bad", "icon": ""}
    return {"text": _("due by %(day)s") % due, "kind": "warn", "icon": "hourglass-split"}


def _line(given):
    if given is None:
        return {"text": _("not yet"), "quiet": True}
    words = _("version %(number)s, %(language)s")
    known = {"number": given.version.number, "language": given.get_language_display()}
    way = "" if given.method == given.Method.SESSION else f", {given.get_method_display()}"
    return {
        "text": day(given.acknowledged_on),
        "url": reverse("evidence", args=[given.uid]),
        "small": words % known + way,
    }
