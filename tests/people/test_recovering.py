"""A lost second step is taken away by two people, and its person can stop it (security.md 4.1)."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from people.days import day_of
from people.models import FactorRecovery, OutgoingMail, Person, Role
from people.recovering import CannotRecover, ask_recovery, confirm_recovery, open_recovery
from tests.factories import OrganisationFactory, PersonFactory
from tests.people.test_second_steps import confirm, person_with_password, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


def with_factor(**fields):
    person = person_with_password(**fields)
    TOTP.activate(person, generate_totp_secret())
    return person


def act(by, at=None):
    at = at or timezone.now()
    return {"by": by, "at": at, "on": day_of(at)}


def signed_in(client, **fields):
    """Somebody who has just signed in, and again for what needs it."""
    person = person_with_password(**fields)
    sign_in(client, person)
    confirm(client)
    return person


def has_factor(person):
    return Authenticator.objects.filter(user=person).exists()


@pytest.mark.feature("9.12")
def test_one_asks_another_confirms_and_the_factor_is_gone(client):
    lost = with_factor(role=Role.POLICY_MANAGER)
    address = reverse("person-recovery", args=[lost.uid])

    signed_in(client, role=Role.ADMINISTRATOR)
    client.post(address)
    assert open_recovery(lost) and has_factor(lost)
    client.post(reverse("account_logout"))
    signed_in(client, role=Role.MANAGEMENT)
    assert address in client.get(reverse("dashboard")).content.decode()
    client.post(address)

    assert not has_factor(lost)
    assert Person.objects.get(pk=lost.pk).session_epoch == lost.session_epoch + 1
    actions = ["person.recovery_asked", "person.recovery_confirmed", "person.factors_taken_away"]
    assert (
        list(
            Event.objects.filter(object_id=str(lost.uid), action__in=actions)
            .order_by("sequence")
            .values_list("action", flat=True)
        )
        == actions
    )
    told = OutgoingMail.objects.filter(person=lost, key__startswith="recovery-")
    assert told.count() == 2


def test_who_asked_cannot_confirm_and_nobody_asks_for_themselves(client):
    lost, admin = with_factor(role=Role.MANAGEMENT), PersonFactory(role=Role.ADMINISTRATOR)
    recovery = ask_recovery(lost, **act(admin))

    with pytest.raises(CannotRecover):
        confirm_recovery(recovery, **act(admin))
    with pytest.raises(CannotRecover):
        confirm_recovery(recovery, **act(lost))
    with pytest.raises(PermissionDenied):
        confirm_recovery(recovery, **act(PersonFactory(assigned=True)))
    with pytest.raises(CannotRecover):
        ask_recovery(lost, **act(admin))
    with pytest.raises(PermissionDenied):
        ask_recovery(with_factor(), **act(lost))
    with pytest.raises(CannotRecover):
        ask_recovery(PersonFactory(), **act(admin))
    assert has_factor(lost)


def test_the_database_wants_two_people():
    lost, admin = with_factor(role=Role.MANAGEMENT), PersonFactory(role=Role.ADMINISTRATOR)
    now = timezone.now()
    for wrong in (
        {"asked_by": lost},
        {"confirmed_by": admin, "confirmed_at": now, "due_at": now},
        {"done_at": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorRecovery.objects.create(
                **{"person": lost, "asked_by": admin, "asked_at": now} | wrong
            )


def test_an_administrator_has_a_day_to_stop_it(time_machine):
    lost, admin = with_factor(role=Role.ADMINISTRATOR), PersonFactory(role=Role.ADMINISTRATOR)
    start = timezone.now()
    recovery = ask_recovery(lost, **act(admin))

    confirm_recovery(recovery, **act(PersonFactory(role=Role.MANAGEMENT)))
    call_command("run_due")
    assert has_factor(lost)
    time_machine.move_to(start + timedelta(hours=25))
    call_command("run_due")
    call_command("run_due")

    assert not has_factor(lost)
    assert Event.objects.filter(action="person.factors_taken_away").count() == 1


def test_the_person_stops_it_on_the_page_of_the_account(client):
    lost, admin = (
        person_with_password(role=Role.ADMINISTRATOR),
        PersonFactory(role=Role.ADMINISTRATOR),
    )
    sign_in(client, lost)
    TOTP.activate(lost, generate_totp_secret())
    recovery = ask_recovery(lost, **act(admin))
    assert "It was not me: stop it" in client.get(reverse("profile")).content.decode()

    client.post(reverse("recovery-stop"))

    assert open_recovery(lost) is None
    with pytest.raises(CannotRecover):
        confirm_recovery(recovery, **act(PersonFactory(role=Role.MANAGEMENT)))
    assert has_factor(lost)
    assert client.post(reverse("recovery-stop")).status_code == 404


def test_it_is_done_only_after_signing_in_again(client):
    lost = with_factor(role=Role.POLICY_MANAGER)
    client.force_login(person_with_password(role=Role.ADMINISTRATOR))

    answer = client.post(reverse("person-recovery", args=[lost.uid]))

    assert answer.status_code == 302
    assert open_recovery(lost) is None
