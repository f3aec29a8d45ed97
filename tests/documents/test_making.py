"""Documents are asked for, made in the background, and survive workers that die."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from documents.making import MOST_TRIES, QUEUE_PATIENCE, Progress, ask, ask_again, requeue_stale
from documents.models import Document
from tests.documents import jobs
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
AFTER = timedelta(minutes=2)
State = Document.State


def asked(job="make", *, by=None, at=NOON, **changes):
    """A document that was asked for; its job has not begun."""
    values = {
        "title_pl": "Pakiet",
        "title_en": "Pack",
        "job": f"tests.documents.jobs.{job}",
        "args": {"title": "Pack"},
        "next_url": "/policies/packs/starter/",
    }
    return ask("pack", by=by, at=at, **(values | changes))


def clock(*moments):
    return iter(moments).__next__


def content(document):
    return Path(document.file.path).read_bytes()


def stored_files():
    storage = Document._meta.get_field("file").storage
    folder = Path(storage.path("documents"))
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_asking_adds_a_document_that_waits():
    person = PersonFactory()

    document = asked(by=person)

    assert document.state == State.QUEUED
    assert document.asked_by == person
    assert document.asked_at == NOON
    assert document.arguments == {"title": "Pack"}
    assert not document.is_finished


def test_the_job_begins_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        document = asked()
        assert document.state == State.QUEUED

    document.refresh_from_db()
    assert len(callbacks) == 1
    assert document.is_done


def test_our_own_queue_takes_the_job_in_the_same_transaction(settings):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    with pytest.raises(RuntimeError), transaction.atomic():
        asked()
        assert DBTaskResult.objects.count() == 1
        raise RuntimeError("the request fails")

    assert not DBTaskResult.objects.exists()
    assert not Document.objects.exists()


def test_a_finished_document_has_its_file_and_its_hash(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = asked()

    document.refresh_from_db()
    assert content(document) == jobs.CONTENT
    assert document.sha256 == hashlib.sha256(jobs.CONTENT).hexdigest()
    assert document.size == len(jobs.CONTENT)
    assert (document.steps_done, document.steps_total) == (2, 2)
    assert document.file.name.startswith("documents/")
    assert str(document.uid) not in document.file.name


def test_a_second_run_keeps_the_first_file():
    document = asked()
    jobs.make.func("Pack")
    document.refresh_from_db()

    jobs.make.func("Pack", content="another file")

    again = Document.objects.get(pk=document.pk)
    assert (again.file.name, again.sha256) == (document.file.name, document.sha256)
    assert len(stored_files()) == 1


def test_of_two_runs_at_the_same_time_the_first_to_finish_wins():
    document = asked()
    one, two = Progress(document), Progress(Document.objects.get(pk=document.pk))
    one.start()
    two.start()

    one.finish(b"first")
    two.finish(b"second")

    document.refresh_from_db()
    assert content(document) == b"first"
    assert two.is_done
    assert len(stored_files()) == 1


def test_a_run_that_ends_late_cannot_fail_what_is_done():
    document = asked()
    one, two = Progress(document), Progress(Document.objects.get(pk=document.pk))
    one.start()
    two.start()
    one.finish(b"first")

    two.fail(Document.Failure.UNEXPECTED)
    two.step(1, 9)

    document.refresh_from_db()
    assert document.is_done
    assert document.steps_total == 0


def test_a_refusal_to_render_is_told_to_the_asker():
    document = asked("refuse")

    jobs.refuse.func("Pack")

    document.refresh_from_db()
    assert document.is_failed
    assert document.failure == Document.Failure.UNPRINTABLE
    with translation.override("en"):
        words = str(document.failure_words)
    assert "characters that cannot be printed" in words


def test_an_unforeseen_failure_is_told_and_raised():
    document = asked("stumble")

    with pytest.raises(RuntimeError):
        jobs.stumble.func("Pack")

    document.refresh_from_db()
    assert document.failure == Document.Failure.UNEXPECTED
    assert "boom" not in document.failure_words


def test_what_failed_can_be_asked_for_again():
    document = asked("refuse")
    jobs.refuse.func("Pack")

    assert ask_again(document, at=NOON + AFTER)

    document.refresh_from_db()
    assert (document.state, document.failure, document.tries) == (State.QUEUED, "", 0)
    assert document.heartbeat_at == NOON + AFTER


def test_what_is_done_is_not_made_again():
    document = asked()
    jobs.make.func("Pack")

    assert not ask_again(document, at=NOON)

    document.refresh_from_db()
    assert document.is_done


def test_steps_and_heartbeats_are_seen_at_once():
    document = asked()
    later, latest = NOON + timedelta(seconds=4), NOON + timedelta(seconds=9)
    progress = Progress(document, clock=clock(NOON, NOON, later, latest))
    progress.start()

    progress.step(1, 3)
    progress.beat()
    document.refresh_from_db()
    assert (document.steps_done, document.steps_total) == (1, 3)
    assert document.heartbeat_at == NOON

    progress.beat()
    document.refresh_from_db()
    assert document.heartbeat_at == latest


def test_a_document_whose_worker_died_is_queued_again_once(django_capture_on_commit_callbacks):
    document = asked()
    Progress(document, clock=clock(NOON)).start()

    assert requeue_stale(NOON + timedelta(minutes=1), after=AFTER) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert requeue_stale(NOON + AFTER, after=AFTER) == 1
        assert requeue_stale(NOON + AFTER, after=AFTER) == 0

    document.refresh_from_db()
    assert document.is_done
    assert document.tries == 2


def test_a_document_that_nobody_took_up_is_queued_again_later():
    asked()

    assert requeue_stale(NOON + AFTER, after=AFTER) == 0
    assert requeue_stale(NOON + AFTER * QUEUE_PATIENCE, after=AFTER) == 1


def test_a_document_that_kills_every_worker_fails_in_the_end():
    document = asked()
    moments = [NOON + AFTER * number for number in range(MOST_TRIES + 1)]
    for moment in moments[:MOST_TRIES]:
        Progress(document, clock=clock(moment)).start()
        requeue_stale(moment + AFTER, after=AFTER)

    document.refresh_from_db()
    assert document.failure == Document.Failure.STOPPED


def test_finished_documents_are_never_queued_again():
    asked()
    jobs.make.func("Pack")

    assert requeue_stale(NOON + timedelta(days=365), after=AFTER) == 0


def test_a_title_is_in_the_language_of_the_reader():
    document = asked(title_en=None, args={"title": "Pakiet"})
    both = asked()

    for language, words in (("pl", "Pakiet"), ("en", "Pack")):
        with translation.override(language):
            assert str(both) == words
            assert str(document) == "Pakiet"


def test_people_see_the_documents_that_they_asked_for():
    person = PersonFactory()
    mine = asked(by=person)
    asked(by=PersonFactory())
    asked()

    assert list(Document.objects.visible_to(person)) == [mine]


@pytest.mark.parametrize(
    "change",
    [
        {"state": "done"},
        {"state": "done", "sha256": "0" * 64, "file": "documents/x.pdf", "size": 1},
        {"sha256": "0" * 64},
        {"file": "documents/x.pdf"},
        {"state": "failed", "finished_at": NOON},
        {"failure": "unexpected"},
        {"steps_done": 2, "steps_total": 1},
        {"next_url": "//evil.example/"},
        {"next_url": "https://evil.example/"},
    ],
)
def test_the_database_refuses_what_cannot_be(change):
    document = asked()

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**change)
