"""Adding people, their assignments, and letting them leave (R6, R7: all kinds of people)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from audit.models import Event
from people.granting import CannotGrant
from people.inviting import invite
from people.joining import (
    CannotJoin,
    add_person,
    edit_person,
    end_assignment,
    give_assignment,
    void_assignment,
)
from people.leaving import CannotLeave, leave, what_ends
from people.mail import deliver_due
from people.models import Assignment, BackgroundCheck, Kind, Person, Role
from tests.factories import (
    AssignmentFactory,
    PersonFactory,
    RoleGrantFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 23, 11, tzinfo=UTC)
TODAY = date(2026, 3, 23)
WHEN = {"at": NOON, "on": TODAY}


@pytest.fixture
def admin():
    return PersonFactory(role=Role.ADMINISTRATOR)


def place(**fields):
    return {"unit": UnitFactory(), "kind": Kind.VOLUNTEER, "starts_on": TODAY, **fields}


def actions():
    return list(Event.objects.order_by("sequence").values_list("action", flat=True))


@pytest.mark.feature("9.1")
def test_a_person_is_added_with_the_first_assignment(admin):
    unit = UnitFactory()
    person = add_person(
        by=admin,
        **WHEN,
        given_name="Łucja",
        family_name="Żak",
        email=" Lucja@Example.org ",
        language="pl",
        assignment=place(unit=unit),
    )

    person.refresh_from_db()
    assert (str(person), person.email, person.added_at) == ("Łucja Żak", "lucja@example.org", NOON)
    assert not person.has_usable_password()
    (given,) = person.assignments.all()
    assert (given.unit, given.kind, given.starts_on, given.ends_on) == (
        unit,
        Kind.VOLUNTEER,
        TODAY,
        None,
    )
    assert actions() == ["person.added"]


@pytest.mark.feature("9.2")
def test_somebody_without_an_email_is_added_and_never_collides(admin):
    for _each in range(2):
        person = add_person(by=admin, **WHEN, given_name="Jan", email="", assignment=place())
        assert person.email is None


def test_an_email_belongs_to_one_person_whatever_its_case(admin):
    PersonFactory(email="jan@example.org")
    with pytest.raises(CannotJoin, match="already here"):
        add_person(by=admin, **WHEN, given_name="Jan", email="JAN@example.org", assignment=place())
    assert not Event.objects.exists()
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"ends_on": TODAY - timedelta(days=1)}, "before the first"),
        ({"kind": Kind.EXPERT}, "give the last day"),
        ({"starts_on": date(2019, 12, 31)}, "does not exist on all"),
    ],
)
def test_an_assignment_whose_days_make_no_sense_is_refused(admin, fields, reason):
    person = PersonFactory()
    with pytest.raises(CannotJoin, match=reason):
        give_assignment(person, by=admin, **WHEN, **place(**fields))
    assert not person.assignments.exists()


def test_an_assignment_ends_before_its_unit_closes(admin):
    unit = UnitFactory(closed_on=date(2026, 6, 1))
    person = PersonFactory()
    with pytest.raises(CannotJoin, match="does not exist on all"):
        give_assignment(person, by=admin, **WHEN, **place(unit=unit))
    give_assignment(person, by=admin, **WHEN, **place(unit=unit, ends_on=date(2026, 5, 31)))


def test_the_same_assignment_is_not_given_twice_for_a_day(admin):
    person, unit = PersonFactory(), UnitFactory()
    given = give_assignment(person, by=admin, **WHEN, **place(unit=unit, ends_on=date(2026, 4, 30)))
    with pytest.raises(CannotJoin, match="already has the same"):
        give_assignment(person, by=admin, **WHEN, **place(unit=unit, starts_on=date(2026, 4, 30)))
    give_assignment(person, by=admin, **WHEN, **place(unit=unit, starts_on=date(2026, 5, 1)))
    give_assignment(person, by=admin, **WHEN, **place(unit=unit, kind=Kind.STAFF))
    void_assignment(given, by=admin, **WHEN, reason="wrong person")
    give_assignment(person, by=admin, **WHEN, **place(unit=unit, ends_on=date(2026, 4, 30)))


@pytest.mark.feature("9.3")
def test_the_last_day_of_an_assignment_counts(admin):
    given = AssignmentFactory(unit=UnitFactory())
    end_assignment(given, by=admin, **WHEN, last_day=TODAY)

    person = given.person
    assert person in Person.objects.present_on(TODAY)
    assert person not in Person.objects.present_on(TODAY + timedelta(days=1))
    assert actions() == ["assignment.ended"]


def test_an_end_comes_only_nearer_and_never_before_the_start(admin):
    given = AssignmentFactory(starts_on=TODAY, ends_on=TODAY + timedelta(days=9))
    with pytest.raises(CannotJoin, match="before the first"):
        end_assignment(given, by=admin, **WHEN, last_day=TODAY - timedelta(days=1))
    with pytest.raises(CannotJoin, match="ends earlier"):
        end_assignment(given, by=admin, **WHEN, last_day=TODAY + timedelta(days=10))


def test_a_void_assignment_counts_on_no_day_and_cannot_be_touched_again(admin):
    given = AssignmentFactory()
    with pytest.raises(CannotJoin, match="Say why"):
        void_assignment(given, by=admin, **WHEN, reason=" ")
    void_assignment(given, by=admin, **WHEN, reason="Wrong unit")

    assert not Person.objects.present_on(TODAY - timedelta(days=100)).exists()
    with pytest.raises(CannotJoin, match="by mistake"):
        end_assignment(given, by=admin, **WHEN, last_day=TODAY)
    with pytest.raises(CannotJoin, match="by mistake"):
        void_assignment(given, by=admin, **WHEN, reason="Again")


def test_details_are_changed_and_the_trail_names_fields_only(admin):
    person = PersonFactory(given_name="Jan", family_name="Nowak", email="jan@example.org")
    changed = edit_person(
        person,
        by=admin,
        **WHEN,
        given_name="Janusz",
        family_name="Nowak",
        email="jan@example.org",
        language="en",
    )

    person.refresh_from_db()
    assert changed == ["given_name"]
    assert (person.given_name, person.search) == ("Janusz", "janusz nowak jan@example.org")
    (event,) = Event.objects.all()
    assert (event.action, event.fields) == ("person.edited", ["given_name"])
    assert person.session_epoch == 0


def test_saving_details_unchanged_writes_nothing(admin):
    person = PersonFactory()
    same = {name: getattr(person, name) for name in ("given_name", "family_name", "email")}
    assert edit_person(person, by=admin, **WHEN, language="en", **same) == []
    assert not Event.objects.exists()


def test_another_email_ends_sessions_and_invitations(admin, client):
    person = PersonFactory(email="old@example.org")
    person.set_password("a long enough password")
    person.save()
    invitation = invite(person, by=admin, **WHEN)
    client.force_login(person)

    edit_person(
        person,
        by=admin,
        **WHEN,
        given_name=person.given_name,
        family_name=person.family_name,
        email="new@example.org",
        language="en",
    )

    invitation.refresh_from_db()
    person.refresh_from_db()
    assert invitation.revoked_at == NOON
    assert (person.email, person.session_epoch) == ("new@example.org", 1)
    assert not person.sessions.exists()
    assert person.mails.filter(purpose="security", subject="Your account was changed").exists()


def edit_address(person, by, email, **more):
    kept = {name: getattr(person, name) for name in ("given_name", "family_name", "language")}
    return edit_person(person, by=by, **WHEN, **kept | {"email": email} | more)


@pytest.mark.parametrize("wanted", ["new@example.org", None])
@pytest.mark.parametrize(
    ("language", "words"), [("pl", "odłączony od konta"), ("en", "taken off an account")]
)
def test_the_old_address_is_told_in_words_a_stranger_may_read(
    admin, wanted, language, words, mailoutbox
):
    person = PersonFactory(given_name="Bogumiła", email="old@example.org", language=language)

    edit_address(person, admin, wanted)
    deliver_due(NOON)

    (told,) = mailoutbox
    assert told.to == ["old@example.org"]
    assert words in told.body
    for secret in (person.given_name, person.family_name, "new@example.org", admin.family_name):
        assert secret not in told.body + told.subject
    assert "://" not in told.body
    row = person.mails.get()
    assert (row.body, row.former_address) == ("", "")


def test_both_addresses_are_told_each_its_own(admin, mailoutbox):
    person = PersonFactory(email="old@example.org")
    person.set_password("a long enough password")
    person.save()

    edit_address(person, admin, "new@example.org")
    edit_address(Person.objects.get(pk=person.pk), admin, "newest@example.org")
    deliver_due(NOON)

    told = [(mail.to[0], "no longer used" in mail.subject) for mail in mailoutbox]
    assert sorted(told) == [
        ("new@example.org", True),
        ("newest@example.org", False),
        ("newest@example.org", False),
        ("old@example.org", True),
    ]


def test_without_an_old_address_nobody_is_told(admin):
    person = PersonFactory(email=None)
    edit_address(person, admin, "first@example.org")
    assert not person.mails.exists()


def test_a_former_address_lies_encrypted_until_the_mail_left(admin):
    edit_address(PersonFactory(email="old@example.org"), admin, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT former_address FROM people_outgoingmail")
        (stored,) = cursor.fetchone()
    assert stored
    assert "old@example.org" not in stored


def test_an_email_of_somebody_else_is_refused_when_editing(admin):
    PersonFactory(email="taken@example.org")
    person = PersonFactory()
    with pytest.raises(CannotJoin, match="already here"):
        edit_person(
            person,
            by=admin,
            **WHEN,
            given_name="A",
            family_name="B",
            email="Taken@example.org",
            language="pl",
        )


def test_leaving_ends_everything_in_one_step_and_keeps_the_evidence(admin):
    """Features 9.8: leaving ends roles, access and open requests in one step."""
    person = PersonFactory(assigned__starts_on=date(2025, 1, 1), role=Role.MANAGEMENT)
    later = AssignmentFactory(person=person, starts_on=date(2026, 9, 1))
    RoleGrantFactory(person=person, role=Role.POLICY_MANAGER, starts_on=date(2026, 9, 1))
    check = BackgroundCheck.objects.create(
        person=person, kind="identity", seen_on=date(2025, 1, 1), seen_by=admin
    )
    invitation = invite(person, by=admin, **WHEN)
    assignments, grants = what_ends(person, on=TODAY)
    assert (len(assignments), len(grants)) == (2, 2)

    leave(person, by=admin, **WHEN, last_day=date(2026, 3, 31))

    person.refresh_from_db()
    later.refresh_from_db()
    invitation.refresh_from_db()
    assert (person.left_on, person.session_epoch) == (date(2026, 3, 31), 1)
    first = person.assignments.get(voided_at=None)
    assert first.ends_on == date(2026, 3, 31)
    assert later.voided_by == admin
    assert [grant.ends_on for grant in person.grants.all()] == [date(2026, 3, 31)]
    assert invitation.revoked_at == NOON
    assert list(person.checks.all()) == [check]
    assert actions()[-1] == "person.left"
    assert person in Person.objects.present_on(date(2026, 3, 31))
    assert person not in Person.objects.present_on(date(2026, 4, 1))
    assert person in Person.objects.present_on(date(2025, 6, 1))


def test_somebody_who_left_comes_back_with_a_new_assignment(admin):
    person = PersonFactory(assigned=True)
    leave(person, by=admin, **WHEN, last_day=TODAY)
    give_assignment(person, by=admin, **WHEN, **place(starts_on=TODAY + timedelta(days=30)))

    person.refresh_from_db()
    assert person.left_on is None
    assert person.assignments.count() == 2


@pytest.mark.feature("9.11")
def test_an_outside_expert_leaves_by_itself_after_the_last_day(admin):
    """Features 9.11: outside accounts end on a date."""
    june, may = date(2026, 6, 30), date(2026, 5, 31)
    person = add_person(
        by=admin,
        **WHEN,
        given_name="Ewa",
        assignment=place(kind=Kind.EXPERT, ends_on=june),
    )
    assert person.left_on == june
    end_assignment(person.assignments.get(), by=admin, **WHEN, last_day=may)
    person.refresh_from_db()
    assert person.left_on == may
    give_assignment(person, by=admin, **WHEN, **place(kind=Kind.STAFF))
    person.refresh_from_db()
    assert person.left_on is None


def test_a_leaving_that_is_known_comes_only_nearer(admin):
    person = PersonFactory(assigned=True)
    leave(person, by=admin, **WHEN, last_day=date(2026, 4, 30))
    with pytest.raises(CannotLeave, match="leaves before that day"):
        leave(person, by=admin, **WHEN, last_day=date(2026, 5, 1))
    leave(person, by=admin, **WHEN, last_day=TODAY)
    person.refresh_from_db()
    assert (person.left_on, person.assignments.get().ends_on) == (TODAY, TODAY)


def test_leaving_is_refused_to_oneself_and_twice(admin):
    PersonFactory(role=Role.ADMINISTRATOR)
    with pytest.raises(CannotLeave, match="yourself"):
        leave(admin, by=admin, **WHEN, last_day=TODAY)
    person = PersonFactory(assigned=True)
    leave(person, by=admin, **WHEN, last_day=TODAY - timedelta(days=1))
    with pytest.raises(CannotLeave, match="already left"):
        leave(person, by=admin, **WHEN, last_day=TODAY)


def test_an_administrator_stays(admin):
    """Somebody whose own role is only for a time cannot let the last administrator go."""
    other = PersonFactory(role=Role.ADMINISTRATOR, role__ends_on=TODAY + timedelta(days=5))
    with pytest.raises(CannotGrant, match="has to be an administrator"):
        leave(admin, by=other, **WHEN, last_day=TODAY)


@pytest.mark.parametrize("role", [None, Role.MANAGEMENT, Role.POLICY_MANAGER, Role.UNIT_LEAD])
def test_only_administrators_keep_people(role):
    reach = {"role__unit": UnitFactory()} if role == Role.UNIT_LEAD else {}
    somebody = PersonFactory(role=role, **reach)
    given = AssignmentFactory()
    edits = {"given_name": "A", "family_name": "B", "email": None, "language": "pl"}
    attempts = [
        lambda: add_person(by=somebody, **WHEN, given_name="A", assignment=place()),
        lambda: edit_person(given.person, by=somebody, **WHEN, **edits),
        lambda: give_assignment(given.person, by=somebody, **WHEN, **place()),
        lambda: end_assignment(given, by=somebody, **WHEN, last_day=TODAY),
        lambda: void_assignment(given, by=somebody, **WHEN, reason="x"),
        lambda: leave(given.person, by=somebody, **WHEN, last_day=TODAY),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
