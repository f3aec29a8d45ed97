"""Let somebody leave: everything they had ends in one step, all evidence stays."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.trail import record
from people import rules
from people.granting import keep_an_administrator
from people.inviting import revoke_open
from people.linking import revoke_links
from people.models import Person, Role
from people.refusals import Refused
from people.sessions import end_sessions


class CannotLeave(Refused):
    """The person's leaving cannot be noted like that."""


def what_ends(person, *, on):
    """The (assignments, grants) that are still open on the day or begin later."""
    still = Q(ends_on=None) | Q(ends_on__gte=on)
    assignments = person.assignments.filter(still, voided_at=None).select_related(
        "unit", "function"
    )
    return list(assignments), list(person.grants.filter(still).select_related("unit"))


@transaction.atomic
def leave(person, *, by, at, on, last_day):
    """End the person's assignments, roles, links and sessions; the last day still counts.

    What would have begun later never begins. Acknowledgements and checks stay as they are.
    """
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.pk == by.pk:
        raise CannotLeave(gettext_lazy("You cannot let yourself leave. Ask another administrator."))
    if person.left_on is not None and person.left_on < max(on, last_day):
        raise CannotLeave(gettext_lazy("This person has already left, or leaves before that day."))
    if person.grants.open_on(on).filter(role=Role.ADMINISTRATOR).exists():
        keep_an_administrator(besides=person, on=on)
    _end_assignments(person, by=by, at=at, last_day=last_day)
    _end_grants(person, last_day=last_day)
    revoke_open(person, at=at)
    revoke_links(person, at=at)
    person.left_on = last_day
    person.save(update_fields=["left_on"])
    end_sessions(person)
    record("person.left", person, by=by, at=at)
    return person


def _end_assignments(person, *, by, at, last_day):
    counted = person.assignments.filter(voided_at=None)
    counted.filter(starts_on__gt=last_day).update(
        voided_at=at, voided_by=by, void_reason=_("The person left before this began.")
    )
    open_then = Q(ends_on=None) | Q(ends_on__gt=last_day)
    counted.filter(open_then, voided_at=None, starts_on__lte=last_day).update(ends_on=last_day)


def _end_grants(person, *, last_day):
    person.grants.filter(starts_on__gt=last_day).delete()
    person.grants.filter(Q(ends_on=None) | Q(ends_on__gt=last_day)).update(ends_on=last_day)
