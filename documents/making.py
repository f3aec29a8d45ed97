"""Ask for a document, make it in the background, and ask again when a worker died.

A job is a ``django.tasks`` task that fetches what it needs and does its work in a ``Progress``:

    @task()
    def render_edition(code):
        edition = PackEdition.objects.select_related("document").get(code=code)
        with Progress(edition.document) as progress:
            if not progress.is_done:
                progress.finish(pack_pdf(edition, beat=progress.beat))

Every job may run twice, also at the same time: the file that is stored first stays.
"""

import hashlib
import logging
from datetime import timedelta

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db import DatabaseBackend

from documents import limiting
from documents.models import Document
from documents.pdf import CannotRender

#: A document whose worker died is tried this often before it counts as failed.
MOST_TRIES = 3
#: A queue may be long: what nobody has begun is asked for again after this many times the patience
#: for what was begun.
QUEUE_PATIENCE = 10
#: Seconds between two heartbeats that are written, however often a job beats.
BEAT = timedelta(seconds=5)

logger = logging.getLogger(__name__)


@transaction.atomic
def ask(
    kind,
    *,
    by,
    at,
    title_pl,
    title_en,
    job,
    args,
    next_url="",
    format=Document.Format.PDF,
    expires_at=None,
):
    """Add a document and queue the job that makes it; returns the Document.

    ``job`` is the dotted name of a task and ``args`` its keyword arguments, plain JSON;
    ``next_url`` is where the asker goes when it is done, a path of ours without the language.
    ``by`` may be None for the command line. From ``expires_at`` on nobody gets the file any more.
    Raises TooMany when ``by`` has had enough files within the hour.
    """
    if by is not None:
        limiting.check(by, at=at)
    document = Document.objects.create(
        kind=kind,
        format=format,
        expires_at=expires_at,
        title_pl=title_pl or title_en or "",
        title_en=title_en or title_pl or "",
        asked_by=by,
        asked_at=at,
        heartbeat_at=at,
        next_url=next_url,
        job=job,
        arguments=args,
    )
    _queue(document)
    return document


@transaction.atomic
def ask_again(document, *, at):
    """Try a document that failed once more; one that is finished or under way stays as it is.

    Raises TooMany as ``ask`` does.
    """
    if document.is_failed and document.asked_by is not None:
        limiting.count_for(document.asked_by, at=at)
    changed = Document.objects.filter(pk=document.pk, state=Document.State.FAILED).update(
        state=Document.State.QUEUED,
        failure="",
        finished_at=None,
        started_at=None,
        heartbeat_at=at,
        steps_done=0,
        tries=0,
    )
    if changed:
        _queue(document)
    return bool(changed)


def requeue_stale(at, *, after):
    """Queue anew what a dead worker left behind, and return how many; twice changes nothing more.

    ``after`` is the time without a heartbeat that counts as death. What died too often fails.
    """
    dead = Q(state=Document.State.RUNNING, heartbeat_at__lte=at - after)
    forgotten = Q(state=Document.State.QUEUED, heartbeat_at__lte=at - after * QUEUE_PATIENCE)
    requeued = 0
    for document in Document.objects.filter(dead | forgotten):
        requeued += _requeue(document, at)
    return requeued


@transaction.atomic
def _requeue(document, at):
    unchanged = Document.objects.filter(
        pk=document.pk, state=document.state, heartbeat_at=document.heartbeat_at
    )
    if document.tries >= MOST_TRIES:
        unchanged.update(
            state=Document.State.FAILED, failure=Document.Failure.STOPPED, finished_at=at
        )
        return 0
    changed = unchanged.update(state=Document.State.QUEUED, heartbeat_at=at)
    if changed:
        _queue(document)
    return changed


def _queue(document):
    """Queue the job: with the row in our own database, after the commit in any other queue."""
    job = import_string(document.job)
    if isinstance(job.get_backend(), DatabaseBackend):
        job.enqueue(**document.arguments)
    else:
        transaction.on_commit(lambda: job.enqueue(**document.arguments))


class Progress:
    """The work on one document: says how far it is, that it lives, and stores the file once.

    A refusal to render ends as a failure that the asker can read; anything else that goes wrong
    is a failure too, and is raised again for the worker's log. The clock is read here: a job is
    where work begins, as a command is.
    """

    def __init__(self, document, *, clock=timezone.now):
        self.document = document
        self.clock = clock
        self.beaten_at = None
        self.was_first = False

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, error, traceback):
        if error is None:
            return False
        if isinstance(error, CannotRender):
            logger.warning("Document %s was not made: %s", self.document.uid, error.code)
            self.fail(error.code)
            return True
        self.fail(Document.Failure.UNEXPECTED)
        return False

    @property
    def is_done(self):
        """Whether another run has already stored the file, so that there is nothing to do."""
        return self.document.is_done

    def start(self):
        """Take the document up, unless it is done."""
        now = self.clock()
        self._row().unfinished().update(
            state=Document.State.RUNNING, started_at=now, heartbeat_at=now, tries=F("tries") + 1
        )
        self.document.refresh_from_db()

    def step(self, done, total):
        """So many of so many steps are done; seen by the asker at once."""
        now = self.beaten_at = self.clock()
        self._row().unfinished().update(steps_done=done, steps_total=total, heartbeat_at=now)

    def beat(self):
        """Show that the work goes on; cheap to call often."""
        now = self.clock()
        if self.beaten_at is None or now - self.beaten_at >= BEAT:
            self.beaten_at = now
            self._row().unfinished().update(heartbeat_at=now)

    def finish(self, content):
        """Store the file, once and for good; returns the document.

        ``content`` are the bytes, or an open file that holds them when they are many. The file is
        whole on the disk before the row points at it. When another run was first, its file stays,
        this one is dropped, and ``was_first`` is False.
        """
        source = ContentFile(content) if isinstance(content, bytes) else File(content)
        found = hashlib.sha256()
        for chunk in source.chunks():
            found.update(chunk)
        file = self.document._meta.get_field("file")
        name = file.generate_filename(self.document, "")
        stored = file.storage.save(name, source)
        with transaction.atomic():
            first = (
                self._row()
                .unfinished()
                .update(
                    state=Document.State.DONE,
                    file=stored,
                    sha256=found.hexdigest(),
                    size=source.size,
                    finished_at=self.clock(),
                    steps_done=F("steps_total"),
                )
            )
        self.was_first = bool(first)
        if not first:
            file.storage.delete(stored)
        self.document.refresh_from_db()
        return self.document

    def fail(self, code):
        """There will be no file, for a reason out of ``Document.Failure``; a finished one stays."""
        self._row().unfinished().update(
            state=Document.State.FAILED, failure=code, finished_at=self.clock()
        )
        self.document.refresh_from_db()

    def _row(self):
        return Document.objects.filter(pk=self.document.pk)
