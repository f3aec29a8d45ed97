"""What was stored before keeps its meaning."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from documents.models import Document

BEFORE = ("documents", "0003_scans")
STEP = ("documents", "0004_format_says_the_media_type")
STORED = {
    "application/pdf": ("pdf", "pdf"),
    "image/jpeg": ("pdf", "jpg"),
    "image/png": ("pdf", "png"),
    "": ("csv", "csv"),
}


@contextmanager
def taken_back():
    """This one step undone, the way ``migrate`` does it; gives the models of that time."""
    loader = MigrationLoader(connection)
    step, before = loader.get_migration(*STEP), loader.project_state([BEFORE])
    with connection.schema_editor(atomic=step.atomic) as editor:
        step.unapply(before.clone(), editor)
    try:
        yield before.apps
    finally:
        with connection.schema_editor(atomic=step.atomic) as editor:
            step.apply(before.clone(), editor)


@pytest.mark.django_db(transaction=True)
def test_the_format_takes_over_what_the_media_type_said():
    with taken_back() as old:
        for media_type, (format, _now) in STORED.items():
            old.get_model("documents", "Document").objects.create(
                kind=format, asked_at=timezone.now(), format=format, media_type=media_type
            )

    formats = list(Document.objects.order_by("pk").values_list("format", flat=True))
    assert formats == [now for _before, now in STORED.values()]

    with taken_back(), connection.cursor() as cursor:
        cursor.execute("SELECT media_type, format FROM documents_document ORDER BY id")
        assert ("image/png", "pdf") in cursor.fetchall()
