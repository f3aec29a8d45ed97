"""Every page that somebody can open: no unknown variable, no write, all headers, both languages."""

import hashlib

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from tests.guards.world import ACTORS, names

#: What a GET may touch: the trail (reads that must be logged) and its own session.
MAY_GROW = {"audit_event", "audit_head", "people_session"}

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
#: Addresses that are secrets: no page learns that somebody came from there.
UNREFERRED = {name: {"Referrer-Policy": "no-referrer"} for name in ("link", "link-text")}
POLICY = [
    "default-src 'none'",
    "script-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
]


def body(response):
    """The text of an answer; a streamed one is read to its end, which closes the file."""
    if response.streaming:
        return b"".join(response.streaming_content).decode("latin-1")
    return response.content.decode("utf-8", "replace")


def contents():
    """A digest of every table but those that a read may touch."""
    tables = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table in MAY_GROW:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (a name of ours)
            rows = sorted(repr(tuple(map(plain, row))) for row in cursor.fetchall())
            tables[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return tables


def plain(value):
    """The value itself; the bytes of what PostgreSQL gives as a view of its memory."""
    return bytes(value) if isinstance(value, memoryview) else value


def faults(actor, name, response):
    """What is wrong with one answer: an unknown variable, a missing header, a stored page."""
    text, given = body(response), response.headers
    if "NO SUCH VARIABLE" in text:
        start = text.index("NO SUCH VARIABLE")
        yield text[start : start + 80]
    if response.status_code >= 500:
        yield str(response.status_code)
    wanted = HEADERS | UNREFERRED.get(name, {})
    yield from (header for header, value in wanted.items() if given.get(header) != value)
    policy = given.get("Content-Security-Policy", "")
    yield from (rule for rule in POLICY if rule not in policy)
    if "unsafe" in policy:
        yield "unsafe"
    if "publickey-credentials-get=(self)" not in given.get("Permissions-Policy", ""):
        yield "permissions"
    stored = given.get("Cache-Control", "")
    is_own = actor not in ("anonymous", "left") and response.status_code == 200
    if is_own and "no-store" not in stored and not name.startswith("public"):
        yield f"may be stored: {stored}"


#: What the pages are made of is the same on every database, so each reads them in one language.
READ_IN = {"sqlite": "pl", "postgresql": "en"}


def test_every_page_is_whole_and_reading_writes_nothing(world):
    """Each address as each reader: no unknown variable, all headers, never stored, no write."""
    language = READ_IN[connection.vendor]
    clients = {actor: world.client(actor) for actor in ACTORS}
    before, found = contents(), {}
    for actor, client in clients.items():
        for name in names():
            response = client.get(world.address(name, language))
            if wrong := list(faults(actor, name, response)):
                found[actor, name] = wrong
    after = contents()
    assert found == {}
    assert {table for table in before if before[table] != after[table]} == set()


def test_the_guard_against_writing_sees_a_write(world):
    before = contents()
    world.demo.units["office"].phone = "+48000000999"
    world.demo.units["office"].save()
    assert before != contents()


@pytest.mark.parametrize(
    "path", ["/pl/nothing-here/", "/static/nothing.css", "/pl/verify/?code=%00"]
)
@pytest.mark.django_db
def test_errors_carry_the_headers_too(path):
    given = Client().get(path).headers
    assert {header: given.get(header) for header in HEADERS} == HEADERS


def test_the_second_step_is_asked_of_privileged_people(world):
    """Without the demonstration's relaxation a role alone opens nothing."""
    from people.models import Organisation

    Organisation.objects.update(second_factor_required=True)
    Organisation.objects.forget()
    client = world.client("policy_manager")
    with transaction.atomic():
        response = client.get(world.address("policies"))
    assert response.status_code == 302
    assert response["Location"] == world.address("second-factor")
    assert world.client("volunteer").get(world.address("my-tasks")).status_code == 200
