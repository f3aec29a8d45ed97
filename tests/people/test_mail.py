"""The outbox: written with the change, sent at least once, seen by administrators."""

import os
import re
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.db import connection, transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from people import mail
from people.mail import LEASE, MAX_TRIES, PAUSES, deliver_due, message_id, send, try_again
from people.mail_words import PURPOSES
from people.models import OutgoingMail, Role
from tests.factories import OrganisationFactory, PersonFactory
from tests.mail_server import letterbox

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 3, 11, tzinfo=UTC)
State, Failure = OutgoingMail.State, OutgoingMail.Failure


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


def write(person=None, key="1", at=NOON, **more):
    return send(
        person or PersonFactory(),
        purpose="signed-in",
        key=key,
        template="signed_in",
        context={"at": at},
        at=at,
        **more,
    )


@pytest.fixture
def server(settings):
    """A real mail server that the outbox talks to."""
    with letterbox() as box:
        settings.MAILERS = box.mailers
        yield box


@pytest.fixture
def no_server(settings):
    """Nobody listens where the mail server should be."""
    with letterbox() as box:
        settings.MAILERS = box.mailers


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


def test_a_refusal_is_tried_again_with_growing_pauses_and_the_same_message_id(server):
    server.data_answers = ["451 later"] * 3
    write()
    at = NOON

    for pause in PAUSES[:3]:
        assert deliver_due(at) == 0
        assert OutgoingMail.objects.get().failure == Failure.LATER
        assert deliver_due(at + pause - timedelta(seconds=1)) == 0
        at += pause + timedelta(seconds=1)
    assert deliver_due(at) == 1

    assert len(server.offered) == 4
    assert len(server.messages) == 1
    assert len({message["Message-ID"] for message in server.offered}) == 1
    assert OutgoingMail.objects.get().failure == ""
    assert list(PAUSES) == sorted(PAUSES)


def test_after_eight_tries_a_mail_is_shown_as_failed(server, client):
    server.recipient_answers = ["550 nobody of that name"] * MAX_TRIES
    written = write()
    at = NOON
    for _try in range(MAX_TRIES + 2):
        deliver_due(at)
        at += timedelta(days=1)

    assert server.connections == MAX_TRIES == 8
    assert OutgoingMail.objects.get().state == State.FAILED

    client.force_login(PersonFactory(role=Role.ADMINISTRATOR))
    page = client.get(reverse("mail") + "?state=failed")
    assert "1 mail could not be sent." in page.text
    assert "The mail server refuses the address." in page.text
    assert str(written.person) in page.text
    client.post(reverse("mail-again", args=[written.pk]))
    assert OutgoingMail.objects.get().state == State.WAITING


def test_all_that_failed_is_tried_again_at_once(client, server):
    for number in range(3):
        write(key=str(number))
    OutgoingMail.objects.exclude(key="0").update(state=State.FAILED, tries=MAX_TRIES)
    client.force_login(PersonFactory(role=Role.ADMINISTRATOR))

    page = client.post(reverse("mail-again-all"), follow=True)

    assert "We are trying 2\xa0mails again." in page.text
    assert not OutgoingMail.objects.filter(state=State.FAILED).exists()


def test_one_bad_address_holds_nobody_up(server):
    server.recipient_answers = ["550 nobody of that name"]
    write(), write()

    assert deliver_due(NOON) == 1
    assert sorted(OutgoingMail.objects.values_list("tries", "failure")) == [
        (1, ""),
        (1, Failure.ADDRESS),
    ]


def test_many_mails_share_one_connection(server):
    for number in range(5):
        write(key=str(number))

    assert deliver_due(NOON) == 5
    assert server.connections == 1


