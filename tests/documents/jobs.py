"""Jobs for the tests of making documents."""

from django.tasks import task

from documents.making import Progress
from documents.models import Document
from documents.pdf import UnprintableText

CONTENT = b"%PDF-1.7 a file"


@task()
def make(title, content=None):
    """Store a small file for the document with that title."""
    with Progress(Document.objects.get(title_en=title)) as progress:
        if progress.is_done:
            return
        progress.step(1, 2)
        progress.finish((content or "").encode() or CONTENT)


@task()
def refuse(title):
    """Meet a text that cannot be printed."""
    with Progress(Document.objects.get(title_en=title)):
        raise UnprintableText("x")


@task()
def stumble(title):
    """Fail for a reason that nobody foresaw."""
    with Progress(Document.objects.get(title_en=title)):
        raise RuntimeError("boom")
