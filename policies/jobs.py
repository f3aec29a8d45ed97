"""What the background worker does for policies; each job may run twice."""

from django.db import transaction
from django.tasks import task

from audit.trail import record
from documents.making import Progress
from people.days import day_of
from policies.models import EditionArchive, PackEdition
from policies.packs import versions_in
from policies.printing import pack_pdf

#: ISO 19005-2, level A: tagged, fonts inside, nothing that needs anything else to be shown.
ARCHIVE = "pdf/a-2a"


@task()
def render_edition(code):
    """Set an edition's PDF from the texts it remembers, with the figures of its own day."""
    edition = PackEdition.objects.select_related("document", "pack").get(code=code)
    with Progress(edition.document) as progress:
        if progress.is_done:
            return
        versions = versions_in(edition)
        progress.step(0, len(versions))
        content = pack_pdf(
            edition, versions, at=edition.made_at, on=day_of(edition.made_at), progress=progress
        )
        _store(progress, content)


@task()
def render_archive(code):
    """Set the PDF/A of an edition: the same texts and, as of its day, the same figures."""
    archive = EditionArchive.objects.select_related(
        "document", "edition__pack", "edition__document"
    ).get(edition__code=code)
    with Progress(archive.document) as progress:
        if progress.is_done:
            return
        edition = archive.edition
        content = pack_pdf(
            edition,
            versions_in(edition),
            at=edition.made_at,
            on=day_of(edition.made_at),
            progress=progress,
            variant=ARCHIVE,
        )
        _store(progress, content)


def _store(progress, content):
    """Keep the file and note its SHA-256 in the trail: it proves what was handed out."""
    with transaction.atomic():
        document = progress.finish(content)
        if progress.was_first:
            at = progress.clock()
            record("document.made", document, by=None, at=at, digest=document.sha256)
