"""The outbox: written with the change, sent at least once, seen by administrators."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from people import mail
from people.mail import LEASE, MAX_TRIES, PAUSES, deliver_due, send, try_again
from people.models import OutgoingMail, Role
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 3, 11, tzinfo=UTC)
State = OutgoingMail.State


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


def write(person=None, key="1", at=NOON):
    return send(
        person or PersonFactory(),
        purpose="signed-in",
        key=key,
        template="signed_in",
        context={"at": at},
        at=at,
    )


class Server:
    """A mail server that refuses as often as it is told."""

    def __init__(self, monkeypatch, refusals=0):
        self.asked, self.refusals = [], refusals
        monkeypatch.setattr("django.core.mail.EmailMessage.send", lambda *a, **k: self(*a))

    def __call__(self, message):
        self.asked.append(message)
        if len(self.asked) <= self.refusals:
            raise ConnectionRefusedError
        return 1


@pytest.mark.feature("9.13", "10.9")
def test_a_mail_is_written_in_the_language_of_its_reader():
    with override("en"):
        polish = write(PersonFactory(language="pl"))
        english = write(PersonFactory(language="en"))

    assert "/pl/my/profile/" in polish.body
    assert "/en/my/profile/" in english.body
    assert "Fundacja Jasny Peron" in polish.body


def test_names_are_not_escaped():
    assert "Hello O’Neill & Sons <b>," in write(PersonFactory(given_name="O’Neill & Sons <b>")).body


def test_the_same_mail_is_written_once():
    person = PersonFactory()

    assert write(person) == write(person)
    assert OutgoingMail.objects.count() == 1


def test_without_an_address_nothing_is_written():
    assert write(PersonFactory(email=None)) is None
    assert write(PersonFactory(anonymised_at=NOON)) is None


def test_a_mail_goes_down_with_the_change_it_tells_of():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write()
        raise ZeroDivisionError

    assert not OutgoingMail.objects.exists()


def test_the_body_lies_encrypted_until_it_left_and_is_then_erased():
    from django.db import connection

    write()
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM people_outgoingmail")
        stored = cursor.fetchone()[0]
    assert stored and "signed in" not in stored

    deliver_due(NOON)

    assert OutgoingMail.objects.get().body == ""


def test_sending_twice_sends_once():
    write()

    assert [deliver_due(NOON), deliver_due(NOON + timedelta(days=1))] == [1, 0]
    assert len(django_mail.outbox) == 1


def test_the_command_is_safe_to_run_twice(capsys):
    write()

    call_command("send_due_mail")
    call_command("send_due_mail")

    assert capsys.readouterr().out.split() == ["1", "mails", "sent.", "0", "mails", "sent."]
    assert len(django_mail.outbox) == 1


def test_a_refusal_is_tried_again_with_growing_pauses_and_the_same_message_id(monkeypatch):
    server = Server(monkeypatch, refusals=3)
    write()
    at = NOON

    for pause in PAUSES[:3]:
        assert deliver_due(at) == 0
        assert deliver_due(at + pause - timedelta(seconds=1)) == 0
        at += pause + timedelta(seconds=1)
    assert deliver_due(at) == 1

    assert len(server.asked) == 4
    assert len({message.extra_headers["Message-ID"] for message in server.asked}) == 1
    assert list(PAUSES) == sorted(PAUSES)


def test_after_eight_tries_a_mail_is_shown_as_failed(monkeypatch, client):
    server = Server(monkeypatch, refusals=MAX_TRIES)
    written = write()
    at = NOON
    for _try in range(MAX_TRIES + 2):
        deliver_due(at)
        at += timedelta(days=1)

    assert len(server.asked) == MAX_TRIES == 8
    assert OutgoingMail.objects.get().state == State.FAILED

    client.force_login(PersonFactory(role=Role.ADMINISTRATOR))
    page = client.get(reverse("mail") + "?state=failed")
    assert "Some mails could not be sent." in page.text
    assert str(written.person) in page.text
    client.post(reverse("mail-again", args=[written.pk]))
    assert OutgoingMail.objects.get().state == State.WAITING


def test_one_bad_address_holds_nobody_up(monkeypatch):
    server = Server(monkeypatch, refusals=1)
    write(), write()

    assert deliver_due(NOON) == 1
    assert len(server.asked) == 2


def test_a_claimed_mail_is_left_alone_until_the_lease_is_over(monkeypatch):
    written = write()
    assert mail._claimed(written.pk, written.next_try_at, NOON) is not None

    assert mail._claimed(written.pk, written.next_try_at, NOON) is None
    assert deliver_due(NOON + LEASE - timedelta(seconds=1)) == 0
    assert deliver_due(NOON + LEASE) == 1  # the first sender died on the way


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once():
    from django.db import connection

    OrganisationFactory(relaxed=True)
    for number in range(6):
        write(key=str(number))
    django_mail.outbox.clear()
    OutgoingMail.objects.update(state=State.WAITING, next_try_at=NOON)
    start = threading.Barrier(2)
    results = []

    def run():
        start.wait()
        try:
            results.append(deliver_due(NOON))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(results) == 6
    assert len(django_mail.outbox) == 6


def test_only_what_failed_is_tried_again():
    written = write()
    deliver_due(NOON)

    try_again(written, at=NOON)

    assert OutgoingMail.objects.get().state == State.SENT


def test_the_list_is_for_administrators_and_shows_no_text(client):
    write()
    for person, status in [
        (PersonFactory(role=Role.POLICY_MANAGER), 403),
        (PersonFactory(), 403),
        (PersonFactory(role=Role.ADMINISTRATOR), 200),
    ]:
        client.force_login(person)
        response = client.get(reverse("mail"))
        assert response.status_code == status
    assert "A new sign-in to your account" in response.text
    assert "If it was you, all is well" not in response.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_mails(
    client, rows, django_assert_max_num_queries
):
    for number in range(rows):
        write(key=str(number))
    client.force_login(PersonFactory(role=Role.ADMINISTRATOR))

    with django_assert_max_num_queries(7):
        client.get(reverse("mail"))
