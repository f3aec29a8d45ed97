"""Scans: what is refused, how they are stored, what is left after erasing (security.md 9)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from documents import uploads
from documents.models import Document
from documents.serving import is_intact
from keyring.rotating import encrypted_fields, rotate
from tests.documents import files
from tests.factories import PersonFactory


@pytest.mark.parametrize(
    ("content", "name", "format"),
    [
        (files.PDF, "Lista.PDF", Document.Format.PDF),
        (files.picture("PNG"), "scan.png", Document.Format.PNG),
        (files.picture("JPEG"), "IMG_0001.jpeg", Document.Format.JPEG),
    ],
)
def test_pdf_and_pictures_are_taken(content, name, format):
    scan = uploads.checked(files.upload(content, name))
    assert (scan.content, scan.format) == (content, format)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (files.PDF, "scan.docx", "extension"),
        (files.PDF, "scan", "extension"),
        (files.PDF, "scan.pdf.exe", "extension"),
        (files.picture("PNG"), "scan.pdf", "content"),
        (files.PDF, "scan.png", "content"),
        (b"<svg onload=alert(1)>", "scan.png", "content"),
        (b"%PDF-1.7 cut off", "scan.pdf", "damaged"),
        (files.picture("PNG")[:20], "scan.png", "damaged"),
        (b"\xff\xd8\xff rubbish", "scan.jpg", "damaged"),
        (files.huge_picture(), "scan.png", "pixels"),
        (files.huge_picture(60_000, 60_000), "scan.png", "pixels"),
        (files.PDF.ljust(uploads.LARGEST + 1), "scan.pdf", "size"),
    ],
)
def test_what_is_not_a_scan_is_refused(content, name, code):
    with pytest.raises(ValidationError) as refused:
        uploads.checked(files.upload(content, name))
    assert refused.value.code == code


@pytest.fixture
def stored(db):
    scan = uploads.checked(files.upload())
    return uploads.store_scan(
        scan, by=PersonFactory(), at=timezone.now(), title_pl="Skan", title_en="Scan"
    )


def test_a_scan_lies_encrypted_under_a_random_name(stored):
    found = Document.objects.get(pk=stored.pk)
    with found.file.open("rb") as file:
        on_disk = file.read()
    assert b"PNG" not in on_disk and found.file.name.endswith(".sealed")
    assert uploads.content_of(found) == files.picture()
    assert is_intact(found)
    assert not Document.objects.visible_to(found.asked_by).exists()


def test_a_changed_file_is_noticed(stored):
    with open(stored.file.path, "r+b") as file:
        file.write(b"XXXX")
    assert uploads.content_of(stored) is None
    assert not is_intact(stored)


def test_erasing_leaves_the_row_and_nothing_to_read(stored, django_capture_on_commit_callbacks):
    path = stored.file.path
    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.erase_scan(stored)
    found = Document.objects.get(pk=stored.pk)
    assert (found.state, found.file_key, found.file.name) == ("erased", "", "")
    with pytest.raises(FileNotFoundError):
        open(path, "rb").close()
    assert not uploads.erase_scan(found)


def test_keys_of_files_take_part_in_the_rotation(stored, settings):
    """A retired key of the ring must not take scans with it."""
    assert (Document, Document._meta.get_field("file_key")) in encrypted_fields()
    new = "A" * 43 + "="
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]
    assert rotate().failed == []
    settings.FIELD_KEYS = [new]
    assert uploads.content_of(Document.objects.get(pk=stored.pk)) == files.picture()


def test_a_day_has_room_for_so_much(stored):
    person, at = stored.asked_by, stored.asked_at
    left = uploads.QUOTA - stored.size
    assert uploads.has_room(person, at=at + timedelta(hours=1), size=left)
    assert not uploads.has_room(person, at=at + timedelta(hours=1), size=left + 1)
    assert uploads.has_room(person, at=at + timedelta(days=2), size=left + 1)


@pytest.mark.django_db
def test_an_enormous_request_ends_early(client, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_REQUEST", 2000)
    answer = client.post("/pl/sign-in/", {"file": files.upload(b"x" * 3000)})
    assert answer.status_code == 400
