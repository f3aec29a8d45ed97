"""Triggers on PostgreSQL: created, dropped and read back."""

from typing import NamedTuple

from audit.guards import PREFIX

EVENTS = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")

# Bits of pg_trigger.tgtype.
ROW, BEFORE = 1, 2
EVENT_BITS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}

FOUND = """
SELECT t.tgname, c.relname, t.tgtype, t.tgenabled IN ('O', 'A'),
       t.tgqual IS NOT NULL OR t.tgattr::text <> '',
       p.prosrc, array_to_string(p.proconfig, ';')
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid) AND starts_with(t.tgname, %s)
"""


class Definition(NamedTuple):
    """What the catalogue says of a trigger; anything else than what we made is an alteration."""

    table: str
    kind: int
    is_enabled: bool
    is_narrowed: bool
    source: str
    settings: str


def definition(connection, trigger):
    """What the catalogue says of a trigger that was made by ``create``."""
    is_statement = trigger.event == "TRUNCATE"
    kind = BEFORE | EVENT_BITS[trigger.event] | (0 if is_statement else ROW)
    source = _source(connection, trigger)
    return Definition(trigger.table, kind, True, False, source, f"search_path={_path(connection)}")


def found(connection):
    """Map the name of each trigger of ours in the database to its definition."""
    with connection.cursor() as cursor:
        cursor.execute(FOUND, [PREFIX])
        return {name: Definition(*rest) for name, *rest in cursor.fetchall()}


def create(connection, trigger):
    quote = connection.ops.quote_name
    each = "STATEMENT" if trigger.event == "TRUNCATE" else "ROW"
    with connection.cursor() as cursor:
        # The path names pg_temp last: a temporary table cannot stand in for the real parent.
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {quote(trigger.name)}() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = {_path(connection)}"
            f" AS $guard${_source(connection, trigger)}$guard$"
        )
        cursor.execute(
            f"CREATE TRIGGER {quote(trigger.name)} BEFORE {trigger.event}"
            f" ON {quote(trigger.table)} FOR EACH {each} EXECUTE FUNCTION {quote(trigger.name)}()"
        )


def drop(connection, name):
    quote = connection.ops.quote_name
    table = found(connection)[name].table
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {quote(name)} ON {quote(table)}")
        cursor.execute(f"DROP FUNCTION IF EXISTS {quote(name)}()")


def _source(connection, trigger):
    refuse = (
        f"RAISE EXCEPTION '{trigger.refusal}' USING ERRCODE = 'integrity_constraint_violation';"
    )
    if trigger.condition:
        refuse = f"IF {trigger.condition} THEN {refuse} END IF;"
    back = {"TRUNCATE": "NULL", "DELETE": "OLD"}.get(trigger.event, "NEW")
    return f" BEGIN {_locks(connection, trigger)}{refuse} RETURN {back}; END "


def _locks(connection, trigger):
    """Statements that hold the parents still, so that none is frozen behind our back."""
    if trigger.parent is None:
        return ""
    quote = connection.ops.quote_name
    rows = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[trigger.event]
    return "".join(
        f"PERFORM 1 FROM {quote(trigger.parent.table)} WHERE {quote(trigger.parent.key)}"
        f" = {row}.{quote(trigger.parent.column)} FOR SHARE; "
        for row in rows
    )


def _path(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return f"{cursor.fetchone()[0]}, pg_temp"
