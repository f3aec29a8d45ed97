"""Readiness as a sheet."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from documents.templatetags.page import day as day_words
from people.exporting import Sheet, Source, cleaned
from people.forms.filters import UnitsOnDay
from people.models import Person
from people.presence import in_batches, left_words, units_of
from people.sheets import joined
from policies import rules
from policies.sheets import may_take
from readiness.ledger import standings


def readiness_sheet(person, parameters, *, on):
    """One row a person: ready or not, and what is missing or due."""
    form = cleaned(UnitsOnDay(parameters or None, units=rules.units_overseen(person, on=on)))
    day = form.chosen("on") or on
    people = Person.objects.present_on(day, units=form.units)
    return Sheet(
        columns=[
            _("Person"),
            _("Left"),
            _("Units"),
            _("State"),
            _("Missing"),
            _("Due"),
            _("As of"),
            _("As known on"),
        ],
        count=people.count(),
        rows=(row for batch in in_batches(people) for row in _rows(batch, day, on)),
        filters=form.described(),
        names=form.names_chosen,
    )


def _rows(people, day, today):
    found = standings(Person.objects.filter(pk__in=[one.pk for one in people]), on=day)
    held = units_of(people, on=day)
    for person in people:
        standing = found[person.pk]
        still_due = [owed for owed in standing.obligations if not owed.is_missing]
        yield [
            person,
            left_words(person, today=today),
            joined(row.unit.name for row in held[person.pk]),
            pgettext("person", "ready") if standing.is_ready else _("not ready"),
            _told(standing.missing),
            _told(still_due),
            day,
            today,
        ]


def _told(obligations):
    return "; ".join(f"{owed.label} ({day_words(owed.due_on)})" for owed in obligations)


READINESS = Source(
    name="readiness",
    title=gettext_lazy("Readiness"),
    page="readiness",
    allows=may_take,
    sheet=readiness_sheet,
)
