"""How many people are ready for duty: counted in the database, for any day."""

from dataclasses import dataclass

from people.check_obligations import missing_condition as checks_missing
from people.models import Person
from policies.obligations import missing_condition as policies_missing
from training.obligations import missing_condition as courses_missing


@dataclass(frozen=True)
class Readiness:
    """How many of the people present on a day miss nothing."""

    people: int
    ready: int

    @property
    def not_ready(self):
        return self.people - self.ready

    @property
    def percent(self):
        return self.ready * 100 // self.people if self.people else None


def readiness(*, on, units=None):
    """The Readiness of everybody present on the day, or of those assigned to some units."""
    present = Person.objects.present_on(on, units=units)
    late = policies_missing(on=on) | courses_missing(on=on) | checks_missing(on=on)
    people = present.count()
    return Readiness(people=people, ready=people - present.filter(late).count())
