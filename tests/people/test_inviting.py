"""An invitation from its mail to the first page, and every way it can end (security.md 4.1)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.models import Event
from people.inviting import CannotInvite, find, invite, revoke_open
from people.models import Invitation, OutgoingMail, Role
from tests.factories import OrganisationFactory, PersonFactory, RoleGrantFactory, UnitFactory

pytestmark = pytest.mark.django_db
PASSWORD = "zielony czajnik śpiewa"


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def administrator():
    return PersonFactory(role=Role.ADMINISTRATOR, given_name="Ewa", family_name="Lis")


@pytest.fixture
def send_invitation(administrator, django_capture_on_commit_callbacks):
    def send(person):
        with django_capture_on_commit_callbacks(execute=True):
            invite(person, by=administrator, at=timezone.now(), on=timezone.localdate())
        return re.search(r"http://\S+/invitation/\S+/", mail.outbox[-1].body)[0]

    return send


def accept(client, link, password=PASSWORD, again=PASSWORD):
    return client.post(link, {"password": password, "again": again})


def test_the_whole_life_of_an_invitation(client, send_invitation):
    person = PersonFactory(assigned=True, language="en")
    link = send_invitation(person)

    page = client.get(link)
    assert page.status_code == 200
    assert person.given_name in page.text
    assert "Jasny Peron Foundation" in page.text

    response = accept(client, link)
    assert response.url == reverse("my-tasks")
    assert client.get(reverse("my-tasks")).status_code == 200
    assert {"person.invited", "person.accepted_invitation"} <= set(
        Event.objects.values_list("action", flat=True)
    )

    again = Client().get(link)
    assert again.status_code == 410
    assert "already accepted" in again.text


def test_the_mail_speaks_the_language_of_its_reader(send_invitation):
    """The administrator works in English, the volunteer reads Polish."""
    with override("en"):
        link = send_invitation(PersonFactory(language="pl", given_name="Zofia"))

    assert "/pl/invitation/" in link
    assert "Fundacja Jasny Peron" in mail.outbox[-1].body
    assert "Jasny Peron Foundation" not in mail.outbox[-1].body
    assert OutgoingMail.objects.get().language == "pl"


def test_looking_at_an_invitation_accepts_nothing(client, send_invitation):
    """Mail scanners open links."""
    link = send_invitation(PersonFactory())

    client.get(link)
    client.head(link)

    assert Invitation.objects.get().accepted_at is None


def test_the_database_keeps_the_hash_of_the_token_only(send_invitation):
    token = send_invitation(PersonFactory()).rstrip("/").rpartition("/")[2]

    invitation = Invitation.objects.get()
    assert invitation.token_hash and token not in invitation.token_hash
    assert find(token) == invitation
    assert OutgoingMail.objects.get().body == ""


@pytest.mark.parametrize(("role", "hours"), [(None, 7 * 24), (Role.UNIT_LEAD, 72)])
def test_an_invitation_runs_out(client, send_invitation, time_machine, role, hours):
    person = PersonFactory()
    if role:
        RoleGrantFactory(person=person, role=role, unit=UnitFactory())
    link = send_invitation(person)

    time_machine.move_to(timezone.now() + timedelta(hours=hours, minutes=-1))
    assert client.get(link).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    assert client.get(link).status_code == 410
    assert "expired" in accept(client, link).text
    person.refresh_from_db()
    assert not person.check_password(PASSWORD)


def test_a_role_given_later_shortens_an_invitation(client, send_invitation, time_machine):
    person = PersonFactory()
    link = send_invitation(person)
    RoleGrantFactory(person=person)

    time_machine.move_to(timezone.now() + timedelta(hours=73))

    assert client.get(link).status_code == 410


def test_a_new_invitation_replaces_the_open_one(client, send_invitation):
    person = PersonFactory()
    first, second = send_invitation(person), send_invitation(person)

    assert client.get(first).status_code == 410
    assert "newer" in client.get(first).text
    assert client.get(second).status_code == 200


def test_a_link_that_nobody_made_is_not_found(client):
    response = client.get(reverse("invitation", args=["nothing"]))

    assert response.status_code == 404
    assert "not complete" in response.text


def test_leaving_closes_the_invitation(client, send_invitation):
    person = PersonFactory()
    link = send_invitation(person)
    type(person).objects.filter(pk=person.pk).update(
        left_on=timezone.localdate() - timedelta(days=1)
    )

    assert client.get(link).status_code == 410


def test_a_revoked_invitation_is_never_mailed(administrator, django_capture_on_commit_callbacks):
    person = PersonFactory()
    with django_capture_on_commit_callbacks(execute=True):
        invite(person, by=administrator, at=timezone.now(), on=timezone.localdate())
        revoke_open(person, at=timezone.now())

    assert mail.outbox == []
    assert OutgoingMail.objects.get().state == OutgoingMail.State.DROPPED


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("krótkie", "too short"),
        ("qwertyuiop123456", None),
        ("password1234", "too common"),
        ("jasnyperon2026!", "organisation"),
        ("Jan Testowy 1234", "organisation"),
        ("x" * 129, "at most 128"),
    ],
)
def test_a_password_must_be_long_uncommon_and_not_of_our_words(
    client, send_invitation, password, said
):
    link = send_invitation(PersonFactory(family_name="Testowy"))

    response = accept(client, link, password, password)

    if said is None:
        assert response.status_code == 302
    else:
        assert response.status_code == 422
        assert said in response.text
        assert Invitation.objects.get().accepted_at is None


def test_a_role_needs_fifteen_characters(client, send_invitation):
    person = PersonFactory()
    RoleGrantFactory(person=person)
    link = send_invitation(person)

    assert accept(client, link, "kot na dachu!", "kot na dachu!").status_code == 422
    assert accept(client, link, "kot na dachu spi", "kot na dachu spi").status_code == 302


def test_two_different_passwords_are_refused(client, send_invitation):
    response = accept(client, send_invitation(PersonFactory()), again="something else entirely")

    assert response.status_code == 422
    assert "differ" in response.text


def test_somebody_else_signed_in_here_is_signed_out(client, send_invitation):
    other, person = PersonFactory(), PersonFactory()
    link = send_invitation(person)
    client.force_login(other)
    assert "Somebody else is signed in here" in client.get(link).text

    accept(client, link)

    assert client.get(reverse("profile")).context["user"] == person


def test_only_an_administrator_invites(administrator):
    for inviter in (PersonFactory(), PersonFactory(role=Role.POLICY_MANAGER)):
        with pytest.raises(PermissionDenied):
            invite(PersonFactory(), by=inviter, at=timezone.now(), on=timezone.localdate())
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"email": None}, {"left_on": timezone.localdate() - timedelta(days=1)}],
    ids=["no address", "left"],
)
def test_nobody_is_invited_who_cannot_come(administrator, fields):
    with pytest.raises(CannotInvite):
        invite(
            PersonFactory(**fields), by=administrator, at=timezone.now(), on=timezone.localdate()
        )
