"""The database that tests and people use runs with the settings that evidence needs."""

import re

import pytest
from django.core.checks.registry import registry
from django.db import connection
from django.db.backends.postgresql.psycopg_any import is_psycopg3

from config.checks import check_database_settings

pytestmark = pytest.mark.django_db

THROW_AWAY = {"fsync", "full_page_writes"}  # off on the tests' own PostgreSQL server


def complaints():
    return {
        error.msg.split(" runs with ")[1].split(" =")[0]
        for error in check_database_settings(databases=["default"])
    }


def test_the_driver_is_the_agreed_one():
    assert not is_psycopg3


def test_the_check_is_part_of_the_start():
    assert check_database_settings in registry.get_checks()


def test_the_values_in_force_are_accepted():
    expected = set() if connection.vendor == "sqlite" else THROW_AWAY

    assert complaints() <= expected


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own settings")
@pytest.mark.parametrize(
    ("pragma", "value", "restored"),
    [
        ("recursive_triggers", "OFF", "ON"),
        ("secure_delete", "OFF", "ON"),
    ],
)
def test_another_value_is_refused_on_sqlite(pragma, value, restored):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}={value}")
        try:
            assert complaints() == {pragma}
        finally:
            cursor.execute(f"PRAGMA {pragma}={restored}")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no such functions")
def test_no_table_index_or_trigger_calls_a_function_of_ours():
    """Else another program could not write to the file, and `trusted_schema` could not be off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT name FROM pragma_function_list WHERE builtin = 0")
        added = {name.lower() for (name,) in cursor.fetchall()}
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        calls = {
            name: added & {call.lower() for call in re.findall(r"(\w+)\s*\(", sql)}
            for name, sql in cursor.fetchall()
        }

    assert "django_date_trunc" in added
    assert {name: found for name, found in calls.items() if found} == {}


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own settings")
@pytest.mark.parametrize(
    ("parameter", "value"),
    [("synchronous_commit", "off"), ("statement_timeout", "0"), ("lock_timeout", "0")],
)
def test_another_value_is_refused_on_postgresql(parameter, value):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {parameter} = {value}")

    assert parameter in complaints()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own settings")
def test_one_sort_or_hash_has_room_for_large_lists():
    with connection.cursor() as cursor:
        cursor.execute("SHOW work_mem")
        assert cursor.fetchone() == ("64MB",)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own settings")
def test_a_throw_away_server_is_allowed_by_name_only(settings):
    settings.ALLOW_UNSAFE_DATABASE = False
    strict = complaints()
    settings.ALLOW_UNSAFE_DATABASE = True

    assert complaints() == strict - THROW_AWAY == set()
