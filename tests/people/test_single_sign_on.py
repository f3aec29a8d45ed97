"""Signing in through the organisation's own provider: a real one, over HTTP (security.md 4.1)."""

from copy import deepcopy
from datetime import date
from urllib.parse import quote, urlsplit

import httpx2
import oidc_provider_mock
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.urls import reverse

from people.models import Person, Role
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
BUTTON = "Sign in with Konto fundacji"


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory()


@pytest.fixture(scope="module")
def issuer():
    """The address of a running OpenID Connect provider that anybody may use."""
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def configured(settings, issuer):
    """The site as with LATARNIA_OIDC_… in its environment."""
    configured = deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    configured["openid_connect"]["APPS"] = [
        {
            "provider_id": "organisation",
            "name": "Konto fundacji",
            "client_id": "latarnia",
            "secret": "only-for-this-test",
            "settings": {"server_url": issuer, "email_is_verified": False},
        }
    ]
    settings.SOCIALACCOUNT_PROVIDERS = configured


def come_back(client, issuer, email, *, verified=True, **query):
    """Sign in at the provider as somebody with that address; the answer of our site to that."""
    claims = {"email": email, "email_verified": verified, "name": "Ktoś z dostawcy"}
    httpx2.put(f"{issuer}/users/{quote(email)}", json=claims).raise_for_status()
    start = client.get(reverse("openid_connect_login", args=["organisation"], query=query or None))
    assert start["Location"].startswith(issuer)
    back = httpx2.post(start["Location"], data={"sub": email})
    to = urlsplit(back.headers["Location"])
    return client.get(f"{to.path}?{to.query}")


def is_in(client):
    return client.get(reverse("more")).status_code == 200


def said(client):
    return client.get(reverse("account_login")).content.decode()


def test_whoever_the_register_knows_comes_in_and_nothing_is_stored(client, issuer):
    person = PersonFactory(assigned=True)
    assert BUTTON in said(client)

    answer = come_back(client, issuer, person.email.upper())

    assert answer.status_code == 302
    assert is_in(client)
    assert not SocialAccount.objects.exists() and not SocialToken.objects.exists()
    assert Person.objects.get(pk=person.pk).given_name == person.given_name


def test_the_page_that_was_wanted_opens(client, issuer):
    person = PersonFactory(assigned=True)

    answer = come_back(client, issuer, person.email, next=reverse("my-documents"))

    assert answer["Location"] == reverse("my-documents")


@pytest.mark.parametrize("verified", [False, None, "no"])
def test_an_address_that_the_provider_does_not_vouch_for_proves_nothing(client, issuer, verified):
    person = PersonFactory(assigned=True)

    come_back(client, issuer, person.email, verified=verified)

    assert not is_in(client)


def test_somebody_unknown_and_somebody_gone_are_told_the_same(client, issuer):
    gone = PersonFactory(left_on=date(2024, 1, 1))
    answers = []
    for email in ("stranger@example.org", gone.email):
        assert come_back(client, issuer, email)["Location"] == reverse("account_login")
        answers.append("Nobody with this address may sign in here." in said(client))
        assert not is_in(client)

    assert answers == [True, True]
    assert not Person.objects.filter(email="stranger@example.org").exists()


def test_a_second_factor_is_still_asked_for(client, issuer):
    person = PersonFactory(role=Role.POLICY_MANAGER)
    TOTP.activate(person, generate_totp_secret())

    answer = come_back(client, issuer, person.email)

    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_in(client)


def test_a_role_without_a_second_factor_reaches_the_page_that_sets_one_up_only(client, issuer):
    person = PersonFactory(role=Role.POLICY_MANAGER)

    come_back(client, issuer, person.email)

    assert client.get(reverse("policies"))["Location"] == reverse("second-factor")


def test_a_state_of_another_browser_is_refused(client, issuer):
    """Nobody is signed in by a link that somebody else prepared."""
    person = PersonFactory(assigned=True)
    start = client.get(reverse("openid_connect_login", args=["organisation"]))
    back = httpx2.post(start["Location"], data={"sub": person.email})
    to = urlsplit(back.headers["Location"])
    other = type(client)()

    answer = other.get(f"{to.path}?{to.query}")

    assert answer.status_code in (302, 403)
    assert not is_in(other)


def test_cancelling_and_failing_lead_back_with_a_sentence(client, issuer):
    start = client.get(reverse("openid_connect_login", args=["organisation"]))
    denied = httpx2.post(start["Location"], data={"action": "deny"})
    to = urlsplit(denied.headers["Location"])

    assert client.get(f"{to.path}?{to.query}")["Location"] == reverse("account_login")
    assert "Signing in was cancelled." in said(client)


def test_a_provider_that_does_not_answer_is_told_plainly(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        "http://localhost:1"
    )

    answer = client.get(reverse("openid_connect_login", args=["organisation"]))

    assert answer["Location"] == reverse("account_login")
    assert "did not work" in said(client)


def test_without_a_provider_there_is_no_button_and_no_page(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}

    assert BUTTON not in said(client)
    assert client.get(reverse("openid_connect_login", args=["organisation"])).status_code == 404
