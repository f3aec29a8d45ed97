"""Training as sheets: people by courses, and every credential."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.exporting import Sheet, Source, cleaned
from people.models import Role
from people.presence import in_batches, left_words, units_of
from people.roles import holds
from people.sheets import joined
from training import rules
from training.figures import asked
from training.forms.overseeing import TrainingFilter
from training.matrix import NOT_TAKEN, cells, people_shown
from training.models import Credential
from training.standing import days_of


def may_take(person, *, on):
    """Those who open the lists may take out what they see of them."""
    return rules.can_oversee(person, on=on) or holds(person, Role.UNIT_LEAD, on=on)


def _chosen(person, parameters, on):
    """(form, day, courses, people) that the filters of an address mean for a reader."""
    units = rules.units_overseen(person, on=on)
    form = cleaned(TrainingFilter(parameters or None, units=units))
    day = form.chosen("on") or on
    courses = form.courses_on(day)
    people = people_shown(form, courses, asked(day, courses=courses), on=day)
    return form, day, courses, people


def matrix_sheet(person, parameters, *, on):
    """One row a person, two columns a course: the state and its day."""
    form, day, courses, people = _chosen(person, parameters, on)
    columns = [_("Person"), _("Left"), _("Units"), _("Kind"), _("Function")]
    for course in courses:
        columns += [course.title, _("%(title)s: day") % {"title": course.title}]
    return Sheet(
        columns=[*columns, _("As of"), _("As known on")],
        count=people.count(),
        rows=(row for batch in in_batches(people) for row in _crossed(batch, courses, day, on)),
        filters=form.described(),
        names=form.names_chosen,
    )


def _crossed(people, courses, day, today):
    found, held = cells(people, courses, on=day), units_of(people, on=day)
    for person in people:
        row = [
            person,
            left_words(person, today=today),
            joined(assignment.unit.name for assignment in held[person.pk]),
            joined(assignment.get_kind_display() for assignment in held[person.pk]),
            joined(assignment.function for assignment in held[person.pk]),
        ]
        for course in courses:
            cell = found.get((person.pk, course.pk), NOT_TAKEN)
            row += [cell.words, cell.on]
        yield [*row, day, today]


def credentials_sheet(person, parameters, *, on):
    """One row a credential that the people shown had been awarded by the day."""
    form, day, courses, people = _chosen(person, parameters, on)
    awarded = Credential.objects.awarded_by(day).filter(
        course__in=courses, person__in=people.order_by().values("pk")
    )
    return Sheet(
        columns=[
            _("Person"),
            _("E-mail"),
            _("Reference"),
            _("Course"),
            _("Number"),
            _("Way of learning"),
            _("Course provider"),
            _("Completed"),
            _("Valid until"),
            _("Revoked from"),
            _("As of"),
            _("As known on"),
        ],
        count=awarded.count(),
        rows=(row for batch in in_batches(people) for row in _credentials(batch, courses, day, on)),
        filters=form.described(),
        names=form.names_chosen,
    )


def _credentials(people, courses, day, today):
    awarded = Credential.objects.awarded_by(day).filter(person__in=people, course__in=courses)
    rows = list(
        awarded.select_related("person", "course", "revocation").order_by(
            "person__sort", "person", "awarded_on", "pk"
        )
    )
    days = days_of(rows)
    for row in rows:
        revocation = getattr(row, "revocation", None)
        yield [
            row.person,
            row.person.email or "",
            str(row.person.uid),
            row.course.title,
            row.number,
            row.get_source_display(),
            row.provider,
            row.awarded_on,
            days[row.pk][0],
            revocation and revocation.revoked_on,
            day,
            today,
        ]


MATRIX = Source(
    name="training-matrix",
    title=gettext_lazy("People and courses"),
    page="training-matrix",
    allows=may_take,
    sheet=matrix_sheet,
)
CREDENTIALS = Source(
    name="credentials",
    title=gettext_lazy("Certificates"),
    page="training-matrix",
    allows=may_take,
    sheet=credentials_sheet,
)
