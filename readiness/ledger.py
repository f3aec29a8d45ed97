"""One answer from all apps: what a person still owes, and whether they are ready for duty."""

from collections import defaultdict
from dataclasses import dataclass

import people.check_obligations
import policies.obligations
import training.obligations
from people.models import Person

SOURCES = [
    policies.obligations.open_obligations,
    training.obligations.open_obligations,
    people.check_obligations.open_obligations,
]


@dataclass(frozen=True)
class Standing:
    """What one person owes on a day, the most urgent first."""

    obligations: tuple = ()

    @property
    def missing(self):
        """What is past its due day, or needed before the first duty."""
        return [owed for owed in self.obligations if owed.is_missing]

    @property
    def is_ready(self):
        """Ready for duty: nothing is missing; what is merely due does not count."""
        return not self.missing

    @property
    def minutes(self):
        """How long all of it takes, in minutes."""
        return sum(owed.minutes for owed in self.obligations)


def open_obligations(persons, *, on):
    """Map each person's id to their obligations from every app, the most urgent first.

    ``persons`` is a queryset; the number of queries does not depend on how many there are.
    """
    gathered = defaultdict(list)
    for source in SOURCES:
        for person, owed in source(persons, on=on).items():
            gathered[person] += owed
    return {person: sorted(owed) for person, owed in gathered.items()}


def standings(persons, *, on):
    """Map the id of each of these persons to their Standing."""
    owed = open_obligations(persons, on=on)
    return {
        person: Standing(tuple(owed.get(person, ())))
        for person in persons.values_list("pk", flat=True)
    }


def standing(person, *, on):
    """One person's Standing on a day."""
    owed = open_obligations(Person.objects.filter(pk=person.pk), on=on)
    return Standing(tuple(owed.get(person.pk, ())))
