"""A world takes seconds to build: it is built once per process, then put back row by row."""

import pickle

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from people.models import Organisation
from tests.tidying import silenced

#: What ``migrate`` fills, and a flush leaves alone.
STANDING = {"django_content_type", "auth_permission"}

_kept = {}


def at_hand(kind):
    """The world that ``kind`` builds: built on the first call in this process, then put back."""
    if kind in _kept:
        return _kept[kind].put_back()
    built = kind()
    _kept[kind] = Kept(built)
    return built


class Kept:
    """The rows of the whole database and the objects that stand for them, as they are now."""

    def __init__(self, objects):
        self.objects = pickle.dumps(objects)
        self.rows = dict(contents())

    def put_back(self):
        """Make the database what it was, whatever it holds; the objects, as new."""
        with transaction.atomic(), silenced(connection):
            for model, (columns, rows) in self.rows.items():
                fill(model, columns, rows)
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.rows)):
                with connection.cursor() as cursor:
                    cursor.execute(statement)
        Organisation.objects.forget()
        return pickle.loads(self.objects)  # noqa: S301 (made above)


def contents():
    """Every model's table: the columns that are written to, and the rows."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and model._meta.db_table not in STANDING:
            fields = [f for f in model._meta.local_concrete_fields if not f.generated]
            columns = ", ".join(f'"{field.column}"' for field in fields)
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}"')  # noqa: S608 (ours)
                yield model, (columns, cursor.fetchall())


def fill(model, columns, rows):
    """Replace the rows of a table; what they point at may come later in the transaction."""
    table = f'"{model._meta.db_table}"'
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 (a name of ours)
        if rows:
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608
