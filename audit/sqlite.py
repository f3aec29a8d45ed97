"""Triggers on SQLite: created, dropped and read back."""

from audit.guards import PREFIX

EVENTS = ("INSERT", "UPDATE", "DELETE")
"""There is no TRUNCATE; a DELETE without WHERE fires the triggers of every row."""


def definition(connection, trigger):
    """The statement that makes a trigger, exactly as sqlite_master keeps it."""
    quote = connection.ops.quote_name
    when = f" WHEN {trigger.condition}" if trigger.condition else ""
    return (
        f"CREATE TRIGGER {quote(trigger.name)} BEFORE {trigger.event} ON {quote(trigger.table)}"
        f" FOR EACH ROW{when} BEGIN SELECT RAISE(ABORT, '{trigger.refusal}'); END"
    )


def found(connection):
    """Map the name of each trigger of ours in the database to its definition."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name: sql for name, sql in cursor.fetchall() if name.startswith(PREFIX)}


def create(connection, trigger):
    with connection.cursor() as cursor:
        cursor.execute(definition(connection, trigger))


def drop(connection, name):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
