"""The digest of training for coordinators: numbers of the week, one mail a week (features 4.11).

The row in the outbox is the memory of it, so running twice writes nothing twice. The mail counts
and names nobody (security.md 12).
"""

from dataclasses import dataclass
from datetime import timedelta

from people.mail import send
from people.models import OutgoingMail, Person, Role, RoleGrant
from people.sets import among
from people.workdays import is_workday
from training.figures import ending
from training.obligations import late_people
from training.targets import MOST_LOOKED_AT, too_few

PURPOSE = "training-digest"
REST = timedelta(days=7)


@dataclass(frozen=True)
class Digest:
    """How many people are late with a course, whose certificates end soon, which units lack."""

    late: int
    ending: int
    too_few: int

    @property
    def is_empty(self):
        return not (self.late or self.ending or self.too_few)


def digest(on):
    """The Digest of a day."""
    present = Person.objects.present_on(on)
    return Digest(
        late=present.filter(among(late_people(on=on))).count(),
        ending=ending(on).count(),
        too_few=len(too_few(on=on, most=MOST_LOOKED_AT)),
    )


def write_digest(*, at, on):
    """Write it to every coordinator who had none for a week, if it says something; how many."""
    readers = _readers(on) if is_workday(on) else Person.objects.none()
    told = OutgoingMail.objects.filter(purpose=PURPOSE, key__gt=(on - REST).isoformat())
    waiting = list(readers.exclude(pk__in=told.values("person")))
    found = digest(on) if waiting else None
    if found is None or found.is_empty:
        return 0
    context = {"late": found.late, "ending": found.ending, "too_few": found.too_few}
    mails = [
        send(
            person,
            purpose=PURPOSE,
            key=on.isoformat(),
            template="training_digest",
            context=context,
            at=at,
            wake=False,
        )
        for person in waiting
    ]
    return len(mails)


def _readers(on):
    """The training coordinators of the day who can get mail."""
    grants = RoleGrant.objects.open_on(on).filter(role=Role.TRAINING_COORDINATOR)
    people = Person.objects.filter(pk__in=grants.order_by().values("person"), anonymised_at=None)
    return people.exclude(email=None).order_by("pk")
