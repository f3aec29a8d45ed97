"""Acknowledgements on paper, entered by somebody else, and the answer to mistakes (2.10)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit import triggers
from audit.models import Event
from documents.models import Document
from people.days import day_of
from people.models import Person, Role
from policies.acknowledging import acknowledge
from policies.hashing import acknowledgement_hash
from policies.models import Acknowledgement, Correction
from policies.obligations import open_obligations
from policies.verifying import verify
from tests.documents import files
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.policies import steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("2.10")]


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def signer():
    """Somebody without an e-mail, who can only sign by hand."""
    return PersonFactory(assigned=True, email=None, language="pl", family_name="Bez-Poczty")


@pytest.fixture
def keeper(client):
    person = steps.keeper()
    client.force_login(person)
    return person


def today():
    return day_of(timezone.now())


def ago(days):
    return today() - timedelta(days=days)


def paper(version, day, /, **changes):
    return {
        "version": version.pk,
        "acknowledged_on": f"{day:%d.%m.%Y}",
        "language": "pl",
        "signed": "on",
        **changes,
    }


def enter(client, person, version, day, /, **changes):
    address = reverse("paper-new", args=[person.uid])
    return client.post(address, paper(version, day, **changes))


def correct(client, row, **fields):
    return client.post(reverse("evidence-correct", args=[row.uid]), fields)


def owes(person, on=None):
    people = Person.objects.filter(pk=person.pk)
    return bool(open_obligations(people, on=on or today()))


def test_paper_is_entered_with_its_scan_and_counts_from_its_day(client, keeper, signer):
    """R7: method, recorder, language, the printed statement, the hash of the scan."""
    version = steps.published()
    answer = enter(
        client, signer, version, ago(3), note="Segregator 2.", scan=files.upload(files.PDF, "a.pdf")
    )

    row = Acknowledgement.objects.get()
    assert answer.url == reverse("evidence", args=[row.uid])
    assert (row.person, row.method, row.strength, row.recorded_by) == (
        signer, "paper", "none", keeper,
    )  # fmt: skip
    assert (row.acknowledged_on, row.language, row.note) == (ago(3), "pl", "Segregator 2.")
    assert row.statement == version.statement_pl
    assert row.scan_sha256 == row.scan.sha256
    assert row.row_hash == acknowledgement_hash(row)
    assert owes(signer, ago(4)) and not owes(signer, ago(3))
    event = Event.objects.get(action="paper.entered")
    assert (event.actor, event.digest) == (keeper.uid, row.row_hash)
    assert verify().problems == []

    shown = client.get(answer.url).text.replace("\xa0", " ")
    assert version.statement_pl in shown and str(keeper) in shown and row.scan_sha256 in shown
    scan = client.get(reverse("evidence-scan", args=[row.uid]))
    assert scan.content == files.PDF
    assert scan["Content-Disposition"].startswith("attachment")
    listed = client.get(reverse("acknowledgements")).text
    assert answer.url in listed and "na papierze" in listed
    assert client.get(reverse("evidence-pdf", args=[row.uid])).content.startswith(b"%PDF")


def test_only_the_version_of_that_day_is_taken(client, keeper, signer):
    old = steps.published(at=timezone.now() - timedelta(days=30))
    new = steps.next_version(old.policy, major=True, at=timezone.now() - timedelta(days=5))

    for version, day in [(old, ago(2)), (new, ago(9)), (new, ago(-1)), (old, ago(40))]:
        answer = enter(client, signer, version, day)
        assert answer.status_code == 422
        assert f'value="{day:%d.%m.%Y}"' in answer.text
    assert not Acknowledgement.objects.exists()
    enter(client, signer, old, ago(9))
    assert Acknowledgement.objects.get().version == old
    assert owes(signer)


@pytest.mark.parametrize(
    "change",
    [
        {"signed": ""},
        {"version": ""},
        {"version": "9" * 40},
        {"acknowledged_on": "30.02.2026"},
        {"language": "de"},
        {"scan": files.upload(b"MZ", "virus.exe")},
        {"scan": files.upload(files.huge_picture())},
    ],
)
def test_a_wrong_form_records_nothing(client, keeper, signer, change):
    version = steps.published()
    assert enter(client, signer, version, ago(1), **change).status_code == 422
    assert not Acknowledgement.objects.exists() and not Document.objects.exists()


def test_what_still_counts_is_not_entered_twice(client, keeper, signer):
    version = steps.published()
    enter(client, signer, version, ago(3))
    answer = enter(client, signer, version, ago(1))
    assert answer.status_code == 422 and "już" in answer.text
    assert Acknowledgement.objects.count() == 1


def test_a_renewal_on_paper_is_the_next_round(client, keeper, signer):
    long_ago = timezone.now() - timedelta(days=500)
    version = steps.published(at=long_ago, renew_months=12)
    enter(client, signer, version, ago(450))
    assert enter(client, signer, version, ago(300)).status_code == 422
    enter(client, signer, version, ago(20))
    rounds = Acknowledgement.objects.order_by("pk").values_list("round", "acknowledged_on")
    assert list(rounds) == [(0, ago(450)), (1, ago(20))]
    assert not owes(signer) and verify().problems == []


def test_who_may_enter_paper_and_see_it(client, signer):
    """Keepers for all, a unit lead for the own people, nobody for themselves."""
    unit = UnitFactory()
    version = steps.published()
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=unit, assigned__unit=unit)
    mine = PersonFactory(assigned__unit=unit)
    keeper = steps.keeper()

    def entered(by, person):
        client.force_login(by)
        return enter(client, person, version, ago(1)).status_code

    assert entered(lead, signer) == 404
    assert entered(lead, lead) == 403
    assert entered(keeper, keeper) == 403
    assert entered(steps.approver(), signer) == 403
    assert entered(mine, mine) == 403
    assert not Acknowledgement.objects.exists()
    assert entered(lead, mine) == 302
    row = Acknowledgement.objects.get()
    seen = {}
    for name, person in {
        "lead": lead, "keeper": keeper, "owner": mine,
        "stranger": PersonFactory(role=Role.UNIT_LEAD, role__unit=UnitFactory()),
    }.items():  # fmt: skip
        client.force_login(person)
        seen[name] = client.get(reverse("evidence", args=[row.uid])).status_code
    assert seen == {"lead": 200, "keeper": 200, "owner": 403, "stranger": 404}
    client.force_login(mine)
    assert client.get(reverse("acknowledgement", args=[row.uid])).status_code == 200


def test_a_mistake_is_voided_and_the_right_entry_follows(client, keeper, signer):
    """The first row stays, never counted, and the right one can still be made."""
    version = steps.published()
    enter(client, signer, version, ago(3))
    wrong = Acknowledgement.objects.get()

    answer = correct(client, wrong, outcome="void", reason="It was her sister.")

    assert answer.status_code == 302
    assert owes(signer) and owes(signer, ago(2))
    assert (correction := Correction.objects.get()).acknowledgement == wrong
    assert "It was her sister." in client.get(answer.url).text
    enter(client, signer, version, ago(1))
    right = Acknowledgement.objects.latest("pk")
    assert (right.round, right.previous_hash) == (1, wrong.row_hash)
    assert not owes(signer)
    assert correct(client, wrong, outcome="void", reason="Again.").status_code == 403
    assert Event.objects.get(action="paper.corrected").digest == correction.row_hash
    assert verify().problems == []


def test_after_a_void_the_person_can_acknowledge_alone(client, keeper):
    person = PersonFactory(assigned=True)
    version = steps.published()
    enter(client, person, version, ago(3))
    correct(client, Acknowledgement.objects.get(), outcome="void", reason="Wrong person.")
    given = {"version_hash": version.version_hash, "language": "pl", "strength": "code"}

    own, is_new = acknowledge(version.policy, by=person, at=timezone.now(), **given)
    again, is_second = acknowledge(version.policy, by=person, at=timezone.now(), **given)

    assert (own.round, own.method, is_new) == (1, "session", True)
    assert (again, is_second) == (own, False)
    assert not owes(person) and verify().problems == []


def test_a_wrong_day_is_replaced(client, keeper, signer):
    version = steps.published()
    enter(client, signer, version, ago(5), scan=files.upload())
    wrong = Acknowledgement.objects.get()

    answer = correct(
        client, wrong, outcome="replaced", reason="The 3rd, not the 5th.", **paper(version, ago(3))
    )

    right = Acknowledgement.objects.get(round=1)
    assert answer.url == reverse("evidence", args=[right.uid])
    assert (right.acknowledged_on, right.scan, right.method) == (ago(3), wrong.scan, "paper")
    assert owes(signer, ago(4)) and not owes(signer, ago(3))
    shown = client.get(reverse("evidence", args=[wrong.uid])).text
    assert answer.url in shown and "The 3rd, not the 5th." in shown
    assert verify().problems == []
    client.force_login(signer)
    mine = client.get(reverse("acknowledgement", args=[wrong.uid])).text
    assert "The 3rd, not the 5th." in mine


def test_a_correction_that_cannot_be_right_is_refused(client, keeper, signer):
    version = steps.published()
    enter(client, signer, version, ago(3))
    row = Acknowledgement.objects.get()
    same, late = paper(version, ago(3)), paper(version, ago(-2))
    for fields in (
        {"outcome": "void", "reason": " "},
        {"outcome": "replaced", "reason": "Day."},
        {"outcome": "replaced", "reason": "Day.", **same},
        {"outcome": "replaced", "reason": "Day.", **late},
    ):
        assert correct(client, row, **fields).status_code == 422
    assert not Correction.objects.exists() and not owes(signer)


def test_what_people_confirmed_themselves_is_nobody_elses_to_correct(client, keeper):
    person = PersonFactory(assigned=True)
    version = steps.published()
    row, _new = acknowledge(
        version.policy,
        by=person,
        at=timezone.now(),
        version_hash=version.version_hash,
        language="pl",
        strength="code",
    )
    assert correct(client, row, outcome="void", reason="No.").status_code == 403
    assert client.get(reverse("evidence", args=[row.uid])).status_code == 200


def test_the_database_refuses_to_change_corrections_and_tampering_is_found(client, keeper, signer):
    version = steps.published()
    enter(client, signer, version, ago(3), scan=files.upload())
    row = Acknowledgement.objects.get()
    correct(client, row, outcome="void", reason="Wrong person.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.update(reason="Another.")
    assert verify().is_sound

    triggers.lift(connection)
    Correction.objects.update(reason="Another.")
    Acknowledgement.objects.update(note="Added later.")
    triggers.install(connection)
    with open(row.scan.file.path, "r+b") as file:
        file.write(b"XXXX")
    assert len(verify().problems) == 3


def test_erasing_the_scan_keeps_the_fact(client, keeper, signer):
    version = steps.published()
    enter(client, signer, version, ago(3), scan=files.upload())
    row = Acknowledgement.objects.get()
    address = reverse("scan-erase", args=[row.uid])

    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302

    assert client.get(reverse("evidence-scan", args=[row.uid])).status_code == 404
    assert row.scan_sha256 in client.get(reverse("evidence", args=[row.uid])).text
    assert not owes(signer) and verify().problems == []
    assert Event.objects.filter(action="scan.erased").exists()
