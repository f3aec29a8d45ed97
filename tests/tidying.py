"""Empty and refill the database between tests, past the triggers that keep evidence."""

import sqlite3
from contextlib import contextmanager


@contextmanager
def silenced(connection):
    """No trigger fires on this connection meanwhile, and PostgreSQL checks no foreign key."""
    if connection.vendor == "postgresql":
        with _told(connection, "replica"):
            yield
    else:
        connection.ensure_connection()
        switch = connection.connection.setconfig
        switch(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
        try:
            yield
        finally:
            switch(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, True)


@contextmanager
def _told(connection, role):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = %s", [role])
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")
