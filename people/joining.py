"""Add people, keep what is known about them, give and end their assignments."""

from contextlib import contextmanager
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people import mail, rules
from people.inviting import revoke_open
from people.linking import revoke_links
from people.models import Assignment, Kind, Person
from people.refusals import Refused
from people.sessions import end_sessions

#: Kinds of people who come for a time: they leave on a day that is known from the start.
ON_TIME = (Kind.EXPERT,)
TAKEN = _("Somebody with this e-mail is already here.")


class CannotJoin(Refused):
    """The person or the assignment cannot be entered like that."""


@transaction.atomic
def add_person(*, by, at, on, given_name, family_name="", email=None, language="pl", assignment):
    """Enter somebody with the first assignment; without an e-mail there is no way to sign in.

    ``assignment`` maps unit, kind, starts_on and perhaps function and ends_on, as for
    ``give_assignment``.
    """
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    email = _free(email)
    with _one_address():
        person = Person.objects.create_person(
            given_name=given_name,
            family_name=family_name,
            email=email,
            language=language,
            added_at=at,
        )
    given = _assign(person, **assignment)
    _settle_last_day(person, on=on)
    record("person.added", person, by=by, at=at, unit=given.unit_id)
    return person


@transaction.atomic
def edit_person(person, *, by, at, on, given_name, family_name, email, language):
    """Change what is known about somebody; returns the names of the fields that changed.

    Another e-mail ends the person's sessions and open invitations, because the old address may
    belong to somebody else now; who has a password is told at the new one. The old one is told
    too, in words that a stranger may read (security.md 4.1).
    """
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    person = Person.objects.select_for_update().get(pk=person.pk)
    former_address = person.email
    wanted = {
        "given_name": given_name,
        "family_name": family_name,
        "email": _free(email, besides=person),
        "language": language,
    }
    changed = [name for name, value in wanted.items() if getattr(person, name) != value]
    if not changed:
        return []
    for name in changed:
        setattr(person, name, wanted[name])
    with _one_address():
        person.save()
    if "email" in changed:
        _use_address(person, instead_of=former_address, at=at)
    record("person.edited", person, by=by, at=at, fields=changed)
    return changed


def _free(email, besides=None):
    """The address as it is stored, or None; refused when it is somebody else's."""
    if not (email or "").strip():
        return None
    email = email.strip().lower()
    others = Person.objects.filter(email__iexact=email)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise CannotJoin(TAKEN)
    return email


@contextmanager
def _one_address():
    """Refuse an address that somebody else took in this very moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise CannotJoin(TAKEN) from error


def _use_address(person, *, instead_of, at):
    EmailAddress.objects.filter(user=person).delete()
    revoke_open(person, at=at)
    revoke_links(person, at=at)
    end_sessions(person)
    if person.has_usable_password():
        mail.send(
            person,
            purpose="security",
            key=f"email-{person.session_epoch}",
            template="email_changed",
            at=at,
        )
    if instead_of:
        mail.send(
            person,
            purpose="security",
            key=f"email-{person.session_epoch}-former",
            template="email_left",
            at=at,
            former_address=instead_of,
        )


@transaction.atomic
def give_assignment(person, *, by, at, on, unit, kind, starts_on, function=None, ends_on=None):
    """Let somebody belong to a unit from a day on; somebody who had left is back.

    Every change of unit ends the person's sessions (security.md 4.2). Who is here only as an
    outside expert leaves by itself after the last day (features 9.11).
    """
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    person = Person.objects.select_for_update().get(pk=person.pk)
    given = _assign(
        person, unit=unit, kind=kind, starts_on=starts_on, function=function, ends_on=ends_on
    )
    _settle_last_day(person, on=on)
    end_sessions(person)
    record("assignment.given", given, by=by, at=at, unit=given.unit_id)
    return given


def _assign(person, *, unit, kind, starts_on, function=None, ends_on=None):
    """The new row, if its days fit those of the unit and it is not there already."""
    if ends_on is not None and ends_on < starts_on:
        raise CannotJoin(_("The last day cannot be before the first."))
    if kind in ON_TIME and ends_on is None:
        raise CannotJoin(_("An outside expert comes for a time: give the last day."))
    last_unit_day = None if unit.closed_on is None else unit.closed_on - timedelta(days=1)
    if starts_on < unit.opened_on or (
        last_unit_day is not None and (ends_on is None or ends_on > last_unit_day)
    ):
        raise CannotJoin(_("The unit does not exist on all of these days."))
    overlapping = Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on),
        person=person,
        unit=unit,
        kind=kind,
        function=function,
        voided_at=None,
    )
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if overlapping.exists():
        raise CannotJoin(_("This person already has the same assignment on some of these days."))
    return Assignment.objects.create(
        person=person, unit=unit, kind=kind, function=function, starts_on=starts_on, ends_on=ends_on
    )


def _settle_last_day(person, *, on):
    """Note the last day of somebody who is here only for a time; for others there is none yet."""
    still = person.assignments.filter(Q(ends_on=None) | Q(ends_on__gte=on), voided_at=None)
    places = list(still.values_list("kind", "ends_on"))
    is_for_a_time = all(kind in ON_TIME for kind, _ends_on in places)
    last_day = max(ends_on for _kind, ends_on in places) if is_for_a_time else None
    if person.left_on != last_day:
        person.left_on = last_day
        person.save(update_fields=["left_on"])


@transaction.atomic
def end_assignment(assignment, *, by, at, on, last_day):
    """Let an assignment end; its last day still counts. An end can only come nearer."""
    assignment = _current(assignment, by=by, on=on)
    if last_day < assignment.starts_on:
        raise CannotJoin(_("The last day cannot be before the first."))
    if assignment.ends_on is not None and last_day > assignment.ends_on:
        raise CannotJoin(_("It already ends earlier. For a longer time, add another assignment."))
    assignment.ends_on = last_day
    assignment.save(update_fields=["ends_on"])
    if assignment.kind in ON_TIME:
        _settle_last_day(assignment.person, on=min(on, last_day))
    end_sessions(assignment.person)
    record("assignment.ended", assignment, by=by, at=at, unit=assignment.unit_id)
    return assignment


@transaction.atomic
def void_assignment(assignment, *, by, at, on, reason):
    """Mark an assignment as entered by mistake: it never counted. Enter the right one anew."""
    assignment = _current(assignment, by=by, on=on)
    if not reason.strip():
        raise CannotJoin(_("Say why it was wrong."))
    assignment.voided_at, assignment.voided_by = at, by
    assignment.void_reason = reason.strip()
    assignment.save(update_fields=["voided_at", "voided_by", "void_reason"])
    end_sessions(assignment.person)
    record("assignment.voided", assignment, by=by, at=at, unit=assignment.unit_id)
    return assignment


def _current(assignment, *, by, on):
    """The assignment under lock, if the person may change it and it was not void."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.voided_at is not None:
        raise CannotJoin(_("This assignment was entered by mistake and no longer counts."))
    return assignment
