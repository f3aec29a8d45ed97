"""Acknowledgements as sheets: the list of one policy, and the matrix of people and policies."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.templatetags.page import day as in_words
from people.exporting import CannotExport, Sheet, Source, cleaned
from people.models import Role
from people.presence import in_batches, left_words, units_of
from people.roles import holds
from people.sheets import joined
from policies import rules
from policies.figures import coverage
from policies.forms.overseeing import CoverageFilter, MatrixFilter
from policies.matrix import NOT_ASKED, cells, entry_for, listed, people_shown, standings_with
from policies.obligations import owed


def may_take(person, *, on):
    """Those who open the lists may take out what they see of them."""
    return rules.can_oversee(person, on=on) or holds(person, Role.UNIT_LEAD, on=on)


def _day_columns():
    return [_("As of"), _("As known on")]


def acknowledgements_sheet(person, parameters, *, on):
    """One row a person whom the policy asked on the day."""
    units = rules.units_overseen(person, on=on)
    form = cleaned(CoverageFilter(parameters or None, units=units))
    day = form.chosen("on") or on
    entry = entry_for(owed(day), form.chosen("policy"))
    if entry is None:
        raise CannotExport(_("Nothing was asked on that day, so there is nothing to export."))
    people, count = listed(entry, form.chosen("state"), form.units, coverage(entry, form.units))
    return Sheet(
        columns=[
            _("Person"),
            _("Left"),
            _("Units"),
            _("Policy"),
            _("Version"),
            _("State"),
            _("Due"),
            _("Acknowledged"),
            _("Version acknowledged"),
            _("Language"),
            _("Way"),
            *_day_columns(),
        ],
        count=count,
        rows=(row for batch in in_batches(people) for row in _lines(batch, entry, on)),
        filters=form.described(),
        names=form.names_chosen,
    )


def _lines(people, entry, today):
    found = standings_with(entry, people)
    title = entry.version.title or entry.policy.title
    for person in people:
        standing = found[person.pk]
        given, owes = standing.given, standing.owes
        yield [
            person,
            left_words(person, today=today),
            joined(unit.name for unit in standing.units),
            title,
            entry.version.number,
            _standing_words(standing),
            owes and owes.due_on,
            given and given.acknowledged_on,
            given.version.number if given else "",
            given.get_language_display() if given else "",
            given.get_method_display() if given else "",
            entry.on,
            today,
        ]


def _standing_words(standing):
    if standing.exempt is not None:
        return _("exempt until %(day)s") % {"day": in_words(standing.exempt.ends_on)}
    if standing.owes is None:
        return _("acknowledged")
    return _("missing") if standing.owes.is_missing else _("due")


def matrix_sheet(person, parameters, *, on):
    """One row a person, two columns a policy: the state and its day."""
    form = cleaned(MatrixFilter(parameters or None, units=rules.units_overseen(person, on=on)))
    day = form.chosen("on") or on
    entries = form.narrowed(owed(day).asked)
    people = people_shown(form, entries, on=day)
    columns = [_("Person"), _("Left"), _("Units"), _("Kind"), _("Function")]
    for entry in entries:
        title = f"{entry.version.title or entry.policy.title} {entry.version.number}"
        columns += [title, _("%(title)s: day") % {"title": title}]
    return Sheet(
        columns=[*columns, *_day_columns()],
        count=people.count(),
        rows=(row for batch in in_batches(people) for row in _crossed(batch, entries, day, on)),
        filters=form.described(),
        names=form.names_chosen,
    )


def _crossed(people, entries, day, today):
    found, held = cells(people, entries, on=day), units_of(people, on=day)
    for person in people:
        assignments = held[person.pk]
        row = [
            person,
            left_words(person, today=today),
            joined(assignment.unit.name for assignment in assignments),
            joined(assignment.get_kind_display() for assignment in assignments),
            joined(assignment.function for assignment in assignments),
        ]
        for entry in entries:
            cell = found.get((person.pk, entry.policy.pk), NOT_ASKED)
            row += [cell.words, cell.on]
        yield [*row, day, today]


ACKNOWLEDGEMENTS = Source(
    name="acknowledgements",
    title=gettext_lazy("Acknowledgements"),
    page="acknowledgements",
    allows=may_take,
    sheet=acknowledgements_sheet,
)
MATRIX = Source(
    name="matrix",
    title=gettext_lazy("People and policies"),
    page="matrix",
    allows=may_take,
    sheet=matrix_sheet,
)
