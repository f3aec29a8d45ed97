"""Nobody learns by signing in whether somebody is known here (security.md 4.1, 16).

Each way in, with each kind of address: the same statuses, the same text, as many hashings of a
password and as much work on mails. Time over many tries is measured by benchmarks/guessing.py.
"""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config import settings as product
from people.models import Role
from tests.factories import OrganisationFactory, PersonFactory
from tests.people.test_second_steps import PASSWORD, person_with_password

pytestmark = pytest.mark.django_db
UNKNOWN = "nobody@example.org"
TRIES = 7  # more than are allowed of any kind


class CountedHasher(MD5PasswordHasher):
    """Cheap, and counts how often it works."""

    count = 0

    def encode(self, password, salt):
        CountedHasher.count += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def counted(settings):
    """Hashings are counted, and jobs are put down for the worker as on a running site."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountedHasher"]
    settings.TASKS = product.TASKS


@pytest.fixture
def addresses(db):
    """One of each kind, by what it is."""
    OrganisationFactory(relaxed=True, login_codes=True)
    yesterday = timezone.localdate() - timedelta(days=1)
    return {
        "unknown": UNKNOWN,
        "volunteer": person_with_password(assigned=True).email,
        "administrator": person_with_password(role=Role.ADMINISTRATOR).email,
        "left": person_with_password(left_on=yesterday).email,
        "left, never invited": PersonFactory(left_on=yesterday).email,
        "never invited": PersonFactory(assigned=True).email,
        "no password at all": PersonFactory(password="").email,
    }


def wrong_password(client, email):
    wrong = {"login": email, "password": "not the password"}
    yield client.post(reverse("account_login"), wrong)


def wrong_passwords_until_locked_out(client, email):
    for _try in range(TRIES):
        yield from wrong_password(client, email)


def new_password_wanted(client, email):
    yield client.post(reverse("account_reset_password"), {"email": email})
    yield client.get(reverse("account_reset_password_done"))


def new_passwords_until_locked_out(client, email):
    for _try in range(TRIES):
        yield from new_password_wanted(client, email)


def code_wanted(client, email):
    yield client.post(reverse("account_request_login_code"), {"email": email})
    yield client.get(reverse("account_confirm_login_code"))


def codes_until_locked_out(client, email):
    for _try in range(TRIES):
        yield from code_wanted(client, email)


def wrong_codes_until_locked_out(client, email):
    yield from code_wanted(client, email)
    for _try in range(TRIES):
        yield client.post(reverse("account_confirm_login_code"), {"code": "12345678"})


WAYS = [
    wrong_password,
    wrong_passwords_until_locked_out,
    new_password_wanted,
    new_passwords_until_locked_out,
    code_wanted,
    codes_until_locked_out,
    wrong_codes_until_locked_out,
]


@pytest.fixture
def seen(time_machine):
    """A function: what is seen of a way in with an address; a second between two requests."""
    start = timezone.now()

    def look(way, email):
        time_machine.move_to(start, tick=False)
        return all_seen(way, email, lambda: time_machine.shift(1))

    return look


def all_seen(way, email, wait):
    """All that can be seen from outside, and the work that takes time."""
    cache.clear()
    CountedHasher.count, mails, answers = 0, Counter(), []

    def note(template, **_kwargs):
        if (template.name or "").startswith("mail/"):
            mails[template.name] += 1

    template_rendered.connect(note)
    try:
        with (
            CaptureQueriesContext(connection) as queries,
            TestCase.captureOnCommitCallbacks(execute=True),
        ):
            for answer in way(Client(), email):
                answers.append(as_seen(answer, email))
                wait()
    finally:
        template_rendered.disconnect(note)
    return {
        "answers": answers,
        "hashings": CountedHasher.count,
        "mails": mails,
        "written": written(queries),
    }


def as_seen(answer, email):
    """Status, where it leads and the text without the form's token and the address typed."""
    text = re.sub(r'value="[^"]{60,}"', "", answer.text).replace(email, "")
    return answer.status_code, answer.get("Location"), text


def written(queries):
    """How many rows are written, in whichever table: each takes the same time."""
    return sum(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in queries)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_known_and_an_unknown_address_look_the_same(addresses, seen, way):
    expected = seen(way, UNKNOWN)

    found = {kind: seen(way, email) for kind, email in addresses.items()}

    for kind, seen_of_it in found.items():
        assert seen_of_it == expected, kind


def test_the_right_password_of_somebody_gone_looks_like_a_wrong_one(addresses, seen):
    def with_the_password(client, email):
        yield client.post(reverse("account_login"), {"login": email, "password": PASSWORD})

    assert seen(with_the_password, addresses["left"]) == seen(with_the_password, UNKNOWN)


def test_the_guard_sees_who_is_in(addresses, seen):
    """Somebody who comes in looks otherwise."""

    def with_the_password(client, email):
        yield client.post(reverse("account_login"), {"login": email, "password": PASSWORD})

    assert seen(with_the_password, addresses["volunteer"]) != seen(with_the_password, UNKNOWN)
