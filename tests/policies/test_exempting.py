"""Exempt somebody from a policy for a while, with a reason and an end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from people.days import day_of
from people.models import Person, Role
from policies.exempting import CannotExempt, end_exemption, exempt
from policies.models import Exemption
from policies.obligations import open_obligations
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db
REASON = "Away until spring."


@pytest.fixture(autouse=True)
def organisation():
    translation.activate("en")  # addresses below are those of the English pages
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def version():
    return steps.published(at=timezone.now() - timedelta(days=40))


@pytest.fixture
def person(version):
    return PersonFactory(assigned=True)


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


def today():
    return day_of(timezone.now())


def said(day):
    return f"{day:%d.%m.%Y}"


def typed(**changes):
    return {
        "policy": "code",
        "starts_on": said(today()),
        "ends_on": said(today() + timedelta(days=60)),
        "ground": "absence",
        "reason": REASON,
    } | changes


def exempted(person, version, *, days_ago=0, days=60):
    at = timezone.now() - timedelta(days=days_ago)
    on = day_of(at)
    return exempt(
        person,
        policy=version.policy,
        **steps.act(at),
        starts_on=on,
        ends_on=on + timedelta(days=days),
        ground="absence",
        reason=REASON,
    )


def owes(person, on=None):
    return open_obligations(Person.objects.filter(pk=person.pk), on=on or today()).get(person.pk)


def address(person):
    return reverse("exemption-new", args=[person.uid])


def test_an_exempt_person_owes_nothing_and_is_shown_as_exempt(manager, version, person):
    assert owes(person)
    listed = manager.get("/en/acknowledgements/?policy=code&state=open").content.decode()
    assert f"{address(person)}?policy=code" in listed

    manager.post(address(person), typed())

    assert owes(person) is None
    until = f"exempt until {today() + timedelta(days=60):%-d}"
    for state in ("", "exempt"):
        shown = manager.get(f"/en/acknowledgements/?policy=code&state={state}").content.decode()
        assert until in shown and "1 person is exempt and not counted" in shown
    opened = manager.get("/en/acknowledgements/?policy=code&state=open").content.decode()
    assert person.family_name not in opened
    assert REASON in manager.get(person.get_absolute_url()).content.decode()
    assert "1 person is exempt" in manager.get("/en/policies/code/").content.decode()


def test_the_day_after_the_last_one_it_is_owed_again(version, person):
    exemption = exempted(person, version, days_ago=20, days=10)
    assert owes(person, exemption.ends_on) is None
    assert owes(person, exemption.ends_on + timedelta(days=1))


def test_ended_early_it_is_owed_from_today_and_the_past_stays(manager, version, person):
    exemption = exempted(person, version, days_ago=20)
    page = reverse("exemption-end", args=[person.uid, exemption.pk])
    assert "owes the policy again" in manager.get(page).content.decode()
    manager.post(page)
    assert owes(person)
    assert owes(person, today() - timedelta(days=1)) is None
    assert manager.get(page).status_code == 404


def test_one_that_began_today_is_removed(version, person):
    end_exemption(exempted(person, version), **steps.act())
    assert not Exemption.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends_on": ""}, "Every exemption has an end."),
        ({"starts_on": "01.01.2021"}, "cannot begin in the past"),
        ({"ends_on": said(today() - timedelta(days=1))}, "cannot be before the first"),
        ({"reason": "", "policy": "code"}, "This field is required."),
        ({"ground": "x", "reason": "My words"}, "Select a valid choice"),
        ({"policy": "nothing"}, "Select a valid choice"),
    ],
)
def test_an_exemption_without_reason_or_end_is_refused(manager, person, change, words):
    answer = manager.post(address(person), typed(**change))
    shown = answer.content.decode()
    assert answer.status_code == 422 and words in shown
    assert typed(**change)["reason"] in shown
    assert not Exemption.objects.exists()


def test_two_never_overlap_and_nobody_exempts_themselves(version, person):
    exempted(person, version)
    with pytest.raises(CannotExempt):
        exempted(person, version, days=5)
    with pytest.raises(CannotExempt):
        exempted(steps.keeper(), version)


def test_others_neither_exempt_nor_read_why(client, version, person):
    exempted(person, version)
    unit = person.assignments.get().unit
    client.force_login(PersonFactory(role=Role.UNIT_LEAD, role__unit=unit))
    assert client.post(address(person), typed()).status_code == 403
    shown = client.get(person.get_absolute_url()).content.decode()
    assert "Exemptions" in shown and REASON not in shown
    assert "exempt until" in client.get("/en/acknowledgements/?policy=code").content.decode()


def test_the_reason_is_stored_concealed(version, person):
    exempted(person, version)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM policies_exemption")
        (token,) = cursor.fetchone()
    assert REASON not in token
