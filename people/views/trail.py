"""The trail, as administrators read it: who did what and when, never any value."""

from datetime import datetime, time, timedelta

from django.core.paginator import Paginator
from django.shortcuts import render

from audit.models import Event
from people.days import zone
from people.forms.organisation import TrailFilter
from people.models import Person, Role
from people.trail_words import thing, words

PAGE_SIZE = 50
PERSON = Person._meta.label_lower


def trail(request):
    """Events that fit the filters in the address, newest first."""
    form = TrailFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = Event.objects.matching(
        actor=wanted.get("actor"),
        object=wanted.get("object"),
        action=wanted.get("action", ""),
        since=_midnight(wanted.get("since")),
        until=_midnight(wanted.get("until"), days=1),
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": form,
        "form": form if form.errors else None,
        "number_chosen": form.number_chosen,
        "page": page,
        "rows": _rows(page),
    }
    return render(request, "people/trail.html", context, status=422 if form.errors else 200)


def _midnight(day, days=0):
    """The moment at which a day (or so many days later) begins where the organisation is."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=days), time.min, zone())


def _rows(page):
    """Each event of the page in words, with the persons it names looked up at once."""
    events = list(page.object_list)
    uids = {str(event.actor) for event in events if event.actor}
    uids |= {event.object_id for event in events if event.object_type == PERSON}
    people = {str(person.uid): person for person in Person.objects.filter(uid__in=uids)}
    return [
        {
            "event": event,
            "words": words(event.action),
            "thing": thing(event.object_type),
            "actor": people.get(str(event.actor)),
            "about": people.get(event.object_id) if event.object_type == PERSON else None,
            "role": Role(event.role).label if event.role in Role.values else "",
        }
        for event in events
    ]
