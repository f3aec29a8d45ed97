"""Who may open which address: every address x every kind of reader x GET and POST.

The table is committed (``access.txt``). A new address or a changed gate shows up as a difference;
after reading it: ``LATARNIA_WRITE_ACCESS=1 pytest tests/guards/test_access.py``.
"""

import os
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection, transaction
from django.urls import get_resolver, reverse

from people.access import access_of, undeclared
from tests.guards.world import ACTORS, names

TABLE = Path(__file__).parent / "access.txt"


@cache
def answered(actor):
    """The names of the addresses at which the committed table gives this reader a page."""
    rows = [line.split() for line in TABLE.read_text().splitlines()[1:]]
    column = ACTORS.index(actor)
    return {name for method, name, *given in rows if (method, given[column]) == ("GET", "200")}


def outcome(response):
    """A short word for an answer: its status, or where it leads to first."""
    if response.streaming:
        b"".join(response.streaming_content)  # closes the file and keeps the test's connection
    if response.status_code not in (301, 302, 303):
        return str(response.status_code)
    target = response["Location"].partition("?")[0]
    if target == reverse("account_reauthenticate"):
        return "confirm"
    return "sign-in" if target == reverse("account_login") else "moved"


def session_of(client):
    """The key in the cookie of a client, or nothing."""
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie and cookie.value


def looked_at():
    """The addresses for this run: all, but one in three where only the database is another."""
    step = 3 if connection.vendor == "postgresql" else 1
    return names()[::step]


def matrix(world):
    """One line per address and method: what each actor gets, without changing anything."""
    clients = {actor: world.client(actor) for actor in ACTORS}
    for name in looked_at():
        path = world.address(name)
        for method in ("get", "post"):
            answers = []
            for actor in ACTORS:
                client = clients[actor]
                session = session_of(client)
                client.raise_request_exception = False
                with transaction.atomic():
                    answers.append(outcome(getattr(client, method)(path)))
                    transaction.set_rollback(True)
                if session_of(client) != session:
                    clients[actor] = world.client(actor)
            yield f"{method.upper():4} {name:34} " + " ".join(f"{a:>7}" for a in answers)


@pytest.mark.django_db(transaction=True)  # a rollback within another grows slower each time
def test_every_address_answers_every_reader_as_committed(world):
    header = f"{'':4} {'':34} " + " ".join(f"{actor[:7]:>7}" for actor in ACTORS)
    found = "\n".join([header, *matrix(world)]) + "\n"
    if os.environ.get("LATARNIA_WRITE_ACCESS"):
        TABLE.write_text(found)
    assert " 500" not in found
    rows = TABLE.read_text().splitlines()
    assert {row.split()[1] for row in rows[1:]} == set(names())
    assert found.splitlines() == [rows[0]] + [r for r in rows[1:] if r.split()[1] in looked_at()]


@pytest.mark.django_db  # the checks ask the database what it can
def test_every_address_declares_its_access():
    assert undeclared(get_resolver()) == []
    assert [error.id for error in run_checks() if error.id.startswith("people.E")] == []


def test_an_address_without_a_declaration_is_found():
    """The guard can fail: a plain ``path()`` is named."""
    from django.urls import path

    class Resolver:
        url_patterns = [path("open/", lambda request: None, name="open")]

    assert [entry.name for entry in undeclared(Resolver)] == ["open"]


@pytest.mark.django_db
def test_a_view_without_a_declaration_is_refused(client, monkeypatch):
    """Default deny: even when a check was skipped, the gate does not let anybody through."""
    from home import urls

    entry = next(entry for entry in urls.urlpatterns if entry.name == "help")
    assert access_of(entry.callback) is not None
    monkeypatch.delattr(entry.callback, "access")

    assert client.get("/pl/help/").status_code == 403
