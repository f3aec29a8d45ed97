"""Refuses to start on a database that would lose or let through what we promise to keep."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections

SQLITE_NEEDS = {
    "journal_mode": {"wal"},
    "synchronous": {2, 3},  # FULL, EXTRA: NORMAL may lose confirmed rows when the power fails
    "foreign_keys": {1},
    "recursive_triggers": {1},
    "secure_delete": {1},
    "trusted_schema": {int(settings.SQLITE_TRUSTS_SCHEMA)},
}
SQLITE_PATIENCE = 10_000  # milliseconds that a writer waits for another one
POSTGRESQL_DISK_NEEDS = {"fsync": {"on"}, "full_page_writes": {"on"}}
POSTGRESQL_NEEDS = {
    "synchronous_commit": {"on", "remote_write", "remote_apply"},
    "transaction_isolation": {"read committed"},
    "server_encoding": {"UTF8"},
}
POSTGRESQL_LIMITS = ("statement_timeout", "lock_timeout")


@register(Tags.database)
def check_database_settings(databases=None, **kwargs):
    """Read the values that are really in force, and name each one that is not acceptable."""
    return [error for alias in databases or () for error in _errors(connections[alias])]


def _errors(connection):
    read = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        return [
            Error(
                f"The database '{connection.alias}' runs with {name} = {value}.",
                hint=f"It must be {wanted}.",
                id="config.E001",
            )
            for name, value, wanted in read(cursor)
        ]


def _sqlite(cursor):
    for name, accepted in SQLITE_NEEDS.items():
        cursor.execute(f"PRAGMA {name}")
        value = cursor.fetchone()[0]
        if value not in accepted:
            yield name, value, _either(accepted)
    cursor.execute("PRAGMA busy_timeout")
    if (patience := cursor.fetchone()[0]) < SQLITE_PATIENCE:
        yield "busy_timeout", patience, f"at least {SQLITE_PATIENCE}"


def _postgresql(cursor):
    disk_needs = {} if settings.ALLOW_UNSAFE_DATABASE else POSTGRESQL_DISK_NEEDS
    for name, accepted in (disk_needs | POSTGRESQL_NEEDS).items():
        value = _shown(cursor, name)
        if value not in accepted:
            yield name, value, _either(accepted)
    for name in POSTGRESQL_LIMITS:
        if _shown(cursor, name) == "0":
            yield name, 0, "more than 0"
    cursor.execute("SELECT lower('Ł')")
    if (lowered := cursor.fetchone()[0]) != "ł":
        yield "lower('Ł')", lowered, "ł: create it with a locale like C.UTF-8 or pl_PL.UTF-8"


def _shown(cursor, name):
    cursor.execute(f"SHOW {name}")
    return cursor.fetchone()[0]


def _either(accepted):
    return " or ".join(sorted(map(str, accepted)))
