"""What the background worker does for training; each job may run twice."""

from django.tasks import task

from documents.making import Progress
from people.days import day_of
from training.bundling import write_bundle
from training.models import Bundle


@task()
def make_bundle(uid):
    """Set the certificates of a unit into one file, with the rights and holders of the moment."""
    bundle = Bundle.objects.select_related("document", "asked_by", "unit", "course").get(uid=uid)
    with Progress(bundle.document) as progress:
        if not progress.document.is_finished:
            write_bundle(bundle, progress, on=day_of(progress.clock()))
