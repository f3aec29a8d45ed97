"""Signing in: who, by which way, and what somebody unknown learns (security.md 4.1)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from people.models import OutgoingMail, Role, Session
from tests.factories import OrganisationFactory, PersonFactory, RoleGrantFactory

PASSWORD = "zielony czajnik śpiewa"
WRONG = "The e-mail address or the password is not right."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def organisation():
    return OrganisationFactory(login_codes=True, second_factor_required=True)


def person_with_password(**fields):
    person = PersonFactory(**fields)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def sign_in(client, person, password=PASSWORD, target=""):
    url = reverse("account_login") + (f"?next={target}" if target else "")
    return client.post(url, {"login": person.email, "password": password}, follow=False)


def is_in(client):
    return client.get(reverse("profile")).status_code == 200


def ask_code(client, email):
    return client.post(reverse("account_request_login_code"), {"email": email}, follow=True)


def sent_code():
    return re.search(r"\b(\d{8})\b", mail.outbox[-1].body)[1]


def test_a_password_opens_the_page_that_was_wanted(client, organisation):
    person = person_with_password(assigned=True)
    wanted = reverse("profile")

    asked = client.get(wanted)
    response = client.post(asked.url, {"login": person.email.upper(), "password": PASSWORD})

    assert response.url == wanted
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, organisation):
    person = person_with_password()

    known = client.post(reverse("account_login"), {"login": person.email, "password": "x" * 12})
    unknown = client.post(reverse("account_login"), {"login": "a@b.example", "password": "x" * 12})

    assert known.status_code == unknown.status_code == 200
    assert WRONG in known.text and WRONG in unknown.text
    assert not is_in(client)


@pytest.mark.parametrize(
    "fields",
    [
        {"left_on": timezone.localdate() - timedelta(days=1)},
        {"anonymised_at": timezone.now()},
    ],
    ids=["left yesterday", "anonymised"],
)
def test_whoever_has_gone_is_refused_like_somebody_unknown(client, organisation, fields):
    person = person_with_password(**fields)

    assert WRONG in sign_in(client, person).text
    assert not is_in(client)


def test_the_last_day_still_counts(client, organisation):
    person = person_with_password(left_on=timezone.localdate())

    assert sign_in(client, person).status_code == 302


def test_nobody_signs_up(client, organisation):
    assert client.get(reverse("account_login") + "signup/").status_code == 404


def test_a_code_by_mail_lets_a_volunteer_in(
    client, organisation, django_capture_on_commit_callbacks
):
    person = PersonFactory(assigned=True)

    with django_capture_on_commit_callbacks(execute=True):
        ask_code(client, person.email)
    client.post(reverse("account_confirm_login_code"), {"code": sent_code()})

    assert is_in(client)
    assert mail.outbox[-1].to == [person.email]
    assert OutgoingMail.objects.get().body == ""  # erased once it left


def test_a_code_is_refused_to_a_role_with_the_same_answer(client, organisation):
    """Known with a role, gone, and unknown: one page, one text, no mail."""
    privileged = PersonFactory(role=Role.POLICY_MANAGER)
    gone = PersonFactory(left_on=timezone.localdate() - timedelta(days=1))
    volunteer = PersonFactory()

    answers = set()
    for email in (volunteer.email, privileged.email, gone.email, "nobody@example.org"):
        client.cookies.clear()
        response = ask_code(client, email)
        text = re.sub(r'value="[^"]{30,}"', "", response.text)  # the form's token
        text = text.replace(email, "")
        answers.add((response.status_code, response.redirect_chain[-1][0], text))

    assert len(answers) == 1
    assert OutgoingMail.objects.get().person == volunteer


def test_a_role_given_after_the_code_was_sent_makes_it_useless(
    client, organisation, django_capture_on_commit_callbacks
):
    person = PersonFactory()
    with django_capture_on_commit_callbacks(execute=True):
        ask_code(client, person.email)
    RoleGrantFactory(person=person)

    client.post(reverse("account_confirm_login_code"), {"code": sent_code()})

    assert not is_in(client)


def test_five_wrong_codes_end_the_try(client, organisation, django_capture_on_commit_callbacks):
    person = PersonFactory()
    with django_capture_on_commit_callbacks(execute=True):
        ask_code(client, person.email)
    code = sent_code()
    wrong = "00000000" if code != "00000000" else "11111111"

    for _try in range(5):
        client.post(reverse("account_confirm_login_code"), {"code": wrong})
    client.post(reverse("account_confirm_login_code"), {"code": code})

    assert not is_in(client)


def test_a_code_runs_out_after_ten_minutes(
    client, organisation, django_capture_on_commit_callbacks, time_machine
):
    person = PersonFactory()
    with django_capture_on_commit_callbacks(execute=True):
        ask_code(client, person.email)

    time_machine.move_to(timezone.now() + timedelta(minutes=11))
    client.post(reverse("account_confirm_login_code"), {"code": sent_code()})

    assert not is_in(client)


def test_a_code_works_once(client, organisation, django_capture_on_commit_callbacks):
    person = PersonFactory()
    with django_capture_on_commit_callbacks(execute=True):
        ask_code(client, person.email)
    code = {"code": sent_code()}
    client.post(reverse("account_confirm_login_code"), code)
    client.post(reverse("account_logout"))

    client.post(reverse("account_confirm_login_code"), code)

    assert not is_in(client)


def test_without_the_organisations_wish_there_are_no_codes(client):
    OrganisationFactory(login_codes=False)

    assert client.get(reverse("account_request_login_code")).status_code == 404
    assert reverse("account_request_login_code") not in client.get(reverse("account_login")).text


def test_failures_are_limited_per_account_and_source(client, organisation, settings):
    """Nobody can lock another person out: the same account from elsewhere is still free."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    person = person_with_password()
    here, there = {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "198.51.100.7"}

    for _try in range(10):
        client.post(reverse("account_login"), {"login": person.email, "password": "no"}, **here)
    data = {"login": person.email, "password": PASSWORD}

    assert "Too many tries" in client.post(reverse("account_login"), data, **here).text
    assert client.post(reverse("account_login"), data, **there).status_code == 302


