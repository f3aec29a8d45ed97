"""Keep the tree of units, so that every past day keeps its own tree; keep the functions."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people import rules
from people.models import Assignment, Function, RoleGrant, Unit
from people.refusals import Refused
from people.sessions import end_sessions_of

BATCH = 500


class CannotArrange(Refused):
    """The unit or the function cannot be kept like that."""


@transaction.atomic
def add_unit(*, by, at, on, names, opened_on, parent=None, phone=""):
    """Open a unit below another one or at the top; ``names`` maps "pl" and "en" to its name."""
    _may_keep(by, on=on)
    if parent is not None:
        if parent.opened_on > opened_on:
            raise CannotArrange(_("The unit above opens later."))
        _exists(parent, on=opened_on)
    unit = Unit.objects.create(
        name_pl=names["pl"],
        name_en=names["en"],
        phone=phone,
        parent=parent,
        opened_on=opened_on,
    )
    record("unit.added", unit, by=by, at=at, unit=unit.pk)
    return unit


@transaction.atomic
def rename_unit(unit, *, by, at, on, names, phone):
    """Change a unit's name and telephone; returns the names of the fields that changed."""
    _may_keep(by, on=on)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    wanted = {"name_pl": names["pl"], "name_en": names["en"], "phone": phone}
    changed = [name for name, value in wanted.items() if getattr(unit, name) != value]
    if changed:
        for name in changed:
            setattr(unit, name, wanted[name])
        unit.save()
        record("unit.edited", unit, by=by, at=at, unit=unit.pk, fields=changed)
    return changed


@transaction.atomic
def close_unit(unit, *, by, at, on, closed_on):
    """Let a unit exist no longer from a day on; only an empty one can close."""
    _may_keep(by, on=on)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    _exists(unit, on=on)
    if closed_on <= unit.opened_on:
        raise CannotArrange(_("The unit opens only on that day or later."))
    still = Q(ends_on=None) | Q(ends_on__gte=closed_on)
    if Assignment.objects.filter(still, unit=unit, voided_at=None).exists():
        raise CannotArrange(_("Somebody still belongs to this unit on that day."))
    if RoleGrant.objects.filter(still, unit=unit).exists():
        raise CannotArrange(_("Somebody still leads this unit on that day. End that role first."))
    if Unit.objects.filter(_lasts_past(closed_on), parent=unit).exists():
        raise CannotArrange(_("There are still units below this one on that day."))
    unit.closed_on = closed_on
    unit.save(update_fields=["closed_on"])
    record("unit.closed", unit, by=by, at=at, unit=unit.pk)
    return unit


@transaction.atomic
def move_unit(unit, *, by, at, on, parent):
    """Put a unit with everything below it under another one (or the top) from today on.

    Where nobody ever was, the tree is simply changed. Otherwise each unit closes today and a
    successor with the same ``origin`` opens; assignments and roles there end yesterday and go on
    in the successor, so that yesterday keeps its own tree. Whoever is there or leads there signs in
    again (security.md 4.2). Returns the unit as it is from today on.
    """
    _may_keep(by, on=on)
    units = {unit.pk: unit for unit in Unit.objects.select_for_update().order_by()}
    unit = units[unit.pk]
    _exists(unit, on=on)
    below = _subtree(unit, units.values())
    if parent is not None:
        parent = units[parent.pk]
        _exists(parent, on=on)
        if parent in below:
            raise CannotArrange(_("A unit cannot stand below itself."))
    if unit.parent_id == (parent.pk if parent else None):
        raise CannotArrange(_("The unit already stands there."))
    _sign_out(below, on=on)
    if unit.opened_on >= on or not _ever_used(below):
        unit.parent = parent
        unit.save(update_fields=["parent"])
        moved = unit
    else:
        moved = _succeed(below, parent=parent, on=on)[unit.pk]
    record("unit.moved", moved, by=by, at=at, unit=moved.pk)
    return moved


def _may_keep(by, *, on):
    if not rules.can_keep(by, on=on):
        raise PermissionDenied


def _exists(unit, *, on):
    if unit.closed_on is not None and unit.closed_on <= on:
        raise CannotArrange(_("This unit is closed."))


