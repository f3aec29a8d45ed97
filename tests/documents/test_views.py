"""The progress page, the download, and what happens when a file is lost."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from audit.models import Event
from documents.making import Progress, ask
from documents.models import Document
from documents.pdf import TooBusy, UnprintableText
from documents.serving import as_rendered, is_intact
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
CONTENT = b"%PDF-1.7 a file"


@pytest.fixture(autouse=True)
def organisation(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def person():
    return PersonFactory(assigned=True)


@pytest.fixture
def document(person):
    return ask(
        "pack",
        by=person,
        at=NOON,
        title_pl="Pakiet dla wolontariuszy",
        title_en="Pack for volunteers",
        job="tests.documents.jobs.make",
        args={"title": "Pack for volunteers"},
        next_url="/policies/packs/starter/",
    )


def finished(document):
    progress = Progress(document)
    progress.start()
    return progress.finish(CONTENT)


def failed(document):
    progress = Progress(document)
    progress.start()
    progress.fail(Document.Failure.TOO_LARGE)
    return document


def address(document, page="", language="en"):
    return f"/{language}/documents/{document.uid}/{page}"


def words(answer):
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_waiting_document_looks_again_by_itself(client, person, document):
    client.force_login(person)

    text = words(client.get(address(document)))

    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in text
    assert f'hx-get="{address(document)}" hx-trigger="load delay:2s"' in text
    assert "<h1>Pack for volunteers</h1>" in text
    assert "Waiting for its turn." in text
    assert address(document, "file/") not in text


def test_progress_is_told_in_words(client, person, document):
    progress = Progress(document)
    progress.start()
    progress.step(3, 5)
    client.force_login(person)

    assert "3 of 5 steps." in words(client.get(address(document)))


def test_a_finished_document_offers_the_file_and_the_way_on(client, person, document):
    finished(document)
    client.force_login(person)

    text = words(client.get(address(document, language="pl")))

    assert f'href="{address(document, "file/", "pl")}"' in text
    assert 'href="/pl/policies/packs/starter/"' in text
    assert "refresh" not in text
    assert "hx-get" not in text


def test_a_failed_document_says_why_and_can_be_tried_again(client, person, document):
    failed(document)
    client.force_login(person)

    text = words(client.get(address(document)))
    answer = client.post(address(document, "again/"))

    assert "The document is too large to be made." in text
    assert f'action="{address(document, "again/")}"' in text
    assert answer.headers["Location"] == address(document)
    document.refresh_from_db()
    assert document.state == Document.State.QUEUED


def test_the_file_is_an_attachment_with_the_stored_bytes(client, person, document):
    finished(document)
    client.force_login(person)

    answer = client.get(address(document, "file/"))

    assert b"".join(answer.streaming_content) == CONTENT
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="pack-for-volunteers.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Content-Length"]) == len(CONTENT)


@pytest.mark.feature("9.15")
def test_a_download_is_noted_in_the_trail(client, person, document):
    finished(document)
    client.force_login(person)

    b"".join(client.get(address(document, "file/")).streaming_content)

    event = Event.objects.get(action="document.downloaded")
    assert (event.actor, event.object_id) == (person.uid, str(document.uid))


@pytest.mark.parametrize("damage", ["lost", "shorter"])
def test_a_damaged_file_is_named_and_never_made_again(client, person, document, damage):
    finished(document)
    path = Path(document.file.path)
    path.unlink() if damage == "lost" else path.write_bytes(CONTENT[:-1])
    client.force_login(person)

    answer = client.get(address(document, "file/"))

    assert answer.status_code == 404
    assert "restore it from the backup" in answer.content.decode()
    assert str(document.uid) in answer.content.decode()
    assert not Event.objects.filter(action="document.downloaded").exists()


def test_a_changed_file_is_found_by_its_hash(document):
    finished(document)
    assert is_intact(document)

    Path(document.file.path).write_bytes(CONTENT[:-1] + b"E")
    assert not is_intact(document)

    Path(document.file.path).unlink()
    assert not is_intact(document)


@pytest.mark.parametrize(("page", "method"), [("", "get"), ("file/", "get"), ("again/", "post")])
def test_others_find_nothing(client, document, page, method):
    finished(document)
    client.force_login(PersonFactory(assigned=True))

    assert getattr(client, method)(address(document, page)).status_code == 404


def test_an_unknown_document_looks_like_one_of_others(client, person):
    client.force_login(person)

    assert client.get(f"/en/documents/{uuid4()}/").status_code == 404


def test_an_unfinished_document_has_no_file(client, person, document):
    client.force_login(person)

    assert client.get(address(document, "file/")).status_code == 404


@pytest.mark.parametrize(("page", "method"), [("", "post"), ("file/", "post"), ("again/", "get")])
def test_other_methods_are_refused(client, person, document, page, method):
    client.force_login(person)

    assert getattr(client, method)(address(document, page)).status_code == 405


@pytest.mark.parametrize(("refusal", "status"), [(UnprintableText, 422), (TooBusy, 503)])
def test_what_cannot_be_rendered_is_answered_in_words(rf, person, refusal, status):
    request = rf.get("/")
    request.user, request.now, request.today = person, NOON, NOON.date()

    def make():
        raise refusal

    answer = as_rendered(request, make, "receipt.pdf")

    assert answer.status_code == status
    assert str(Document.Failure(refusal.code).label) in answer.content.decode()


def test_what_is_rendered_now_is_an_attachment_too(rf, person):
    request = rf.get("/")
    request.user, request.now = person, NOON
    answer = as_rendered(request, lambda: CONTENT, "pokwitowanie ż.pdf")

    assert answer.content == CONTENT
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
