"""The list of people as a sheet."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from people import rules
from people.exporting import Sheet, Source, cleaned
from people.finding import filter_for, people_found, standing
from people.models import Assignment, Role
from people.presence import in_batches
from people.roles import holds


def joined(words):
    """Each word once, in order: "Office; Station"."""
    return "; ".join(dict.fromkeys(str(word) for word in words if word))


def may_take_people(person, *, on):
    """Those who open the list of people may take out what they see of it."""
    return rules.can_read_register(person, on=on) or holds(person, Role.UNIT_LEAD, on=on)


def people_sheet(person, parameters, *, on):
    """One row a person: name, address, language, and what they are today."""
    form = cleaned(filter_for(person, parameters or None, on=on))
    found = people_found(person, form, on=on)
    return Sheet(
        columns=[
            _("Last name"),
            _("First name"),
            _("E-mail"),
            _("Language"),
            _("Units"),
            _("Kind"),
            _("Function"),
            _("State"),
            _("Last day"),
        ],
        count=found.count(),
        rows=(row for batch in in_batches(found) for row in _rows(batch, on=on)),
        filters=form.described(),
        names=form.names_chosen,
    )


def _rows(people, *, on):
    held = defaultdict(list)
    assignments = Assignment.objects.filter(person__in=people, voided_at=None)
    for assignment in assignments.select_related("unit", "function").order_by("-starts_on", "-pk"):
        held[assignment.person_id].append(assignment)
    for person in people:
        now = standing(person, held[person.pk], on=on)
        yield [
            person.family_name,
            person.given_name,
            person.email or "",
            person.get_language_display(),
            joined(row.unit for row in now["assignments"]),
            joined(row.get_kind_display() for row in now["assignments"]),
            joined(row.function for row in now["assignments"]),
            now["words"],
            person.left_on,
        ]


PEOPLE = Source(
    name="people",
    title=pgettext_lazy("menu", "People"),
    page="people",
    allows=may_take_people,
    sheet=people_sheet,
)