def _lasts_past(day):
    """The condition "exists on the day or later"."""
    return Q(closed_on=None) | Q(closed_on__gt=day)


def _sign_out(units, *, on):
    """End the sessions of all who belong to the units or have a role for them, today or later."""
    lasting = Q(ends_on=None) | Q(ends_on__gte=on)
    there = Assignment.objects.filter(lasting, unit__in=units, voided_at=None)
    leading = RoleGrant.objects.filter(lasting, unit__in=units)
    end_sessions_of(there.values("person").union(leading.values("person")))


def _subtree(root, units):
    """The unit and all below it, parents before their children."""
    children = {}
    for unit in units:
        children.setdefault(unit.parent_id, []).append(unit)
    found = [root]
    for unit in found:
        found += children.get(unit.pk, [])
    return found


def _ever_used(units):
    """Whether somebody ever belonged to one of the units or had a role for it."""
    return (
        Assignment.objects.filter(unit__in=units).exists()
        or RoleGrant.objects.filter(unit__in=units).exists()
    )


def _succeed(below, *, parent, on):
    """Close what is open of a subtree and open its successors; maps old ids to what goes on.

    Units that open today or later have no past and only change their parent.
    """
    successors = {}
    lasting = [unit for unit in below if unit.closed_on is None or unit.closed_on > on]
    for unit in lasting:
        above = successors.get(unit.parent_id, unit.parent) if unit != below[0] else parent
        if unit.opened_on >= on:
            unit.parent = above
            unit.save(update_fields=["parent"])
            successors[unit.pk] = unit
        else:
            successors[unit.pk] = Unit.objects.create(
                name_pl=unit.name_pl,
                name_en=unit.name_en,
                phone=unit.phone,
                parent=above,
                opened_on=on,
                closed_on=unit.closed_on,
                origin_id=unit.lineage,
            )
    replaced = {old: new for old, new in successors.items() if old != new.pk}
    Unit.objects.filter(pk__in=replaced).update(closed_on=on)
    _go_on(Assignment.objects.filter(voided_at=None), replaced, on=on)
    _go_on(RoleGrant.objects.all(), replaced, on=on)
    return successors


def _go_on(rows, replaced, *, on):
    """End dated rows of the old units yesterday and let them go on in the new ones from today.

    Rows that begin today or later have no past in the old unit and change it in place.
    """
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=on), unit__in=replaced)
    copies = []
    for row in rows.filter(starts_on__lt=on).order_by().iterator():
        row.pk, row.unit, row.starts_on = None, replaced[row.unit_id], on
        copies.append(row)
    rows.filter(starts_on__lt=on).update(ends_on=on - timedelta(days=1))
    for old, new in replaced.items():
        rows.filter(unit=old).update(unit=new)
    rows.model.objects.bulk_create(copies, batch_size=BATCH)


@transaction.atomic
def add_function(*, by, at, on, names):
    """Offer another function; ``names`` maps "pl" and "en" to its name."""
    _may_keep(by, on=on)
    _name_is_free(names)
    wanted = slugify(names["en"]) or "function"
    slug, number = wanted[:45], 2
    while Function.objects.filter(slug=slug).exists():
        slug, number = f"{wanted[:45]}-{number}", number + 1
    function = Function.objects.create(slug=slug, name_pl=names["pl"], name_en=names["en"])
    record("function.added", function, by=by, at=at)
    return function


@transaction.atomic
def rename_function(function, *, by, at, on, names):
    """Change what a function is called."""
    _may_keep(by, on=on)
    _name_is_free(names, besides=function)
    function.name_pl, function.name_en = names["pl"], names["en"]
    function.save(update_fields=["name_pl", "name_en"])
    record("function.renamed", function, by=by, at=at, fields=["name_pl", "name_en"])
    return function


def _name_is_free(names, besides=None):
    taken = Function.objects.filter(Q(name_pl__iexact=names["pl"]) | Q(name_en__iexact=names["en"]))
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    if taken.exists():
        raise CannotArrange(_("There is already a function of that name."))


def people_in_units(*, on):
    """How many people belong to each unit itself on a day, by unit id."""
    counted = Assignment.objects.open_on(on).order_by().values("unit")
    return {
        row["unit"]: row["people"]
        for row in counted.annotate(people=Count("person", distinct=True))
    }
