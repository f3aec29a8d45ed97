"""All certificates of a unit in one file, made in the background (issue: records)."""

from datetime import timedelta

import pytest
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.models import Event
from documents.models import Document
from people.days import day_of
from people.models import Role
from tests.documents import reading
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.training import steps
from training import bundling
from training.awarding import revoke
from training.jobs import make_bundle
from training.models import Bundle, Credential

pytestmark = [pytest.mark.django_db, pytest.mark.feature("4.8")]
PAGE = "certificate-bundle"


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
def unit():
    return UnitFactory(name_pl="Dworzec", name_en="Station")


@pytest.fixture
def course():
    return steps.course(valid_months=24)


@pytest.fixture
def keeper(client):
    person = steps.coordinator()
    client.force_login(person)
    return person


def holder(course, unit, name, days=10):
    person = PersonFactory(given_name="Anna", family_name=name, assigned__unit=unit)
    steps.passed(course, person, on=ago(days))
    return person


def asked(client, unit, /, **changes):
    """Ask for the file; the job runs when the transaction is over, as a worker would run it."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return _posted(client, unit, changes)


def _posted(client, unit, changes):
    return client.post(reverse(PAGE), {"unit": unit.pk, "languages": "pl", **changes})


def test_one_page_for_each_valid_certificate_of_the_unit_and_below(client, keeper, unit, course):
    below = UnitFactory(parent=unit)
    holder(course, unit, "Zielińska")
    holder(course, below, "Bąk")
    holder(course, unit, "Wygasła", days=900)
    holder(course, UnitFactory(), "Obca")
    taken_back = holder(course, unit, "Odebrana").credentials.get()
    steps.passed(steps.course("other"), Credential.objects.first().person, on=ago(3))
    act = {"by": keeper, "at": timezone.now(), "on": today()}
    revoke(taken_back, revoked_on=today(), reason="R", **act)

    answer = asked(client, unit, course=course.slug)

    bundle = Bundle.objects.select_related("document").get()
    document = bundle.document
    assert answer["Location"] == reverse("document", args=[document.uid])
    assert (document.state, document.steps_done, document.steps_total) == ("done", 2, 2)
    assert document.title_en == "Certificates: Station"
    stored = client.get(reverse("document-file", args=[document.uid]))
    pdf = reading.opened(b"".join(stored.streaming_content))
    assert [title for _depth, title in reading.outline(pdf)] == [
        "Anna Bąk: Kurs basic",
        "Anna Zielińska: Kurs basic",
    ]
    assert len(pdf.pages) == 2
    assert Event.objects.filter(action="bundle.asked", object_id=str(bundle.uid)).exists()
    assert asked(client, unit).status_code == 302
    assert Document.objects.first().steps_total == 3


def test_the_job_may_run_twice(client, keeper, unit, course):
    holder(course, unit, "Bąk")
    asked(client, unit)
    before = Document.objects.values().get()

    make_bundle.func(uid=str(Bundle.objects.get().uid))

    assert Document.objects.values().get() == before


def test_nothing_to_print_is_said(client, keeper, unit, course):
    answer = asked(client, unit)

    assert answer.status_code == 422
    assert "Nobody in this unit holds" in answer.text
    assert not Document.objects.exists()


def test_too_many_for_one_file_is_said_beforehand(client, keeper, unit, course, monkeypatch):
    monkeypatch.setattr(bundling, "MOST_IN_A_BUNDLE", 1)
    holder(course, unit, "Bąk")
    holder(course, unit, "Zielińska")

    answer = asked(client, unit)

    assert answer.status_code == 422
    assert "These are 2 certificates, and one file takes 1." in answer.text


@pytest.mark.parametrize("wrong", [{"unit": "x"}, {"languages": "de"}, {"course": "nothing"}])
def test_a_wrong_choice_is_said(client, keeper, unit, course, wrong):
    assert asked(client, unit, **wrong).status_code == 422


def test_a_lead_gets_the_own_unit_only_and_nobody_else_the_file(client, unit, course):
    holder(course, unit, "Bąk")
    other = UnitFactory()
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=unit)
    client.force_login(lead)
    assert asked(client, other).status_code == 422
    assert asked(client, unit).status_code == 302
    file = reverse("document-file", args=[Document.objects.get().uid])

    client.force_login(PersonFactory(role=Role.UNIT_LEAD, role__unit=unit))
    assert client.get(file).status_code == 404
    client.force_login(lead)
    lead.grants.update(ends_on=ago(1))
    assert client.get(file).status_code == 403
    client.force_login(PersonFactory(role=Role.REFERRAL_COORDINATOR))
    assert client.get(reverse(PAGE)).status_code == 403


def test_a_right_that_ended_meanwhile_makes_no_file(client, unit, course, settings):
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    holder(course, unit, "Bąk")
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=unit)
    client.force_login(lead)
    asked(client, unit)
    lead.grants.update(ends_on=ago(1))

    make_bundle.func(uid=str(Bundle.objects.get().uid))

    assert (Document.objects.get().state, Document.objects.get().failure) == ("failed", "denied")
