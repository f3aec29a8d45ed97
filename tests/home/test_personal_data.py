"""Export and erasure per person, keeping the minimum proof (features 9.16)."""

import io
import json
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone, translation

from audit.models import Event
from audit.verifying import verify as verify_trail
from documents.models import Document
from home.erasing import erase
from home.personal_data import CannotExport, ask_for_export, contents, forget_old
from people.anonymising import CannotAnonymise, Why, code_of
from people.days import day_of
from people.inviting import invite
from people.leaving import leave
from people.models import OutgoingMail, Person, PersonalExport, Role
from policies.acknowledging import acknowledge
from policies.verifying import verify
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.policies import steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("9.16")]
PASSWORD = "zielony czajnik śpiewa"


@pytest.fixture(autouse=True)
def in_english():
    """Messages are compared in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def today():
    return day_of(timezone.now())


@pytest.fixture
def administrator():
    person = PersonFactory(role=Role.ADMINISTRATOR)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def reader(administrator, today):
    """Somebody with something in every part."""
    person = PersonFactory(given_name="Zofia", family_name="Wróbel", assigned=True)
    person.set_password(PASSWORD)
    person.save()
    version = steps.published("rides")
    acknowledge(
        version.policy,
        by=person,
        at=timezone.now(),
        version_hash=version.version_hash,
        language="en",
        strength="password",
    )
    return person


def sign_in(client, person):
    client.force_login(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def words(response):
    return response.content.decode().replace("\xa0", " ")


def finished(person, **asked):
    export = ask_for_export(person, **asked)
    return zipfile.ZipFile(io.BytesIO(contents(export)))


def test_everything_about_a_person_in_one_file(reader, administrator, today):
    at = timezone.now()
    package = finished(reader, by=reader, at=at, on=today)
    assert sorted(package.namelist()) == ["personal-data.json", "personal-data.pdf"]
    data = json.loads(package.read("personal-data.json"))
    parts = data["parts"]
    assert {row["key"]: row["value"] for row in parts["person"]["rows"]}["email"] == reader.email
    assert len(parts["acknowledgements"]["rows"]) == 1
    assert len(parts["assignments"]["rows"]) == 1
    assert parts["trail"]["rows"]
    assert reader.password not in json.dumps(data)
    with pikepdf.open(io.BytesIO(package.read("personal-data.pdf"))) as pdf:
        assert pdf.Root.Lang == "en"
    assert Event.objects.filter(action="person.exported", object_id=str(reader.uid)).exists()


def test_an_administrator_says_why_and_others_get_nothing(reader, administrator, today):
    act = {"at": timezone.now(), "on": today}
    with pytest.raises(CannotExport):
        ask_for_export(reader, by=administrator, **act)
    with pytest.raises(PermissionDenied):
        ask_for_export(administrator, by=reader, **act, reason="curious")
    assert ask_for_export(reader, by=administrator, **act, reason="asked by letter").reason


def test_the_page_asks_for_the_password_anew_and_hands_the_file_to_the_asker(
    client, reader, administrator, django_capture_on_commit_callbacks
):
    client.force_login(reader)
    asked = client.post(reverse("my-data"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    sign_in(client, reader)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("my-data"))
    page = client.get(reverse("my-data"))
    export = PersonalExport.objects.get()
    file = reverse("personal-file", args=[export.uid])
    assert file in page.content.decode()
    answer = client.get(file)
    assert answer["Content-Type"] == "application/zip"
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert client.get(reverse("document-file", args=[export.document.uid])).status_code == 404
    client.force_login(administrator)
    assert client.get(file).status_code == 404


def test_the_file_goes_after_a_day_and_the_proof_stays(reader, today):
    at = timezone.now()
    export = ask_for_export(reader, by=reader, at=at, on=today)
    assert forget_old(at + timedelta(hours=23)) == 0
    assert forget_old(at + timedelta(hours=24)) == 1
    assert forget_old(at + timedelta(hours=25)) == 0
    export.refresh_from_db()
    assert (export.document, Document.objects.count()) == (None, 0)


def test_anonymising_leaves_the_proof_and_nothing_else(reader, administrator, today):
    at, gone = timezone.now(), today - timedelta(days=1)
    act = {"by": administrator, "at": at, "on": today}
    invite(reader, **act)
    with pytest.raises(CannotAnonymise, match="has left"):
        erase(reader, **act, why=Why.REQUEST)
    leave(reader, **act, last_day=gone)
    ask_for_export(reader, **act, reason="asked by letter")

    erase(reader, **act, why=Why.REQUEST)

    person = Person.objects.get(pk=reader.pk)
    assert (str(person), person.email) == (f"Anonim {code_of(reader)}", None)
    assert "wrobel" not in person.search + person.sort + person.name_key
    assert not OutgoingMail.objects.filter(person=person).exists()
    assert not person.invitations.exists()
    assert not person.exports.exclude(document=None).exists()
    assert person.acknowledgements.count() == 1
    assert verify().problems == []
    assert verify_trail().is_sound
    event = Event.objects.get(action="person.anonymised")
    assert (event.object_id, event.result) == (str(reader.uid), "request")
    with pytest.raises(CannotAnonymise, match="already"):
        erase(reader, **act, why=Why.REQUEST)


def test_two_steps_before_somebody_is_anonymised(client, reader, administrator, today):
    leave(
        reader,
        by=administrator,
        at=timezone.now(),
        on=today,
        last_day=today - timedelta(days=1),
    )
    sign_in(client, administrator)
    page = reverse("person-erase", args=[reader.uid])
    assert "Step 1 of 2" in words(client.get(page))
    second = words(client.post(page, {"step": "1", "why": "request"}))
    assert "Step 2 of 2" in second
    wrong = client.post(page, {"step": "2", "why": "request", "name": "Zofia"})
    assert wrong.status_code == 422
    client.post(page, {"step": "2", "why": "", "name": "Zofia Wróbel"})
    assert Person.objects.get(pk=reader.pk).anonymised_at is None
    client.post(page, {"step": "2", "why": "request", "name": "zofia wrobel"})
    assert Person.objects.get(pk=reader.pk).anonymised_at is not None
    assert code_of(reader) in client.get(reverse("person", args=[reader.uid])).content.decode()


def test_a_lead_neither_exports_nor_erases(client, reader):
    unit = UnitFactory()
    client.force_login(PersonFactory(role=Role.UNIT_LEAD, role__unit=unit))
    for name in ("person-data", "person-erase"):
        assert client.get(reverse(name, args=[reader.uid])).status_code == 403
