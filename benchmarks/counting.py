"""How many queries a page makes, counted in this process through the whole middleware."""

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ")


def statements(work):
    """The SQL that a call sends, without the control of transactions."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].upper().startswith(CONTROL)
    ]


def queries_of(request):
    """The number of queries of a page that was shown before; raises when it is not shown now."""
    ask(request)
    return len(statements(lambda: ask(request)))


def ask(request):
    """One request through the middleware, in this process; returns the answer."""
    client = Client(enforce_csrf_checks=False)
    if request.cookies:
        name, _sign, value = request.cookies.partition("=")
        client.cookies[name] = value
    method = client.get if request.fields is None else client.post
    answer = method(request.path, request.fields, headers={"host": "localhost"})
    if answer.status_code != request.status:
        raise AssertionError(f"{request.path} answered {answer.status_code}")
    return answer


def database_version():
    """The version of the database in use, as it names itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
        else:
            cursor.execute("SHOW server_version")
        return cursor.fetchone()[0].split()[0]


def engine_name():
    return "SQLite" if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else "PostgreSQL"
