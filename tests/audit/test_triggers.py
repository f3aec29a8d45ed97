"""The database itself refuses to change evidence, on both databases (security.md 6)."""

import threading

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_pre_migrate_signal
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import AlterField, Migration
from django.db.migrations.executor import MigrationExecutor

from audit import postgresql, sqlite, triggers
from audit.guards import Guard, Trigger
from audit.models import Event, Head

DIALECT = {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]
ON_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own")
ON_POSTGRESQL = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own")

pytestmark = pytest.mark.django_db


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount


def refused(sql):
    """Whether a trigger of ours refuses the statement, as the error that Django raises tells."""
    try:
        with transaction.atomic():
            assert run(sql), "the statement met no row"
    except IntegrityError as error:
        assert "append-only: " in str(error)
        return True
    return False


def put(guard):
    for trigger in guard.triggers:
        if trigger.event in DIALECT.EVENTS:
            DIALECT.create(connection, trigger)


@pytest.fixture
def events(write):
    return write(3)


@pytest.fixture
def papers(db):
    """Scratch tables: a draft and a published paper, with a line each."""
    run("CREATE TABLE paper (id integer PRIMARY KEY, state varchar(9), title varchar(9) UNIQUE)")
    run("CREATE TABLE line (id integer PRIMARY KEY, paper_id integer, words varchar(9))")
    run("INSERT INTO paper VALUES (1, 'draft', 'a'), (2, 'published', 'b')")
    run("INSERT INTO line VALUES (1, 1, 'x'), (2, 2, 'y')")
    put(triggers.frozen_when("paper", "OLD.state = 'published'"))
    put(triggers.frozen_children("line", "paper_id", "paper", "state = 'published'"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET role = 'management' WHERE sequence = 2",
        "UPDATE audit_event SET row_hash = row_hash",
        "DELETE FROM audit_event WHERE sequence = 3",
        "DELETE FROM audit_event",
        "UPDATE audit_head SET sequence = sequence + 2",
        "UPDATE audit_head SET sequence = sequence - 1",
        "UPDATE audit_head SET row_hash = ''",
        "DELETE FROM audit_head",
    ],
)
def test_the_trail_refuses_change(events, statement):
    assert refused(statement)


def test_the_refusal_names_the_table(events):
    with pytest.raises(IntegrityError, match="append-only: audit_event"), transaction.atomic():
        Event.objects.update(role="management")


def test_the_head_goes_on_by_one(events):
    assert not refused("UPDATE audit_head SET sequence = sequence + 1")


@ON_POSTGRESQL
@pytest.mark.parametrize("table", ["audit_event", "audit_head"])
def test_truncating_is_refused(events, table):
    with pytest.raises(IntegrityError, match=f"append-only: {table}"), transaction.atomic():
        run(f"TRUNCATE {table}")


REPLACING = [
    "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE sequence = 2",
    "REPLACE INTO audit_event SELECT * FROM audit_event",
    "REPLACE INTO audit_head VALUES (1, 9, '')",
    "REPLACE INTO paper VALUES (2, 'draft', 'c')",
    "REPLACE INTO paper VALUES (3, 'draft', 'b')",
    "UPDATE OR REPLACE paper SET title = 'b' WHERE id = 1",
    "REPLACE INTO line VALUES (2, 1, 'z')",
]


@ON_SQLITE
@pytest.mark.parametrize("statement", REPLACING)
def test_replacing_is_refused(events, papers, statement):
    assert refused(statement)


@ON_SQLITE
@pytest.mark.parametrize("statement", REPLACING)
def test_replacing_would_pass_without_recursive_triggers(events, papers, statement):
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA recursive_triggers").fetchone()[0]
    run("PRAGMA recursive_triggers = OFF")
    try:
        assert not refused(statement)
    finally:
        run(f"PRAGMA recursive_triggers = {before}")


@pytest.mark.feature("1.7")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE paper SET title = 'c' WHERE id = 2",
        "UPDATE paper SET state = 'draft' WHERE id = 2",
        "DELETE FROM paper WHERE id = 2",
        "DELETE FROM paper",
        "INSERT INTO line VALUES (3, 2, 'z')",
        "UPDATE line SET words = 'z' WHERE id = 2",
        "UPDATE line SET paper_id = 1 WHERE id = 2",
        "UPDATE line SET paper_id = 2 WHERE id = 1",
        "DELETE FROM line WHERE id = 2",
    ],
)
def test_what_is_frozen_stays(papers, statement):
    assert refused(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE paper SET title = 'c' WHERE id = 1",
        "UPDATE paper SET state = 'published' WHERE id = 1",
        "DELETE FROM paper WHERE id = 1",
        "INSERT INTO paper VALUES (3, 'draft', 'c')",
        "INSERT INTO line VALUES (3, 1, 'z')",
        "UPDATE line SET words = 'z' WHERE id = 1",
        "DELETE FROM line WHERE id = 1",
    ],
)
def test_what_is_not_frozen_may_change(papers, statement):
    assert not refused(statement)


@ON_POSTGRESQL
def test_a_temporary_table_cannot_stand_in_for_the_parent(papers):
    run("CREATE TEMPORARY TABLE paper (id integer, state varchar(9))")

    assert refused("UPDATE line SET words = 'z' WHERE id = 2")


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_parent_cannot_be_frozen_behind_the_back_of_a_new_child(papers):
    outcomes = []

    def add_a_line():
        try:
            outcomes.append(refused("INSERT INTO line VALUES (3, 1, 'z')"))
        finally:
            connection.close()

    try:
        adding = threading.Thread(target=add_a_line)
        with transaction.atomic():
            run("UPDATE paper SET state = 'published' WHERE id = 1")
            adding.start()
            adding.join(timeout=0.5)
            assert outcomes == []
        adding.join()
        assert outcomes == [True]
    finally:
        run("DROP TABLE line, paper")


