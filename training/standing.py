"""Where somebody stands with a course on a day: concluded from credentials, never stored."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import batched

from django.utils.translation import gettext_lazy as _

from people.models import Person
from training.models import Course, Credential, Extension, Revocation

#: So many days before the end a credential counts as expiring, and its holder is told.
DAYS_BEFORE = 60
#: More ids than this are not named in one query: SQLite refuses it.
MOST_IDS = 10_000


class Status(StrEnum):
    """What a credential is worth on a day (features 4.12)."""

    VALID = "valid"
    EXPIRING = "expiring"
    RENEWABLE = "renewable"
    LAPSED = "lapsed"
    REVOKED = "revoked"
    NONE = "none"


WORDS = {
    Status.VALID: _("valid"),
    Status.EXPIRING: _("ends soon"),
    Status.RENEWABLE: _("ended, the refresher renews it"),
    Status.LAPSED: _("ended"),
    Status.REVOKED: _("revoked"),
    Status.NONE: _("not taken"),
}


@dataclass(frozen=True)
class Standing:
    """The best credential of one person in one course on a day, with its days as extended since.

    ``valid_until`` is the last day, None for good; ``credential`` is None where there is none.
    """

    course: Course
    status: Status
    credential: Credential | None = None
    valid_until: date | None = None
    renewable_until: date | None = None

    @property
    def words(self):
        return WORDS[self.status]

    @property
    def holds(self):
        """Whether it is valid on the day, ending soon or not."""
        return self.status in (Status.VALID, Status.EXPIRING)

    @property
    def next_course(self):
        """What has to be taken next to have it valid, or longer: the refresher where it will do."""
        if self.status in (Status.EXPIRING, Status.RENEWABLE) and self.course.refresher_id:
            return self.course.refresher
        return self.course


def status_of(valid_until, renewable_until, *, on):
    """What such days are worth on a day; None means for good."""
    if valid_until is None or valid_until - timedelta(days=DAYS_BEFORE) >= on:
        return Status.VALID
    if valid_until >= on:
        return Status.EXPIRING
    return Status.RENEWABLE if renewable_until >= on else Status.LAPSED


def days_of(credentials):
    """Map each credential's id to (valid until, renewable until), extensions counted in.

    ``credentials`` are rows that are already read; one query for every MOST_IDS of them.
    """
    found = {row.pk: (row.valid_until, row.renewable_until) for row in credentials}
    for ids in batched(found, MOST_IDS):
        rows = Extension.objects.filter(credential__in=ids).order_by()
        for pk, valid, renewable in rows.values_list(
            "credential", "valid_until", "renewable_until"
        ):
            if found[pk][0] is not None:
                found[pk] = (max(found[pk][0], valid), max(found[pk][1], renewable))
    return found


def worth(credentials, *, on):
    """The Standing that each of these credentials alone gives on a day, in their order.

    ``credentials`` are rows with their course; two queries. Here one may be revoked.
    """
    credentials = list(credentials)
    days = days_of(credentials)
    revoked = Revocation.objects.filter(credential__in=days, revoked_on__lte=on).order_by()
    gone = set(revoked.values_list("credential", flat=True))
    return [
        Standing(
            row.course,
            Status.REVOKED if row.pk in gone else status_of(*days[row.pk], on=on),
            row,
            *days[row.pk],
        )
        for row in credentials
    ]


def standings(people, *, on, courses=None, with_people=False):
    """Map (person id, course id) to the Standing of that person in that course on the day.

    ``people`` is a queryset of persons; three queries. Where there is no credential there is no
    entry: that is Status.NONE. ``with_people`` reads the holders along.
    """
    rows = Credential.objects.awarded_by(on).unrevoked(on)
    rows = rows.filter(person__in=people.order_by().values("pk"))
    if courses is not None:
        rows = rows.filter(course__in=courses)
    along = ["course__refresher", *(["person"] if with_people else [])]
    rows = list(rows.select_related(*along).order_by("awarded_on", "pk"))
    days, found = days_of(rows), {}
    for row in rows:
        valid, renewable = days[row.pk]
        key = row.person_id, row.course_id
        known = found.get(key)
        if known is None or _later(valid, known.valid_until):
            status = status_of(valid, renewable, on=on)
            found[key] = Standing(row.course, status, row, valid, renewable)
    return found


def _later(one, other):
    """Whether a last day is as late as another, or later; None is never."""
    return one is None or (other is not None and one >= other)


def standing_in(person, course, *, on):
    """The Standing of one person in one course on a day."""
    people = Person.objects.filter(pk=person.pk)
    found = standings(people, on=on, courses=[course])
    return found.get((person.pk, course.pk), Standing(course, Status.NONE))
