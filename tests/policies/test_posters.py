"""The poster: which numbers it prints, where it leads, and who has called them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from audit.models import Event
from people.models import Organisation
from policies.models import Policy, PosterNumber
from policies.posters import CHECK_HOLDS, HELPLINES, check_numbers, poster_facts, poster_hash
from tests.documents import reading
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps
from tests.policies.test_pack_parts import Place, made, packed

pytestmark = pytest.mark.django_db

PROPOSED = {f"number_{line.key}": line.proposed for line in HELPLINES}


@pytest.fixture(autouse=True)
def organisation():
    made_ = OrganisationFactory(relaxed=True)
    Organisation.objects.forget()
    return made_


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


def address():
    with override("en"):
        return reverse("poster")


def printed(languages="both"):
    """The words of each page of the poster."""
    _edition, pdf = made(packed(Place("poster")), languages=languages)
    pages = [" ".join(reading.words(page).split()) for page in pdf.pages]
    return [page for page in pages if "Możesz dostać" in page or "You can get help" in page]


def test_nobody_has_called_so_only_the_emergency_number_is_printed(manager):
    words = " ".join(printed("en"))
    assert "You can get help" in words and "112" in words
    assert [line.key for line in HELPLINES if line.name.en in words] == []
    with override("en"):
        shown = manager.get(reverse("pack", args=["handout"])).content.decode()
    assert "Only the emergency number" in shown


def test_a_number_is_printed_once_somebody_has_called_it():
    check_numbers({"kcik": "+48000000220", "children": "116000111"}, **steps.act())
    words = " ".join(printed())
    assert words.count("+48 000 000 220") == words.count("116 000 111") == 2
    assert "Możesz dostać pomoc" in words and "You can get help" in words
    assert "La Strada" not in words


def test_after_three_months_it_must_be_called_again():
    act = steps.act()
    check_numbers({"kcik": "+48000000220"}, **act)
    last = act["on"] + timedelta(days=CHECK_HOLDS)

    assert poster_facts(on=last)["numbers"] == [["kcik", "+48000000220"]]
    assert poster_facts(on=last + timedelta(days=1))["numbers"] == []


def test_it_leads_to_safe_reporting_once_that_is_public_and_to_the_rules_before():
    on = steps.act()["on"]
    before = poster_facts(on=on)
    policy = steps.published("telling").policy
    Policy.objects.filter(pk=policy.pk).update(kind=Policy.Kind.SAFE_REPORTING)
    assert poster_facts(on=on) == before
    Policy.objects.filter(pk=policy.pk).update(is_public=True)
    after = poster_facts(on=on)

    assert (before["goal"], after["goal"]) == ("rules", "safe_reporting")
    assert before["address"]["pl"].endswith("/pl/public/")
    assert after["address"]["en"].endswith("/en/public/telling/")
    assert poster_hash(before) != poster_hash(after)


def test_the_address_stands_on_the_page_beside_its_code():
    words = printed("pl")
    assert "/pl/public" in " ".join(words)


def test_only_those_who_keep_packs_call_numbers(client):
    client.force_login(steps.approver())
    assert client.get(address()).status_code == 403
    with pytest.raises(PermissionDenied):
        check_numbers({"kcik": "112"}, **steps.act(by=PersonFactory()))


def test_what_was_called_is_kept_with_person_and_day_in_the_trail(manager):
    assert "not printed: nobody has called yet" in manager.get(address()).content.decode()
    answer = manager.post(address(), PROPOSED | {"called_kcik": "on", "number_kcik": "22 000 00"})

    assert answer.status_code == 302
    row = PosterNumber.objects.get()
    assert (row.key, row.number, row.checked_on) == ("kcik", "2200000", steps.act()["on"])
    assert row.checked_by == steps.keeper()
    assert Event.objects.filter(action="poster.number").count() == 1
    shown = manager.get(address()).content.decode()
    assert "22 000 00" in shown or "220 000 0" in shown
    assert shown.count("not printed: nobody has called yet") == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Call at least one of the numbers and tick it."),
        ({"number_kcik": "+48000000999"}, "Call the new number first, then tick it."),
        ({"number_kcik": "call us", "called_kcik": "on"}, "Enter a telephone number"),
        ({"number_kcik": "+1", "called_kcik": "on"}, "Enter a telephone number"),
        ({"number_kcik": "", "called_kcik": "on"}, "This field is required."),
    ],
)
def test_what_nobody_called_is_refused_with_reason(manager, typed, words):
    answer = manager.post(address(), PROPOSED | typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert typed.get("number_kcik", "") in page
    assert not PosterNumber.objects.exists()
