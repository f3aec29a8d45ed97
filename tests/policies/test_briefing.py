"""A briefing: sheet to sign, signatures entered at once (features 2.10)."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from people.days import day_of
from people.models import Role
from policies.acknowledging import acknowledge
from policies.briefing import enter_signatures, save_briefing
from policies.figures import coverage
from policies.models import Acknowledgement, Briefing
from policies.obligations import owed
from policies.verifying import verify
from policies.version_codes import code_of
from tests.documents import files, reading
from tests.factories import AssignmentFactory, OrganisationFactory, PersonFactory, UnitFactory
from tests.policies import steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("2.10")]


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def unit():
    return UnitFactory(name_pl="Dworzec", name_en="Station")


@pytest.fixture
def lead(client, unit):
    person = PersonFactory(role=Role.UNIT_LEAD, role__unit=unit, assigned__unit=unit)
    client.force_login(person)
    return person


def yesterday():
    return day_of(timezone.now()) - timedelta(days=1)


def prepared(by, versions, unit=None, held_on=None):
    return save_briefing(
        **steps.act(by=by),
        held_on=held_on or yesterday(),
        place="Peron 4",
        led_by="Maja Lis",
        policies=[version.policy for version in versions],
        unit=unit,
    )


def address(name, briefing):
    return reverse(name, args=[briefing.uid])


def form(policy, **changes):
    return {
        "policies": [policy.pk],
        "held_on": f"{yesterday():%d.%m.%Y}",
        "place": "Peron 4",
        "led_by": "Maja Lis",
        **changes,
    }


def test_from_preparing_to_the_entered_signatures(client, lead, unit):
    """Those who owe are on the sheet; ticked ones are entered in one go, each in their language."""
    first, second = steps.published("code"), steps.published("rules", titles=("Zasady", "Rules"))
    people = PersonFactory.create_batch(3, assigned__unit=unit, language="pl")
    stranger = PersonFactory(assigned=True)
    new = client.post(
        reverse("briefing-new"),
        form(first.policy, policies=[first.policy.pk, second.policy.pk], unit=unit.pk),
    )
    briefing = Briefing.objects.get()
    assert new.url == briefing.get_absolute_url()
    shown = client.get(new.url).text
    assert all(str(person) in shown for person in people)
    assert str(stranger) not in shown
    acknowledge(
        first.policy,
        by=people[0],
        at=timezone.now(),
        version_hash=first.version_hash,
        language="pl",
        strength="code",
    )

    answer = client.post(
        address("briefing-enter", briefing),
        {
            "people": [people[0].pk, people[1].pk],
            f"language-{people[1].pk}": "en",
            "sheet": files.upload(files.PDF, "lista.pdf"),
        },
    )

    assert answer.status_code == 302
    briefing.refresh_from_db()
    rows = briefing.acknowledgements.order_by("pk")
    assert [(row.person, row.version, row.language) for row in rows] == [
        (people[1], first, "en"),
        (people[0], second, "pl"),
        (people[1], second, "en"),
    ]
    assert {(row.method, row.recorded_by, row.acknowledged_on) for row in rows} == {
        ("batch", lead, yesterday())
    }
    assert {row.scan_sha256 for row in rows} == {briefing.sheet_sha256}
    assert client.get(address("briefing-scan", briefing)).content == files.PDF
    assert "1" in client.get(new.url).text
    event = Event.objects.get(action="briefing.entered")
    assert (event.count, event.object_id) == (3, str(briefing.uid))
    assert verify().problems == []
    entry = owed(day_of(timezone.now()), policies=[second.policy]).asked[0]
    assert coverage(entry, {unit.pk}).done == 2


def test_the_sheet_has_names_versions_and_a_code_that_can_be_checked(client, lead, unit):
    version = steps.published()
    person = PersonFactory(assigned__unit=unit, family_name="Żółć-Łącka")
    briefing = prepared(lead, [version], unit)

    answer = client.get(address("briefing-sheet", briefing))

    with pikepdf.open(BytesIO(answer.content)) as pdf:
        words = " ".join(reading.words(pdf.pages[0]).split())
    assert str(person) in words and str(lead) not in words
    assert version.statement_pl in words and version.statement_en in words
    assert code_of(version) in words and "Peron 4" in words
    checked = client.get(reverse("verify-code", args=[code_of(version)]))
    assert checked.status_code == 200 and version.version_hash in checked.text
    steps.next_version(version.policy, major=True)
    later = client.get(reverse("verify-code", args=[code_of(version)])).text
    assert later != checked.text
    unknown = reverse("verify-code", args=["0000-0000-0000-0000"])
    assert client.get(unknown).status_code == 404


def test_somebody_who_was_not_expected_is_added_by_hand(client, lead, unit):
    version = steps.published(asks=False)
    guest = PersonFactory(assigned__unit=unit, family_name="Niespodziewany")
    foreign = PersonFactory(assigned=True, family_name="Niespodziewana")
    briefing = prepared(lead, [version], unit)
    found = client.get(briefing.get_absolute_url() + "?q=niespodziew").text
    assert str(guest.uid) in found and str(foreign.uid) not in found

    client.post(address("briefing-guest", briefing), {"person": guest.uid})
    hidden = client.post(address("briefing-guest", briefing), {"person": foreign.uid})
    client.post(address("briefing-enter", briefing), {"people": [guest.pk]})

    assert hidden.status_code == 404
    assert Acknowledgement.objects.get().person == guest


def test_three_hundred_signatures_take_as_many_queries_as_three(unit):
    def queries(count):
        version = steps.published(f"policy-{count}")
        keeper = steps.keeper()
        people = PersonFactory.create_batch(count, language="pl")
        for person in people:
            AssignmentFactory(person=person, unit=unit)
        briefing = prepared(keeper, [version], unit)
        signed = {person.pk: "pl" for person in people}
        with CaptureQueriesContext(connection) as captured:
            entered = enter_signatures(briefing, signed, **steps.act())
        assert entered.rows == count
        return len(captured)

    assert queries(300) == queries(3) < 45
    assert verify().problems == []


def test_nobody_enters_their_own_signature_or_that_of_others_people(client, lead, unit):
    version = steps.published()
    foreign = PersonFactory(assigned=True)
    PersonFactory(assigned__unit=unit)
    briefing = prepared(lead, [version], unit)
    for person in (lead, foreign):
        answer = client.post(address("briefing-enter", briefing), {"people": [person.pk]})
        assert answer.status_code == 422
    whole = prepared(steps.keeper(), [version])
    for name in ("briefing", "briefing-sheet", "briefing-enter", "briefing-edit"):
        assert client.get(address(name, whole)).status_code == 404
    assert client.post(reverse("briefing-new"), form(version.policy)).status_code == 422
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"people": ["9" * 40]},
        {"people": ["x"]},
        {"sheet": files.upload(b"MZ", "sheet.exe")},
    ],
)
def test_a_wrong_form_enters_nothing_and_keeps_the_ticks(client, lead, unit, fields):
    version = steps.published()
    person = PersonFactory(assigned__unit=unit)
    briefing = prepared(lead, [version], unit)
    if "sheet" in fields:
        fields["people"] = [person.pk]
    answer = client.post(address("briefing-enter", briefing), fields)
    assert answer.status_code == 422
    assert (" checked" in answer.text) is ("sheet" in fields)
    briefing.refresh_from_db()
    assert briefing.is_open and not Acknowledgement.objects.exists()


def test_only_texts_of_that_day(client, lead, unit):
    version = steps.published()
    PersonFactory(assigned__unit=unit)
    early = form(version.policy, unit=unit.pk, held_on="01.01.2020")
    assert client.post(reverse("briefing-new"), early).status_code == 422
    coming = prepared(lead, [version], unit, held_on=yesterday() + timedelta(days=5))
    assert client.get(coming.get_absolute_url()).status_code == 200
    answer = client.post(
        address("briefing-enter", coming), {"people": [PersonFactory(assigned__unit=unit).pk]}
    )
    assert answer.status_code == 422


def test_a_briefing_is_changed_or_cancelled_only_while_it_is_open(client, lead, unit):
    version = steps.published()
    person = PersonFactory(assigned__unit=unit)
    briefing = prepared(lead, [version], unit)
    changed = form(version.policy, unit=unit.pk, place="Peron 5")
    assert client.post(address("briefing-edit", briefing), changed).status_code == 302
    briefing.refresh_from_db()
    assert briefing.place == "Peron 5"
    enter_signatures(briefing, {person.pk: "pl"}, **steps.act(by=lead))

    for name in ("briefing-edit", "briefing-enter", "briefing-cancel", "briefing-sheet"):
        assert client.post(address(name, briefing)).status_code == 404
    for change in (
        lambda: Briefing.objects.update(place="Elsewhere"),
        lambda: briefing.texts.all().delete(),
        lambda: briefing.guests.add(lead),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    other = prepared(lead, [version], unit)
    assert client.post(address("briefing-cancel", other)).status_code == 302
    assert client.get(address("briefing-enter", other)).status_code == 404


def test_the_list_shows_what_a_reader_may_see(client, lead, unit):
    version = steps.published()
    prepared(lead, [version], unit)
    prepared(steps.keeper(), [version])
    assert client.get(reverse("briefings")).text.count("Peron 4") == 1
    client.force_login(steps.keeper())
    assert client.get(reverse("briefings")).text.count("Peron 4") == 2
