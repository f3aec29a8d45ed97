"""Leaving in one step, for one and for several, with everything that waits (features 9.8)."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from audit.models import Event
from home.leaving import close_for_departed, leave_together
from people import mail
from people.days import day_of
from people.inviting import invite
from people.leaving import CannotLeave
from people.models import OutgoingMail, Person, Role
from policies.deputising import name_deputy
from policies.models import PolicyVersion
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
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
def today():
    return day_of(timezone.now())


@pytest.fixture
def administrator():
    return PersonFactory(role=Role.ADMINISTRATOR)


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


def test_several_leave_from_the_list_or_nobody(admin, administrator, today):
    people = [PersonFactory(assigned=True) for _each in range(3)]
    chosen = [str(person.uid) for person in people]
    listed = admin.get(reverse("people")).content.decode()
    assert all(f'value="{uid}"' in listed for uid in chosen)
    page = admin.get(reverse("people-leave"), {"person": chosen})
    assert page.content.decode().count("volunteer, Team") == 3

    day = today + timedelta(days=3)
    refused = admin.post(
        reverse("people-leave"),
        {"person": [*chosen, str(administrator.uid)], "last_day": f"{day:%d.%m.%Y}"},
    )
    assert refused.status_code == 422
    assert not Person.objects.exclude(left_on=None).exists()

    admin.post(reverse("people-leave"), {"person": chosen, "last_day": f"{day:%d.%m.%Y}"})
    assert {p.left_on for p in Person.objects.filter(uid__in=chosen)} == {day}
    assert Event.objects.filter(action="person.left").count() == 3


def test_a_decision_that_waits_for_somebody_gone_goes_back(
    admin, administrator, today, time_machine
):
    version = steps.sent(steps.draft("rides"))
    approver = version.rounds.get().seats.get().approver
    page = admin.get(reverse("person-leave", args=[approver.uid])).content.decode()
    assert "the text goes back to its authors" in page
    at = timezone.now()

    leave_together([approver], by=administrator, at=at, on=today, last_day=today)
    version.refresh_from_db()
    assert version.state == PolicyVersion.State.IN_REVIEW  # the last day still counts

    time_machine.move_to(at + timedelta(days=1))
    call_command("run_due")
    version.refresh_from_db()
    assert version.state == PolicyVersion.State.DRAFT
    assert version.rounds.get().outcome == "recalled"
    assert close_for_departed(by=None, at=at, on=today + timedelta(days=1)) == 0


def test_standing_in_for_an_owner_ends_with_the_last_day(admin, administrator, today, time_machine):
    policy = steps.draft("rides").policy
    deputy = PersonFactory(role=Role.MANAGEMENT, assigned=True)
    at = timezone.now()
    name_deputy(policy, by=steps.keeper(), at=at, on=today, person=deputy, starts_on=today)
    page = admin.get(reverse("person-leave", args=[deputy.uid])).content.decode()
    assert "Standing in for the owner of" in page

    leave_together([deputy], by=administrator, at=at, on=today, last_day=today)
    time_machine.move_to(at + timedelta(days=1))
    call_command("run_due")
    call_command("run_due")

    assert policy.deputies.get().ends_on == today
    assert Event.objects.filter(action="deputy.ended").count() == 1


def test_owners_are_named_so_that_somebody_takes_over(admin):
    policy = steps.draft("rides").policy
    page = admin.get(reverse("person-leave", args=[policy.owner.uid])).content.decode()
    assert "choose somebody else for it" in page


def test_mail_and_invitations_of_somebody_gone_are_dropped(administrator, today):
    person = PersonFactory(assigned=True)
    at = timezone.now()
    invite(person, by=administrator, at=at, on=today)
    mail.send(person, purpose="x", key="1", template="onboarding", context={"by": "x"}, at=at)
    yesterday = today - timedelta(days=1)
    leave_together([person], by=administrator, at=at, on=today, last_day=yesterday)
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"dropped"}
    assert person.invitations.get().revoked_at is not None
    with pytest.raises(CannotLeave):
        leave_together([person], by=administrator, at=at, on=today, last_day=today)


def test_only_those_whom_one_keeps_can_be_let_go(client, today):
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=UnitFactory())
    client.force_login(lead)
    assert client.get(reverse("people-leave")).status_code == 403
