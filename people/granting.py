"""Give roles and end them; nobody does it for themselves."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people import rules
from people.models import Person, Role, RoleGrant
from people.refusals import Refused
from people.roles import forget
from people.sessions import end_sessions

#: Roles that always reach the whole organisation; only a unit lead is tied to a unit.
OFFERED = tuple(role for role in Role if role != Role.REPORT_HANDLER)
#: Roles that may never meet in one account (security.md 4.3).
APART = frozenset({Role.ADMINISTRATOR, Role.REPORT_HANDLER})


class CannotGrant(Refused):
    """The role cannot be given or ended."""


@transaction.atomic
def grant_role(person, *, by, at, on, role, unit=None, starts_on=None, ends_on=None):
    """Give somebody a role, from today on unless another day is given; ends their sessions."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    starts_on = starts_on or on
    person = Person.objects.select_for_update().get(pk=person.pk)
    role = Role(role)
    if person.left_on is not None and person.left_on < on:
        raise CannotGrant(_("This person has left. Give an assignment first."))
    _check(person, by=by, role=role, unit=unit, starts_on=starts_on, ends_on=ends_on)
    grant = RoleGrant.objects.create(
        person=person, role=role, unit=unit, granted_by=by, starts_on=starts_on, ends_on=ends_on
    )
    _role_changed(person)
    record("role.granted", grant, by=by, at=at, unit=grant.unit_id, role=role)
    return grant


def _check(person, *, by, role, unit, starts_on, ends_on):
    """Raise CannotGrant with the first reason against this grant."""
    if person.pk == by.pk:
        raise CannotGrant(_("Nobody gives a role to themselves. Ask another administrator."))
    if role not in OFFERED:
        raise CannotGrant(
            _("This role comes with the safe reporting channel, which is not here yet.")
        )
    if ends_on is not None and ends_on < starts_on:
        raise CannotGrant(_("The last day cannot be before the first."))
    if role == Role.UNIT_LEAD and unit is None:
        raise CannotGrant(_("A unit lead leads a unit: choose it."))
    if role != Role.UNIT_LEAD and unit is not None:
        raise CannotGrant(
            _("This role is always for the whole organisation: leave the unit empty.")
        )
    held = _meeting(person.grants.all(), starts_on, ends_on)
    if role in APART and held.filter(role__in=APART - {role}).exists():
        raise CannotGrant(_("Administrator and report handler are never the same person."))
    if held.filter(role=role, unit=unit).exists():
        raise CannotGrant(_("This person already has this role on some of these days."))


def _meeting(grants, starts_on, ends_on):
    """The grants that hold on some of these days."""
    meeting = grants.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    return meeting if ends_on is None else meeting.filter(starts_on__lte=ends_on)


@transaction.atomic
def end_role(grant, *, by, at, on):
    """Take a role away at once: yesterday was its last day.

    A role that began today or later never held for a day, so its row goes; the trail keeps both
    events.
    """
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    grant = RoleGrant.objects.select_for_update().select_related("person").get(pk=grant.pk)
    yesterday = on - timedelta(days=1)
    if grant.ends_on is not None and grant.ends_on <= yesterday:
        raise CannotGrant(_("This role has already ended."))
    if grant.role == Role.ADMINISTRATOR:
        keep_an_administrator(besides=grant.person, on=on)
    about = {"unit": grant.unit_id, "role": grant.role}
    named = RoleGrant(pk=grant.pk)
    if grant.starts_on >= on:
        grant.delete()
    else:
        grant.ends_on = yesterday
        grant.save(update_fields=["ends_on"])
    _role_changed(grant.person)
    record("role.ended", named, by=by, at=at, **about)


def keep_an_administrator(*, besides, on):
    """Raise CannotGrant if nobody else is an administrator without an end on that day."""
    others = RoleGrant.objects.open_on(on).filter(
        role=Role.ADMINISTRATOR, ends_on=None, person__left_on=None
    )
    if not others.exclude(person=besides).exists():
        raise CannotGrant(
            _("Somebody has to be an administrator. Give the role to another person first.")
        )


def _role_changed(person):
    forget(person)
    end_sessions(person)
