"""The fixed roles: who holds one on a day, and for which units.

A role is asked for here and nowhere else. Grants are read once per person and day and kept on the
person object, so that one page costs one query however often it asks.
"""

from people.models.organisation import Unit
from people.models.standing import Role

#: Roles that open other people's data: they need a second factor and shorter sessions.
PRIVILEGED = frozenset(Role)

#: Roles that may read the register of people; administrators keep it.
REGISTER_READERS = (
    Role.ADMINISTRATOR,
    Role.POLICY_MANAGER,
    Role.REFERRAL_COORDINATOR,
    Role.MANAGEMENT,
)


def grants(person, *, on):
    """The (role, unit id or None) pairs that hold for the person on that day."""
    kept = person.__dict__.setdefault("_grants", {})
    if on not in kept:
        rows = person.grants.open_on(on).values_list("role", "unit_id")
        kept[on] = frozenset((Role(role), unit) for role, unit in rows)
    return kept[on]


def forget(person):
    """Read the grants anew next time, after one was given or ended."""
    person.__dict__.pop("_grants", None)


def roles_of(person, *, on):
    """The set of roles that the person holds on that day, wherever they apply."""
    return {role for role, _unit in grants(person, on=on)}


def is_privileged(person, *, on):
    """Whether any role holds on that day; such a person needs a second factor."""
    return bool(grants(person, on=on))


def holds(person, *roles, on, unit=None):
    """Whether the person holds one of the roles on that day.

    With a ``unit``, a grant counts if it is for the whole organisation or reaches that unit.
    """
    held = [reach for role, reach in grants(person, on=on) if role in roles]
    if unit is None or not held or None in held:
        return bool(held)
    return unit.pk in with_subtree(held)


def scope(person, *roles, on):
    """The ids of the units that the person's grants of these roles reach on that day.

    A grant for the whole organisation reaches every unit.
    """
    held = {reach for role, reach in grants(person, on=on) if role in roles}
    if None in held:
        return set(Unit.objects.values_list("pk", flat=True))
    return with_subtree(held) if held else set()


def with_subtree(unit_ids, rows=None):
    """The ids of these units in all their successive forms, and of everything below them.

    ``rows`` are (id, parent id, origin id) of all units, read when not given.
    """
    if rows is None:
        rows = Unit.objects.order_by().values_list("pk", "parent_id", "origin_id")
    rows = list(rows)
    lineage = {pk: origin or pk for pk, _parent, origin in rows}
    forms, children = {}, {}
    for pk, parent, _origin in rows:
        forms.setdefault(lineage[pk], []).append(pk)
        children.setdefault(parent, []).append(pk)
    reached, waiting = set(), [pk for unit in unit_ids for pk in forms.get(lineage.get(unit), ())]
    while waiting:
        unit = waiting.pop()
        if unit not in reached:
            reached.add(unit)
            waiting += children.get(unit, ())
    return reached
