"""How many people are ready for duty: counted in the database, for any day."""

from dataclasses import dataclass

from people.check_obligations import late_people as late_with_checks
from people.models import Person
from people.sets import among
from policies.obligations import late_people as late_with_policies
from training.obligations import late_people as late_with_courses


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


def not_ready(*, on):
    """The condition on persons "misses something on the day"."""
    return among([*late_with_policies(on=on), *late_with_courses(on=on), *late_with_checks(on=on)])


def readiness(*, on, units=None):
    """The Readiness of everybody present on the day, or of those assigned to some units."""
    present = Person.objects.present_on(on, units=units)
    people = present.count()
    return Readiness(people=people, ready=people - present.filter(not_ready(on=on)).count())
