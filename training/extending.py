"""Let the certificates of a group hold longer: a decision with a reason, seen in each history."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from audit.trail import record_batch
from people.days import add_months
from people.models import Assignment, Person
from people.refusals import Refused
from policies.hashing import digest
from training import rules
from training.hashing import change_hash
from training.models import Course, Extension, ValidityChange
from training.standing import Standing, Status, standings

#: What may still be extended; for what has lapsed the whole course is needed again.
EXTENDABLE = (Status.VALID, Status.EXPIRING, Status.RENEWABLE)
BATCH = 500


class NotAllowed(Refused):
    """The person has no role for this."""


class NobodyMeant(Refused):
    """No certificate ends earlier than the new day."""


class GroupChanged(Refused):
    """Since the preview somebody came in or dropped out. Nothing was extended."""


@dataclass(frozen=True)
class Group:
    """Whose certificates are meant: of a course, that end before a day if one is given.

    ``units`` are ids, None for everybody; ``kinds`` narrow it by how people belong to us.
    """

    course: Course
    units: frozenset | None = None
    kinds: tuple = ()
    ends_before: date | None = None

    def people(self, on):
        """Those who are here on the day and belong to the group."""
        here = Person.objects.filter(anonymised_at=None).filter(
            Q(left_on=None) | Q(left_on__gte=on)
        )
        if self.units is None and not self.kinds:
            return here
        held = Assignment.objects.open_on(on).filter(person=OuterRef("pk"))
        if self.units is not None:
            held = held.filter(unit__in=self.units)
        if self.kinds:
            held = held.filter(kind__in=self.kinds)
        return here.filter(Exists(held))

    def standings(self, valid_until, *, on):
        """The Standings that a new last day makes longer, by the name of the holder."""
        found = standings(self.people(on), on=on, courses=[self.course], with_people=True)
        return sorted(
            (each for each in found.values() if self._means(each, valid_until)),
            key=lambda each: (each.credential.person.sort, each.credential.pk),
        )

    def _means(self, standing: Standing, valid_until):
        ends = standing.valid_until
        return (
            standing.status in EXTENDABLE
            and ends is not None
            and ends < valid_until
            and (self.ends_before is None or ends < self.ends_before)
        )


def fingerprint(found):
    """A hash of exactly these certificates with their days: what a preview has shown."""
    return digest([[each.credential.number, each.valid_until.isoformat()] for each in found])


@transaction.atomic
def extend(group, *, valid_until, reason, seen, by, at, on):
    """Extend the group's certificates up to a day and return the ValidityChange.

    ``seen`` is the fingerprint of the preview. The time in which a certificate may be renewed moves
    along. Raises NotAllowed, GroupChanged, NobodyMeant.
    """
    if not rules.can_extend(by, on=on):
        raise NotAllowed(_("Only a training coordinator can do this."))
    course = Course.objects.select_for_update(of=["self"]).get(pk=group.course.pk)
    found = group.standings(valid_until, on=on)
    if not found:
        raise NobodyMeant(_("No certificate in this group ends before that day."))
    if fingerprint(found) != seen:
        raise GroupChanged(
            _("The group has changed since you looked. Look at it again. Nothing was extended.")
        )
    change = ValidityChange(
        course=course,
        valid_until=valid_until,
        reason=reason.strip(),
        decided_by=by,
        decided_at=at,
    )
    rows = [
        Extension(
            change=change,
            credential=each.credential,
            valid_until=valid_until,
            renewable_until=max(
                each.renewable_until, add_months(valid_until, course.renewable_months)
            ),
        )
        for each in found
    ]
    change.row_hash = change_hash(change, rows)
    change.save(force_insert=True)
    Extension.objects.bulk_create(rows, batch_size=BATCH)
    record_batch(
        "validity.extended",
        by=by,
        at=at,
        of="training.validitychange",
        name=str(change.uid),
        digest=change.row_hash,
        count=len(rows),
    )
    return change
