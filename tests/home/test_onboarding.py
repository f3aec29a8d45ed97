"""New people and what is open for each; inviting and reminding from the list (features 9.8)."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import timezone, translation

from audit.models import Event
from people.models import Invitation, OutgoingMail, Role
from tests.factories import (
    AssignmentFactory,
    CheckRuleFactory,
    OrganisationFactory,
    PersonFactory,
    UnitFactory,
)
from tests.policies import steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("9.8")]


@pytest.fixture(autouse=True)
def in_english():
    """Messages are compared in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def now():
    return timezone.now()


def somebody(now, days=3, **fields):
    return PersonFactory(added_at=now - timedelta(days=days), assigned=True, **fields)


@pytest.fixture
def admin(client):
    client.force_login(PersonFactory(role=Role.ADMINISTRATOR))
    return client


def names(client, **query):
    response = client.get(reverse("onboarding"), query)
    return [row.person.family_name for row in response.context["rows"]]


def test_new_people_and_old_ones_who_are_not_ready(admin, now):
    somebody(now, family_name="New")
    somebody(now, days=80, family_name="Ready")
    late = somebody(now, days=90, family_name="Late")
    unit = UnitFactory()
    AssignmentFactory(person=late, unit=unit)
    rule = CheckRuleFactory(before_first_duty=True)
    rule.units.add(unit)
    assert names(admin) == ["New", "Late"]
    assert names(admin, open="checks") == ["Late"]


def test_each_thing_that_is_open_can_be_asked_for(admin, now):
    steps.published("rides")
    somebody(now, family_name="Uninvited")
    somebody(now, family_name="Offline", email=None)
    invited = somebody(now, family_name="Invited")
    Invitation.objects.create(person=invited, invited_at=now, expires_at=now + timedelta(days=7))
    done = somebody(now, family_name="Inside", last_login=now, password=make_password("x" * 20))
    assert set(names(admin)) == {"Uninvited", "Offline", "Invited", "Inside"}
    assert names(admin, open="invitation") == ["Uninvited"]
    assert names(admin, open="address") == ["Offline"]
    assert set(names(admin, open="sign-in")) == {"Uninvited", "Invited"}
    assert done.family_name in names(admin, open="policies")
    assert admin.get(reverse("onboarding"), {"open": "x"}).status_code == 422


def test_inviting_and_reminding_those_who_are_ticked(admin, now):
    new, known = somebody(now), somebody(now, password=make_password("x" * 20))
    act = reverse("onboarding-act")
    admin.post(act, {"act": "invite", "person": [str(new.uid)], "next": "//evil.example"})
    assert new.invitations.count() == 1
    page = admin.post(act, {"act": "remind", "person": [str(known.uid)]}, follow=True)
    assert "1 reminder is on its way" in page.content.decode().replace("\xa0", " ")
    again = admin.post(act, {"act": "remind", "person": [str(known.uid)]}, follow=True)
    assert "in the last 7 days" in again.content.decode().replace("\xa0", " ")
    assert OutgoingMail.objects.filter(purpose="onboarding").count() == 1
    assert Event.objects.filter(action="person.reminded").count() == 1
    answer = admin.post(act, {"act": "invite", "person": [], "next": "//evil.example"})
    assert answer["Location"] == reverse("onboarding")


def test_a_unit_lead_sees_and_reminds_the_own_people_only(client, now):
    unit = UnitFactory()
    mine, other = somebody(now, family_name="Mine"), somebody(now, family_name="Other")
    AssignmentFactory(person=mine, unit=unit)
    client.force_login(PersonFactory(role=Role.UNIT_LEAD, role__unit=unit))
    assert names(client) == ["Mine"]
    act = reverse("onboarding-act")
    client.post(act, {"act": "remind", "person": [str(mine.uid), str(other.uid)]})
    assert list(OutgoingMail.objects.values_list("person", flat=True)) == [mine.pk]
    assert client.post(act, {"act": "invite", "person": [str(mine.uid)]}).status_code == 403
