"""The log of sign-ins, and waiting after wrong passwords (security.md 4.1, 6, 10)."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from people.models import Role, SignIn
from people.sign_in_log import shortened
from tests.factories import OrganisationFactory, PersonFactory
from tests.people.test_second_steps import person_with_password, sign_in

pytestmark = pytest.mark.django_db
Outcome = SignIn.Outcome


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


def logged():
    return list(SignIn.objects.order_by("pk").values_list("person", "outcome"))


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:aaaa:bbbb::1", "2001:db8:aaaa::/48"),
        ("nonsense", ""),
        (None, ""),
    ],
)
def test_only_the_network_is_kept(address, network):
    assert shortened(address) == network


def test_each_try_is_logged_and_shown_to_its_person_and_to_administrators(client):
    person = person_with_password(assigned=True)
    sign_in(client, person, "wrong")
    sign_in(client, PersonFactory.build(email="nobody@example.org"), "wrong")
    sign_in(client, person)

    assert logged() == [
        (person.pk, Outcome.REFUSED),
        (None, Outcome.REFUSED),
        (person.pk, Outcome.OPENED),
    ]
    assert "127.0.0.0/24" in client.get(reverse("profile")).content.decode()
    assert client.get(reverse("sign-ins")).status_code == 403
    client.force_login(PersonFactory(role=Role.ADMINISTRATOR))
    page = client.get(reverse("sign-ins"), {"outcome": Outcome.REFUSED, "person": person.email})
    assert [row.person for row in page.context["page"]] == [person]
    assert client.get(reverse("sign-ins"), {"person": "nobody at all"}).status_code == 422


def test_it_is_forgotten_after_ninety_days(client, time_machine):
    sign_in(client, person_with_password(assigned=True))
    time_machine.move_to(timezone.now() + timedelta(days=89))
    call_command("run_due")
    assert SignIn.objects.exists()

    time_machine.move_to(timezone.now() + timedelta(days=2))
    call_command("run_due")
    assert not SignIn.objects.exists()


def test_after_three_wrong_passwords_each_try_waits_longer(client, time_machine):
    person = person_with_password(assigned=True)
    moment = timezone.now()
    time_machine.move_to(moment, tick=False)
    for _try in range(3):
        assert "not right" in sign_in(client, person, "wrong").text

    assert "Wait 3 seconds" in sign_in(client, person).text
    time_machine.move_to(moment + timedelta(seconds=3), tick=False)
    assert "not right" in sign_in(client, person, "wrong").text
    time_machine.move_to(moment + timedelta(seconds=6), tick=False)
    assert "Wait 2 seconds" in sign_in(client, person).text
    time_machine.move_to(moment + timedelta(seconds=9), tick=False)
    assert sign_in(client, person).status_code == 302
    assert logged()[-1] == (person.pk, Outcome.OPENED)
    assert (person.pk, Outcome.SLOWED) in logged()
