"""Sessions: planned, changed, called off; places and the waiting list; mails (features 4.3)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from home.leaving import close_for_departed
from people.days import day_of
from people.models import OutgoingMail, Role
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.training import steps
from training.models import Participation, ParticipationStatus, Session
from training.planning import CannotPlan, cancel_session, change_session, plan_session
from training.session_mails import remind
from training.signing_up import CannotSignUp, NotOnTheList, add_person, sign_up, take_off, withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.feature("4.3")]

BEGINS = datetime(2026, 3, 10, 9, tzinfo=UTC)
BEFORE = BEGINS - timedelta(days=10)
Status = ParticipationStatus.Status


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def taught():
    return steps.course("workshop", form="session", questions=0)


@pytest.fixture
def session(taught):
    return steps.session(taught, starts_at=BEGINS, capacity=2)


def standings(session):
    """What was said last of each, in the order in which they came to the list."""
    rows = session.participations.with_status().order_by("joined_at", "pk")
    return [(row.person, row.status) for row in rows]


def mails(purpose):
    return list(OutgoingMail.objects.filter(purpose=purpose).order_by("pk"))


def values(session, **changes):
    names = ("place", "link", "capacity", "language", "outside_trainers", "note")
    found = {name: getattr(session, name) for name in names}
    days = list(session.days.values_list("starts_at", "ends_at"))
    return {**found, "days": days, **steps.acting(steps.coordinator(), BEFORE), **changes}


def test_who_comes_after_the_last_place_waits_and_moves_up_in_turn(session):
    first, second, third, fourth = PersonFactory.create_batch(4, assigned=True)
    for minutes, person in enumerate((first, second, third, fourth)):
        sign_up(session, by=person, at=BEFORE + timedelta(minutes=minutes))
    assert [status for _person, status in standings(session)] == [
        "signed_up", "signed_up", "waiting", "waiting",
    ]  # fmt: skip
    assert mails("session-place") == []

    withdraw(session, by=first, at=BEFORE + timedelta(hours=1))

    assert standings(session) == [
        (first, "withdrawn"), (second, "signed_up"), (third, "signed_up"), (fourth, "waiting"),
    ]  # fmt: skip
    assert [mail.person for mail in mails("session-place")] == [third]
    moved = ParticipationStatus.objects.latest("pk")
    assert (moved.participation.person, moved.said_by) == (third, None)

    sign_up(session, by=first, at=BEFORE + timedelta(hours=2))
    withdraw(session, by=second, at=BEFORE + timedelta(hours=3))
    assert dict(standings(session))[fourth] == "signed_up"
    assert dict(standings(session))[first] == "waiting"  # who came back stands behind


def test_signing_up_twice_is_once(session):
    person = PersonFactory()
    first = sign_up(session, by=person, at=BEFORE)
    assert sign_up(session, by=person, at=BEFORE) == first
    assert ParticipationStatus.objects.count() == Participation.objects.count() == 1


def test_nobody_signs_up_once_it_has_begun_or_for_what_was_called_off(session):
    person = PersonFactory()
    with pytest.raises(CannotSignUp):
        sign_up(session, by=person, at=BEGINS)
    cancel_session(session, reason="Ill.", **steps.acting(steps.coordinator(), BEFORE))
    with pytest.raises(CannotSignUp):
        sign_up(session, by=person, at=BEFORE)
    assert not Participation.objects.exists()


def test_a_course_that_is_not_open_takes_those_who_are_asked(session, taught):
    taught.is_open = False
    taught.save()
    person = PersonFactory(assigned=True)
    with pytest.raises(CannotSignUp):
        sign_up(session, by=person, at=BEFORE)

    steps.asked(taught)

    assert sign_up(session, by=person, at=BEFORE).status == "signed_up"


def test_who_is_not_on_the_list_cannot_withdraw(session):
    person = PersonFactory()
    with pytest.raises(NotOnTheList):
        withdraw(session, by=person, at=BEFORE)
    sign_up(session, by=person, at=BEFORE)
    withdraw(session, by=person, at=BEFORE)
    with pytest.raises(NotOnTheList):
        withdraw(session, by=person, at=BEFORE)


def test_nobody_moves_up_once_the_session_has_begun(session):
    people = PersonFactory.create_batch(3)
    for person in people:
        sign_up(session, by=person, at=BEFORE)
    withdraw(session, by=people[0], at=BEGINS + timedelta(minutes=5))
    assert dict(standings(session))[people[2]] == "waiting"


def test_more_places_let_those_who_wait_move_up_and_fewer_are_refused(session):
    people = PersonFactory.create_batch(3)
    for person in people:
        sign_up(session, by=person, at=BEFORE)
    change_session(session, **values(session, capacity=3))
    assert [status for _person, status in standings(session)] == ["signed_up"] * 3
    with pytest.raises(CannotPlan, match="3"):
        change_session(session, **values(session, capacity=2))
    session.refresh_from_db()
    assert session.capacity == 3


def test_everybody_on_the_list_hears_of_another_day_and_of_nothing_else(session):
    placed, waiting, gone = PersonFactory.create_batch(3)
    trainer = PersonFactory()
    session.trainers.add(trainer)
    other = PersonFactory()
    for person in (placed, gone, other, waiting):
        sign_up(session, by=person, at=BEFORE)
    take_off_as = steps.acting(steps.coordinator(), BEFORE)
    take_off(session, session.participations.get(person=gone), **take_off_as)
    OutgoingMail.objects.all().delete()

    kept = values(session, trainers=[trainer])
    change_session(session, **{**kept, "note": "Bring a pen."})
    assert mails("session-news") == []
    later = [(begin + timedelta(days=1), end + timedelta(days=1)) for begin, end in kept["days"]]
    change_session(session, **{**kept, "days": later})

    told = {mail.person for mail in mails("session-news")}
    assert told == {placed, other, waiting, trainer}
    assert "11 March 2026, 10:00–14:00" in mails("session-news")[0].body
    assert "workshop" not in mails("session-news")[0].body


def test_calling_off_tells_everybody_on_the_list_why(session):
    placed = PersonFactory()
    sign_up(session, by=placed, at=BEFORE)

    cancel_session(
        session, reason="The trainer is ill.", **steps.acting(steps.coordinator(), BEFORE)
    )

    assert [mail.person for mail in mails("session-news")] == [placed]
    assert "The trainer is ill." in mails("session-news")[0].body
    with pytest.raises(CannotSignUp):
        change_session(session, **values(session))


def test_a_reminder_leaves_once_some_days_before(session):
    placed, waiting, second = PersonFactory.create_batch(3)
    for person in (placed, second, waiting):
        sign_up(session, by=person, at=BEFORE)
    trainer = PersonFactory()
    session.trainers.add(trainer)

    def run(days):
        at = BEGINS - timedelta(days=days)
        return remind(at=at, on=day_of(at))

    assert run(4) == 0
    assert run(3) == 3
    assert run(3) == run(1) == 0
    assert {mail.person for mail in mails("session-reminder")} == {placed, second, trainer}
    session.days.update(
        starts_at=BEGINS + timedelta(days=7), ends_at=BEGINS + timedelta(days=7, hours=1)
    )
    assert run(-5) == 3  # on another day it is another reminder


def test_the_nightly_run_reminds_and_nobody_is_reminded_of_what_was_called_off(taught):
    now = timezone.now()
    coming = steps.session(taught, starts_at=now + timedelta(days=2), at=now)
    off = steps.session(taught, starts_at=now + timedelta(days=2), at=now)
    person = PersonFactory(assigned=True)
    for session in (coming, off):
        sign_up(session, by=person, at=now)
    cancel_session(off, reason="Ill.", **steps.acting(steps.coordinator(), now))
    for _time in range(2):
        call_command("run_due", on=day_of(now))
    assert [mail.person for mail in mails("session-reminder")] == [person]


def test_the_number_of_queries_does_not_grow_with_those_who_were_reminded(
    session, django_assert_max_num_queries
):
    for person in PersonFactory.create_batch(2):
        sign_up(session, by=person, at=BEFORE)
    at = BEGINS - timedelta(days=2)
    remind(at=at, on=day_of(at))
    with django_assert_max_num_queries(5):
        assert remind(at=at, on=day_of(at)) == 0


def test_a_coordinator_and_a_lead_put_people_on_the_list(session):
    unit = UnitFactory()
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=unit)
    own, stranger = PersonFactory(assigned__unit=unit), PersonFactory(assigned=True)
    act = steps.acting(lead, BEFORE)

    add_person(session, own, **act)
    assert add_person(session, own, **act).status == "signed_up"
    with pytest.raises(CannotSignUp):
        add_person(session, stranger, **act)
    add_person(session, stranger, **steps.acting(steps.coordinator(), BEFORE))

    assert standings(session) == [(own, "signed_up"), (stranger, "signed_up")]
    assert [mail.person for mail in mails("session-place")] == [own, stranger]
    with pytest.raises(NotOnTheList):
        take_off(session, session.participations.get(person=stranger), **act)
    take_off(session, session.participations.get(person=own), **act)
    assert dict(standings(session))[own] == "withdrawn"


def test_who_may_plan_and_change(taught, session):
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=UnitFactory())
    own = steps.session(taught, starts_at=BEGINS, by=lead)
    assert Session.objects.filter(created_by=lead).get() == own
    change_session(own, **values(own, **steps.acting(lead, BEFORE)))
    for person in (lead, PersonFactory(role=Role.MANAGEMENT), PersonFactory()):
        with pytest.raises(CannotPlan):
            change_session(session, **values(session, **steps.acting(person, BEFORE)))
    with pytest.raises(CannotPlan):
        steps.session(taught, starts_at=BEGINS, by=PersonFactory(role=Role.MANAGEMENT))


def test_what_cannot_be_planned(taught):
    online = steps.course("online")
    act = steps.acting(steps.coordinator(), BEFORE)
    day, place = (BEGINS, BEGINS + timedelta(hours=4)), {"place": "P", "language": "pl"}
    overlapping = [day, (BEGINS + timedelta(hours=3), BEGINS + timedelta(hours=5))]
    days_by_course = [
        (online, [day]), (taught, []), (taught, overlapping), (taught, [day] * 13),
    ]  # fmt: skip
    for course, days in days_by_course:
        with pytest.raises(CannotPlan):
            plan_session(course=course, days=days, **place, **act)
    taught.retired_on = day_of(BEFORE)
    taught.save()
    with pytest.raises(CannotPlan):
        plan_session(course=taught, days=[day], **place, **act)
    assert not Session.objects.exists()


def test_what_was_said_is_never_changed(session):
    said = sign_up(session, by=PersonFactory(), at=BEFORE)
    for change in (
        lambda: ParticipationStatus.objects.filter(pk=said.pk).update(status="attended"),
        lambda: ParticipationStatus.objects.filter(pk=said.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_who_leaves_frees_the_place(taught):
    now = timezone.now()
    session = steps.session(taught, starts_at=now + timedelta(days=5), at=now, capacity=1)
    leaving, waiting = PersonFactory.create_batch(2)
    sign_up(session, by=leaving, at=now)
    sign_up(session, by=waiting, at=now)
    leaving.left_on = day_of(now) - timedelta(days=1)
    leaving.save()

    for _time in range(2):
        close_for_departed(by=None, at=now, on=day_of(now))

    assert standings(session) == [(leaving, "withdrawn"), (waiting, "signed_up")]
    assert ParticipationStatus.objects.count() == 4