def test_a_server_that_is_away_costs_the_other_mails_no_try(no_server, client):
    for number in range(3):
        write(key=str(number))

    assert deliver_due(NOON) == 0

    assert sorted(OutgoingMail.objects.values_list("tries", flat=True)) == [0, 0, 1]
    administrator = PersonFactory(role=Role.ADMINISTRATOR)
    client.force_login(administrator)
    assert "The mail server does not answer." in client.get(reverse("mail")).text
    assert "The mail server does not answer." in client.get(reverse("dashboard")).text
    client.force_login(PersonFactory(role=Role.POLICY_MANAGER))
    assert "The mail server does not answer." not in client.get(reverse("dashboard")).text


def test_when_the_server_is_back_everything_leaves_and_nobody_is_alarmed(server, client):
    settings_of_the_server, at = server.mailers, NOON
    for number in range(3):
        write(key=str(number))
    with override_settings(MAILERS={"default": unreachable(settings_of_the_server)}):
        deliver_due(at)

    assert deliver_due(at + PAUSES[0] + timedelta(seconds=1)) == 3
    client.force_login(PersonFactory(role=Role.ADMINISTRATOR))
    assert "The mail server does not answer." not in client.get(reverse("dashboard")).text


def unreachable(mailers):
    """The same mailer at a port where nobody listens."""
    mailer = mailers["default"]
    return {**mailer, "OPTIONS": {**mailer["OPTIONS"], "port": 9}}


@pytest.mark.django_db(transaction=True)
def test_killed_between_acceptance_and_marking_the_mail_comes_again_as_the_same(server):
    OrganisationFactory(relaxed=True)
    at = timezone.now()
    written = write(at=at, wake=False)
    sender = start_sender(server)
    server.accepted = sender.kill

    assert sender.wait(timeout=60) != 0

    assert len(server.messages) == 1
    assert OutgoingMail.objects.get().state == State.WAITING
    server.accepted = lambda: None
    assert deliver_due(timezone.now()) == 0  # the dead sender's claim still holds
    assert deliver_due(timezone.now() + LEASE) == 1
    first, second = server.messages
    assert first["Message-ID"] == second["Message-ID"] == message_id(written)


def start_sender(server):
    """The command that a timer calls, in a process of its own on the tests' database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "LATARNIA_MAIL_URL": f"smtp://127.0.0.1:{server.port}",
        "LATARNIA_MAIL_FROM": settings.DEFAULT_FROM_EMAIL,
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "send_due_mail"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
    )


def test_a_claimed_mail_is_left_alone_until_the_lease_is_over():
    written = write()
    assert mail._claimed(written.pk, written.next_try_at, NOON) is not None

    assert mail._claimed(written.pk, written.next_try_at, NOON) is None
    assert deliver_due(NOON + LEASE - timedelta(seconds=1)) == 0
    assert deliver_due(NOON + LEASE) == 1  # the first sender died on the way


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once():
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

    assert try_again(OutgoingMail.objects.filter(pk=written.pk), at=NOON) == 0

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


def test_the_list_is_narrowed_by_purpose_and_day(client):
    write()
    client.force_login(PersonFactory(role=Role.ADMINISTRATOR))

    def shown(**query):
        return client.get(reverse("mail"), query).context["page"].paginator.count

    assert shown(purpose="signed-in", day="3.3.2026") == 1
    assert shown(purpose="reminder") == 0
    assert shown(day="4.3.2026") == 0
    assert shown(state="sent") == 0
    assert client.get(reverse("mail"), {"day": "30.2.2026"}).status_code == 422


def test_every_purpose_has_words():
    folders = [settings.BASE_DIR / name for name in ("people", "policies", "training", "home")]
    sources = "\n".join(path.read_text() for folder in folders for path in folder.rglob("*.py"))
    named = set(re.findall(r'purpose="([a-z-]+)"', sources))
    named |= set(re.findall(r'^(?:PURPOSE|RESET|REMINDER|ESCALATION) = "([a-z-]+)"', sources, re.M))

    assert named == set(PURPOSES)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_mails(
    client, rows, django_assert_max_num_queries
):
    for number in range(rows):
        write(key=str(number))
    client.force_login(PersonFactory(role=Role.ADMINISTRATOR))

    with django_assert_max_num_queries(10):
        client.get(reverse("mail"))
