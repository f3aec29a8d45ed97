"""The matrix: the people who were here on a day, and where each stands with each course.

Nothing is stored; all of it is concluded from credentials and obligations, for a page of people as
for everybody, with the same number of queries (features 4.16).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from documents.templatetags.page import day
from people.models import Person
from people.obligations import Obligation
from people.presence import people_on
from people.sets import among
from training.figures import ending, meant, open_in
from training.obligations import late_people, owed_by_course
from training.standing import Standing, Status, standings


@dataclass(frozen=True)
class Cell:
    """One person and one course: what they hold, and what they owe of it."""

    held: Standing | None = None
    owed: Obligation | None = None

    @property
    def state(self):
        """One of valid, expiring, due, missing, renewable, lapsed, none: what is shown first.

        What is owed comes first, unless it is only that a credential ends soon.
        """
        holds = self.held is not None and self.held.holds
        if self.owed is not None and not (holds and self.held.status == Status.EXPIRING):
            return "missing" if self.owed.is_missing else "due"
        return (self.held.status if self.held else Status.NONE).value

    @property
    def words(self):
        """The state in words, without its day."""
        return {
            "valid": _("valid"),
            "expiring": _("ends soon"),
            "due": _("due"),
            "missing": _("missing"),
            "renewable": _("ended, may be renewed"),
            "lapsed": _("ended"),
            "none": _("not taken"),
        }[self.state]

    @property
    def on(self):
        """The day that goes with the state, None when there is none."""
        if self.state == "missing":
            return self.owed.due_on + timedelta(days=1)
        if self.state == "due":
            return self.owed.due_on
        return self.held.valid_until if self.held else None

    @property
    def when(self):
        """That day in words."""
        if self.on is None:
            return _("for good") if self.state == "valid" else ""
        sentences = {
            "valid": _("until %(day)s"),
            "expiring": _("until %(day)s"),
            "due": _("by %(day)s"),
            "missing": _("since %(day)s"),
            "renewable": _("on %(day)s"),
            "lapsed": _("on %(day)s"),
        }
        return sentences[self.state] % {"day": day(self.on)}

    @property
    def former(self):
        """When what the person held ended, for something that is owed now; None otherwise."""
        is_owed = self.state in ("due", "missing")
        return self.held.valid_until if is_owed and self.held and not self.held.holds else None


NOT_TAKEN = Cell()


def cells(people, courses, *, on):
    """Map (person id, course id) to the Cell of everybody who holds, held or owes a course.

    ``people`` are persons that are few enough for one page or one step of an export.
    """
    shown = Person.objects.filter(pk__in=[person.pk for person in people])
    held = standings(shown, on=on, courses=courses)
    owed = owed_by_course(shown, on=on, courses=courses)
    return {key: Cell(held.get(key), owed.get(key)) for key in held.keys() | owed.keys()}


def people_shown(form, courses, entries, *, on):
    """The persons whom the filters mean; ``entries`` are what these courses ask on the day."""
    people = people_on(
        on,
        units=form.units,
        kind=form.chosen("kind"),
        function=form.chosen("function"),
        words=form.chosen("q") or "",
    )
    state = form.chosen("state")
    return in_state(people, state, courses, entries, on=on) if state else people


def in_state(people, state, courses, entries, *, on):
    """Those of the persons who miss something, lack something, hold all, or have something end.

    "done" needs being asked at all.
    """
    if state == "missing":
        return people.filter(among(late_people(on=on, courses=courses)))
    if state == "ending":
        return people.filter(pk__in=ending(on, courses=courses).order_by().values("pk"))
    if state == "open":
        return people.filter(open_in(entries))
    return people.filter(meant(entries)).exclude(open_in(entries))