def test_every_trigger_is_in_place_after_migrating(db):
    assert triggers.missing(connection) == []
    assert set(DIALECT.found(connection)) >= {
        "guard_audit_event_update",
        "guard_audit_event_delete",
        "guard_audit_head_update",
        "guard_audit_head_delete",
    }


def test_lifting_takes_all_away_and_installing_brings_them_back(events):
    names = set(DIALECT.found(connection))

    triggers.lift(connection)
    assert DIALECT.found(connection) == {}
    assert set(triggers.missing(connection)) == names
    assert not refused("UPDATE audit_event SET role = 'management'")

    triggers.install(connection)
    triggers.install(connection)
    assert triggers.missing(connection) == []
    assert set(DIALECT.found(connection)) == names
    assert refused("UPDATE audit_event SET role = ''")


def test_an_altered_trigger_is_missing_until_it_is_renewed(events):
    alter_event_update()
    assert not refused("UPDATE audit_event SET role = 'management'")
    assert triggers.missing(connection) == ["guard_audit_event_update"]

    triggers.install(connection)

    assert triggers.missing(connection) == []
    assert refused("UPDATE audit_event SET role = ''")


def alter_event_update():
    if connection.vendor == "sqlite":
        run("DROP TRIGGER guard_audit_event_update")
        run(
            "CREATE TRIGGER guard_audit_event_update BEFORE UPDATE ON audit_event"
            " WHEN OLD.sequence > 9 BEGIN SELECT RAISE(ABORT, 'append-only: audit_event'); END"
        )
    else:
        run(
            "CREATE OR REPLACE FUNCTION guard_audit_event_update() RETURNS trigger"
            " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
        )


@ON_POSTGRESQL
def test_a_disabled_trigger_is_missing(db):
    run("ALTER TABLE audit_event DISABLE TRIGGER guard_audit_event_delete")

    assert triggers.missing(connection) == ["guard_audit_event_delete"]


def test_a_trigger_nobody_declares_any_more_is_dropped(papers):
    assert "guard_paper_update" in DIALECT.found(connection)

    triggers.install(connection)

    assert "guard_paper_update" not in DIALECT.found(connection)
    assert not refused("UPDATE paper SET title = 'c' WHERE id = 2")


def test_a_name_that_postgresql_would_cut_off_is_refused():
    with pytest.raises(ValueError, match="too long"):
        Guard("t" * 60, (Trigger("t" * 60, "UPDATE"),))


def test_two_different_triggers_of_one_name_are_refused(monkeypatch):
    twice = [*triggers.TRIGGERS, triggers.frozen_when("audit_event", "OLD.unit = 1")]
    monkeypatch.setattr(triggers, "TRIGGERS", twice)

    with pytest.raises(ValueError, match="guard_audit_event_delete, guard_audit_event_update"):
        triggers.declared()


@ON_SQLITE
@pytest.mark.django_db(transaction=True)
def test_a_rebuilt_table_gets_its_triggers_back_with_the_next_migrate(write):
    """SQLite drops a table's triggers without a word when a migration rebuilds the table."""
    write(2)
    before = set(DIALECT.found(connection))
    wider = AlterField("event", "role", models.CharField(max_length=50, blank=True))
    narrower = AlterField("event", "role", models.CharField(max_length=40, blank=True))
    try:
        rebuild(wider, narrower)
        assert set(triggers.missing(connection)) == {
            "guard_audit_event_update",
            "guard_audit_event_delete",
        }
    finally:
        call_command("migrate", verbosity=0)

    assert set(DIALECT.found(connection)) == before
    assert refused("UPDATE audit_event SET role = 'management'")
    assert Head.objects.get().sequence == 2


def rebuild(*operations):
    """Run the operations as a migration of audit that leaves its tables as they are."""
    state = MigrationExecutor(connection).loader.project_state(("audit", "0002_begin_the_chain"))
    migration = Migration("0003_rebuild", "audit")
    migration.operations = operations
    with connection.schema_editor() as editor:
        migration.apply(state, editor)


@ON_SQLITE
def test_sqlite_cannot_rebuild_a_parent_while_a_trigger_looks_at_it(papers):
    """Why the triggers of children step aside before a migration."""
    with pytest.raises(Exception, match="no such table: main.paper"), transaction.atomic():
        rename_over_paper()

    triggers.lift(connection, only=lambda trigger: trigger.parent)
    rename_over_paper()


def rename_over_paper():
    run("CREATE TABLE new__paper (id integer PRIMARY KEY, state varchar(9), title varchar(9))")
    run("INSERT INTO new__paper SELECT * FROM paper")
    run("DROP TABLE paper")
    run("ALTER TABLE new__paper RENAME TO paper")


@ON_SQLITE
@pytest.mark.django_db(transaction=True)
def test_migrate_can_rebuild_every_table_that_a_trigger_looks_at():
    looking = {name: trigger for name, trigger in declared_triggers() if trigger.parent}
    parents = {trigger.parent.table for trigger in looking.values()}
    models_ = [model for model in apps.get_models() if model._meta.db_table in parents]
    assert models_
    try:
        emit_pre_migrate_signal(
            0, False, "default", plan=[(Migration("0009_next", "audit"), False)]
        )
        assert triggers.missing(connection) == sorted(looking)
        with connection.schema_editor() as editor:
            for model in models_:
                editor._remake_table(model)
    finally:
        call_command("migrate", verbosity=0)

    assert triggers.missing(connection) == []


def declared_triggers():
    return [
        (trigger.name, trigger)
        for guard in triggers.declared()
        for trigger in guard.triggers
        if trigger.event in DIALECT.EVENTS
    ]
