"""The tree of units: every past day keeps its own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Event
from people.models import Assignment, Function, Person, Role, RoleGrant, Unit
from people.roles import holds, with_subtree
from people.units import (
    CannotArrange,
    add_function,
    add_unit,
    close_unit,
    move_unit,
    people_in_units,
    rename_function,
    rename_unit,
)
from tests.factories import (
    AssignmentFactory,
    FunctionFactory,
    PersonFactory,
    RoleGrantFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 23, 11, tzinfo=UTC)
TODAY = date(2026, 3, 23)
YESTERDAY = TODAY - timedelta(days=1)
WHEN = {"at": NOON, "on": TODAY}
NAMES = {"pl": "Dworzec", "en": "Station"}


@pytest.fixture
def admin():
    return PersonFactory(role=Role.ADMINISTRATOR)


def below(unit, day):
    """The persons in a unit and all below it, as the tree of that day has it."""
    units = list(Unit.objects.open_on(day))
    found, waiting = set(), [unit.pk]
    while waiting:
        parent = waiting.pop()
        found.add(parent)
        waiting += [child.pk for child in units if child.parent_id == parent]
    held = Assignment.objects.open_on(day).filter(unit__in=found)
    return set(held.values_list("person", flat=True))


@pytest.mark.feature("9.4")
def test_units_open_below_each_other(admin):
    top = add_unit(by=admin, **WHEN, names=NAMES, opened_on=TODAY)
    unit = add_unit(
        by=admin, **WHEN, names=NAMES, opened_on=TODAY, parent=top, phone="+48000000111"
    )
    assert (unit.parent, str(unit.phone), unit.name_en) == (top, "+48000000111", "Station")
    assert Event.objects.filter(action="unit.added", unit=unit.pk).exists()


def test_a_unit_opens_only_below_one_that_is_there(admin):
    with pytest.raises(CannotArrange, match="opens later"):
        later = UnitFactory(opened_on=TODAY + timedelta(days=1))
        add_unit(by=admin, **WHEN, names=NAMES, opened_on=TODAY, parent=later)
    with pytest.raises(CannotArrange, match="is closed"):
        closed = UnitFactory(closed_on=TODAY)
        add_unit(by=admin, **WHEN, names=NAMES, opened_on=TODAY, parent=closed)


def test_a_unit_is_renamed_and_the_trail_names_the_fields(admin):
    unit = UnitFactory(name_en="Station")
    changed = rename_unit(unit, by=admin, **WHEN, names=NAMES, phone="")
    assert changed == ["name_pl"]
    assert Event.objects.get().fields == ["name_pl"]
    assert rename_unit(unit, by=admin, **WHEN, names=NAMES, phone="") == []
    assert Event.objects.count() == 1


def test_where_nobody_ever_was_the_tree_is_simply_changed(admin):
    here, there = UnitFactory(), UnitFactory()
    unit = UnitFactory(parent=here)
    assert move_unit(unit, by=admin, **WHEN, parent=there) == unit
    unit.refresh_from_db()
    assert (unit.parent, Unit.objects.count()) == (there, 3)


@pytest.mark.feature("9.3", "9.4")
def test_a_moved_unit_keeps_yesterdays_subtree(admin):
    """Decisions, the unit tree: past subtrees stay true with a plain parent column."""
    old_home, new_home = UnitFactory(), UnitFactory()
    team = UnitFactory(parent=old_home, phone="+48000000111")
    part = UnitFactory(parent=team)
    staying = AssignmentFactory(unit=team).person
    deep = AssignmentFactory(unit=part).person
    gone = AssignmentFactory(unit=team, ends_on=date(2024, 1, 1)).person
    ending = AssignmentFactory(unit=part, ends_on=date(2026, 5, 1)).person
    coming = AssignmentFactory(unit=part, starts_on=date(2026, 5, 1)).person

    moved = move_unit(team, by=admin, **WHEN, parent=new_home)

    now = {staying.pk, deep.pk, ending.pk}
    assert below(old_home, YESTERDAY) == now
    assert below(old_home, TODAY) == set()
    assert below(new_home, YESTERDAY) == set()
    assert below(new_home, TODAY) == now
    assert below(new_home, date(2026, 5, 2)) == {staying.pk, deep.pk, coming.pk}
    assert below(old_home, date(2023, 1, 1)) == {staying.pk, deep.pk, ending.pk, gone.pk}
    assert (moved.origin, moved.opened_on, str(moved.phone)) == (team, TODAY, "+48000000111")
    assert with_subtree({team.pk}) == with_subtree({moved.pk}) == {
        team.pk, part.pk, moved.pk, moved.children.get().pk,
    }  # fmt: skip
    assert Event.objects.get().action == "unit.moved"


def test_a_unit_moved_again_and_again_keeps_one_origin(admin):
    homes = UnitFactory.create_batch(3)
    team = UnitFactory(parent=homes[0])
    person = AssignmentFactory(unit=team).person
    first = move_unit(team, by=admin, at=NOON, on=TODAY, parent=homes[1])
    same_day = move_unit(first, by=admin, at=NOON, on=TODAY, parent=homes[2])
    next_month = date(2026, 4, 23)
    last = move_unit(same_day, by=admin, at=NOON, on=next_month, parent=homes[1])

    assert same_day == first
    assert last.origin == team
    assert below(homes[2], TODAY) == below(homes[1], next_month) == {person.pk}
    assert below(homes[1], TODAY) == set()


def test_leads_go_with_their_unit(admin):
    team, home = UnitFactory(), UnitFactory()
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=team)
    AssignmentFactory(unit=team)
    RoleGrantFactory(person=lead, role=Role.MANAGEMENT)
    moved = move_unit(team, by=admin, **WHEN, parent=home)

    grants = RoleGrant.objects.filter(person=lead, role=Role.UNIT_LEAD).order_by("starts_on")
    assert [(grant.unit, grant.ends_on) for grant in grants] == [(team, YESTERDAY), (moved, None)]
    lead = Person.objects.get(pk=lead.pk)
    assert holds(lead, Role.UNIT_LEAD, on=TODAY, unit=moved)


def test_moving_takes_the_same_queries_for_one_person_and_for_many(
    admin, django_assert_max_num_queries
):
    home = UnitFactory()
    for count in (1, 30):
        team = UnitFactory()
        AssignmentFactory.create_batch(count, unit=team)
        with django_assert_max_num_queries(21):
            move_unit(team, by=admin, **WHEN, parent=home)


def test_moving_is_refused_where_it_makes_no_tree(admin):
    top = UnitFactory()
    team = UnitFactory(parent=top)
    with pytest.raises(CannotArrange, match="below itself"):
        move_unit(top, by=admin, **WHEN, parent=team)
    with pytest.raises(CannotArrange, match="already stands there"):
        move_unit(team, by=admin, **WHEN, parent=top)
    with pytest.raises(CannotArrange, match="already stands there"):
        move_unit(top, by=admin, **WHEN, parent=None)
    with pytest.raises(CannotArrange, match="is closed"):
        move_unit(team, by=admin, **WHEN, parent=UnitFactory(closed_on=YESTERDAY))
    with pytest.raises(CannotArrange, match="is closed"):
        move_unit(UnitFactory(closed_on=YESTERDAY), by=admin, **WHEN, parent=top)


def test_only_an_empty_unit_closes(admin):
    unit = UnitFactory()
    assignment = AssignmentFactory(unit=unit, ends_on=TODAY)
    with pytest.raises(CannotArrange, match="belongs to this unit"):
        close_unit(unit, by=admin, **WHEN, closed_on=TODAY)
    assignment.ends_on = YESTERDAY
    assignment.save()
    child = UnitFactory(parent=unit)
    with pytest.raises(CannotArrange, match="units below"):
        close_unit(unit, by=admin, **WHEN, closed_on=TODAY)
    close_unit(child, by=admin, **WHEN, closed_on=TODAY)
    lead = RoleGrantFactory(role=Role.UNIT_LEAD, unit=unit)
    with pytest.raises(CannotArrange, match="leads this unit"):
        close_unit(unit, by=admin, **WHEN, closed_on=TODAY)
    lead.delete()
    close_unit(unit, by=admin, **WHEN, closed_on=TODAY)

    assert unit in Unit.objects.open_on(YESTERDAY)
    assert unit not in Unit.objects.open_on(TODAY)
    with pytest.raises(CannotArrange, match="is closed"):
        close_unit(unit, by=admin, **WHEN, closed_on=TODAY)
    with pytest.raises(CannotArrange, match="opens only"):
        close_unit(UnitFactory(), by=admin, **WHEN, closed_on=date(2019, 1, 1))


def test_people_are_counted_once_in_each_unit_on_any_day():
    unit = UnitFactory()
    assignment = AssignmentFactory(unit=unit, ends_on=YESTERDAY)
    AssignmentFactory(unit=unit, person=assignment.person, kind="staff")
    AssignmentFactory(unit=unit, ends_on=YESTERDAY)
    assert people_in_units(on=TODAY) == {unit.pk: 1}
    assert people_in_units(on=YESTERDAY) == {unit.pk: 2}


def test_functions_are_added_and_renamed_under_free_names(admin):
    driver = add_function(by=admin, **WHEN, names={"pl": "Kierowca", "en": "Driver"})
    other = add_function(by=admin, **WHEN, names={"pl": "Kierowca busa", "en": "Driver!"})
    assert (driver.slug, other.slug) == ("driver", "driver-2")
    with pytest.raises(CannotArrange, match="of that name"):
        add_function(by=admin, **WHEN, names={"pl": "Inny", "en": "driver"})
    with pytest.raises(CannotArrange, match="of that name"):
        rename_function(other, by=admin, **WHEN, names={"pl": "Kierowca", "en": "Bus"})
    rename_function(other, by=admin, **WHEN, names={"pl": "Kierowca busa", "en": "Bus driver"})
    assert Function.objects.get(slug="driver-2").name_en == "Bus driver"


def test_only_administrators_arrange_units_and_functions():
    manager, unit = PersonFactory(role=Role.MANAGEMENT), UnitFactory()
    attempts = [
        lambda: add_unit(by=manager, **WHEN, names=NAMES, opened_on=TODAY),
        lambda: rename_unit(unit, by=manager, **WHEN, names=NAMES, phone=""),
        lambda: move_unit(unit, by=manager, **WHEN, parent=UnitFactory()),
        lambda: close_unit(unit, by=manager, **WHEN, closed_on=TODAY),
        lambda: add_function(by=manager, **WHEN, names=NAMES),
        lambda: rename_function(FunctionFactory(), by=manager, **WHEN, names=NAMES),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