def test_no_source_address_stays_in_the_cache(client, organisation, monkeypatch):
    keys = []
    original = cache.add
    monkeypatch.setattr(
        cache, "add", lambda key, *a, **k: keys.append(key) or original(key, *a, **k)
    )

    client.post(reverse("account_login"), {"login": "a@b.example", "password": "x" * 12})

    assert keys
    assert not [key for key in keys if "127.0.0" in key or "a@b" in key]


@pytest.mark.feature("9.12")
def test_a_privileged_person_without_a_factor_sees_only_the_enrolment(client, organisation):
    person = person_with_password(role=Role.ADMINISTRATOR)
    sign_in(client, person)

    for name in ("home", "profile", "dashboard", "mail"):
        assert client.get(reverse(name)).url == reverse("second-factor")
    assert client.get(reverse("second-factor")).status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).url.startswith(
        reverse("account_reauthenticate")
    )


def test_an_organisation_may_relax_the_second_factor(client):
    OrganisationFactory(relaxed=True)
    sign_in(client, person_with_password(role=Role.ADMINISTRATOR))

    assert client.get(reverse("mail")).status_code == 200


def test_a_sign_in_of_a_privileged_account_is_told_to_its_person(client):
    OrganisationFactory(relaxed=True)
    privileged = person_with_password(role=Role.ADMINISTRATOR)
    sign_in(client, person_with_password())
    client.post(reverse("account_logout"))

    sign_in(client, privileged)

    assert OutgoingMail.objects.get().person == privileged


def test_signing_out_is_a_post(client, organisation):
    sign_in(client, person_with_password())

    assert client.get(reverse("account_logout")).status_code == 200
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)
    assert not Session.objects.filter(person__isnull=False).exists()


def test_the_way_back_leads_nowhere_else(client, organisation):
    person = person_with_password()

    response = sign_in(client, person, target="https://evil.example/")

    assert response.url == reverse("home")


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_request_login_code"]
)
def test_the_pages_of_signing_in_ask_for_what_they_need(client, organisation, name):
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


def test_too_many_requests_are_told_so_in_our_words(client, organisation):
    for _try in range(31):
        response = client.post(reverse("account_login"), {"login": "", "password": ""})

    assert response.status_code == 429
    assert "Wait a few minutes" in response.text
