"""Who came: the code on the sheet, guests, the attendance and what it earns (features 4.4-4.6)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override

from audit.models import Event
from documents.uploads import Scan, content_of
from home import retention
from people.days import day_of
from people.models import OutgoingMail, Role
from tests.documents import files
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.training import steps
from training.attending import (
    CannotAttend,
    ChangedMeanwhile,
    add_guest,
    attach_sheet,
    check_in,
    is_running,
    last_said,
    note_attendance,
    session_of,
    token_of,
)
from training.models import Credential, Participation, ParticipationStatus
from training.planning import CannotPlan, cancel_session
from training.signing_up import CannotSignUp, NotOnTheList, add_person, sign_up, withdraw
from training.standing import Status as Standing
from training.standing import standing_in

pytestmark = pytest.mark.django_db

BEGINS = datetime(2026, 3, 10, 9, tzinfo=UTC)
BEFORE, AFTER = BEGINS - timedelta(days=10), BEGINS + timedelta(hours=5)
DURING = BEGINS + timedelta(hours=1)
Status = ParticipationStatus.Status


@pytest.fixture(autouse=True)
def in_english():
    """Refusals are compared in the language of the source."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def taught():
    return steps.course("workshop", form="session", questions=0, valid_months=12)


@pytest.fixture
def session(taught):
    return steps.session(taught, starts_at=BEGINS)


def placed(session, person=None):
    """Somebody who signed up; their Participation."""
    person = person or PersonFactory()
    sign_up(session, by=person, at=BEFORE)
    return session.participations.get(person=person)


def history(row):
    return [(said.status, said.said_by) for said in row.statuses.all()]


@pytest.mark.feature("4.4")
def test_who_took_part_has_completed_the_course_and_nobody_else(session, taught):
    whole, part, away = placed(session), placed(session), placed(session)

    steps.noted(
        session,
        {whole: Status.ATTENDED, part: Status.PARTLY, away: Status.ABSENT},
        at=AFTER,
    )

    earned = Credential.objects.get()
    session.refresh_from_db()
    assert (earned.person, earned.course, earned.source) == (whole.person, taught, "session")
    assert (earned.participation, earned.attendance.status) == (whole, "attended")
    assert (earned.awarded_on, earned.recorded_by) == (day_of(BEGINS), steps.coordinator())
    assert earned.version == session.version == taught.versions.get()
    assert standing_in(whole.person, taught, on=day_of(AFTER)).status == Standing.VALID
    assert Event.objects.get(action="attendance.noted").count == 3


@pytest.mark.feature("4.4")
def test_saving_the_same_again_adds_nothing(session):
    row = placed(session)
    assert steps.noted(session, {row: Status.ATTENDED}, at=AFTER) == 1
    assert steps.noted(session, {row: Status.ATTENDED}, at=AFTER) == 0
    assert row.statuses.count() == 2 and Credential.objects.count() == 1


@pytest.mark.feature("4.4")
def test_a_correction_is_added_with_its_reason_and_takes_the_credential_back(session, taught):
    row = placed(session)
    steps.noted(session, {row: Status.ATTENDED}, at=AFTER)
    with pytest.raises(CannotAttend, match="why"):
        steps.noted(session, {row: Status.ABSENT}, at=AFTER)

    steps.noted(session, {row: Status.ABSENT}, at=AFTER, reason="Mixed up with a sister.")

    earned = Credential.objects.get()
    assert earned.revocation.reason == "Mixed up with a sister."
    assert earned.revocation.revoked_on == earned.awarded_on
    assert standing_in(row.person, taught, on=day_of(AFTER)).status == Standing.NONE
    assert [status for status, _by in history(row)] == ["signed_up", "attended", "absent"]
    assert row.statuses.last().note == "Mixed up with a sister."

    steps.noted(session, {row: Status.ATTENDED}, at=AFTER, reason="It was her after all.")
    assert Credential.objects.count() == 2
    assert standing_in(row.person, taught, on=day_of(AFTER)).status == Standing.VALID
    with pytest.raises(DatabaseError), transaction.atomic():
        Credential.objects.filter(pk=earned.pk).update(valid_until=None)


