"""A trail to look at, hands that may damage it, and the application's own PostgreSQL role."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from audit import triggers
from audit.models import Head
from audit.trail import record

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ACTIONS = ("policy.published", "version.edited", "policy.acknowledged")
ROLE = "latarnia_app"


def pytest_configure(config):
    config.addinivalue_line("markers", "postgres_role: runs as the application's own role")


@pytest.fixture
def noon():
    return NOON


@pytest.fixture
def actor():
    """Somebody with a random id, which is all that the trail knows of a person."""
    return SimpleNamespace(uid=UUID("00000000-0000-4000-8000-00000000000a"))


@pytest.fixture
def write(db, actor):
    """A function that appends that many events of changing kinds, a minute apart."""

    def append(count):
        head = Head.objects.get()
        with transaction.atomic():
            return [
                record(
                    ACTIONS[number % len(ACTIONS)],
                    head,
                    by=actor if number % 4 else None,
                    at=NOON + timedelta(minutes=number),
                    fields=["title_pl", "body_pl"][: number % 3],
                    unit=number % 5 or None,
                    role=["", "management"][number % 2],
                    digest=["", f"{number:064x}"][number % 2],
                )
                for number in range(count)
            ]

    return append


@pytest.fixture
def lifted(db):
    """The triggers are out of the way, as for somebody who owns the database file."""
    triggers.lift(connection)


@pytest.fixture
def application_role(db):
    """A function that gives a context in which the connection has the application's role."""
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has roles")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
    call_command("grant_application_role", ROLE, verbosity=0)

    @contextmanager
    def as_the_application():
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {ROLE}")
            yield cursor
            cursor.execute("RESET ROLE")

    return as_the_application
