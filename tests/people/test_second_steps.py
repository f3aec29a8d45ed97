"""Passwords by link, second steps, recovery codes and passkeys (security.md 4.1)."""

import json
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from people.models import OutgoingMail, Role
from people.signing_in import MFAAdapter
from tests.factories import OrganisationFactory, PersonFactory

PASSWORD = "zielony czajnik śpiewa"
NEW = "sto nowych lampionów"


@pytest.fixture
def organisation(db):
    return OrganisationFactory(second_factor_required=True)


def person_with_password(**fields):
    person = PersonFactory(**fields)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def sign_in(client, person, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": person.email, "password": password})


def confirm(client):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def is_in(client):
    return client.get(reverse("more")).status_code == 200


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def set_up_app(client):
    """Walk through switching on an authenticator app; return its secret."""
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    return secret


@pytest.fixture
def administrator(organisation):
    return person_with_password(role=Role.ADMINISTRATOR)


def test_an_app_is_set_up_and_asked_for(client, administrator, time_machine):
    sign_in(client, administrator)
    assert client.get(reverse("mail")).url == reverse("second-factor")

    secret = set_up_app(client)
    assert client.get(reverse("mail")).status_code == 200

    time_machine.move_to(timezone.now() + timedelta(minutes=1))
    other = Client()
    assert sign_in(other, administrator).url == reverse("mfa_authenticate")
    assert not is_in(other)
    other.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert is_in(other)


def test_a_code_of_the_app_is_accepted_once(client, administrator, time_machine):
    sign_in(client, administrator)
    secret = set_up_app(client)
    time_machine.move_to(timezone.now() + timedelta(minutes=1))
    browsers = [Client(), Client()]

    for browser in browsers:
        sign_in(browser, administrator)
        browser.post(reverse("mfa_authenticate"), {"code": code_for(secret)})

    assert [is_in(browser) for browser in browsers] == [True, False]


def test_the_secret_lies_under_the_field_key_only(client, administrator):
    sign_in(client, administrator)
    secret = set_up_app(client)

    stored = Authenticator.objects.get(type="totp").data
    assert secret not in json.dumps(stored)
    assert MFAAdapter().decrypt(stored["secret"]) == secret


def test_a_recovery_code_replaces_the_app_once(client, administrator):
    sign_in(client, administrator)
    set_up_app(client)
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10
    assert all(re.fullmatch(r"\d{25}", code) for code in codes)  # 83 bits each

    tries = [Client(), Client()]
    for browser in tries:
        sign_in(browser, administrator)
        browser.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert [is_in(browser) for browser in tries] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_a_change_of_factors_is_told_noted_and_ends_other_sessions(client):
    OrganisationFactory(second_factor_required=True)
    administrator = person_with_password(role=Role.ADMINISTRATOR)
    other = Client()
    sign_in(other, administrator)
    sign_in(client, administrator)

    set_up_app(client)

    assert client.get(reverse("mail")).status_code == 200
    assert other.get(reverse("mfa_index")).status_code == 302
    assert "person.factor_added" in Event.objects.values_list("action", flat=True)
    assert "authenticator app was switched on" in mail.outbox[-1].body


def test_one_must_prove_again_who_one_is(client, organisation):
    person = person_with_password()
    sign_in(client, person)

    asked = client.get(reverse("mfa_activate_totp"))

    assert asked.url.startswith(reverse("account_reauthenticate"))
    before = client.session.session_key
    client.post(asked.url, {"password": PASSWORD})
    assert client.session.session_key != before
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def ask_reset(client, email):
    return client.post(reverse("account_reset_password"), {"email": email}, follow=True)


@pytest.fixture
def reset_link(client, django_capture_on_commit_callbacks):
    def link(person):
        with django_capture_on_commit_callbacks(execute=True):
            ask_reset(client, person.email)
        return re.search(r"http://\S+/password/reset/\S+/", mail.outbox[-1].body)[0]

    return link


def set_new(client, link):
    page = client.get(link)
    if page.status_code != 302:
        return page
    return client.post(page.url, {"password1": NEW, "password2": NEW})


def test_a_reset_link_sets_a_password_once_and_ends_all_sessions(client, organisation, reset_link):
    person = person_with_password()
    there = Client()
    sign_in(there, person)
    link = reset_link(person)

    assert set_new(client, link).status_code == 302

    assert not is_in(there)
    assert not is_in(client)
    sign_in(client, person, NEW)
    assert is_in(client)
    assert "no longer works" in set_new(Client(), link).text
    assert "person.password_reset" in Event.objects.values_list("action", flat=True)


def test_a_reset_link_runs_out_after_half_an_hour(client, organisation, reset_link, time_machine):
    link = reset_link(person_with_password())

    time_machine.move_to(timezone.now() + timedelta(minutes=31))

    assert "no longer works" in set_new(client, link).text


def test_a_reset_keeps_the_second_step(client, organisation, reset_link, time_machine):
    person = person_with_password()
    sign_in(client, person)
    set_up_app(client)
    client.post(reverse("account_logout"))

    set_new(client, reset_link(person))

    assert sign_in(client, person, NEW).url == reverse("mfa_authenticate")


def test_asking_for_a_link_tells_nothing_about_the_address(client, organisation):
    known = person_with_password()
    never_invited = PersonFactory(password="")
    gone = person_with_password(left_on=timezone.localdate() - timedelta(days=1))

    answers = {
        (response.status_code, response.redirect_chain[-1][0])
        for email in (known.email, never_invited.email, gone.email, "nobody@example.org")
        for response in [ask_reset(client, email)]
    }

    assert len(answers) == 1
    assert OutgoingMail.objects.get().person == known


def test_a_volunteer_with_an_app_is_asked_for_it_after_a_code_too(
    client, db, django_capture_on_commit_callbacks
):
    OrganisationFactory(login_codes=True)
    person = person_with_password()
    sign_in(client, person)
    set_up_app(client)
    client.post(reverse("account_logout"))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_request_login_code"), {"email": person.email})
    code = re.search(r"\b(\d{8})\b", mail.outbox[-1].body)[1]
    response = client.post(reverse("account_confirm_login_code"), {"code": code})

    assert response.url == reverse("mfa_authenticate")
    assert not is_in(client)


def authenticator(page):
    """Give the browser a virtual device that holds passkeys and says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_added_and_signs_in_alone(page_at, live_server):
    """An administrator enrols with a passkey, signs out, and comes back with nothing else."""
    OrganisationFactory(second_factor_required=True)
    person = person_with_password(role=Role.ADMINISTRATOR)
    page = page_at(language="en", width=1280)
    authenticator(page)

    page.goto("/en/mail/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name of the passkey").fill("laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto("/en/mail/")
    page.get_by_role("heading", name="Outgoing mail").wait_for()

    page.context.clear_cookies()
    page.goto("/en/mail/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Outgoing mail").wait_for()
    assert person.sessions.count() == 2


def test_looking_at_recovery_codes_changes_nothing(client, administrator):
    sign_in(client, administrator)
    set_up_app(client)
    before = Authenticator.objects.get(type="recovery_codes").data

    page = client.get(reverse("mfa_view_recovery_codes"))
    file = client.get(reverse("mfa_download_recovery_codes"))

    assert file.text.split() == page.context["unused_codes"]
    assert Authenticator.objects.get(type="recovery_codes").data == before
