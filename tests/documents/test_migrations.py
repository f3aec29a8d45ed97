"""What was stored before keeps its meaning."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from documents.models import Document

BEFORE = ("documents", "0003_scans")
STORED = {
    "application/pdf": ("pdf", "pdf"),
    "image/jpeg": ("pdf", "jpg"),
    "image/png": ("pdf", "png"),
    "": ("csv", "csv"),
}


@pytest.mark.django_db(transaction=True)
def test_the_format_takes_over_what_the_media_type_said():
    try:
        call_command("migrate", *BEFORE, verbosity=0)
        old = MigrationExecutor(connection).loader.project_state([BEFORE]).apps
        for media_type, (format, _now) in STORED.items():
            old.get_model("documents", "Document").objects.create(
                kind=format, asked_at=timezone.now(), format=format, media_type=media_type
            )
    finally:
        call_command("migrate", verbosity=0)

    formats = list(Document.objects.order_by("pk").values_list("format", flat=True))
    assert formats == [now for _before, now in STORED.values()]

    call_command("migrate", *BEFORE, verbosity=0)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT media_type, format FROM documents_document ORDER BY id")
            assert ("image/png", "pdf") in cursor.fetchall()
    finally:
        call_command("migrate", verbosity=0)
