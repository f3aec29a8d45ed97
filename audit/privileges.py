"""What the application's own PostgreSQL role may do: everything but change evidence.

The owner of the tables migrates; the application connects as another role. What triggers refuse,
missing privileges refuse once more (security.md 6).
"""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.triggers import declared

# A superuser counts as a member of every role.
OWNS_TABLES = """
SELECT EXISTS (
    SELECT 1 FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace
      AND c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'MEMBER')
)
FROM pg_roles r WHERE r.rolname = %s
"""


class CannotGrant(Exception):
    """Raised with a message for the person who runs the command."""


def grant(connection, name):
    """Give the role called ``name`` its rights and take away all it had on our tables before.

    Returns the names of the tables on which it may do less than everything. Raises CannotGrant on
    another database than PostgreSQL, and for a role that no privilege would hold back.
    """
    _check(connection, name)
    tables = set(connection.introspection.table_names())
    restricted = {
        guard.table: guard.privileges
        for guard in declared()
        if guard.privileges and guard.table in tables
    }
    role, quote = connection.ops.quote_name(name), connection.ops.quote_name
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
        for statement in (
            f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
            f"GRANT USAGE ON SCHEMA {schema} TO {role}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        ):
            cursor.execute(statement)
        for table, privileges in restricted.items():
            cursor.execute(f"REVOKE ALL ON {quote(table)} FROM {role}")
            cursor.execute(f"GRANT {', '.join(privileges)} ON {quote(table)} TO {role}")
    return sorted(restricted)


def _check(connection, name):
    if connection.vendor != "postgresql":
        raise CannotGrant(_("Only PostgreSQL has roles."))
    with connection.cursor() as cursor:
        cursor.execute(OWNS_TABLES, [name])
        role = cursor.fetchone()
    if role is None:
        raise CannotGrant(_("There is no role %(name)s: create it first.") % {"name": name})
    (owns_tables,) = role
    if owns_tables:
        raise CannotGrant(
            _("%(name)s is a superuser or owns the tables: nothing would hold it back.")
            % {"name": name}
        )
