from django.core.checks import Error, Tags, register
from django.db import connections

from audit import triggers


@register(Tags.database, deploy=True)
def triggers_are_in_place(app_configs, databases, **kwargs):
    """Every declared trigger is in the live database and is what was declared (security.md 6).

    Runs with ``check --deploy --database default`` and when the server starts, but not before
    ``migrate``: that is what puts missing triggers in place.
    """
    return [
        Error(
            f"The trigger {name} is missing or altered.",
            hint="'manage.py migrate' puts it back; find out who removed it.",
            id="audit.E001",
        )
        for alias in databases or ()
        for name in triggers.missing(connections[alias])
    ]
