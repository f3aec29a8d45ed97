"""What the background worker does for people; each job may run twice."""

from django.tasks import task

from documents.making import Progress
from people.exporting import write_export
from people.models import Export


@task()
def make_export(uid):
    """Write the file of an export, with the rights and the figures of the moment."""
    export = Export.objects.select_related("document", "by").get(uid=uid)
    with Progress(export.document) as progress:
        if not progress.document.is_finished:
            write_export(export, progress)
