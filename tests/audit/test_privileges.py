"""The application's own PostgreSQL role cannot change evidence, even without triggers."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.utils.translation import override

from audit import triggers
from audit.models import Event, Head
from audit.trail import record
from audit.verifying import verify

pytestmark = [pytest.mark.django_db, pytest.mark.postgres_role]
ON_POSTGRESQL = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL's own")

FORBIDDEN = [
    "UPDATE audit_event SET role = 'management'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "DELETE FROM audit_head",
    "INSERT INTO audit_head VALUES (1, 0, '')",
    "TRUNCATE audit_head",
    "ALTER TABLE audit_event DISABLE TRIGGER guard_audit_event_update",
    "DROP TRIGGER guard_audit_event_update ON audit_event",
    "CREATE OR REPLACE FUNCTION guard_audit_event_update() RETURNS trigger"
    " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
]


def test_the_role_can_do_its_work(application_role, actor, noon):
    with application_role(), transaction.atomic():
        record("policy.published", Head.objects.get(), by=actor, at=noon)
        Permission.objects.filter(codename="add_event").update(name="to add")
        Permission.objects.filter(codename="view_event").delete()

        assert verify().is_sound
        assert Event.objects.count() == 1


@pytest.mark.parametrize("statement", FORBIDDEN)
@pytest.mark.parametrize("with_triggers", [True, False])
def test_the_role_cannot_change_evidence(application_role, write, statement, with_triggers):
    write(2)
    if not with_triggers:
        triggers.lift(connection)
        if "guard_" in statement:
            pytest.skip("about the trigger itself")

    with application_role() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied|must be owner"):
            with transaction.atomic():
                cursor.execute(statement)


@ON_POSTGRESQL
def test_every_append_only_table_is_restricted(application_role):
    expected = {
        guard.table: set(guard.privileges) for guard in triggers.declared() if guard.privileges
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = 'latarnia_app'"
        )
        rows = cursor.fetchall()

    granted = {table: {kind for name, kind in rows if name == table} for table, _kind in rows}
    assert {table: granted[table] for table in expected} == expected
    others = [kinds for table, kinds in granted.items() if table not in expected]
    assert others
    assert all(kinds == {"SELECT", "INSERT", "UPDATE", "DELETE"} for kinds in others)


@ON_POSTGRESQL
def test_rights_given_before_are_taken_back(application_role):
    with connection.cursor() as cursor:
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO latarnia_app")
    call_command("grant_application_role", "latarnia_app", verbosity=0)

    with application_role() as cursor:
        for statement in ("UPDATE audit_event SET role = ''", "TRUNCATE django_migrations"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("name", "reason"), [("nobody_here", "no role"), ("postgres", "hold it back")]
)
def test_a_role_that_cannot_be_restricted_is_refused(name, reason):
    with override("en"), pytest.raises(CommandError, match=reason):
        call_command("grant_application_role", name)


@ON_POSTGRESQL
def test_who_could_change_the_tables_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE everything SUPERUSER")
        cursor.execute("CREATE ROLE keeper")
        cursor.execute("ALTER TABLE audit_head OWNER TO keeper")
        cursor.execute("CREATE ROLE deputy IN ROLE keeper")

    for name in ("everything", "keeper", "deputy"):
        with override("en"), pytest.raises(CommandError, match="hold it back"):
            call_command("grant_application_role", name)


@pytest.mark.skipif("connection.vendor == 'postgresql'", reason="PostgreSQL has roles")
def test_other_databases_have_no_roles():
    with override("en"), pytest.raises(CommandError, match="Only PostgreSQL"):
        call_command("grant_application_role", "anybody")