@pytest.mark.feature("4.4")
def test_a_refresher_taken_together_renews_the_course_and_a_mistake_takes_back_both(taught):
    whole = steps.course("whole", valid_months=12, renewable_months=6, refresher=taught)
    session = steps.session(taught, starts_at=BEGINS)
    row = placed(session)
    steps.passed(whole, row.person, on=steps.D(2025, 4, 1))
    steps.noted(session, {row: Status.ATTENDED}, at=AFTER)
    earned = Credential.objects.filter(participation=row)
    assert {credential.course for credential in earned} == {taught, whole}

    steps.noted(session, {row: Status.ABSENT}, at=AFTER, reason="A mistake.")
    assert earned.filter(revocation=None).count() == 0


@pytest.mark.feature("4.4")
def test_what_somebody_else_noted_meanwhile_is_not_overwritten(session):
    row = placed(session)
    seen = last_said(session)
    steps.noted(session, {row: Status.ABSENT}, at=AFTER)
    act = steps.acting(steps.coordinator(), AFTER)
    with pytest.raises(ChangedMeanwhile):
        note_attendance(session, {row.pk: Status.ATTENDED}, seen=seen, reason="R", **act)
    assert not Credential.objects.exists()


@pytest.mark.feature("4.4")
def test_who_may_note_and_whose(session):
    unit = UnitFactory()
    trainer, lead = PersonFactory(), PersonFactory(role=Role.UNIT_LEAD, role__unit=unit)
    session.trainers.add(trainer)
    row, own = placed(session), placed(session, trainer)
    for person in (lead, PersonFactory(), PersonFactory(role=Role.MANAGEMENT)):
        with pytest.raises(CannotAttend):
            steps.noted(session, {row: Status.ATTENDED}, by=person, at=AFTER)
    with pytest.raises(CannotAttend, match="own"):
        steps.noted(session, {own: Status.ATTENDED}, by=trainer, at=AFTER)

    steps.noted(session, {row: Status.ATTENDED}, by=trainer, at=AFTER)

    assert Credential.objects.get().recorded_by == trainer
    steps.noted(session, {row: Status.ABSENT}, by=trainer, at=AFTER, reason="A mistake.")
    assert Credential.objects.get().revocation.revoked_by == trainer


@pytest.mark.feature("4.4")
def test_nothing_is_noted_before_the_last_day_of_others_or_of_what_was_called_off(taught):
    session = steps.session(taught, starts_at=BEGINS, days=2)
    row, other = placed(session), placed(steps.session(taught, starts_at=BEGINS))
    with pytest.raises(CannotAttend, match="not over"):
        steps.noted(session, {row: Status.ATTENDED}, at=AFTER)
    with pytest.raises(CannotAttend, match="not there"):
        steps.noted(session, {other: Status.ATTENDED}, at=AFTER + timedelta(days=1))
    with pytest.raises(CannotAttend, match="not there"):
        steps.noted(session, {row: Status.WITHDRAWN}, at=AFTER + timedelta(days=1))
    cancel_session(session, reason="Ill.", **steps.acting(steps.coordinator(), BEFORE))
    with pytest.raises(CannotSignUp):
        steps.noted(session, {row: Status.ATTENDED}, at=AFTER + timedelta(days=1))
    assert not Credential.objects.exists()


@pytest.mark.feature("4.4")
def test_the_version_is_the_one_that_was_taught(session, taught):
    first = taught.versions.get()
    steps.publish_version(taught, on=day_of(AFTER + timedelta(days=3)))
    row = placed(session)
    steps.noted(session, {row: Status.ATTENDED}, at=AFTER + timedelta(days=5))
    assert Credential.objects.get().version == first


@pytest.mark.feature("4.4")
def test_a_session_whose_attendance_is_noted_does_not_change_and_nobody_leaves_it(session):
    row = placed(session)
    steps.noted(session, {row: Status.ATTENDED}, at=AFTER)
    with pytest.raises(CannotPlan):
        cancel_session(session, reason="R", **steps.acting(steps.coordinator(), AFTER))
    with pytest.raises(NotOnTheList):
        withdraw(session, by=row.person, at=AFTER)


