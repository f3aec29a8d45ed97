"""Read a policy and acknowledge it, through the pages that people use (R7)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.models import Event
from people.days import day_of
from policies.acknowledging import acknowledge
from policies.hashing import acknowledgement_hash
from policies.models import Acknowledgement
from policies.obligations import open_obligations
from policies.publishing import withdraw
from policies.verifying import verify
from readiness.ledger import standing
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def reader(client):
    person = PersonFactory(assigned=True, language="pl")
    client.force_login(person)
    return person


def page(version):
    with override("en"):
        return reverse("my-policy", args=[version.policy.slug])


def statement(version, language="en", **changes):
    return {
        "version_hash": version.version_hash,
        "language": language,
        "agree": "on",
        **changes,
    }


@pytest.mark.feature("2.1", "2.11", "2.12")
def test_the_text_its_statement_and_its_proof(client, reader):
    """R7: a personal acknowledgement with date, version, language and wording."""
    version = steps.published()

    shown = client.get(page(version)).content.decode()
    assert "We respect everybody." in shown and version.version_hash in shown
    answer = client.post(page(version), statement(version))

    row = Acknowledgement.objects.get()
    assert answer.status_code == 302 and str(row.uid) in answer["Location"]
    assert (row.person, row.version, row.language, row.round) == (reader, version, "en", 0)
    assert row.statement == version.statement_en
    assert row.method == "session" and row.recorded_by is None
    assert row.row_hash == acknowledgement_hash(row)
    event = Event.objects.get(action="policy.acknowledged")
    assert (event.actor, event.digest) == (reader.uid, row.row_hash)
    receipt = client.get(answer["Location"]).content.decode()
    assert row.statement in receipt.replace("\xa0", " ")
    assert row.row_hash in receipt and "saved" in receipt


def test_it_is_no_longer_owed_afterwards(client, reader):
    version = steps.published()
    today = day_of(timezone.now())
    people = type(reader).objects.filter(pk=reader.pk)
    assert [owed.what for owed in open_obligations(people, on=today)[reader.pk]] == [version]

    client.post(page(version), statement(version))

    assert open_obligations(people, on=today) == {}


def test_a_double_click_gets_the_first_receipt(client, reader):
    version = steps.published()
    first = client.post(page(version), statement(version))["Location"]

    again = client.post(page(version), statement(version, "pl"))["Location"]

    assert first.startswith(again)
    assert Acknowledgement.objects.get().language == "en"


@pytest.mark.feature("2.1", "2.14")
def test_a_stale_page_records_nothing_and_shows_the_new_text(client, reader):
    old = steps.published()
    new = steps.next_version(old.policy, major=True)

    answer = client.post(page(old), statement(old))

    assert answer.status_code == 409
    shown = answer.content.decode()
    assert new.version_hash in shown and "<p>More.</p>" in shown
    assert "Nothing was recorded" in shown
    assert not Acknowledgement.objects.exists()


def test_without_the_tick_nothing_is_recorded(client, reader):
    version = steps.published()

    answer = client.post(page(version), statement(version, agree=""))

    assert answer.status_code == 422
    assert "Tick the statement" in answer.content.decode()
    assert not Acknowledgement.objects.exists()


@pytest.mark.feature("2.14")
def test_the_statement_can_be_made_only_on_the_page_of_the_text(client, reader):
    """R7: no list has a button for it, and without the hash of a text that was shown it fails."""
    version = steps.published()
    for name in ("my-tasks", "my-documents"):
        assert 'name="agree"' not in client.get(reverse(name)).content.decode()
    shown = client.get(page(version)).content.decode()
    assert shown.index("We respect everybody.") < shown.index('name="agree"')
    assert client.post(page(version), {"agree": "on", "language": "en"}).status_code == 422
    assert not Acknowledgement.objects.exists()


@pytest.mark.feature("2.19")
def test_who_has_not_acknowledged_is_not_ready_and_never_locked_out(client, reader):
    """R7: what is missing is said; help, texts and the emergency number stay within reach."""
    version = steps.published(at=timezone.now() - timedelta(days=40))
    assert not standing(reader, on=day_of(timezone.now())).is_ready
    for address in ["my-tasks", "my-documents", "more", "help"]:
        assert client.get(reverse(address)).status_code == 200
    assert client.get(page(version)).status_code == 200
    assert "tel:112" in client.get(reverse("my-tasks")).content.decode()


@pytest.mark.parametrize(
    "change", [{"language": "de"}, {"version_hash": ""}, {"version_hash": "x" * 99}]
)
def test_a_tampered_form_records_nothing(client, reader, change):
    version = steps.published()
    assert client.post(page(version), statement(version, **change)).status_code in (409, 422)
    assert not Acknowledgement.objects.exists()


@pytest.mark.feature("10.5")
def test_the_text_can_be_read_in_the_other_language(client, reader):
    version = steps.published()
    polish = client.get(page(version) + "?text=pl").content.decode().replace("\xa0", " ")
    assert "Szanujemy każdą osobę." in polish and version.statement_pl in polish


@pytest.mark.feature("1.9")
def test_what_changed_stands_on_top(client, reader):
    version = steps.next_version(steps.published().policy, major=True)
    shown = client.get(page(version)).content.decode()
    assert shown.index("A change.") < shown.index("We respect everybody.")


def test_a_policy_without_a_version_in_force_is_not_there(client, reader):
    version = steps.published()
    withdraw(
        version,
        by=steps.keeper(),
        at=timezone.now(),
        withdrawn_on=day_of(timezone.now()),
        reason="Replaced.",
    )
    assert client.get(page(version)).status_code == 404
    assert client.post(page(version), statement(version)).status_code == 404


@pytest.mark.feature("2.15")
def test_a_yearly_renewal_is_a_new_row(reader):
    long_ago = timezone.now() - timedelta(days=500)
    version = steps.published(at=long_ago, renew_months=12)
    given = {"version_hash": version.version_hash, "language": "pl", "strength": "password"}
    first, is_new = acknowledge(version.policy, by=reader, at=long_ago + timedelta(days=1), **given)
    again, is_again = acknowledge(
        version.policy, by=reader, at=long_ago + timedelta(days=90), **given
    )
    renewed, is_renewed = acknowledge(version.policy, by=reader, at=timezone.now(), **given)

    assert (is_new, is_again, is_renewed) == (True, False, True)
    assert again == first
    assert (renewed.round, renewed.previous_hash) == (1, first.row_hash)
    assert verify().problems == []


def test_a_receipt_is_ones_own(client, reader):
    version = steps.published()
    location = client.post(page(version), statement(version))["Location"].split("?")[0]
    client.force_login(PersonFactory(assigned=True))
    assert client.get(location).status_code == 404
    assert client.get(location + "pdf/").status_code == 404


@pytest.mark.feature("2.12")
def test_the_receipt_is_a_tagged_pdf(client, reader):
    version = steps.published()
    location = client.post(page(version), statement(version))["Location"].split("?")[0]
    answer = client.get(location + "pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"/StructTreeRoot" in answer.content or answer.content.startswith(b"%PDF")


def test_reading_takes_six_queries_and_acknowledging_twelve(
    client, reader, django_assert_max_num_queries
):
    version = steps.published()
    client.get(page(version))
    with django_assert_max_num_queries(6):
        client.get(page(version))
    with django_assert_max_num_queries(12 + 2):  # a savepoint stands for BEGIN and COMMIT
        client.post(page(version), statement(version))


def test_tampering_with_evidence_is_found(reader):
    """The proof can fail: a changed language, statement or link no longer fits its hash."""
    from django.db import connection

    from audit import triggers

    version = steps.published()
    acknowledge(
        version.policy,
        by=reader,
        at=timezone.now(),
        version_hash=version.version_hash,
        language="pl",
        strength="code",
    )
    assert verify().is_sound
    triggers.lift(connection)
    Acknowledgement.objects.update(language="en")
    problems = verify().problems
    triggers.install(connection)
    assert len(problems) == 2
