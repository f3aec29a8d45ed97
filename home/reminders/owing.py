"""Everybody who owes something on a day, in batches, with the days on which they were reminded."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from people.models import OutgoingMail, Person
from people.obligations import State
from readiness.ledger import open_obligations

#: The purpose of a reminder in the outbox; its key is the day, so there is one a day at most.
REMINDER = "reminder"
#: Obligations in these states are worth a reminder.
REMINDED_STATES = frozenset({State.DUE, State.MISSING})
#: People read at once: memory does not grow with the organisation.
BATCH = 2000


@dataclass(frozen=True)
class Owing:
    """Somebody with what they owe, the most urgent first, and the days they were reminded on."""

    person: Person
    obligations: tuple
    reminded: tuple

    @property
    def since_days(self):
        return {owed.since_on for owed in self.obligations}

    @property
    def minutes(self):
        return sum(owed.minutes for owed in self.obligations)

    @property
    def reminded_on(self):
        """The day of the last reminder, or None."""
        return max(self.reminded, default=None)


def everybody_owing(persons, *, on):
    """Yield lists of Owing: those of these persons (a queryset) who owe something on the day."""
    last = 0
    while batch := list(persons.filter(pk__gt=last).order_by("pk")[:BATCH]):
        first, last = last, batch[-1].pk
        yield owing(batch, persons.filter(pk__gt=first, pk__lte=last), on=on)


def owing(shown, persons, *, on):
    """A list of Owing for some people; ``persons`` is the queryset that yields them."""
    owed = open_obligations(persons, on=on)
    reminded = reminders_of([person.pk for person in shown if person.pk in owed])
    found = []
    for person in shown:
        open_ones = tuple(o for o in owed.get(person.pk, ()) if o.state in REMINDED_STATES)
        if open_ones and person.anonymised_at is None:
            found.append(Owing(person, open_ones, tuple(reminded[person.pk])))
    return found


def reminders():
    """The reminders that were written and not dropped, also those that wait or failed."""
    return OutgoingMail.objects.filter(purpose=REMINDER).exclude(state=OutgoingMail.State.DROPPED)


def reminders_of(persons):
    """Map ids of persons to the days on which they were reminded."""
    found = defaultdict(list)
    rows = reminders().filter(person__in=persons).order_by()
    for person, key in rows.values_list("person", "key"):
        found[person].append(date.fromisoformat(key))
    return found
