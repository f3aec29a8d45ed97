"""What the database itself refuses to change: declared per app, installed here.

Each app has a module ``triggers`` with a list TRIGGERS. They are put in place after every
``migrate``, because SQLite drops a table's triggers without a word when a migration rebuilds it.
"""

from collections import Counter
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import module_has_submodule

from audit import postgresql, sqlite
from audit.guards import Guard, Parent, Trigger


def _table(model_or_table):
    if isinstance(model_or_table, str):
        return model_or_table
    return model_or_table._meta.db_table


def append_only(table):
    """Rows are added and never changed or removed. ``table`` is a model or a table's name."""
    table = _table(table)
    events = ("UPDATE", "DELETE", "TRUNCATE")
    return Guard(
        table, tuple(Trigger(table, event) for event in events), privileges=("SELECT", "INSERT")
    )


def frozen_when(table, condition):
    """Rows for which the SQL ``condition`` on OLD holds are never changed or removed again."""
    table = _table(table)
    return Guard(
        table,
        (
            Trigger(table, "UPDATE", condition),
            Trigger(table, "DELETE", condition),
            Trigger(table, "TRUNCATE"),
        ),
    )


def frozen_children(table, column, parent_table, condition, *, parent_key="id"):
    """Rows whose parent is frozen are not added, changed, moved or removed.

    ``column`` points at ``parent_key`` of the parent; ``condition`` is SQL on the parent's columns.
    """
    table, parent_table = _table(table), _table(parent_table)
    parent = Parent(parent_table, parent_key, column)

    def belongs(*rows):
        pointers = ", ".join(f'{row}."{column}"' for row in rows)
        frozen = f'"{parent_key}" IN ({pointers}) AND ({condition})'
        return f'EXISTS (SELECT 1 FROM "{parent_table}" WHERE {frozen})'  # noqa: S608 (names in code)

    return Guard(
        table,
        (
            Trigger(table, "INSERT", belongs("NEW"), parent),
            Trigger(table, "UPDATE", belongs("OLD", "NEW"), parent),
            Trigger(table, "DELETE", belongs("OLD"), parent),
            Trigger(table, "TRUNCATE"),
        ),
    )


def counts_up(table, column):
    """Rows stay and may only be changed by raising ``column`` by exactly one."""
    table = _table(table)
    step = f'NEW."{column}" <> OLD."{column}" + 1'
    return Guard(
        table,
        (Trigger(table, "UPDATE", step), Trigger(table, "DELETE"), Trigger(table, "TRUNCATE")),
        privileges=("SELECT", "UPDATE"),
    )


TRIGGERS = [
    append_only("audit_event"),
    counts_up("audit_head", "sequence"),
]


def declared():
    """All guards of all installed apps.

    Raises ValueError when two of them would make different triggers of one name.
    """
    guards = []
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "triggers"):
            guards += import_module(f"{app.name}.triggers").TRIGGERS
    different = {trigger for guard in guards for trigger in guard.triggers}
    names = Counter(trigger.name for trigger in different)
    if twice := sorted(name for name, times in names.items() if times > 1):
        raise ValueError(f"Declared twice: {', '.join(twice)}.")
    return guards


def install(connection):
    """Put every declared trigger in place, renew altered ones, drop those declared no more.

    Tables that do not exist yet are passed over.
    """
    dialect, wanted = _dialect(connection), _wanted(connection)
    there = dialect.found(connection)
    sound = {
        name
        for name, trigger in wanted.items()
        if there.get(name) == dialect.definition(connection, trigger)
    }
    with transaction.atomic(using=connection.alias):
        for name in there.keys() - sound:
            dialect.drop(connection, name)
        for name in wanted.keys() - sound:
            dialect.create(connection, wanted[name])


def lift(connection, *, only=lambda trigger: True):
    """Drop our triggers; ``only`` narrows it to some of the declared ones."""
    dialect, wanted = _dialect(connection), _wanted(connection)
    with transaction.atomic(using=connection.alias):
        for name in dialect.found(connection):
            if name not in wanted or only(wanted[name]):
                dialect.drop(connection, name)


def missing(connection):
    """Names of the triggers that are not there, or not as declared, on tables that exist."""
    dialect = _dialect(connection)
    there = dialect.found(connection)
    return sorted(
        name
        for name, trigger in _wanted(connection).items()
        if there.get(name) != dialect.definition(connection, trigger)
    )


def tables_missing(connection):
    """Tables that have a guard but do not exist: the database was not migrated."""
    there = connection.introspection.table_names()
    return sorted({guard.table for guard in declared()} - set(there))


def _wanted(connection):
    events = _dialect(connection).EVENTS
    there = set(connection.introspection.table_names())
    return {
        trigger.name: trigger
        for guard in declared()
        if guard.table in there
        for trigger in guard.triggers
        if trigger.event in events and (trigger.parent is None or trigger.parent.table in there)
    }


def _dialect(connection) -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]
