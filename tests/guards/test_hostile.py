"""Hostile input at every address and every field, as everybody: never a 500, nothing lost."""

import re
from random import Random

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.guards.world import names

NUL, LONE = "a\x00b", "a\ud800b".encode("utf-8", "surrogatepass")
VALUES = [
    "",
    NUL,
    "\x01\x02\x1b[31m",
    "9" * 40,
    "-1",
    "1e999",
    "30.02.2026",
    "99.99.9999",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% now %}",
    "' OR 1=1 --",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0",
    "\u202eevil",
    "Ł" * 5000,
    "x" * 70_000,
    "None",
    "[]",
    "https://evil.example/",
    "00000000-0000-0000-0000-000000000000",
]
#: Those who between them can open every form.
READERS = ["anonymous", "volunteer", "unit_lead", "policy_manager", "administrator"]
FIELD = re.compile(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"')


def fields_of(client, path):
    """The names of the form fields on a page, as far as the reader sees any."""
    response = client.get(path)
    if response.streaming:
        b"".join(response.streaming_content)  # closes the file
        return []
    if response.status_code != 200:
        return []
    return sorted(set(FIELD.findall(response.content.decode("utf-8", "replace"))))


@pytest.mark.parametrize("actor", READERS)
def test_hostile_values_never_end_in_a_server_error(world, actor):
    random = Random(f"{actor} {connection.vendor}")  # each database meets other ones
    client = world.client(actor)
    failed = []
    halves = {"sqlite": 0, "postgresql": 1}  # each database meets every other address
    for name in names()[halves[connection.vendor] :: 2]:
        path = world.address(name)
        fields = fields_of(client, path)
        value = random.choice(VALUES)
        point = transaction.savepoint_create()
        query = {field: value for field in fields or ["q", "page", "on", "code"]}
        answers = [client.get(path, query), client.post(path, query)]
        for answer in answers:
            answer.streaming and b"".join(answer.streaming_content)
        transaction.savepoint_rollback(point)
        failed += [(name, value[:20], a.status_code) for a in answers if a.status_code >= 500]
    assert failed == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/pl/public/%00/",
        "/pl/verify/%F0%28%8C%28/",
        "/pl/verify/" + "A" * 3000 + "/",
        "/pl/my/policies/" + "a" * 500 + "/",
        "/pl/%2e%2e/%2e%2e/etc/passwd",
        "/pl/?page=99999999999999999999999",
    ],
)
def test_hostile_addresses_never_end_in_a_server_error(path):
    assert Client().get(path).status_code < 500


KINDS = ["text/plain", "application/json", "multipart/form-data; boundary=x", "x"]
BODIES = [b"", b"\x00\xff", b'{"a": "\\ud800"}', b"--x\r\nbroken", LONE]


def test_hostile_bodies_never_end_in_a_server_error(world):
    client = world.client("volunteer")
    path = world.address("my-policy")
    sent = [(kind, body) for kind in KINDS for body in BODIES]
    answers = [client.post(path, data=body, content_type=kind).status_code for kind, body in sent]
    assert [status for status in answers if status >= 500] == []