@pytest.mark.feature("4.5")
def test_the_code_notes_presence_during_the_session_only(taught):
    session = steps.session(taught, starts_at=BEGINS, days=2)
    row, walk_in = placed(session), PersonFactory()
    assert session_of(token_of(session)) == session
    for at in (
        BEGINS - timedelta(minutes=61),
        BEGINS + timedelta(hours=5, minutes=1),
        BEGINS + timedelta(days=7),
    ):
        assert not is_running(session, at)
        with pytest.raises(CannotAttend):
            check_in(session, by=row.person, at=at)

    for person in (row.person, row.person, walk_in):
        check_in(session, by=person, at=DURING)
    check_in(session, by=row.person, at=DURING + timedelta(days=1))

    assert history(row) == [("signed_up", row.person)] + [("present", row.person)] * 2
    assert Participation.objects.get(person=walk_in).is_walk_in
    assert not Credential.objects.exists()  # the trainer says who took part


@pytest.mark.feature("4.5")
@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "0" * 32 + t[32:], lambda t: "x"])
def test_a_code_that_somebody_made_up_opens_nothing(session, change):
    assert session_of(change(token_of(session))) is None


@pytest.mark.feature("4.5")
def test_the_signed_sheet_is_kept_encrypted_with_its_hash(session):
    scan = Scan(files.PDF, "pdf")
    act = steps.acting(steps.coordinator(), AFTER)
    with pytest.raises(CannotAttend):
        attach_sheet(session, scan, **steps.acting(steps.coordinator(), BEFORE))
    with pytest.raises(CannotAttend):
        attach_sheet(session, scan, **steps.acting(PersonFactory(), AFTER))

    sheet = attach_sheet(session, scan, **act)

    assert sheet.scan_sha256 == scan.sha256
    with sheet.scan.file.open("rb") as stored:
        assert files.PDF not in stored.read()
    assert content_of(sheet.scan) == files.PDF
    assert Event.objects.get(action="sheet.attached").digest == scan.sha256
    with pytest.raises(DatabaseError), transaction.atomic():
        type(sheet).objects.filter(pk=sheet.pk).update(scan_sha256="")


@pytest.mark.feature("4.6")
def test_somebody_who_was_not_expected_is_added_at_the_door(session):
    session.capacity = 1
    session.save()
    placed(session)
    trainer, person = PersonFactory(), PersonFactory()
    session.trainers.add(trainer)

    add_person(session, person, **steps.acting(trainer, DURING))
    guest = add_guest(session, guest="Ewa Nowa", guest_from="MOPS", **steps.acting(trainer, DURING))

    row = session.participations.get(person=person)
    assert (row.is_walk_in, history(row)) == (True, [("present", trainer)])
    assert not OutgoingMail.objects.exists()
    steps.noted(session, {row: Status.ATTENDED, guest: Status.ATTENDED}, by=trainer, at=AFTER)
    assert [credential.person for credential in Credential.objects.all()] == [person]
    assert guest.statuses.last().status == "attended"


@pytest.mark.feature("4.6")
def test_guests_are_noted_at_the_door_by_those_who_stand_there(session):
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=UnitFactory())
    for person, at in ((lead, DURING), (PersonFactory(), DURING), (steps.coordinator(), BEFORE)):
        with pytest.raises(CannotAttend):
            add_guest(session, guest="Ewa Nowa", **steps.acting(person, at))
    assert not Participation.objects.exists()


@pytest.mark.feature("4.6")
def test_the_names_of_guests_go_when_their_time_is_over(session):
    guest = add_guest(
        session, guest="Ewa Nowa", guest_from="MOPS", **steps.acting(steps.coordinator(), DURING)
    )
    known = placed(session)
    for years, number in ((2, 0), (4, 1), (4, 0)):
        at = AFTER + timedelta(days=365 * years)
        assert retention.execute(at=at, on=day_of(at))["guests"] == number
    guest.refresh_from_db()
    known.refresh_from_db()
    assert (guest.guest, guest.guest_from) == ("–", "")
    assert guest.statuses.get().status == "present"
    assert known.person is not None
    assert Event.objects.get(action="guests.erased").count == 1
