"""What the background worker does for the screens that combine apps; each job may run twice."""

from django.tasks import task

from documents.making import Progress
from home.personal_data import contents
from people.models import PersonalExport


@task()
def make_personal_export(uid):
    """Make the ZIP of one export, unless it was already deleted."""
    export = PersonalExport.objects.select_related("document").filter(uid=uid).first()
    if export is None or export.document is None:
        return
    with Progress(export.document) as progress:
        if not progress.is_done:
            progress.finish(contents(export, beat=progress.beat))
