"""The server starts on a sound database only."""

from django.core.checks import ERROR, Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections

from audit import triggers


def require_sound_database():
    """Refuse to start when triggers are missing or the database may lose what it confirmed.

    Raises ImproperlyConfigured that names everything found. The connection is closed again, so
    that no process forked later shares it.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if unknown := triggers.tables_missing(connection):
        connection.close()
        raise ImproperlyConfigured(
            f"The database has no table {unknown[0]}: run 'manage.py migrate' first."
        )
    found = run_checks(
        tags=[Tags.database], include_deployment_checks=True, databases=[DEFAULT_DB_ALIAS]
    )
    connection.close()
    faults = [f"{fault.msg} {fault.hint or ''}".strip() for fault in found if fault.level >= ERROR]
    if faults:
        raise ImproperlyConfigured("\n".join(["The database is not sound:", *faults]))
