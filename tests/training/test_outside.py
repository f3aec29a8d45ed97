"""Training taken elsewhere, revoking, and a person's training as others see it (features 4.7)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.models import Event
from documents.models import Document
from people.days import add_months, day_of
from people.models import Role
from tests.documents import files
from tests.factories import OrganisationFactory, PersonFactory
from tests.training import steps
from training.models import Credential, Revocation

pytestmark = [pytest.mark.django_db, pytest.mark.feature("4.7")]


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


def today():
    return day_of(timezone.now())


def ago(days):
    return today() - timedelta(days=days)


@pytest.fixture
def course():
    return steps.course(valid_months=24, renewable_months=3)


@pytest.fixture
def learner():
    return PersonFactory(assigned=True, given_name="Piotr", family_name="Zięba")


@pytest.fixture
def keeper(client):
    person = steps.coordinator()
    client.force_login(person)
    return person


def page_of(person):
    return reverse("outside-training-new", args=[person.uid])


def typed(**changes):
    return {
        "course": "basic",
        "provider": "Krajowe Centrum",
        "awarded_on": f"{ago(30):%d.%m.%Y}",
        "seen": "on",
        **changes,
    }


def test_accepted_with_evidence_by_whom_and_until_when(client, keeper, learner, course):
    until = add_months(today(), 5)
    scan = files.upload(files.picture(), "proof.png")
    answer = client.post(page_of(learner), typed(valid_until=f"{until:%d.%m.%Y}", scan=scan))

    row = Credential.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    assert (row.source, row.provider, row.recorded_by) == ("outside", "Krajowe Centrum", keeper)
    assert (row.awarded_on, row.valid_until) == (ago(30), until)
    assert row.renewable_until == add_months(until, 3)
    assert row.evidence.file_key and row.evidence_sha256 == row.evidence.sha256
    with row.evidence.file.open() as stored:
        assert files.picture() not in stored.read()
    shown = client.get(row.get_absolute_url()).text
    assert f"{keeper}, " in shown and "Krajowe Centrum" in shown
    stored = client.get(reverse("credential-evidence", args=[row.uid]))
    assert stored.content == files.picture()
    assert Event.objects.filter(action="credential.awarded", digest=row.row_hash).exists()


def test_without_an_end_it_holds_as_long_as_our_own(client, keeper, learner, course):
    client.post(page_of(learner), typed())

    row = Credential.objects.get()
    assert row.valid_until == add_months(ago(30), 24)
    assert row.evidence is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"course": "nothing"}, "Select a valid choice"),
        ({"provider": " "}, "required"),
        ({"awarded_on": "yesterday"}, "Write the day like this"),
        ({"awarded_on": "01.01.2199"}, "cannot be in the future"),
        ({"valid_until": "01.01.2001"}, "cannot end before"),
        ({"seen": ""}, "Tick this once you have looked"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client, keeper, learner, course, wrong, words
):
    answer = client.post(page_of(learner), typed(**wrong))

    assert answer.status_code == 422
    assert words in answer.text
    assert "Krajowe Centrum" in answer.text or "provider" in wrong
    assert not Credential.objects.exists() and not Document.objects.exists()


def test_a_file_that_is_no_scan_is_refused(client, keeper, learner, course):
    answer = client.post(page_of(learner), typed(scan=files.upload(b"MZ evil", "proof.pdf")))

    assert answer.status_code == 422
    assert not Document.objects.exists()


def test_nobody_accepts_their_own_and_a_lead_only_for_the_own_people(client, learner, course):
    keeper = steps.coordinator()
    client.force_login(keeper)
    assert client.get(page_of(keeper)).status_code == 403

    unit = learner.assignments.get().unit
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=unit)
    client.force_login(lead)
    assert client.get(page_of(learner)).status_code == 200
    assert client.get(page_of(PersonFactory(assigned=True))).status_code == 404

    client.force_login(PersonFactory(role=Role.MANAGEMENT))
    assert client.get(page_of(learner)).status_code == 403
    client.force_login(learner)
    assert client.get(page_of(learner)).status_code == 403


def test_the_page_of_a_person_shows_courses_certificates_and_what_is_owed(
    client, keeper, learner, course
):
    steps.asked(course, due_days=5)
    client.post(page_of(learner), typed())
    other = steps.course("other")
    steps.asked(other)

    shown = client.get(reverse("person-training", args=[learner.uid])).text

    assert Credential.objects.get().number in shown
    assert "Course basic" in shown and "Course other" in shown
    assert "not taken" in shown and "missing since" in shown
    assert page_of(learner) in shown


@pytest.mark.parametrize(
    ("role", "is_there"),
    [
        (Role.ADMINISTRATOR, True),
        (Role.MANAGEMENT, True),
        (Role.POLICY_MANAGER, True),
        (Role.REFERRAL_COORDINATOR, False),
    ],
)
def test_training_stands_on_the_page_of_a_person_for_those_who_may_see_it(
    client, learner, course, role, is_there
):
    steps.passed(course, learner, on=ago(3))
    client.force_login(PersonFactory(role=role))

    shown = client.get(learner.get_absolute_url()).text

    assert (Credential.objects.get().number in shown) is is_there


def revoke_page(credential):
    return reverse("credential-revoke", args=[credential.uid])


@pytest.mark.feature("4.8")
def test_revoking_adds_a_row_and_leaves_the_certificate(client, keeper, learner, course):
    steps.passed(course, learner, on=ago(3))
    row = Credential.objects.get()
    before = Credential.objects.filter(pk=row.pk).values().get()
    fields = {"revoked_on": f"{ago(1):%d.%m.%Y}", "reason": "Somebody else answered."}

    assert client.post(revoke_page(row), fields)["Location"] == row.get_absolute_url()

    revocation = Revocation.objects.get()
    assert (revocation.revoked_by, revocation.revoked_on) == (keeper, ago(1))
    assert Credential.objects.filter(pk=row.pk).values().get() == before
    shown = client.get(row.get_absolute_url()).text
    assert "Somebody else answered." in shown and "revoked: does not hold from" in shown
    again = client.post(revoke_page(row), fields)
    assert again.status_code == 422 and "was revoked before" in again.text
    event = Event.objects.get(action="credential.revoked")
    assert event.digest == revocation.row_hash


@pytest.mark.parametrize("day", ["01.01.2199", "01.01.2001", ""])
def test_a_day_that_cannot_be_revokes_nothing(client, keeper, learner, course, day):
    steps.passed(course, learner, on=ago(3))
    row = Credential.objects.get()

    answer = client.post(revoke_page(row), {"revoked_on": day, "reason": "A good reason"})

    assert answer.status_code == 422 and "A good reason" in answer.text
    assert not Revocation.objects.exists()


def test_only_a_coordinator_revokes(client, learner, course):
    steps.passed(course, learner, on=ago(3))
    row = Credential.objects.get()
    unit = learner.assignments.get().unit

    for person in (learner, PersonFactory(role=Role.UNIT_LEAD, role__unit=unit)):
        client.force_login(person)
        fields = {"revoked_on": f"{today():%d.%m.%Y}", "reason": "R"}
        assert client.post(revoke_page(row), fields).status_code == 403
    assert not Revocation.objects.exists()


def test_the_database_refuses_to_change_what_was_said(client, keeper, learner, course):
    steps.passed(course, learner, on=ago(3))
    fields = {"revoked_on": f"{today():%d.%m.%Y}", "reason": "R"}
    client.post(revoke_page(Credential.objects.get()), fields)

    for rows in (Credential.objects, Revocation.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(row_hash="0" * 64)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all()._raw_delete("default")


def test_a_scan_has_room_or_nothing_is_accepted(client, keeper, learner, course, monkeypatch):
    monkeypatch.setattr("training.evidence.has_room", lambda *args, **options: False)
    answer = client.post(page_of(learner), typed(scan=files.upload(files.picture(), "proof.png")))

    assert answer.status_code == 422 and "which is the limit" in answer.text
    assert not Credential.objects.exists()
