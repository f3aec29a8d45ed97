"""Let one or several people leave: what every app holds for them ends with them (features 9.8)."""

from django.db import transaction
from django.utils.translation import gettext as _

import policies.leaving
import training.leaving
from people.departing import gone_by, settle_departed
from people.leaving import leave, what_ends
from people.models import Person

#: The apps that hold open requests: each takes a queryset of people.
WAITING = [
    policies.leaving.decisions_waiting,
    policies.leaving.deputies_waiting,
    training.leaving.places_waiting,
]
CLOSING = [
    policies.leaving.close_requests,
    policies.leaving.end_deputies,
    training.leaving.free_places_of,
]


def what_leaves_with(person, *, on):
    """In words: what ends when this person leaves."""
    assignments, grants = what_ends(person, on=on)
    me = Person.objects.filter(pk=person.pk)
    return [
        *(str(assignment) for assignment in assignments),
        *(_("Role: %(role)s") % {"role": grant} for grant in grants),
        *(words for source in WAITING for words in source(me)),
    ]


@transaction.atomic
def leave_together(persons, *, by, at, on, last_day):
    """Let these people leave on the same last day: all of them, or nobody.

    Raises what ``people.leaving.leave`` raises. Requests close at once when the day is over
    already, otherwise on the day after it.
    """
    for person in persons:
        leave(person, by=by, at=at, on=on, last_day=last_day)
    if last_day < on:
        close_for_departed(by=by, at=at, on=on)


def close_for_departed(*, by, at, on):
    """Close what waits for anybody who is gone; a second run changes nothing."""
    changed = settle_departed(at=at, on=on)
    return changed + sum(closing(gone_by(on), by=by, at=at) for closing in CLOSING)
