"""The training of one person: where they stand with each course, and what became of each proof."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from documents.templatetags.page import day
from people.days import day_of
from people.models import Person
from people.obligations import Obligation
from training.models import Course, Credential
from training.obligations import open_obligations
from training.standing import Standing, Status, standings, worth


@dataclass(frozen=True)
class Line:
    """One course for one person: what they hold and what they owe."""

    course: Course
    standing: Standing
    owed: Obligation | None


def lines_of(person, *, on):
    """A Line for each course that the person holds, held or owes."""
    people = Person.objects.filter(pk=person.pk)
    held = {course: each for (_person, course), each in standings(people, on=on).items()}
    owed = {each.what.pk: each for each in open_obligations(people, on=on).get(person.pk, [])}
    courses = {each.course.pk: each.course for each in held.values()}
    courses |= {pk: each.what for pk, each in owed.items()}
    return [
        Line(course, held.get(pk, Standing(course, Status.NONE)), owed.get(pk))
        for pk, course in sorted(courses.items(), key=lambda item: item[1].slug)
    ]


def certificates_of(person, *, on):
    """What each of the person's credentials is worth on the day, newest first; three queries."""
    rows = Credential.objects.filter(person=person).select_related("course", "revocation")
    return worth(rows, on=on)


@dataclass(frozen=True)
class Entry:
    """Something that was noted about a credential; ``note`` is a reason given for it."""

    on: date
    words: str
    by: Person | None = None
    note: str = ""
    url: str = ""


def history(credential):
    """Everything that was ever noted about a credential, the newest first; nothing is replaced."""
    entries = [_award(credential)]
    extensions = credential.extensions.select_related("change__decided_by").order_by("pk")
    for row in extensions:
        change = row.change
        words = _("extended until %(day)s") % {"day": day(row.valid_until)}
        entries.append(
            Entry(
                day_of(change.decided_at),
                words,
                change.decided_by,
                change.reason,
                change.get_absolute_url(),
            )
        )
    for row in credential.renewed_by.order_by("pk"):
        words = _("renewed by the certificate %(number)s") % {"number": row.number}
        entries.append(Entry(day_of(row.recorded_at), words, url=row.get_absolute_url()))
    if revocation := getattr(credential, "revocation", None):
        words = _("revoked: does not hold from %(day)s") % {"day": day(revocation.revoked_on)}
        on = day_of(revocation.revoked_at)
        entries.append(Entry(on, words, revocation.revoked_by, revocation.reason))
    return sorted(entries, key=lambda entry: entry.on, reverse=True)


def _award(credential):
    on = day_of(credential.recorded_at)
    if credential.source == Credential.Source.OUTSIDE:
        words = _("accepted: taken elsewhere, given by %(provider)s")
        return Entry(on, words % {"provider": credential.provider}, credential.recorded_by)
    if credential.source == Credential.Source.SESSION:
        return Entry(on, _("awarded: took part face to face"), credential.recorded_by)
    return Entry(on, _("awarded: answered the questions online"))
