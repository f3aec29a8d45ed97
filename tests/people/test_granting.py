"""Giving and ending roles, and noting background checks (R44)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Event
from people.check_obligations import open_obligations
from people.checking import (
    CannotCheck,
    add_check_rule,
    end_check_rule,
    record_check,
    void_check,
)
from people.granting import CannotGrant, end_role, grant_role
from people.leaving import leave
from people.models import CheckKind, CheckRule, Kind, Person, Role, RoleGrant
from people.roles import holds, roles_of
from tests.factories import AssignmentFactory, CheckRuleFactory, PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 23, 11, tzinfo=UTC)
TODAY = date(2026, 3, 23)
YESTERDAY = TODAY - timedelta(days=1)
WHEN = {"at": NOON, "on": TODAY}
IDENTITY = {"kind": CheckKind.IDENTITY, "seen_on": TODAY}


@pytest.fixture
def admin():
    return PersonFactory(role=Role.ADMINISTRATOR)


def events():
    return [(event.action, event.role) for event in Event.objects.order_by("sequence")]


def test_a_role_holds_at_once_and_signs_its_holder_out(admin):
    person = PersonFactory()
    assert roles_of(person, on=TODAY) == set()
    grant_role(person, by=admin, **WHEN, role=Role.MANAGEMENT)

    person = Person.objects.get(pk=person.pk)
    assert holds(person, Role.MANAGEMENT, on=TODAY)
    assert not holds(person, Role.MANAGEMENT, on=YESTERDAY)
    assert person.session_epoch == 1
    assert events() == [("role.granted", "management")]


def test_a_unit_lead_leads_the_unit_and_what_is_below(admin):
    unit, person = UnitFactory(), PersonFactory()
    below, beside = UnitFactory(parent=unit), UnitFactory()
    grant_role(person, by=admin, **WHEN, role=Role.UNIT_LEAD, unit=unit)

    person = Person.objects.get(pk=person.pk)
    assert holds(person, Role.UNIT_LEAD, on=TODAY, unit=below)
    assert not holds(person, Role.UNIT_LEAD, on=TODAY, unit=beside)


def refused(person, reason, **arguments):
    with pytest.raises(CannotGrant, match=reason):
        grant_role(person, **WHEN, **arguments)


def test_nobody_gives_a_role_to_themselves(admin):
    refused(admin, "to themselves", by=admin, role=Role.MANAGEMENT)


def test_report_handlers_wait_for_the_safe_channel(admin):
    refused(PersonFactory(), "not here yet", by=admin, role=Role.REPORT_HANDLER)


def test_administrator_and_report_handler_are_never_one_account(admin):
    handler = PersonFactory()
    RoleGrant.objects.create(
        person=handler,
        role=Role.REPORT_HANDLER,
        granted_by=admin,
        seconded_by=PersonFactory(),
        starts_on=YESTERDAY,
    )
    refused(handler, "never the same", by=admin, role=Role.ADMINISTRATOR)


def test_a_unit_lead_needs_a_unit_and_no_other_role_takes_one(admin):
    refused(PersonFactory(), "choose it", by=admin, role=Role.UNIT_LEAD)
    refused(
        PersonFactory(), "whole organisation", by=admin, role=Role.MANAGEMENT, unit=UnitFactory()
    )


def test_a_role_is_not_given_twice_nor_to_somebody_who_left(admin):
    person = PersonFactory(assigned=True, role=Role.MANAGEMENT)
    refused(person, "already has this role", by=admin, role=Role.MANAGEMENT)
    leave(person, by=admin, **WHEN, last_day=YESTERDAY)
    refused(person, "has left", by=admin, role=Role.POLICY_MANAGER)


def test_a_role_does_not_end_before_it_begins(admin):
    refused(PersonFactory(), "before the first", by=admin, role=Role.MANAGEMENT, ends_on=YESTERDAY)


def test_a_role_ends_at_once_and_its_past_stays(admin):
    person = PersonFactory(role=Role.MANAGEMENT)
    end_role(person.grants.get(), by=admin, **WHEN)

    person = Person.objects.get(pk=person.pk)
    assert not holds(person, Role.MANAGEMENT, on=TODAY)
    assert holds(person, Role.MANAGEMENT, on=YESTERDAY)
    assert person.session_epoch == 1
    with pytest.raises(CannotGrant, match="already ended"):
        end_role(person.grants.get(), by=admin, **WHEN)


def test_a_role_given_today_and_ended_today_leaves_only_the_trail(admin):
    person = PersonFactory()
    grant = grant_role(person, by=admin, **WHEN, role=Role.MANAGEMENT)
    end_role(grant, by=admin, **WHEN)

    assert not person.grants.exists()
    assert events() == [("role.granted", "management"), ("role.ended", "management")]


def test_the_last_administrator_keeps_the_role(admin):
    with pytest.raises(CannotGrant, match="has to be an administrator"):
        end_role(admin.grants.get(), by=admin, **WHEN)
    other = PersonFactory(role=Role.ADMINISTRATOR)
    end_role(admin.grants.get(), by=other, **WHEN)


def test_only_administrators_give_and_end_roles():
    manager, person = PersonFactory(role=Role.MANAGEMENT), PersonFactory(role=Role.POLICY_MANAGER)
    with pytest.raises(PermissionDenied):
        grant_role(person, by=manager, **WHEN, role=Role.MANAGEMENT)
    with pytest.raises(PermissionDenied):
        end_role(person.grants.get(), by=manager, **WHEN)


def test_a_unit_lead_notes_checks_of_the_own_people_only():
    unit = UnitFactory()
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=unit)
    mine = AssignmentFactory(unit=UnitFactory(parent=unit)).person
    record_check(mine, by=lead, **WHEN, **IDENTITY)

    (check,) = mine.checks.all()
    assert (check.seen_by, check.seen_on) == (lead, TODAY)
    with pytest.raises(PermissionDenied):
        record_check(AssignmentFactory().person, by=lead, **WHEN, **IDENTITY)


@pytest.mark.parametrize("role", [None, Role.MANAGEMENT, Role.POLICY_MANAGER])
def test_others_note_no_checks(role):
    with pytest.raises(PermissionDenied):
        record_check(PersonFactory(), by=PersonFactory(role=role), **WHEN, **IDENTITY)


def test_a_check_is_seen_by_somebody_else_not_tomorrow_and_runs_out_later(admin):
    with pytest.raises(CannotCheck, match="Somebody else"):
        record_check(admin, by=admin, **WHEN, **IDENTITY)
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(CannotCheck, match="in the future"):
        record_check(PersonFactory(), by=admin, **WHEN, kind=CheckKind.IDENTITY, seen_on=tomorrow)
    with pytest.raises(CannotCheck, match="run out before"):
        record_check(PersonFactory(), by=admin, **WHEN, **IDENTITY, valid_until=YESTERDAY)


def test_a_void_check_no_longer_counts_and_is_void_once(admin):
    person = AssignmentFactory().person
    CheckRuleFactory(check_kind=CheckKind.IDENTITY)
    check = record_check(person, by=admin, **WHEN, **IDENTITY)
    assert person.pk not in open_obligations(Person.objects.all(), on=TODAY)
    with pytest.raises(CannotCheck, match="Say why"):
        void_check(check, by=admin, **WHEN, reason="")
    void_check(check, by=admin, **WHEN, reason="Wrong person")

    assert person.pk in open_obligations(Person.objects.all(), on=TODAY)
    with pytest.raises(CannotCheck, match="already"):
        void_check(check, by=admin, **WHEN, reason="Again")
    with pytest.raises(PermissionDenied):
        void_check(check, by=PersonFactory(), **WHEN, reason="x")


def test_a_check_rule_asks_from_its_day_and_past_days_keep_their_answer(admin):
    person = AssignmentFactory(kind=Kind.VOLUNTEER, starts_on=date(2026, 1, 1)).person
    AssignmentFactory(kind=Kind.STAFF)
    rule = add_check_rule(
        by=admin,
        **WHEN,
        check_kind=CheckKind.OFFENDERS_REGISTER,
        starts_on=date(2026, 2, 1),
        kinds=[Kind.VOLUNTEER],
    )
    assert set(open_obligations(Person.objects.all(), on=TODAY)) == {person.pk}
    end_check_rule(rule, by=admin, **WHEN)

    assert open_obligations(Person.objects.all(), on=TODAY) == {}
    assert set(open_obligations(Person.objects.all(), on=YESTERDAY)) == {person.pk}
    with pytest.raises(CannotCheck, match="already ended"):
        end_check_rule(rule, by=admin, **WHEN)


def test_a_check_rule_that_never_asked_anybody_goes(admin):
    rule = CheckRuleFactory(starts_on=TODAY)
    end_check_rule(rule, by=admin, **WHEN)
    assert not CheckRule.objects.exists()
    assert events() == [("check_rule.removed", "")]


def test_only_administrators_keep_check_rules():
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=UnitFactory())
    with pytest.raises(PermissionDenied):
        add_check_rule(by=lead, **WHEN, check_kind=CheckKind.IDENTITY, starts_on=TODAY)
    with pytest.raises(PermissionDenied):
        end_check_rule(CheckRuleFactory(), by=lead, **WHEN)
