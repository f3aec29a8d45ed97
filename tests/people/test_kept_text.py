"""What somebody typed is never lost: after a lost session, a stale form, a busy site."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people import kept_text
from people.busy import is_busy
from people.models import KeptText, Role
from people.passwords import Busy, slot
from tests.factories import OrganisationFactory, PersonFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
PASSWORD = "zielony czajnik śpiewa"
TEXT = "To jest długi tekst, którego szkoda."


@pytest.fixture(autouse=True)
def relaxed():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def person():
    person = PersonFactory()
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def sign_in(client, person, target):
    url = f"{reverse('account_login')}?next={target}"
    return client.post(url, {"login": person.email, "password": PASSWORD}, follow=True)


def test_text_that_came_too_late_is_offered_after_signing_in(client, person):
    where = reverse("profile")
    asked = client.post(
        where, {"language": "pl", "theme": "light", "note": TEXT, "password": "s e"}
    )
    kept = KeptText.objects.get()
    assert asked.url.endswith("next=" + reverse("kept-text").replace("/", "%2F"))

    page = sign_in(client, person, reverse("kept-text"))

    assert TEXT in page.text
    assert "s e" not in kept.fields
    form = {name: value for name, value in page.context["fields"]}
    again = client.post(reverse("kept-text-send"), form)
    assert (again.status_code, again.headers["Location"]) == (307, where)
    assert not KeptText.objects.exists()
    assert client.post(where, form).status_code == 302
    person.refresh_from_db()
    assert person.language == "pl"


def test_the_kept_text_lies_encrypted(client):
    client.post(reverse("profile"), {"note": TEXT})

    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM people_kepttext")
        assert "tekst" not in cursor.fetchone()[0]


def test_only_the_same_browser_sees_it(client, person):
    client.post(reverse("profile"), {"note": TEXT})
    other = Client()

    page = sign_in(other, person, reverse("kept-text"))

    assert TEXT not in page.text


def test_only_the_same_person_sees_it_where_the_session_still_says_whose_it_was(
    client, person, time_machine
):
    client.force_login(person)
    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    client.post(reverse("profile"), {"note": TEXT})
    assert KeptText.objects.get().person == person
    other = PersonFactory()
    other.set_password(PASSWORD)
    other.save(update_fields=["password"])

    assert TEXT not in sign_in(client, other, reverse("kept-text")).text


def test_a_privileged_session_that_rested_too_long_keeps_its_text(client, person, time_machine):
    RoleGrantFactory(person=person, role=Role.ADMINISTRATOR)
    client.force_login(person)
    time_machine.move_to(timezone.now() + timedelta(minutes=31))

    client.post(reverse("profile"), {"note": TEXT})

    assert KeptText.objects.get().person == person
    assert TEXT in sign_in(client, person, reverse("kept-text")).text


def test_it_is_kept_for_one_hour(client, person, time_machine):
    client.post(reverse("profile"), {"note": TEXT})
    time_machine.move_to(timezone.now() + timedelta(minutes=59))
    assert kept_text.forget_expired(timezone.now()) == 0
    time_machine.move_to(timezone.now() + timedelta(minutes=2))

    assert TEXT not in sign_in(client, person, reverse("kept-text")).text
    assert kept_text.forget_expired(timezone.now()) in {0, 1}
    assert not KeptText.objects.exists()


def test_it_can_be_dropped(client, person):
    client.post(reverse("profile"), {"note": TEXT})
    sign_in(client, person, reverse("kept-text"))

    client.post(reverse("kept-text-drop"))

    assert not KeptText.objects.exists()


@pytest.mark.parametrize("name", ["account_change_password", "mfa_activate_totp"])
def test_nothing_is_kept_from_pages_of_signing_in(client, name):
    client.post(reverse(name), {"note": TEXT})

    assert not KeptText.objects.exists()


def test_a_post_without_text_leads_back_to_the_page_it_came_from(client):
    response = client.post(
        reverse("sessions-end"), headers={"Referer": "http://testserver" + reverse("profile")}
    )

    assert response.url.endswith("next=" + reverse("profile").replace("/", "%2F"))
    assert not KeptText.objects.exists()


def test_another_site_is_no_page_it_came_from(client):
    response = client.post(reverse("sessions-end"), headers={"Referer": "http://evil.example/x"})

    assert response.url.endswith("next=" + reverse("home").replace("/", "%2F"))


def test_a_part_of_a_page_asks_the_browser_to_sign_in(client):
    response = client.post(reverse("profile"), {"note": TEXT}, headers={"HX-Request": "true"})

    assert response.status_code == 204
    assert response.headers["HX-Redirect"].startswith(reverse("account_login"))


def test_too_much_is_not_kept(client):
    client.post(reverse("profile"), {"note": "a b " * 60_000})

    assert not KeptText.objects.exists()


def test_a_form_without_a_valid_token_shows_what_was_typed(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)

    response = client.post(reverse("profile"), {"note": TEXT, "password": "my secret"})

    assert response.status_code == 403
    assert TEXT in response.text
    assert "my secret" not in response.text
    assert not re.search(r'<input[^>]*value="[^"]*tekst', response.text)


@pytest.mark.parametrize("error", [Busy(), OperationalError("database is locked")])
def test_too_much_at_once_is_answered_with_a_sentence_and_the_text(
    client, person, monkeypatch, error
):
    client.force_login(person)

    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("people.views.profile.sessions_of", fail)
    response = client.post(reverse("profile"), {"language": "xx", "note": TEXT})

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert TEXT in response.text


def test_another_database_error_is_no_excuse(client, person, monkeypatch):
    client.force_login(person)

    def fail(*args, **kwargs):
        raise OperationalError("no such table")

    monkeypatch.setattr("people.views.profile.sessions_of", fail)
    with pytest.raises(OperationalError):
        client.get(reverse("profile"))


def test_hashing_waits_for_a_place_and_then_says_busy(client, person, monkeypatch, settings):
    settings.PASSWORD_HASHERS = ["people.passwords.GatedArgon2PasswordHasher"]
    monkeypatch.setattr("people.passwords._slots", threading.BoundedSemaphore(1))
    monkeypatch.setattr("people.passwords.PATIENCE", 0.05)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    assert person.password.startswith("argon2$argon2id$")
    data = {"login": person.email, "password": PASSWORD}

    with slot():
        assert client.post(reverse("account_login"), data).status_code == 503
    assert client.post(reverse("account_login"), data).status_code == 302


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite knows no such limit")
def test_a_statement_that_takes_too_long_means_come_back_later():
    def slow():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 1")
            cursor.execute("SELECT pg_sleep(1)")

    with pytest.raises(OperationalError) as raised, transaction.atomic():
        slow()
    assert is_busy(raised.value)
