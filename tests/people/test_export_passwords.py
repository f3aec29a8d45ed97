"""A workbook with a password opens with it and with nothing else, and nobody keeps the password."""

import io
import os
import tempfile
from datetime import timedelta
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from msoffcrypto.exceptions import InvalidKeyError

from audit.models import Event
from documents.models import Document
from home import retention
from people.days import day_of
from people.exporting import SOURCES, CannotExport, ask_export
from people.jobs import make_export
from people.models import Export, ExportPassword, OutgoingMail, Role
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("3.13")]
PASSWORD = "  Zażółć gęślą 7 jaźń "
MARKER = "Brzęczyszczykiewicz"


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path, monkeypatch):
    """Nothing but this test writes to the storage and the temporary folder."""
    OrganisationFactory(relaxed=True)
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    return tmp_path


@pytest.fixture
def asked(client, django_capture_on_commit_callbacks):
    """A function that asks for the list of people and lets the worker run; returns the answer."""
    person = PersonFactory(role=Role.ADMINISTRATOR, assigned=True, family_name=MARKER)
    client.force_login(person)

    def ask(run=True, **fields):
        values = {
            "format": "xlsx",
            "reason": "For the board",
            "is_locked": "on",
            "password": PASSWORD,
            "password_again": PASSWORD,
        }
        with django_capture_on_commit_callbacks(execute=run):
            return client.post("/en/exports/people/", values | fields)

    return ask


def stored():
    with Document.objects.get().file.open("rb") as file:
        return file.read()


def decrypted(content, password):
    book = msoffcrypto.OfficeFile(io.BytesIO(content))
    book.load_key(password=password, verify_password=True)
    clear = io.BytesIO()
    book.decrypt(clear, verify_integrity=True)
    return openpyxl.load_workbook(clear)


def test_the_file_opens_with_the_password_and_not_without(asked):
    assert asked().status_code == 302

    content = stored()
    assert msoffcrypto.OfficeFile(io.BytesIO(content)).is_encrypted()
    with pytest.raises(Exception, match="zip"):
        openpyxl.load_workbook(io.BytesIO(content))
    for wrong in (PASSWORD.strip(), "another password"):
        with pytest.raises(InvalidKeyError):
            decrypted(content, wrong)
    rows = list(decrypted(content, PASSWORD).active.values)
    assert rows[1][0] == MARKER


def test_neither_the_password_nor_a_readable_copy_is_left_anywhere(asked, own_folders):
    asked(run=False)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            assert PASSWORD.strip() not in repr(cursor.fetchall()), table
    assert ExportPassword.objects.get().password == PASSWORD

    make_export.func(uid=str(Export.objects.get().uid))

    assert not ExportPassword.objects.exists()
    files = [path for path in own_folders.rglob("*") if path.is_file()]
    assert files == [Path(Document.objects.get().file.path)]
    for secret in (PASSWORD.strip(), MARKER):
        for form in (secret.encode(), secret.encode("utf-16-le")):
            assert form not in files[0].read_bytes()
    assert not OutgoingMail.objects.exists()
    assert PASSWORD.strip() not in repr(list(Event.objects.values()))
    asked_for = Event.objects.get(action="export.asked")
    assert asked_for.fields == ["password"]


def test_no_file_is_made_when_the_password_is_gone(asked):
    asked(run=False)
    ExportPassword.objects.all().delete()

    make_export.func(uid=str(Export.objects.get().uid))

    assert Document.objects.get().is_failed


def test_a_failure_keeps_the_password_for_another_try_and_a_day_ends_it(asked):
    asked(run=False)
    now = timezone.now()
    before = retention.execute(at=now, on=day_of(now))
    assert before["export_passwords"] == 0
    later = now + timedelta(hours=25)
    assert retention.execute(at=later, on=day_of(later))["export_passwords"] == 1
    assert not ExportPassword.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"password": "", "password_again": ""}, "Type the password"),
        ({"password": "too short", "password_again": "too short"}, "type at least 10 characters"),
        ({"password_again": PASSWORD.strip()}, "The two passwords differ"),
        ({"is_locked": ""}, "Tick this box"),
        ({"format": "csv"}, "A CSV file cannot have a password"),
    ],
)
def test_what_does_not_fit_is_said_and_no_file_is_made(asked, fields, words):
    answer = asked(**fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert "For the board" in answer.text
    assert PASSWORD.strip() not in answer.text
    assert not Document.objects.exists()


def test_beyond_the_hours_measure_the_password_is_asked_for_again(asked, client, settings):
    settings.FILES_AN_HOUR = 0
    answer = asked()
    assert answer.status_code == 429
    assert PASSWORD.strip() not in answer.text
    assert 'name="is_locked" value="on"' in answer.text  # so it cannot go out without one


def test_the_operation_refuses_a_csv_with_a_password():
    person, now = PersonFactory(role=Role.ADMINISTRATOR, assigned=True), timezone.now()
    with pytest.raises(CannotExport, match="CSV"):
        ask_export(
            SOURCES["people"],
            by=person,
            at=now,
            on=day_of(now),
            parameters="",
            format="csv",
            reason="R",
            password=PASSWORD,
        )


def test_the_register_says_that_there_was_a_password(asked, client):
    asked()
    assert "with a password" in client.get("/en/exports/").text


def test_sheets_that_a_killed_worker_left_are_removed(own_folders):
    left = own_folders / "temp" / "openpyxl.abc"
    left.write_text(MARKER)
    call_command("run_due")
    assert left.exists()  # it may still be written

    long_ago = timezone.now().timestamp() - 90_000
    os.utime(left, (long_ago, long_ago))
    call_command("run_due")
    assert not left.exists()
